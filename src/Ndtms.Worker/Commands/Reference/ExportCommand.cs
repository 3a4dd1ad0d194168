using System.CommandLine;
using System.Text;
using Ndtms.Application;
using Ndtms.Application.Reference;
using Ndtms.Core.Targets;

namespace Ndtms.Worker.Commands.Reference;

/// <summary><c>reference export NAME</c>: writes reference data as CSV.</summary>
internal static class ExportCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var (options, name) = (new WorkspaceOptions(), ReferenceCommand.NameArgument());
        var output = new Option<string?>("--out") { Description = "The file to write; without it, the screen.", HelpName = "FILE" };
        var force = CommonOptions.Force();
        var command = new Command("export", "Write reference data as the CSV file that 'load' accepts.") { name, output, force };
        options.AddTo(command);
        command.SetAction(call =>
        {
            var what = call.GetValue(name)!;
            // Before there is a database, what is built in can be exported: it is what an administrator starts from.
            using var workspace = ReferenceForms.Find(what) is null && !options.IsNamed(call) && !options.Exists(call) ? null : options.OpenExisting(call, time);
            var content = workspace is not null && TargetFiles.TryParse(what, out _)
                ? terminal.Call(new ExportTargets(workspace), what)
                : terminal.Call(new ExportReference(ReferenceCommand.Book(workspace, options, call), workspace), what);
            if (call.GetValue(output) is { } path)
                Output.Csv(path, HeaderOf(content), call.GetValue(force)).Write(stream => stream.Write(content));
            else
                terminal.Line(Encoding.UTF8.GetString(content).TrimEnd('\n'));
            return ExitCode.Done;
        });
        return command;
    }

    private static string HeaderOf(byte[] content)
    {
        using var reader = new StreamReader(new MemoryStream(content));
        return reader.ReadLine() ?? "";
    }
}
