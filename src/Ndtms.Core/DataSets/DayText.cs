using System.Globalization;

namespace Ndtms.Core.DataSets;

/// <summary>Days as the data set and its readers write them.</summary>
public static class DayText
{
    /// <summary>The day as dd/mm/yyyy.</summary>
    public static string Show(DateOnly day) => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);

    /// <summary>The day as dd/mm/yyyy; empty where there is none.</summary>
    public static string Show(DateOnly? day) => day is { } given ? Show(given) : "";
}
