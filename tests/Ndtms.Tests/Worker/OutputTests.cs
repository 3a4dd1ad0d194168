using ClosedXML.Excel;
using Dapper;
using Microsoft.Data.Sqlite;
using Ndtms.Storage;
using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>A slip in a path costs nobody a file: an output replaces an earlier output, and what it may not replace stays as it was.</summary>
public sealed class OutputTests : IDisposable
{
    private const string NotOurs = "is not an earlier output that this one may replace";

    private static readonly string Input = Directory.GetFiles(Workplace.Sample("hand-made/clean")).Single();

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    /// <summary>Every command that writes a file of a name that the call gives.</summary>
    public static TheoryData<string> ToFile =>
    [
        "check INPUT --received 2012-04-10 --errors", "check INPUT --received 2012-04-10 --issues", "check INPUT --received 2012-04-10 --workbook",
        "issues --out", "measures --cut 2012-03 --out", "explain --measure in-treatment --area england --cut 2012-03 --out",
        "reference export partnership --out", "reference export agencies --out", "reference template clusters --out", "db backup",
    ];

    /// <summary>Every command that writes files of its own names into a folder, and one of them.</summary>
    public static TheoryData<string, string> ToFolder => new()
    {
        { "report monthly --cut 2012-03 --area england", "monthly-england-2012-03.xlsx" },
        { "report exceptions --cut 2012-03", "exceptions-england-2012-03.xlsx" },
        { "report feedback --cut 2012-03", "feedback-N0817-2012-03-1.xlsx" },
        { "report feedback --cut 2012-03", "N0817-20090401-20120331-TREAT-IN-H-ERRORS.csv" },
        { "report feedback --cut 2012-03", "N0817-20090401-20120331-TREAT-IN-H-ERRORS.xlsx" },
        { "report partnership-feedback --cut 2012-03 --area X00BN", "feedback-X00BN-2012-03.xlsx" },
    };

    [Theory]
    [MemberData(nameof(ToFile))]
    public void A_file_that_is_not_ours_stays_unless_force_is_given(string words)
    {
        _place.Load("N0817");
        var path = _place.Write("report.xlsx", "somebody's own");
        Call(words, path).Refuses(ExitCode.WrongCall, path, NotOurs, "choose another name", "--force");
        Assert.Equal("somebody's own", File.ReadAllText(path));
        Call(words, path, "--force").Is(ExitCode.Done);
        Assert.NotEqual("somebody's own", File.ReadAllText(path));
    }

    [Theory]
    [MemberData(nameof(ToFile))]
    public void Databases_stay_even_with_force(string words)
    {
        _place.Load("N0817");
        Directory.CreateDirectory(_place["links"]);
        File.CreateSymbolicLink(_place["links/a.csv"], _place.Database);
        using (var queue = new SqliteConnection($"Data Source={_place["quartz.db"]}"))
        {
            queue.Open();
            using var make = queue.CreateCommand();
            make.CommandText = "CREATE TABLE QRTZ_JOBS (name TEXT)";
            make.ExecuteNonQuery();
        }

        SqliteConnection.ClearAllPools();
        var queued = File.ReadAllBytes(_place["quartz.db"]);
        var before = _place.Current();
        foreach (var name in (string[])["ndtms.db", "links/a.csv", "ndtms.db-wal", "ndtms.db-shm", "ndtms.db-journal", "ndtms.db.service", "quartz.db"])
            Call(words, _place[name], "--force").Is(ExitCode.WrongCall, "; choose another name.");
        Assert.Equal(before, _place.Current());
        Assert.Equal(queued, File.ReadAllBytes(_place["quartz.db"]));
    }

    [Theory]
    [MemberData(nameof(ToFile))]
    public void Keys_stay_even_with_force(string words)
    {
        _place.Load("N0817");
        File.CreateSymbolicLink(_place["link"], _place["keys"]);
        var key = File.ReadAllBytes(_place["keys/hash.key"]);
        foreach (var name in (string[])["keys/hash.key", "keys/publication.key", "link/hash.key", "keys/key-1.xml", "keys/refusals.csv"])
            Call(words, _place[name], "--force").Is(ExitCode.WrongCall, "is one of the keys");
        Assert.Equal(key, File.ReadAllBytes(_place["keys/hash.key"]));
        Assert.False(File.Exists(_place["keys/key-1.xml"]));
    }

