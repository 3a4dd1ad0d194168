using System.Globalization;

namespace Ndtms.Storage;

/// <summary>Days as the database writes them: yyyy-mm-dd.</summary>
internal static class Day
{
    public static string Show(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateOnly Parse(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
