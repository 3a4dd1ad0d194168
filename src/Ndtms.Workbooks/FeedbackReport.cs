using System.Globalization;
using Ndtms.Core.DataSets;
using Ndtms.Core.Quality;
using Ndtms.Core.Validation;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>Data-quality feedback on one submission, for the provider who sent it: a workbook.</summary>
public sealed partial class FeedbackReport
{
    /// <summary>Issues on a sheet; a spreadsheet ends at 1,048,576 rows, and further ones go on a further sheet.</summary>
    private const int IssuesOnSheet = 1_000_000;

    /// <summary>Lines named in one cell; how many more there are is said.</summary>
    private const int LinesInCell = 200;

    private static readonly Severity[] Severities = [Severity.File, Severity.Hold, Severity.Reject, Severity.Warning, Severity.Notice];

    private readonly SubmissionFeedback _feedback;
    private readonly CodeBook _book;
    private readonly string _programVersion;
    private readonly Issue[] _issues;
    private readonly int _confirmed;
    private readonly string _subtitle;

    private FeedbackReport(SubmissionFeedback feedback, CodeBook book, string programVersion)
    {
        _feedback = feedback;
        _book = book;
        _programVersion = programVersion;
        _issues =
        [
            .. feedback.Issues.OrderByDescending(i => i.Severity).ThenBy(FirstLine).ThenBy(i => i.Rule, StringComparer.Ordinal)
                .ThenBy(i => i.ClientId, StringComparer.Ordinal).ThenBy(i => i.EpisodeId, StringComparer.Ordinal)
                .ThenBy(i => i.ChildId, StringComparer.Ordinal).ThenBy(i => i.Column, StringComparer.Ordinal)
                .ThenBy(i => i.Value, StringComparer.Ordinal),
        ];
        _confirmed = _issues.Count(i => i.Confirmed);
        _subtitle = $"{Agency}, received {Wording.Day(feedback.Received)}";
    }

    private string Agency => (_feedback.AgencyName, _feedback.Facts) switch
    {
        ({ } name, { } facts) => $"{name} ({facts.Agency})",
        (_, { } facts) => facts.Agency,
        _ => "Agency not known",
    };

    /// <summary>The name of the workbook's file: <c>feedback-N0852-2012-03-2.xlsx</c>, by agency, month and number.</summary>
    public static string FileName(SubmissionFeedback feedback) => string.Create(
        CultureInfo.InvariantCulture, $"feedback-{SubmissionFeedback.NameOf(feedback.Facts, feedback.Received)}-{feedback.Number}.xlsx");

    /// <summary>Writes the workbook; the same feedback gives the same bytes, whatever the order of the issues.</summary>
    /// <param name="feedback">What is told.</param>
    /// <param name="book">The reference data with which the submission was checked.</param>
    /// <param name="programVersion">Shown in the workbook.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(SubmissionFeedback feedback, CodeBook book, string programVersion, Stream stream) =>
        new FeedbackReport(feedback, book, programVersion).Describe().Save(stream);

    private static int FirstLine(Issue issue) => issue.Lines.Count == 0 ? 0 : issue.Lines[0];

    private Workbook Describe()
    {
        var runId = _feedback.RunId(_issues, _book, _programVersion);
        var workbook = new Workbook($"Data-quality feedback: {_subtitle}") { Footer = $"Run {runId}" };
        workbook.AddContents(new ContentsPage
        {
            What = $"Data-quality feedback on {_feedback.FileName}",
            Area = Agency,
            Cut = _feedback.Facts?.To ?? _feedback.Received,
            DataAsAt = $"{Wording.Day(_feedback.Received)}, when the file was received",
            Basis = "The file as sent, checked against every rule",
            Disclosure = "none (restricted: the provider itself, owners and analysts)",
            CodeVersion = _programVersion,
            DataVersion = $"codes {_book.Hash[..12]}",
            RunId = runId,
        });
        var summary = workbook.AddSheet("Summary", "What became of the file, how many records it brought, and what to do next");
        var byRule = workbook.AddSheet("By rule", "What each rule found, and how to put it right");
        var first = AddDetail(workbook);
        AddTops(workbook);
        AddMissingValues(workbook);
        var removed = AddRemoved(workbook);
        AddSummary(summary, removed);
        AddByRule(byRule, first);
        workbook.AddNotes(Notes());
        return workbook;
    }

