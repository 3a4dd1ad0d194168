using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Quality;
using Ndtms.Core.Validation;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>What a partnership is told of a submission: counts only.</summary>
/// <param name="Received">The day it was received.</param>
/// <param name="Number">The how-manieth of its agency for the month.</param>
/// <param name="Verdict">What became of it.</param>
/// <param name="Counts">Counts by kind of entity.</param>
/// <param name="Rules">Issues by rule, without confirmed warnings.</param>
/// <param name="Completeness">Of the expected fields; empty where its content is not at hand.</param>
public sealed record SubmissionCounts(
    DateOnly Received, int Number, Verdict Verdict, IReadOnlyList<EntityCount> Counts, IReadOnlyList<RuleCount> Rules,
    IReadOnlyList<FieldCompleteness> Completeness);

/// <summary>An agency of a partnership.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Last">Its last submission for the month; null: there is none.</param>
/// <param name="Deadline">The last day on which its file for the month was in time, with its extension; null: it was not active at the
/// month's end, so none was due.</param>
/// <param name="Accepted">The day on which the first accepted file for the month was received; null: none was.</param>
public sealed record AgencyFeedback(string Code, string Name, SubmissionCounts? Last, DateOnly? Deadline = null, DateOnly? Accepted = null);

/// <summary>What a partnership is told of a month's submissions.</summary>
/// <param name="Name">The partnership's name.</param>
/// <param name="Code">Its code.</param>
/// <param name="Cut">Last day of the month.</param>
/// <param name="Agencies">Its own agencies, by code.</param>
public sealed record PartnershipFeedback(string Name, string Code, DateOnly Cut, IReadOnlyList<AgencyFeedback> Agencies);

/// <summary>Data-quality feedback on a partnership's agencies: a workbook of counts, without anything about anybody.</summary>
public sealed class PartnershipFeedbackReport
{
    private readonly PartnershipFeedback _feedback;
    private readonly DisclosureMode _mode;
    private readonly string _subtitle;
    private readonly List<(AgencyFeedback Agency, SubmissionCounts Last)> _sent;

    private PartnershipFeedbackReport(PartnershipFeedback feedback, DisclosureMode mode)
    {
        _feedback = feedback;
        _mode = mode;
        _subtitle = $"{feedback.Name} ({feedback.Code}), {Wording.Month(feedback.Cut)}";
        _sent = [.. feedback.Agencies.Where(a => a.Last is not null).Select(a => (a, a.Last!))];
    }

    /// <summary>The name of the workbook's file: <c>feedback-A12B-2012-03.xlsx</c>.</summary>
    public static string FileName(PartnershipFeedback feedback) =>
        string.Create(CultureInfo.InvariantCulture, $"feedback-{feedback.Code}-{feedback.Cut:yyyy-MM}.xlsx");

    /// <summary>Writes the workbook; the same feedback gives the same bytes.</summary>
    /// <param name="feedback">What is told.</param>
    /// <param name="book">The reference data with which the submissions were checked.</param>
    /// <param name="programVersion">Shown in the workbook.</param>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="mode">What becomes of small numbers.</param>
    /// <exception cref="ArgumentException">No agency has sent anything.</exception>
    public static void Write(
        PartnershipFeedback feedback, CodeBook book, string programVersion, Stream stream, DisclosureMode mode = DisclosureMode.None)
    {
        if (feedback.Agencies.All(a => a.Last is null))
            throw new ArgumentException("No agency has sent anything.", nameof(feedback));
        new PartnershipFeedbackReport(feedback, mode).Describe(book, programVersion).Save(stream);
    }

