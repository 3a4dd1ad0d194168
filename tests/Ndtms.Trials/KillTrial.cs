using System.Diagnostics;
using System.Globalization;
using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Synthetic;

namespace Ndtms.Trials;

/// <summary>How a round ended.</summary>
/// <param name="WasRunning">The operation was killed in the middle; false: it had ended before.</param>
/// <param name="HadUnfinished">It left something that the next start has to finish or clear up.</param>
/// <param name="Findings">What is wrong, each in a sentence.</param>
/// <param name="Folder">The folder of the round, which is kept where something is wrong.</param>
public sealed record KillRound(bool WasRunning, bool HadUnfinished, IReadOnlyList<string> Findings, string Folder);

/// <summary>Kills the real program in the middle of what it does, starts it again, and looks whether it ends where an undisturbed run ends:
/// nothing lost, nothing twice, nothing that waits for ever, and never half a file under a final name.</summary>
public sealed class KillTrial : IDisposable
{
    private static readonly (DateOnly From, DateOnly To, DateOnly Received) Window = (new(2009, 4, 1), new(2012, 3, 31), new(2012, 4, 10));

    /// <summary>An operation of a second or two that has not ended by then is stuck: leases of a program that has ended are free at once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ndtms-kill-");
    private readonly Dictionary<string, (DateOnly Day, TimeSpan Time, PlaceState State)> _undisturbed = new(StringComparer.Ordinal);
    private int _rounds;
    private bool _isKept;

    /// <summary>Makes the folders that operations start from.</summary>
    public KillTrial()
    {
        var world = World.Create(new WorldOptions { Seed = 9, People = 300, Partnerships = ["A12B"] }, CodeBook.Embedded);
        var sent = Start("sent");
        foreach (var (name, write) in SampleWorld.ContentsOf(world, Window.From, Window.To, Window.Received, "H", defects: 0.02))
            Write(Path.Combine(sent, "files", name), write);
        var dropped = Start("dropped");
        Run(dropped, ["reference", "load", "agencies", Path.Combine(sent, "files", "agencies.csv"), "--database", "ndtms.db"]);
        CopyTo(Path.Combine(dropped, "keys"), Path.Combine(sent, "keys"));
        var files = Directory.GetFiles(Path.Combine(sent, "files"), "*-H.csv").Order(StringComparer.Ordinal).ToList();
        foreach (var file in files)
            Write(Path.Combine(dropped, "inbox", Path.GetFileName(file).Split('-')[0], Path.GetFileName(file)), to => to.Write(File.ReadAllBytes(file)));
        var loaded = Start("loaded");
        CopyTo(sent, loaded);
        // An earlier backup lacks one agency, so that it can be told from the database.
        var last = Path.Combine(loaded, "files", Path.GetFileName(files[^1]));
        var list = Path.Combine(loaded, "files", "submissions.csv");
        var lines = File.ReadAllLines(list);
        File.WriteAllLines(list, lines.Where(l => !l.Contains(Path.GetFileName(last), StringComparison.Ordinal)));
        Run(loaded, ["submit", "files", "--database", "ndtms.db"]);
        Run(loaded, ["db", "backup", "copies/month.db", "--database", "ndtms.db"]);
        Run(loaded, ["submit", last, "--received", "2012-04-10", "--database", "ndtms.db"]);
        Directory.Delete(Path.Combine(loaded, "files"), recursive: true);
        var awaited = Start("awaited");
        Write(Path.Combine(awaited, "agencies.csv"), to => to.Write(Encoding.UTF8.GetBytes("code,name,partnership,service,email\n" + string.Concat(
            Enumerable.Range(1_000, 400).Select(n => string.Create(CultureInfo.InvariantCulture, $"N{n},Agency {n},A12B,adult,data@n{n}.example\n"))))));
        Run(awaited, ["reference", "load", "agencies", "agencies.csv", "--database", "ndtms.db"]);
    }

    /// <summary>The names of the operations that are killed.</summary>
    public static IReadOnlyList<string> Operations { get; } = [.. Operation.All.Select(o => o.Name)];

    /// <summary>How long an operation takes that nobody disturbs. The first time it is run twice, and must end alike.</summary>
    /// <exception cref="InvalidOperationException">It failed, or two undisturbed runs end differently, so that nothing can be compared.</exception>
    public TimeSpan Undisturbed(string operation) => UndisturbedOf(Operation.Of(operation)).Time;

    /// <summary>Starts an operation, kills it, starts it again undisturbed and looks at what there is then.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="moment">When it is killed, as a share of the time that it takes undisturbed; above 1 it has ended, as a rule.</param>
    public KillRound Run(string operation, double moment)
    {
        var of = Operation.Of(operation);
        while (true)
        {
            var undisturbed = UndisturbedOf(of);
            var round = Run(of, undisturbed.Time * moment, undisturbed.State);
            // What is received around midnight has another day.
            if (undisturbed.Day == Today)
                return round;
        }
    }

