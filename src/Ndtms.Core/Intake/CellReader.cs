using System.Buffers;
using System.Globalization;
using System.Text;
using Ndtms.Core.DataSets;

namespace Ndtms.Core.Intake;

/// <summary>What was noticed while reading a value.</summary>
[Flags]
public enum CellTraits
{
    None = 0,

    /// <summary>A date written yyyy-mm-dd (rule FILE-15).</summary>
    IsoDate = 1,

    /// <summary>An initial whose accent was folded (rule VALUE-08).</summary>
    AccentFolded = 2,

    /// <summary>A postcode longer than its sector (rule VALUE-08).</summary>
    PostcodeCut = 4,
}

/// <summary>Why a value is malformed: the rule that says so (Definitions/rules.md, Values).</summary>
public enum Malformation
{
    None,
    NotADate,
    NotAnInteger,
    NotInCodeList,
    WrongForm,
}

/// <summary>Reads one value of a field (Definitions/data-set.md, The file): blanks, dates, codes, text forms.</summary>
public sealed class CellReader(TextPool texts) : IDisposable
{
    private char[] _characters = ArrayPool<char>.Shared.Rent(1024);

    /// <summary>Reads a value.</summary>
    /// <param name="field">Whose value it is.</param>
    /// <param name="utf8">As the file holds it, unquoted.</param>
    /// <param name="malformation">What is wrong, where the result is <see cref="Cell.Malformed"/>.</param>
    /// <param name="traits">What was noticed, added to what is there.</param>
    public Cell Read(Field field, ReadOnlySpan<byte> utf8, out Malformation malformation, ref CellTraits traits)
    {
        malformation = Malformation.None;
        if (utf8.IsEmpty)
            return Cell.Blank;
        var text = Characters(utf8).Trim();
        if (text.IsEmpty)
            return Cell.Blank;
        if (text.Length == 2 && (text[0] | 0x20) == 'n' && (text[1] | 0x20) == 'a')
            return field.NotDisclosedAllowed ? Cell.NotDisclosed : Cell.Blank;

        Cell? cell;
        switch (field.Type)
        {
            case FieldType.Date:
                if (text is "0000-00-00")
                    return Cell.Blank;
                cell = Date(text, ref traits);
                malformation = Malformation.NotADate;
                break;
            case FieldType.Integer:
                cell = Integer(field, text);
                malformation = Malformation.NotAnInteger;
                break;
            case FieldType.Code:
                cell = CodeOf(field.CodeList!, text);
                malformation = Malformation.NotInCodeList;
                break;
            case FieldType.YesNo:
                cell = text is "Y" or "y" ? Cell.Of(true) : text is "N" or "n" ? Cell.Of(false) : null;
                malformation = Malformation.WrongForm;
                break;
            case FieldType.Initial:
                cell = Initial(text, ref traits);
                malformation = Malformation.WrongForm;
                break;
            default:
                cell = Text(field, text, ref traits);
                malformation = Malformation.WrongForm;
                break;
        }

        if (cell is not { } value)
            return Cell.Malformed;
        malformation = Malformation.None;
        return value;
    }

    /// <summary>A value as text: trimmed, blank tokens as empty.</summary>
    public ReadOnlySpan<char> Text(ReadOnlySpan<byte> utf8)
    {
        var text = Characters(utf8).Trim();
        return text.Equals("NA", StringComparison.OrdinalIgnoreCase) ? [] : text;
    }

    /// <summary>A postcode cut to outward code and sector digit (<c>NE1 4</c>), or to the outward code where there is no more; null: it is
    /// no postcode.</summary>
    /// <param name="text">Trimmed, upper case.</param>
    /// <param name="cut">Whether anything after the sector digit was left away.</param>
    public static string? Postcode(ReadOnlySpan<char> text, out bool cut)
    {
        cut = false;
        var space = text.IndexOf(' ');
        if (space >= 0)
            return IsOutward(text[..space]) ? Sector(text[..space], text[space..].TrimStart(' '), out cut) : null;

        // Without a space the longest outward code is taken: a bare NE14 is one.
        for (var length = Math.Min(4, text.Length); length >= 2; length--)
        {
            if (IsOutward(text[..length]) && Sector(text[..length], text[length..], out cut) is { } postcode)
                return postcode;
        }

        return null;
    }

    public void Dispose() => ArrayPool<char>.Shared.Return(_characters, clearArray: true);

