using System.Buffers;
using System.IO.Compression;
using System.Text.RegularExpressions;

namespace Ndtms.Workbooks.Writing;

/// <summary>A workbook (.xlsx, ECMA-376) that is described first and then written in one pass.</summary>
/// <remarks>
/// Memory does not grow with the rows of streamed tables. The same description gives the same bytes: entries carry a fixed time,
/// and nothing depends on the clock, the machine or a random number.
/// </remarks>
/// <param name="title">Its title, in its properties and at the top of every printed page.</param>
public sealed partial class Workbook(string title)
{
    private static readonly SearchValues<char> NotInSheetNames = SearchValues.Create("[]:*?/\\");

    private readonly List<Sheet> _sheets = [];
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedDictionary<string, CellRange> _defined = new(StringComparer.OrdinalIgnoreCase);
    private ContentsPage? _contents;
    private Sheet? _notes;
    private int _tables;

    public string Title { get; } = title;

    /// <summary>The digits of its report reference, which its properties and the foot of every printed page have; null: it has none.</summary>
    public string? RunId { get; init; }

    /// <summary>What every sheet says below its title, and every printed page at its foot; empty: nothing.</summary>
    public string Marking { get; init; } = "";

    internal string Reference => RunId is null ? "" : ReportReference.Show(RunId);

    internal Sheet? ContentsSheet { get; private set; }

    internal IEnumerable<Sheet> AllSheets =>
        (ContentsSheet is null ? [] : Enumerable.Repeat(ContentsSheet, 1)).Concat(_sheets).Concat(_notes is null ? [] : [_notes]);

    internal IEnumerable<KeyValuePair<string, CellRange>> DefinedNames => _defined;

    /// <summary>Puts the sheet Contents first: what the workbook is, the data behind it, and links to all sheets.</summary>
    /// <exception cref="InvalidOperationException">There are sheets already, which would have no link back.</exception>
    public void AddContents(ContentsPage contents)
    {
        if (_sheets.Count > 0 || _notes is not null || ContentsSheet is not null)
            throw new InvalidOperationException("The contents are added once, before any sheet.");
        _contents = contents;
        ContentsSheet = new Sheet(this, CheckSheetName("Contents"), "") { Aside = true };
    }

    /// <summary>Adds a sheet after the others.</summary>
    /// <param name="name">Unique, at most 31 characters, none of <c>[ ] : * ? / \</c>, no apostrophe at either end.</param>
    /// <param name="purpose">The line about it in the contents.</param>
    /// <exception cref="ArgumentException">The name is not possible or already taken.</exception>
    public Sheet AddSheet(string name, string purpose = "")
    {
        var sheet = new Sheet(this, CheckSheetName(name), purpose);
        _sheets.Add(sheet);
        return sheet;
    }

    /// <summary>Puts the sheet Notes last, whenever it is called: definitions, reconciliation, known limits.</summary>
    public Sheet AddNotes(params IReadOnlyList<NoteSection> sections)
    {
        if (_notes is not null)
            throw new InvalidOperationException("The notes are added once.");
        _notes = new Sheet(this, CheckSheetName("Notes"), "Definitions, reconciliation, completeness and known limits") { Aside = true };
        NotesPage.Fill(_notes, sections);
        return _notes;
    }

    /// <summary>Gives cells a name that formulas and links can use.</summary>
    /// <exception cref="ArgumentException">The name is not possible or already taken, by a table too.</exception>
    public void DefineName(string name, CellRange cells)
    {
        CheckName(name);
        ClaimName(name);
        _defined.Add(name, cells);
    }

    /// <summary>Writes the workbook. Streamed tables are read now, once.</summary>
    /// <param name="stream">Where to; left open. Streams that can seek and those that cannot give different, equally valid bytes.</param>
    /// <exception cref="InvalidOperationException">There is no sheet, or a row does not fit its table.</exception>
    public void Save(Stream stream)
    {
        if (ContentsSheet is not null)
            _contents!.Fill(ContentsSheet, Title, [.. AllSheets.Skip(1)]);
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        new Package(zip, this).Write();
    }

    /// <summary>Checks a name that tables and defined names share, and gives the number that a table would have.</summary>
    internal int CheckName(string name)
    {
        if (name.Length > 255 || !NamePattern().IsMatch(name) || AddressPattern().IsMatch(name))
            throw new ArgumentException($"'{name}' cannot name a table or cells: letters, digits, '_' and '.', unlike a cell's address.", nameof(name));
        if (_names.Contains(name))
            throw new ArgumentException($"The workbook already has a table or cells named '{name}'.", nameof(name));
        return _tables + 1;
    }

    internal void ClaimName(string name)
    {
        _names.Add(name);
        _tables++;
    }

    private string CheckSheetName(string name)
    {
        if (name.Length is 0 or > 31 || string.IsNullOrWhiteSpace(name) || name.AsSpan().ContainsAny(NotInSheetNames)
            || name.Any(char.IsControl) || name[0] == '\'' || name[^1] == '\'' || name.Equals("History", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"'{name}' cannot name a sheet: 1 to 31 characters, none of [ ] : * ? / \\, no apostrophe at an end.", nameof(name));
        }

        if (AllSheets.Any(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            throw new ArgumentException($"The workbook already has a sheet '{name}'.", nameof(name));
        return name;
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_.]*\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^([A-Za-z]{1,3}[0-9]+|[Rr]([0-9]+)?([Cc]([0-9]+)?)?|[Cc]([0-9]+)?)\z")]
    private static partial Regex AddressPattern();
}
