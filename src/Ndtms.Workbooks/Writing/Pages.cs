namespace Ndtms.Workbooks.Writing;

/// <summary>The sheet Contents of a workbook: enough to identify the run and the data behind the figures.</summary>
public sealed record ContentsPage
{
    /// <summary>What the workbook is ("Monthly partnership report").</summary>
    public required string What { get; init; }

    /// <summary>The area or agency, with its code.</summary>
    public required string Area { get; init; }

    /// <summary>The month end of the figures.</summary>
    public required DateOnly Cut { get; init; }

    /// <summary>The latest receipt in the snapshot, as text in local time.</summary>
    public required string DataAsAt { get; init; }

    /// <summary>The data sets, populations and periods that the figures cover.</summary>
    public required string Basis { get; init; }

    /// <summary>The mode of disclosure control and what it does.</summary>
    public required string Disclosure { get; init; }

    /// <summary>What matters most, in sentences.</summary>
    public IReadOnlyList<string> InBrief { get; init; } = [];

    /// <summary>Parameters of the measures by name.</summary>
    public IReadOnlyList<(string Name, string Value)> Parameters { get; init; } = [];

    public required string CodeVersion { get; init; }

    /// <summary>Hash of the reference data and of the snapshot.</summary>
    public required string DataVersion { get; init; }

    public required string RunId { get; init; }

    internal void Fill(Sheet sheet, string title, IReadOnlyList<Sheet> others)
    {
        sheet.Clear();
        sheet.Widths(26, 92);
        sheet.Title(title, Area);
        if (InBrief.Count > 0)
        {
            sheet.Heading("In brief");
            foreach (var sentence in InBrief)
                sheet.Text($"• {sentence}");
        }

        sheet.Heading("Sheets");
        sheet.AddFacts([.. others.Select(s => (Cell.Link(s.Name, s.Top), (Cell)s.Purpose))], muted: false);
        sheet.Heading("About these figures");
        sheet.Facts(
            [
                ("What this is", What),
                ("Area", Area),
                ("Figures to", Cut),
                ("Data as at", DataAsAt),
                ("Basis", Basis),
                ("Disclosure control", Disclosure),
                .. Parameters.Select(p => (p.Name, (Cell)p.Value)),
            ]);
        sheet.Heading("Reference");
        sheet.Facts(("Report reference", RunId), ("Program version", CodeVersion), ("Data version", DataVersion));
    }
}

/// <summary>A section of the sheet Notes.</summary>
/// <param name="Heading">Its heading.</param>
/// <param name="Paragraphs">Its text.</param>
public sealed record NoteSection(string Heading, params IReadOnlyList<string> Paragraphs)
{
    /// <summary>Terms explained in a table after the text.</summary>
    public IReadOnlyList<Definition> Definitions { get; init; } = [];
}

/// <summary>What a term or measure means.</summary>
/// <param name="Term">The term, as the sheets use it.</param>
/// <param name="Meaning">Its exact meaning.</param>
/// <param name="Source">Where it is defined.</param>
public sealed record Definition(string Term, string Meaning, string Source = "");

internal static class NotesPage
{
    public static void Fill(Sheet sheet, IReadOnlyList<NoteSection> sections)
    {
        sheet.Widths(34, 150, 34);
        sheet.Title("Notes");
        foreach (var section in sections.Where(s => s.Paragraphs.Count > 0))
        {
            sheet.Heading(section.Heading);
            foreach (var paragraph in section.Paragraphs)
                sheet.Text(paragraph);
        }

        // One table, and the last, so that every page repeats its header.
        var defined = sections.SelectMany(s => s.Definitions).ToList();
        if (defined.Count == 0)
            return;
        sheet.Heading("Definitions");
        sheet.Table(
            "Definitions",
            ["Term", new TableColumn("Definition") { Width = 150 }, new TableColumn("Source") { Width = 34 }],
            [.. defined.Select(d => new Cell[] { ((Cell)d.Term).Bold(), d.Meaning, d.Source })]);
    }
}
