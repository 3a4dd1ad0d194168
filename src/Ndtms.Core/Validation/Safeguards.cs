using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Records;
using static Ndtms.Core.Validation.InMessage;

namespace Ndtms.Core.Validation;

/// <summary>What keeps a file from removing more than its sender means to: rules FILE-12, -13, -14, -17, -21 and -25, and refusals under another
/// form of a CLIENTID (CLIENT-08). Judged after the content.</summary>
internal sealed class Safeguards(
    Content content, SubmissionFacts facts, FirstPass pass, AgencyState? state, IssueList issues,
    Action<string, IEnumerable<KeyValuePair<string, string>>> add)
{
    private readonly List<string> _alsoRefused = [];

    /// <summary>Current clients that refusals also delete (rule CLIENT-08), in ordinal order.</summary>
    public IReadOnlyList<string> AlsoRefused => _alsoRefused;

    /// <summary>How many current clients the refusals would delete, where they hold the file; else 0.</summary>
    public int ManyRefused { get; private set; }

    public void Judge()
    {
        JudgeOtherForms();
        JudgeRefusals();
        var read = content.Episodes.Count();
        var loaded = content.Episodes.Count(e => e.Loaded);
        if (loaded == 0 && (pass.Refusals.Count == 0 || read > 0))
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

        if (read >= 20 && (read - loaded) * 10L > read)
            add("FILE-14", [new("rejected", Number(read - loaded)), new("count", Number(read)), new("loaded", NumberIfAny(loaded))]);
        if (state is null)
            return;
        JudgeFewer(read, state);
        JudgeReferralsOnly(state);
        JudgeOtherIds(state);
    }

    private bool IsRefused(string clientId) => pass.Refusals.ContainsKey(clientId) || _alsoRefused.Contains(clientId);

    private void JudgeOtherForms()
    {
        if (state is null || pass.Refusals.Count == 0)
            return;
        var byForm = state.Clients.Keys.Select(id => (Form: ClientIdForm.Of(id), Id: id)).Where(c => c.Form is not null)
            .GroupBy(c => c.Form!, c => c.Id, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        foreach (var (refusing, lines) in pass.Refusals)
        {
            if (state.Clients.ContainsKey(refusing) || ClientIdForm.Of(refusing) is not { } form || byForm.GetValueOrDefault(form) is not [var current]
                || pass.Present.Contains(current))
            {
                continue;
            }

            if (!_alsoRefused.Contains(current))
                _alsoRefused.Add(current);
            issues.Add(new Issue("CLIENT-08", Severity.Warning, "client")
            {
                Lines = lines,
                ClientId = refusing,
                Column = nameof(Column.CLIENTID),
                Value = current,
            });
        }

        _alsoRefused.Sort(StringComparer.Ordinal);
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
        if (before > 0 && known.Agency?.Scope == AgencyScope.Active && !content.Episodes.Any(e => e.Referred < facts.From))
        {
            add("FILE-17",
                [new("current", Number(before)), new("open", Number(known.Clients.Values.Sum(c => c.ReplacedReferredBeforeOpen)))]);
        }
    }

    /// <summary>Clients that the file would remove, and who are in it under ids that are not in the current data.</summary>
    private void JudgeOtherIds(AgencyState known)
    {
        var replaced = known.Clients.Where(c => c.Value.Replaced > 0).ToList();
        var judged = content.Clients.Select(c => c.Key).ToHashSet(StringComparer.Ordinal);
        var underNewIds = content.Clients.Where(c => !known.Clients.ContainsKey(c.Key)).Select(c => c.Attributors).OfType<Attributors>().ToHashSet();
        var changed = replaced.Count(c => !judged.Contains(c.Key) && !IsRefused(c.Key) && underNewIds.Contains(c.Value.Attributors));
        if (changed >= 5 && changed * 2L >= replaced.Count)
            add("FILE-21", [new("changed", Number(changed)), new("clients", Number(replaced.Count))]);
    }
}
