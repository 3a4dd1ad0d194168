using System.Globalization;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>Plain words for the ids of periods, breakdowns and categories, and for days and numbers.</summary>
internal static class Wording
{
    private const string Unknown = "unknown";

    /// <summary>Categories whose id would not be clear to a reader, by breakdown and in the order of reports.</summary>
    private static readonly Dictionary<string, (string Category, string Words)[]> Categories = new()
    {
        ["age-band"] =
        [
            ("under-18", "Under 18"), ("18-24", "18 to 24"), ("25-34", "25 to 34"), ("35-44", "35 to 44"), ("45-54", "45 to 54"),
            ("55+", "55 and over"),
        ],
        ["years"] =
        [
            ("under-1", "Under 1 year"), ("1-2", "1 year to under 2"), ("2-4", "2 years to under 4"), ("4-6", "4 years to under 6"),
            ("6+", "6 years and over"),
        ],
        ["substance-group"] =
        [
            ("opiate", "Opiates"), ("non-opiate", "Other drugs"), ("non-opiate-and-alcohol", "Other drugs and alcohol"),
            ("alcohol", "Alcohol only"),
        ],
        ["exit-group"] =
        [
            ("completed", "Treatment completed (planned)"), ("transferred-not-in-custody", "Transferred, not in custody"),
            ("transferred-in-custody", "Transferred in custody"), ("dropped-out", "Dropped out"),
            ("withdrawn", "Treatment withdrawn by the provider"), ("declined", "Treatment declined"), ("died", "Died"),
            ("incomplete-other", "Incomplete, other reason or none"), ("inconsistent", "Reasons contradict each other"),
        ],
        ["accommodation"] = [("urgent", "Urgent housing problem"), ("problem", "Housing problem"), ("none", "No housing problem")],
        ["referral-source-group"] = [("self-family-friends", "Self, family and friends")],
        ["parental-status"] =
        [
            ("parent-living-with", "Parent, living with children"), ("parent-not-living-with", "Parent, not living with children"),
            ("not-parent", "Not a parent"),
        ],
        ["status"] = [("now", "In treatment now"), ("this-year", "In the last 12 months, not now"), ("before", "Before that")],
        ["employment"] = [("unemployed", "Unemployed, seeking work"), ("education", "Pupil or student")],
    };

    public static string Name(Population population) => population.Title();

    public static string Meaning(Population population) => population.Meaning();

    /// <summary>A category in words, and its place in the order of reports. A category not listed
    /// here is shown as its id without hyphens, after the others; "Not known" comes last.</summary>
    public static (int Place, string Words) Category(string breakdown, string category, CodeBook book)
    {
        if (category == Unknown)
            return (int.MaxValue, "Not known");
        var known = Categories.GetValueOrDefault(breakdown, []);
        var at = Array.FindIndex(known, k => k.Category == category);
        var list = BreakdownCategories.ListOf(breakdown) is { } name ? book.List(name).Codes : [];
        var inList = list.Index().FirstOrDefault(
            c => category == (breakdown == "modality" ? c.Item.Value : c.Item.Category), (Index: int.MaxValue / 2, Item: null!));
        if (at >= 0)
            return (at, known[at].Words);
        // A category that is a code, not a group of codes, takes its label from the list.
        return (known.Length + inList.Index, inList.Item?.Value == category ? inList.Item.Label : Sentence(category));
    }

    /// <summary>An id as words: "health-and-social-care" is "Health and social care".</summary>
    public static string Sentence(string id) =>
        id.Length == 0 ? "" : string.Concat(id[..1].ToUpperInvariant(), id.AsSpan(1).ToString().Replace('-', ' '));

    /// <summary>The words for what is not judged because the count behind it is too small.</summary>
    public const string TooSmallToJudge = "too small to judge";

    /// <summary>How the limits for chance variation are calculated.</summary>
    public const string Limits = "p +- z x square root of (p (1 - p) / d), where p is England's share, d is the area's denominator, and z is 1.96 (95%) or 3.09 (99.8%).";

    /// <summary>What published numbers are, on every page that has any.</summary>
    private const string Within = "They are within 9 of the true ones and need not add up.";

    /// <summary>What is done against disclosure, as the contents of a workbook say it.</summary>
    public static string Disclosure(Edition edition) => edition switch
    {
        Edition.Exact => "none (restricted: owners and analysts)",
        Edition.Own => "own (restricted): the area's own numbers are exact; all other numbers are rounded at random to multiples of 5. " + Within,
        _ => "public: numbers are rounded at random to multiples of 5. " + Within,
    };

    /// <summary>What every page of an edition says; nothing where all is exact.</summary>
    public static string Marking(Edition edition) => edition switch
    {
        Edition.Exact => "",
        Edition.Own => "Restricted: exact numbers. What is marked (rounded) is rounded at random to multiples of 5, within 9 of the true numbers, "
            + "and need not add up.",
        _ => "Rounded: numbers are rounded at random to multiples of 5. " + Within,
    };

    /// <summary>A period in words.</summary>
    public static string Name(PeriodKind period) => period.Title();

    /// <summary>A period where there is little room: "12 months".</summary>
    public static string Short(PeriodKind period) => period switch
    {
        PeriodKind.RollingTwelve => "12 months",
        PeriodKind.YearToDate => "Year to date",
        PeriodKind.Quarter => "Quarter",
        _ => "Month",
    };

    /// <summary>31 March 2012.</summary>
    public static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>March 2012.</summary>
    public static string Month(DateOnly day) => day.ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>12 weeks where the days are whole weeks, else 85 days.</summary>
    public static string Weeks(int days) => days % 7 == 0 ? Count(days / 7, "week") : Count(days, "day");

    /// <summary>Numerator and denominator of a share: "12 of 36"; of a mean how many it is of. Blank where there is none.</summary>
    public static Cell Parts(ShownFigure? figure, bool isMean = false) => figure switch
    {
        { D.Value: { } d } when isMean => string.Create(CultureInfo.InvariantCulture, $"mean of {d:#,##0}"),
        { N.Value: { } n, D.Value: { } d } => string.Create(CultureInfo.InvariantCulture, $"{n:#,##0} of {d:#,##0}"),
        _ => Cell.Blank,
    };

    /// <summary>1 episode, 2 episodes, 1,234 episodes.</summary>
    public static string Count(long number, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:#,##0} {(number == 1 ? one : many ?? one + "s")}");
}
