using System.CommandLine;
using Ndtms.Application.Submissions;

namespace Ndtms.Worker.Commands.Submission;

/// <summary><c>submission refuse --agency CODE --client ID</c>: a refusal of consent that no file brings.</summary>
internal static class RefuseCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var agency = new Option<string>("--agency") { Description = "The agency's code.", HelpName = "CODE", Required = true };
        var client = new Option<string>("--client") { Description = "CLIENTID as the agency sends it.", HelpName = "ID", Required = true };
        var options = new WorkspaceOptions();
        var command = new Command("refuse", "Delete all data of a client who refuses consent; only the refusal is kept.") { agency, client };
        options.AddTo(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            var done = terminal.Call(new RefuseClient(workspace), new ClientToRefuse(call.GetValue(agency)!, call.GetValue(client)!));
            terminal.Line(done.IsNew
                ? $"The refusal is kept. Deleted: {Count(done.Episodes, "episode")}, and the client's rows in {Count(done.Files, "stored file")}."
                : "The client has refused already; there are no data.");
            return ExitCode.Done;
        });
        return command;
    }

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";
}
