using System.Globalization;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Records;

namespace Ndtms.Core.Validation;

/// <summary>Judges the entities of a file: values first, then each rule's expressions, children before the episode they belong to (some
/// rules of an episode look only at children that are not rejected).</summary>
internal sealed class ContentCheck
{
    private readonly Content _content;
    private readonly RuleContext _context;
    private readonly HashSet<string> _present;
    private readonly AgencyState? _state;
    private readonly IssueList _issues;
    private readonly Dictionary<string, string[]> _placeholders = new(StringComparer.Ordinal);

    public ContentCheck(
        Content content, RuleContext context, IReadOnlyList<string> header, AgencyState? state, IssueList issues)
    {
        _content = content;
        _context = context;
        _present = header.ToHashSet(StringComparer.OrdinalIgnoreCase);
        _state = state;
        _issues = issues;
    }

    /// <summary>Is told now and then which share is judged, from 0 to 1; null: nobody is.</summary>
    public Action<double>? Report { get; init; }

    public void Run()
    {
        foreach (var malformed in _content.Malformed)
            AddMalformed(malformed);
        var judged = 0;
        foreach (var client in _content.Clients)
        {
            if (Report is not null && ++judged % 500 == 0)
                Report((double)judged / _content.Clients.Count);
            JudgeClient(client);
            foreach (var episode in client.Episodes)
                JudgeEpisode(episode);
            foreach (var (episode, other) in EpisodeRules.Overlaps(client))
            {
                Add("EPISODE-19", episode, "TRIAGED", episode.Show("TRIAGED"),
                    ("other", other.Key), ("otherTriaged", other.Show("TRIAGED") ?? ""));
            }
        }
    }

    private void JudgeClient(Client client)
    {
        var conflicts = client.Conflicts.Where(c => c.Field.Column is not (Column.CONSENT or Column.AGNCY or Column.CLIENTID)).ToList();
        var identity = conflicts.Count(c => IsAttributor(c.Field));
        foreach (var conflict in conflicts)
        {
            var rule = !IsAttributor(conflict.Field) ? "CLIENT-04" : identity > 1 ? "CLIENT-03" : "CLIENT-07";
            AddConflict(rule, client, conflict, ("used", client.Show(conflict.Field)));
            if (rule == "CLIENT-03")
                client.Disregard(conflict.Field);
        }

        JudgeValues(client);
        Judge(client, ClientRules.All);
        if (_state?.Clients.GetValueOrDefault(client.Key) is { } current)
            JudgeAgainstCurrent(client, current.Attributors);
        if (client.Episodes.Count == 0 && client.Consents == true)
            Add("CLIENT-06", client, "EPISODID", null);
    }

    private void JudgeAgainstCurrent(Client client, Attributors current)
    {
        Compare(Column.FINITIAL, current.FirstInitial.ToString());
        Compare(Column.SINITIAL, current.SurnameInitial.ToString());
        Compare(Column.DOB, DayText.Show(current.DateOfBirth));
        Compare(Column.SEX, current.Sex);

        void Compare(Column column, string before)
        {
            if (client[column].HasValue && client.Show(column.ToString()) is { } now && now != before)
                Add("CLIENT-05", client, column.ToString(), now, ("held", before));
        }
    }

    private void JudgeEpisode(Episode episode)
    {
        if (episode.Unkeyed)
        {
            Add("VALUE-01", episode, "EPISODID", null);
            return;
        }

        foreach (var conflict in episode.Conflicts)
            AddConflict("EPISODE-01", episode, conflict);
        foreach (var child in episode.Children)
            JudgeChild(child);
        // Only then are dates that lie ahead made blank: a value was given, so its blank is no VALUE-02.
        JudgeValues(episode);
        foreach (var column in EpisodeRules.NotAhead)
        {
            if (episode[column] is not { HasValue: true, Value: var day } || day <= _context.Receipt.DayNumber)
                continue;
            var field = episode.Layout.FieldOf(column);
            Add("EPISODE-25", episode, field.Header, episode.Show(field));
            episode.Clear(field);
        }

        Judge(episode, EpisodeRules.All);
        Judge(episode, TopRules.All);
    }

    private void JudgeChild(Child child)
    {
        if (child.Unkeyed)
        {
            Add("VALUE-01", child, child.Kind.KeyHeader(), null);
            return;
        }

        var differs = child switch { Modality => "MODALITY-01", Top => "TOP-01", _ => "CHILD-01" };
        foreach (var conflict in child.Conflicts)
            AddConflict(differs, child, conflict);
        JudgeValues(child);
        switch (child)
        {
            case Modality modality:
                Judge(modality, ModalityRules.All);
                break;
            case Top top:
                Judge(top, TopRules.All);
                break;
            case SubIntervention sub:
                Judge(sub, ChildRules.All);
                break;
            case TimeInTreatment time:
                if (ChildRules.TimeInTreatmentDate is var check && check.Fails(time, _context))
                    Add("CHILD-02", time, check.Column, time.Show(check.Column!));
                break;
            default:
                break;
        }
    }

