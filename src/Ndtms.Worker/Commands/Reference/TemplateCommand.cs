using System.CommandLine;
using Ndtms.Application;
using Ndtms.Application.Reference;

namespace Ndtms.Worker.Commands.Reference;

/// <summary><c>reference template NAME</c>: a workbook to fill in.</summary>
internal static class TemplateCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var options = new WorkspaceOptions();
        var name = new Argument<string>("name") { Description = $"{string.Join(", ", ReferenceForms.All.Select(f => f.Name))}." };
        var output = new Option<string?>("--out") { Description = "The workbook to write; without it, NAME.xlsx in the working directory.", HelpName = "FILE" };
        var force = CommonOptions.Force();
        var command = new Command("template", "Write a workbook to fill in, with its columns explained, that 'load' accepts.") { name, output, force };
        options.AddTo(command);
        command.SetAction(call =>
        {
            using var workspace = options.IsNamed(call) || options.Exists(call) ? options.OpenExisting(call, time) : null;
            var made = terminal.Call(new WriteReferenceTemplate(ReferenceCommand.Book(workspace, options, call), workspace), call.GetValue(name)!);
            var path = call.GetValue(output) ?? made.FileName;
            Output.Form(path, call.GetValue(force)).Write(stream => stream.Write(made.Content));
            terminal.Line($"{path} written. Fill it in, then load it with: ndtms reference load {call.GetValue(name)} {path}");
            return ExitCode.Done;
        });
        return command;
    }
}
