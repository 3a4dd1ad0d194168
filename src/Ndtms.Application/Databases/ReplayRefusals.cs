using Ndtms.Storage;

namespace Ndtms.Application.Databases;

/// <summary>Asks for the journal of refusals to be replayed; nothing else to say.</summary>
public sealed record ReplayRefusalsRequest;

/// <summary>Brings a restored database up to date with the journal of refusals: each client who has refused consent since the backup is
/// deleted from it.</summary>
public sealed class ReplayRefusals(Workspace workspace) : UseCase<ReplayRefusalsRequest, ReplayedRefusals>("refusals-replay", workspace.Book)
{
    /// <inheritdoc/>
    protected override ReplayedRefusals Execute(Invocation invocation, ReplayRefusalsRequest request) => workspace.Refusals().Replay();
}
