using System.Globalization;

namespace Ndtms.Core.Targets;

/// <summary>Financial years, April to March, by the calendar year in which they begin: 2011 is 2011/12.</summary>
public static class FinancialYear
{
    /// <summary>The financial year of a day.</summary>
    public static int Of(DateOnly day) => day.Month >= 4 ? day.Year : day.Year - 1;

    /// <summary>Which month of its financial year a day lies in: April is 1, March is 12.</summary>
    public static int MonthOf(DateOnly day) => (day.Month + 8) % 12 + 1;

    /// <summary>The year as people write it: 2011/12.</summary>
    public static string Name(int year) => string.Create(CultureInfo.InvariantCulture, $"{year:0000}/{(year + 1) % 100:00}");

    /// <summary>Reads a year written 2011/12 or 2011-12; false where the second part does not follow the first.</summary>
    public static bool TryParse(string text, out int year) =>
        int.TryParse(text.AsSpan(0, Math.Min(4, text.Length)), NumberStyles.None, CultureInfo.InvariantCulture, out year) && text.Replace('-', '/') == Name(year);
}
