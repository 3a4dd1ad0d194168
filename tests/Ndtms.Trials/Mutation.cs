using System.IO.Compression;
using System.Text;
using Ndtms.Synthetic;

namespace Ndtms.Trials;

/// <summary>A file that may be sent.</summary>
internal sealed record Specimen(string Name, byte[] Content);

/// <summary>What goes wrong with files on their way, and what never should.</summary>
internal static class Mutation
{
    private static readonly string[] Nasty =
    [
        "", " ", "\"", "\"\"", "\"\"\"", ",", "NA", "na", "NULL", "0", "-0", "-1", "+1", "1e9", "1.0", "2147483647", "2147483648", "-2147483648",
        "-2147483649", "99999999999999999999", "01/01/0001", "31/12/9999", "30/12/9999", "02/01/0001", "0000-00-00", "0001-01-01", "9999-12-31",
        "29/02/2012", "29/02/2011", "31/04/2011", "1/1/11", "//", "1//2011", "00/00/0000", "2011-04-01T00:00:00", "01/01/1903", "31/12/1902",
        "01/01/2045", "N", "n", "Y", "yes", "TRUE", "A\u0301", "Á", "Ł", "Æ", "ß", "İ", "ı", "\u200B", "\u00A0", "\uFEFF", "😀", "\u202EX",
        "٣", "１", "=1+1", "@SUM(A1)", "{value}", "[", "]", "{", "\t", "\u000B", "\u2028", "\u0085", "NE1 4XF", "NE14XF", "NE1 44", "ZZ99", "A9A9AA",
        "N0852", "N9999", "9996", "9997", "7000", "C1", "E1", new('9', 400), new('A', 5_000), new('"', 301), "1\r\n2", "1\n\"2",
    ];

    private static readonly string[] Names =
    [
        "export.csv", "N0852-20110401-20120331-TREAT-IN-H.csv", "N0852-20130401-20140331-TREAT-IN-K.csv", "N0852-00010101-99991231-TREAT-IN-H.csv",
        "N0852-00010101-20120331-TREAT-IN-H.csv", "N0852-20120331-20120331-TREAT-IN-H.csv", "N0852-20130401-20130401-TREAT-IN-K.CSV",
        "N0852-00010101-20140331-TREAT-IN-K.csv", "N0852-20130401-20140331-TREAT-IN-K.csv.gz", "N0852-20110401-20120331-TREAT-IN-H.zip", "a.gz", ".zip",
        "", "-----.csv", "N0852-20110401-20120331-TREAT-IN-Z.csv", "\uD800.csv", "N0852-20110401-20120331-TREAT-IN-H.csv.zip.gz",
    ];

    /// <summary>A specimen with one to six things done to it, now and then packed, and the package then spoilt in its turn.</summary>
    public static Specimen Of(IReadOnlyList<Specimen> specimens, Dice dice)
    {
        var (name, content) = dice.Pick(specimens);
        for (var times = dice.Between(1, 6); times > 0; times--)
            content = Mutate(content, specimens, dice);
        if (dice.Chance(0.12))
        {
            (name, content) = Pack(name, content, dice);
            if (dice.Chance(0.7))
                content = OfBytes(content, dice);
        }

        if (dice.Chance(0.08))
            name = dice.Pick(Names);
        // What is longer than this says no more, and would only slow the rest down.
        return new(name, content.Length > 1 << 20 ? content[..(1 << 20)] : content);
    }

    // Most of what is done leaves the header alone, so that the content is judged.
    private static byte[] Mutate(byte[] content, IReadOnlyList<Specimen> specimens, Dice dice) => dice.Below(20) switch
    {
        // Damage to a package is found at once, so that most is done to what is in it.
        > 1 when IsPackage(content) => OfPart(content, dice),
        0 or 1 => OfBytes(content, dice),
        2 => OfSyntax(content, dice),
        3 => OfEncoding(content, dice),
        4 => OfHeader(content, dice),
        5 => Spliced(content, dice.Pick(specimens).Content, dice),
        6 => Below(content, dice, OfBytes),
        7 => Below(content, dice, OfSyntax),
        8 => Below(content, dice, (body, d) => Spliced(body, body, d)),
        _ => OfCells(content, dice),
    };

