using System.Globalization;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Data.Sqlite;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>The first thing that anybody runs: it must work, say what is true, say it again, and give nobody away.</summary>
[Collection(DemoTestGroup.Name)]
public sealed partial class DemoTests(Demo demo)
{
    [Fact]
    public void Every_file_that_it_names_is_there()
    {
        var named = demo.Answer.Lines().Select(l => NamedFile().Match(l)).Where(m => m.Success).Select(m => m.Groups[1].Value).ToList();
        Assert.Contains("monthly-england-2012-03.xlsx", named);
        Assert.All(named, name => Assert.True(File.Exists(Path.Combine(demo.Output, name)), name));
        Assert.Contains($"The database is {Path.Combine(demo.Place["demo"], "ndtms.db")}.", demo.Answer.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(demo.Database));
    }

    [Fact]
    public void Its_counts_are_those_of_the_database()
    {
        using var connection = new SqliteConnection($"Data Source={demo.Database}");
        var (files, accepted) = connection.QuerySingle<(long, long)>(
            "SELECT COUNT(*), COUNT(CASE WHEN state IN ('accepted', 'superseded') THEN 1 END) FROM submission");
        var clients = connection.ExecuteScalar<long>("SELECT COUNT(*) FROM client");
        // A person is whoever shares both initials, date of birth and sex.
        var persons = connection.ExecuteScalar<long>("SELECT COUNT(*) FROM (SELECT DISTINCT finitial, sinitial, dob, sex FROM client)");
        demo.Answer.Is(
            ExitCode.Done,
            $"{files} files submitted: {accepted} accepted, {files - accepted} rejected or held.",
            string.Create(CultureInfo.InvariantCulture, $"{clients:#,##0} clients of 25 agencies are {persons:#,##0} persons."));
    }

    [Fact]
    public void Its_headlines_are_figures_of_the_export()
    {
        var rows = File.ReadAllLines(demo.Measures).Select(l => l.Split(',')).ToList();
        var treated = rows.Single(r => r[2..9] is ["rolling-12", "england", "england", "all", "in-treatment", "", ""])[9];
        Assert.Matches($"People in treatment +{treated}\n", demo.Answer.Output.ReplaceLineEndings("\n"));
        var planned = decimal.Parse(
            rows.Single(r => r[2..9] is ["rolling-12", "england", "england", "all", "planned-exits", "", ""])[11], CultureInfo.InvariantCulture);
        Assert.Matches($"Planned exits +{Regex.Escape(planned.ToString("0.0 %", CultureInfo.InvariantCulture))}\n", demo.Answer.Output.ReplaceLineEndings("\n"));
    }

    /// <summary>The second run replaces the first in the same folder, with another key and on another day.</summary>
    [Fact]
    public void A_second_run_gives_the_same_bytes()
    {
        var first = Contents(demo.Output);
        Assert.Equal(1 + 9 + 9 + 3 + 25 + 25 + 25, first.Count);
        demo.Run(2031);
        var second = Contents(demo.Output);
        Assert.Equal(first.Keys, second.Keys);
        Assert.All(first, file => Assert.True(file.Value.AsSpan().SequenceEqual(second[file.Key]), file.Key));
    }

    [Fact]
    public void It_touches_no_folder_that_no_demo_made()
    {
        using var place = new Workplace();
        place.Load("N0817");
        var before = place.Current();
        Workplace.Call("demo", "--folder", place.Folder).Refuses(ExitCode.WrongCall, place.Folder, "no demonstration left there");
        Assert.Equal(before, place.Current());
        Assert.True(File.Exists(place["keys/hash.key"]));
        Workplace.Call("demo", "--folder", place.Database).Refuses(ExitCode.WrongCall, "is a file");
    }

