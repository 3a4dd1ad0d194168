using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Records;
using static Ndtms.Core.Validation.InMessage;

namespace Ndtms.Core.Validation;

/// <summary>What keeps a file from removing more than its sender means to: rules FILE-12, -13, -14, -17, -21 and -25, and refusals under another
/// form of a CLIENTID (CLIENT-08). Judged after the content.</summary>
internal sealed class Safeguards(
    SubmissionFacts facts, FirstPass pass, AgencyState? state, IssueList issues, Action<string, IEnumerable<KeyValuePair<string, string>>> add,
    Func<IReadOnlySet<string>, IReadOnlySet<string>> presentOf)
{
    private readonly SortedSet<string> _alsoRefused = new(StringComparer.Ordinal);

    /// <summary>Attributors of the current clients that would be replaced: other attributors need not be remembered.</summary>
    private readonly HashSet<Attributors> _ofReplaced =
        state is null ? [] : [.. state.Clients.Values.Where(c => c.Replaced > 0).Select(c => c.Attributors)];

    private readonly Dictionary<Attributors, int> _missing = [];
    private readonly HashSet<Attributors> _underNewIds = [];
    private int _read;
    private int _loaded;
    private bool _anyReferredBefore;

    /// <summary>Current clients that refusals also delete (rule CLIENT-08), in ordinal order.</summary>
    public IReadOnlyCollection<string> AlsoRefused => _alsoRefused;

    /// <summary>How many current clients the refusals would delete, where they hold the file; else 0.</summary>
    public int ManyRefused { get; private set; }

    /// <summary>Judges what is known before the content.</summary>
    public void Begin()
    {
        JudgeOtherForms();
        JudgeRefusals();
    }

    /// <summary>Takes in a part of the content, once it is judged.</summary>
    public void Add(Content content)
    {
        foreach (var episode in content.Episodes)
        {
            _read++;
            _loaded += episode.Loaded ? 1 : 0;
            _anyReferredBefore |= episode.Referred < facts.From;
        }

        if (state is { } known && _ofReplaced.Count > 0)
            AddIds(content, known);
    }

    /// <summary>Judges the whole.</summary>
    public void Judge()
    {
        if (_loaded == 0 && (pass.Refusals.Count == 0 || _read > 0))
        {
            add("FILE-12",
            [
                new("carried", ManyRefused == 0 ? NumberIfAny(pass.Refusals.Count) : ""),
                new("waiting", ManyRefused > 0 ? NumberIfAny(pass.Refusals.Count) : ""), new("clients", NumberIfAny(ManyRefused)),
            ]);
        }
        else if (ManyRefused > 0)
        {
            add("FILE-25", [new("refusals", Number(pass.Refusals.Count)), new("clients", Number(ManyRefused))]);
        }

        if (_read >= 20 && (_read - _loaded) * 10L > _read)
            add("FILE-14", [new("rejected", Number(_read - _loaded)), new("count", Number(_read)), new("loaded", NumberIfAny(_loaded))]);
        if (state is null)
            return;
        JudgeFewer(_read, state);
        JudgeReferralsOnly(state);
        JudgeOtherIds(state);
    }

    private bool IsRefused(string clientId) => pass.Refusals.ContainsKey(clientId) || _alsoRefused.Contains(clientId);

    private void JudgeOtherForms()
    {
        if (state is null || pass.Refusals.Count == 0)
            return;
        var refusing = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var id in pass.Refusals.Keys.Where(id => !state.Clients.ContainsKey(id)))
        {
            if (ClientIdForm.Of(id) is { } form)
                (refusing.TryGetValue(form, out var ids) ? ids : refusing[form] = []).Add(id);
        }

        if (refusing.Count == 0)
            return;
        var others = state.Clients.Keys.Select(id => (Form: ClientIdForm.Of(id), Id: id)).Where(c => c.Form is not null && refusing.ContainsKey(c.Form))
            .GroupBy(c => c.Form!, c => c.Id, StringComparer.Ordinal).Where(g => g.Count() == 1).Select(g => (Refusing: refusing[g.Key], Current: g.Single()))
            .ToList();
        var present = others.Count == 0 ? new HashSet<string>() : presentOf(others.Select(o => o.Current).ToHashSet(StringComparer.Ordinal));
        foreach (var (id, current) in others.Where(o => !present.Contains(o.Current)).SelectMany(o => o.Refusing.Select(id => (id, o.Current))))
        {
            _alsoRefused.Add(current);
            issues.Add(new Issue("CLIENT-08", Severity.Warning, "client")
            {
                Lines = pass.Refusals[id],
                ClientId = id,
                Column = nameof(Column.CLIENTID),
                Value = current,
            });
        }
    }

    private void JudgeRefusals()
    {
        if (state is null)
            return;
        var refused = pass.Refusals.Keys.Count(state.Clients.ContainsKey) + _alsoRefused.Count;
        var replaced = state.Clients.Values.Count(c => c.Replaced > 0);
        if (refused >= 5 && refused * 10L > replaced)
            ManyRefused = refused;
    }

    private void JudgeFewer(int read, AgencyState known)
    {
        var replaced = known.Clients.Where(c => !IsRefused(c.Key)).Sum(c => c.Value.Replaced);
        if ((replaced >= 20 && read * 10L < replaced * 9L) || (replaced >= 5 && read * 2L < replaced))
            add("FILE-13", [new("count", Number(read)), new("current", Number(replaced))]);
    }

    private void JudgeReferralsOnly(AgencyState known)
    {
        var before = known.Clients.Values.Sum(c => c.ReplacedReferredBefore);
        if (before > 0 && known.Agency?.Scope == AgencyScope.Active && !_anyReferredBefore)
        {
            add("FILE-17",
                [new("current", Number(before)), new("open", Number(known.Clients.Values.Sum(c => c.ReplacedReferredBeforeOpen)))]);
        }
    }

    /// <summary>Remembers the current clients that the file would remove, and the attributors of clients whose ids are not in the current
    /// data.</summary>
    private void AddIds(Content content, AgencyState known)
    {
        var judged = content.Clients.Select(c => c.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var (id, current) in known.Clients)
        {
            if (current.Replaced > 0 && content.IsFor(id) && !judged.Contains(id) && !IsRefused(id))
                _missing[current.Attributors] = _missing.GetValueOrDefault(current.Attributors) + 1;
        }

        foreach (var client in content.Clients)
        {
            if (!known.Clients.ContainsKey(client.Key) && client.Attributors is { } attributors && _ofReplaced.Contains(attributors))
                _underNewIds.Add(attributors);
        }
    }

    /// <summary>Clients that the file would remove, and who are in it under ids that are not in the current data.</summary>
    private void JudgeOtherIds(AgencyState known)
    {
        var replaced = known.Clients.Values.Count(c => c.Replaced > 0);
        var changed = _missing.Where(m => _underNewIds.Contains(m.Key)).Sum(m => m.Value);
        if (changed >= 5 && changed * 2L >= replaced)
            add("FILE-21", [new("changed", Number(changed)), new("clients", Number(replaced))]);
    }
}
