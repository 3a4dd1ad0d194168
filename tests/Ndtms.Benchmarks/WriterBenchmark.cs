using System.Diagnostics;
using System.Globalization;
using ClosedXML.Excel;
using Ndtms.Core.Journeys;
using Ndtms.Workbooks;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Benchmarks;

/// <summary>The same content written by the streaming writer and by ClosedXML: the monthly report of a partnership, and a long list.
/// ClosedXML has no charts, so its report has none.</summary>
/// <param name="rows">Rows of the list.</param>
/// <param name="people">People of the partnership.</param>
internal sealed class WriterBenchmark(int rows, int people)
{
    private const int Times = 3;

    private static readonly string[] Parts = ["report streaming", "report ClosedXML", "list streaming", "list ClosedXML"];

    private static readonly string[] Headers =
        ["Severity", "Rule", "Line", "CLIENTID", "EPISODID", "Column", "Value", "What is wrong", "What to do", "Received"];

    /// <summary>Measures every part, or one.</summary>
    /// <param name="part">Which; null: every one, each in a process of its own.</param>
    public int Run(string? part)
    {
        if (part is not null)
            return Measure(part);
        foreach (var each in Parts)
        {
            var runs = Enumerable.Range(0, Times).Select(_ => Child(each)).ToList();
            double Median(int column) => runs.Select(r => r[column]).Order().ElementAt(Times / 2);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{each,-16} {Median(0),6:0.00} s processor time, {Median(1),6:0} MB allocated, process at its peak {Median(2),4:0} MB, file {Median(3),5:0} kB (processor times {string.Join(", ", runs.Select(r => r[0].ToString("0.00", CultureInfo.InvariantCulture)))})"));
        }

        return 0;
    }