    /// <summary>A folder that it refuses keeps it short: what it says of the settings comes before.</summary>
    [Fact]
    public void It_says_that_it_does_not_touch_a_configured_server()
    {
        using var place = new Workplace();
        place.Write("kept/file.txt", "kept");
        string[] call = ["demo", "--folder", "kept"];
        const string told = "The demonstration uses its own embedded database under kept; the configured SQL Server is not touched.";
        place.RunHere(call, ("NDTMS_Storage__Engine", " SqlServer ")).Is(ExitCode.WrongCall, told, "no demonstration left there");
        place.Write(NdtmsConfiguration.FileName, """{ "Storage": { "Engine": "sqlserver" } }""");
        place.RunHere(call).Is(ExitCode.WrongCall, told);
        place.Write(NdtmsConfiguration.FileName, """{ "Storage": { "Engine": "sqlite" } }""");
        Assert.DoesNotContain("SQL Server", place.RunHere(call).Is(ExitCode.WrongCall).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_settings_file_that_it_does_not_use_does_not_stop_it()
    {
        using var place = new Workplace();
        place.Write("kept/file.txt", "kept");
        place.Write(NdtmsConfiguration.FileName, "{ not JSON");
        place.RunHere(["demo", "--folder", "kept"]).Is(ExitCode.WrongCall, "no demonstration left there");
    }

    /// <summary>Initials with a date of birth, dates of birth in both spellings, client references and postcodes, as sent and as kept.</summary>
    [Fact]
    public void Nothing_printed_or_logged_gives_a_client_away()
    {
        var logs = Directory.GetFiles(demo.Place["demo/logs"]);
        Assert.NotEmpty(logs);
        var told = demo.Answer.Output + demo.Answer.Errors + string.Concat(logs.Select(ReadShared)) + string.Concat(Contents(demo.Output).Keys);
        Assert.Contains("N0801", told, StringComparison.Ordinal);
        AssertNobodyIsNamed(told);
    }

    /// <summary>What was told holds nothing of a client of the sample.</summary>
    internal static void AssertNobodyIsNamed(string told)
    {
        var words = Word().Matches(told).Select(m => m.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var personal = PersonalValues();
        Assert.True(personal.Count > 3_000);
        Assert.All(personal, value => Assert.False(
            words.Contains(value) || (value.Length > 5 && told.Contains(value, StringComparison.OrdinalIgnoreCase)), "A personal value was told."));
    }

    private static HashSet<string> PersonalValues()
    {
        var values = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        using var reader = new CellReader(new TextPool());
        foreach (var path in Directory.GetFiles(Workplace.Sample("2009-2012"), "N08*-TREAT-IN-H.csv"))
        {
            using var rows = new ReceivedFile(Path.GetFileName(path), () => File.OpenRead(path)).OpenRows(dataSet: null);
            while (rows.Read())
            {
                var header = rows.Header.Select(h => h.Trim().ToUpperInvariant()).ToList();
                string Of(Column column) => reader.Text(rows[header.IndexOf(column.ToString())]).ToString();
                var born = Of(Column.DOB);
                foreach (var spelling in Spellings(born))
                {
                    values.Add(spelling);
                    values.Add($"{Of(Column.FINITIAL)}{Of(Column.SINITIAL)}{spelling}");
                }

                if (Of(Column.CLIENTID) is { Length: > 5 } id)
                    values.Add(id);
                if (reader.Text(rows[header.IndexOf("CLIENT")]).ToString() is { Length: > 3 } reference)
                    values.Add(reference);
                if (Of(Column.PC) is var postcode && postcode.Contains(' ', StringComparison.Ordinal))
                    values.UnionWith([postcode, postcode.Replace(" ", "", StringComparison.Ordinal), CellReader.Postcode(postcode, out _) ?? postcode]);
            }
        }

        return values;
    }

    private static IEnumerable<string> Spellings(string born) =>
        DateOnly.TryParseExact(born, ["dd/MM/yyyy", "d/M/yyyy", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? [day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture), day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)]
            : [];

    private static SortedDictionary<string, byte[]> Contents(string folder) =>
        new(Directory.GetFiles(folder).ToDictionary(p => Path.GetFileName(p), File.ReadAllBytes), StringComparer.Ordinal);

    internal static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"^(\S+\.(xlsx|csv)) {2,}")]
    private static partial Regex NamedFile();

    [GeneratedRegex(@"[\w/-]+")]
    private static partial Regex Word();
}
