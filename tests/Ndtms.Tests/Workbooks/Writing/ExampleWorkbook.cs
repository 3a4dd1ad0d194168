using Ndtms.Workbooks.Writing;

namespace Ndtms.Tests.Workbooks.Writing;

/// <summary>A workbook as a partnership would get it, with everything that the writer offers; its figures are invented.</summary>
internal static class ExampleWorkbook
{
    public static readonly string[] FormulaLike = ["=1+1", "+44", "-2+3", "@SUM(A1)", "=HYPERLINK(\"http://example.org\")"];

    public static Workbook Make()
    {
        var book = new Workbook("Monthly partnership report: Northbridge, March 2012") { RunId = "7f3a91c04be2" };
        book.AddContents(new ContentsPage
        {
            What = "Monthly partnership report",
            Area = "Northbridge (B12B), Northern region",
            Cut = new DateOnly(2012, 3, 31),
            DataAsAt = "16 April 2012, 09:41",
            Basis = "Residents of the partnership in structured treatment, adults unless said otherwise; community and residential settings. Prison treatment stands on its own sheet.",
            Disclosure = "Public: numbers are rounded at random to multiples of 5",
            Parameters = [("Gap that ends a journey", "21 days"), ("Effective treatment", "12 weeks, or planned exit before")],
            CodeVersion = "0.1.0",
            DataVersion = "e83b6f0d2c51",
            RunId = "7f3a91c04be2",
        });
        var scorecard = book.AddSheet("Scorecard", "A row for each headline measure, against target, region and England");
        var numbers = book.AddSheet("Numbers", "In treatment and in effective treatment, 24 months");
        var starts = book.AddSheet("New presentations", "Who came into treatment, by substance, age and source of referral");
        var benchmark = book.AddSheet("Benchmark", "Successful completions against all partnerships, with control limits");
        var quality = book.AddSheet("By rule", "What was found in the submissions, and how to put it right");
        var detail = book.AddSheet("Detail", "Every finding, by rule");
        var trends = book.AddSheet("Trends", "The figures behind the scorecard's trend lines");

        var rows = AddTrends(trends);
        AddScorecard(scorecard, rows);
        AddNumbers(book, numbers);
        AddStarts(starts);
        AddBenchmark(benchmark);
        AddQuality(quality, detail);
        book.AddNotes(
            new NoteSection(
                "Definitions",
                "Every measure counts people, not episodes, unless it says otherwise. A person is counted once in each area and period, however many providers treated them in it.")
            {
                Definitions =
                [
                    new("In treatment", "Residents with at least one day in structured treatment in the period: from the start of the first intervention to discharge.", "Measure catalogue, 1.1"),
                    new("Effective treatment", "Of those, who stayed 12 weeks or more from the start of the journey, or left earlier in a planned way.", "Measure catalogue, 1.4"),
                    new("Planned exit", "Discharge as treatment completed, drug free or occasional user.", "Data set, discharge reason"),
                ],
            },
            new NoteSection("Known limits", "Two of nine agencies had not submitted for March when the snapshot was taken; their clients count by February's submission.", "Small differences to earlier reports come from late submissions."));
        return book;
    }

    private static Table AddTrends(Sheet sheet)
    {
        sheet.Title("Trends", "Rolling 12 months to each month");
        var columns = new List<TableColumn> { "Measure" };
        for (var m = 0; m < 12; m++)
            columns.Add(new TableColumn(new DateOnly(2011, 4, 1).AddMonths(m).ToString("MMM yyyy", System.Globalization.CultureInfo.InvariantCulture), Format.Whole));
        return sheet.Table("Trends", columns, Measures.Select((measure, i) => columns.Select((_, c) => c switch
        {
            0 => (Cell)measure,
            _ when i == 5 && c == 4 => Cell.TooSmall,
            _ => measure.Contains('%', StringComparison.Ordinal) ? Cell.Percent(0.3 + 0.02 * i + 0.01 * Math.Sin(i + c)) : 900 + 40 * i + (int)(30 * Math.Sin(c * 0.7 + i)) + 9 * c,
        }).ToArray()).ToList(), new TableOptions { FrozenColumns = 1 });
    }

