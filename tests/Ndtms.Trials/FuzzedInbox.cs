using System.Text;
using Ndtms.Application;
using Ndtms.Application.Access;
using Ndtms.Application.Submissions;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Storage;
using Ndtms.Synthetic;
using Serilog.Core;

namespace Ndtms.Trials;

/// <summary>The whole way of a dropped file, as <c>intake</c> goes it: inbox, store, check, load, feedback and archive.</summary>
internal sealed class FuzzedInbox : IDisposable
{
    private static readonly DateTimeOffset[] Days = [new(2012, 4, 10, 9, 0, 0, TimeSpan.Zero), new(2014, 4, 10, 9, 0, 0, TimeSpan.Zero)];

    private static readonly string Agencies = "code,name,partnership,service\n" + string.Concat(
        Enumerable.Range(801, 60).Select(n => FormattableString.Invariant($"N0{n},Agency {n},A12B,adult\n")));

    private readonly TemporaryFolder _folder = new();
    private readonly InboxFolders _folders;
    private readonly string _start;
    private readonly List<Workspace> _workspaces = [];

    public FuzzedInbox()
    {
        _folders = new InboxFolders(_folder["place/inbox"], _folder["place/archive"], _folder["place/rejected"]);
        _start = _folder["start.db"];
        new ReferenceData(Database.Open(_start)).LoadAgencies("agencies.csv", Encoding.UTF8.GetBytes(Agencies), CodeBook.Embedded);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    public void Dispose()
    {
        Close();
        _folder.Dispose();
    }

    /// <summary>Begins with an empty store again.</summary>
    public void BeginAgain()
    {
        Close();
        if (Directory.Exists(_folder["place"]))
            Directory.Delete(_folder["place"], recursive: true);
        Directory.CreateDirectory(_folders.Inbox);
        var database = _folder["place/ndtms.db"];
        File.Copy(_start, database);
        foreach (var day in Days)
        {
            _workspaces.Add(Workspace.Open(
                new StorageOptions { Path = database }, _folder["place/keys"], CodeBook.Embedded, new StandingClock(day), Logger.None));
        }
    }

    /// <summary>Drops a file and takes it in.</summary>
    /// <returns>Its verdict.</returns>
    /// <exception cref="InvalidOperationException">It was not taken in as every file must be.</exception>
    public string Send(Specimen specimen, Dice dice)
    {
        var agency = SubmissionFacts.FromFileName(specimen.Name)?.Agency is { } named && dice.Chance(0.9) ? named
            : dice.Pick((string[])["N0852", "N0852", "N0853", "N0801", "N9999", "n0802", "not an agency"]);
        // What no file system takes as a name is never dropped.
        var name = specimen.Name.Replace('/', '-').Replace('\0', '-') is { Length: > 0 } usable ? usable : "export.csv";
        var path = Path.Combine(_folders.Inbox, agency, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, specimen.Content);
        try
        {
            var emptied = new TakeInInbox(dice.Pick(_workspaces)).Run(Principal.Operator("fuzz"), new InboxToEmpty(_folders, TimeSpan.MinValue));
            return emptied.Files is [.., var file] ? VerdictOn(file) : File.Exists(path) ? "left alone" : throw new InvalidOperationException("The file is gone.");
        }
        finally
        {
            foreach (var folder in (string[])[_folders.Inbox, _folders.Archive, _folders.Rejected])
            {
                foreach (var below in Directory.Exists(folder) ? Directory.GetDirectories(folder) : [])
                    Directory.Delete(below, recursive: true);
            }
        }
    }

    private static string VerdictOn(InboxFile file)
    {
        if (file.IsFault || file.Result?.State is SubmissionState.Failed or SubmissionState.Received)
            throw new InvalidOperationException($"{file.Outcome}, {file.Result?.State}: {file.Problem}");
        if (file.Result is null)
            return file.Outcome.ToString();
        if (file.Target is null || !File.Exists(file.Target))
            throw new InvalidOperationException("The file was processed, and not put away.");
        if (file.Result.State != SubmissionState.Rejected && Directory.GetFiles(Path.GetDirectoryName(file.Target)!, "feedback-*.xlsx").Length != 1)
            throw new InvalidOperationException("There is no feedback on the file.");
        return file.Result.Checked is { } found ? Fuzz.VerdictOn(found) : file.Result.State.ToString();
    }

    private void Close()
    {
        _workspaces.ForEach(w => w.Dispose());
        _workspaces.Clear();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => now;
    }
}
