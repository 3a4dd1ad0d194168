using Ndtms.Core.DataSets;

namespace Ndtms.Storage;

/// <summary>Which rows of clients, episodes and their children are read: table names and conditions are this program's own, never
/// data.</summary>
internal sealed class RecordRows
{
    private readonly string _prefix;
    private readonly string? _persons;

    /// <param name="prefix">Before the names of the tables of current data.</param>
    /// <param name="persons">A condition on rows of <c>changed_person</c>; null: of all persons, changed or not.</param>
    private RecordRows(string prefix, string? persons) => (_prefix, _persons) = (prefix, persons);

    /// <summary>All current data.</summary>
    public static RecordRows All { get; } = new("", null);

    /// <summary>Current data of the persons who have changed since figures were kept.</summary>
    public static RecordRows Changed { get; } = new("", "1 = 1");

    /// <summary>Current data of those of them who were noted last, and are not among <see cref="Earlier"/> yet.</summary>
    public static RecordRows New { get; } = new("", "is_new = 1");

    /// <summary>What was current of these persons when figures were kept.</summary>
    public static RecordRows Earlier { get; } = new("earlier_", null);

    /// <summary>The table of a kind of entity.</summary>
    public string Table(EntityKind kind) => _prefix + CurrentTables.TableOf(kind);

    /// <summary>The table of a kind of entity, with the condition where there is one.</summary>
    public string Of(EntityKind kind) => _persons is null ? Table(kind) : $"{Table(kind)} WHERE {Condition(kind)}";

    private string Condition(EntityKind kind) => kind switch
    {
        EntityKind.Client => $"person IN (SELECT person FROM changed_person WHERE {_persons})",
        EntityKind.Episode => $"client IN (SELECT id FROM client WHERE {Condition(EntityKind.Client)})",
        _ => $"episode IN (SELECT id FROM episode WHERE {Condition(EntityKind.Episode)})",
    };
}