    private void AddSummary(Sheet sheet, Place? removed)
    {
        sheet.Title("Summary", _subtitle);
        sheet.Heading(VerdictInWords());
        sheet.Text(VerdictMeans());
        foreach (var issue in _issues.Where(i => i.Severity >= Severity.Hold))
            sheet.Text($"{issue.Rule}: {RuleBook.Message(issue, _book)} {RuleBook.Advice(issue, _book)}");

        sheet.Heading("What to do next");
        foreach (var step in NextSteps())
            sheet.Text(step);

        AddScore(sheet);
        AddComparison(sheet);
        AddChanges(sheet, removed);
        sheet.Heading("The file");
        var facts = _feedback.Facts;
        sheet.Facts(
            ("File", _feedback.FileName), ("Agency", Agency),
            ("Window", facts is null ? "Not known" : $"{Wording.Day(facts.From)} to {Wording.Day(facts.To)}"),
            ("Data set", facts?.Letter ?? "Not known"), ("Received", Wording.Day(_feedback.Received)),
            ("Submission for the month", string.Create(CultureInfo.InvariantCulture, $"Number {_feedback.Number}")),
            ("Data rows", _feedback.Rows), ("Clients who refuse consent", _feedback.Refusals));

        sheet.Heading("Records");
        var loaded = _feedback.Verdict == Verdict.Accepted ? "Accepted" : "Fit to load";
        sheet.Table(
            "Records",
            [
                "Record", new("Read", Format.Whole), new(loaded, Format.Whole), new("Rejected", Format.Whole),
                new($"{loaded}, with a warning", Format.Whole),
            ],
            [.. _feedback.Counts.OrderBy(c => c.Kind).Select(c => (Cell[])[Plural(c.Kind), c.Read, c.Loaded, c.Rejected, c.Warned])],
            new TableOptions { WhenEmpty = "The content was not judged" });
        sheet.Note("Clients who refuse consent are not among the records: nothing of them is read.");

        sheet.Heading("Issues by severity");
        sheet.Table(
            "Severities",
            [new("Severity, and what it does") { Width = 52 }, new("Issues", Format.Whole)],
            [
                .. Severities.Select(s => (Cell[])[$"{Name(s)}: {Meaning(s)}", Count(s)]),
                .. _confirmed == 0 ? (IEnumerable<Cell[]>)[] : [[ConfirmedMeans, _confirmed]],
            ],
            new TableOptions { Total = ["All", _issues.Length] });
    }

    private void AddByRule(Sheet sheet, Func<int, Place> row)
    {
        sheet.Title("By rule", _subtitle);
        sheet.Text("Each rule leads to its first issue in Detail; filter that sheet by rule for the others.");
        sheet.Gap();
        var rules = _issues.Index().GroupBy(i => (i.Item.Severity, i.Item.Rule))
            .OrderByDescending(g => g.Key.Severity).ThenByDescending(g => g.Count()).ThenBy(g => g.Key.Rule, StringComparer.Ordinal);
        sheet.Table(
            "By_rule",
            [
                "Rule", "Severity", new("Issues", Format.Whole), .. _confirmed == 0 ? (TableColumn[])[] : [new("Confirmed", Format.Whole)],
                new("What it means") { Width = 45 }, .. HasEffects ? (TableColumn[])[new("Effect on figures") { Width = 48 }] : [],
                new("Columns and how often") { Width = 40 },
                new("How to put it right") { Width = 70 },
            ],
            [.. rules.Select(g => (Cell[])
            [
                Cell.Link(g.Key.Rule, row(g.First().Index)), Name(g.Key.Severity), g.Count(),
                .. _confirmed == 0 ? (Cell[])[] : [g.Count(i => i.Item.Confirmed)],
                RuleBook.Find(g.Key.Rule).Title, .. HasEffects ? (Cell[])[g.Key.Severity == Severity.Reject ? Effect(g.Key.Rule) : Cell.Blank] : [],
                Columns(g.Select(i => i.Item)), RuleBook.Advice(g.First().Item, _book),
            ])],
            new TableOptions { WhenEmpty = "Nothing was found" });
    }

