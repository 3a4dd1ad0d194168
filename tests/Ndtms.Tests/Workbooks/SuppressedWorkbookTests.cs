using Ndtms.Core.Measures;
using Ndtms.Workbooks;
using Ndtms.Workbooks.Quarterly;

namespace Ndtms.Tests.Workbooks;

/// <summary>Workbooks in which small numbers are suppressed, read beside the same ones in which they are not.</summary>
public sealed class SuppressedWorkbookTests(SampleReports sample) : IClassFixture<SampleReports>
{
    private const string Mark = "*";

    private static readonly string[] SortedByFigures =
        ["Least_complete_fields", "Other_fields", "Complete_by_agency", "Rules_rejected", "Rules_warned"];

    /// <summary>Every workbook, as it is and suppressed.</summary>
    private IEnumerable<(WorkbookReading Open, WorkbookReading Suppressed, string Name)> Workbooks()
    {
        var suppressed = sample.Data.In(DisclosureMode.Suppress);
        foreach (var area in ReportArea.All(sample.Data))
        {
            yield return (
                new WorkbookReading(s => MonthlyReport.Write(sample.Data, area, s)),
                new WorkbookReading(s => MonthlyReport.Write(suppressed, area, s)),
                MonthlyReport.FileName(area, SampleReports.Cut));
        }

        var targeted = sample.Targeted.In(DisclosureMode.Suppress);
        foreach (var area in ReportArea.All(sample.Targeted).Where(a => a.Code is "A12B" or "X00BN" or "england"))
        {
            yield return (
                new WorkbookReading(s => QuarterlyPack.Write(sample.Targeted, area, s)),
                new WorkbookReading(s => QuarterlyPack.Write(targeted, area, s)),
                QuarterlyPack.FileName(area, SampleReports.Cut));
        }
    }

    [Fact]
    public void No_subtraction_from_a_total_gives_a_suppressed_cell_away()
    {
        var (totals, marks) = (0, 0);
        foreach (var (open, suppressed, name) in Workbooks())
        {
            var truths = open.Tables();
            foreach (var (table, seen) in suppressed.Tables())
            {
                var truth = truths[table];
                for (var column = 1; column < seen[0].Length; column++)
                {
                    var cells = truth.Zip(seen, (t, s) => (Truth: t[column] as double? ?? 0, Hidden: s[column] is Mark)).ToList();
                    marks += cells.Count(c => c.Hidden);
                    // The last is a total where it is the sum of the others; shares are not tried.
                    var (parts, total) = (cells[..^1], cells[^1]);
                    if (parts.Count < 2 || total.Truth <= 1 || parts.Sum(c => c.Truth) != total.Truth)
                        continue;
                    totals++;
                    var hidden = parts.Where(c => c.Hidden && c.Truth != 0).ToList();
                    Assert.False(!total.Hidden && hidden.Count == 1, $"{name}, {table}: {hidden.FirstOrDefault().Truth} can be had by subtraction");
                    Assert.False(total.Hidden && hidden.Count == 0, $"{name}, {table}: the total {total.Truth} can be had by addition");
                }
            }
        }

        Assert.True(totals > 100, $"only {totals} totals were tried");
        Assert.True(marks > 1000, $"only {marks} cells are suppressed");
    }

    [Fact]
    public void A_suppressed_workbook_differs_from_the_open_one_in_marks_alone()
    {
        foreach (var (open, suppressed, name) in Workbooks())
        {
            Assert.Empty(suppressed.Errors());
            Assert.Equal(open.Sheets, suppressed.Sheets);
            var truths = open.Tables();
            foreach (var (table, seen) in suppressed.Tables())
            {
                // Ordered by rank, which a suppressed share has not, and without targets whose figures are suppressed.
                if (table.StartsWith("Benchmark_", StringComparison.Ordinal) || table == "Sustained_poor")
                    continue;
                foreach (var (truth, cells) in Beside(truths, table, seen))
                {
                    Assert.All(truth.Zip(cells), pair => Assert.True(
                        Equals(pair.First, pair.Second) || pair.Second is null or string,
                        $"{name}, {table}: {pair.First} became {pair.Second}"));
                }
            }
        }
    }

    [Fact]
    public void No_count_of_1_to_4_is_in_a_suppressed_workbook()
    {
        foreach (var (_, suppressed, name) in Workbooks())
        {
            foreach (var text in suppressed.Texts())
                Assert.DoesNotMatch("""\b[1-4] (person|people|journey|exit|client)s?\b""", text);
            var tables = suppressed.Tables();
            foreach (var table in new[] { "Numbers_now", "In_treatment", "In_effective_treatment", "New_presentations", "Exits", "Planned_exits", "Residence", "Substances", "Referrals", "Parents" })
            {
                // 1 may be a share of 100 %.
                foreach (var row in tables.GetValueOrDefault(table, []))
                    Assert.DoesNotContain(row.Skip(1), c => c is 2.0 or 3.0 or 4.0);
            }

            Assert.True(tables.Count > 10, name);
        }
    }

    /// <summary>Rows of a table in both workbooks. Where it is sorted by its figures, and goes on in another or is cut off, the suppressed
    /// ones come last: their place would tell of them.</summary>
    private static IEnumerable<(object?[] Truth, object?[] Seen)> Beside(
        IReadOnlyDictionary<string, object?[][]> truths, string table, object?[][] seen)
    {
        if (!SortedByFigures.Contains(table))
            return truths[table].Zip(seen);
        var all = SortedByFigures.SelectMany(t => truths.GetValueOrDefault(t, []).Select(row => (Key: KeyOf(t, row), Row: row))).ToLookup(r => r.Key, r => r.Row);
        return seen.SelectMany(row => all[KeyOf(table, row)].Take(1).Select(truth => (truth, row)));

        static (string, object?, object?) KeyOf(string table, object?[] row) => (table[table.LastIndexOf('_')..], row[0], row[1]);
    }
}
