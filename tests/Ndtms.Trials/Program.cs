using System.CommandLine;
using Ndtms.Trials;

var files = new Option<int?>("--files") { Description = "How many files." };
var minutes = new Option<double?>("--minutes") { Description = "How long; without it and --files, one minute." };
var checkOnly = new Option<bool>("--check-only") { Description = "Through reading and checking alone, with facts given beside the file." };
var seed = new Option<ulong>("--seed") { Description = "Another seed, other files.", DefaultValueFactory = _ => 1 };
var only = new Option<int?>("--only") { Description = "One file of the seed again, by the number that a finding names." };
var keep = new Option<string?>("--keep") { Description = "Where to write the file of --only." };
var fuzz = new Command("fuzz", "Mutate files, drop them and see that taking in each ends with a verdict, soon and in bounded memory.")
{
    files, minutes, seed, checkOnly, only, keep,
};
fuzz.SetAction(call =>
{
    var most = call.GetValue(files);
    var time = call.GetValue(minutes) is { } given ? TimeSpan.FromMinutes(given) : most is null ? TimeSpan.FromMinutes(1) : TimeSpan.MaxValue;
    return new Fuzz(call.GetValue(seed), call.GetValue(checkOnly)).Run(call.GetValue(only), call.GetValue(keep), most ?? int.MaxValue, time);
});

var rounds = new Option<int>("--rounds") { Description = "How many kills.", DefaultValueFactory = _ => 200 };
var round = new Option<int?>("--only") { Description = "One round of the seed again, by the number that a finding names." };
var kill = new Command("kill", "Kill the program at random moments of all that it does, and see that the next start ends where an undisturbed run ends.") { rounds, seed, round };
kill.SetAction(call => Kill.Run(call.GetValue(rounds), call.GetValue(seed), call.GetValue(round)));

return new RootCommand("Tries to break the pipeline.") { kill, fuzz }.Parse(args).Invoke();
