using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Xml;
using ClosedXML.Excel;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Validation;
using Ndtms.Synthetic;
using Attributors = Ndtms.Core.Records.Attributors;

namespace Ndtms.Trials;

/// <summary>Sends mutated files through the inbox, or through reading and checking alone. Each must end with a verdict, all its messages
/// written: an exception, a wait over the limit or memory over the limit is a finding. The same seed sends the same files.</summary>
/// <param name="seed">The seed.</param>
/// <param name="checkOnly">Through reading and checking alone, which is much quicker and varies what is given beside a file.</param>
internal sealed class Fuzz(ulong seed, bool checkOnly)
{
    /// <summary>So many files, one after the other, have a store of their own: each is judged against a few earlier ones, nothing grows, and
    /// a finding can be brought about again from the first of them.</summary>
    private const int FilesOfStore = 200;

    /// <summary>Of the whole process, whatever the number of files.</summary>
    private const long MemoryLimit = 600L << 20;
    private const int Parts = 10;
    private const int MostFindings = 100;
    private const int MostInCell = 32_767;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(20);
    private static readonly IntakeLimits Limits = new(4 << 20, 20_000);
    private static readonly CodeBook Book = CodeBook.Embedded;

    private readonly List<Specimen> _specimens = Specimens();
    private readonly Sender[] _senders = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Sender())];
    private readonly SortedDictionary<string, int> _verdicts = new(StringComparer.Ordinal);
    private readonly List<string> _findings = [];
    private int _blocks;

    /// <summary>Runs; returns 0 where nothing was found.</summary>
    /// <param name="only">The number of the only file to send; null: all that fit into number and time.</param>
    /// <param name="keep">Where to write that file.</param>
    /// <param name="files">How many files.</param>
    /// <param name="time">How long to go on.</param>
    public int Run(int? only, string? keep, int files, TimeSpan time)
    {
        if (only is { } number)
        {
            var specimen = Mutation.Of(_specimens, DiceOf(number));
            if (keep is not null)
                File.WriteAllBytes(keep, specimen.Content);
            using var one = checkOnly ? null : new FuzzedInbox();
            one?.BeginAgain();
            // Those before it in its store, whatever they came to.
            for (var before = number - (number % FilesOfStore); one is not null && before < number; before++)
                Attempt(before, one);
            Console.WriteLine($"{specimen.Name}, {specimen.Content.Length} bytes: {Attempt(number, one)}");
            return 0;
        }

        var clock = Stopwatch.StartNew();
        var threads = Array.ConvertAll(_senders, s => new Thread(() => SendUntil(s, clock, files, time)) { IsBackground = true });
        Array.ForEach(threads, t => t.Start());
        using var process = Process.GetCurrentProcess();
        var told = 0.0;
        while (!Array.TrueForAll(threads, t => t.Join(200)))
        {
            process.Refresh();
            var slow = Array.Find(_senders, s => Interlocked.Read(ref s.Started) is > 0 and var started && Stopwatch.GetElapsedTime(started) > TimeLimit);
            if (process.WorkingSet64 > MemoryLimit || slow is not null)
            {
                Console.WriteLine(slow is not null ? $"file {slow.File} of seed {seed}: time over the limit" : $"memory over the limit after {Sent} files");
                return 1;
            }

            var done = Math.Max(Sent / (double)files, clock.Elapsed / time);
            if (done < told + (1.0 / Parts))
                continue;
            told = done;
            // Memory that grows with the number of files is seen here before it reaches the limit.
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  {Sent,9} files, {Sent / clock.Elapsed.TotalSeconds,6:0} a second, {process.WorkingSet64 >> 20,5} MiB now, {_findings.Count} findings"));
        }

        process.Refresh();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Sent} files in {clock.Elapsed.TotalSeconds:0} s by {_senders.Length} threads, {Sent / clock.Elapsed.TotalSeconds:0} a second, at most {process.PeakWorkingSet64 >> 20} MiB, {_findings.Count} findings"));
        foreach (var (verdict, count) in _verdicts)
            Console.WriteLine($"  {verdict,-20} {count,8}");
        foreach (var finding in _findings.Take(20))
            Console.WriteLine(finding);
        return _findings.Count == 0 && process.PeakWorkingSet64 <= MemoryLimit ? 0 : 1;
    }

    /// <summary>Names the verdict, and the rule where nothing was judged but the file.</summary>
    /// <exception cref="InvalidOperationException">What was found cannot be told as it must be.</exception>
    public static string VerdictOn(CheckedSubmission found)
    {
        foreach (var issue in found.Issues)
        {
            var message = RuleBook.Message(issue, Book);
            if (message.Length == 0 || RuleBook.Advice(issue, Book).Length == 0 || message.Contains("(blank)", StringComparison.Ordinal))
                throw new InvalidOperationException($"An issue of {issue.Rule} says nothing, or names what it does not have.");
            if (issue.Lines.Any(l => l < 1))
                throw new InvalidOperationException($"An issue of {issue.Rule} is on no line.");
        }

        if (!found.IsJudged)
            return found.Verdict == Verdict.Rejected ? found.Issues[0].Rule : throw new InvalidOperationException("A file that was not judged is not rejected.");
        if (found.Counts.Any(c => c.Loaded > c.Read || c.Warned > c.Loaded))
            throw new InvalidOperationException("More was loaded than read.");
        return found.Verdict.ToString();
    }

    private Dice DiceOf(int file) => Dice.For(seed, file);

    private int Sent => _senders.Sum(s => Volatile.Read(ref s.Sent));

    private void SendUntil(Sender sender, Stopwatch clock, int files, TimeSpan time)
    {
        using var inbox = checkOnly ? null : new FuzzedInbox();
        while (true)
        {
            var first = (Interlocked.Increment(ref _blocks) - 1) * (long)FilesOfStore;
            inbox?.BeginAgain();
            for (var file = first; file < first + FilesOfStore; file++)
            {
                if (file >= files || clock.Elapsed >= time || _findings.Count >= MostFindings)
                {
                    Interlocked.Exchange(ref sender.Started, 0);
                    return;
                }

                sender.File = file;
                Interlocked.Exchange(ref sender.Started, Stopwatch.GetTimestamp());
                var verdict = Attempt((int)file, inbox);
                lock (_verdicts)
                    _verdicts[verdict] = _verdicts.GetValueOrDefault(verdict) + 1;
                Interlocked.Increment(ref sender.Sent);
            }
        }
    }

    /// <summary>Sends a file of the seed and names its verdict, or keeps what happened instead as a finding.</summary>
    private string Attempt(int number, FuzzedInbox? inbox)
    {
        // Whatever it is that a file can bring about is what is looked for.
#pragma warning disable CA1031
        try
        {
            var dice = DiceOf(number);
            var specimen = Mutation.Of(_specimens, dice);
            return inbox?.Send(specimen, dice) ?? Check(specimen, dice);
        }
        catch (Exception e)
        {
            lock (_verdicts)
                _findings.Add($"file {number} of seed {seed}: {e}");
            return $"finding: {e.Message}";
        }
#pragma warning restore CA1031
    }

    private static string Check(Specimen specimen, Dice dice)
    {
        var (name, content) = specimen;
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

        var verdict = VerdictOn(found);
        if (found.Content is { } body)
            Redaction.Write(found.File, body.DataSet, found.Refusals.Contains, Stream.Null);
        return verdict;
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
        foreach (var file in Repository.Files("sample-data/hand-made").Concat(Repository.Files("tests/Ndtms.Tests/Data")).Where(f => Path.GetFileName(f) != "expected.txt" && !f.EndsWith(".md", StringComparison.Ordinal)))
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
        specimens.AddRange(specimens.Where(s => s.Name.StartsWith('N') && s.Name.EndsWith(".csv", StringComparison.Ordinal)).Select(AsWorkbook).ToList());
        return specimens;
    }

    /// <summary>The file as a spreadsheet program saves it: all text, but dates as dates.</summary>
    private static Specimen AsWorkbook(Specimen csv)
    {
        using var workbook = new XLWorkbook();
        var sheet = workbook.AddWorksheet();
        var row = 0;
        foreach (var line in Encoding.Latin1.GetString(csv.Content).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            row++;
            var column = 0;
            foreach (var cell in line.TrimEnd('\r').Split(','))
            {
                column++;
                if (DateOnly.TryParseExact(cell, "dd/MM/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year > 1900)
                    sheet.Cell(row, column).Value = day.ToDateTime(TimeOnly.MinValue);
                else
                    sheet.Cell(row, column).SetValue(string.Concat(cell.Trim('"').Where(XmlConvert.IsXmlChar).Take(MostInCell)));
            }
        }

        using var saved = new MemoryStream();
        workbook.SaveAs(saved);
        return new(Path.ChangeExtension(csv.Name, ".xlsx"), saved.ToArray());
    }

    private static byte[] FirstLines(byte[] content, int count) =>
        Encoding.Latin1.GetBytes(string.Join('\n', Encoding.Latin1.GetString(content).Split('\n').Take(count)));

    /// <summary>How far a thread is.</summary>
    private sealed class Sender
    {
        /// <summary>When it began with its file; 0: it is at none.</summary>
        public long Started;

        public int Sent;

        public long File { get; set; }
    }
}
