using System.Globalization;
using System.Text.RegularExpressions;

namespace Ndtms.Core.Intake;

/// <summary>Reads dates in the forms that are accepted, and recognises what a spreadsheet made of one (Definitions/data-set.md, The file,
/// dates).</summary>
internal static partial class DateReading
{
    private static readonly DateOnly[] NoDates = [new(1899, 12, 30), new(1899, 12, 31), new(1900, 1, 1)];
    private static readonly string[] Months = CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthNames[..12];

    /// <summary>Where a time of midnight begins behind a date; -1: there is none.</summary>
    public static int MidnightAt(ReadOnlySpan<char> text)
    {
        var at = text.IndexOfAny('T', ' ');
        // Months have names with a T in them, but none stands before four more characters that begin with a zero.
        while (at >= 0 && at + 1 < text.Length && text[at + 1] != '0')
        {
            var next = text[(at + 1)..].IndexOfAny('T', ' ');
            at = next < 0 ? -1 : at + 1 + next;
        }

        var time = at < 0 ? [] : text[(at + 1)..];
        return time is "00:00" or "00:00:00" || (time.StartsWith("00:00:00.") && time.Length > 9 && !time[9..].ContainsAnyExcept('0')) ? at : -1;
    }

    /// <summary>Reads a date without a time; null: it is not a valid date.</summary>
    /// <param name="text">Trimmed.</param>
    /// <param name="traits">What was noticed, added to what is there.</param>
    public static Cell? Read(ReadOnlySpan<char> text, ref CellTraits traits)
    {
        Cell? day;
        if (text.Length is 9 or 10 && text[4] == '-' && text[7] == '-')
        {
            day = Day(text[..4], Digits(text[5..7]), text[8..]);
            traits |= CellTraits.OtherDateForm;
        }
        else if (NamedMonth(text) is > 0 and var named)
        {
            day = Day(text[^4..], named, text[..text.IndexOf('-')]);
            traits |= CellTraits.OtherDateForm;
        }
        else if (Slashes(text) is { First: > 0 } at && text.Length - at.Second == 5)
        {
            day = Day(text[(at.Second + 1)..], Digits(text[(at.First + 1)..at.Second]), text[..at.First]);
            if (day is not null && Digits(text[..at.First]) > 12)
                traits |= CellTraits.OnlyDayFirst;
        }
        else
        {
            return null;
        }

        if (day is { } found && NoDates.Contains(DateOnly.FromDayNumber(found.Value)))
            traits |= CellTraits.NoDate;
        return day;
    }

    /// <summary>Where the slashes of a date of one or two, and one or two digits stand; 0: it is not of that form.</summary>
    private static (int First, int Second) Slashes(ReadOnlySpan<char> text)
    {
        var first = text.IndexOf('/');
        var second = text.LastIndexOf('/');
        return first is 1 or 2 && second - first is 2 or 3 ? (first, second) : (0, 0);
    }

    /// <summary>The month of a date d-Mmm-yyyy or dd-Mmm-yyyy, from 1; 0: it is not of that form.</summary>
    private static int NamedMonth(ReadOnlySpan<char> text, int yearDigits = 4)
    {
        var first = text.IndexOf('-');
        if (first is not (1 or 2) || text.Length != first + 5 + yearDigits || text[first + 4] != '-')
            return 0;
        var name = text.Slice(first + 1, 3);
        for (var month = 1; month <= Months.Length; month++)
        {
            if (name.Equals(Months[month - 1], StringComparison.OrdinalIgnoreCase))
                return month;
        }

        return 0;
    }

    /// <summary>What a malformed date was spoiled by, where that can be told.</summary>
    public static CellTraits CauseOf(ReadOnlySpan<char> text)
    {
        if (SerialForm().IsMatch(text))
            return CellTraits.SerialNumber;
        if (NamedMonth(text, yearDigits: 2) > 0 && Digits(text[..text.IndexOf('-')]) > 0 && Digits(text[^2..]) >= 0)
            return CellTraits.TwoDigitYear;
        if (Slashes(text) is not { First: > 0 } at || Digits(text[..at.First]) < 0 || Digits(text[(at.First + 1)..at.Second]) < 0)
            return CellTraits.None;
        if (text.Length - at.Second == 3 && Digits(text[^2..]) >= 0)
            return CellTraits.TwoDigitYear;
        return text.Length - at.Second == 5 && Day(text[(at.Second + 1)..], Digits(text[..at.First]), text[(at.First + 1)..at.Second]) is not null
            ? CellTraits.OnlyMonthFirst
            : CellTraits.None;
    }

    private static Cell? Day(ReadOnlySpan<char> year, int month, ReadOnlySpan<char> day) =>
        Digits(year) is >= 1 and var y && month is >= 1 and <= 12 && Digits(day) is >= 1 and var d && d <= DateTime.DaysInMonth(y, month)
            ? Cell.Of(new DateOnly(y, month, d))
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

    [GeneratedRegex(@"^[0-9]{5}(\.[0-9]+)?$")]
    private static partial Regex SerialForm();
}
