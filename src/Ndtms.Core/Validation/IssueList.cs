using System.Runtime.InteropServices;
using Ndtms.Core.Records;

namespace Ndtms.Core.Validation;

/// <summary>The issues of a file while it is checked. All are counted; of each rule the first by line are listed, and of one issue the
/// first lines (Definitions/rules.md, Nothing is listed without end). So memory does not grow with the number of faults.</summary>
public sealed class IssueList
{
    /// <summary>How many issues of one rule are listed.</summary>
    public const int MostOfRule = 10_000;

    /// <summary>How many lines of one issue are listed.</summary>
    public const int MostLines = 500;

    /// <summary>The longest text of a value that an issue keeps; no cell of any output holds more.</summary>
    public const int LongestText = 1_000;

    /// <summary>Of how many columns issues are counted by column: a header can have any number of unknown names.</summary>
    private const int MostColumns = 5_000;

    private readonly Dictionary<string, OfRule> _byRule = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Rule, Severity Severity, string? Column), (int Issues, int Confirmed)> _counts = [];
    private readonly Dictionary<(string Rule, Severity Severity), int> _bits;
    private readonly Dictionary<(string? Rule, Severity Severity), (int Entities, ulong Keys)> _entities = [];
    private readonly bool _onlyMarks;
    private readonly List<(Issue Issue, Entity Entity)> _undecided = [];
    private readonly UnlistedIssues.Collector _unlisted = new();
    private IReadOnlySet<ConfirmedWarning> _confirmed = new HashSet<ConfirmedWarning>();
    private HashSet<ConfirmedWarning> _confirmable = [];
    private HashSet<string> _confirmableRules = [];

    public IssueList() => _bits = [];

    /// <summary>The hash of an entity under the publication key; null: there is no key.</summary>
    internal Func<Entity, ulong>? Hash { get; init; }

    private IssueList(Dictionary<(string Rule, Severity Severity), int> bits)
    {
        _bits = bits;
        _onlyMarks = true;
    }

    /// <summary>A list for a part of the file that is judged again: it keeps nothing, and only marks the entities that rules name as they were
    /// marked before.</summary>
    internal IssueList OnlyMarking() => new(_bits);

    /// <summary>Warnings that were checked and found correct: on rows that have not changed since they do not count. To be set before the
    /// first warning is added.</summary>
    internal IReadOnlySet<ConfirmedWarning> Confirmed
    {
        set
        {
            _confirmed = value;
            _confirmable = [.. value.Select(w => w with { RowHash = "" })];
            _confirmableRules = value.Select(w => w.Rule).ToHashSet(StringComparer.Ordinal);
        }
    }

    /// <summary>Whether there is an issue of a rule.</summary>
    internal bool Has(string rule) => _byRule.ContainsKey(rule);

    /// <summary>Whether there is an issue of a severity.</summary>
    internal bool Has(Severity severity) => _counts.Keys.Any(c => c.Severity == severity);

    /// <summary>Whether an issue of a rule, on a line and those after it, has to be added; else it cannot be listed any more, and it is enough
    /// to count it.</summary>
    internal bool Lists(string rule, int line) => !_onlyMarks
        && (_confirmableRules.Contains(rule) || !_byRule.TryGetValue(rule, out var listed) || line <= listed.LastLine);

    /// <summary>Counts an issue that cannot be listed.</summary>
    internal void Count(string rule, Severity severity, string? column, IReadOnlyList<int> lines, Entity? entity)
    {
        Mark(rule, severity, entity);
        if (_onlyMarks)
            return;
        if (severity == Severity.Warning && entity is not null)
            entity.Warned = true;
        Tally(rule, severity, column, confirmed: false);
        _unlisted.Add(rule, severity, column, confirmed: false, lines);
    }

    /// <summary>Adds an issue.</summary>
    /// <param name="issue">The issue; what is too long is cut.</param>
    /// <param name="entity">What it is about, where that is an entity: it is rejected, or counts as warned, and counts in data quality. What
    /// FILE and ROW rules find, CHILD-03, CLIENT-08 and a row without a key are about none.</param>
    internal void Add(Issue issue, Entity? entity = null)
    {
        if (_onlyMarks)
        {
            Mark(issue.Rule, issue.Severity, entity);
            return;
        }

        issue = Shortened(issue);
        Mark(issue.Rule, issue.Severity, entity);
        if (entity is not null && issue.Severity == Severity.Warning)
        {
            // Whether it still is as it was confirmed is known once everything is judged.
            if (_confirmable.Contains(Key(issue, "")))
            {
                _undecided.Add((issue, entity));
                return;
            }

            entity.Warned = true;
        }

        Keep(issue, entity);
    }

    /// <summary>Ends a part of the file: settles what depends on its entities, which are not needed afterwards.</summary>
    internal void EndPart(Content content)
    {
        foreach (var (issue, entity) in _undecided)
        {
            var isConfirmed = _confirmed.Contains(Key(issue, HashOf(entity)));
            entity.Warned |= !isConfirmed;
            Keep(issue with { Confirmed = isConfirmed }, entity);
        }

        _undecided.Clear();
        foreach (var listed in _byRule.Values)
        {
            Trim(listed);
            var issues = CollectionsMarshal.AsSpan(listed.Issues);
            foreach (ref var kept in issues)
            {
                if (kept.Entity is { } entity && kept.Issue.Severity == Severity.Warning)
                    kept.Issue = kept.Issue with { RowHash = HashOf(entity) };
                kept.Entity = null;
            }
        }

        CountEntities(content);
    }

    /// <summary>The issues that are listed, in their order. Once everything is judged.</summary>
    internal IReadOnlyList<Issue> Finish()
    {
        foreach (var listed in _byRule.Values)
            Trim(listed);
        return [.. _byRule.Values.SelectMany(listed => listed.Issues).Select(i => i.Issue).Order(ByLine.Instance)];
    }

    /// <summary>How many issues there are, by rule, severity and column.</summary>
    internal IReadOnlyList<IssueCount> Counts() =>
    [
        .. _counts.Select(c => new IssueCount(c.Key.Rule, c.Key.Severity, c.Key.Column, c.Value.Issues, c.Value.Confirmed))
            .OrderBy(c => c.Rule, StringComparer.Ordinal).ThenBy(c => c.Severity).ThenBy(c => c.Column, StringComparer.Ordinal),
    ];

    /// <summary>The lines of issues that are not listed. After <see cref="Finish"/>.</summary>
    internal UnlistedIssues Unlisted() => _unlisted.Finish();

    /// <summary>How many distinct entities the rules name (Definitions/measures.md, Data quality): those rejected, and those loaded with a
    /// warning.</summary>
    internal IReadOnlyList<EntitiesNamed> Entities() =>
    [
        .. _entities.Select(e => new EntitiesNamed(e.Key.Rule, e.Key.Severity, e.Value.Entities, e.Value.Keys))
            .OrderBy(e => e.Rule, StringComparer.Ordinal).ThenBy(e => e.Severity),
    ];

    private void CountEntities(Content content)
    {
        var byBit = _bits.OrderBy(b => b.Value).Select(b => b.Key).ToArray();
        var counts = new int[byBit.Length];
        var keys = new ulong[byBit.Length];
        ulong rejectedKeys = 0, warnedKeys = 0;
        var (rejects, warnings) = (Mask(Severity.Reject), Mask(Severity.Warning));
        int rejected = 0, warned = 0;
        foreach (var entity in content.Entities)
        {
            if (entity.Named == 0)
                continue;
            var named = entity.Loaded ? entity.Named : entity.Named & rejects;
            if (named == 0)
                continue;
            var key = Hash?.Invoke(entity) ?? 0;
            if ((named & rejects) != 0)
            {
                rejected++;
                rejectedKeys += key;
            }

            if ((named & warnings) != 0)
            {
                warned++;
                warnedKeys += key;
            }

            for (; named != 0; named &= named - 1)
            {
                var bit = (int)UInt128.TrailingZeroCount(named);
                counts[bit]++;
                keys[bit] += key;
            }
        }

        AddTo(null, Severity.Reject, rejected, rejectedKeys);
        AddTo(null, Severity.Warning, warned, warnedKeys);
        foreach (var (of, count, key) in byBit.Zip(counts, keys))
            AddTo(of.Rule, of.Severity, count, key);

        void AddTo(string? rule, Severity severity, int count, ulong key)
        {
            if (count == 0)
                return;
            var (entities, sum) = _entities.GetValueOrDefault((rule, severity));
            _entities[(rule, severity)] = (entities + count, sum + key);
        }

        UInt128 Mask(Severity severity) => _bits.Where(b => b.Key.Severity == severity)
            .Aggregate(UInt128.Zero, (mask, b) => mask | (UInt128.One << b.Value));
    }

    /// <summary>The entities that a rule rejects by name, by rule.</summary>
    internal IEnumerable<(string Rule, Func<Entity, bool> Rejects)> Rejects() => _bits.Where(b => b.Key.Severity == Severity.Reject)
        .OrderBy(b => b.Key.Rule, StringComparer.Ordinal)
        .Select(b => (b.Key.Rule, (Func<Entity, bool>)(entity => (entity.Named & (UInt128.One << b.Value)) != 0)));

    private static string HashOf(Entity entity) => entity is Client ? RowHash.Of(entity) : (entity as Episode ?? ((Child)entity).Episode).RowHash;

    private static ConfirmedWarning Key(Issue issue, string hash) =>
        new(issue.Rule, issue.ClientId, issue.EpisodeId, issue.ChildId, issue.Column, hash);

    private Issue Shortened(Issue issue)
    {
        if (issue.Lines.Count > MostLines)
        {
            _unlisted.Add(issue.Rule, issue.Severity, issue.Column, issue.Confirmed, issue.Lines.Skip(MostLines));
            issue = issue with { Lines = [.. issue.Lines.Take(MostLines)], FurtherLines = issue.Lines.Count - MostLines };
        }

        if (issue.Value?.Length > LongestText)
            issue = issue with { Value = Ellipsis.Cut(issue.Value, LongestText) };
        return issue.Details.Any(d => d.Value.Length > LongestText)
            ? issue with { Details = [.. issue.Details.Select(d => KeyValuePair.Create(d.Key, Ellipsis.Cut(d.Value, LongestText)))] }
            : issue;
    }

    private int BitOf(string rule, Severity severity)
    {
        if (!_bits.TryGetValue((rule, severity), out var bit))
            _bits[(rule, severity)] = bit = _bits.Count < 128 ? _bits.Count : throw new InvalidOperationException("There are more rules than an entity has bits for.");
        return bit;
    }

    private void Mark(string rule, Severity severity, Entity? entity)
    {
        if (entity is null)
            return;
        if (severity >= Severity.Reject)
            entity.Rejected = true;
        if (severity is Severity.Reject or Severity.Warning)
            entity.Named |= UInt128.One << BitOf(rule, severity);
    }

    private void Keep(Issue issue, Entity? entity)
    {
        Tally(issue.Rule, issue.Severity, issue.Column, issue.Confirmed);
        if (!_byRule.TryGetValue(issue.Rule, out var listed))
            _byRule[issue.Rule] = listed = new OfRule();
        listed.Issues.Add((issue, entity));
        if (listed.Issues.Count >= 2 * MostOfRule)
            Trim(listed);
    }

    private void Tally(string rule, Severity severity, string? column, bool confirmed)
    {
        var key = (rule, severity, column);
        if (_counts.Count >= MostColumns && !_counts.ContainsKey(key))
            key.column = null;
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, key, out _);
        count = (count.Issues + 1, count.Confirmed + (confirmed ? 1 : 0));
    }

    private void Trim(OfRule listed)
    {
        var issues = listed.Issues;
        if (issues.Count <= MostOfRule)
            return;
        issues.Sort((a, b) => ByLine.Instance.Compare(a.Issue, b.Issue));
        for (var i = MostOfRule; i < issues.Count; i++)
        {
            var issue = issues[i].Issue;
            _unlisted.Add(issue.Rule, issue.Severity, issue.Column, issue.Confirmed, issue.Lines);
        }

        issues.RemoveRange(MostOfRule, issues.Count - MostOfRule);
        listed.LastLine = ByLine.LineOf(issues[^1].Issue);
    }

    /// <summary>The issues of a rule that are listed so far.</summary>
    private sealed class OfRule
    {
        public List<(Issue Issue, Entity? Entity)> Issues { get; } = [];

        /// <summary>The line of the last of them, once there are as many as are listed: an issue on a later line is not listed.</summary>
        public int LastLine { get; set; } = int.MaxValue;
    }

    /// <summary>The order in which issues are listed: by line, then by rule, ids and column.</summary>
    private sealed class ByLine : IComparer<Issue>
    {
        public static readonly ByLine Instance = new();

        public int Compare(Issue? x, Issue? y)
        {
            var order = LineOf(x!).CompareTo(LineOf(y!));
            order = order != 0 ? order : string.CompareOrdinal(x!.Rule, y!.Rule);
            order = order != 0 ? order : string.CompareOrdinal(x!.ClientId, y!.ClientId);
            order = order != 0 ? order : string.CompareOrdinal(x!.EpisodeId, y!.EpisodeId);
            order = order != 0 ? order : string.CompareOrdinal(x!.ChildId, y!.ChildId);
            return order != 0 ? order : string.CompareOrdinal(x!.Column, y!.Column);
        }

        public static int LineOf(Issue issue) => issue.Lines.Count == 0 ? 0 : issue.Lines[0];
    }
}
