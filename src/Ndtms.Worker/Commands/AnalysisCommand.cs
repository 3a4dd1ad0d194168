using System.CommandLine;
using Ndtms.Application.Figures;
using Ndtms.Core.DataSets;

namespace Ndtms.Worker.Commands;

/// <summary><c>analysis refresh --cut 2012-03</c>: persons, journeys and figures for analysts' own tools.</summary>
internal static class AnalysisCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var cut = CommonOptions.Cut();
        var options = new WorkspaceOptions();
        var refresh = new Command("refresh", "Bring the tables behind the views analyst_episode, analyst_journey and analyst_current_value up to date.") { cut };
        options.AddTo(refresh);
        refresh.SetAction(call =>
        {
            var day = CommonOptions.ParseMonth(call.GetValue(cut)!);
            using var workspace = options.OpenExisting(call, time);
            var refreshed = terminal.Call(new RefreshAnalystTables(workspace), new RefreshAnalystTablesRequest(day));
            if (refreshed.Journeys == 0)
            {
                terminal.Line($"There are no data at {DayText.Show(day)}, so there are no journeys.");
                return ExitCode.BadData;
            }

            terminal.Line(FormattableString.Invariant(
                $"Persons of {refreshed.Clients:#,##0} clients, {refreshed.Journeys:#,##0} journeys of all levels and {refreshed.Figures:#,##0} figures at {day:dd/MM/yyyy}."));
            terminal.Warn(refreshed.Data);
            return ExitCode.Done;
        });
        return new Command("analysis", "Tables and views for analysts' own tools.") { refresh };
    }
}
