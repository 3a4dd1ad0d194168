using System.Text.RegularExpressions;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks;
using Ndtms.Workbooks.Quarterly;

namespace Ndtms.Tests.Workbooks;

/// <summary>What is published holds no exact number, and what an area gets for itself says which of its numbers are exact.</summary>
public sealed partial class PublishedWorkbookTests(SampleReports sample) : IClassFixture<SampleReports>
{
    private const string Sunderland = "A12B";

    /// <summary>Tables of numbers that are nobody's: means, and what is set or estimated by people.</summary>
    private static readonly string[] TablesOfOtherNumbers = ["Need", "Need_estimates", "Local_supplied", "Self_rated"];

    private ReportData Targeted => sample.Targeted;

    [Fact]
    public void No_number_in_a_public_workbook_is_exact()
    {
        var data = Targeted.In(Edition.Public);
        var checkedNumbers = 0;
        foreach (var (name, workbook) in Workbooks(data))
        {
            Assert.Empty(workbook.Errors());
            var headers = workbook.Headers();
            foreach (var (table, rows) in workbook.Tables())
            {
                if (TablesOfOtherNumbers.Contains(table) || table.EndsWith("_funnel", StringComparison.Ordinal))
                    continue;
                foreach (var (row, header, cell) in rows.Where(row => !IsOfMeans(row)).SelectMany(row => headers[table].Zip(row, (h, c) => (row, h, c))))
                {
                    // Shares of nought and of all are whole numbers too, and so can be their changes in percentage points.
                    if (row.ElementAtOrDefault(1) is string unit && unit.StartsWith('%') && OfChanges().IsMatch(header))
                        continue;
                    if (cell is not double number || !double.IsInteger(number) || Math.Abs(number) <= 1 || OfOtherNumbers().IsMatch(header))
                        continue;
                    Assert.True(number % 5 == 0, $"{name}, {table}, {row[0]}, {header}: {number}");
                    checkedNumbers++;
                }
            }
        }

        Assert.True(checkedNumbers > 10_000, $"only {checkedNumbers} numbers were looked at");
    }

