using System.Diagnostics;
using System.Globalization;
using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Validation;
using Ndtms.Synthetic;
using Attributors = Ndtms.Core.Records.Attributors;

namespace Ndtms.Benchmarks;

/// <summary>Sends mutated files through reading and checking. Each must end with a verdict, all its messages written: an exception, a wait
/// over the limit or memory over the limit is a finding. The same seed sends the same files.</summary>
internal sealed class Fuzz(ulong seed)
{
    private const long MemoryLimit = 1L << 30;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(20);
    private static readonly IntakeLimits Limits = new(4 << 20, 20_000);
    private static readonly CodeBook Book = CodeBook.Embedded;

    private readonly IReadOnlyList<Specimen> _specimens = Specimens();
    private readonly SortedDictionary<string, int> _verdicts = new(StringComparer.Ordinal);
    private readonly List<string> _findings = [];
    private long _started = Stopwatch.GetTimestamp();
    private volatile int _file;
    private volatile bool _done;

    /// <summary>Runs; returns 0 where nothing was found.</summary>
    /// <param name="only">The number of the only file to send; null: all that fit into the time.</param>
    /// <param name="keep">Where to write that file.</param>
    /// <param name="time">How long to go on.</param>
    public int Run(int? only, string? keep, TimeSpan time)
    {
        if (only is { } number)
        {
            var specimen = Mutation.Of(_specimens, DiceOf(number));
            if (keep is not null)
                File.WriteAllBytes(keep, specimen.Content);
            Console.WriteLine($"{specimen.Name}, {specimen.Content.Length} bytes: {Send(number)}");
            return 0;
        }

        var clock = Stopwatch.StartNew();
        var sender = new Thread(() => SendUntil(clock, time)) { IsBackground = true };
        sender.Start();
        var most = 0L;
        while (!sender.Join(200))
        {
            most = Math.Max(most, GC.GetTotalMemory(false));
            if (most > MemoryLimit || Stopwatch.GetElapsedTime(Interlocked.Read(ref _started)) > TimeLimit)
            {
                Console.WriteLine($"file {_file} of seed {seed}: {(most > MemoryLimit ? "memory" : "time")} over the limit");
                return 1;
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{_file} files, {_file / clock.Elapsed.TotalSeconds:0} a second, at most {most >> 20} MiB held, {_findings.Count} findings"));
        foreach (var (verdict, count) in _verdicts)
            Console.WriteLine($"  {verdict,-16} {count,8}");
        foreach (var finding in _findings.Take(20))
            Console.WriteLine(finding);
        return _findings.Count == 0 ? 0 : 1;
    }

    private Dice DiceOf(int file) => Dice.For(seed, file);

    private void SendUntil(Stopwatch clock, TimeSpan time)
    {
        while (!_done && clock.Elapsed < time && _findings.Count < 100)
        {
            Interlocked.Exchange(ref _started, Stopwatch.GetTimestamp());
            // Whatever it is that a file can bring about is what is looked for.
#pragma warning disable CA1031
            try
            {
                var verdict = Send(_file);
                _verdicts[verdict] = _verdicts.GetValueOrDefault(verdict) + 1;
            }
            catch (Exception e)
            {
                _findings.Add($"file {_file} of seed {seed}: {e}");
            }
#pragma warning restore CA1031
            _file++;
        }

        _done = true;
    }

    /// <summary>Sends a file of the seed and names its verdict, and the rule where nothing was judged but the file.</summary>
    private string Send(int number)
    {
        var dice = DiceOf(number);
        var (name, content) = Mutation.Of(_specimens, dice);
        DateOnly received = dice.Pick([(40, new(2014, 4, 10)), (20, new(2012, 4, 10)), (6, DateOnly.MaxValue), (1, DateOnly.MinValue)]);
        var given = dice.Chance(0.7) ? ExplicitFacts.None : new ExplicitFacts(
            dice.Chance(0.9) ? "N0852" : "0",
            dice.Pick([(6, new DateOnly(2011, 4, 1)), (2, DateOnly.MinValue)]),
            dice.Pick([(10, new(2012, 3, 31)), (2, new DateOnly(2014, 3, 31)), (1, DateOnly.MaxValue)]),
            dice.Pick((string[])["H", "H", "k"]));
        var state = dice.Chance(0.5) ? StateOf(dice) : null;

        var found = SubmissionCheck.Run(
            new ReceivedFile(name, () => new MemoryStream(content, writable: false), Limits), given, received, Book, dice.Chance(0.1),
            state is null ? null : _ => state);

        foreach (var issue in found.Issues)
        {
            var message = RuleBook.Message(issue, Book);
            if (message.Length == 0 || RuleBook.Advice(issue, Book).Length == 0 || message.Contains("(blank)", StringComparison.Ordinal))
                throw new InvalidOperationException($"An issue of {issue.Rule} says nothing, or names what it does not have.");
            if (issue.Lines.Any(l => l < 1))
                throw new InvalidOperationException($"An issue of {issue.Rule} is on no line.");
        }

        if (found.Content is { } body)
        {
            if (found.Counts.Any(c => c.Loaded > c.Read || c.Warned > c.Loaded))
                throw new InvalidOperationException("More was loaded than read.");
            Redaction.Write(found.File, body.DataSet, found.Refusals.Contains, Stream.Null);
        }
        else if (found.Verdict != Verdict.Rejected)
        {
            throw new InvalidOperationException("A file that was not judged is not rejected.");
        }

        return found.Content is null ? found.Issues[0].Rule : found.Verdict.ToString();
    }

    private static AgencyState StateOf(Dice dice)
    {
        var agency = new Agency("N0852", "Wearside", "A12B", "north-east", AgencyService.Adult, "", null, null, dice.Chance(0.8) ? AgencyScope.Active : AgencyScope.Referred);
        var attributors = new Attributors('A', 'B', new DateOnly(1980, 1, 1), "F");
        var current = new Dictionary<string, KnownClient>(StringComparer.Ordinal)
        {
            ["C1"] = new(attributors, 1),
            ["0C2"] = new(attributors, dice.Below(60), dice.Below(10), dice.Below(10), dice.Below(5)),
        };
        return new AgencyState(agency, null, dice.Chance(0.5) ? null : new DateOnly(2012, 3, 31), current);
    }

    private static List<Specimen> Specimens()
    {
        var specimens = new List<Specimen>();
        foreach (var file in Repository.Files("sample-data/hand-made").Concat(Repository.Files("tests/Ndtms.Tests/Data")).Where(f => !f.EndsWith(".md", StringComparison.Ordinal)))
            specimens.Add(new(Path.GetFileName(file), File.ReadAllBytes(file)));
        foreach (var (letter, to) in ((string, DateOnly)[])[("H", new(2012, 3, 31)), ("K", new(2014, 3, 31))])
        {
            var world = World.Create(
                new WorldOptions { Seed = 1, People = 60, From = to.AddYears(-3), To = to, Partnerships = ["A12B"], AdultAgencies = 1 }, Book);
            foreach (var agency in world.Agencies)
            {
                var submission = new Submission(agency.Code, to.AddYears(-1).AddDays(1), to, letter, to.AddDays(10));
                for (var at = 0; at < 3; at++)
                {
                    using var csv = new MemoryStream();
                    SyntheticFile.Create(world, submission, FileStyle.Any(Dice.For(1, at)), at * 0.3).WriteTo(csv);
                    specimens.Add(new(submission.FileName, csv.ToArray()));
                }
            }
        }

        // Small files, so that little is left that a mutation can miss.
        var some = specimens.ToList();
        specimens.AddRange(some.Select(s => s with { Content = FirstLines(s.Content, 6) }).Where(s => s.Content.Length > 0));
        return specimens;
    }

    private static byte[] FirstLines(byte[] content, int count) =>
        Encoding.Latin1.GetBytes(string.Join('\n', Encoding.Latin1.GetString(content).Split('\n').Take(count)));
}
