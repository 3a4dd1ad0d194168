using Microsoft.AspNetCore.Mvc;
using Ndtms.Application.Submissions;
using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;
using Ndtms.Portal.Access;
using Ndtms.Portal.Forms;

namespace Ndtms.Portal.Pages.Submissions;

/// <summary>Everything that was found in a submission, by rule or by line, with filters; for those who see counts only, by rule.</summary>
[Access("issues-list")]
public sealed class IssuesModel(ClientFilters filters) : PortalPage
{
    /// <summary>What was found.</summary>
    public FoundIssues Found { get; private set; } = null!;

    /// <summary>What the address asks for.</summary>
    public IssueChoice Choice { get; private set; } = null!;

    /// <summary>The filter of a client, which stands for a reference that no address may hold; null: none.</summary>
    public string? Client { get; private set; }

    /// <summary>The reference that was typed.</summary>
    public string Reference { get; private set; } = "";

    /// <summary>The submission's id.</summary>
    public long Id { get; private set; }

    /// <summary>Choices of the filter: severities that occur.</summary>
    public IEnumerable<(string Value, string Text)> Severities =>
        [("", "Any"), .. Found.Counts.Select(c => c.Severity).Distinct().OrderDescending().Select(s => (s.ToString().ToLowerInvariant(), Say.Severity(s)))];

    /// <summary>Rules that occur.</summary>
    public IEnumerable<(string Value, string Text)> Rules =>
        [("", "Any"), .. Found.Counts.Select(c => c.Rule).Distinct().Order(StringComparer.Ordinal).Select(r => (r, $"{r}: {RuleBook.Find(r).Title}"))];

    /// <summary>Fields that occur.</summary>
    public IEnumerable<(string Value, string Text)> Fields =>
        [("", "Any"), .. Found.Counts.Select(c => c.Column).OfType<string>().Distinct().Order(StringComparer.Ordinal).Select(c => (c, c))];

    /// <summary>Kinds of record.</summary>
    public IEnumerable<(string Value, string Text)> Kinds =>
        [("", "Any"), ("file", "File"), ("row", "Row"), .. Enum.GetValues<EntityKind>().Select(k => (k.Name(), Say.Kind(k)))];

    /// <summary>The values that the filter's fields show.</summary>
    public string Severity => Choice.Filter.Severity?.ToString().ToLowerInvariant() ?? "";

    /// <summary>See <see cref="Severity"/>.</summary>
    public string Rule => Choice.Filter.Rule ?? "";

    /// <summary>See <see cref="Severity"/>.</summary>
    public string Field => Choice.Filter.Column ?? "";

    /// <summary>See <see cref="Severity"/>.</summary>
    public string Kind => Choice.Filter.Entity ?? "";

    /// <summary>See <see cref="Severity"/>.</summary>
    public string By => Choice.Filter.ByRule ? "" : "line";

    /// <summary>The submission's letter, whose guide fields lead to.</summary>
    public string? Letter => Found.Submission.DataSet;

    /// <summary>What an issue says.</summary>
    public string Message(Issue issue) => RuleBook.Message(issue, Caller.Workspace.Book);

    /// <summary>What to do about it.</summary>
    public string Advice(Issue issue) => RuleBook.Advice(issue, Caller.Workspace.Book);

    /// <summary>Whether a field is one that the data set has, so that the guide has a page of it.</summary>
    public bool IsInGuide(string? column) => column is not null && Letter is { } letter && Caller.Workspace.Book.DataSet(letter)?.Find(column) is not null;

    public void OnGet(long id, [FromQuery(Name = "page")] int number = 1, string? client = null) => Show(id, number, client);

    /// <summary>Finds a client's issues: the reference is in no address.</summary>
    public IActionResult OnPost(long id, [FromForm] string? reference)
    {
        Choice = IssueChoice.Of(Request.Query, Caller.Workspace.Book);
        if (string.IsNullOrWhiteSpace(reference))
        {
            Show(id, 1, null);
            ModelState.AddModelError(nameof(Reference), "Enter a client reference");
            return Page();
        }

        var filter = filters.Keep(Caller.Principal.Name, reference.Trim());
        return LocalRedirect($"/submissions/{Say.Plain(id)}/issues?client={filter}&by=line");
    }

    private void Show(long id, int number, string? client)
    {
        Id = id;
        Choice = IssueChoice.Of(Request.Query, Caller.Workspace.Book);
        var filter = Choice.Filter;
        if (client is not null && filters.Find(Caller.Principal.Name, client) is { } reference)
        {
            (Client, Reference) = (client, reference);
            filter = filter with { ClientId = reference };
        }

        Found = Caller.Run(new ListIssues(Caller.Workspace), new IssuesWanted(id, filter, Paging.Of(number)));
        Title = $"What to correct: submission {Say.Plain(id)}";
        Paging = new Paging(Math.Max(1, number), Found.Issues?.Total ?? 0);
    }
}
