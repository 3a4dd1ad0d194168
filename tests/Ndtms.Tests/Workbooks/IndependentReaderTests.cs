using System.Globalization;
using ClosedXML.Excel;
using DocumentFormat.OpenXml.Packaging;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Validation;
using Ndtms.Tests.Workbooks.Writing;
using Ndtms.Workbooks;
using Ndtms.Workbooks.Quarterly;

namespace Ndtms.Tests.Workbooks;

/// <summary>Every workbook that users get opens in a program that did not write it, and says there what we wrote: each cell with its value and
/// kind, each table, name and link.</summary>
public sealed class IndependentReaderTests(SampleReports sample) : IClassFixture<SampleReports>
{
    public static TheoryData<string> Workbooks { get; } =
    [
        "monthly England", "monthly region", "monthly partnership", "monthly public", "quarterly England", "quarterly region", "quarterly partnership",
        "exceptions England", "exceptions region", "feedback", "feedback of an unreadable file", "partnership feedback", "example",
    ];

    [Theory]
    [MemberData(nameof(Workbooks))]
    public void Another_reader_finds_what_was_written(string workbook)
    {
        var written = new WorkbookReading(stream => Write(workbook, stream));
        Assert.Empty(written.Errors());
        using var read = new XLWorkbook(new MemoryStream(written.Bytes), XLEventTracking.Disabled);
        Assert.Equal(written.Sheets, read.Worksheets.Select(s => s.Name));
        foreach (var sheet in read.Worksheets)
            Assert.Equal(written.Cells(sheet.Name).Select(c => (c.Row, c.Column, Shown(c.Value))), CellsOf(sheet));
        Assert.Equal(TablesOf(written.Bytes), read.Worksheets.SelectMany(s => s.Tables).Select(t => (t.Name, t.RangeAddress.ToString())).Order());
        foreach (var table in read.Worksheets.SelectMany(s => s.Tables))
            Assert.Equal(table.HeadersRow().Cells().Select(c => c.GetString()), table.Fields.Select(f => f.Name));
        foreach (var name in read.NamedRanges.Concat(read.Worksheets.SelectMany(s => s.NamedRanges)))
            Assert.All(name.Ranges, r => Assert.Contains(r.Worksheet.Name, written.Sheets));
        foreach (var link in read.Worksheets.SelectMany(s => s.Hyperlinks).Where(l => !l.IsExternal))
            Assert.Contains(link.InternalAddress[..link.InternalAddress.LastIndexOf('!')].Trim('\''), written.Sheets);
    }

    [Fact]
    public void A_figure_is_found_where_a_reader_looks_for_it()
    {
        using var stream = new MemoryStream();
        MonthlyReport.Write(sample.Data, ReportArea.Of(sample.Data, AreaLevel.Partnership, "A12B"), stream);
        using var read = new XLWorkbook(new MemoryStream(stream.ToArray()), XLEventTracking.Disabled);
        var shown = sample.Data.Figures.Find(new FigureKey(AreaLevel.Partnership, "A12B", Population.All, PeriodKind.Month, "in-treatment"))!.Value.N.Value!;
        var numbers = read.Worksheets.SelectMany(s => s.Tables).SelectMany(t => t.DataRange.Cells()).Where(c => c.DataType == XLDataType.Number);
        Assert.Contains(numbers, c => c.GetDouble() == (double)shown);
        Assert.All(read.Worksheets, s => Assert.True(s.PageSetup.PageOrientation == XLPageOrientation.Landscape && s.PageSetup.PagesWide == 1, s.Name));
    }

    private void Write(string workbook, Stream stream)
    {
        var data = sample.Targeted;
        switch (workbook.Split(' '))
        {
            case ["monthly", "public"]:
                data = data.In(Edition.Public);
                MonthlyReport.Write(data, ReportArea.Of(data, AreaLevel.Partnership, "A12B"), stream);
                break;
            case ["monthly", var level]:
                MonthlyReport.Write(data, AreaOf(level), stream);
                break;
            case ["quarterly", var level]:
                QuarterlyPack.Write(data, AreaOf(level), stream, [new ReviewAction("Visit N0801 & ask \"why\"", "Jo", "30/06/2012", "=1+1")]);
                break;
            case ["exceptions", var level]:
                ExceptionsList.Write(data, AreaOf(level), stream);
                break;
            case ["feedback"]:
                var check = new TestFile("DISD=01/01/2010 DISRSN=80 | CLIENTID=C2 EPISODID=E2 ETHNIC==1+1 | CLIENTID=C3 EPISODID=E3 PREVTR=''").Check();
                FeedbackReport.Write(SubmissionFeedback.Of(check, 1, "Wearside"), CodeBook.Embedded, "0.1.0", stream);
                break;
            case ["feedback", ..]:
                var unreadable = TestFile.Check("whatever.csv", [0, 1, 2], new DateOnly(2012, 4, 10));
                FeedbackReport.Write(SubmissionFeedback.Of(unreadable, 1), CodeBook.Embedded, "0.1.0", stream);
                break;
            case ["partnership", "feedback"]:
                PartnershipFeedbackReport.Write(Partnership(), CodeBook.Embedded, "0.1.0", stream);
                break;
            default:
                ExampleWorkbook.Make().Save(stream);
                break;
        }
    }

    private static PartnershipFeedback Partnership()
    {
        var check = new TestFile("ETHNIC=Q | CLIENTID=C2 EPISODID=E2 DRUG1=''").Check();
        var feedback = SubmissionFeedback.Of(check, 1).WithContent(check, CodeBook.Embedded);
        RuleCount[] rules = [.. feedback.Issues.GroupBy(i => (i.Rule, i.Severity)).Select(g => new RuleCount(g.Key.Rule, g.Key.Severity, g.Count()))];
        var counts = new SubmissionCounts(feedback.Received, 1, feedback.Verdict, feedback.Counts, rules, feedback.Completeness);
        return new PartnershipFeedback("Sunderland", "A12B", new DateOnly(2012, 3, 31),
        [
            new("N0852", "Wearside", counts, new DateOnly(2012, 4, 16), new DateOnly(2012, 4, 19)),
            new("N0853", "Silent", null, new DateOnly(2012, 4, 16)),
        ]);
    }

    private ReportArea AreaOf(string level) => level switch
    {
        "England" => ReportArea.Of(sample.Targeted, AreaLevel.England, "england"),
        "region" => ReportArea.Of(sample.Targeted, AreaLevel.Region, "north-east"),
        _ => ReportArea.Of(sample.Targeted, AreaLevel.Partnership, "A12B"),
    };

    /// <summary>Each cell that is not blank, by its address, with its value.</summary>
    private static IEnumerable<(int Row, int Column, object Value)> CellsOf(IXLWorksheet sheet) =>
        sheet.CellsUsed(XLCellsUsedOptions.Contents).Select(c => (c.Address.RowNumber, c.Address.ColumnNumber, Shown(c.Value)))
            .OrderBy(c => (c.RowNumber, c.ColumnNumber));

    /// <summary>A spreadsheet keeps 15 digits of a number.</summary>
    private static object Shown(object value) => value is double number
        ? double.Parse(number.ToString("G15", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        : value;

    private static IEnumerable<(string Name, string? Range)> TablesOf(byte[] workbook)
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(workbook), isEditable: false);
        return [.. document.WorkbookPart!.WorksheetParts.SelectMany(p => p.TableDefinitionParts)
            .Select(p => (p.Table.Name!.Value!, p.Table.Reference!.Value)).Order()];
    }
}
