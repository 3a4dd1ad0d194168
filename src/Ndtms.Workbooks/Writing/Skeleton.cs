using System.Globalization;
using System.IO.Packaging;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using A = DocumentFormat.OpenXml.Drawing;
using C = DocumentFormat.OpenXml.Drawing.Charts;
using S = DocumentFormat.OpenXml.Spreadsheet;
using X = DocumentFormat.OpenXml.Drawing.Spreadsheet;

namespace Ndtms.Workbooks.Writing;

/// <summary>
/// Makes the package of a workbook without the content that is only known once its rows are written: sheets, tables and styles exist
/// with their relationships and types, but are empty.
/// </summary>
/// <remarks>Relationships have fixed ids, because the default ids are random.</remarks>
internal sealed class Skeleton
{
    /// <summary>The relationship of a sheet to its drawing.</summary>
    public const string DrawingId = "rIdD";

    public const string StylesEntry = "xl/styles.xml";

    public const string WorkbookEntry = "xl/workbook.xml";

    /// <summary>A pixel at 96 to the inch, in the units of drawings.</summary>
    private const int Pixel = 9_525;

    private readonly List<(string Entry, Sheet Sheet)> _sheets = [];
    private readonly List<(string Entry, Table Table)> _tables = [];

    /// <param name="book">The workbook.</param>
    /// <param name="stream">Takes the package; the SDK has to be able to read it too, so it is kept in memory.</param>
    /// <exception cref="InvalidOperationException">The workbook has no sheet.</exception>
    public Skeleton(Workbook book, MemoryStream stream)
    {
        if (!book.AllSheets.Any())
            throw new InvalidOperationException("A workbook needs a sheet.");
        using var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook);
        document.CompressionOption = CompressionOption.NotCompressed;
        var main = document.AddWorkbookPart();
        document.ChangeIdOfPart(main, "rId1");
        main.AddNewPart<WorkbookStylesPart>("rIdStyles");
        foreach (var sheet in book.AllSheets)
            AddSheet(main.AddNewPart<WorksheetPart>(Invariant($"rId{_sheets.Count + 1}")), sheet);
        main.Workbook = Root(book, new Dictionary<Sheet, string?>());
        var properties = document.AddCoreFilePropertiesPart();
        document.ChangeIdOfPart(properties, "rId2");
        WriteProperties(properties, book);
    }

    /// <summary>Sheets in their order, with the names of their entries in the archive.</summary>
    public IReadOnlyList<(string Entry, Sheet Sheet)> Sheets => _sheets;

    public IReadOnlyList<(string Entry, Table Table)> Tables => _tables;

    /// <summary>The relationship of a sheet to a table.</summary>
    public static string TableId(Table table) => Invariant($"rIdT{table.Id}");

    /// <summary>The root of the workbook's part.</summary>
    /// <param name="book">The workbook.</param>
    /// <param name="printed">The last printed cell of each sheet that has one; known once its rows are written.</param>
    public S.Workbook Root(Workbook book, IReadOnlyDictionary<Sheet, string?> printed)
    {
        var root = new S.Workbook(
            new S.WorkbookProperties { DefaultThemeVersion = 124_226 },
            new S.BookViews(new S.WorkbookView { XWindow = 0, YWindow = 0, WindowWidth = 28_800, WindowHeight = 15_000, TabRatio = 850 }),
            new S.Sheets(_sheets.Select((s, i) => new S.Sheet { Name = XmlText.Literal(s.Sheet.Name), SheetId = (uint)i + 1, Id = Invariant($"rId{i + 1}") })));
        var names = new S.DefinedNames();
        for (var i = 0; i < _sheets.Count; i++)
        {
            var sheet = _sheets[i].Sheet;
            if (printed.GetValueOrDefault(sheet) is { } last)
                names.Append(new S.DefinedName(XmlText.Literal($"{sheet.Quoted}!$A$1:{last}")) { Name = "_xlnm.Print_Area", LocalSheetId = (uint)i });
            if (SheetPart.RepeatedRow(sheet) is { } repeated)
                names.Append(new S.DefinedName(XmlText.Literal(Invariant($"{sheet.Quoted}!${repeated}:${repeated}"))) { Name = "_xlnm.Print_Titles", LocalSheetId = (uint)i });
        }

        foreach (var (name, cells) in book.DefinedNames)
            names.Append(new S.DefinedName(XmlText.Literal(cells.Absolute)) { Name = name });
        if (names.HasChildren)
            root.Append(names);
        return root;
    }

    private static ColumnWidths WidthsOf(Sheet sheet) => ColumnWidths.Of(sheet, table => table.Materialised("measure it"));

    private void AddSheet(WorksheetPart part, Sheet sheet)
    {
        _sheets.Add((Entry(part), sheet));
        foreach (var table in sheet.Tables)
            _tables.Add((Entry(part.AddNewPart<TableDefinitionPart>(TableId(table))), table));
        PlacedChart[] charts = [.. sheet.Charts.Where(c => c.Data.CanBeDrawn)];
        if (charts.Length > 0)
            AddDrawing(part.AddNewPart<DrawingsPart>(DrawingId), charts, WidthsOf(sheet));
    }

    private static void AddDrawing(DrawingsPart part, PlacedChart[] charts, ColumnWidths widths)
    {
        part.WorksheetDrawing = new X.WorksheetDrawing();
        for (var i = 0; i < charts.Length; i++)
        {
            var id = Invariant($"rId{i + 1}");
            var chart = new ChartDrawing(charts[i]);
            part.AddNewPart<ChartPart>(id).ChartSpace = chart.Root();
            part.WorksheetDrawing.Append(Anchor(charts[i], charts[i].At(widths), i + 1, id, chart.Description()));
        }
    }

    private static X.OneCellAnchor Anchor(PlacedChart chart, (int Column, double Left) at, int number, string id, string description) => new(
        new X.FromMarker(
            new X.ColumnId(Invariant($"{at.Column - 1}")), new X.ColumnOffset(Invariant($"{(int)at.Left * Pixel}")),
            new X.RowId(Invariant($"{chart.Row - 1}")), new X.RowOffset("0")),
        new X.Extent { Cx = chart.Width * Pixel, Cy = chart.Height * Pixel },
        new X.GraphicFrame(
            new X.NonVisualGraphicFrameProperties(
                new X.NonVisualDrawingProperties { Id = (uint)number + 1, Name = Invariant($"Chart {number}"), Description = XmlText.Clean(description) },
                new X.NonVisualGraphicFrameDrawingProperties()),
            new X.Transform(new A.Offset { X = 0, Y = 0 }, new A.Extents { Cx = 0, Cy = 0 }),
            new A.Graphic(new A.GraphicData(new C.ChartReference { Id = id }) { Uri = "http://schemas.openxmlformats.org/drawingml/2006/chart" }))
        {
            Macro = "",
        },
        new X.ClientData());

    /// <summary>The title, and the report reference as subject: the package's own properties would have a random name.</summary>
    private static void WriteProperties(CoreFilePropertiesPart part, Workbook book)
    {
        XNamespace core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
        XNamespace dublin = "http://purl.org/dc/elements/1.1/";
        using var stream = part.GetStream(FileMode.Create);
        using var writer = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) });
        new XElement(
            core + "coreProperties",
            new XAttribute(XNamespace.Xmlns + "cp", core),
            new XAttribute(XNamespace.Xmlns + "dc", dublin),
            new XElement(dublin + "title", XmlText.Clean(book.Title)),
            book.RunId is null ? null : new XElement(dublin + "subject", XmlText.Clean(book.Reference))).Save(writer);
    }

    private static string Entry(OpenXmlPart part) => part.Uri.OriginalString.TrimStart('/');

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
