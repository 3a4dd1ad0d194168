using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using FsCheck;
using FsCheck.Fluent;
using Ndtms.Core.Journeys;
using Ndtms.Workbooks;
using Ndtms.Workbooks.Quarterly;

namespace Ndtms.Tests.Workbooks.Quarterly;

/// <summary>What a meeting agreed on must stand in the next pack, word for word; a file that somebody mixed up must not stop the packs.</summary>
public sealed class ReviewActionsTests(SampleReports sample) : IClassFixture<SampleReports>
{
    private static readonly ReviewAction[] Agreed =
    [
        new("Visit N0801, and ask why \"exits\" fell", "Jo <Smith> & co", "30/06/2012", "=HYPERLINK(\"http://example.org\")"),
        new("+44 is no number", "", "when it suits", "  open "),
        new("Ünïcode – and\na second line", "-1", "", ""),
        new("Thank the team 😀", "00123", "#N/A of the form", "TRUE"),
    ];

    [Fact]
    public void What_is_in_one_pack_is_in_the_next()
    {
        var read = ReviewActions.Read("last.xlsx", Pack(Agreed));

        Assert.Null(read.Problem);
        Assert.Equal(Agreed.Select(a => a with { Status = a.Status.Trim() }), read.Actions);
        var next = new WorkbookReading(s => Write(s, read.Actions));
        Assert.Equal(0, next.Formulas());
        Assert.Empty(next.Errors());
        Assert.Contains("=HYPERLINK(\"http://example.org\")", next.Texts("Actions"));
        Assert.Equal(read.Actions, ReviewActions.Read("next.xlsx", new MemoryStream(next.Bytes)).Actions);
    }

    [Fact]
    public void A_pack_that_nobody_filled_in_has_no_actions()
    {
        var read = ReviewActions.Read("last.xlsx", Pack([]));
        Assert.Null(read.Problem);
        Assert.Empty(read.Actions);
    }

    /// <summary>A spreadsheet program keeps texts in a list of their own, and dates as numbers.</summary>
    [Fact]
    public void What_a_spreadsheet_program_saved_is_read()
    {
        var read = ReviewActions.Read("edited.xlsx", Edited(
            ["Due", "Action", "Note", "Owner", "Status"], [41090, "Call", "aside", "Jo", null], [null, "Write", null, "Sam", "done"], [null, null, null, null, null]));

        Assert.Null(read.Problem);
        Assert.Equal([new("Call", "Jo", "30/06/2012", ""), new("Write", "Sam", "", "done")], read.Actions);
    }

    [Fact]
    public void A_file_that_is_not_a_pack_gives_one_clear_sentence()
    {
        Assert.Equal(
            ([], "notes.xlsx is not an Excel workbook (.xlsx), or is damaged; open it in a spreadsheet program and save it again as .xlsx."),
            FigureOverTime(ReviewActions.Read("notes.xlsx", new MemoryStream("not a workbook"u8.ToArray()))));
        Assert.Equal("empty.xlsx is not an Excel workbook (.xlsx), or is damaged; open it in a spreadsheet program and save it again as .xlsx.", ReviewActions.Read("empty.xlsx", new MemoryStream()).Problem);
        using var monthly = new MemoryStream();
        MonthlyReport.Write(sample.Data, Area, monthly);
        Assert.Equal("m.xlsx has no sheet Actions.", ReviewActions.Read("m.xlsx", monthly).Problem);
        Assert.Equal(
            "x.xlsx: the sheet Actions has no table with Action, Owner, Due and Status.",
            ReviewActions.Read("x.xlsx", Edited(["Action", "Owner", "Deadline", "Status"], ["Call", "Jo", null, null])).Problem);
        Assert.Contains("more than 1000 rows", ReviewActions.Read(
            "x.xlsx", Edited([["Action", "Owner", "Due", "Status"], .. Enumerable.Repeat(new object?[] { "a", "b", "c", "d" }, 1001)])).Problem, StringComparison.Ordinal);

        static (IReadOnlyList<ReviewAction>, string?) FigureOverTime(ReviewActions read) => (read.Actions, read.Problem);
    }

    [Fact]
    public void A_damaged_pack_never_fails()
    {
        var whole = Edited(["Action", "Owner", "Due", "Status"], ["Call", "Jo", 41090, "open"]).ToArray();
        Prop.ForAll(
            Arb.From(Gen.Choose(0, whole.Length - 1)), Arb.From(Gen.Choose(0, 255)), Arb.From(Gen.Elements(true, false)), (at, value, cut) =>
            {
                var damaged = cut ? whole[..at] : [.. whole];
                if (!cut)
                    damaged[at] = (byte)value;
                var read = ReviewActions.Read("d.xlsx", new MemoryStream(damaged));
                Assert.True(read.Problem is null || read.Actions.Count == 0);
            }).QuickCheckThrowOnFailure();
    }

    private ReportArea Area => ReportArea.Of(sample.Data, AreaLevel.Partnership, "A12B");

    private void Write(Stream stream, IReadOnlyList<ReviewAction> actions) => QuarterlyPack.Write(sample.Data, Area, stream, actions);

    private MemoryStream Pack(IReadOnlyList<ReviewAction> actions)
    {
        var stream = new MemoryStream();
        Write(stream, actions);
        stream.Position = 0;
        return stream;
    }

    /// <summary>A workbook with shared strings, and numbers shown as dates.</summary>
    private static MemoryStream Edited(params object?[][] rows)
    {
        var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            var part = book.AddNewPart<WorksheetPart>();
            var strings = book.AddNewPart<SharedStringTablePart>();
            strings.SharedStringTable = new SharedStringTable();
            book.AddNewPart<WorkbookStylesPart>().Stylesheet = new Stylesheet(new CellFormats(new CellFormat(), new CellFormat { NumberFormatId = 14 }));
            var data = new SheetData(new Row { RowIndex = 1 });
            foreach (var (i, values) in rows.Index())
            {
                var row = new Row { RowIndex = (uint)i + 4 };
                foreach (var (column, value) in values.Index().Where(v => v.Item is not null))
                {
                    var cell = new Cell { CellReference = $"{(char)('A' + column)}{i + 4}" };
                    if (value is int number)
                    {
                        cell.StyleIndex = 1;
                        cell.CellValue = new CellValue(number);
                    }
                    else
                    {
                        cell.DataType = CellValues.SharedString;
                        cell.CellValue = new CellValue(strings.SharedStringTable.ChildElements.Count);
                        strings.SharedStringTable.Append(new SharedStringItem(new Run(new Text((string)value!))));
                    }

                    row.Append(cell);
                }

                data.Append(row);
            }

            part.Worksheet = new Worksheet(data);
            book.Workbook = new DocumentFormat.OpenXml.Spreadsheet.Workbook(new Sheets(new Sheet { Id = book.GetIdOfPart(part), SheetId = 1, Name = "Actions" }));
        }

        stream.Position = 0;
        return stream;
    }
}
