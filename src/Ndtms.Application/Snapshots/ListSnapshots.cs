using Ndtms.Storage;

namespace Ndtms.Application.Snapshots;

/// <summary>Asks which snapshots there are.</summary>
/// <param name="Page">Which part of the list.</param>
public sealed record ListSnapshotsRequest(Page Page);

/// <summary>Lists snapshots, by month and version.</summary>
/// <param name="workspace">The opened database.</param>
public sealed class ListSnapshots(Workspace workspace) : UseCase<ListSnapshotsRequest, Paged<Snapshot>>("snapshot-list", workspace.Book)
{
    protected override Paged<Snapshot> Execute(Invocation invocation, ListSnapshotsRequest request) =>
        new Storage.Snapshots(workspace.Database).List(request.Page);
}
