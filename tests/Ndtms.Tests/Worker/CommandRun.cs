using System.Text;
using Microsoft.Data.Sqlite;
using Ndtms.Core.DataSets;
using Ndtms.Storage;
using Ndtms.Tests.Storage;
using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>Commands run as a user runs them, on a database and folders of a test's own, at a time that the test sets.</summary>
internal sealed class CommandRun : IDisposable
{
    public const string Agencies =
        """
        code,name,partnership,region,service,email,active_from,active_to,scope
        N0852,Wearside Recovery,A12B,north-east,adult,data@n0852.example,,,active
        N0853,Gateshead Recovery,A09B,north-east,adult,data@n0853.example,,,active
        N0854,Medlock Recovery,X00BN,north-west,adult,data@n0854.example,,,active
        N0860,Old Quay Clinic,A12B,north-east,adult,data@n0860.example,2009-04-01,2011-03-31,active
        """;

    private readonly TemporaryFolder _folder = new();

    public CommandRun(string agencies = Agencies)
    {
        new ReferenceData(Database.Open(this["ndtms.db"])).LoadAgencies("agencies.csv", Encoding.UTF8.GetBytes(agencies), CodeBook.Embedded);
    }

    /// <summary>What the clock says.</summary>
    public DateTimeOffset Now { get; set; } = new(2012, 4, 10, 9, 0, 0, TimeSpan.Zero);

    /// <summary>What the last call told.</summary>
    public string Output { get; private set; } = "";

    /// <summary>What the last call told of failures.</summary>
    public string Errors { get; private set; } = "";

    public string this[string path] => Path.Combine([_folder.Path, .. path.Split('/')]);

    /// <summary>Runs a command; a word that starts with "./" is a path in the test's folder.</summary>
    public int Run(string words)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var args = words.Split(' ').Select(w => w.StartsWith("./", StringComparison.Ordinal) ? this[w[2..]] : w);
        var code = NdtmsCommand.Run([.. args, "--database", this["ndtms.db"]], output, errors, new SetClock(Now));
        (Output, Errors) = (output.ToString(), errors.ToString());
        return code;
    }

    /// <summary>Puts a file in the folder, last written at a time.</summary>
    public void Put(string path, byte[] content, DateTimeOffset written)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        File.WriteAllBytes(this[path], content);
        File.SetLastWriteTimeUtc(this[path], written.UtcDateTime);
    }

    public void Put(string path, string rows = "") => Put(path, Encoding.UTF8.GetBytes(new TestFile(rows).Csv()), Now.AddHours(-1));

    /// <summary>Every file below a folder, by its path in it, ordered.</summary>
    public string[] Files(string path) => !Directory.Exists(this[path]) ? [] : [.. Directory.EnumerateFiles(this[path], "*", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(this[path], f).Replace('\\', '/')).Where(f => !f.EndsWith(".intake.lock", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>The states of all submissions, oldest first.</summary>
    public string States() => string.Join(' ', new SubmissionQueries(Database.Open(this["ndtms.db"]), new Secrets(this["keys"])).All().Select(s => s.State));

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    private sealed class SetClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;
    }
}
