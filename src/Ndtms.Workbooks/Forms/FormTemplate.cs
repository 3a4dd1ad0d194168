using System.Globalization;
using ClosedXML.Excel;
using Ndtms.Core.DataSets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Forms;

/// <summary>The values that a form's column may have, with what they mean.</summary>
/// <param name="Title">What they are, such as "Partnerships".</param>
/// <param name="Values">The values, in the order of the list.</param>
public sealed record FormList(string Title, IReadOnlyList<FormChoice> Values);

/// <summary>A value of a list.</summary>
/// <param name="Value">What is entered.</param>
/// <param name="Meaning">What it means; empty: it says so itself.</param>
public sealed record FormChoice(string Value, string Meaning = "");

/// <summary>A workbook for a form: the sheet to fill in, with drop-downs and a row of example, what each column wants, and the lists.</summary>
public static class FormTemplate
{
    /// <summary>The sheet that explains the columns.</summary>
    public const string GuideName = "How to fill in";

    /// <summary>The sheet of the lists.</summary>
    public const string ListsName = "Lists";

    private const int LastRow = 2_000;
    private const string Font = "Arial";
    private const int FirstListRow = 3;

    /// <summary>Writes the workbook.</summary>
    /// <param name="form">The form.</param>
    /// <param name="lists">The lists that its columns name.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(ReferenceForm form, IReadOnlyDictionary<string, FormList> lists, Stream stream)
    {
        using var book = new XLWorkbook(XLEventTracking.Disabled);
        book.Properties.Title = form.Title;
        book.Properties.Subject = $"Form {form.Name}";
        // Else it is the name of whoever runs the program.
        book.Properties.Author = book.Properties.LastModifiedBy = "NDTMS";
        var entry = book.AddWorksheet(form.Title);
        var guide = book.AddWorksheet(GuideName);
        var needed = form.Columns.Select(c => c.List).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        AddGuide(guide, form, lists);
        AddEntries(entry, form, needed.Count == 0 ? null : AddLists(book.AddWorksheet(ListsName), needed, lists));
        // Written to memory first: it is saved by seeking to and fro.
        using var made = new MemoryStream();
        book.SaveAs(made);
        made.WriteTo(stream);
    }

    private static void AddEntries(IXLWorksheet sheet, ReferenceForm form, IReadOnlyDictionary<string, IXLRange>? lists)
    {
        FormColumn[] columns = [ReferenceForm.Note, .. form.Columns];
        foreach (var (i, column) in columns.Index())
        {
            var whole = sheet.Column(i + 1);
            whole.Width = column.Width;
            whole.Style.Font.SetFontName(Font).Font.SetFontSize(10);
            whole.Style.NumberFormat.Format = FormatOf(column.Value);
            whole.Style.Alignment.SetHorizontal(
                column.Value == FormValue.Number ? XLAlignmentHorizontalValues.Right : XLAlignmentHorizontalValues.Left).Alignment.SetIndent(1);
            sheet.Cell(1, i + 1).SetValue(column.Name);
            Fill(sheet.Cell(2, i + 1), column);
            Validate(sheet.Range(2, i + 1, LastRow, i + 1), column, lists);
        }

        var header = sheet.Range(1, 1, 1, columns.Length).Style;
        header.NumberFormat.Format = "@";
        header.Font.SetBold().Font.SetFontColor(Colour(Palette.Ink)).Fill.SetBackgroundColor(Colour(Palette.HeaderFill));
        header.Border.SetBottomBorder(XLBorderStyleValues.Medium).Border.SetBottomBorderColor(Colour(Palette.Accent));
        header.Alignment.SetVertical(XLAlignmentVerticalValues.Center);
        sheet.Row(1).Height = 22;
        var example = sheet.Range(2, 1, 2, columns.Length).Style;
        example.Font.SetItalic().Font.SetFontColor(Colour(Palette.Muted)).Fill.SetBackgroundColor(Colour("F7F8FA"));
        sheet.SheetView.Freeze(1, 0);
        SetUpPage(sheet);
    }

    private static string FormatOf(FormValue value) => value switch
    {
        // Excel shows 62 in the format 0.###### as "62.".
        FormValue.Number => "General",
        FormValue.Day => "yyyy-mm-dd",
        FormValue.Month => "yyyy-mm",
        _ => "@",
    };

