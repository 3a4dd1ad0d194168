using System.Globalization;
using ClosedXML.Excel;
using Ndtms.Core.DataSets;
using Ndtms.Workbooks.Forms;

namespace Ndtms.Tests.Workbooks.Forms;

/// <summary>Templates as they are sent, and as people fill them in.</summary>
internal static class Templates
{
    private static readonly Agency[] Agencies =
        [new("N0801", "Wearside Recovery", "A12B", "north-east", AgencyService.Adult, "", null, null, AgencyScope.Active)];

    /// <summary>The template of a form, with everything that there is in its lists.</summary>
    public static byte[] Of(ReferenceForm form)
    {
        using var stream = new MemoryStream();
        FormTemplate.Write(form, FormLists.Of(CodeBook.Embedded, Agencies, (_, _) => true), stream);
        return stream.ToArray();
    }

    /// <summary>A template after somebody has worked on its first sheet.</summary>
    public static byte[] Edited(byte[] template, Action<IXLWorksheet> edit)
    {
        using var book = new XLWorkbook(new MemoryStream(template));
        edit(book.Worksheet(1));
        using var stream = new MemoryStream();
        book.SaveAs(stream);
        return stream.ToArray();
    }

    /// <summary>Enters the rows of a CSV file below the example, as a person does: numbers as numbers, days and months as dates.</summary>
    public static byte[] Filled(byte[] template, ReferenceForm form, string csv) => Edited(template, sheet =>
    {
        foreach (var (i, row) in ReferenceTable.Read("sample.csv", System.Text.Encoding.UTF8.GetBytes(csv)).Index())
        {
            foreach (var (name, text) in row.Columns.Where(c => c.Value.Length > 0))
                Enter(sheet.Cell(i + 3, ColumnOf(sheet, name)), form.Columns.Single(c => c.Name == name).Value, text);
        }
    });

    /// <summary>The number of a column.</summary>
    public static int ColumnOf(IXLWorksheet sheet, string name) => sheet.Row(1).CellsUsed().Single(c => c.GetString() == name).Address.ColumnNumber;

    private static void Enter(IXLCell cell, FormValue kind, string text)
    {
        if (kind == FormValue.Number)
            cell.SetValue(double.Parse(text, CultureInfo.InvariantCulture));
        else if (kind is FormValue.Day or FormValue.Month)
            cell.SetValue(DateTime.ParseExact(text, ["yyyy-MM-dd", "yyyy-MM"], CultureInfo.InvariantCulture, DateTimeStyles.None));
        else
            cell.SetValue(text);
    }
}
