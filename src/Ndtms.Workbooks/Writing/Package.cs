using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Ndtms.Workbooks.Writing;

/// <summary>Writes the parts of a workbook and what holds them together (ECMA-376 part 2).</summary>
internal sealed class Package(ZipArchive zip, Workbook book, IReadOnlyList<Sheet> sheets)
{
    private const string Declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Packaging = "http://schemas.openxmlformats.org/package/2006";
    private const string Core = Packaging + "/relationships/metadata/core-properties";

    /// <summary>The earliest time that an archive can hold: nobody takes it for when the workbook was made.</summary>
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Styles _styles = new();
    private readonly List<(string Part, string Type)> _types = [];
    private int _charts;

    public void Write()
    {
        if (sheets.Count == 0)
            throw new InvalidOperationException("A workbook needs a sheet.");
        for (var i = 0; i < sheets.Count; i++)
            WriteSheet(i + 1, sheets[i]);
        Part("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", WorkbookXml());
        Part("xl/styles.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml", _styles.Part());
        Part("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml",
            $"{Declaration}<cp:coreProperties xmlns:cp=\"{Packaging}/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{XmlText.Escape(book.Title)}</dc:title></cp:coreProperties>");
        Entry("xl/_rels/workbook.xml.rels", Relationships(
            [.. sheets.Select((_, i) => (Invariant($"rId{i + 1}"), Office + "/worksheet", Invariant($"worksheets/sheet{i + 1}.xml"))),
            ("rIdStyles", Office + "/styles", "styles.xml")]));
        Entry("_rels/.rels", Relationships([("rId1", Office + "/officeDocument", "xl/workbook.xml"), ("rId2", Core, "docProps/core.xml")]));
        Entry("[Content_Types].xml", ContentTypes());
    }

    private void WriteSheet(int number, Sheet sheet)
    {
        DrawnChart[] charts = [.. sheet.Tables.SelectMany(t => t.Charts.Select(c => new DrawnChart(t, c, new ChartData(t, c.Category, c.Series, c.Chart.Kind))))];
        var part = Invariant($"xl/worksheets/sheet{number}.xml");
        _types.Add((part, "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"));
        using (var stream = Open(part))
            new SheetPart(sheet, _styles, charts, number == 1).Write(stream);
        var relationships = new List<(string, string, string)>();
        DrawnChart[] drawn = [.. charts.Where(c => c.Data.CanBeDrawn)];
        if (drawn.Length > 0)
        {
            WriteDrawing(number, drawn);
            relationships.Add(("rIdD", Office + "/drawing", Invariant($"../drawings/drawing{number}.xml")));
        }

        foreach (var table in sheet.Tables)
        {
            var name = Invariant($"tables/table{table.Id}.xml");
            Part("xl/" + name, "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml", TableXml(table));
            relationships.Add((Invariant($"rIdT{table.Id}"), Office + "/table", "../" + name));
        }

        if (relationships.Count > 0)
            Entry(Invariant($"xl/worksheets/_rels/sheet{number}.xml.rels"), Relationships(relationships));
    }

    private void WriteDrawing(int number, DrawnChart[] charts)
    {
        var xml = new StringBuilder(Declaration)
            .Append("<xdr:wsDr xmlns:xdr=\"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\">");
        var relationships = new List<(string, string, string)>();
        for (var i = 0; i < charts.Length; i++)
        {
            var name = Invariant($"charts/chart{++_charts}.xml");
            var part = new ChartPart(charts[i]);
            Part("xl/" + name, "application/vnd.openxmlformats-officedocument.drawingml.chart+xml", part.Write());
            relationships.Add((Invariant($"rId{i + 1}"), Office + "/chart", "../" + name));
            xml.Append(Anchor(i + 1, charts[i].Placed, part.Description()));
        }

        Part(Invariant($"xl/drawings/drawing{number}.xml"), "application/vnd.openxmlformats-officedocument.drawing+xml", xml.Append("</xdr:wsDr>").ToString());
        Entry(Invariant($"xl/drawings/_rels/drawing{number}.xml.rels"), Relationships(relationships));
    }

    private static string Anchor(int id, PlacedChart placed, string description)
    {
        const int Pixel = 9_525;
        var beside = placed.Column > 1;
        return Invariant(
            $"<xdr:oneCellAnchor><xdr:from><xdr:col>{placed.Column - 1}</xdr:col><xdr:colOff>{(beside ? 24 * Pixel : 0)}</xdr:colOff><xdr:row>{placed.Row - 1}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>")
            + Invariant($"<xdr:ext cx=\"{placed.Chart.Width * Pixel}\" cy=\"{placed.Height * Pixel}\"/><xdr:graphicFrame macro=\"\"><xdr:nvGraphicFramePr>")
            + Invariant($"<xdr:cNvPr id=\"{id + 1}\" name=\"Chart {id}\" descr=\"{XmlText.Escape(description)}\"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>")
            + "<xdr:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"0\" cy=\"0\"/></xdr:xfrm><a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/chart\">"
            + Invariant($"<c:chart xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" xmlns:r=\"{Office}\" r:id=\"rId{id}\"/>")
            + "</a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:oneCellAnchor>";
    }

