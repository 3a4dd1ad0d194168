using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.SqlClient;
using Ndtms.Storage;

namespace Ndtms.Tests.Storage;

/// <summary>The SQL Server of the tests: the one that <c>NDTMS_TEST_SQLSERVER</c> names, or the service <c>sqlserver</c> of
/// <c>docker-compose.yml</c> where Docker answers.</summary>
internal static class TestServer
{
    public const string Variable = "NDTMS_TEST_SQLSERVER";

    private static readonly Lazy<(string? ConnectionString, string Reason)> Server = new(Find);

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
        var (connectionString, reason) = Server.Value;
        Assert.SkipUnless(connectionString is not null, reason);
        return new Place(new SqlConnectionStringBuilder(connectionString) { InitialCatalog = $"ndtms_test_{Guid.NewGuid():N}" }.ConnectionString);
    }

    private static (string? ConnectionString, string Reason) Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return (named, "");
        var root = Path.GetDirectoryName(SampleData.Path)!;
        var secret = Path.Combine(root, "secrets", "sa-password.txt");
        if (!File.Exists(Path.Combine(root, "docker-compose.yml")) || !File.Exists(secret))
            return (null, $"No SQL Server: {Variable} names none, and docker-compose.yml with secrets/sa-password.txt is not there.");
        if (!Runs(root, 20, "info"))
            return (null, $"No SQL Server: {Variable} names none, and Docker does not answer.");
        return Runs(root, 300, "compose", "up", "-d", "--wait", "sqlserver")
            ? (new SqlConnectionStringBuilder { DataSource = "localhost,1433", UserID = "sa", Password = File.ReadAllText(secret).Trim(), TrustServerCertificate = true }.ConnectionString, "")
            : (null, $"No SQL Server: {Variable} names none, and the service sqlserver of docker-compose.yml does not start.");
    }

    private static bool Runs(string folder, int seconds, params string[] words)
    {
        try
        {
            var start = new ProcessStartInfo("docker") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var word in words)
                start.ArgumentList.Add(word);
            using var process = Process.Start(start)!;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (process.WaitForExit(TimeSpan.FromSeconds(seconds)))
                return process.ExitCode == 0;
            process.Kill(entireProcessTree: true);
            return false;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            return false;
        }
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
            parts.InitialCatalog = "master";
            using var master = new SqlConnection(parts.ConnectionString);
            master.Open();
            using var drop = master.CreateCommand();
            drop.CommandText = string.Create(CultureInfo.InvariantCulture, $"IF DB_ID(N'{name}') IS NOT NULL DROP DATABASE [{name}]");
            drop.ExecuteNonQuery();
        }
    }
}
