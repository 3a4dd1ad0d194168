using System.Diagnostics;
using Ndtms.Core.DataSets;
using Ndtms.Synthetic;
using Ndtms.Worker;

namespace Ndtms.Benchmarks;

/// <summary>How right, quick and large record linkage is on invented people of the whole country or a part of it, of whom it is known who belongs
/// together: about one in five is at several agencies, and some of those are mistyped, have moved or have no address.</summary>
internal static class LinkageBenchmark
{
    private const int PeopleOfEngland = 300_000;

    /// <summary>Writes the records and measures linkage on them.</summary>
    /// <param name="people">How many people.</param>
    /// <param name="seed">Another seed, other people.</param>
    /// <param name="file">Where the labelled records are written.</param>
    /// <returns>The exit code of <c>persons evaluate</c>.</returns>
    public static int Run(int people, ulong seed, string file)
    {
        var all = CodeBook.Embedded.Areas.Partnerships;
        var count = Math.Clamp((int)Math.Round((double)all.Count * people / PeopleOfEngland), 1, all.Count);
        var world = World.Create(
            new WorldOptions
            {
                Seed = seed,
                People = people,
                Partnerships = [.. Enumerable.Range(0, count).Select(i => all[i * all.Count / count].Code)],
                AdultAgencies = 8,
                AlcoholAgencies = 3,
                YoungPeoplesAgencies = 2,
                Prisons = count / 3,
            },
            CodeBook.Embedded);
        using (var stream = File.Create(file))
            LabelledRecords.Write(world, stream);
        Console.WriteLine(FormattableString.Invariant(
            $"{people:#,##0} people, {100.0 * world.People.Count(p => p.Clients.Count > 1) / people:0.0} % at several agencies; {world.People.Sum(p => p.Clients.Count(c => c.Error != TypingError.None)):#,##0} clients are mistyped."));
        var exit = NdtmsCommand.Run(["persons", "evaluate", file], Console.Out, Console.Error, TimeProvider.System);
        Console.WriteLine($"Peak memory, with the people themselves: {Process.GetCurrentProcess().PeakWorkingSet64 >> 20:#,##0} MiB.");
        return exit;
    }
}
