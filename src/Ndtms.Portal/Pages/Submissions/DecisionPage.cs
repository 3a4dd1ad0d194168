using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Ndtms.Application.Submissions;
using Ndtms.Core.Validation;
using Ndtms.Storage;

namespace Ndtms.Portal.Pages.Submissions;

/// <summary>What confirming and withdrawing have in common: the effect is shown, a reason asked for and, where much goes, the number of episodes.</summary>
public abstract class DecisionPage : PortalPage
{
    private const int ShortestReason = 10;
    private const int LongestReason = 500;

    /// <summary>What the decision would do.</summary>
    public DecisionPreview Preview { get; private set; } = null!;

    /// <summary>The submission.</summary>
    public StoredSubmission Submission => Preview.Submission;

    /// <summary>What would be removed.</summary>
    public abstract Removal Removal { get; }

    /// <summary>Why.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>The number that was typed.</summary>
    public string Remove { get; private set; } = "";

    /// <summary>Whether the numbers have changed since they were shown.</summary>
    public bool IsOutdated { get; private set; }

    /// <summary>What an issue says.</summary>
    public string Message(Issue issue) => RuleBook.Message(issue, Caller.Workspace.Book);

    /// <summary>What the number counts.</summary>
    public string Counted => Removal.RefusedClients > 0 ? "clients" : "episodes";

    /// <summary>Sets what the page shows.</summary>
    protected void Show(long id, string verb)
    {
        Preview = Caller.Run(new PreviewDecision(Caller.Workspace), id);
        Title = $"{verb} submission {Say.Plain(id)}";
    }

    /// <summary>Decides, where the form is filled in.</summary>
    protected IActionResult Decide(long id, string verb, string? reason, string? remove, string? version, Action<Decision> decide, string done)
    {
        Show(id, verb);
        (Reason, Remove) = (reason?.Trim() ?? "", remove?.Trim() ?? "");
        int? number = int.TryParse(Remove.Replace(",", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var typed) ? typed : null;
        if (version != Preview.Version)
            return Outdated();
        if (Reason.Length is < ShortestReason or > LongestReason)
            ModelState.AddModelError(nameof(Reason), Reason.Length == 0 ? "Say why this is right" : $"The reason must be {ShortestReason} to {LongestReason} characters");
        if (Removal.NumberWanted is { } wanted && number != wanted)
            ModelState.AddModelError(nameof(Remove), $"The number must be {Say.Number(wanted)}");
        if (!ModelState.IsValid)
            return Page();
        try
        {
            decide(new Decision(id, Reason, number, version));
        }
        catch (DecisionOutdatedException)
        {
            Show(id, verb);
            return Outdated();
        }

        return Succeed($"/submissions/{Say.Plain(id)}", done);
    }

    private PageResult Outdated()
    {
        IsOutdated = true;
        Remove = "";
        ModelState.Remove(nameof(Remove));
        return Page();
    }
}
