using System.CommandLine;
using Ndtms.Application.Feedback;

namespace Ndtms.Worker.Commands.Report;

/// <summary><c>report partnership-feedback</c>: the feedback on the agencies of each partnership.</summary>
internal static class PartnershipFeedbackCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var (cut, folder) = (CommonOptions.Cut(), CommonOptions.Folder());
        var force = CommonOptions.Force();
        var areas = CommonOptions.Areas("The code of a partnership.");
        var options = new WorkspaceOptions();
        var command = new Command("partnership-feedback", "Write the data-quality feedback on the agencies of each partnership: counts only.")
        {
            cut, areas, folder, force,
        };
        options.AddTo(command);
        command.SetAction(call =>
        {
            var request = new PartnershipFeedbackToWrite(
                CommonOptions.ParseMonth(call.GetValue(cut)!), call.GetValue(areas) ?? [], call.GetValue(folder)!, call.GetValue(force));
            using var workspace = options.OpenExisting(call, time);
            var written = terminal.Call(new WritePartnershipFeedback(workspace), request, finished => finished is WrittenPartnershipFeedback { IsWritten: false } none
                ? $"No agency of {none.Partnership} has sent a file for {request.Cut:MM/yyyy}, so there is no feedback."
                : null);
            var count = written.Count(w => w.IsWritten);
            terminal.Line($"Feedback on {count} {(count == 1 ? "partnership" : "partnerships")} written to {request.Folder}.");
            return count == 0 || (request.Partnerships.Count > 0 && count < written.Count) ? ExitCode.BadData : ExitCode.Done;
        });
        return command;
    }
}
