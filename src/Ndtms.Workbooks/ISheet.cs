using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>A sheet of a workbook.</summary>
internal interface ISheet
{
    string Name { get; }

    /// <summary>The line about the sheet in the contents.</summary>
    string Purpose { get; }

    /// <summary>Writes the sheet from the top down.</summary>
    void Fill(Sheet sheet);
}

internal static class Sheets
{
    /// <summary>Adds a sheet after the others and fills it.</summary>
    public static void Add(this Workbook book, ISheet sheet) => sheet.Fill(book.Reserve(sheet));

    /// <summary>Adds a sheet after the others, to be filled once the sheets that it refers to have been.</summary>
    public static Sheet Reserve(this Workbook book, ISheet sheet) => book.AddSheet(sheet.Name, sheet.Purpose);
}
