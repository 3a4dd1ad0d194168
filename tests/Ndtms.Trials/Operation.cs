using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Ndtms.Trials;

/// <summary>Something that the program does, and that is killed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="From">The folder that it starts from.</param>
/// <param name="Call">The words of the call, with blanks between.</param>
internal sealed record Operation(string Name, string From, string Call)
{
    /// <summary>Every operation.</summary>
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("submit", "sent", "submit files --database ndtms.db") { IsSentAgain = true },
        new("intake", "dropped", "intake --inbox inbox --settle 0"),
        new("run", "dropped", "run") { IsService = true },
        .. ((string[])["monthly-measures", "monthly-reports", "quarterly-packs", "feedback"]).Select(
            job => new Operation(job, "loaded", $"jobs run {job} --month 2012-03")),
        new("matching", "loaded", "jobs run matching"),
        new("housekeeping", "loaded", "jobs run housekeeping"),
        new("notify", "awaited", "notify --month 2012-04 --on 2012-05-08 --out outbox") { Sends = true },
        new("db backup", "loaded", "db backup copies/month.db --overwrite"),
        new("db restore", "loaded", "db restore copies/month.db --overwrite"),
    ];

    /// <summary>The operation of a name.</summary>
    public static Operation Of(string name) => All.Single(o => o.Name == name);

    /// <summary>It does not end by itself: it is asked to, once it has done everything.</summary>
    public bool IsService { get; init; }

    /// <summary>Whoever calls it again sends the same files again, of which those that are loaded are refused as such (FILE-10).</summary>
    public bool IsSentAgain { get; init; }

    /// <summary>It sends messages, each at most once: of one that it was sending when it ended the next run says that it is not known
    /// whether it was sent.</summary>
    public bool Sends { get; init; }

    /// <summary>Whether a run that was not disturbed may end with this exit code: 1 says that there are errors in the data.</summary>
    public bool MayEndWith(int code) => code is 0 or 1 || (Sends && code == 3);

    /// <summary>Writes the settings that it is called with.</summary>
    public void Prepare(string place)
    {
        // A database that settings name is not created.
        if (IsSentAgain)
            return;
        SettingsFile.Write(place, new() { ["intake"] = "0/1 * * * * ?", ["processing"] = "0/1 * * * * ?" }, new()
        {
            ["Intake:SettleSeconds"] = "0",
            ["Backup:Folder"] = Path.Combine(place, "backups"),
        });
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }
}

/// <summary>An operation under way.</summary>
internal sealed class RunningOperation : IDisposable
{
    private readonly Operation _operation;
    private readonly Process _process;
    private readonly StringBuilder _told = new();
    private readonly ManualResetEventSlim _done = new();

    public RunningOperation(Operation operation, string place)
    {
        _operation = operation;
        var inbox = Path.Combine(place, "inbox");
        _process = TheProgram.Start(operation.Call.Split(' '), place, line =>
        {
            lock (_told)
                _told.AppendLine(line);
            if (line.Contains("Job intake ends", StringComparison.Ordinal) && !Directory.EnumerateFiles(inbox, "*.csv", SearchOption.AllDirectories).Any())
                _done.Set();
        });
    }

    /// <summary>What it printed.</summary>
    public string Told
    {
        get
        {
            lock (_told)
                return _told.ToString().Trim();
        }
    }

    /// <summary>Waits until it has done everything: it has ended, or as a service has nothing left to do.</summary>
    /// <returns>Whether it has.</returns>
    public bool HasDoneWithin(TimeSpan time) => _operation.IsService ? _done.Wait(time) : _process.WaitForExit(time);

    /// <summary>Waits for its end, and asks a service to end.</summary>
    /// <returns>The exit code; null: it does not end.</returns>
    public int? End(TimeSpan patience)
    {
        if (_operation.IsService)
        {
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        }

        return _process.WaitForExit(patience) ? _process.ExitCode : null;
    }

    public void Kill()
    {
        _process.Kill();
        // Without a limit it waits for the end of what is printed, too.
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
        _done.Dispose();
    }
}
