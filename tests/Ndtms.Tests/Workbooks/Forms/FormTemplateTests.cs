using ClosedXML.Excel;
using Ndtms.Application.Reference;
using Ndtms.Core.DataSets;
using Ndtms.Workbooks.Forms;

namespace Ndtms.Tests.Workbooks.Forms;

/// <summary>Whoever gets a template must be able to fill it in without asking, and a template that nobody filled in must load
/// nothing.</summary>
public sealed class FormTemplateTests
{
    public static TheoryData<string> Forms { get; } = [.. ReferenceForms.All.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_column_is_explained_and_the_workbook_is_sound(string name)
    {
        var form = ReferenceForms.Find(name)!;
        var written = new WorkbookReading(stream => stream.Write(Templates.Of(form)));
        Assert.Empty(written.Errors());
        Assert.Equal(form.Title, written.Sheets.First());
        var columns = written.Table(FormTemplate.GuideName, $"{form.Title}: how to fill in the sheet", "Column");
        Assert.Equal(form.Columns.Select(c => c.Name).Prepend("note"), columns.Select(c => c["Column"]));
        Assert.All(columns, c => Assert.All(c.Values, v => Assert.IsType<string>(v)));

        using var book = new XLWorkbook(new MemoryStream(written.Bytes));
        Assert.Equal("NDTMS", book.Properties.Author);
        Assert.Equal($"Form {name}", book.Properties.Subject);
        var sheet = book.Worksheet(1);
        Assert.Equal(form.Columns.Select(c => c.Name).Prepend("note"), sheet.Row(1).CellsUsed().Select(c => c.GetString()));
        foreach (var column in form.Columns)
        {
            var rule = sheet.Cell(500, Templates.ColumnOf(sheet, column.Name)).DataValidation;
            Assert.Equal(column.List is not null, rule.AllowedValues == XLAllowedValues.List);
            // Excel repairs a workbook with longer ones.
            Assert.True(rule.InputMessage.Length is > 0 and <= 255 && rule.InputTitle.Length <= 32 && rule.ErrorMessage.Length <= 225, column.Name);
        }
    }

    [Fact]
    public void Drop_downs_have_the_codes_in_use()
    {
        using var book = new XLWorkbook(new MemoryStream(Templates.Of(ReferenceForms.Find("targets")!)));
        var sheet = book.Worksheet(1);
        Assert.Equal(["more", "less"], Choices("better"));
        Assert.Contains("rolling-12", Choices("period"));
        Assert.Contains("effective-treatment", Choices("measure"));
        Assert.Equal(1 + CodeBook.Embedded.Areas.Regions.Count + CodeBook.Embedded.Areas.Partnerships.Count, Choices("area_code").Count());

        IEnumerable<string> Choices(string column) =>
            book.Range(sheet.Cell(3, Templates.ColumnOf(sheet, column)).DataValidation.Value).Cells().Select(c => c.GetString());
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void An_empty_template_has_no_rows_to_load(string name)
    {
        var form = ReferenceForms.Find(name)!;
        Assert.Empty(FormReader.Read(form, "empty.xlsx", Templates.Of(form)));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void An_example_is_loaded_neither_without_its_mark_nor_half_changed(string name)
    {
        var form = ReferenceForms.Find(name)!;
        var template = Templates.Of(form);
        var unmarked = Templates.Edited(template, sheet => sheet.Cell("A2").Clear());
        Assert.Contains("row 2: the row is the example of the template; delete it.", Refused(unmarked), StringComparison.Ordinal);
        Assert.Contains("row 2: the row is the example of the template; delete it.", Refused(WithoutNotes(template)), StringComparison.Ordinal);
        var changed = Templates.Edited(template, sheet => sheet.Cell(2, Templates.ColumnOf(sheet, form.Columns[0].Name)).SetValue("X"));
        Assert.Contains("row 2: the row is marked Example in column note but is not the example", Refused(changed), StringComparison.Ordinal);

        byte[] WithoutNotes(byte[] content)
        {
            using var from = new XLWorkbook(new MemoryStream(content));
            using var to = new XLWorkbook();
            to.AddWorksheet(form.Title).Cell(1, 1).Value = from.Worksheet(1).Range(1, 2, 2, form.Columns.Count + 1);
            using var stream = new MemoryStream();
            to.SaveAs(stream);
            return stream.ToArray();
        }

        string Refused(byte[] content) => Assert.Throws<CodeBookException>(() => FormReader.Read(form, "f.xlsx", content)).Message;
    }
}
