using System.CommandLine;
using Ndtms.Application;
using Ndtms.Application.Submissions;
using Ndtms.Storage;

namespace Ndtms.Worker.Commands.Submission;

/// <summary><c>submission list</c>: submissions, oldest first.</summary>
internal static class ListCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var agency = new Option<string?>("--agency") { Description = "Of one agency only.", HelpName = "CODE" };
        var states = Enum.GetNames<SubmissionState>().Select(s => s.ToLowerInvariant()).ToArray();
        var state = new Option<string?>("--state") { Description = $"In one state only: {string.Join(", ", states)}.", HelpName = "STATE" };
        var options = new WorkspaceOptions();
        var command = new Command("list", "List submissions, oldest first.") { agency, state };
        options.AddTo(command);
        command.SetAction(call =>
        {
            SubmissionState? only = call.GetValue(state) is not { } name ? null
                : states.Contains(name, StringComparer.OrdinalIgnoreCase) ? Enum.Parse<SubmissionState>(name, ignoreCase: true)
                : throw new RequestException($"There is no state '{name}'; choose one of {string.Join(", ", states)}.");
            using var workspace = options.OpenExisting(call, time);
            var filter = new SubmissionFilter(call.GetValue(agency)?.ToUpperInvariant(), only, OldestFirst: true);
            var (list, page, told) = (new ListSubmissions(workspace), Page.First(Page.Most), 0L);
            for (Paged<StoredSubmission> found; (found = terminal.Call(list, new SubmissionsWanted(filter, page))).Items.Count > 0; page = page.Next)
            {
                foreach (var s in found.Items)
                {
                    terminal.Line(FormattableString.Invariant(
                        $"{s.Id,6}  {s.Received:yyyy-MM-dd}  {s.Agency,-8}  {s.WindowFrom:yyyy-MM-dd} to {s.WindowTo:yyyy-MM-dd}  {s.DataSet,-2} {s.State.ToString().ToLowerInvariant(),-10}  {s.RowCount,7} rows"));
                }

                if ((told += found.Items.Count) >= found.Total)
                    break;
            }

            if (told == 0)
                terminal.Line("There is no such submission.");
            return ExitCode.Done;
        });
        return command;
    }
}