    private static void Fill(IXLCell cell, FormColumn column)
    {
        switch (column.Value)
        {
            case FormValue.Number when column.Example.Length > 0:
                cell.SetValue(double.Parse(column.Example, CultureInfo.InvariantCulture));
                break;
            case FormValue.Day or FormValue.Month when column.Example.Length > 0:
                cell.SetValue(DateTime.ParseExact(column.Example, ["yyyy-MM-dd", "yyyy-MM"], CultureInfo.InvariantCulture, DateTimeStyles.None));
                break;
            case var _ when column.Example.Length > 0:
                cell.SetValue(column.Example);
                break;
        }
    }

    private static void Validate(IXLRange range, FormColumn column, IReadOnlyDictionary<string, IXLRange>? lists)
    {
        var validation = range.SetDataValidation();
        validation.IgnoreBlanks = true;
        validation.ErrorTitle = column.Name;
        validation.ErrorMessage = "This value is not one that can be loaded. See the sheet \"" + GuideName + "\".";
        validation.InputTitle = column.Name;
        validation.InputMessage = column.Meaning;
        if (column.List is { } list)
            validation.List(lists![list]);
        else if (column.Value == FormValue.Number)
            validation.Decimal.Between(0, 999_999_999);
        else if (column.Value is FormValue.Day or FormValue.Month)
            validation.Date.Between(new DateTime(1990, 1, 1), new DateTime(2099, 12, 31));
        else
            validation.AllowedValues = XLAllowedValues.AnyValue;
    }

    private static void AddGuide(IXLWorksheet sheet, ReferenceForm form, IReadOnlyDictionary<string, FormList> lists)
    {
        double[] widths = [18, 62, 14, 50];
        foreach (var (i, width) in widths.Index())
        {
            var column = sheet.Column(i + 1);
            column.Width = width;
            column.Style.Font.SetFontName(Font).Font.SetFontSize(10).Alignment.SetVertical(XLAlignmentVerticalValues.Top);
            column.Style.NumberFormat.Format = "@";
        }

        sheet.Cell(1, 1).SetValue($"{form.Title}: how to fill in the sheet").Style.Font.SetBold().Font.SetFontSize(15).Font
            .SetFontColor(Colour(Palette.Accent));
        sheet.Row(1).Height = 26;
        var row = 2;
        foreach (var sentence in (string[])
        [
            form.About,
            $"Fill in the sheet {form.Title} from row 3 on. Row 2 is an example and is not loaded as long as its note says {ReferenceForm.ExampleMark}.",
            "Do not rename columns. Their order does not matter, and blank rows are ignored.",
            $"Load it with: ndtms reference load {form.Name} FILE",
        ])
        {
            var line = sheet.Range(row, 1, row, widths.Length).Merge();
            line.Style.Alignment.SetWrapText();
            line.FirstCell().SetValue(sentence);
            sheet.Row(row).Height = HeightOf((sentence, widths.Sum()));
            row++;
        }

        row++;
        AddTable(
            sheet, row, "Columns", ["Column", "What to enter", "Needed", "Values"],
            [.. form.Columns.Prepend(ReferenceForm.Note).Select(c => (string[])[c.Name, c.Meaning, Say(c.Need), ValuesOf(c, lists)])]);
        foreach (var column in form.Columns.Prepend(ReferenceForm.Note))
        {
            row++;
            sheet.Row(row).Height = HeightOf((column.Meaning, widths[1]), (ValuesOf(column, lists), widths[3])) + 5;
        }

        SetUpPage(sheet);
    }

    /// <summary>The height of a row in points, of texts and the widths of their columns: ClosedXML cannot measure it without a
    /// screen.</summary>
    private static double HeightOf(params (string Text, double Width)[] cells) =>
        13.5 * cells.Max(c => TextWidth.Lines(c.Text, (c.Width - 1) * TextWidth.Digit));

    private static string Say(FormNeed need) => need switch
    {
        FormNeed.Required => "Yes",
        FormNeed.MayBeBlank => "May be blank",
        _ => "No",
    };

