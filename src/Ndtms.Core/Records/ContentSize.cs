namespace Ndtms.Core.Records;

/// <summary>About how much memory the content of a file takes while it is assembled and judged, in bytes: what entities, values, differences
/// and texts take on a machine of 64 bits, and room for lists that grow.</summary>
internal sealed class ContentSize
{
    /// <summary>An entity with its lists, without its id and values.</summary>
    public const int OfEntity = 320;

    /// <summary>A value of an entity.</summary>
    public const int OfValue = 6;

    /// <summary>A value that differs from one on an earlier row, and the line that it is on.</summary>
    public const int OfDifference = 96;

    /// <summary>A field in which rows differ, or an entity that notes from which rows its values are.</summary>
    public const int OfDifferences = 400;

    /// <summary>A text, without its characters.</summary>
    public const int OfText = 80;

    /// <summary>A value on a row that could not be used.</summary>
    public const int OfMalformed = 40;

    /// <summary>A row by which copies of it are found.</summary>
    public const int OfRow = 60;

    /// <summary>So much so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds what something takes.</summary>
    public void Add(int bytes) => Bytes += bytes;

    /// <summary>Adds what a text takes.</summary>
    public void AddText(int length) => Bytes += OfText + (2 * length);
}
