using System.Globalization;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using Ndtms.Core.Calendar;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Measures;
using Ndtms.Storage;

namespace Ndtms.Tests.Storage;

/// <summary>A real database of a test's own, with a few agencies in it.</summary>
internal sealed class TestStore : IDisposable
{
    private const string Agencies =
        """
        code,name,partnership,region,service,email,active_from,active_to,scope
        N0852,Wearside Recovery,A12B,north-east,adult,data@n0852.example,,,active
        N0853,Gateshead Recovery,A09B,north-east,adult,data@n0853.example,,,active
        N0855,South Tyneside Recovery,A11B,north-east,adult,data@n0855.example,,,active
        N0860,Old Quay Clinic,A12B,north-east,adult,data@n0860.example,2009-04-01,2011-03-31,active
        N0870,Referrals Only,A12B,north-east,adult,data@n0870.example,,,referred
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly TestServer.Place? _server;

    /// <param name="engine">The engine; where there is no server for it, the test is skipped.</param>
    /// <param name="keys">The folder of keys; one of its own where null.</param>
    public TestStore(TestEngine engine = TestEngine.Sqlite, string? keys = null)
    {
        _server = engine == TestEngine.SqlServer ? TestServer.Create() : null;
        Database = Open();
        Secrets = new Secrets(keys ?? _folder["keys"]);
        new ReferenceData(Database).LoadAgencies("agencies.csv", Encoding.UTF8.GetBytes(Agencies), CodeBook.Embedded);
        Submissions = new Submissions(Database, Secrets, CodeBook.Embedded);
    }

    /// <summary>Who takes the steps of a test.</summary>
    public static Actor By { get; } = new("test", new DateTimeOffset(2012, 4, 10, 9, 0, 0, TimeSpan.Zero));

    /// <summary>Loads extensions of deadlines, each as a row of their form: <c>agency,month,closes,reason</c>.</summary>
    public void Extend(string rows, int? removed = null)
    {
        const string name = "extensions.csv";
        var content = Encoding.UTF8.GetBytes($"{string.Join(',', ExtensionForm.Form.Needed)}\n{rows}\n");
        var changes = new CalendarData(Database).LoadExtensions(
            name, ReferenceTable.Read(name, content, ExtensionForm.Form), CodeBook.Embedded, Scope.England, new LoadTerms { Removed = removed });
        Assert.True(changes.Made);
    }

    public Database Database { get; }

    public Secrets Secrets { get; }

    public Submissions Submissions { get; }

    public SubmissionQueries Queries => new(Database, Secrets);

    public string Folder => _folder.Path;

    /// <summary>The connection string; null: it is a file.</summary>
    public string? ConnectionString => _server?.ConnectionString;

    /// <summary>Opens the database once more.</summary>
    /// <param name="patience">How long to wait for others that write.</param>
    public Database Open(TimeSpan? patience = null) => _server is { } server
        ? Database.OpenSqlServer(server.ConnectionString, patience)
        : Database.Open(_folder["ndtms.db"], patience);

    /// <summary>The columns of a table, in their order.</summary>
    public string[] ColumnsOf(string table) => Database.Read(connection =>
    {
        using var rows = connection.ExecuteReader($"SELECT * FROM {table} WHERE 1 = 0");
        return Enumerable.Range(0, rows.FieldCount).Select(rows.GetName).ToArray();
    });

    /// <summary>Submits a file in the notation of <see cref="TestFile"/>.</summary>
    public Submitted Submit(string rows, bool correction = false, bool confirmed = false)
    {
        var file = new TestFile(rows);
        return Submit(file.Name, Encoding.UTF8.GetBytes(file.Csv()), file.Received, correction: correction, confirmed: confirmed);
    }

    public Submitted Submit(
        string name, byte[] content, DateOnly received, ExplicitFacts? given = null, bool correction = false, bool confirmed = false) =>
        Submissions.Submit(new ReceivedFile(name, () => new MemoryStream(content, writable: false)), received, given ?? ExplicitFacts.None, correction, confirmed);

    /// <summary>The held episodes as "CLIENTID/EPISODID", ordered.</summary>
    public string[] Episodes(string agency = "N0852") => Query<string>(
        "SELECT CONCAT(clientid, '/', episodid) FROM episode JOIN client ON client.id = episode.client WHERE agncy = @agency ORDER BY 1", new { agency });

    public T[] Query<T>(string sql, object? parameters = null) => Database.Read(c => c.Query<T>(sql, parameters).ToArray());

    /// <summary>Every figure at a cut, as the export's bytes.</summary>
    public byte[] Export(DateOnly cut)
    {
        using var csv = new MemoryStream();
        FigureExport.Write(MeasureRun.Compute(new CurrentEpisodes(Database).Load(CodeBook.Embedded), CodeBook.Embedded, cut), csv);
        return csv.ToArray();
    }

    /// <summary>The figures of a view for analysts, as the export writes them.</summary>
    public string[] FiguresIn(string view) => [.. Query<dynamic>($"""
        SELECT cut, basis, period, area_level, area_code, population, measure, breakdown, category, n, d, value FROM {view}
        ORDER BY period, area_level, area_code, population, measure, breakdown, category
        """).Select(r => string.Join(',', ((IDictionary<string, object?>)r).Values.Select(v => v is double value
            ? value.ToString("0.######", CultureInfo.InvariantCulture) : Convert.ToString(v, CultureInfo.InvariantCulture))))];

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _server?.Dispose();
        _folder.Dispose();
    }
}
