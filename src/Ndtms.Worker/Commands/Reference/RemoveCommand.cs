using System.CommandLine;
using Ndtms.Application.Reference;
using Ndtms.Core.DataSets;

namespace Ndtms.Worker.Commands.Reference;

/// <summary><c>reference remove NAME</c>: removes a file that was laid over data sets and code lists.</summary>
internal static class RemoveCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var (options, name) = (new WorkspaceOptions(), ReferenceCommand.NameArgument());
        var (remove, preview) = (ReferenceCommand.RemoveOption(), ReferenceCommand.PreviewOption());
        var command = new Command("remove", "Remove a loaded file of data sets or code lists: what is built in is used again.") { name, remove, preview };
        options.AddTo(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            var terms = new LoadTerms { Removed = call.GetValue(remove), Preview = call.GetValue(preview) };
            var removed = terminal.Call(new RemoveReference(workspace), new RemoveReferenceRequest(call.GetValue(name)!, terms));
            var (rows, builtIn) = (removed.Changes.Removed, removed.Changes.Added);
            var then = builtIn == 0 ? "nothing is built in for it" : $"{ReferenceCommand.Rows(builtIn, "built-in ")} used again";
            terminal.Line(
                removed.Changes.Made ? $"{removed.Name} removed: {ReferenceCommand.Rows(rows)}; {then}."
                : terms.Preview ? $"Preview, nothing was changed. {removed.Name}: {ReferenceCommand.Rows(rows)} removed; {then}."
                : throw ReferenceCommand.NotAgreed("This", rows, removed.Name));
            return ExitCode.Done;
        });
        return command;
    }
}