    private void Judge<T>(T entity, IReadOnlyList<Rule> rules)
        where T : Entity
    {
        foreach (var rule in rules)
        {
            if (rule is not Rule<T> judged)
                continue;
            foreach (var check in judged.Checks)
            {
                if (check.Fails(entity, _context))
                    Add(rule.Id, entity, check.Column, check.Column is null ? null : entity.Show(check.Column));
            }
        }
    }

    /// <summary>Blanks, and codes out of their time, on the merged entity.</summary>
    private void JudgeValues(Entity entity)
    {
        foreach (var field in entity.Layout.Fields)
        {
            var cell = entity[field];
            if (cell == Cell.Blank)
            {
                if (field.IsKey)
                    continue;
                if (field.Required == Requirement.Reject)
                    Add("VALUE-01", entity, field.Header, null);
                else if (_present.Contains(field.Header) && ValueRules.IsExpected(entity, field))
                    Add("VALUE-02", entity, field.Header, null);
            }
            else if (field.Type == FieldType.Code && cell.HasValue && ValueRules.CodeDay(entity, field) is { } day
                && !field.CodeList!.Codes[cell.Value].ValidOn(day))
            {
                Add("VALUE-06", entity, field.Header, entity.Show(field), ("day", DayText.Show(day)));
            }
        }
    }

    private void AddMalformed(MalformedValue malformed)
    {
        var (entity, field, reason, value, lines) = malformed;
        var severity = field.Required == Requirement.Reject ? Severity.Reject : Severity.Warning;
        (string, string)[] details = reason switch
        {
            Malformation.NotAnInteger => [("least", Show(field.Min)), ("most", Show(field.Max))],
            Malformation.NotInCodeList => [("list", field.CodeList!.Name)],
            Malformation.WrongForm => [("form", ValueRules.FormOf(field))],
            _ => [],
        };
        Add(ValueRules.RuleOf(reason), entity, field.Header, value, severity, lines, details);
    }

    private void AddConflict(string rule, Entity entity, Conflict conflict, params (string, string)[] details)
    {
        var values = InMessage.List(conflict.Values.Select(v => entity.Show(conflict.Field, v.Cell)), conflict.Values.Count, " | ");
        Add(rule, entity, conflict.Field.Header, values, RuleBook.Find(rule).Severity, [.. conflict.Values.Select(v => v.Line)], details);
    }

    private void Add(string rule, Entity entity, string? column, string? value, params (string, string)[] details) =>
        Add(rule, entity, column, value, RuleBook.Find(rule).Severity, [entity.Line], details);

    private void Add(
        string rule, Entity entity, string? column, string? value, Severity severity, List<int> lines, (string Name, string Value)[] details)
    {
        if (!_issues.Lists(rule, lines[0]))
        {
            _issues.Count(rule, severity, column, lines, entity);
            return;
        }

        var episode = entity as Episode ?? (entity as Child)?.Episode;
        _issues.Add(new Issue(rule, severity, entity.Kind.Name())
        {
            Lines = lines,
            ClientId = (entity as Client ?? episode?.Client)?.Key,
            EpisodeId = episode?.Key is { Length: > 0 } episodeId ? episodeId : null,
            ChildId = (entity as Child)?.Key is { Length: > 0 } childId ? childId : null,
            Column = column,
            Value = value is { Length: > 0 } ? value : null,
            Details = Details(rule, entity, details),
        }, entity);
    }

    /// <summary>The values that the rule's message shows.</summary>
    private KeyValuePair<string, string>[] Details(string rule, Entity entity, (string Name, string Value)[] given)
    {
        if (!_placeholders.TryGetValue(rule, out var names))
            _placeholders[rule] = names = [.. RuleBook.Find(rule).Placeholders.Where(name => !RuleBook.IsOfIssue(name))];
        if (names.Length == 0)
            return [];
        var details = new List<KeyValuePair<string, string>>(names.Length);
        foreach (var name in names)
        {
            var value = Array.Find(given, d => d.Name == name).Value ?? name switch
            {
                "from" => DayText.Show(_context.From),
                "to" => DayText.Show(_context.To),
                "receipt" => DayText.Show(_context.Receipt),
                "age" => Show((entity as Episode)?.AgeAtTriage),
                "last" => DayText.Show(entity is Episode e ? EpisodeRules.LastModalityDate(e) : null),
                "start" => DayText.Show((entity as Episode)?.TreatmentStart),
                _ when char.IsAsciiLetterUpper(name[0]) => entity.Show(name),
                _ => null,
            };
            if (value is not null)
                details.Add(new(name, value));
        }

        return [.. details];
    }

    private static bool IsAttributor(Field field) => field.Column is { } column && ClientRules.Attributors.Contains(column);

    private static string Show(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
