using System.Data.Common;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Data.Sqlite;
using Ndtms.Application;
using Ndtms.Application.Access;
using Ndtms.Application.Figures;
using Ndtms.Core.DataSets;
using Ndtms.Core.Measures;
using Ndtms.Storage;
using Serilog.Core;

namespace Ndtms.Trials;

/// <summary>What there is in a folder after an operation: everything held, every figure and every file, each in a line, which is equal
/// wherever the same was done.</summary>
/// <param name="Lines">The lines.</param>
/// <param name="Unknown">How the lines begin of messages of which it is not known whether they were sent.</param>
/// <param name="Wrong">What must never be, each in a sentence: something that waits for ever, or a file that is not whole.</param>
internal sealed partial record PlaceState(IReadOnlySet<string> Lines, IReadOnlyList<string> Unknown, IReadOnlyList<string> Wrong)
{
    private const string DatabaseName = "ndtms.db";

    private static readonly DateOnly Cut = new(2012, 3, 31);

    /// <summary>Tables that are empty while nothing is being loaded.</summary>
    private static readonly string[] Staging = ["client_load", "person_load", "person_hash_load", "episode_load", "refusal_load"];

    /// <summary>What each submission came to. Where files were sent again, those that were refused as being loaded already are left out.</summary>
    private const string Submissions = """
        SELECT CONCAT_WS(' ', agency, file_name, state, loaded, month_number, row_count, added_count, changed_count, removed_count,
            (SELECT COUNT(*) FROM submission_event e WHERE e.submission_id = s.id AND e.state NOT IN ('received', 'checking')),
            (SELECT COUNT(*) FROM issue i WHERE i.submission_id = s.id),
            (SELECT COUNT(*) FROM submission_count c WHERE c.submission_id = s.id),
            (SELECT COUNT(*) FROM submission_change c WHERE c.submission_id = s.id),
            (SELECT COUNT(*) FROM submission_top t WHERE t.submission_id = s.id),
            (SELECT COUNT(*) FROM raw_file r WHERE r.submission_id = s.id))
        FROM submission s
        WHERE @all OR state <> 'rejected' OR EXISTS (SELECT 1 FROM issue i WHERE i.submission_id = s.id AND severity = 'file' AND rule <> 'FILE-10')
        """;

    /// <summary>Looks at a folder in which nothing runs.</summary>
    /// <param name="place">The folder.</param>
    /// <param name="operation">What was done.</param>
    /// <param name="start">The folder that it started from.</param>
    public static PlaceState Of(string place, Operation operation, string start)
    {
        var database = Database.Open(Path.Combine(place, DatabaseName));
        var (lines, wrong, unknown) = (new List<string>(), new List<string>(), new List<string>());
        database.Read(connection =>
        {
            wrong.AddRange(Damage(connection).Concat(Waiting(connection)));
            wrong.AddRange(connection.Query<string>(
                "SELECT job FROM job_run r WHERE outcome = 'failed' AND id = (SELECT MAX(id) FROM job_run WHERE job = r.job)").Select(j => $"The last run of the job {j} failed."));
            lines.AddRange(connection.Query<string>(Submissions, new { all = !operation.IsSentAgain }).Select(s => $"submission {s}"));
            foreach (var table in (string[])["purge", "refusal_event", "person", "journey", "journey_client", "analyst_person", "reference_file"])
                lines.Add($"{table}: {connection.ExecuteScalar<long>($"SELECT COUNT(*) FROM {table}")} rows");
            lines.AddRange(connection.Query<string>("SELECT recipient FROM notification WHERE sent_at IS NOT NULL").Select(r => $"notification {r} sent"));
            foreach (var recipient in connection.Query<string>("SELECT recipient FROM notification WHERE sent_at IS NULL"))
                unknown.AddRange([$"notification {recipient} ", $"file outbox/reminder-{recipient}-"]);
            return 0;
        });
        lines.AddRange(CurrentSnapshot.Of(database));
        using (var workspace = Workspace.Open(
            new StorageOptions { Path = Path.Combine(place, DatabaseName) }, Path.Combine(place, "keys"), CodeBook.Embedded, TimeProvider.System, Logger.None))
        {
            // They can be read with the keys that there are.
            foreach (var submission in workspace.Queries().All(Scope.England, SubmissionFilter.None).Where(s => s.State != SubmissionState.Rejected))
                lines.Add($"stored file of {submission.FileName} {workspace.Queries().FileOf(Scope.England, submission.Id)?.Sha256}");
            if (!operation.Sends)
                lines.Add($"measures {Measures(workspace, place)}");
        }

        wrong.AddRange(Partial(place).Select(f => $"{f} is left over."));
        foreach (var (name, path) in FilesOf(place))
        {
            if (!name.Contains(Earlier, StringComparison.Ordinal))
                lines.Add($"file {name} {Digest(path, operation)}");
            else if (Digest(path) is var found && found != Digest(Path.Combine(start, DatabaseName)) && found != Digest(Path.Combine(start, "copies", "month.db")))
                wrong.Add($"{name} is neither the earlier database nor the backup.");
        }

        wrong.AddRange(lines.GroupBy(l => l).Where(g => g.Count() > 1).Select(g => $"Twice: {g.Key}"));
        return new PlaceState(lines.ToHashSet(StringComparer.Ordinal), unknown, wrong);
    }

