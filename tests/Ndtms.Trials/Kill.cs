using System.Diagnostics;
using System.Globalization;
using Ndtms.Synthetic;

namespace Ndtms.Trials;

/// <summary>Kills the program at random moments of everything that it does, and sees that the next start ends where an undisturbed run ends.
/// The same seed kills at the same moments, as shares of the time that an operation takes on this machine.</summary>
internal static class Kill
{
    /// <summary>A little after the end, so that the last moments are met too.</summary>
    private const double LastMoment = 1.1;

    /// <summary>Runs; returns 0 where nothing was found.</summary>
    /// <param name="rounds">How many kills.</param>
    /// <param name="seed">Another seed, other moments.</param>
    /// <param name="only">The number of the only round to run; null: all.</param>
    public static int Run(int rounds, ulong seed, int? only)
    {
        var clock = Stopwatch.StartNew();
        using var trial = new KillTrial();
        var done = new List<(string Operation, KillRound Round)>();
        var findings = 0;
        foreach (var number in only is { } one ? [one] : Enumerable.Range(0, rounds))
        {
            var operation = KillTrial.Operations[number % KillTrial.Operations.Count];
            var moment = Dice.For(seed, number).Below(1_000_000) / 1e6 * LastMoment;
            var round = trial.Run(operation, moment);
            done.Add((operation, round));
            if (round.Findings.Count == 0)
                continue;
            findings++;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"round {number} of seed {seed}: {operation}, killed at {moment:0.000} of {trial.Undisturbed(operation).TotalSeconds:0.00} s; see {round.Folder}"));
            foreach (var finding in round.Findings)
                Console.WriteLine($"  {finding}");
        }

        Console.WriteLine($"{"operation",-18}{"undisturbed",12}{"kills",8}{"while it ran",14}{"left work",11}{"after its end",15}{"findings",10}");
        foreach (var of in done.GroupBy(d => d.Operation).Select(g => (Name: g.Key, Rounds: g.Select(d => d.Round).ToList())))
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{of.Name,-18}{trial.Undisturbed(of.Name).TotalSeconds,10:0.00} s{of.Rounds.Count,8}{of.Rounds.Count(r => r.WasRunning),14}{of.Rounds.Count(r => r.HadUnfinished),11}{of.Rounds.Count(r => !r.WasRunning),15}{of.Rounds.Count(r => r.Findings.Count > 0),10}"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{done.Count} kills of seed {seed} in {clock.Elapsed.TotalSeconds:0} s; {findings} with findings"));
        return findings == 0 ? 0 : 1;
    }
}
