using System.Globalization;
using Ndtms.Core.Validation;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Feedback;

/// <summary>Every issue, on as many sheets as needed.</summary>
internal sealed class DetailSheets(FeedbackView view)
{
    /// <summary>Issues on a sheet. A spreadsheet has at most 1,048,576 rows, so further issues go on another sheet.</summary>
    private const int IssuesOnSheet = 1_000_000;

    private readonly List<Table> _tables = [];

    /// <summary>Adds as many sheets as the issues need.</summary>
    public void AddTo(Workbook workbook)
    {
        for (var from = 0; from == 0 || from < view.Issues.Length; from += IssuesOnSheet)
        {
            var number = _tables.Count + 1;
            var name = number == 1 ? "Detail" : string.Create(CultureInfo.InvariantCulture, $"Detail {number}");
            var sheet = workbook.AddSheet(name, number == 1 ? view.IsAllListed ? "Every issue: most serious first, then by line" : "The issues: most serious first, then by line" : "Further issues");
            sheet.Title(name, view.Subtitle);
            sheet.Text("Line numbers refer to your file; the header is line 1. Value is the value in the file. If a warning is about a value that is "
                + "correct, write in Reply what you checked and return this workbook; number identifies the issue.");
            if (!view.IsAllListed)
            {
                sheet.Text(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{view.Issues.Length:#,##0} of {view.Total:#,##0} issues are listed. Of one rule, the first {IssueList.MostOfRule:#,##0} by line are listed. Issues about clients who have refused consent since are not listed. The copies of your file whose names end in ERRORS mark every row."));
            }

            sheet.Gap();
            _tables.Add(sheet.Table(
                name.Replace(' ', '_'),
                [
                    new("Number", Format.Whole), "Severity", new("Line", Format.Whole), "Further lines", "Rule", "CLIENTID", "EPISODID", "Child id", "Column", "Value",
                    new("What is wrong") { Width = 90 }, new("Reply") { Width = 30 },
                ],
                new ArraySegment<(int Number, Issue Issue)>(view.Numbered, from, Math.Min(IssuesOnSheet, view.Issues.Length - from)).Select(Cells),
                new TableOptions { WhenEmpty = "No issues", FrozenColumns = 3 }));
        }
    }

    /// <summary>The row of an issue, by its index, once the sheets have been added.</summary>
    public Place Row(int at) => _tables[at / IssuesOnSheet].Row(at % IssuesOnSheet);

    private Cell[] Cells((int Number, Issue Issue) numbered) => Cells(numbered.Number, numbered.Issue);

    private Cell[] Cells(int number, Issue issue) =>
    [
        number, FeedbackWords.SeverityOf(issue), issue.Lines.Count == 0 ? Cell.Blank : issue.Lines[0],
        IssueText.Lines(issue, ", ", 1), issue.Rule, issue.ClientId, issue.EpisodeId, issue.ChildId, issue.Column, issue.Value,
        Ellipsis.Cut(RuleBook.Message(issue, view.Book), IssueList.LongestText), Cell.Blank,
    ];
}
