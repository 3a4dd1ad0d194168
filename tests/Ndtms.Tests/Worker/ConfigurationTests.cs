using Ndtms.Storage;
using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>Where settings come from, and what is said of one that is wrong.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private const string Variable = "NDTMS_Storage__PasswordFile";

    private readonly Workplace _place = new();

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        _place.Dispose();
    }

    [Fact]
    public void The_call_goes_before_the_environment_and_that_before_the_file()
    {
        var file = _place.Write("settings.json", """{ "Storage": { "PasswordFile": "of-the-file", "Engine": "sqlite" } }""");
        Assert.Equal("of-the-file", Setting());
        Environment.SetEnvironmentVariable(Variable, "of-the-environment");
        Assert.Equal("of-the-environment", Setting());
        Assert.Equal("of-the-call", Setting("of-the-call"));
        Assert.Equal(StorageOptions.Sqlite, NdtmsConfiguration.Storage(NdtmsConfiguration.Build(file)).Engine);

        string? Setting(string? call = null) => NdtmsConfiguration.Build(
            file, [KeyValuePair.Create("Storage:PasswordFile", call)])["Storage:PasswordFile"];
    }

    [Theory]
    [InlineData("""{ "Storage": { "Engine": "oracle" } }""", "Storage:Engine", "oracle")]
    [InlineData("""{ "Storage": { "Engine": "sqlserver" } }""", "Storage:ConnectionString", "missing")]
    [InlineData("""{ "Storage": { "Engine": "sqlserver", "ConnectionString": "Server=s" } }""", "Storage:ConnectionString", "database")]
    [InlineData("""{ "Storage": { "Engine": "sqlserver", "ConnectionString": "nonsense of hush-hush" } }""", "Storage:ConnectionString", "not a connection string")]
    [InlineData("""{ "Storage": { "Engine": "sqlserver", "ConnectionStringFile": "no/such/file" } }""", "Storage:ConnectionStringFile", "cannot be read")]
    [InlineData("""{ "Storage": { "Engine": "sqlserver", "ConnectionString": "Server=s;Database=d" } }""", "Storage:Keys", "missing")]
    [InlineData("""{ "Storage": { "Engine": "sqlserver", "ConnectionString": "Server=s;Database=d", "Keys": "k" } }""", "Logs:Folder", "missing")]
    [InlineData("""{ "Storage": """, "not valid JSON", "settings.json")]
    public void A_wrong_setting_is_named(string settings, string name, string what)
    {
        var answer = Workplace.Call("submission", "list", "--config", _place.Write("settings.json", settings));
        answer.Is(ExitCode.WrongCall, name, what);
        Assert.Empty(answer.Output);
        Assert.DoesNotContain("   at ", answer.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", answer.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_values_and_unknown_names_of_every_section_are_told_at_once()
    {
        var settings = _place.Write("settings.json", """
            {
              "Storage": { "Engine": "oracle", "Pasword": "hush" },
              "Jobs": { "Tries": 99 },
              "Intake": { "SettleSeconds": "soon", "Inbox": { "Folder": "in" } },
              "Service": { "Url": "nowhere" },
              "Notify": { "BeforeDays": "5,x" },
              "Schedule": { "intake": { "Cron": "often" } },
              "Nonsense": { "Key": 1 }
            }
            """);
        var answer = Workplace.Call("jobs", "list", "--config", settings).Is(ExitCode.WrongCall);
        string[] names =
        [
            "Storage:Engine", "Storage:Pasword", "Jobs:Tries", "Intake:SettleSeconds", "Intake:Inbox:Folder", "Service:Url", "Notify:BeforeDays",
            "Schedule:intake:Cron", "Nonsense:Key",
        ];
        Assert.All(names, name => Assert.Single(answer.Errors.Split('\n'), line => line.Contains($" {name} ", StringComparison.Ordinal)));
        Assert.Equal(names.Length, answer.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain("hush", answer.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_and_a_server_at_once_are_refused()
    {
        var settings = _place.Write("settings.json", """{ "Storage": { "Engine": "sqlserver", "ConnectionString": "Server=s;Database=d" } }""");
        _place.CallHere("submission", "list", "--config", settings).Refuses(ExitCode.WrongCall, "--database", "Storage:Engine");
        _place.CallHere("db", "status", "--config", _place["none.json"]).Refuses(ExitCode.WrongCall, "none.json", "--config");
    }

    [Fact]
    public void A_password_comes_from_a_file()
    {
        var settings = NdtmsConfiguration.Build(_place.Write("settings.json", $$"""
            {
              "Storage": {
                "Engine": "SqlServer",
                "ConnectionString": "Server=s;Database=d;User ID=u",
                "PasswordFile": {{System.Text.Json.JsonSerializer.Serialize(_place.Write("secret.txt", "p;w\n"))}}
              }
            }
            """));
        Assert.Contains("Password=\"p;w\"", NdtmsConfiguration.Storage(settings).ConnectionString, StringComparison.Ordinal);
    }

    [Fact]
    public void The_database_of_the_settings_is_used()
    {
        var settings = _place.Write("settings.json", $$"""
            { "Storage": { "Database": {{System.Text.Json.JsonSerializer.Serialize(_place["there/data.db"])}} }, "Logs": { "Folder": {{System.Text.Json.JsonSerializer.Serialize(_place["elsewhere"])}} } }
            """);
        // A name that is mistyped, or a disk that is not there, must not begin an empty database.
        Workplace.Call("reference", "load", "agencies", Workplace.Sample(Workplace.Agencies), "--config", settings).Refuses(ExitCode.WrongCall, "db migrate");
        Workplace.Call("db", "migrate", "--config", settings).Is(ExitCode.Done);
        Workplace.Call("reference", "load", "agencies", Workplace.Sample(Workplace.Agencies), "--config", settings).Is(ExitCode.Done);
        Assert.True(File.Exists(_place["there/data.db"]));
        Assert.True(Directory.Exists(_place["there/keys"]));
        Workplace.Call("submission", "list", "--config", settings).Is(ExitCode.Done);
    }
}
