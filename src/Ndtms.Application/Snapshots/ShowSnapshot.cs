using System.Globalization;
using Ndtms.Storage;

namespace Ndtms.Application.Snapshots;

/// <summary>Asks what a snapshot is of.</summary>
/// <param name="Id">The snapshot's id.</param>
public sealed record ShowSnapshotRequest(long Id);

/// <summary>A snapshot.</summary>
/// <param name="Snapshot">What it is of, and what it was made from.</param>
/// <param name="Figures">How many figures it has.</param>
public sealed record ShownSnapshot(Snapshot Snapshot, long Figures);

/// <summary>Shows what a snapshot is of, and what it was made from.</summary>
/// <param name="workspace">The opened database.</param>
public sealed class ShowSnapshot(Workspace workspace) : UseCase<ShowSnapshotRequest, ShownSnapshot>("snapshot-show", workspace.Book)
{
    /// <exception cref="NotFoundException">There is no such snapshot.</exception>
    protected override ShownSnapshot Execute(Invocation invocation, ShowSnapshotRequest request)
    {
        var snapshots = new Storage.Snapshots(workspace.Database);
        var found = snapshots.Find(request.Id) ?? throw NotFound(request.Id);
        return new ShownSnapshot(found, snapshots.CountFigures(found.Id));
    }

    /// <summary>What is said of a snapshot that does not exist or may not be seen.</summary>
    internal static NotFoundException NotFound(long id) =>
        new(string.Create(CultureInfo.InvariantCulture, $"There is no snapshot {id}; choose one from the list of snapshots."));
}
