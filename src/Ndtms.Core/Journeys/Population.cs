using Ndtms.Core.Records;

namespace Ndtms.Core.Journeys;

/// <summary>Populations of a measure, in the order of their names (Definitions/measures.md, Basics).</summary>
public enum Population
{
    /// <summary>18 and over, alcohol the only substance.</summary>
    AdultAlcohol,

    /// <summary>18 and over, any drug.</summary>
    AdultDrug,

    /// <summary>All people except those in prison treatment.</summary>
    All,

    /// <summary><see cref="AdultDrug"/> referred by the criminal justice system.</summary>
    CriminalJustice,

    /// <summary><see cref="AdultDrug"/> without an opiate.</summary>
    NonOpiate,

    /// <summary><see cref="AdultDrug"/> with an opiate.</summary>
    Opiate,

    /// <summary>Problem drug users: any opiate or crack, at any age.</summary>
    ProblemDrugUsers,

    /// <summary>All people in treatment at a prison's agency.</summary>
    Prison,

    /// <summary>Under 18.</summary>
    YoungPeople,
}

/// <summary>The words for populations on reports and on screen.</summary>
public static class PopulationWords
{
    private static readonly (string Title, string Meaning)[] Words =
    [
        ("Adults, alcohol", "18 and over, alcohol the only substance cited."),
        ("Adults, drugs", "18 and over, any drug cited."),
        ("All people", "All people of the area except those in prison treatment, of any age and substance."),
        ("Adults, criminal justice", "18 and over, any drug cited, referred to the journey's first episode by criminal justice."),
        ("Adults, other drugs", "18 and over, drugs cited but no opiate."),
        ("Adults, opiates", "18 and over, an opiate cited."),
        ("Problem drug users", "Any opiate or crack cited, at any age."),
        ("In prison", "In treatment at a prison's agency, of any age and substance; in no other population."),
        ("Young people", "Under 18 at the later of the journey's start and the period's first day."),
    ];

    /// <summary>What it is called: "Problem drug users".</summary>
    public static string Title(this Population population) => Words[(int)population].Title;

    /// <summary>Who belongs to it.</summary>
    public static string Meaning(this Population population) => Words[(int)population].Meaning;
}

/// <summary>A set of populations.</summary>
[Flags]
internal enum PopulationSet
{
    None = 0,
    All = 1 << Population.All,
    ProblemDrugUsers = 1 << Population.ProblemDrugUsers,
    YoungPeople = 1 << Population.YoungPeople,
    Prison = 1 << Population.Prison,
    Every = (1 << (Population.YoungPeople + 1)) - 1,
}

internal static class PopulationSets
{
    public static bool Has(this PopulationSet set, Population population) => ((int)set & (1 << (int)population)) != 0;

    /// <summary>The populations a journey belongs to in a period: age is that at the later of journey start and the period's first
    /// day.</summary>
    public static PopulationSet Of(Journey journey, DateOnly periodFirst, MeasureOptions options)
    {
        if (journey.Latest.Prison)
            return PopulationSet.Prison;
        var set = Bit(Population.All);
        if ((journey.Substances & (Substances.Opiate | Substances.Crack)) != 0)
            set |= Bit(Population.ProblemDrugUsers);
        if (Age(journey, periodFirst) < options.AdultAge)
            return set | Bit(Population.YoungPeople);
        switch (journey.SubstanceGroup)
        {
            case SubstanceGroups.Opiate:
                set |= Bit(Population.AdultDrug) | Bit(Population.Opiate);
                break;
            case SubstanceGroups.NonOpiate or SubstanceGroups.NonOpiateAndAlcohol:
                set |= Bit(Population.AdultDrug) | Bit(Population.NonOpiate);
                break;
            case SubstanceGroups.Alcohol:
                set |= Bit(Population.AdultAlcohol);
                break;
        }

        if (set.Has(Population.AdultDrug) && journey.First.ReferralSourceGroup == "criminal-justice")
            set |= Bit(Population.CriminalJustice);
        return set;
    }

    /// <summary>Age in completed years at the later of journey start and the period's first day.</summary>
    public static int Age(Journey journey, DateOnly periodFirst) => CompletedYears.Between(
        journey.Latest.Record.Client.DateOfBirth, journey.Start > periodFirst ? journey.Start : periodFirst);

    private static PopulationSet Bit(Population population) => (PopulationSet)(1 << (int)population);
}
