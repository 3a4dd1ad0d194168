using System.Globalization;
using Ndtms.Core.DataSets;

namespace Ndtms.Application.Figures;

/// <summary>The cases behind a figure as CSV.</summary>
public static class CasesFile
{
    /// <summary>The header row.</summary>
    public const string Header = "person,n,d,journey_start,treatment_start,journey_end,exit,days,agencies,own_episodes,why";

    /// <summary>The header, then a line for each case.</summary>
    public static IEnumerable<string> Lines(IEnumerable<CaseBehind> cases) => cases.Select(Line).Prepend(Header);

    private static string Line(CaseBehind c) => string.Join(',', new[]
    {
        c.Person ?? "", Show(c.N), Show(c.D), Show(c.JourneyStart), Show(c.TreatmentStart), Show(c.JourneyEnd), c.Exit ?? "", Show(c.Days),
        string.Join(' ', c.Agencies),
        CsvText.Guarded(string.Join(' ', c.OwnEpisodes.Select(e => $"{e.Client}/{e.Episode}"))), c.Why,
    }.Select(CsvText.Quote));

    private static string Show(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private static string Show(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
