using System.IO.Compression;
using System.Text;
using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>A database with something held, for calls that must not touch it.</summary>
public sealed class LoadedDatabase : IDisposable
{
    public LoadedDatabase() => Place.Load("N0817");

    internal Workplace Place { get; } = new();

    public void Dispose() => Place.Dispose();
}

/// <summary>Whatever is wrong with a file or a call, the user is told in a sentence, the exit code says whose matter it is, and what is held
/// stays as it was.</summary>
public sealed class BadInputTests(LoadedDatabase loaded) : IClassFixture<LoadedDatabase>, IDisposable
{
    private const string Name = "N0817-20110401-20120331-TREAT-IN-H.csv";

    private readonly Workplace _place = loaded.Place;
    private readonly string _before = loaded.Place.Current();

    public static TheoryData<string, byte[], string> BadFiles
    {
        get
        {
            var header = File.ReadLines(Workplace.Sample("2009-2012/N0803-20090401-20120331-TREAT-IN-H.csv")).First() + "\n";
            return new()
            {
                { Name, [0x50, 0x4E, 0x47, 0, 1, 2, 3], "NUL byte on line 1" },
                { Name, [], "empty" },
                { Name, Encoding.UTF8.GetBytes(header), "No episode in the file could be loaded" },
                { Name + ".gz", Bomb(), "over the limit of 1 GiB" },
                { Name + ".gz", Gzip(header)[..^9], "damaged or incomplete" },
                { Name.Replace(".csv", ".zip", StringComparison.Ordinal), "PK\u0003\u0004 and no more"u8.ToArray(), "damaged or incomplete" },
                { Name.Replace("N0817", "N0999", StringComparison.Ordinal), Encoding.UTF8.GetBytes(header), "N0999 is not registered" },
                { Name.Replace("20110401", "20130401", StringComparison.Ordinal), Encoding.UTF8.GetBytes(header), "window from 01/04/2013 to 31/03/2012" },
                { Name.Replace("-H", "-Q", StringComparison.Ordinal), Encoding.UTF8.GetBytes(header), "Data set Q is unknown" },
                { "extract.csv", Encoding.UTF8.GetBytes(header), "AGENCY-FROM-TO-TREAT-IN-LETTER.csv" },
            };
        }
    }

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void A_bad_file_is_rejected_with_its_reason(string name, byte[] content, string reason)
    {
        var path = _place.Write(name, content);
        var answer = _place.CallHere("submit", path, "--received", "2012-04-10").Is(ExitCode.BadData, $"{name}: rejected.", reason);
        Assert.Single(answer.Lines());
        Assert.Empty(answer.Errors);
    }

    [Fact]
    public void A_folder_without_files_is_a_wrong_call()
    {
        Directory.CreateDirectory(_place["nothing"]);
        _place.CallHere("submit", _place["nothing"]).Refuses(ExitCode.WrongCall, "has no .csv, .xlsx, .zip or .gz file");
    }

    [Fact]
    public void Of_several_paths_a_missing_one_stops_all_before_anything_is_taken_in() =>
        _place.CallHere("submit", Workplace.Sample("2013-14"), _place["missing.csv"]).Refuses(ExitCode.WrongCall, "missing.csv", "check the path");

    [Theory]
    [InlineData("file,received\nN0803-a.csv,2012-04-32\n", "line 2", "received")]
    [InlineData("file,confirm\nN0803-a.csv,maybe\n", "line 2", "Y, N, the number that may be removed, or nothing")]
    [InlineData("file\n../secrets.csv\n", "line 2", "in the folder or below it")]
    [InlineData("file,received\n,2012-04-10\n", "line 2", "column file")]
    public void A_list_that_cannot_be_used_stops_the_folder_before_its_agencies_are_loaded(string list, string line, string words)
    {
        _place.Write("listed/submissions.csv", list);
        _place.Write("listed/agencies.csv", "code,name,partnership,region,service,email,active_from,active_to,scope\nN0999,New,A12B,north-east,adult,,,,\n");
        _place.Write("listed/N0803-a.csv", "x");
        _place.CallHere("submit", _place["listed"]).Refuses(ExitCode.BadData, "submissions.csv", line, words);
    }

