using Ndtms.Core.DataSets;

namespace Ndtms.Storage;

/// <summary>Which rows of clients, episodes and their children are read: table names and conditions are this program's own, never
/// data.</summary>
internal sealed class RecordRows
{
    private const string ChangedPersons = "person IN (SELECT person FROM changed_person)";

    private readonly string _prefix;
    private readonly bool _changedOnly;

    private RecordRows(string prefix, bool changedOnly) => (_prefix, _changedOnly) = (prefix, changedOnly);

    /// <summary>All current data.</summary>
    public static RecordRows All { get; } = new("", changedOnly: false);

    /// <summary>Current data of the persons who have changed since figures were kept.</summary>
    public static RecordRows Changed { get; } = new("", changedOnly: true);

    /// <summary>What was current of these persons when figures were kept.</summary>
    public static RecordRows Earlier { get; } = new("earlier_", changedOnly: false);

    /// <summary>The table of a kind of entity, with the condition where there is one.</summary>
    public string Of(EntityKind kind) => $"{_prefix}{CurrentTables.TableOf(kind)}{(_changedOnly ? $" WHERE {Condition(kind)}" : "")}";

    private static string Condition(EntityKind kind) => kind switch
    {
        EntityKind.Client => ChangedPersons,
        EntityKind.Episode => $"client IN (SELECT id FROM client WHERE {ChangedPersons})",
        _ => $"episode IN (SELECT id FROM episode WHERE {Condition(EntityKind.Episode)})",
    };
}