    private static string? Sector(ReadOnlySpan<char> outward, ReadOnlySpan<char> inward, out bool cut)
    {
        cut = inward.Length > 1;
        return inward switch
        {
            [] => outward.ToString(),
            [>= '0' and <= '9'] or [>= '0' and <= '9', >= 'A' and <= 'Z'] or [>= '0' and <= '9', >= 'A' and <= 'Z', >= 'A' and <= 'Z'] =>
                $"{outward} {inward[0]}",
            _ => null,
        };
    }

    /// <summary>A9, A99, AA9, AA99, A9A, AA9A.</summary>
    private static bool IsOutward(ReadOnlySpan<char> text)
    {
        var letters = text.Length > 1 && char.IsAsciiLetterUpper(text[1]) ? 2 : 1;
        return text.Length > letters && char.IsAsciiLetterUpper(text[0]) && char.IsAsciiDigit(text[letters])
            && (text.Length == letters + 1
                || (text.Length == letters + 2 && (char.IsAsciiDigit(text[letters + 1]) || char.IsAsciiLetterUpper(text[letters + 1]))));
    }

    private static Cell? Date(ReadOnlySpan<char> text, ref CellTraits traits)
    {
        if (text.Length == 10 && text[4] == '-' && text[7] == '-')
        {
            if (Day(text[..4], text[5..7], text[8..]) is not { } iso)
                return null;
            traits |= CellTraits.IsoDate;
            return iso;
        }

        var first = text.IndexOf('/');
        var second = text.LastIndexOf('/');
        return first is 1 or 2 && second - first is 2 or 3 && text.Length - second == 5
            ? Day(text[(second + 1)..], text[(first + 1)..second], text[..first])
            : null;
    }

    private static Cell? Day(ReadOnlySpan<char> year, ReadOnlySpan<char> month, ReadOnlySpan<char> day) =>
        Digits(year) is >= 1 and var y && Digits(month) is >= 1 and <= 12 and var m && Digits(day) is >= 1 and var d
        && d <= DateTime.DaysInMonth(y, m)
            ? Cell.Of(new DateOnly(y, m, d))
            : null;

    private static int Digits(ReadOnlySpan<char> text)
    {
        var number = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
                return -1;
            number = (number * 10) + (c - '0');
        }

        return number;
    }

    private static Cell? Integer(Field field, ReadOnlySpan<char> text) =>
        !text[text[0] == '-' ? 1.. : 0..].ContainsAnyExceptInRange('0', '9')
        && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && !(number < field.Min) && !(number > field.Max)
            ? new Cell(number) is { HasValue: true } cell ? cell : null
            : null;

    private static Cell? Initial(ReadOnlySpan<char> text, ref CellTraits traits)
    {
        if (text is [>= 'A' and <= 'Z'])
            return new Cell(text[0]);
        char? letter = null;
        foreach (var c in text)
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark)
                continue;
            if (letter is not null)
                return null;
            letter = Accents.Fold(char.ToUpperInvariant(c));
        }

        if (letter is not (>= 'A' and <= 'Z' and var plain))
            return null;
        if (text.Length > 1 || !char.IsAscii(text[0]))
            traits |= CellTraits.AccentFolded;
        return new Cell(plain);
    }

    private Cell? CodeOf(CodeList list, ReadOnlySpan<char> text)
    {
        Span<char> upper = stackalloc char[32];
        if (text.Length > upper.Length)
            return null;
        var length = text.ToUpperInvariant(upper);
        return list.IndexOf(upper[..length]) is >= 0 and var place ? new Cell(place) : null;
    }

    private Cell? Text(Field field, ReadOnlySpan<char> text, ref CellTraits traits)
    {
        var length = 0;
        foreach (var _ in text.EnumerateRunes())
            length++;
        if (length < field.Min || length > field.Max)
            return null;
        switch (field.Form)
        {
            case TextForm.UpperCase:
                return new Cell(texts.Add(text.ToString().ToUpperInvariant()));
            case TextForm.Postcode:
                if (Postcode(text.ToString().ToUpperInvariant(), out var cut) is not { } postcode)
                    return null;
                if (cut)
                    traits |= CellTraits.PostcodeCut;
                return new Cell(texts.Add(postcode));
            default:
                return new Cell(texts.Add(text));
        }
    }

    private ReadOnlySpan<char> Characters(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > _characters.Length)
        {
            ArrayPool<char>.Shared.Return(_characters, clearArray: true);
            _characters = ArrayPool<char>.Shared.Rent(utf8.Length);
        }

        return _characters.AsSpan(0, Encoding.UTF8.GetChars(utf8, _characters));
    }
}
