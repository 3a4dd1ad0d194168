namespace Ndtms.Workbooks;

/// <summary>The changes that a submission makes to the agency's earlier episodes.</summary>
/// <param name="Added">Not in earlier data.</param>
/// <param name="Changed">In earlier data with different content.</param>
/// <param name="Unchanged">In earlier data with the same content.</param>
/// <param name="RefusedClients">Clients in earlier data who refuse consent in the file: all data about them are deleted.</param>
/// <param name="Removed">In earlier data for the file's window, but not in the file: by CLIENTID and EPISODID.</param>
public sealed record EpisodeChanges(int Added, int Changed, int Unchanged, int RefusedClients, IReadOnlyList<(string ClientId, string EpisodeId)> Removed);
