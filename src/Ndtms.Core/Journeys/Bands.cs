namespace Ndtms.Core.Journeys;

/// <summary>Bands of age, of years in treatment and of when that was.</summary>
internal static class Bands
{
    public static IReadOnlyList<string> Ages { get; } = ["under-18", "18-24", "25-34", "35-44", "45-54", "55+"];

    public static IReadOnlyList<string> Years { get; } = ["under-1", "1-2", "2-4", "4-6", "6+"];

    /// <summary>When somebody known to treatment was last in it (Definitions/measures.md, known-to-treatment).</summary>
    public static IReadOnlyList<string> Known { get; } = ["now", "this-year", "before"];

    /// <summary>The band of an age in completed years.</summary>
    public static string OfAge(int age) => age switch
    {
        < 18 => Ages[0],
        < 25 => Ages[1],
        < 35 => Ages[2],
        < 45 => Ages[3],
        < 55 => Ages[4],
        _ => Ages[5],
    };

    /// <summary>The band of completed years: "2-4" is 2 or more and under 4.</summary>
    public static string OfYears(int years) => years switch
    {
        < 1 => Years[0],
        < 2 => Years[1],
        < 4 => Years[2],
        < 6 => Years[3],
        _ => Years[4],
    };
}
