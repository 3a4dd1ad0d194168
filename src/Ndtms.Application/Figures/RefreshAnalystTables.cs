using Ndtms.Storage;

namespace Ndtms.Application.Figures;

/// <summary>Asks for analysts' tables as of a cut.</summary>
/// <param name="Cut">Last day of the month that the journeys are of.</param>
public sealed record RefreshAnalystTablesRequest(DateOnly Cut);

/// <summary>Analysts' tables that were brought up to date.</summary>
/// <param name="Clients">How many clients there are.</param>
/// <param name="Journeys">How many journeys there are, over all levels; 0: there are no data at the cut.</param>
/// <param name="Figures">How many figures there are.</param>
/// <param name="Data">Whether the data reach the end of the month.</param>
public sealed record RefreshedAnalystTables(int Clients, long Journeys, long Figures, Freshness Data);

/// <summary>Brings the tables behind the views <c>analyst_episode</c>, <c>analyst_journey</c> and <c>analyst_current_value</c> up to
/// date.</summary>
/// <param name="workspace">The opened database.</param>
public sealed class RefreshAnalystTables(Workspace workspace)
    : UseCase<RefreshAnalystTablesRequest, RefreshedAnalystTables>("analysis-refresh", workspace.Book)
{
    /// <exception cref="BusyException">A submission is being processed, or was meanwhile; nothing was changed.</exception>
    protected override RefreshedAnalystTables Execute(Invocation invocation, RefreshAnalystTablesRequest request) =>
        StandingData.Of(workspace, (moment, source) =>
        {
            var known = source.FiguresAt(request.Cut);
            var (journeys, figures) = new AnalystTables(workspace.Database, workspace.Secrets).Refresh(
                source.Caseload, known.Whole.Figures, workspace.Book.Areas, known.DataHash, moment,
                new Actor(invocation.By.Name, workspace.Time.GetUtcNow()));
            workspace.Journal.Refreshed(journeys, request.Cut);
            return new RefreshedAnalystTables(source.Data.Clients.Count, journeys, figures, new Freshness(request.Cut, source.Data.LatestReceipt));
        });
}
