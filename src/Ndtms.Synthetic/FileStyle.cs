using Ndtms.Core.DataSets;

namespace Ndtms.Synthetic;

/// <summary>How the children of an episode share its rows.</summary>
public enum RowForm
{
    /// <summary>Every modality with every TOP with every other child.</summary>
    CrossProduct,

    /// <summary>The first of each kind on the first row, the second on the second, and so on; a kind without further children is blank.</summary>
    Padded,
}

/// <summary>The encoding of a file.</summary>
public enum FileEncoding
{
    Utf8,
    Utf8WithMark,

    /// <summary>With one accented initial if a client suits, because a file of plain letters is the same in both encodings (VALUE-08).</summary>
    Windows1252,
}

/// <summary>How a provider's system writes its files. All styles are allowed.</summary>
public sealed record FileStyle
{
    public RowForm Rows { get; init; } = RowForm.CrossProduct;

    /// <summary>CRLF, else LF.</summary>
    public bool CrLf { get; init; }

    /// <summary>Quotes around every value, else only where needed.</summary>
    public bool QuoteAll { get; init; }

    /// <summary>Columns in another order.</summary>
    public bool ShuffledHeader { get; init; }

    /// <summary>Headers in mixed case, some with spaces around them.</summary>
    public bool OddHeader { get; init; }

    /// <summary>Dates as yyyy-mm-dd (FILE-15).</summary>
    public bool IsoDates { get; init; }

    /// <summary>In some columns <c>NA</c> for a blank.</summary>
    public bool NullTokens { get; init; }

    /// <summary>Line breaks within the quoted references of some clients.</summary>
    public bool LineBreaks { get; init; }

    public bool ShuffledRows { get; init; }

    public FileEncoding Encoding { get; init; }

    /// <summary>A random style, without ISO dates and accents, which raise notices.</summary>
    public static FileStyle Any(Dice dice) => new()
    {
        Rows = dice.Chance(0.5) ? RowForm.CrossProduct : RowForm.Padded,
        CrLf = dice.Chance(0.5),
        QuoteAll = dice.Chance(0.4),
        ShuffledHeader = dice.Chance(0.3),
        OddHeader = dice.Chance(0.3),
        NullTokens = dice.Chance(0.3),
        LineBreaks = dice.Chance(0.2),
        ShuffledRows = dice.Chance(0.3),
        Encoding = dice.Chance(0.3) ? FileEncoding.Utf8WithMark : FileEncoding.Utf8,
    };
}

/// <summary>An issue that a file must raise.</summary>
public sealed class ExpectedIssue
{
    /// <summary>Id of the rule.</summary>
    public required string Rule { get; init; }

    /// <summary>CLIENTID; empty for an issue of the file.</summary>
    public string Client { get; init; } = "";

    /// <summary>EPISODID; empty for an issue of a client or the file.</summary>
    public string Episode { get; init; } = "";

    /// <summary>The kind of child it is about; null for none.</summary>
    public EntityKind? ChildKind { get; init; }

    /// <summary>MODID, TOPID, SUBMID or TITID; empty for none.</summary>
    public string Child { get; init; } = "";

    /// <summary>The header of the column; empty for none.</summary>
    public string Column { get; init; } = "";

    /// <summary>The physical lines of every row of the record with the issue, ascending; empty for an issue with the whole file. The issue that is
    /// raised can name any of them.</summary>
    public IReadOnlyList<int> Lines { get; internal set; } = [];

    /// <summary>The rows of <see cref="Lines"/>.</summary>
    internal IReadOnlyList<FileRow> Rows { get; init; } = [];

    /// <summary>Whether only the last of the rows is meant: the later of two equal rows is the copy.</summary>
    internal bool LastRowOnly { get; init; }
}

/// <summary>A row of a file that is being made.</summary>
internal sealed class FileRow
{
    public required Entry Client { get; init; }
    public Entry? Episode { get; set; }

    /// <summary>A child of each kind, in the order of <see cref="EntityKinds.Children"/>; null: blank.</summary>
    public required Entry?[] Children { get; init; }

    /// <summary>Values of this row only, by header.</summary>
    public Dictionary<string, string> Own { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Whether the row has one value too many.</summary>
    public bool Overlong { get; init; }

    /// <summary>The physical line where it starts.</summary>
    public int Line { get; set; }

    public Entry? Of(EntityKind kind) => kind switch
    {
        EntityKind.Client => Client,
        EntityKind.Episode => Episode,
        _ => Children[(int)kind - (int)EntityKind.Modality],
    };

    public bool Shows(Entry entry) => Of(entry.Kind) == entry;

    public string Text(Field field) => Own.TryGetValue(field.Header, out var own) ? own : Of(field.Entity)?.Text(field) ?? "";
}
