using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ndtms.Core.DataSets;

namespace Ndtms.Core.Intake;

/// <summary>What was noticed while reading a value.</summary>
[Flags]
public enum CellTraits
{
    None = 0,

    /// <summary>A date written in another form than dd/mm/yyyy that is accepted (rule FILE-15).</summary>
    OtherDateForm = 1,

    /// <summary>An initial whose accent was folded (rule VALUE-08).</summary>
    AccentFolded = 2,

    /// <summary>A postcode longer than its sector (rule VALUE-08).</summary>
    PostcodeCut = 4,

    /// <summary>The word NULL or #N/A, read as blank (rule FILE-23).</summary>
    NullWord = 8,

    /// <summary>Malformed: the serial number of a day, as a spreadsheet holds it, in place of a date (rule FILE-23).</summary>
    SerialNumber = 16,

    /// <summary>Malformed: a date whose year has two digits (rule FILE-23).</summary>
    TwoDigitYear = 32,

    /// <summary>Malformed: a number in the form 1.2E+11 (rule FILE-23).</summary>
    Exponent = 64,

    /// <summary>One of the dates by which systems say that there is none: 30/12/1899, 31/12/1899, 01/01/1900 (rule FILE-23).</summary>
    NoDate = 128,

    /// <summary>Malformed: a date only as mm/dd/yyyy (rule FILE-22).</summary>
    OnlyMonthFirst = 256,

    /// <summary>A date only as dd/mm/yyyy (rule FILE-22).</summary>
    OnlyDayFirst = 512,
}

/// <summary>Why a value is malformed: the rule that says so (Definitions/rules.md, Values).</summary>
public enum Malformation : byte
{
    None,
    NotADate,
    NotAnInteger,
    NotInCodeList,
    WrongForm,
}

/// <summary>Reads one value of a field (Definitions/data-set.md, The file): blanks, dates, codes, text forms.</summary>
public sealed partial class CellReader(TextPool texts) : IDisposable
{
    private const string ZeroDate = "0000-00-00";

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
        var text = Unwrapped(Characters(utf8));
        if (text.IsEmpty)
            return Cell.Blank;
        if (IsNullWord(text))
        {
            traits |= CellTraits.NullWord;
            return Cell.Blank;
        }

        if (IsNa(text))
            return field.NotDisclosedAllowed ? Cell.NotDisclosed : Cell.Blank;

        Cell? cell;
        switch (field.Type)
        {
            case FieldType.Date:
                if (DateReading.MidnightAt(text) is >= 0 and var midnight)
                {
                    traits |= CellTraits.OtherDateForm;
                    text = text[..midnight];
                }

                if (text is ZeroDate)
                {
                    traits &= ~CellTraits.OtherDateForm;
                    return Cell.Blank;
                }

                cell = DateReading.Read(text, ref traits);
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
        {
            traits = (traits & ~CellTraits.OtherDateForm) | CauseOf(field, text);
            return Cell.Malformed;
        }

        malformation = Malformation.None;
        return value;
    }

    /// <summary>A value as text: trimmed, without what a spreadsheet wraps around it, blank tokens as empty.</summary>
    public ReadOnlySpan<char> Text(ReadOnlySpan<byte> utf8)
    {
        var text = Unwrapped(Characters(utf8));
        return IsNa(text) || IsNullWord(text) ? [] : text;
    }

    /// <summary>Whether a value is blank in every field but those in which NA means "not disclosed".</summary>
    public static bool IsBlank(ReadOnlySpan<byte> utf8)
    {
        // Nearly every value begins with a letter or digit that no blank token begins with.
        if (utf8.IsEmpty)
            return true;
        if (char.IsAsciiLetterOrDigit((char)utf8[0]) && utf8[0] is not ((byte)'N' or (byte)'n' or (byte)'0'))
            return false;
        var text = Unwrapped(Encoding.UTF8.GetString(utf8));
        return text.IsEmpty || IsNa(text) || IsNullWord(text) || text is ZeroDate;
    }

    /// <summary>A postcode cut to outward code and sector digit (<c>NE1 4</c>), or to the outward code where nothing follows it; null: it is
    /// not a postcode.</summary>
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

    /// <summary>A value without the blanks around it and without what a spreadsheet wraps around it: one <c>="..."</c>, one leading
    /// apostrophe.</summary>
    private static ReadOnlySpan<char> Unwrapped(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        bool formula = false, apostrophe = false;
        while (true)
        {
            if (!apostrophe && text is ['\'', ..])
            {
                apostrophe = true;
                text = text[1..].Trim();
            }
            else if (!formula && text is ['=', '"', .., '"'] and { Length: > 2 })
            {
                formula = true;
                text = text[2..^1].Trim();
                if (text.Contains('"'))
                    text = text.ToString().Replace("\"\"", "\"", StringComparison.Ordinal);
            }
            else
            {
                return text;
            }
        }
    }

    private static bool IsNa(ReadOnlySpan<char> text) => text.Length == 2 && (text[0] | 0x20) == 'n' && (text[1] | 0x20) == 'a';

    private static bool IsNullWord(ReadOnlySpan<char> text) => text.Length == 4
        && (text.Equals("NULL", StringComparison.OrdinalIgnoreCase) || text.Equals("#N/A", StringComparison.OrdinalIgnoreCase));

    private static bool IsExponent(ReadOnlySpan<char> text) => text.Contains('+') && ExponentForm().IsMatch(text);

    /// <summary>By what a malformed value is recognised as spoiled by a spreadsheet or by its settings.</summary>
    private static CellTraits CauseOf(Field field, ReadOnlySpan<char> text)
    {
        if (IsExponent(text))
            return CellTraits.Exponent;
        return field.Type == FieldType.Date ? DateReading.CauseOf(text) : CellTraits.None;
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
        if (length < field.Min || length > field.Max || (field.IsId && IsExponent(text)))
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

    [GeneratedRegex(@"^[0-9]+(\.[0-9]+)?[Ee]\+[0-9]+$")]
    private static partial Regex ExponentForm();
}