    /// <summary>Runs an operation twice at the same time in one folder.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>What is not as after one run.</returns>
    public IReadOnlyList<string> TwoAtOnce(string operation)
    {
        var of = Operation.Of(operation);
        var expected = UndisturbedOf(of).State;
        var place = PlaceOf(of);
        using var first = new RunningOperation(of, place);
        using var second = new RunningOperation(of, place);
        return [.. Ended(of, first), .. Ended(of, second), .. StateDifferences(of, place, expected)];
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (!_isKept)
            _folder.Delete(recursive: true);
    }

    /// <summary>A fresh folder that an operation starts from.</summary>
    private string PlaceOf(Operation of)
    {
        var place = Path.Combine(_folder.FullName, string.Create(CultureInfo.InvariantCulture, $"round-{_rounds++}"));
        CopyTo(Start(of.From), place);
        of.Prepare(place);
        return place;
    }

    private static DateOnly Today => DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime);

    private KillRound Run(Operation of, TimeSpan delay, PlaceState expected)
    {
        var place = PlaceOf(of);
        var findings = new List<string>();
        bool wasRunning;
        using (var running = new RunningOperation(of, place))
        {
            wasRunning = !running.HasDoneWithin(delay);
            running.Kill();
        }

        var (unfinished, atOnce) = PlaceState.AfterKill(place, of, Start(of.From), expected);
        findings.AddRange(atOnce);
        var sent = PlaceState.Sent(place);
        using (var again = new RunningOperation(of, place))
            findings.AddRange(Ended(of, again));
        // What is still open then is never looked at again.
        if (findings.Count == 0)
            findings.AddRange(StateDifferences(of, place, expected));
        findings.AddRange(PlaceState.Sent(place).Where(m => sent.TryGetValue(m.Key, out var at) && at != m.Value).Select(m => $"{m.Key} was sent twice."));
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (findings.Count == 0)
            Directory.Delete(place, recursive: true);
        _isKept |= findings.Count > 0;
        return new KillRound(wasRunning, unfinished, findings, place);
    }

    /// <summary>Waits for the end of a run that nobody disturbs.</summary>
    /// <returns>What is wrong with it.</returns>
    private static IEnumerable<string> Ended(Operation of, RunningOperation run)
    {
        if (!run.HasDoneWithin(Patience))
            yield return $"The run did not end within {Patience.TotalSeconds} s: {run.Told}";
        else if (run.End(Patience) is not { } code)
            yield return $"The run was done but did not end when asked to: {run.Told}";
        else if (!of.MayEndWith(code))
            yield return $"The run ended with {code}: {run.Told}";
    }

    private IEnumerable<string> StateDifferences(Operation of, string place, PlaceState expected)
    {
        var found = PlaceState.Of(place, of, Start(of.From));
        return [.. found.Wrong, .. expected.Differences(found)];
    }

    private (DateOnly Day, TimeSpan Time, PlaceState State) UndisturbedOf(Operation of)
    {
        if (_undisturbed.TryGetValue(of.Name, out var known) && known.Day == Today)
            return known;
        var day = Today;
        var (first, second) = (Once(), Once());
        if (day != Today)
            return UndisturbedOf(of);
        if (first.State.Differences(second.State).ToList() is { Count: > 0 } differences)
            throw new InvalidOperationException($"Two undisturbed runs of {of.Name} differ: {string.Join('\n', differences)}");
        return _undisturbed[of.Name] = (day, first.Time < second.Time ? first.Time : second.Time, first.State);

        (TimeSpan Time, PlaceState State) Once()
        {
            var place = PlaceOf(of);
            var clock = Stopwatch.StartNew();
            using var running = new RunningOperation(of, place);
            running.HasDoneWithin(Patience);
            var time = clock.Elapsed;
            var wrong = Ended(of, running).ToList();
            var state = PlaceState.Of(place, of, Start(of.From));
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            if (wrong.Concat(state.Wrong).ToList() is { Count: > 0 } problems)
                throw new InvalidOperationException($"{of.Name} fails undisturbed: {string.Join('\n', problems)}");
            Directory.Delete(place, recursive: true);
            return (time, state);
        }
    }

    private string Start(string name) => Path.Combine(_folder.FullName, "starts", name);

    private static void Run(string folder, string[] words)
    {
        Directory.CreateDirectory(folder);
        var told = new StringBuilder();
        using var process = TheProgram.Start(words, folder, line => told.AppendLine(line));
        if (process.WaitAndCode() > 1)
            throw new InvalidOperationException($"'{string.Join(' ', words)}' failed: {told}");
    }

    private static void Write(string path, Action<Stream> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = File.Create(path);
        write(file);
    }

    private static void CopyTo(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }
}
