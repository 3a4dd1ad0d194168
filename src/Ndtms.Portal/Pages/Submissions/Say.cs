using System.Globalization;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Quality;
using Ndtms.Core.Validation;
using Ndtms.Portal.Hosting;
using Ndtms.Storage;

namespace Ndtms.Portal.Pages.Submissions;

/// <summary>Submissions, numbers and states in words.</summary>
public static class Say
{
    /// <summary>A number as addresses have it.</summary>
    public static string Plain(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number with commas.</summary>
    public static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>So many of something: <c>1 issue</c>, <c>23,410 issues</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">What one is called.</param>
    /// <param name="many">What several are called; null: with an s.</param>
    public static string Count(long count, string one, string? many = null) => $"{Number(count)} {(count == 1 ? one : many ?? one + "s")}";

    /// <summary>A month, such as "March 2012".</summary>
    public static string Month(DateOnly day) => day.ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>The period of a submission, such as "1 April 2011 to 31 March 2012".</summary>
    public static string Period(StoredSubmission submission) => submission is { WindowFrom: { } from, WindowTo: { } to }
        ? $"{LondonTime.Day(from)} to {LondonTime.Day(to)}"
        : "Period not known";

    /// <summary>A score from 0 to 100.</summary>
    public static string Score(double? score) => score is { } known ? Math.Round(known).ToString(CultureInfo.InvariantCulture) : "–";

    /// <summary>A share as a percentage.</summary>
    public static string Percent(double? share) => share is { } known ? Math.Floor(100 * known).ToString(CultureInfo.InvariantCulture) + "%" : "–";

    /// <summary>A state as its tag and as titles say it.</summary>
    public static string State(SubmissionState state) => state switch
    {
        SubmissionState.Received => "Received",
        SubmissionState.Checking => "Being checked",
        SubmissionState.Accepted => "Accepted",
        SubmissionState.Held => "Held",
        SubmissionState.Rejected => "Rejected",
        SubmissionState.Superseded => "Replaced",
        SubmissionState.Withdrawn => "Withdrawn",
        _ => "Not processed",
    };

    /// <summary>The colour of a state's tag.</summary>
    public static string Colour(SubmissionState state) => state switch
    {
        SubmissionState.Checking => "blue",
        SubmissionState.Accepted => "green",
        SubmissionState.Held => "yellow",
        SubmissionState.Rejected => "red",
        SubmissionState.Failed => "orange",
        _ => "grey",
    };

    /// <summary>What an issue does, as its tag.</summary>
    public static string Severity(Severity severity) => severity switch
    {
        Core.Validation.Severity.File => "Stops the file",
        Core.Validation.Severity.Hold => "Holds the file",
        Core.Validation.Severity.Reject => "Not loaded",
        Core.Validation.Severity.Warning => "Warning",
        _ => "For information",
    };

    /// <summary>The colour of a severity's tag.</summary>
    public static string Colour(Severity severity) => severity switch
    {
        Core.Validation.Severity.File or Core.Validation.Severity.Reject => "red",
        Core.Validation.Severity.Hold => "yellow",
        Core.Validation.Severity.Warning => "orange",
        _ => "grey",
    };

    /// <summary>A kind of record.</summary>
    public static string Kind(string entity) => entity switch
    {
        "top" => "TOP",
        "file" => "File",
        _ => char.ToUpperInvariant(entity[0]) + entity[1..].Replace('-', ' '),
    };

    /// <summary>A kind of record.</summary>
    public static string Kind(EntityKind kind) => Kind(kind.Name());

    /// <summary>Whom a rule keeps out of figures, such as "12 people are missing from effective treatment."; empty: nobody.</summary>
    public static string Missing(IReadOnlyList<MissingPersons> missing) => string.Join(' ', missing
        .GroupBy(m => m.Measure).Select(g => g.MaxBy(m => m.Persons)!)
        .Select(m => $"{Count(m.Persons, "person is", "people are")} missing from {Measure(m.Measure)} ({Period(m.Period)})."));

    /// <summary>A measure within a sentence.</summary>
    public static string Measure(string id) => Catalogue.Find(id) is { } measure ? char.ToLowerInvariant(measure.ShortName[0]) + measure.ShortName[1..] : id;

    /// <summary>A period of figures.</summary>
    public static string Period(PeriodKind period) => period == PeriodKind.Month ? "month" : "12 months";

    /// <summary>The lines of an issue, as many as fit.</summary>
    public static string Lines(Issue issue)
    {
        const int most = 8;
        var shown = string.Join(", ", issue.Lines.Take(most).Select(l => l.ToString(CultureInfo.InvariantCulture)));
        var more = Math.Max(0, issue.Lines.Count - most) + issue.FurtherLines;
        return more == 0 ? shown : $"{shown} and {Number(more)} more";
    }
}
