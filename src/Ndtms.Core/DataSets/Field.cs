namespace Ndtms.Core.DataSets;

/// <summary>How a value of a field is written.</summary>
public enum FieldType
{
    /// <summary>One letter A to Z; accents are folded to the base letter.</summary>
    Initial,

    /// <summary>Text of <see cref="Field.Min"/> to <see cref="Field.Max"/> characters.</summary>
    Text,

    /// <summary>A whole number from <see cref="Field.Min"/> to <see cref="Field.Max"/>.</summary>
    Integer,

    /// <summary>A day: dd/mm/yyyy or yyyy-mm-dd.</summary>
    Date,

    /// <summary>Y or N.</summary>
    YesNo,

    /// <summary>A code of <see cref="Field.CodeList"/>.</summary>
    Code,
}

/// <summary>What a blank or malformed value of a field does (Definitions/data-set.md, Field files).</summary>
public enum Requirement
{
    /// <summary>Blank or malformed rejects the entity.</summary>
    Reject,

    /// <summary>Blank is a data-quality warning.</summary>
    Expected,

    /// <summary>The rules say when it is needed.</summary>
    Conditional,

    /// <summary>Blank is fine.</summary>
    Optional,
}

/// <summary>How a text field is put into its one form when it is read.</summary>
public enum TextForm
{
    /// <summary>Trimmed, otherwise as sent: case and zeros stay.</summary>
    AsSent,

    /// <summary>Trimmed and upper-cased.</summary>
    UpperCase,

    /// <summary>A postcode, cut to the outward code and the sector digit.</summary>
    Postcode,
}

/// <summary>One column of a data set: a row of <c>fields-*.csv</c>, the single source of header check, reading, field rules, storage,
/// generator and guide.</summary>
public sealed class Field
{
    /// <summary>Position in the header that real systems write; matching is by name, never by position.</summary>
    public required int Position { get; init; }

    /// <summary>Column name, upper case.</summary>
    public required string Header { get; init; }

    public required EntityKind Entity { get; init; }

    /// <summary>What the field is, in the words of the data set.</summary>
    public required string Label { get; init; }

    public required FieldType Type { get; init; }

    /// <summary>Shortest length of a text, or smallest integer.</summary>
    public int? Min { get; init; }

    /// <summary>Longest length of a text, or largest integer.</summary>
    public int? Max { get; init; }

    /// <summary>The codes of a <see cref="FieldType.Code"/> field.</summary>
    public CodeList? CodeList { get; init; }

    public required Requirement Required { get; init; }

    public string Note { get; init; } = "";

    /// <summary>Personal: never in a log, a metric, an exception message, a URL or a file name.</summary>
    public bool Personal { get; init; }

    /// <summary>Which cell of its entity's <see cref="Layout"/> holds the value.</summary>
    public int Cell { get; internal set; }

    /// <summary>The typed column this field fills, where rules, linkage or measures use it.</summary>
    public Column? Column { get; init; }

    /// <summary><c>NA</c> means "not disclosed" here: an answer, not a blank (the TOP items).</summary>
    public bool NotDisclosedAllowed => Note.StartsWith("NA: not disclosed", StringComparison.OrdinalIgnoreCase);

    public TextForm Form => Header switch
    {
        "PC" => TextForm.Postcode,
        "AGNCY" or "LA" => TextForm.UpperCase,
        _ => TextForm.AsSent,
    };

    /// <summary>Whether this column identifies its entity within the parent.</summary>
    public bool IsKey => Header == Entity.KeyHeader();

    /// <summary>Whether a file without this column cannot be read (rule FILE-02).</summary>
    public bool MustBePresent => this is { Required: Requirement.Reject, Entity: EntityKind.Client or EntityKind.Episode };

    /// <summary>Whether it holds an id that a provider's system gave: a spreadsheet that writes it as a number loses it.</summary>
    public bool IsId => IsKey || Header == "CLIENT";

    public override string ToString() => Header;
}
