namespace Ndtms.Core.Measures;

/// <summary>What a measure counts.</summary>
public enum Unit
{
    /// <summary>A person counts once, described by the qualifying journey with the latest treatment start.</summary>
    Persons,
    Journeys,
    Episodes,
    Modalities,

    /// <summary>Values of loaded records. This and the units below count no cases: there are no people behind their figures.</summary>
    Values,

    /// <summary>Records of any kind: clients, episodes, modalities, TOPs and other children of an episode.</summary>
    Entities,

    /// <summary>Agencies that are to submit.</summary>
    Agencies,
}

/// <summary>The words for units on reports and on screen.</summary>
public static class UnitWords
{
    private static readonly (string One, string Many)[] Words =
    [
        ("person", "people"), ("journey", "journeys"), ("episode", "episodes"), ("modality", "modalities"), ("value", "values"),
        ("record", "records"), ("agency", "agencies"),
    ];

    /// <summary>What is counted, if it is one: "person".</summary>
    public static string One(this Unit unit) => Words[(int)unit].One;

    /// <summary>What is counted, if it is not one: "people".</summary>
    public static string Many(this Unit unit) => Words[(int)unit].Many;

    /// <summary>What is counted, on its own: "People".</summary>
    public static string Heading(this Unit unit) => string.Concat(unit.Many()[..1].ToUpperInvariant(), unit.Many().AsSpan(1));
}
