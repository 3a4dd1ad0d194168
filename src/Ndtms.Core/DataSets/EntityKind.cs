namespace Ndtms.Core.DataSets;

/// <summary>What a column of the flattened file describes. A client has episodes; an episode has children of the four last kinds.</summary>
public enum EntityKind
{
    Client,
    Episode,
    Modality,
    Top,
    SubIntervention,
    TimeInTreatment,
}

/// <summary>Names of the kinds of entity, and what makes one exist (Definitions/data-set.md, Entities and keys).</summary>
public static class EntityKinds
{
    /// <summary>The kinds that are children of an episode, in the order of the file.</summary>
    public static IReadOnlyList<EntityKind> Children { get; } =
        [EntityKind.Modality, EntityKind.Top, EntityKind.SubIntervention, EntityKind.TimeInTreatment];

    private static readonly string[] Names = ["client", "episode", "modality", "top", "sub-intervention", "time-in-treatment"];

    /// <summary>The name used in the field files, in exports and in messages.</summary>
    public static string Name(this EntityKind kind) => Names[(int)kind];

    /// <summary>Reads a name of the field files; false where there is no such entity.</summary>
    public static bool TryParse(string name, out EntityKind kind)
    {
        var at = Array.IndexOf(Names, name);
        kind = (EntityKind)Math.Max(at, 0);
        return at >= 0;
    }

    /// <summary>The columns of which one, filled on a row, makes the entity exist there.</summary>
    public static IReadOnlyList<string> DecidingHeaders(this EntityKind kind) => kind switch
    {
        EntityKind.Client => ["CLIENTID"],
        EntityKind.Episode => ["EPISODID", "REFLD", "TRIAGED", "DRUG1"],
        EntityKind.Modality => ["MODAL", "REFMODDT", "MODST"],
        EntityKind.Top => ["TOPDATE"],
        EntityKind.SubIntervention => ["SUBMODDT"],
        EntityKind.TimeInTreatment => ["TITDATE"],
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The column that identifies the entity within its parent.</summary>
    public static string KeyHeader(this EntityKind kind) => kind switch
    {
        EntityKind.Client => "CLIENTID",
        EntityKind.Episode => "EPISODID",
        EntityKind.Modality => "MODID",
        EntityKind.Top => "TOPID",
        EntityKind.SubIntervention => "SUBMID",
        EntityKind.TimeInTreatment => "TITID",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
