using Ndtms.Application.Figures;
using Ndtms.Storage;

namespace Ndtms.Application.Snapshots;

/// <summary>Asks for a month to be frozen.</summary>
/// <param name="Cut">Last day of the month.</param>
/// <param name="Note">Why; null or blank: not said.</param>
public sealed record FreezeSnapshotRequest(DateOnly Cut, string? Note = null);

/// <summary>A month that was frozen.</summary>
/// <param name="Snapshot">The snapshot; null: there are no data at the cut, so nothing was frozen.</param>
/// <param name="Data">Whether the data reach the end of the month.</param>
public sealed record FrozenSnapshot(Snapshot? Snapshot, Freshness Data);

/// <summary>Freezes every figure of a month, and what its reports need with them. It contains nothing about any person.</summary>
/// <param name="workspace">The opened database.</param>
public sealed class FreezeSnapshot(Workspace workspace)
    : UseCase<FreezeSnapshotRequest, FrozenSnapshot>("snapshot-freeze", workspace.Book)
{
    /// <exception cref="BusyException">A submission is being processed, or was meanwhile; nothing was frozen.</exception>
    protected override FrozenSnapshot Execute(Invocation invocation, FreezeSnapshotRequest request) =>
        StandingData.Of(workspace, (moment, source) =>
        {
            var data = source.ReportsAt(request.Cut, ofAgencies: true);
            var figures = data.Computed;
            var freshness = new Freshness(request.Cut, data.LatestReceipt);
            if (!figures.All().Any())
                return new FrozenSnapshot(null, freshness);
            var note = request.Note?.Trim();
            var frozen = new Storage.Snapshots(workspace.Database).Freeze(
                new SnapshotFacts(request.Cut, note is { Length: > 0 } ? note : null, data.RunId, data.DataHash, data.ProgramVersion, figures.Basis),
                figures, data.WriteTo, moment, new Actor(invocation.By.Name, workspace.Time.GetUtcNow()));
            workspace.Journal.Frozen(frozen);
            return new FrozenSnapshot(frozen, freshness);
        });
}