    private Workbook Describe(CodeBook book, string programVersion)
    {
        var data = JsonSerializer.SerializeToUtf8Bytes(new { _feedback, book.Hash, programVersion, _feedback.Cut.DayNumber, mode = _mode.Name() });
        var runId = Convert.ToHexStringLower(SHA256.HashData(data))[..12];
        var workbook = new Workbook($"Data-quality feedback: {_subtitle}") { Footer = $"Run {runId}" };
        workbook.AddContents(new ContentsPage
        {
            What = "Data-quality feedback on the partnership's agencies",
            Area = $"{_feedback.Name} ({_feedback.Code})",
            Cut = _feedback.Cut,
            DataAsAt = $"{Wording.Day(_sent.Max(s => s.Last.Received))}, the latest receipt",
            Basis = "Each agency's last submission for a window that ends in the month",
            Disclosure = _mode == DisclosureMode.None
                ? "Counts only, small numbers shown (restricted: the partnership itself, owners and analysts)"
                : Wording.Disclosure(_mode),
            CodeVersion = programVersion,
            DataVersion = $"codes {book.Hash[..12]}",
            RunId = runId,
        });
        AddAgencies(workbook.AddSheet("Agencies", "What each agency sent, when, and its data-quality score"));
        AddRules(workbook.AddSheet("By rule", "The rules that found most"));
        AddMissingValues(workbook.AddSheet("Missing values", "How often the fields that the data set expects are filled"));
        workbook.AddNotes(
        [
            new("Data-quality score",
                "100 less the share of the records that were rejected, and less half the share of those that were loaded with a warning: "
                + "100 x (1 - (rejected + loaded with a warning / 2) / read). Warnings that somebody has checked and found correct do not count."),
            new("Timeliness",
                "A file for the month is in time if it was received by the deadline, with the agency's own extension where it has one, and was "
                + "accepted. Days late are those from the deadline to the day on which the first accepted file was received, whatever was sent "
                + "again since. No file is due of an agency that is not active at the month's end."),
            new("Missing values",
                "Counted are the fields that the data set expects, on records that are loaded. A value that cannot be read counts as missing."),
            new("Known limits",
                "The agencies are those that belong to the partnership. Residents treated elsewhere are not in here, and residents of other "
                + "partnerships treated by its agencies are."),
        ]);
        return workbook;
    }

    private void AddAgencies(Sheet sheet)
    {
        sheet.Title("Agencies", _subtitle);
        sheet.Text($"{_sent.Count} of {Wording.Count(_feedback.Agencies.Count, "agency", "agencies")} sent a file for the month.");
        sheet.Gap();
        sheet.Table(
            "Agencies",
            [
                "Agency", "Code", new("Received", Format.Date), new("Deadline", Format.Date), new("In time") { Width = 18 },
                new("Days late", Format.Whole), new("Submissions", Format.Whole),
                new("What became of it") { Width = 22 }, new("Records read", Format.Whole), new("Rejected", Format.Whole),
                new("With a warning", Format.Whole), new("Score of 100", Format.Decimal),
            ],
            [.. _feedback.Agencies.Select(Row)]);

        Cell[] Row(AgencyFeedback agency) => agency.Last is not { } last
            ? [agency.Name, agency.Code, Cell.Blank, .. Timeliness(agency), 0, "Nothing received", Cell.Blank, Cell.Blank, Cell.Blank, Cell.Blank]
            : [agency.Name, agency.Code, last.Received, .. Timeliness(agency), last.Number, last.Verdict.ToString(), .. Records(last)];
    }

    /// <summary>Records read, rejected and warned, and the score that comes of them.</summary>
    private Cell[] Records(SubmissionCounts last)
    {
        long read = last.Counts.Sum(c => c.Read), rejected = last.Counts.Sum(c => c.Rejected), warned = last.Counts.Sum(c => c.Warned);
        var (ofRead, shownRead) = ShownFigures.Counts(_mode, [rejected, read - rejected], read);
        var (ofLoaded, _) = ShownFigures.Counts(_mode, [warned, read - rejected - warned], read - rejected);
        var score = _mode == DisclosureMode.None
            ? QualityScore.Of(last.Counts)
            : shownRead.Value is { } r && ofRead[0].Value is { } j && ofLoaded[0].Value is { } w ? QualityScore.Of((long)r, (long)(r - j), (long)w) : null;
        return
        [
            shownRead, ofRead[0], ofLoaded[0],
            score is { } known ? Math.Round((decimal)known, 1, MidpointRounding.AwayFromZero)
                : _mode == DisclosureMode.None ? Cell.Blank : (Cell)(shownRead * ofRead[0] * ofLoaded[0]),
        ];
    }