    /// <summary>Looks at a folder in which the operation was killed: what has a final name must be whole already.</summary>
    /// <param name="place">The folder.</param>
    /// <param name="operation">What was done.</param>
    /// <param name="start">The folder that it started from.</param>
    /// <param name="expected">The state after an undisturbed run.</param>
    public static (bool HasUnfinished, List<string> Wrong) AfterKill(string place, Operation operation, string start, PlaceState expected)
    {
        var wrong = FilesOf(place)
            .Where(f => !f.Name.StartsWith("keys/", StringComparison.Ordinal) && !f.Name.Contains(Earlier, StringComparison.Ordinal))
            .Where(f => Digest(f.Path, operation) is var digest && !expected.Lines.Contains($"file {f.Name} {digest}")
                && !(Path.Combine(start, f.Name) is var before && File.Exists(before) && Digest(before, operation) == digest))
            .Select(f => $"{f.Name} was not whole when the program was killed.").ToList();
        var hasUnfinished = Partial(place).Any();
        if (!File.Exists(Path.Combine(place, DatabaseName)))
            return (hasUnfinished, wrong);
        using var folder = new TemporaryFolder();
        using var connection = new SqliteConnection($"Data Source={CopyOf(Path.Combine(place, DatabaseName), folder)};Pooling=False");
        connection.Open();
        wrong.AddRange(Damage(connection));
        // Killed while the database was created, it has no tables yet.
        if (connection.ExecuteScalar<long>("SELECT COUNT(*) FROM sqlite_master WHERE name = 'job_run'") > 0)
            hasUnfinished |= Waiting(connection).Any() || connection.ExecuteScalar<long>("SELECT COUNT(*) FROM notification WHERE sent_at IS NULL") > 0;
        return (hasUnfinished, wrong);
    }

    /// <summary>Says in which way another state differs from this one, which an undisturbed run left.</summary>
    public IEnumerable<string> Differences(PlaceState found)
    {
        foreach (var line in Lines.Where(l => !found.Lines.Contains(l) && !found.Unknown.Any(u => l.StartsWith(u, StringComparison.Ordinal))).Take(5))
            yield return $"Lost: {Shortened(line)}";
        foreach (var line in found.Lines.Where(l => !Lines.Contains(l)).Take(5))
            yield return $"Twice or other: {Shortened(line)}";
        if (found.Unknown.Count > 2)
            yield return "Of several messages it is not known whether they were sent, although the program sends one at a time.";

        static string Shortened(string line) => line.Length > 300 ? line[..300] + "..." : line;
    }

    /// <summary>When each message was written: one that is sent again is written again.</summary>
    public static Dictionary<string, DateTime> Sent(string place) => FilesOf(place).Where(f => f.Name.EndsWith(".eml", StringComparison.Ordinal))
        .ToDictionary(f => f.Name, f => File.GetLastWriteTimeUtc(f.Path), StringComparer.Ordinal);

    /// <summary>Part of the name of the database that a backup has replaced.</summary>
    private const string Earlier = ".before-restore";

    private static IEnumerable<string> Damage(DbConnection connection) =>
        connection.QueryFirst<string>("PRAGMA integrity_check(1)") != "ok" || connection.Query("PRAGMA foreign_key_check").Any() ? ["The database is damaged."] : [];

