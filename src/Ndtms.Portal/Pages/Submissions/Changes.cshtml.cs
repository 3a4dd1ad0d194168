using Microsoft.AspNetCore.Mvc;
using Ndtms.Application.Submissions;
using Ndtms.Portal.Access;
using Ndtms.Portal.Forms;

namespace Ndtms.Portal.Pages.Submissions;

/// <summary>The episodes that a submission adds, changes and removes; the removed first.</summary>
[Access("submission-changes")]
public sealed class ChangesModel : PortalPage
{
    /// <summary>The kinds of change, the one first that takes something away.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["removed", "changed", "added"];

    /// <summary>What changes.</summary>
    public ListedChanges Listed { get; private set; } = null!;

    /// <summary>Which kind is shown.</summary>
    public string Change { get; private set; } = "";

    /// <summary>A kind that is known; null: none is asked for.</summary>
    public static string? Known(string? kind) => Kinds.Contains(kind) ? kind : null;

    /// <summary>How many of a kind there are.</summary>
    public int CountOf(string kind) => kind switch
    {
        "removed" => Listed.Submission.Changes.Removed,
        "changed" => Listed.Submission.Changes.Changed,
        _ => Listed.Submission.Changes.Added,
    };

    public void OnGet(long id, string? change, [FromQuery(Name = "page")] int number = 1)
    {
        Change = Known(change) ?? "";
        // Nothing is cut: where no kind is asked for, the first that there is comes first.
        Listed = Caller.Run(new ListChanges(Caller.Workspace), new ChangesWanted(id, Change.Length > 0 ? Change : "removed", Paging.Of(number)));
        if (Change.Length == 0)
        {
            Change = Kinds.FirstOrDefault(kind => CountOf(kind) > 0) ?? "removed";
            Listed = Caller.Run(new ListChanges(Caller.Workspace), new ChangesWanted(id, Change, Paging.Of(number)));
        }

        Title = $"What submission {Say.Plain(id)} changes";
        Paging = new Paging(Math.Max(1, number), Listed.Changes?.Total ?? 0);
    }
}