    /// <summary>Deadline, whether it was kept, and by how many days it was missed.</summary>
    private static Cell[] Timeliness(AgencyFeedback agency) => agency switch
    {
        { Deadline: null } => [Cell.Blank, "Not due", Cell.Blank],
        { Deadline: { } deadline, Accepted: null } => [deadline, "Nothing accepted", Cell.Blank],
        { Deadline: { } deadline, Accepted: { } day } when day <= deadline => [deadline, "Yes", Cell.Blank],
        { Deadline: { } deadline, Accepted: { } day } => [deadline, "No", day.DayNumber - deadline.DayNumber],
    };

    private void AddRules(Sheet sheet)
    {
        sheet.Title("By rule", _subtitle);
        sheet.Heading("All agencies");
        var rules = _sent.SelectMany(s => s.Last.Rules.Select(r => (Rule: r, s.Agency))).GroupBy(r => (r.Rule.Severity, r.Rule.Rule))
            .Select(g => (g.Key.Severity, g.Key.Rule, Issues: g.Sum(r => r.Rule.Issues), By: g.ToList()))
            .Select(r => (r.Severity, r.Rule, r.Issues, r.By, Shown: ShownFigures.Counts(_mode, [.. r.By.Select(b => (long)b.Rule.Issues)], r.Issues)))
            .OrderByDescending(r => r.Severity).ThenByDescending(r => Place(r.Issues)).ThenBy(r => r.Rule, StringComparer.Ordinal).ToList();
        sheet.Table(
            "Rules",
            ["Rule", "Severity", new("Issues", Format.Whole), new("Agencies", Format.Whole), new("What it means") { Width = 60 }],
            [.. rules.Select(r => new Cell[] { r.Rule, r.Severity.ToString(), r.Shown.Total, r.By.Count, RuleBook.Find(r.Rule).Title })],
            new TableOptions { WhenEmpty = "Nothing was found" });
        sheet.Heading("By agency");
        sheet.Table(
            "Rules_by_agency",
            ["Rule", "Severity", new("Issues", Format.Whole), "Code", new("Agency") { Width = 60 }],
            [
                .. from rule in rules
                   from found in rule.By.Zip(rule.Shown.Parts)
                   orderby rule.Severity descending, Place(found.First.Rule.Issues) descending, rule.Rule, found.First.Agency.Code
                   select new Cell[] { rule.Rule, rule.Severity.ToString(), found.Second, found.First.Agency.Code, found.First.Agency.Name },
            ],
            new TableOptions { WhenEmpty = "Nothing was found" });
    }

    /// <summary>What rows are sorted by: where not every number may be shown, its place must not tell it.</summary>
    private double Place(double number) => _mode == DisclosureMode.None ? number : 0;

    private void AddMissingValues(Sheet sheet)
    {
        sheet.Title("Missing values", _subtitle);
        sheet.Heading("By agency");
        sheet.Table(
            "Completeness_by_agency",
            [new("Agency") { Width = 44 }, "Code", new("Expected", Format.Whole), new("Missing", Format.Whole), new("Complete", Format.Percent)],
            [.. _sent.Select(s => Row(s.Agency.Name, s.Agency.Code, s.Last.Completeness))]);
        sheet.Heading("By field");
        sheet.Table(
            "Completeness_by_field",
            [new("Field") { Width = 44 }, "Column", new("Expected", Format.Whole), new("Missing", Format.Whole), new("Complete", Format.Percent)],
            [
                .. _sent.SelectMany(s => s.Last.Completeness).GroupBy(f => f.Header, StringComparer.Ordinal)
                    .OrderBy(g => Place(g.Sum(f => f.Expected) is > 0 and var expected ? (double)g.Sum(f => f.Filled) / expected : 2))
                    .ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => Row(g.First().Label, g.Key, g)),
            ],
            new TableOptions { WhenEmpty = "No content was judged" });

        Cell[] Row(string name, string code, IEnumerable<FieldCompleteness> fields)
        {
            var (filled, expected) = (fields.Sum(f => f.Filled), fields.Sum(f => f.Expected));
            var (parts, all) = ShownFigures.Counts(_mode, [expected - filled, filled], expected);
            return [name, code, all, parts[0], ((Cell)(parts[0].Suppressed ? parts[0] : parts[1] / all)).As(Format.Percent)];
        }
    }
}