    [Theory]
    [MemberData(nameof(ToFile))]
    public void An_earlier_output_is_replaced(string words)
    {
        _place.Load("N0817");
        var path = _place["a.csv"];
        // A form may have been filled in, and a backup is replaced where the call says so.
        string[] again = words.Contains("template", StringComparison.Ordinal) ? ["--force"] : words == "db backup" ? ["--overwrite"] : [];
        Call(words, path).Is(ExitCode.Done);
        if (again.Length > 0)
            Assert.NotEqual(ExitCode.Done, Call(words, path).Code);
        Call(words, path, again).Is(ExitCode.Done);
    }

    [Theory]
    [MemberData(nameof(ToFolder))]
    public void In_a_folder_too_what_is_not_ours_stays_and_an_earlier_output_is_replaced(string words, string name)
    {
        _place.Load("N0817");
        var path = _place.Write($"out/{name}", "somebody's own");
        Call(words + " --out", _place["out"]).Refuses(ExitCode.WrongCall, name, NotOurs);
        Assert.Equal("somebody's own", File.ReadAllText(path));
        Call(words + " --out", _place["out"], "--force").Is(ExitCode.Done);
        var first = File.ReadAllBytes(path);
        Assert.True(first.Length > 100);
        Call(words + " --out", _place["out"]).Is(ExitCode.Done);
        Assert.Equal(first, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_pack_whose_actions_cannot_be_read_stays_and_the_others_are_written()
    {
        _place.Load("N0817");
        var path = _place.Write("out/quarterly-england-2011-12-Q4.xlsx", "somebody's own");
        Call("report quarterly --cut 2012-03 --out", _place["out"]).Is(ExitCode.BadData, "quarterly-england-2011-12-Q4.xlsx");
        Assert.Equal("somebody's own", File.ReadAllText(path));
        Assert.True(File.Exists(_place["out/quarterly-north-west-2011-12-Q4.xlsx"]));
    }

    [Fact]
    public void Of_reports_that_cannot_all_be_written_none_is()
    {
        _place.Load("N0817");
        _place.Write("out/monthly-north-west-2012-03.xlsx", "somebody's own");
        Call("report monthly --cut 2012-03 --out", _place["out"]).Refuses(ExitCode.WrongCall, "monthly-north-west-2012-03.xlsx");
        Assert.Single(Directory.GetFiles(_place["out"]));
    }

    [Theory]
    [InlineData("--errors", "e.xlsx")]
    [InlineData("--workbook", "w.xlsx")]
    public void A_workbook_that_somebody_has_saved_is_still_ours(string option, string name)
    {
        var path = _place[name];
        Call($"check INPUT --received 2012-04-10 {option}", path).Is(ExitCode.Done);
        using (var opened = new XLWorkbook(path))
        {
            opened.Worksheets.First().Cell(1, 1).SetValue("seen");
            opened.Save();
        }

        Call($"check INPUT --received 2012-04-10 {option}", path).Is(ExitCode.Done);
    }

    [Theory]
    [InlineData("ERRORS,SEVERITY\r\n,\r\n", true)]
    [InlineData("\uFEFF\"ERRORS\";\"SEVERITY\";\"CLIENTID\"\r\n", true)]
    [InlineData("ERRORS\tSEVERITY\tCLIENTID", true)]
    [InlineData("ERRORS,SEVERITYOFIT\r\n", false)]
    [InlineData("CLIENTID,ERRORS,SEVERITY\r\n", false)]
    [InlineData("\r\nERRORS,SEVERITY\r\n", false)]
    [InlineData("", false)]
    public void A_file_with_errors_is_known_by_its_first_columns(string content, bool isOurs)
    {
        var path = _place.Write("e.csv", content);
        Call("check INPUT --received 2012-04-10 --errors", path).Is(isOurs ? ExitCode.Done : ExitCode.WrongCall);
        Assert.Equal(!isOurs, File.ReadAllText(path) == File.ReadAllText(_place.Write("same.csv", content)));
    }

    [Fact]
    public void An_output_of_another_kind_is_not_replaced()
    {
        var path = _place["a.csv"];
        Call("check INPUT --received 2012-04-10 --issues", path).Is(ExitCode.Done);
        Call("check INPUT --received 2012-04-10 --errors", path).Refuses(ExitCode.WrongCall, NotOurs);
        using (var workbook = new XLWorkbook())
        {
            workbook.AddWorksheet("Mine");
            workbook.SaveAs(_place["mine.xlsx"]);
        }

        Call("check INPUT --received 2012-04-10 --workbook", _place["mine.xlsx"]).Refuses(ExitCode.WrongCall, NotOurs);
    }

    [Theory]
    [InlineData("--errors")]
    [InlineData("--issues")]
    [InlineData("--workbook")]
    public void The_file_that_is_checked_stays_even_with_force(string option)
    {
        var file = _place.Write(Path.GetFileName(Input), File.ReadAllBytes(Input));
        File.CreateSymbolicLink(_place["link.csv"], file);
        foreach (var name in (string[])[file, _place["link.csv"]])
            Workplace.Call("check", file, "--received", "2012-04-10", option, name, "--force").Refuses(ExitCode.WrongCall, "is the file that is read");
        Assert.Equal(File.ReadAllBytes(Input), File.ReadAllBytes(file));
        Assert.NotNull(new FileInfo(_place["link.csv"]).LinkTarget);
    }

    [Fact]
    public void Two_outputs_of_a_call_do_not_replace_each_other()
    {
        Call("check INPUT --received 2012-04-10 --errors", _place["a.csv"], "--issues", _place["a.csv"]).Refuses(ExitCode.WrongCall, "name the same file");
        Assert.Empty(Directory.GetFiles(_place.Folder));
    }

    [Fact]
    public void A_pipe_stays_and_does_not_stop_the_program()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs a device.");
        Call("check INPUT --received 2012-04-10 --issues", "/dev/null", "--force").Refuses(ExitCode.WrongCall, "is a pipe, a socket or a device");
    }

    [Fact]
    public void A_database_that_is_worked_with_is_no_earlier_backup()
    {
        _place.Load("N0817");
        var other = Database.Open(_place["other.db"]);
        using (var open = new SqliteConnection($"Data Source={_place["other.db"]}"))
        {
            open.Open();
            // Whoever has read it holds it: connections that are kept for later use may be closed at any time.
            open.ExecuteScalar("SELECT COUNT(*) FROM agency");
            Call("db backup", other.Path!, "--overwrite").Refuses(ExitCode.WrongCall, "is a database or belongs to one");
        }

        Assert.Empty(new ReferenceData(Database.Open(_place["other.db"])).Agencies());
    }

    [Fact]
    public void Force_alone_does_not_replace_an_earlier_backup()
    {
        _place.Load("N0817");
        Call("db backup", _place["b.db"]).Is(ExitCode.Done);
        Call("db backup", _place["b.db"], "--force").Refuses(ExitCode.MachineFailed, "--overwrite");
    }

    [Fact]
    public void Messages_that_are_not_ours_stay_and_hold_up_no_other()
    {
        _place.CallHere("reference", "load", "agencies", _place.Write("agencies.csv", CommandRun.Agencies)).Is(ExitCode.Done);
        var path = _place.Write("out/reminder-N0852-2012-03-by-20120416-5.eml", "somebody's own");
        string[] words = ["notify", "--month", "2012-03", "--on", "2012-04-10", "--out", _place["out"]];
        _place.CallHere(words).Is(ExitCode.MachineFailed, "N0852: not sent", NotOurs, "N0853: reminded");
        Assert.Equal("somebody's own", File.ReadAllText(path));
        _place.CallHere([.. words, "--force"]).Is(ExitCode.Done, "N0852: reminded");
        // Where the record of it is lost, as after a restore, it is written again.
        using (var connection = new SqliteConnection($"Data Source={_place.Database}"))
        {
            connection.Open();
            using var forget = connection.CreateCommand();
            forget.CommandText = "DELETE FROM notification";
            forget.ExecuteNonQuery();
        }

        _place.CallHere(words).Is(ExitCode.Done, "N0852: reminded");
    }

    [Fact]
    public void What_is_left_of_a_write_that_was_killed_goes_with_the_next_into_its_folder()
    {
        var old = _place.Write("other.csv.ndtms-4000000.part", "half");
        var theirs = _place.Write("film.2024.part", "theirs");
        var below = _place.Write("below/other.csv.ndtms-4000000.part", "half, of another folder");
        var busy = _place.Write("busy.csv.ndtms-4000001.part", "being written");
        using (new FileStream(busy, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            Call("check INPUT --received 2012-04-10 --issues", _place["a.csv"]).Is(ExitCode.Done);
        Assert.Equal((false, true, true, true), (File.Exists(old), File.Exists(theirs), File.Exists(below), File.Exists(busy)));
    }

    private Answer Call(string words, string path, params string[] more)
    {
        string[] call = [.. words.Split(' ').Select(w => w == "INPUT" ? Input : w), path, .. more];
        return words.StartsWith("check", StringComparison.Ordinal) || words.Contains("template", StringComparison.Ordinal) ? Workplace.Call(call) : _place.CallHere(call);
    }
}
