using System.CommandLine;
using Ndtms.Application.Reference;

namespace Ndtms.Worker.Commands.Reference;

/// <summary><c>reference list</c>: which reference data there is.</summary>
internal static class ListCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var options = new WorkspaceOptions();
        var command = new Command("list", "List the reference data: how many rows of each, and whether they were loaded or are built in.");
        options.AddTo(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            foreach (var listed in terminal.Call(new ListReference(workspace), new ListReferenceRequest()))
            {
                var origin = listed switch { { Loaded: true } => "loaded", { HasTemplate: true } => "none loaded", _ => "built in" };
                terminal.Line(FormattableString.Invariant(
                    $"{listed.Name,-34} {listed.Rows,6} rows  {origin,-11} {(listed.HasTemplate ? " template" : "")}").TrimEnd());
            }

            return ExitCode.Done;
        });
        return command;
    }
}
