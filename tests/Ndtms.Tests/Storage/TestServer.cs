using System.IO.Pipes;
using System.Net.Sockets;
using Dapper;
using Microsoft.Data.SqlClient;
using Ndtms.Storage;
using Ndtms.Tests.Storage;
using Testcontainers.MsSql;

[assembly: AssemblyFixture(typeof(SqlServerOfTests))]

namespace Ndtms.Tests.Storage;

/// <summary>The SQL Server of the tests: the one that <c>NDTMS_TEST_SQLSERVER</c> names, else a container, else none, and then tests that want
/// it are skipped with the reason. With <c>NDTMS_TEST_SQLSERVER_REQUIRED=1</c> a container that does not start is a failure.</summary>
public sealed class SqlServerOfTests : IAsyncLifetime
{
    public const string Variable = "NDTMS_TEST_SQLSERVER";

    private const string Required = "NDTMS_TEST_SQLSERVER_REQUIRED";
    private const string Image = "mcr.microsoft.com/mssql/server:2022-latest";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private MsSqlContainer? _container;

    /// <summary>How the server is reached; null: there is none.</summary>
    public static string? ConnectionString { get; private set; }

    /// <summary>Why there is none.</summary>
    public static string Absence { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            ConnectionString = named;
            return;
        }

        var required = Environment.GetEnvironmentVariable(Required) == "1";
        if (!required && !await DockerAnswers())
        {
            Absence = $"There is no SQL Server: {Variable} is not set and no Docker engine answers.";
            return;
        }

        try
        {
            _container = new MsSqlBuilder(Image).Build();
            await _container.StartAsync();
            ConnectionString = _container.GetConnectionString();
        }
        catch (Exception e) when (!required)
        {
            Absence = $"There is no SQL Server: {Variable} is not set and the container did not start ({e.GetType().Name}: {e.Message.Split('\n')[0]}).";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_container is not null)
            await _container.DisposeAsync();
    }

    /// <summary>Asks the engine whether it is there: some milliseconds, where the library would try for minutes.</summary>
    private static async Task<bool> DockerAnswers()
    {
        var host = Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } set ? set
            : OperatingSystem.IsWindows() ? "npipe://./pipe/docker_engine" : "unix:///var/run/docker.sock";
        if (!Uri.TryCreate(host, UriKind.Absolute, out var address))
            return false;
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            using var handler = new SocketsHttpHandler { ConnectCallback = (_, cancellation) => Connect(address, cancellation) };
            using var http = new HttpClient(handler);
            using var answer = await http.GetAsync(new Uri("http://docker/_ping"), limit.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException or OperationCanceledException or TimeoutException)
        {
            return false;
        }
    }

    private static async ValueTask<Stream> Connect(Uri address, CancellationToken cancellation)
    {
        if (address.Scheme == "npipe")
        {
            var pipe = new NamedPipeClientStream(
                ".", address.AbsolutePath.Replace("/pipe/", "", StringComparison.Ordinal), PipeDirection.InOut, PipeOptions.Asynchronous);
            await pipe.ConnectAsync(cancellation);
            return pipe;
        }

        var isUnix = address.Scheme == "unix";
        var socket = isUnix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        if (isUnix)
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(address.AbsolutePath), cancellation);
        else
            await socket.ConnectAsync(address.Host, address.Port, cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }
}

/// <summary>Databases of tests on the SQL Server of the tests.</summary>
internal static class TestServer
{
    /// <summary>Creates a database of a test's own with the program's schema; where there is no server, the test is skipped.</summary>
    public static Place Create()
    {
        var place = Reserve();
        Database.Migrate(place.Options);
        return place;
    }

    /// <summary>The name of a database that does not exist; where there is no server, the test is skipped.</summary>
    public static Place Reserve()
    {
        Assert.SkipUnless(SqlServerOfTests.ConnectionString is not null, SqlServerOfTests.Absence);
        return new Place(new SqlConnectionStringBuilder(SqlServerOfTests.ConnectionString) { InitialCatalog = $"ndtms_test_{Guid.NewGuid():N}" }.ConnectionString);
    }

    /// <summary>A database of a test's own, dropped with it.</summary>
    internal sealed class Place(string connectionString) : IDisposable
    {
        public string ConnectionString => connectionString;

        public StorageOptions Options => StorageOptions.OnSqlServer(connectionString);

        public void Dispose()
        {
            SqlConnection.ClearAllPools();
            var parts = new SqlConnectionStringBuilder(connectionString);
            var name = parts.InitialCatalog;
            using var master = new SqlConnection(new SqlConnectionStringBuilder(connectionString) { InitialCatalog = "master", Pooling = false }.ConnectionString);
            if (master.ExecuteScalar<int?>("SELECT DB_ID(@name)", new { name }) is null)
                return;
            // Somebody may still be connected: without this the server refuses to drop it.
            master.Execute($"ALTER DATABASE [{name}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE");
            master.Execute($"DROP DATABASE [{name}]");
        }
    }
}
