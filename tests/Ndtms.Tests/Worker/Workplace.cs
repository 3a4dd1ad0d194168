using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>What a call answered.</summary>
internal sealed record Answer(int Code, string Output, string Errors)
{
    /// <summary>The call ended as it should, and what it printed says what it should.</summary>
    public Answer Is(int code, params string[] words)
    {
        Assert.True(Code == code, $"{Code} instead of {code}: {Output}{Errors}");
        foreach (var word in words)
            Assert.Contains(word, Output + Errors, StringComparison.Ordinal);
        return this;
    }

    /// <summary>It was refused in one plain sentence on standard error, and nothing else was said.</summary>
    public void Refuses(int code, params string[] words)
    {
        Is(code, words);
        Assert.Empty(Output);
        Assert.Single(Lines(Errors));
        Assert.DoesNotContain("   at ", Errors, StringComparison.Ordinal);
    }

    public string[] Lines() => Lines(Output);

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>A folder of a test's own, in which it calls the program as a user would.</summary>
internal sealed class Workplace : IDisposable
{
    public const string Agencies = "2009-2012/agencies.csv";

    private static readonly string[] CurrentTables =
        ["agency", "reference_file", "client", "episode", "modality", "top_interview", "sub_intervention", "time_in_treatment", "refusal", "purge"];

    private readonly TemporaryFolder _folder = new();

    public string Folder => _folder.Path;

    public string Database => _folder["ndtms.db"];

    public string this[string name] => _folder[name];

    /// <summary>A file or folder of the sample data.</summary>
    public static string Sample(string name) => Path.Combine([SampleData.Path, .. name.Split('/')]);

    /// <summary>Calls the program, on a day in April 2012.</summary>
    public static Answer Call(params string[] args) => Call(new DateTimeOffset(2012, 4, 11, 9, 0, 0, TimeSpan.Zero), args);

    public static Answer Call(DateTimeOffset now, params string[] args) => Run(now, args, CancellationToken.None);

    /// <summary>Calls the program, and stops it as Ctrl+C does.</summary>
    public static Answer CallUntil(CancellationToken stop, params string[] args) => Run(new DateTimeOffset(2012, 4, 11, 9, 0, 0, TimeSpan.Zero), args, stop);

    private static Answer Run(DateTimeOffset now, string[] args, CancellationToken stop)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        var code = NdtmsCommand.Run(args, output, errors, new StandingClock(now), stop);
        return new Answer(code, output.ToString(), errors.ToString());
    }

    /// <summary>Calls the program on this folder's database.</summary>
    public Answer CallHere(params string[] args) => Call([.. args, "--database", Database]);

    /// <summary>Runs the program in a process of its own, with this folder as its working directory.</summary>
    /// <param name="args">The words of the call.</param>
    /// <param name="variables">Variables of its environment, beside those of the tests.</param>
    public Answer RunHere(string[] args, params IEnumerable<(string Name, string Value)> variables)
    {
        var output = new StringBuilder();
        using var process = TheProgram.Start(args, Folder, line => output.AppendLine(line), variables);
        var code = process.WaitAndCode();
        // Without a limit it waits for the end of what is printed, too.
        process.WaitForExit();
        return new Answer(code, output.ToString(), "");
    }

    /// <summary>A database with the sample's agencies and the file of one of them.</summary>
    public void Load(string agency)
    {
        CallHere("reference", "load", "agencies", Sample(Agencies)).Is(ExitCode.Done);
        CallHere("submit", Sample($"2009-2012/{agency}-20090401-20120331-TREAT-IN-H.csv"), "--received", "2012-04-10").Is(ExitCode.Done, "loaded");
    }

    /// <summary>Writes a file into this folder and returns its path.</summary>
    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] content)
    {
        var path = _folder[name];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Everything held, as text: equal before and after, nothing was touched.</summary>
    public string Current()
    {
        var text = new StringBuilder();
        using var connection = new SqliteConnection($"Data Source={Database}");
        foreach (var table in CurrentTables)
        {
            foreach (var row in connection.Query($"SELECT * FROM {table} ORDER BY 1, 2"))
            {
                text.Append(table).Append(' ').AppendJoin('|', ((IDictionary<string, object?>)row).Values.Select(v => v is byte[] bytes ? Convert.ToHexString(bytes) : v))
                    .Append('\n');
            }
        }

        return text.ToString();
    }

    public T[] Query<T>(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database}");
        return [.. connection.Query<T>(sql)];
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => now;
    }
}