    private static readonly string[] Measures =
    [
        "Adults in effective treatment", "New presentations", "Successful completions, opiate, % of all in treatment",
        "Waits of three weeks or less, first intervention, %", "TOP at start, % of those due", "Parents in treatment with contact to children", "Re-presentations within six months, %",
    ];

    private static void AddScorecard(Sheet sheet, Table trends)
    {
        sheet.Title("Scorecard", "Northbridge, March 2012");
        sheet.Text("Year to date runs from 1 April 2011. Progress compares the year to date with the target to date: Green from 100%, Amber from 90%, Red below.");
        sheet.Gap();
        sheet.Table(
            "Scorecard",
            [
                "Measure", new("This month", Format.Whole), new("Year to date", Format.Whole), new("Rolling 12 months", Format.Whole), new("Same month last year", Format.Whole),
                new("Change", Format.Change), new("Target to date", Format.Whole), new("Progress", Format.Percent), "Band", new("Region", Format.Whole), new("England", Format.Whole), "Trend, 12 months",
            ],
            Measures.Select((measure, i) => measure.Contains('%', StringComparison.Ordinal)
                ? new Cell[]
                {
                    measure, Cell.Percent(0.41), Cell.Percent(0.42), Cell.Percent(0.415), Cell.Percent(0.39), ((Cell)0.021).As(Format.PercentChange), Cell.Percent(0.45),
                    0.93, Band.Amber, Cell.Percent(0.44), Cell.Percent(0.463), Cell.Trend(trends.Values(i, "Apr 2011", "Mar 2012")),
                }
                :
                [
                    measure, i == 5 ? Cell.TooSmall : 1_012 + i, 1_310, 1_310, 985, 27 - 40 * (i % 2), 1_280, i % 2 == 0 ? 1.023 : 0.81, i % 2 == 0 ? Band.Green : Band.Red,
                    9_214, 165_112, Cell.Trend(trends.Values(i, "Apr 2011", "Mar 2012")),
                ]).ToList(),
            new TableOptions { RowHeight = 27, FrozenColumns = 1 });
        sheet.Note("* A count of 1 to 4, or one from which such a count could be worked out. Where the trend has one, no line is drawn.");
    }

    private static void AddNumbers(Workbook book, Sheet sheet)
    {
        sheet.Title("Numbers in treatment", "Northbridge, 24 months to March 2012");
        var table = sheet.Table(
            "Numbers",
            [new("Month", Format.Month), new("Opiate and crack", Format.Whole), new("Other drugs", Format.Whole), new("Young people", Format.Whole), new("Plan", Format.Whole)],
            Enumerable.Range(0, 24).Select(m => new Cell[]
            {
                new DateOnly(2010, 4, 1).AddMonths(m), 880 + 6 * m + (int)(20 * Math.Sin(m)), 310 + 3 * m, 96 + (int)(12 * Math.Cos(m * 0.6)), 900 + 5 * m,
            }).ToList());
        table.Chart(new Chart(ChartKind.Line, "More opiate and crack users in treatment than planned", "Month", "Opiate and crack", "Other drugs", "Young people", new Series("Plan", SeriesRole.Reference))
        {
            Unit = "Residents in treatment in the month",
        });
        book.DefineName("In_treatment_opiate_and_crack", table.Values("Opiate and crack"));
    }

