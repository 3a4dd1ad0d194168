using System.CommandLine;
using Ndtms.Application;
using Ndtms.Core.DataSets;
using Ndtms.Synthetic;

namespace Ndtms.Worker.Commands;

/// <summary><c>generate</c>: invented people in treatment, their agencies' files, and the truth about both.</summary>
internal static class GenerateCommand
{
    public static Command Create(Terminal terminal)
    {
        var output = new Option<string>("--out") { Description = "The folder to write; it must be empty or not exist.", HelpName = "DIR", Required = true };
        var sample = new Option<bool>("--sample") { Description = "The sample that comes with the program; other options but --out are ignored." };
        var seed = new Option<ulong>("--seed") { HelpName = "N", Description = "Another seed, other people.", DefaultValueFactory = _ => 1 };
        var people = new Option<int>("--people") { HelpName = "N", Description = "How many people.", DefaultValueFactory = _ => 1_000 };
        var letter = new Option<string>("--data-set") { HelpName = "LETTER", Description = "Data set letter.", DefaultValueFactory = _ => "H" };
        var from = new Option<string>("--from") { HelpName = "DAY", Description = "First day of the window.", DefaultValueFactory = _ => "2009-04-01" };
        var to = new Option<string>("--to") { HelpName = "DAY", Description = "Last day of the window.", DefaultValueFactory = _ => "2012-03-31" };
        var received = new Option<string?>("--received") { HelpName = "DAY", Description = "Day of extract and receipt; without it, ten days after --to." };
        var defects = new Option<double>("--defects") { HelpName = "SHARE", Description = "Share of clients, 0 to 1, with something wrong.", DefaultValueFactory = _ => 0.02 };
        var partnerships = new Option<string[]>("--partnership")
        {
            Description = "Code of a partnership where people live; may be given several times. Without it, the six of the sample.",
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
            if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
                throw new RequestException($"{folder} is not an empty folder; choose another with --out.");
            var book = CodeBook.Embedded;
            IEnumerable<(string Name, Action<Stream> Write)> contents;
            if (call.GetValue(sample))
            {
                contents = SampleWorld.Create(book).Contents();
            }
            else
            {
                var chosen = call.GetValue(letter)!.ToUpperInvariant();
                var window = (From: CommonOptions.ParseDay(call.GetValue(from)!, "--from"), To: CommonOptions.ParseDay(call.GetValue(to)!, "--to"));
                var receipt = call.GetValue(received) is { } day ? CommonOptions.ParseDay(day, "--received") : window.To.AddDays(10);
                Require(book.DataSet(chosen) is not null, $"There is no data set {chosen}; choose one of {string.Join(", ", book.DataSets.Select(d => d.Letter))}.");
                Require(window.From <= window.To && window.To <= receipt, "--from must not be after --to, nor --to after --received.");
                Require(call.GetValue(people) is > 0 and <= 1_000_000, "--people must be from 1 to 1,000,000.");
                Require(call.GetValue(defects) is >= 0 and <= 1, "--defects must be from 0 to 1.");
                var options = new WorldOptions
                {
                    Seed = call.GetValue(seed),
                    People = call.GetValue(people),
                    From = window.From,
                    To = window.To,
                };
                if (call.GetValue(partnerships) is { Length: > 0 } codes)
                {
                    foreach (var code in codes)
                        Require(book.Areas.Partnership(code.ToUpperInvariant()) is not null, $"There is no partnership {code}; 'reference export partnership' lists them all.");
                    options = options with { Partnerships = [.. codes.Select(c => c.ToUpperInvariant())] };
                }

                contents = SampleWorld.ContentsOf(World.Create(options, book), window.From, window.To, receipt, chosen, call.GetValue(defects));
            }

            var count = 0;
            foreach (var (name, write) in contents)
            {
                Files.Write(Path.Combine(folder, name), write);
                count++;
            }

            terminal.Line($"{count} files written to {folder}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static void Require(bool met, string otherwise)
    {
        if (!met)
            throw new RequestException(otherwise);
    }
}
