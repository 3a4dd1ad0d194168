using Ndtms.Storage;

namespace Ndtms.Application.Databases;

/// <summary>Asks for the journal of refusals to be replayed; nothing else to say.</summary>
public sealed record ReplayRefusalsRequest;

/// <summary>Brings a database that somebody restored to what the journal beside the keys says: whoever has refused consent since the backup is
/// deleted from it.</summary>
public sealed class ReplayRefusals(Workspace workspace) : UseCase<ReplayRefusalsRequest, ReplayedRefusals>("refusals-replay", workspace.Book)
{
    /// <inheritdoc/>
    protected override ReplayedRefusals Execute(Invocation invocation, ReplayRefusalsRequest request) => workspace.Refusals().Replay();
}
