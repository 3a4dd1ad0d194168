namespace Ndtms.Core.Journeys;

/// <summary>Levels of area, in the order of their names. Journeys are built at each level from the episodes of the area alone.</summary>
public enum AreaLevel
{
    /// <summary>The episodes an agency sent.</summary>
    Agency,

    England,

    /// <summary>The episodes of a partnership's residents.</summary>
    Partnership,

    Region,
}

/// <summary>The words for levels, populations and periods in exports and on screen.</summary>
public static class MeasureNames
{
    private static readonly string[] Levels = ["agency", "england", "partnership", "region"];

    private static readonly string[] Populations =
        ["adult-alcohol", "adult-drug", "all", "criminal-justice", "non-opiate", "opiate", "pdu", "prison", "young-people"];

    private static readonly string[] Periods = ["month", "quarter", "rolling-12", "ytd"];

    public static string Name(this AreaLevel level) => Levels[(int)level];

    public static string Name(this Population population) => Populations[(int)population];

    public static string Name(this PeriodKind period) => Periods[(int)period];

    /// <summary>Reads the name of a level; false where there is no such level.</summary>
    public static bool TryParse(string name, out AreaLevel level) => Find(Levels, name, out level);

    /// <summary>Reads the name of a population; false where there is no such population.</summary>
    public static bool TryParse(string name, out Population population) => Find(Populations, name, out population);

    /// <summary>Reads the name of a period; false where there is no such period.</summary>
    public static bool TryParse(string name, out PeriodKind period) => Find(Periods, name, out period);

    private static bool Find<T>(string[] names, string name, out T value)
        where T : struct, Enum
    {
        var at = Array.IndexOf(names, name);
        value = at < 0 ? default : Enum.GetValues<T>()[at];
        return at >= 0;
    }
}