    [Fact]
    public void A_file_that_is_listed_but_missing_does_not_keep_the_others_out()
    {
        _place.Write("partly/submissions.csv", $"file,received\ngone.csv,2012-04-10\n{Name},2012-04-10\n");
        _place.Write($"partly/{Name}", "");
        var answer = _place.CallHere("submit", _place["partly"]).Is(ExitCode.BadData);
        Assert.Collection(
            answer.Lines(), l => Assert.StartsWith("gone.csv: listed in submissions.csv, but not in the folder", l), l => Assert.StartsWith($"{Name}: rejected.", l));
    }

    [Fact]
    public void A_database_that_is_none_is_the_machines_matter_and_stays_as_it_is()
    {
        var text = _place.Write("letter.txt", "Dear reader");
        foreach (var command in (string[][])[["submit", Workplace.Sample("2013-14")], ["submission", "list"], ["measures", "--cut", "2012-03", "--out", _place["m.csv"]]])
        {
            Workplace.Call([.. command, "--database", text]).Refuses(ExitCode.MachineFailed, "letter.txt", "not a database");
            Workplace.Call([.. command, "--database", _place.Folder]).Refuses(ExitCode.MachineFailed, "cannot be opened");
        }

        Assert.Equal("Dear reader", File.ReadAllText(text));
        Assert.False(File.Exists(_place["m.csv"]));
    }

    [Fact]
    public void A_mistyped_database_is_not_taken_for_one_without_data()
    {
        foreach (var command in (string[][])
        [
            ["submission", "list"], ["submission", "confirm", "1", "--reason", "x"], ["issues", "--out", _place["i.csv"]],
            ["measures", "--cut", "2012-03", "--out", _place["m.csv"]], ["report", "monthly", "--cut", "2012-03", "--out", _place["r"]],
            ["report", "feedback", "--cut", "2012-03", "--out", _place["r"]], ["reference", "export", "partnership"],
        ])
        {
            Workplace.Call([.. command, "--database", _place["ndmts.db"]]).Refuses(ExitCode.WrongCall, "There is no database", "ndmts.db");
        }

        Assert.False(File.Exists(_place["ndmts.db"]));
    }

    [Fact]
    public void A_mistyped_folder_of_keys_is_not_taken_for_a_new_one()
    {
        _place.CallHere("submit", Workplace.Sample("2013-14"), "--keys", _place["kyes"])
            .Refuses(ExitCode.MachineFailed, "The keys of the database", "are not in the folder", "kyes");
        Assert.False(Directory.Exists(_place["kyes"]));
    }

