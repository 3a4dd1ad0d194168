using System.CommandLine;
using Ndtms.Application.Feedback;

namespace Ndtms.Worker.Commands.Report;

/// <summary><c>report feedback</c>: the feedback on each agency's last submission for a month.</summary>
internal static class FeedbackCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var (cut, folder, force) = (CommonOptions.Cut(), CommonOptions.Folder(), CommonOptions.Force());
        var areas = CommonOptions.Areas("The code of an agency; or of a partnership or a region, or england, for all of its agencies.");
        var options = new WorkspaceOptions();
        var command = new Command(
            "feedback", "Write the data-quality feedback on each agency's last submission for the month, and its file back with an ERRORS column, as CSV and as a workbook.")
        {
            cut, areas, folder, force,
        };
        options.AddTo(command);
        command.SetAction(call =>
        {
            var request = new FeedbackToWrite(
                CommonOptions.ParseMonth(call.GetValue(cut)!), call.GetValue(areas) ?? [], call.GetValue(folder)!, call.GetValue(force));
            using var workspace = options.OpenExisting(call, time);
            var (agencies, without) = terminal.Call(new WriteFeedback(workspace), request);
            foreach (var code in without)
                terminal.Line($"{code} has no submission for a window that ends in {request.Cut:MM/yyyy}, so there is no feedback.");
            if (agencies.Count == 0 && without.Count == 0)
                terminal.Line($"There is no submission for a window that ends in {request.Cut:MM/yyyy}, so there is no feedback.");
            if (agencies.Count > 0)
                terminal.Line($"Feedback on {agencies.Count} {(agencies.Count == 1 ? "agency" : "agencies")} written to {request.Folder}.");
            return agencies.Count == 0 || without.Count > 0 ? ExitCode.BadData : ExitCode.Done;
        });
        return command;
    }
}