    [Fact]
    public void Every_page_of_a_public_workbook_says_what_its_numbers_are()
    {
        foreach (var (_, workbook) in Workbooks(Targeted.In(Edition.Public)))
        {
            Assert.All(workbook.Sheets, sheet => Assert.Contains(
                workbook.Texts(sheet), t => t == "Rounded: numbers are rounded at random to multiples of 5. They are within 9 of the true ones and need not add up."));
            Assert.Contains(workbook.Texts("Contents"), t => t.StartsWith("public: ", StringComparison.Ordinal));
            Assert.DoesNotContain(workbook.Texts(), t => t.Contains("Do not share it", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_partnerships_own_workbook_is_exact_for_itself_and_rounded_and_marked_for_others()
    {
        var (exact, rounded) = (Monthly(sample.Data), Monthly(sample.Data.In(Edition.Public)));
        var own = Monthly(sample.Data.In(Edition.Own));
        Assert.Empty(own.Errors());
        Assert.All(own.Sheets, sheet => Assert.Contains(own.Texts(sheet), t => t.StartsWith("Restricted: exact numbers. ", StringComparison.Ordinal)));
        Assert.Contains(own.Texts("Contents"), t => t.StartsWith("own (restricted): ", StringComparison.Ordinal));

        var rows = own.Table("Scorecard", "Scorecard", "Measure");
        var (exactly, published) = (exact.Table("Scorecard", "Scorecard", "Measure"), rounded.Table("Scorecard", "Scorecard", "Measure"));
        Assert.Contains("Region (rounded)", rows[0].Keys);
        for (var i = 0; i < rows.Count; i++)
        {
            foreach (var column in new[] { "This month", "Rolling 12 months", "A year earlier", "Change on the year" })
                Assert.Equal(exactly[i][column], rows[i][column]);
            foreach (var column in new[] { "Region", "England" })
                Assert.Equal(published[i][column], rows[i][$"{column} (rounded)"]);
        }

        Assert.NotEqual(exactly.Select(r => r["England"]), published.Select(r => r["England"]));
        // Numbers of its own people, but agencies' are others'.
        var providers = own.Table("Providers", "Activity", "Agency").ToDictionary(r => (string)r["Code"]!);
        foreach (var provider in exact.Table("Providers", "Activity", "Agency").Where(p => providers.ContainsKey((string)p["Code"]!)))
            Assert.Equal(provider["Residents in treatment"], providers[(string)provider["Code"]!]["Residents in treatment"]);
        Assert.All(providers.Values, p => Assert.True(p["In treatment (rounded)"] is null || (double)p["In treatment (rounded)"]! % 5 == 0));
        Assert.Equal(exact.Tables()["Stock_and_flow_difference"], own.Tables()["Stock_and_flow_difference"]);
        Assert.DoesNotContain("Stock_and_flow_difference", rounded.Tables().Keys);
    }

    [Fact]
    public void Areas_are_compared_by_rounded_numbers_also_in_an_own_pack()
    {
        WorkbookReading Pack(Edition edition) => new(s =>
        {
            var data = Targeted.In(edition);
            QuarterlyPack.Write(data, ReportArea.Of(data, AreaLevel.Partnership, Sunderland), s);
        });
        var (own, rounded) = (Pack(Edition.Own), Pack(Edition.Public));
        Assert.Empty(own.Errors());
        var compared = own.Tables().Keys.Where(t => t.StartsWith("Benchmark_", StringComparison.Ordinal)).ToList();
        Assert.Contains("Benchmark_own", compared);
        foreach (var table in compared)
            Assert.Equal(rounded.Tables()[table], own.Tables()[table]);
        Assert.Contains(own.Texts("Benchmark"), t => t.EndsWith(" (rounded)", StringComparison.Ordinal));
        Assert.Equal(Pack(Edition.Exact).Tables()["Effective_problem"], own.Tables()["Effective_problem"]);
    }

    [Fact]
    public void What_is_written_of_an_edition_is_named_after_it()
    {
        var area = ReportArea.Of(sample.Data, AreaLevel.Partnership, Sunderland);
        Assert.Equal("monthly-A12B-2012-03-own.xlsx", MonthlyReport.FileName(area, SampleReports.Cut, Edition.Own));
        Assert.Equal("quarterly-A12B-2011-12-Q4-public.xlsx", QuarterlyPack.FileName(area, SampleReports.Cut, Edition.Public));
        Assert.Distinct(Enum.GetValues<Edition>().Select(e => sample.Data.In(e).RunId));
        Assert.All(ReportArea.All(sample.Data.In(Edition.Own)), a => Assert.Equal(AreaLevel.Partnership, a.Level));
        Assert.Equal(1 + 9 + sample.Data.Book.Areas.Partnerships.Count, ReportArea.All(sample.Data.In(Edition.Public)).Count());
    }

    /// <summary>A row of means among rows of counts.</summary>
    private static bool IsOfMeans(object?[] row) => row is [string, string unit, ..]
        && (unit.StartsWith("Mean", StringComparison.Ordinal) || unit.StartsWith("Days", StringComparison.Ordinal));

    private IEnumerable<(string Name, WorkbookReading Workbook)> Workbooks(ReportData data)
    {
        foreach (var area in ReportArea.All(sample.Data).Append(ReportArea.Of(data, AreaLevel.Partnership, "A10B")))
        {
            yield return ($"monthly {area.Code}", new WorkbookReading(s => MonthlyReport.Write(data, area, s)));
            if (area.Code is Sunderland or "A10B" or "england" or "north-east")
                yield return ($"quarterly {area.Code}", new WorkbookReading(s => QuarterlyPack.Write(data, area, s)));
            if (area.Level is AreaLevel.Region or AreaLevel.England)
                yield return ($"exceptions {area.Code}", new WorkbookReading(s => ExceptionsList.Write(data, area, s)));
        }
    }

    private static WorkbookReading Monthly(ReportData data) =>
        new(s => MonthlyReport.Write(data, ReportArea.Of(data, AreaLevel.Partnership, Sunderland), s));

    [GeneratedRegex("^since last quarter$|^change|^revision", RegexOptions.IgnoreCase)]
    private static partial Regex OfChanges();

    [GeneratedRegex("target|^plan$|baseline|mean|median|^months$|lower 9|upper 9", RegexOptions.IgnoreCase)]
    private static partial Regex OfOtherNumbers();
}