    private static bool IsPackage(byte[] content) => content.AsSpan().StartsWith("PK"u8);

    /// <summary>Does something to one of the parts of a package.</summary>
    private static byte[] OfPart(byte[] package, Dice dice)
    {
        try
        {
            using var changed = new MemoryStream();
            using (var from = new ZipArchive(new MemoryStream(package, writable: false)))
            using (var to = new ZipArchive(changed, ZipArchiveMode.Create, leaveOpen: true))
            {
                var chosen = from.Entries.Count == 0 ? null : dice.Pick(from.Entries);
                foreach (var entry in from.Entries)
                {
                    using var part = new MemoryStream();
                    using (var content = entry.Open())
                        content.CopyTo(part);
                    if (entry == chosen && dice.Chance(0.03))
                        continue;
                    using var written = to.CreateEntry(entry.FullName, CompressionLevel.Fastest).Open();
                    written.Write(entry == chosen ? OfMarkup(part.ToArray(), dice) : part.ToArray());
                }
            }

            return changed.ToArray();
        }
        catch (InvalidDataException)
        {
            // Spoilt already.
            return OfBytes(package, dice);
        }
    }

    /// <summary>Puts another text or another number where one stands between two tags or quotes, now and then any bytes.</summary>
    private static byte[] OfMarkup(byte[] content, Dice dice)
    {
        if (dice.Chance(0.15))
            return OfBytes(content, dice);
        var text = Encoding.Latin1.GetString(content);
        for (var times = dice.Between(1, 6); times > 0 && text.Length > 0; times--)
        {
            var (open, close) = dice.Chance(0.7) ? ('>', '<') : ('"', '"');
            var from = text.IndexOf(open, dice.Below(text.Length));
            var to = from < 0 ? -1 : text.IndexOf(close, from + 1);
            if (to > 0)
                text = string.Concat(text.AsSpan(0, from + 1), Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(dice.Pick(Nasty))), text.AsSpan(to));
        }

