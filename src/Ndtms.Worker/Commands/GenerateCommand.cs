using System.CommandLine;
using Ndtms.Application.Generation;
using Ndtms.Core.DataSets;

namespace Ndtms.Worker.Commands;

/// <summary><c>generate</c>: invented people in treatment, their agencies' files, and the truth about both.</summary>
internal static class GenerateCommand
{
    public static Command Create(Terminal terminal)
    {
        var output = new Option<string>("--out") { Description = "The folder to write; it must be empty or not exist.", HelpName = "DIR", Required = true };
        var sample = new Option<bool>("--sample") { Description = "The sample that comes with the program; other options but --out are ignored." };
        var seed = new Option<ulong>("--seed") { HelpName = "N", Description = "Another seed, other people.", DefaultValueFactory = _ => 1 };
        var people = new Option<int>("--people") { HelpName = "N", Description = "How many people, from 1 to 1,000,000.", DefaultValueFactory = _ => 1_000 };
        var letter = new Option<string>("--data-set") { HelpName = "LETTER", Description = "Data set letter.", DefaultValueFactory = _ => "H" };
        var from = new Option<string>("--from") { HelpName = "DAY", Description = "First day of the window.", DefaultValueFactory = _ => "2009-04-01" };
        var to = new Option<string>("--to") { HelpName = "DAY", Description = "Last day of the window.", DefaultValueFactory = _ => "2012-03-31" };
        var received = new Option<string?>("--received") { HelpName = "DAY", Description = "Day of extract and receipt. If left out, ten days after --to." };
        var defects = new Option<double>("--defects") { HelpName = "SHARE", Description = "Share of clients, 0 to 1, with something wrong.", DefaultValueFactory = _ => 0.02 };
        var partnerships = new Option<string[]>("--partnership")
        {
            Description = "Code of a partnership where people live. Can be given several times. If left out, the six of the sample.",
            HelpName = "CODE",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("generate", "Make invented, realistic files, and beside them the truth: who is who, and what is wrong where.")
        {
            output, sample, seed, people, letter, from, to, received, defects, partnerships,
        };
        command.SetAction(call =>
        {
            var folder = call.GetValue(output)!;
            var world = call.GetValue(sample) ? null : new InventedWorld(
                CommonOptions.ParseDay(call.GetValue(from)!, from.Name), CommonOptions.ParseDay(call.GetValue(to)!, to.Name),
                call.GetValue(received) is { } day ? CommonOptions.ParseDay(day, received.Name) : null, call.GetValue(letter)!,
                call.GetValue(people), call.GetValue(seed), call.GetValue(defects), call.GetValue(partnerships) ?? []);
            var written = terminal.Call(new GenerateFiles(CodeBook.Embedded), new GenerateFilesRequest(folder, world));
            terminal.Line($"{written.Files.Count} files written to {folder}.");
            return ExitCode.Done;
        });
        return command;
    }
}
