namespace Ndtms.Workbooks;

/// <summary>What a submission does to the episodes held before it.</summary>
/// <param name="Added">Not held before.</param>
/// <param name="Changed">Held with other content.</param>
/// <param name="Unchanged">Held with the same content.</param>
/// <param name="Removed">Held before, in the file's window, and not in the file: by CLIENTID and EPISODID.</param>
public sealed record EpisodeChanges(int Added, int Changed, int Unchanged, IReadOnlyList<(string ClientId, string EpisodeId)> Removed);
