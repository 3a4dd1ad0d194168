using System.Text;

namespace Ndtms.Core.Intake;

/// <summary>Why nothing at all can be read from a file (rule FILE-01).</summary>
public enum Unreadable
{
    Empty,

    /// <summary>It has a NUL character, which no text has.</summary>
    Binary,
    TooLarge,
    TooManyRows,

    /// <summary>One CLIENTID stands on more rows than a client can have.</summary>
    TooManyRowsOfClient,

    /// <summary>More clients refuse consent than any agency has.</summary>
    TooManyRefusals,

    /// <summary>The archive is damaged.</summary>
    NotUnpackable,
    DamagedWorkbook,
    EmptyArchive,
    NotOneFile,
    NestedArchive,

    /// <summary>The archive wants a password.</summary>
    Protected,
    UnknownCompression,

    /// <summary>A cell of the workbook lies so far outside the data that every row is as wide.</summary>
    StrayCells,

    /// <summary>The workbook wants a password.</summary>
    ProtectedWorkbook,

    /// <summary>.xls, or an .xlsx with a password, which is wrapped alike.</summary>
    OldWorkbook,

    /// <summary>.xlsb</summary>
    BinaryWorkbook,
    SevenZip,
    Rar,
    Pdf,
    Html,
    Xml,
    Json,

    /// <summary>A document of another office program.</summary>
    OtherDocument,

    /// <summary>The first line has no end: a quotation mark opens in it and is never closed.</summary>
    NoHeader,
}

/// <summary>Knows files that are not CSV by their first bytes, so that a message can name what was sent.</summary>
internal static class Documents
{
    /// <summary>How many bytes are looked at.</summary>
    public const int SignatureLength = 512;

    /// <summary>What a file is that begins so, unpacked; null: it may be text.</summary>
    public static Unreadable? Of(ReadOnlySpan<byte> start) => start switch
    {
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => Unreadable.OldWorkbook,
        [(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C, ..] => Unreadable.SevenZip,
        [(byte)'R', (byte)'a', (byte)'r', (byte)'!', 0x1A, 0x07, ..] => Unreadable.Rar,
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-', ..] => Unreadable.Pdf,
        _ => OfText(Encoding.Latin1.GetString(start.StartsWith("\uFEFF"u8) ? start[3..] : start).TrimStart()),
    };

    /// <summary>Whether a workbook of the old form is in truth one of the new form with a password.</summary>
    public static bool IsProtected(Stream bytes)
    {
        var mark = Encoding.Unicode.GetBytes("EncryptedPackage");
        var buffer = new byte[1 << 16];
        var kept = 0;
        for (int read; (read = bytes.Read(buffer, kept, buffer.Length - kept)) > 0;)
        {
            var block = buffer.AsSpan(0, kept + read);
            if (block.IndexOf(mark) >= 0)
                return true;
            kept = Math.Min(block.Length, mark.Length - 1);
            block[^kept..].CopyTo(buffer);
        }

        return false;
    }

    private static Unreadable? OfText(string start)
    {
        bool Begins(string with) => start.StartsWith(with, StringComparison.OrdinalIgnoreCase);
        return Begins("<!doctype html") || Begins("<html") || Begins("<table") ? Unreadable.Html
            : Begins("<?xml") ? start.Contains("<html", StringComparison.OrdinalIgnoreCase) ? Unreadable.Html : Unreadable.Xml
            : start is ['{' or '[', ..] && start[1..].TrimStart() is ['"' or '{' or '[', ..] ? Unreadable.Json
            : null;
    }
}
