using System.Data;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.Data.SqlClient;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Storage;
using Ndtms.Tests.Worker;
using Ndtms.Worker;

namespace Ndtms.Tests.Storage;

/// <summary>SQL Server gives the same answers and the same files as the embedded engine, and says in a sentence what is wrong with
/// it.</summary>
public sealed class SqlServerTests
{
    [Fact]
    public void Values_reach_the_driver_in_the_types_of_their_columns()
    {
        using var store = new TestStore();
        var parameters = new DynamicParameters();
        parameters.Add("day", new DateOnly(2012, 3, 31));
        parameters.Add("moment", new DateTimeOffset(2012, 7, 1, 10, 0, 0, TimeSpan.FromHours(1)));
        parameters.Add("yes", true);
        using var command = new SqlCommand();
        ((SqlMapper.IDynamicParameters)parameters).AddParameters(
            command, (SqlMapper.Identity)RuntimeHelpers.GetUninitializedObject(typeof(SqlMapper.Identity)));
        Assert.Equal(
            [(SqlDbType.Date, new DateTime(2012, 3, 31)), (SqlDbType.DateTime2, new DateTime(2012, 7, 1, 9, 0, 0)), (SqlDbType.Bit, (object)true)],
            command.Parameters.Cast<SqlParameter>().Select(p => (p.SqlDbType, p.Value)));
    }

    [Fact]
    public void Values_are_read_from_the_types_of_their_columns()
    {
        using var store = new TestStore();
        using var table = new DataTable();
        foreach (var type in (Type[])[typeof(DateTime), typeof(DateTime), typeof(bool), typeof(DateTime), typeof(DateTime)])
            table.Columns.Add().DataType = type;
        table.Rows.Add(new DateTime(2012, 3, 31), new DateTime(2012, 7, 1, 9, 0, 0), true, DBNull.Value, DBNull.Value);
        using var reader = table.CreateDataReader();
        Assert.Equal(
            (new DateOnly(2012, 3, 31), new DateTimeOffset(2012, 7, 1, 9, 0, 0, TimeSpan.Zero), true, null, null),
            reader.Parse<(DateOnly, DateTimeOffset, bool, DateOnly?, DateTimeOffset?)>().Single());
    }

    [Fact]
    public void The_storage_answers_the_same_on_both_engines()
    {
        using var embedded = new TestStore();
        using var server = new TestStore(TestEngine.SqlServer, Path.Combine(embedded.Folder, "keys"));
        Assert.Equal(StorageStory.Tell(embedded), StorageStory.Tell(server));
    }

    [Fact]
    public void The_sample_goes_through_every_command_to_the_same_bytes()
    {
        using var server = TestServer.Reserve();
        using var place = new Workplace();
        var keys = place["keys"];
        var embedded = Settings(place, "sqlite.json", new { Storage = new { Engine = "sqlite", Database = place.Database, Keys = keys }, Logs = new { Folder = place["logs"] } });
        var served = Settings(
            place, "sqlserver.json", new { Storage = new { Engine = "sqlserver", server.ConnectionString, Keys = keys }, Logs = new { Folder = place["logs"] } });
        foreach (var (settings, output) in (ValueTuple<string, string>[])[(embedded, place["sqlite"]), (served, place["sqlserver"])])
        {
            Workplace.Call("db", "migrate", "--config", settings).Is(ExitCode.Done);
            Workplace.Call("submit", Workplace.Sample("2009-2012"), "--config", settings).Is(ExitCode.BadData);
            Workplace.Call("issues", "--out", Path.Combine(output, "issues.csv"), "--config", settings).Is(ExitCode.Done);
            Workplace.Call("measures", "--cut", "2012-03", "--out", Path.Combine(output, "measures.csv"), "--config", settings).Is(ExitCode.Done);
            Workplace.Call("report", "monthly", "--cut", "2012-03", "--out", Path.Combine(output, "monthly"), "--config", settings).Is(ExitCode.Done);
            Workplace.Call("report", "feedback", "--cut", "2012-03", "--out", Path.Combine(output, "feedback"), "--config", settings);
            Workplace.Call("reference", "export", "agencies", "--out", Path.Combine(output, "agencies.csv"), "--config", settings).Is(ExitCode.Done);
            File.WriteAllText(Path.Combine(output, "submissions.txt"), Workplace.Call("submission", "list", "--config", settings).Output);
        }

        var expected = Files(place["sqlite"]);
        Assert.True(expected.Count > 20);
        Assert.Equal(expected.Keys, Files(place["sqlserver"]).Keys);
        Assert.All(Files(place["sqlserver"]), file => Assert.True(file.Value.AsSpan().SequenceEqual(expected[file.Key]), file.Key));
    }

    [Fact]
    public void Nodes_that_migrate_at_once_do_it_once()
    {
        using var server = TestServer.Reserve();
        var applied = new List<string>();
        Parallel.For(0, 4, _ =>
        {
            var names = Database.Migrate(server.Options);
            lock (applied)
                applied.AddRange(names);
        });
        Assert.Equal(StorageSource.Scripts("sqlserver").Select(s => s.Name), applied.Order(StringComparer.Ordinal));
        Assert.Empty(Database.Schema(server.Options)!.Pending);
    }

    [Fact]
    public void A_database_that_is_missing_behind_or_newer_is_told()
    {
        using var server = TestServer.Reserve();
        Assert.Null(Database.Schema(server.Options));
        Assert.Contains("db migrate", Told(), StringComparison.Ordinal);
        Database.Migrate(server.Options);
        var database = Database.Open(server.Options);
        database.Write(c => c.Execute("DELETE FROM schema_migration WHERE number = (SELECT MAX(number) FROM schema_migration)"));
        Assert.Contains("lacks 1 migration of this program: run 'db migrate'", Told(), StringComparison.Ordinal);
        database.Write(c => c.Execute("INSERT INTO schema_migration (number, name, sha256) VALUES (999, 'x', 'y')"));
        Assert.Contains("newer version", Told(), StringComparison.Ordinal);

        string Told() => Assert.Throws<StorageException>(() => Database.Open(server.Options)).Message;
    }