    /// <summary>What waits for somebody to finish it.</summary>
    private static IEnumerable<string> Waiting(DbConnection connection) => connection.Query<string>(
        """
        SELECT CONCAT('Submission ', submission_id, ' is still claimed.') FROM claim
        UNION ALL SELECT CONCAT('Submission ', id, ' is still ', state, '.') FROM submission WHERE state IN ('received', 'checking')
        UNION ALL SELECT CONCAT('Submission ', id, ' still waits to be put away.') FROM submission WHERE in_inbox = 1
        UNION ALL SELECT CONCAT('The job ', job, ' is still running.') FROM job_run WHERE outcome = 'running'
        """)
        .Concat(Staging.Where(t => connection.ExecuteScalar<long>($"SELECT COUNT(*) FROM {t}") > 0).Select(t => $"The table {t} is not empty."));

    /// <summary>The digest of every figure of the cut, by the kept ones where there are any.</summary>
    private static string Measures(Workspace workspace, string place)
    {
        var path = Path.Combine(place, "logs", "measures.csv");
        new ExportMeasures(workspace).Run(Principal.Operator("trial"), new ExportMeasuresRequest(Cut, FigureChoice.All, Edition.Exact, path));
        return Digest(path);
    }

    /// <summary>The files with final names, by their path in the folder, without the databases in use, logs, and keys that are drawn by lot.</summary>
    private static IEnumerable<(string Name, string Path)> FilesOf(string place) => All(place).Where(f =>
        !PartialName().IsMatch(f.Name) && !f.Name.StartsWith("logs/", StringComparison.Ordinal) && !f.Name.StartsWith("keys/key-", StringComparison.Ordinal)
        && f.Name is not "ndtms.json" && !f.Name.StartsWith("quartz.db", StringComparison.Ordinal) && !f.Name.EndsWith(".intake.lock", StringComparison.Ordinal)
        && (!f.Name.StartsWith(DatabaseName, StringComparison.Ordinal) || f.Name.Contains(Earlier, StringComparison.Ordinal)));

    /// <summary>Files that were not finished.</summary>
    private static IEnumerable<string> Partial(string place) => All(place).Select(f => f.Name).Where(n => PartialName().IsMatch(n));

    private static List<(string Name, string Path)> All(string place) => Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories)
        .Select(f => (Path.GetRelativePath(place, f).Replace('\\', '/'), f)).ToList();

    /// <summary>A digest of what a file says: of a database of its rows, of a message without its date. In feedback of the service the means of
    /// other agencies' scores depend on which of them are loaded already, so it is its sheets from the third on, without the reference and the
    /// numbers of styles.</summary>
    private static string Digest(string path, Operation? operation = null)
    {
        if (operation?.IsService == true && Path.GetFileName(path).StartsWith("feedback-", StringComparison.Ordinal))
        {
            using var workbook = ZipFile.OpenRead(path);
            return DigestOf(Encoding.UTF8.GetBytes(string.Concat(workbook.Entries
                .Where(e => e.FullName.StartsWith("xl/worksheets/sheet", StringComparison.Ordinal) && e.Name is not ("sheet1.xml" or "sheet2.xml"))
                .Select(e =>
                {
                    using var text = new StreamReader(e.Open());
                    return Reference().Replace(text.ReadToEnd(), "");
                }))));
        }

        if (path.EndsWith(".db", StringComparison.Ordinal) || path.Contains(Earlier, StringComparison.Ordinal))
        {
            using var folder = new TemporaryFolder();
            var rows = CurrentSnapshot.Of(Database.Open(CopyOf(path, folder)));
            SqliteConnection.ClearAllPools();
            return DigestOf(Encoding.UTF8.GetBytes(string.Join('\n', rows)));
        }

        if (path.EndsWith(".eml", StringComparison.Ordinal))
            return DigestOf(Encoding.UTF8.GetBytes(string.Join('\n', File.ReadLines(path).Where(l => !l.StartsWith("Date: ", StringComparison.Ordinal)))));
        return DigestOf(File.ReadAllBytes(path));

        static string DigestOf(byte[] content) => Convert.ToHexString(SHA256.HashData(content));
    }

    [GeneratedRegex("Report reference [0-9a-f]{12}| s=\"[0-9]+\"")]
    private static partial Regex Reference();

    /// <summary>Copies a database to look into it: whoever opens the one in place finishes what was interrupted.</summary>
    private static string CopyOf(string database, TemporaryFolder folder)
    {
        foreach (var part in ((string[])["", "-wal"]).Where(part => File.Exists(database + part)))
            File.Copy(database + part, folder[DatabaseName + part]);
        return folder[DatabaseName];
    }

    [GeneratedRegex(@"\.(part|new(-wal|-shm|-journal)?|restoring)$")]
    private static partial Regex PartialName();
}