    /// <summary>Writes one part. A report is written once to warm up, then measured as the mean of five; a list is measured cold, for that is
    /// how it is written.</summary>
    private int Measure(string part)
    {
        Action<Stream> write = part switch
        {
            "report streaming" => Report(),
            "report ClosedXML" => Copied(Report()),
            "list streaming" => WriteList,
            "list ClosedXML" => WriteListByClosedXml,
            _ => throw new ArgumentException($"There is no part '{part}'; there are {string.Join(", ", Parts)}.", nameof(part)),
        };
        var times = 1;
        if (part.StartsWith("report", StringComparison.Ordinal))
        {
            write(Stream.Null);
            times = 5;
        }

        using var process = Process.GetCurrentProcess();
        long bytes = 0;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var processor = process.TotalProcessorTime;
        for (var time = 0; time < times; time++)
        {
            using var file = File.Create(Path.GetTempFileName(), 1 << 16, FileOptions.DeleteOnClose);
            write(file);
            bytes = file.Length;
        }

        process.Refresh();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(process.TotalProcessorTime - processor).TotalSeconds / times:R};{(GC.GetTotalAllocatedBytes(precise: true) - allocated) / 1e6 / times:R};{process.PeakWorkingSet64 / 1e6:R};{bytes / 1e3:R}"));
        return 0;
    }

    private double[] Child(string part)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (var word in (string[])["writers", "--part", part, "--rows", $"{rows}", "--people", $"{people}"])
            start.ArgumentList.Add(word);
        using var child = Process.Start(start)!;
        var told = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0
            ? [.. told.Trim().Split(';').Select(n => double.Parse(n, CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"Writing '{part}' failed.");
    }

    private Action<Stream> Report()
    {
        var data = BigPartnership.Prepare(BigPartnership.Load(BigPartnership.FileOf(people)));
        var area = ReportArea.Of(data, AreaLevel.Partnership, "A12B");
        return stream => MonthlyReport.Write(data, area, stream);
    }

    /// <summary>Writes by ClosedXML what another writer writes: values, looks, widths, heights, merged cells, tables and page set-up.</summary>
    private static Action<Stream> Copied(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        using var book = new XLWorkbook(stream, XLEventTracking.Disabled);
        var sheets = book.Worksheets.Select(s => new ReadSheet(s)).ToList();
        return to =>
        {
            using var copy = new XLWorkbook(XLEventTracking.Disabled);
            foreach (var sheet in sheets)
                sheet.AddTo(copy);
            Save(copy, to);
        };
    }

    private void WriteList(Stream stream)
    {
        var book = new Workbook("Issues");
        var sheet = book.AddSheet("Detail");
        sheet.Title("Detail", "Every issue");
        sheet.Table(
            "Issues", [.. Headers.Select(h => new TableColumn(h) { Width = 18 })],
            Enumerable.Range(0, rows).Select(i => (Cell[])
            [
                Text(i, 0), Text(i, 1), i + 2, Text(i, 3), Text(i, 4), Text(i, 5), Text(i, 6), Text(i, 7), Text(i, 8), Day(i),
            ]));
        book.Save(stream);
    }

    private void WriteListByClosedXml(Stream stream)
    {
        using var book = new XLWorkbook(XLEventTracking.Disabled);
        var sheet = book.AddWorksheet("Detail");
        sheet.Cell(1, 1).SetValue("Detail").Style.Font.SetBold().Font.SetFontSize(15);
        sheet.Cell(2, 1).SetValue("Every issue");
        const int header = 4;
        foreach (var (i, name) in Headers.Index())
        {
            sheet.Column(i + 1).Width = 18;
            sheet.Cell(header, i + 1).SetValue(name);
        }

        sheet.Column(3).Style.NumberFormat.Format = "#,##0";
        sheet.Column(10).Style.NumberFormat.Format = "dd/mm/yyyy";
        for (var i = 0; i < rows; i++)
        {
            for (var column = 0; column < Headers.Length; column++)
            {
                var cell = sheet.Cell(header + 1 + i, column + 1);
                if (column == 2)
                    cell.SetValue(i + 2);
                else if (column == 9)
                    cell.SetValue(Day(i).ToDateTime(TimeOnly.MinValue));
                else
                    cell.SetValue(Text(i, column));
            }
        }

        sheet.Range(header, 1, header + rows, Headers.Length).CreateTable("Issues").Theme = XLTableTheme.None;
        sheet.Row(header).Style.Font.SetBold();
        sheet.SheetView.FreezeRows(header);
        sheet.PageSetup.PageOrientation = XLPageOrientation.Landscape;
        sheet.PageSetup.FitToPages(1, 0);
        Save(book, stream);
    }

    /// <summary>ClosedXML seeks while it saves, so it needs a stream that can.</summary>
    private static void Save(XLWorkbook book, Stream to)
    {
        var options = new SaveOptions { ValidatePackage = false, GenerateCalculationChain = false };
        if (to.CanSeek && to != Stream.Null)
        {
            book.SaveAs(to, options);
            return;
        }

        using var made = new MemoryStream();
        book.SaveAs(made, options);
        made.WriteTo(to);
    }

    private static DateOnly Day(int row) => new DateOnly(2012, 4, 1).AddDays(row % 28);

    private static string Text(int row, int column) => column switch
    {
        0 => row % 3 == 0 ? "Error" : "Warning",
        1 => $"VALUE-{row % 40:00}",
        3 => $"C{row / 3:00000}",
        4 => $"E{row:00000}",
        5 => "ETHNIC",
        6 => $"{row % 97}",
        7 => $"The value {row % 97} is not a code of the list that was valid on the day of triage.",
        _ => "Correct the value in your own system, and send the whole file again for the same window.",
    };

    /// <summary>A sheet as ClosedXML reads it, to be written again.</summary>
    private sealed class ReadSheet(IXLWorksheet sheet)
    {
        private readonly List<(int Row, int Column, object Value, IXLStyle Style)> _cells =
            [.. sheet.CellsUsed(XLCellsUsedOptions.All).Select(c => (c.Address.RowNumber, c.Address.ColumnNumber, c.Value, c.Style))];

        private readonly List<(int Column, double Width)> _widths = [.. sheet.ColumnsUsed().Select(c => (c.ColumnNumber(), c.Width))];

        private readonly List<(int Row, double Height)> _heights = [.. sheet.RowsUsed(XLCellsUsedOptions.All).Select(r => (r.RowNumber(), r.Height))];

        private readonly List<string?> _merged = [.. sheet.MergedRanges.Select(r => r.RangeAddress.ToString())];

        private readonly List<(string Name, string? Range)> _tables = [.. sheet.Tables.Select(t => (t.Name, t.RangeAddress.ToString()))];

        public void AddTo(XLWorkbook book)
        {
            var copy = book.AddWorksheet(sheet.Name);
            foreach (var (column, width) in _widths)
                copy.Column(column).Width = width;
            foreach (var (row, height) in _heights)
                copy.Row(row).Height = height;
            foreach (var (row, column, value, style) in _cells)
            {
                var cell = copy.Cell(row, column);
                if (value is string text)
                    cell.SetValue(text);
                else
                    cell.Value = value;
                cell.Style = style;
            }

            foreach (var range in _merged)
                copy.Range(range).Merge();
            foreach (var (name, range) in _tables)
                copy.Range(range).CreateTable(name).Theme = XLTableTheme.None;
            copy.PageSetup.PageOrientation = XLPageOrientation.Landscape;
            copy.PageSetup.FitToPages(1, 0);
        }
    }
}
