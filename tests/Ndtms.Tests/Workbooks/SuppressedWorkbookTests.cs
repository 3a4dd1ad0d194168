using Ndtms.Core.Measures;
using Ndtms.Workbooks;

namespace Ndtms.Tests.Workbooks;

/// <summary>Workbooks in which small numbers are suppressed, read beside the same ones in which they are not.</summary>
public sealed class SuppressedWorkbookTests(SampleReports sample) : IClassFixture<SampleReports>
{
    private const string Mark = "*";

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
    }

    [Fact]
    public void No_subtraction_from_a_total_gives_a_suppressed_cell_away()
    {
        var (totals, marks) = (0, 0);
        foreach (var (open, suppressed, name) in Workbooks())
        {
            foreach (var sheet in suppressed.Sheets)
            {
                var (truth, seen) = (open.Cells(sheet), suppressed.Cells(sheet));
                for (var column = 0; column < seen.Max(r => r.Length); column++)
                {
                    foreach (var block in Blocks(truth, seen, column))
                    {
                        marks += block.Count(c => c.Hidden);
                        // The last of a block of numbers is a total where it is the sum of the others.
                        var parts = block[..^1];
                        if (parts.Count < 2 || block[^1].Truth == 0 || parts.Sum(c => c.Truth) != block[^1].Truth)
                            continue;
                        totals++;
                        var hidden = parts.Where(c => c.Hidden && c.Truth != 0).ToList();
                        Assert.False(
                            !block[^1].Hidden && hidden.Count == 1, $"{name}, {sheet}: {hidden.FirstOrDefault().Truth} can be had by subtraction");
                        Assert.False(
                            block[^1].Hidden && hidden.Count == 0, $"{name}, {sheet}: the total {block[^1].Truth} can be had by addition");
                    }
                }
            }
        }

        Assert.True(totals > 100, $"only {totals} totals were tried");
        Assert.True(marks > 1000, $"only {marks} cells are suppressed");
    }

    [Fact]
    public void A_suppressed_workbook_differs_from_the_open_one_in_marks_alone_and_shows_no_small_count_beside_them()
    {
        foreach (var (open, suppressed, name) in Workbooks())
        {
            Assert.Empty(suppressed.Errors());
            Assert.Equal(open.Sheets, suppressed.Sheets);
            foreach (var sheet in suppressed.Sheets.Where(s => s is not ("Contents" or "Notes")))
            {
                var (truth, seen) = (open.Cells(sheet), suppressed.Cells(sheet));
                Assert.Equal(truth.Length, seen.Length);
                foreach (var (row, cells) in seen.Index())
                {
                    for (var column = 0; column < cells.Length; column++)
                    {
                        Assert.True(
                            cells[column] is null or string || Equals(cells[column], truth[row].ElementAtOrDefault(column)),
                            $"{name}, {sheet}, row {row + 1}: {truth[row].ElementAtOrDefault(column)} became {cells[column]}");
                    }
                }
            }
        }
    }

    /// <summary>Runs of numbers, or marks, one under the other.</summary>
    private static IEnumerable<List<(double Truth, bool Hidden)>> Blocks(object?[][] truth, object?[][] seen, int column)
    {
        var block = new List<(double, bool)>();
        for (var row = 0; row <= seen.Length; row++)
        {
            if (row < Math.Min(seen.Length, truth.Length) && column < truth[row].Length && truth[row][column] is double number
                && seen[row][column] is double or Mark)
            {
                block.Add((number, seen[row][column] is Mark));
                continue;
            }

            if (block.Count > 1)
                yield return block;
            block = [];
        }
    }
}
