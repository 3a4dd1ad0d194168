namespace Ndtms.Storage;

/// <summary>What no other work writes to while this work lasts. Locks are always taken in one order, so that no two pieces of work wait for
/// each other.</summary>
/// <param name="Name">The thing.</param>
/// <param name="IsShared">Others may share it, and only who wants it alone waits.</param>
internal readonly record struct WriteLock(string Name, bool IsShared = false)
{
    /// <summary>Whose changes are followed, and what these people were. Taken after all other locks.</summary>
    public static WriteLock OfChangedPersons { get; } = new("changed-persons");

    private const string Data = "data";

    /// <summary>For work that reads the data of all agencies and keeps what it made of them: it waits for loads, and loads wait for it.</summary>
    public static IReadOnlyList<WriteLock> OfAllData { get; } = [new(Data)];

    /// <summary>For work that changes the data of one agency: agencies are loaded side by side.</summary>
    public static IReadOnlyList<WriteLock> OfAgency(string? agency) => [new(Data, IsShared: true), new($"agency-{agency}")];
}