    private static string TableXml(Table table)
    {
        var range = References.Cell(table.HeaderRow, 1) + ":" + References.Cell(table.LastRow, table.Columns.Count);
        var xml = new StringBuilder(Declaration)
            .Append(CultureInfo.InvariantCulture, $"<table xmlns=\"{Main}\" id=\"{table.Id}\" name=\"{table.Name}\" displayName=\"{table.Name}\" ref=\"{range}\" totalsRowShown=\"0\"><autoFilter ref=\"{range}\">");
        for (var i = 0; i < table.Columns.Count && table.HidesButtons; i++)
            xml.Append(CultureInfo.InvariantCulture, $"<filterColumn colId=\"{i}\" hiddenButton=\"1\"/>");
        xml.Append(CultureInfo.InvariantCulture, $"</autoFilter><tableColumns count=\"{table.Columns.Count}\">");
        for (var i = 0; i < table.Columns.Count; i++)
            xml.Append(CultureInfo.InvariantCulture, $"<tableColumn id=\"{i + 1}\" name=\"{XmlText.Escape(table.Columns[i].Header)}\"/>");
        return xml.Append("</tableColumns><tableStyleInfo showFirstColumn=\"0\" showLastColumn=\"0\" showRowStripes=\"0\" showColumnStripes=\"0\"/></table>").ToString();
    }

    private string WorkbookXml()
    {
        var xml = new StringBuilder(Declaration)
            .Append(CultureInfo.InvariantCulture, $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Office}\"><workbookPr defaultThemeVersion=\"124226\"/>")
            .Append("<bookViews><workbookView xWindow=\"0\" yWindow=\"0\" windowWidth=\"28800\" windowHeight=\"15000\" tabRatio=\"850\"/></bookViews><sheets>");
        for (var i = 0; i < sheets.Count; i++)
            xml.Append(CultureInfo.InvariantCulture, $"<sheet name=\"{XmlText.Escape(sheets[i].Name)}\" sheetId=\"{i + 1}\" r:id=\"rId{i + 1}\"/>");
        xml.Append("</sheets>");
        var names = new StringBuilder();
        for (var i = 0; i < sheets.Count; i++)
        {
            if (!sheets[i].Aside && sheets[i].Tables.Any())
            {
                var row = SheetPart.FrozenTable(sheets[i])?.HeaderRow ?? 1;
                names.Append(CultureInfo.InvariantCulture, $"<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"{i}\">{XmlText.Escape(sheets[i].Quoted)}!${row}:${row}</definedName>");
            }
        }

        foreach (var (name, cells) in book.DefinedNames)
            names.Append(CultureInfo.InvariantCulture, $"<definedName name=\"{name}\">{XmlText.Escape(cells.Absolute)}</definedName>");
        if (names.Length > 0)
            xml.Append("<definedNames>").Append(names).Append("</definedNames>");
        return xml.Append("</workbook>").ToString();
    }

    private string ContentTypes()
    {
        var xml = new StringBuilder(Declaration).Append(CultureInfo.InvariantCulture, $"<Types xmlns=\"{Packaging}/content-types\">")
            .Append("<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>")
            .Append("<Default Extension=\"xml\" ContentType=\"application/xml\"/>");
        foreach (var (part, type) in _types)
            xml.Append(CultureInfo.InvariantCulture, $"<Override PartName=\"/{part}\" ContentType=\"{type}\"/>");
        return xml.Append("</Types>").ToString();
    }

    private static string Relationships(IEnumerable<(string Id, string Type, string Target)> relationships)
    {
        var xml = new StringBuilder(Declaration).Append(CultureInfo.InvariantCulture, $"<Relationships xmlns=\"{Packaging}/relationships\">");
        foreach (var (id, type, target) in relationships)
            xml.Append(CultureInfo.InvariantCulture, $"<Relationship Id=\"{id}\" Type=\"{type}\" Target=\"{target}\"/>");
        return xml.Append("</Relationships>").ToString();
    }

    private void Part(string name, string type, string xml)
    {
        _types.Add((name, type));
        Entry(name, xml);
    }

    private void Entry(string name, string xml)
    {
        using var stream = Open(name);
        stream.Write(Encoding.UTF8.GetBytes(xml));
    }

    private Stream Open(string name)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = Time;
        return entry.Open();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