    private static string ValuesOf(FormColumn column, IReadOnlyDictionary<string, FormList> lists) => column switch
    {
        { List: { } list } when lists[list].Values.Count <= 4 => string.Join(
            "; ", lists[list].Values.Select(v => v.Meaning.Length == 0 ? v.Value : $"{v.Value}: {v.Meaning}")),
        { List: { } list } => $"A value of the list {lists[list].Title} (sheet {ListsName})",
        { Value: FormValue.Number } => "A number of 0 or more, with at most six decimal places",
        { Value: FormValue.Day } => "A date, such as 2012-03-31",
        { Value: FormValue.Month } => "A month, such as 2012-03",
        { Value: FormValue.FinancialYear } => "A financial year, such as 2011/12",
        _ => "Text",
    };

    private static Dictionary<string, IXLRange> AddLists(
        IXLWorksheet sheet, IReadOnlyList<string> names, IReadOnlyDictionary<string, FormList> lists)
    {
        var ranges = new Dictionary<string, IXLRange>(StringComparer.Ordinal);
        foreach (var (i, name) in names.Index())
        {
            var list = lists[name];
            var column = i * 3 + 1;
            sheet.Column(column).Width = WidthOf(list.Values.Select(v => v.Value));
            sheet.Column(column + 1).Width = WidthOf(list.Values.Select(v => v.Meaning));
            sheet.Column(column + 2).Width = 3;
            foreach (var part in (int[])[column, column + 1])
                sheet.Column(part).Style.Font.SetFontName(Font).Font.SetFontSize(10).NumberFormat.Format = "@";
            sheet.Cell(1, column).SetValue(list.Title).Style.Font.SetBold().Font.SetFontSize(12).Font.SetFontColor(Colour(Palette.Accent));
            AddTable(
                sheet, FirstListRow - 1, $"List_{name.Replace('-', '_')}", ["Value", "Meaning"],
                [.. list.Values.Select(v => (string[])[v.Value, v.Meaning])], column);
            ranges.Add(name, sheet.Range(FirstListRow, column, Math.Max(FirstListRow, FirstListRow + list.Values.Count - 1), column));
        }

        sheet.SheetView.FreezeRows(FirstListRow - 1);
        SetUpPage(sheet);
        return ranges;
    }

    private static double WidthOf(IEnumerable<string> texts) =>
        2 + texts.Append("Meaning").Max(t => TextWidth.Of(t, bold: t == "Meaning")) / TextWidth.Digit;

    private static void AddTable(
        IXLWorksheet sheet, int row, string name, IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> rows, int column = 1)
    {
        foreach (var (i, header) in headers.Index())
            sheet.Cell(row, column + i).SetValue(header);
        foreach (var (r, values) in rows.Index())
        {
            foreach (var (i, value) in values.Index())
                sheet.Cell(row + 1 + r, column + i).SetValue(value);
        }

        sheet.Row(row).Height = 20;
        var table = sheet.Range(row, column, row + Math.Max(1, rows.Count), column + headers.Count - 1);
        table.Style.Alignment.SetWrapText().Alignment.SetVertical(XLAlignmentVerticalValues.Center);
        table.Cells().Style.Border.SetBottomBorder(XLBorderStyleValues.Thin).Border.SetBottomBorderColor(Colour(Palette.Hairline));
        var made = table.CreateTable(name);
        made.Theme = XLTableTheme.None;
        made.ShowAutoFilter = false;
        made.HeadersRow().Style.Font.SetBold().Fill.SetBackgroundColor(Colour(Palette.HeaderFill)).Border
            .SetBottomBorder(XLBorderStyleValues.Medium).Border.SetBottomBorderColor(Colour(Palette.Accent));
    }

    private static void SetUpPage(IXLWorksheet sheet)
    {
        sheet.ShowGridLines = sheet.Name != GuideName;
        sheet.PageSetup.PaperSize = XLPaperSize.A4Paper;
        sheet.PageSetup.PageOrientation = XLPageOrientation.Landscape;
        sheet.PageSetup.FitToPages(1, 0);
        sheet.PageSetup.Margins.SetLeft(0.5).SetRight(0.5).SetTop(0.6).SetBottom(0.6);
        sheet.PageSetup.Footer.Left.AddText(XLHFPredefinedText.SheetName);
        sheet.PageSetup.Footer.Right.AddText("Page ");
        sheet.PageSetup.Footer.Right.AddText(XLHFPredefinedText.PageNumber);
    }

    private static XLColor Colour(string rgb) => XLColor.FromHtml($"#{rgb}");
}