    [Fact]
    public void A_refused_login_is_told_without_the_password()
    {
        using var server = TestServer.Create();
        var wrong = new SqlConnectionStringBuilder(server.ConnectionString) { UserID = "nobody-of-that-name", Password = "hush-hush", IntegratedSecurity = false };
        var told = Assert.Throws<StorageException>(() => Database.OpenSqlServer(wrong.ConnectionString));
        Assert.Contains("refused the login", told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_server_says_of_a_row_is_not_told_on()
    {
        using var store = new TestStore(TestEngine.SqlServer);
        var told = Assert.Throws<StorageException>(() => store.Database.Write(c =>
        {
            c.Execute("INSERT INTO refusal (agency, client_hash, submission_id) VALUES ('N0852', 'very-personal', 1)");
            return 0;
        }));
        Assert.DoesNotContain("very-personal", told.ToString(), StringComparison.Ordinal);
        store.Submit("");
        told = Assert.Throws<StorageException>(() => store.Database.Write(c => c.Execute(
            "INSERT INTO client SELECT id + 1, submission_id, person, agncy, clientid, finitial, sinitial, dob, sex, ethnic, consent, other FROM client")));
        Assert.DoesNotContain("C1", told.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Shared", true)]
    [InlineData("Exclusive", false)]
    public void Agencies_load_side_by_side_and_what_reads_the_data_of_all_waits_for_them(string mode, bool loads)
    {
        using var store = new TestStore(TestEngine.SqlServer);
        store.Submit("CLIENTID=C1");
        using var other = new SqlConnection(store.ConnectionString);
        other.Open();
        using var transaction = other.BeginTransaction();
        other.Execute("EXEC sp_getapplock @Resource = N'ndtms-data', @LockMode = @mode, @LockOwner = N'Transaction'", new { mode }, transaction);
        var database = store.Open(TimeSpan.FromSeconds(1));
        var moment = DataMoment.Of(database);
        var current = new CurrentEpisodes(database).Load(CodeBook.Embedded, store.Secrets.PublicationKey);
        Assert.Contains("locked by another process", Assert.Throws<StorageException>(() => new AnalystTables(database, store.Secrets).Refresh(
            Caseload.Prepare(current, CodeBook.Embedded), MeasureRun.Compute(current, CodeBook.Embedded, new DateOnly(2012, 3, 31)), CodeBook.Embedded.Areas, "data", moment, TestStore.By)).Message, StringComparison.Ordinal);

        var file = new TestFile("@agency=N0853 AGNCY=N0853");
        var content = Encoding.UTF8.GetBytes(file.Csv());
        var submissions = new Submissions(database, store.Secrets, CodeBook.Embedded);
        Submitted Load() => submissions.Submit(new ReceivedFile(file.Name, () => new MemoryStream(content, writable: false)), file.Received);
        if (loads)
            Assert.Equal(SubmissionState.Accepted, Load().State);
        else
            Assert.Throws<StorageException>(() => Load());
    }

    [Fact]
    public async Task A_backup_is_restored_by_the_server()
    {
        using var store = new TestStore(TestEngine.SqlServer);
        Assert.SkipUnless(
            store.Query<string>("SELECT @@VERSION")[0].StartsWith("Microsoft SQL Server", StringComparison.Ordinal), "A compatible server has its own backup.");
        store.Submit("");
        var options = StorageOptions.OnSqlServer(store.ConnectionString!);
        var file = $"ndtms-test-{Guid.NewGuid():N}.bak";
        Database.BackUp(options, file, overwrite: false);
        Assert.Contains("already", Assert.Throws<StorageException>(() => Database.BackUp(options, file, overwrite: false)).Message, StringComparison.Ordinal);
        store.Submit("CLIENTID=C1 | CLIENTID=C2");
        Assert.Throws<StorageException>(() => Database.Restore(options, file, overwrite: false, _ => { }));
        // Others keep on connecting, as the service of another node does.
        using var stop = new CancellationTokenSource();
        var others = Task.Run(() => ConnectUntil(store.ConnectionString!, stop.Token), TestContext.Current.CancellationToken);
        try
        {
            Database.Restore(options, file, overwrite: true, _ => { });
        }
        finally
        {
            await stop.CancelAsync();
            await others;
        }

        Assert.Equal(["C1/E1"], store.Episodes());
    }

    [Fact]
    public void A_pool_that_is_full_is_told_as_such()
    {
        using var store = new TestStore(TestEngine.SqlServer);
        var database = Database.OpenSqlServer(store.ConnectionString + ";Max Pool Size=1;Connect Timeout=2");
        Assert.Contains(
            "were in use, and none became free", database.Read(_ => Assert.Throws<StorageException>(() => database.Read(_ => 0))).Message, StringComparison.Ordinal);
    }

    private static void ConnectUntil(string connectionString, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var connection = new SqlConnection(connectionString + ";Pooling=False");
            try
            {
                connection.Open();
            }
            catch (SqlException)
            {
                // While the database is offline nobody gets in.
            }
        }
    }

    private static string Settings(Workplace place, string name, object settings) => place.Write(name, JsonSerializer.Serialize(settings));

    private static SortedDictionary<string, byte[]> Files(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(f => Path.GetRelativePath(folder, f), File.ReadAllBytes),
        StringComparer.Ordinal);
}