        return Encoding.Latin1.GetBytes(text);
    }

    /// <summary>Does something to what stands below the first line.</summary>
    private static byte[] Below(byte[] content, Dice dice, Func<byte[], Dice, byte[]> change) =>
        Array.IndexOf(content, (byte)'\n') + 1 is var end && end < content.Length ? [.. content.AsSpan(0, end), .. change(content[end..], dice)] : content;

    private static byte[] OfBytes(byte[] content, Dice dice)
    {
        if (content.Length == 0)
            return [(byte)dice.Below(256)];
        int at = dice.Below(content.Length), length = Math.Min(content.Length - at, dice.Between(1, dice.Chance(0.8) ? 8 : 4_000));
        switch (dice.Below(7))
        {
            case 0:
                var flipped = content.ToArray();
                for (var times = dice.Between(1, 20); times > 0; times--)
                    flipped[dice.Below(flipped.Length)] ^= (byte)(1 << dice.Below(8));
                return flipped;
            case 1:
                return [.. content.AsSpan(0, at), .. content.AsSpan(at + length)];
            case 2:
                return [.. content.AsSpan(0, at + length), .. content.AsSpan(at)];
            case 3:
                return content[..at];
            case 4:
                return [.. content.AsSpan(0, at), .. Random(length, dice), .. content.AsSpan(at)];
            case 5:
                return content[at..];
            default:
                var overwritten = content.ToArray();
                Random(length, dice).CopyTo(overwritten, at);
                return overwritten;
        }
    }

    private static byte[] Random(int length, Dice dice)
    {
        var bytes = new byte[length];
        // A byte of nought ends the reading at once, so there are few.
        var least = dice.Chance(0.1) ? 0 : 1;
        foreach (ref var b in bytes.AsSpan())
            b = (byte)dice.Between(least, 255);
        return bytes;
    }

    private static byte[] OfSyntax(byte[] content, Dice dice)
    {
        var text = Encoding.Latin1.GetString(content);
        text = dice.Below(8) switch
        {
            0 => text.Replace(',', ';'),
            1 => text.Replace(',', '\t'),
            2 => text.ReplaceLineEndings(dice.Pick((string[])["\r", "\n", "\r\n", "\n\n", "\r\r\n", "\n\r", "\u0085"])),
            3 => text.Replace("\"", "", StringComparison.Ordinal),
            4 => Inserted(text, "\"", dice),
            5 => Inserted(text, ",", dice),
            6 => Inserted(text, dice.Pick((string[])["\n", "\r", "\r\n", "\"\n", "\",\"", ",,", "\\\"", "'"]), dice),
            _ => '"' + text.Replace(",", "\",\"", StringComparison.Ordinal).Replace("\n", "\"\n\"", StringComparison.Ordinal) + '"',
        };
        return Encoding.Latin1.GetBytes(text);
    }

    private static string Inserted(string text, string what, Dice dice)
    {
        for (var times = dice.Between(1, 10); times > 0; times--)
            text = text.Insert(dice.Below(text.Length + 1), what);
        return text;
    }

    private static byte[] OfEncoding(byte[] content, Dice dice) => dice.Below(8) switch
    {
        0 => [0xEF, 0xBB, 0xBF, .. content],
        1 => Encoding.Unicode.GetBytes(Encoding.Latin1.GetString(content)),
        2 => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Encoding.Latin1.GetString(content))],
        3 => [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Encoding.Latin1.GetString(content))],
        4 => Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(content)),
        5 => [.. content, 0x1A],
        6 => Array.ConvertAll(content, b => b is (byte)'A' && dice.Chance(0.3) ? (byte)dice.Between(0x80, 0xFF) : b),
        _ => Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(content).Replace("R", "é\u0301", StringComparison.Ordinal)),
    };

    private static byte[] OfHeader(byte[] content, Dice dice)
    {
        var text = Encoding.Latin1.GetString(content);
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        var names = (end < 0 ? text : text[..end]).Split(',').ToList();
        var at = dice.Below(names.Count);
        switch (dice.Below(8))
        {
            case 0:
                names.RemoveAt(at);
                break;
            case 1:
                names.Add(names[at]);
                break;
            case 2:
                names[at] = "";
                break;
            case 3:
                names[at] = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(dice.Pick(Nasty)));
                break;
            case 4:
                dice.Shuffle(names);
                break;
            case 5:
                names.AddRange(Enumerable.Repeat("", dice.Between(1, 300)));
                break;
            case 6:
                names[at] = names[at].ToLowerInvariant() + " ";
                break;
            default:
                return Encoding.Latin1.GetBytes(end < 0 ? "" : text[(end + 1)..]);
        }

        return Encoding.Latin1.GetBytes(string.Join(',', names) + (end < 0 ? "" : text[end..]));
    }

    private static byte[] OfCells(byte[] content, Dice dice)
    {
        var lines = Encoding.Latin1.GetString(content).Split('\n');
        for (var times = dice.Between(1, 40); times > 0; times--)
        {
            var line = dice.Below(lines.Length);
            if (line == 0 && lines.Length > 1 && !dice.Chance(0.02))
                line = 1;
            var cells = lines[line].Split(',');
            var value = dice.Chance(0.7) ? Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(dice.Pick(Nasty)))
                : dice.Pick(lines).Split(',') is var others && dice.Chance(0.5) ? dice.Pick(others) : cells[dice.Below(cells.Length)];
            cells[dice.Below(cells.Length)] = value;
            lines[line] = string.Join(',', cells);
        }

        return Encoding.Latin1.GetBytes(string.Join('\n', lines));
    }

    private static byte[] Spliced(byte[] content, byte[] other, Dice dice) =>
        [.. content.AsSpan(0, dice.Below(content.Length + 1)), .. other.AsSpan(dice.Below(other.Length + 1))];

    private static (string Name, byte[] Content) Pack(string name, byte[] content, Dice dice)
    {
        using var packed = new MemoryStream();
        if (dice.Chance(0.4))
        {
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                gzip.Write(content);
            return (name + ".gz", packed.ToArray());
        }

        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (var count = dice.Chance(0.9) ? 1 : dice.Below(4); count > 0; count--)
            {
                using var entry = zip.CreateEntry(
                    dice.Chance(0.9) ? name : dice.Pick((string[])["../../x", "a/", "__MACOSX/._a", "C:\\a.csv", new('x', 60_000)]),
                    dice.Chance(0.8) ? CompressionLevel.Fastest : CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }

        return (dice.Chance(0.8) ? name + ".zip" : name, packed.ToArray());
    }
}