    [Fact]
    public void A_read_only_database_says_that_it_cannot_be_written()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Rights do not bind this user.");
        using var place = new Workplace();
        place.Load("N0817");
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(place.Database, UnixFileMode.UserRead);
        place.CallHere("submit", Workplace.Sample("2013-14")).Refuses(ExitCode.MachineFailed, "cannot be written", "check its rights");
    }

    [Theory]
    [InlineData("2012-13", "is not a month")]
    [InlineData("March 2012", "is not a month")]
    [InlineData("2012-03-30", "is not a month")]
    [InlineData("9999-12", "is not a month")]
    [InlineData("0001-01", "before all treatment data")]
    public void A_cut_that_is_no_month_is_a_wrong_call(string cut, string words)
    {
        _place.CallHere("measures", "--cut", cut, "--out", _place["m.csv"]).Refuses(ExitCode.WrongCall, $"'{cut}'", words);
        _place.CallHere("report", "monthly", "--cut", cut, "--out", _place["r"]).Refuses(ExitCode.WrongCall, $"'{cut}'", words);
    }

    [Fact]
    public void An_area_that_does_not_exist_is_a_wrong_call()
    {
        _place.CallHere("report", "monthly", "--cut", "2012-03", "--area", "Q99Z", "--out", _place["r"]).Refuses(ExitCode.WrongCall, "There is no area Q99Z");
        _place.CallHere("report", "feedback", "--cut", "2012-03", "--area", "Q99Z", "--out", _place["r"]).Refuses(ExitCode.WrongCall, "'Q99Z'");
        Assert.False(Directory.Exists(_place["r"]));
    }

    [Fact]
    public void Output_goes_neither_over_a_folder_nor_into_a_file()
    {
        var file = _place.Write("file", "mine");
        _place.CallHere("measures", "--cut", "2012-03", "--out", _place.Folder).Refuses(ExitCode.WrongCall, "is a folder");
        _place.CallHere("measures", "--cut", "2012-03", "--out", Path.Combine(file, "m.csv")).Refuses(ExitCode.WrongCall, "is a file");
        _place.CallHere("report", "monthly", "--cut", "2012-03", "--out", file).Refuses(ExitCode.WrongCall, "is a file");
        Workplace.Call("generate", "--out", file).Refuses(ExitCode.WrongCall, "is not an empty folder");
        Workplace.Call("generate", "--out", _place.Folder).Refuses(ExitCode.WrongCall, "is not an empty folder");
        Assert.Equal("mine", File.ReadAllText(file));
        Assert.DoesNotContain(Directory.GetFiles(_place.Folder), p => p.EndsWith(".part", StringComparison.Ordinal));
    }

    [Fact]
    public void A_failing_place_to_write_is_the_machines_matter()
    {
        Assert.SkipUnless(Directory.Exists("/proc/self"), "Needs a folder in which nobody can write.");
        _place.CallHere("measures", "--cut", "2012-03", "--out", "/proc/self/m.csv").Refuses(ExitCode.MachineFailed, "/proc/self/m.csv cannot be written");
    }

    [Theory]
    [InlineData("See:", "")]
    [InlineData("There is no command or option 'frob' here.", "frob")]
    [InlineData("submission confirm --help", "submission", "confirm", "abc")]
    [InlineData("as a whole number", "submission", "confirm", "abc", "--reason", "x")]
    [InlineData("There is no state 'lost'; choose one of received, checking, rejected", "submission", "list", "--state", "lost")]
    [InlineData("There is no submission 99", "submission", "withdraw", "99", "--reason", "x")]
    [InlineData("Submission 1 is not held: it is accepted", "submission", "confirm", "1", "--reason", "x")]
    [InlineData("'2012-02-30' is not a day for --from", "submit", "--from", "2012-02-30", "README.md")]
    public void A_wrong_call_is_told_in_words(string words, params string[] args)
    {
        var answer = (args[0] is "submission" or "submit" ? _place.CallHere(args) : Workplace.Call([.. args.Where(a => a.Length > 0)])).Is(ExitCode.WrongCall, words);
        Assert.Empty(answer.Output);
        Assert.DoesNotContain("System.", answer.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("agencies", "code,name\nN1,Wear\n", "has no column partnership")]
    [InlineData("agencies", "code,name,partnership,service\nN1,,A12B,adult\n", "line 2")]
    [InlineData("agencies", "", "")]
    [InlineData("agencies", "code,name,partnership,service\nN0999,New,Q99Z,adult\n", "partnership")]
    [InlineData("partnership", "code,label\n,Nowhere\n", "line 2")]
    [InlineData("bank-holiday", "date\nChristmas\n", "line 2")]
    public void Reference_data_that_cannot_be_used_changes_nothing(string what, string csv, string words) =>
        _place.CallHere("reference", "load", what, _place.Write("reference.csv", csv)).Refuses(ExitCode.BadData, words);

    [Fact]
    public void A_stack_trace_is_shown_only_where_it_is_asked_for() =>
        _place.CallHere("measures", "--cut", "2012-13", "--out", _place["m.csv"], "--verbose").Is(ExitCode.WrongCall, "   at ", "is not a month");

    [Theory]
    [InlineData("foo")]
    [InlineData("ftp://127.0.0.1")]
    public void The_portal_listens_on_no_nonsense(string url) => Workplace.Call("portal", "--url", url).Refuses(ExitCode.WrongCall, url);

    /// <summary>After each of these.</summary>
    public void Dispose() => Assert.Equal(_before, _place.Current());

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    /// <summary>1 MB that unpacks to over 1 GiB of spaces.</summary>
    private static byte[] Bomb()
    {
        var part = Gzip(new string(' ', 1 << 24));
        return [.. Enumerable.Repeat(part, 65).SelectMany(p => p)];
    }
}
