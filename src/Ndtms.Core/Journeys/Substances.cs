namespace Ndtms.Core.Journeys;

/// <summary>The kinds of problem substance cited, as far as measures tell them apart.</summary>
[Flags]
internal enum Substances : byte
{
    None = 0,
    Opiate = 1,
    Crack = 2,

    /// <summary>Any other drug that is no opiate, crack included.</summary>
    OtherDrug = 4,
    Alcohol = 8,
}

/// <summary>Substance groups (Definitions/measures.md, Basics).</summary>
internal static class SubstanceGroups
{
    public const string Opiate = "opiate";
    public const string NonOpiate = "non-opiate";
    public const string NonOpiateAndAlcohol = "non-opiate-and-alcohol";
    public const string Alcohol = "alcohol";
    public const string Unknown = "unknown";

    public static IReadOnlyList<string> All { get; } = [Opiate, NonOpiate, NonOpiateAndAlcohol, Alcohol, Unknown];

    /// <summary>What a code's group in the substance list stands for; adjunct and none are no substance.</summary>
    public static Substances Of(string listGroup) => listGroup switch
    {
        "opiate" => Substances.Opiate,
        "crack" => Substances.Crack | Substances.OtherDrug,
        "alcohol" => Substances.Alcohol,
        "adjunct" or "none" => Substances.None,
        _ => Substances.OtherDrug,
    };

    public static string Of(Substances cited) => cited switch
    {
        _ when cited.HasFlag(Substances.Opiate) => Opiate,
        _ when cited.HasFlag(Substances.OtherDrug) => cited.HasFlag(Substances.Alcohol) ? NonOpiateAndAlcohol : NonOpiate,
        _ when cited.HasFlag(Substances.Alcohol) => Alcohol,
        _ => Unknown,
    };
}