    private static string Columns(IEnumerable<Issue> issues) => string.Join(", ", issues.Where(i => i.Column is not null)
        .CountBy(i => i.Column!, StringComparer.Ordinal).OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal)
        .Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key} {c.Value:#,##0}")));

    /// <summary>Every issue.</summary>
    /// <returns>Where an issue stands, by its place among them.</returns>
    private Func<int, Place> AddDetail(Workbook workbook)
    {
        var tables = new List<Table>();
        for (var from = 0; from == 0 || from < _issues.Length; from += IssuesOnSheet)
        {
            var number = tables.Count + 1;
            var name = number == 1 ? "Detail" : string.Create(CultureInfo.InvariantCulture, $"Detail {number}");
            var sheet = workbook.AddSheet(name, number == 1 ? "Every issue: the gravest first, then by line" : "Further issues");
            sheet.Title(name, _subtitle);
            sheet.Text("Lines are those of your file, the header being line 1. Value is what the file holds.");
            sheet.Gap();
            tables.Add(sheet.Table(
                name.Replace(' ', '_'),
                [
                    "Severity", new("Line", Format.Whole), "Further lines", "Rule", "CLIENTID", "EPISODID", "Child id", "Column", "Value",
                    new("What is wrong") { Width = 90 },
                ],
                new ArraySegment<Issue>(_issues, from, Math.Min(IssuesOnSheet, _issues.Length - from)).Select(Row),
                new TableOptions { WhenEmpty = "Nothing was found", FrozenColumns = 2 }));
        }

        return at => tables[at / IssuesOnSheet].Row(at % IssuesOnSheet);
    }

    private Cell[] Row(Issue issue) =>
    [
        issue.Confirmed ? "Warning (confirmed)" : Name(issue.Severity), issue.Lines.Count == 0 ? Cell.Blank : issue.Lines[0], FurtherLines(issue), issue.Rule, issue.ClientId,
        issue.EpisodeId, issue.ChildId, issue.Column, issue.Value, RuleBook.Message(issue, _book),
    ];

    private static string FurtherLines(Issue issue)
    {
        var lines = string.Join(", ", issue.Lines.Skip(1).Take(LinesInCell));
        return issue.Lines.Count - 1 <= LinesInCell
            ? lines
            : string.Create(CultureInfo.InvariantCulture, $"{lines} and {issue.Lines.Count - 1 - LinesInCell:#,##0} more");
    }

    private string VerdictInWords() => _feedback.Verdict switch
    {
        Verdict.Accepted when _issues.Any(i => i.Severity == Severity.Hold) => "Accepted, after it was held and confirmed",
        Verdict.Accepted => "Accepted",
        Verdict.Held => "Held: not loaded yet",
        _ => "Rejected: nothing was loaded",
    };

    private string VerdictMeans() => _feedback.Verdict switch
    {
        Verdict.Accepted => "The file takes the place of what was held for its window. What was accepted counts in the figures from now "
            + "on; "
            + "what was rejected does not.",
        Verdict.Held => "The file was checked and kept, but something about it looks wrong as a whole. Until somebody allowed to "
            + "confirms or "
            + "withdraws it, what was held before stands and counts.",
        _ => "The file cannot be used as it is. What was held before stands and counts.",
    };

    private IEnumerable<string> NextSteps()
    {
        var rejects = Count(Severity.Reject);
        var warnings = Count(Severity.Warning);
        switch (_feedback.Verdict)
        {
            case Verdict.Rejected:
                yield return "Mend what is named above and send the file again.";
                break;
            case Verdict.Held:
                yield return "If the file is right, confirm the submission. If not, withdraw it, put it right and send the whole file "
                    + "again.";
                break;
        }

        if (rejects > 0)
        {
            yield return $"{Wording.Count(rejects, "issue")} {(rejects == 1 ? "keeps" : "keep")} records out of the figures. Correct "
                + $"{(rejects == 1 ? "it" : "them")} in your own system and send the whole file again for the same window: it takes this "
                + "one's place.";
        }

        if (warnings > 0)
        {
            yield return $"{Wording.Count(warnings, "warning")} {(warnings == 1 ? "does" : "do")} not keep anything out, but may distort "
                + $"the figures. Correct {(warnings == 1 ? "it" : "them")} in your own system before the next submission.";
        }

        if (rejects + warnings > 0)
            yield return "Begin with the sheet By rule; your own file with an ERRORS column shows the same beside each row.";
        else if (_feedback.Verdict == Verdict.Accepted)
            yield return "Nothing needs to be done.";
    }

    private static IReadOnlyList<NoteSection> Notes() =>
    [
        new("Severities")
        {
            Definitions = [.. Severities.Select(s => new Definition(Name(s), Meaning(s)))],
        },
        new("Records",
            "A record that is rejected takes everything below it along: a client its episodes, an episode its modalities, TOPs, "
                + "sub-interventions "
            + "and times in treatment. Further issues of such records are listed all the same, so that all can be mended at once.",
            "Rows of one record are merged, so that an issue may name several lines. It counts once."),
        new("Data-quality score",
            "The score is 100 less the share of the records that were rejected, and less half the share of those that were loaded with a "
            + "warning. All kinds of record count alike. In a formula: 100 x (1 - (rejected + loaded with a warning / 2) / read). Warnings "
            + "that somebody has checked and found correct do not count.",
            string.Create(CultureInfo.InvariantCulture, $"The region's and England's scores are means of their agencies' current scores, "
            + $"each agency weighing alike; one of fewer than {QualityScore.LeastAgencies} agencies is not shown.")),
        new("Effect on figures",
            "Computed, not estimated: your figures at the end of the window's month are counted from the file twice, as it is loaded and "
            + "with the records put back that the rule rejects; whoever appears is missing now. Figures are those of the agency, of clients of "
            + "any age and substance, told apart by initials, date of birth and sex, for the month and for the twelve months that end with it.",
            "A record that several rules reject is missing by each of them, so effects of rules must not be added. Records are put back as "
            + "they were sent, but a discharge before triage as of the first day on which it could have been. One without its id, an episode without a readable triage date and a modality without a readable type or start "
            + "cannot be placed, and count as no effect."),
        new("Missing values",
            "Counted are the fields that the data set expects, on records that are loaded. A value that cannot be read counts as missing; "
            + "\"not disclosed\" in a TOP counts as an answer, unless the TOP holds no other."),
        new("TOP",
            "Listed are episodes in structured treatment of which you co-ordinate the TOP (TOPCC is Y). A start TOP is due within 14 days of "
            + "treatment start, an exit TOP within 14 days of discharge, either side; a review when 183 days have gone by since the last TOP, "
            + "or since treatment start where there is none. Start and exit are listed where they lie in the window, reviews of those who are "
            + "open at its end and started 183 days or more before. Rejected and empty TOPs do not count."),
        new("Known limits",
            "Rules judge the file and what is held of the agency. They cannot know whether a plausible value is true.",
            "The workbook holds references and values of clients. Keep it as you keep their records."),
    ];

    private static string Name(Severity severity) => severity switch
    {
        Severity.File => "File",
        Severity.Hold => "Hold",
        Severity.Reject => "Reject",
        Severity.Warning => "Warning",
        _ => "Notice",
    };

    private static string Meaning(Severity severity) => severity switch
    {
        Severity.File => "Nothing of the file is loaded; what was held before stands.",
        Severity.Hold => "The file is kept, and not loaded until somebody confirms it.",
        Severity.Reject => "The record and all below it is not loaded; the rest is.",
        Severity.Warning => "The record is loaded; the issue counts in data quality.",
        _ => "For information.",
    };

    private static string Plural(EntityKind kind) => kind switch
    {
        EntityKind.Client => "Clients",
        EntityKind.Episode => "Episodes",
        EntityKind.Modality => "Modalities",
        EntityKind.Top => "TOPs",
        EntityKind.SubIntervention => "Sub-interventions",
        _ => "Times in treatment",
    };
}