    private static void AddStarts(Sheet sheet)
    {
        sheet.Title("New presentations", "Northbridge, April 2011 to March 2012");
        sheet.Heading("Main substance");
        sheet.Table(
            "Main_substance",
            ["Substance", new("People", Format.Whole), new("Share", Format.Percent)],
            [["Heroin", 412, 0.481], ["Crack cocaine", 96, 0.112], ["Cannabis", 141, 0.165], ["Cocaine powder", 88, 0.103], ["Amphetamines", 61, 0.071], ["Benzodiazepines", Cell.TooSmall, Cell.TooSmall], ["Other opiates", 54, 0.063]],
            new TableOptions { Total = ["All", 856, 1.0] })
            .Chart(new Chart(ChartKind.Bar, "Heroin brings half of all into treatment", "Substance", "People") { Unit = "People starting treatment" });
        sheet.Heading("Age and sex");
        sheet.Table(
            "Age_and_sex",
            ["Age", new("Men", Format.Whole), new("Women", Format.Whole), new("All", Format.Whole)],
            [["18 to 24", 71, 34, 105], ["25 to 34", 214, 92, 306], ["35 to 44", 202, 71, 273], ["45 to 54", 97, 41, 138], ["55 and over", 22, 12, 34]])
            .Chart(new Chart(ChartKind.StackedBar, "Age at presentation", "Age", "Men", "Women") { Unit = "People starting treatment" });
        sheet.Heading("By quarter");
        sheet.Table(
            "Quarters",
            ["Quarter", new("Self", Format.Whole), new("GP", Format.Whole), new("Criminal justice", Format.Whole)],
            [["Q1", 91, 44, 62], ["Q2", 96, 41, 70], ["Q3", 84, 38, 58], ["Q4", 103, 52, 66]])
            .Chart(new Chart(ChartKind.Column, "Source of referral", "Quarter", "Self", "GP", "Criminal justice") { Unit = "People starting treatment" });
        sheet.Heading("Housing");
        sheet.Table("Housing", ["Need", new("People", Format.Whole)], [["No problem", Cell.TooSmall], ["Housing problem", Cell.TooSmall], ["No fixed abode", Cell.TooSmall]])
            .Chart(new Chart(ChartKind.Bar, "Accommodation need", "Need", "People"));
    }

    private static void AddBenchmark(Sheet sheet)
    {
        sheet.Title("Benchmark", "Successful completions as a share of all in treatment, rolling 12 months to March 2012");
        var table = sheet.Table(
            "Benchmark",
            [new("In treatment", Format.Whole), new("Partnerships", Format.Percent), new("Northbridge", Format.Percent), new("England", Format.Percent), new("95% limit, lower", Format.Percent), new("95% limit, upper", Format.Percent)],
            Enumerable.Range(1, 40).Select(i =>
            {
                var n = 60 * i;
                var limit = 1.96 * Math.Sqrt(0.14 * 0.86 / n);
                var share = 0.14 + 0.9 * limit * Math.Sin(i * 2.4);
                return new Cell[] { n, i == 22 ? Cell.Blank : share, i == 22 ? 0.118 : Cell.Blank, 0.14, Math.Max(0, 0.14 - limit), 0.14 + limit };
            }).ToList());
        table.Chart(new Chart(
            ChartKind.Scatter, "Northbridge lies below the lower limit", "In treatment", "Partnerships", "Northbridge",
            new Series("England", SeriesRole.Reference), new Series("95% limit, lower", SeriesRole.Reference), new Series("95% limit, upper", SeriesRole.Reference))
        {
            Unit = "Each point a partnership",
            CategoryAxis = "People in treatment",
            ValueAxis = "Successful completions",
        });
    }

    private static void AddQuality(Sheet sheet, Sheet detail)
    {
        detail.Title("Detail", "Every finding, by rule and line");
        var findings = Enumerable.Range(0, 60).Select(i => new Cell[]
        {
            12 + i * 7, i < 40 ? "R042" : "R107", $"Ref-{i:0000}", "DISD", i < FormulaLike.Length ? FormulaLike[i] : "31/02/2012",
            i == 5 ? "A long value \u0001with control characters, <markup> & \"quotes\", that a provider's system wrote into a free text field although the guide asks for a code, so that it takes several lines here." : "Not a date",
            new DateOnly(2012, 4, 2).AddDays(i % 9),
        }).ToList();
        var table = detail.Table("Detail", [new("Line", Format.Whole), "Rule", "Client reference", "Column", "Value", "What is wrong", new("Received", Format.Date)], findings);
        sheet.Title("By rule", "Findings in the submissions for March 2012");
        sheet.Table(
            "By_rule",
            ["Rule", "Severity", new("Findings", Format.Whole), "What it means", "How to put it right", "Effect on figures"],
            [
                [Cell.Link("R042", table.Row(0)), "Reject", 40, "The discharge date is not a day of the calendar.", "Correct the date in your system and send the file again; do not type 31 into short months.", "12 clients missing from effective treatment"],
                [Cell.Link("R107", table.Row(40)), "Warning", 20, "The modality ends after discharge.", "Check which of the two dates is right.", "None"],
            ]);
    }
}
