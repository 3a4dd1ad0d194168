using System.CommandLine;
using Ndtms.Application;
using Ndtms.Core.Journeys;
using Ndtms.Core.Records;
using Ndtms.Storage;

namespace Ndtms.Worker.Commands;

/// <summary><c>analysis refresh --cut 2012-03</c>: persons and journeys for analysts' own tools.</summary>
internal static class AnalysisCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var cut = CommonOptions.Cut();
        var options = new WorkspaceOptions();
        var refresh = new Command("refresh", "Bring the tables behind the views analyst_episode and analyst_journey up to date.") { cut };
        options.AddTo(refresh);
        refresh.SetAction(call =>
        {
            var day = CommonOptions.ParseMonth(call.GetValue(cut)!);
            using var workspace = options.OpenExisting(call, time);
            return SnapshotCommand.UnlessTakingIn(() =>
            {
                var (held, journeys) = Refresh(workspace, day);
                if (journeys == 0)
                {
                    terminal.Line($"Nothing is held at {day:dd/MM/yyyy}, so there are no journeys.");
                    return ExitCode.BadData;
                }

                terminal.Line(FormattableString.Invariant(
                    $"Persons of {held.Clients.Count:#,##0} clients, and {journeys:#,##0} journeys of all levels at {day:dd/MM/yyyy}."));
                MeasuresCommand.Caution(held.LatestReceipt, day, terminal);
                return ExitCode.Done;
            });
        });
        return new Command("analysis", "Tables and views for analysts' own tools.") { refresh };
    }

    /// <summary>Brings the tables up to date.</summary>
    /// <param name="workspace">The opened database.</param>
    /// <param name="cut">Last day of the month that the journeys are of.</param>
    /// <returns>What is held, and how many journeys of all levels there are.</returns>
    /// <exception cref="SubmissionStateException">A submission is being taken in, or was meanwhile.</exception>
    public static (HeldData Held, long Journeys) Refresh(Workspace workspace, DateOnly cut)
    {
        var moment = HeldMoment.Of(workspace.Database);
        var held = new HeldEpisodes(workspace.Database).Load(workspace.Book);
        var journeys = new AnalystTables(workspace.Database, workspace.Secrets).Refresh(
            Caseload.Prepare(held, workspace.Book), cut, workspace.Book.Areas, DataVersion.Of(held), moment, workspace.Actor);
        workspace.Journal.Refreshed(journeys, cut);
        return (held, journeys);
    }
}
