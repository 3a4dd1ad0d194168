using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Ndtms.Core.Journeys;
using Ndtms.Tests.Workbooks;
using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>What was published can be published again, whatever was taken in since; and analysts' own tools count what the program
/// counts.</summary>
[Collection(DemoTestGroup.Name)]
public sealed class SnapshotTests : IDisposable
{
    private static readonly string[] Areas = ["--area", "A12B", "--area", "north-east", "--area", "england"];

    private readonly Workplace _place = new();

    /// <summary>The demo's data in a database of the test's own.</summary>
    public SnapshotTests(Demo demo)
    {
        using (var connection = new SqliteConnection($"Data Source={demo.Database}"))
            connection.Execute("VACUUM INTO @to", new { to = _place.Database });
        Directory.CreateDirectory(_place["keys"]);
        foreach (var key in Directory.GetFiles(Path.Combine(Path.GetDirectoryName(demo.Database)!, "keys")))
            File.Copy(key, Path.Combine(_place["keys"], Path.GetFileName(key)));
    }

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Reports_are_written_again_to_the_byte_after_the_data_have_changed()
    {
        _place.CallHere("snapshot", "freeze", "--cut", "2012-01").Is(ExitCode.Done, "31/01/2012", "snapshot 1, version 1");
        Write("before", "--cut", "2012-03", Areas);
        Write("before-agency", "--cut", "2012-03", ["--area", "N0801"]);
        _place.CallHere("snapshot", "freeze", "--cut", "2012-03", "--note", "as published").Is(ExitCode.Done, "31/03/2012", "snapshot 2, version 1");
        Withdraw();
        _place.CallHere("snapshot", "freeze", "--cut", "2012-02").Is(ExitCode.Done, "snapshot 3");

        Write("after", "--snapshot", "2", Areas);
        Write("after-agency", "--snapshot", "2", ["--area", "N0801"]);
        foreach (var folder in new[] { "before", "before-agency" })
        {
            foreach (var file in Directory.GetFiles(_place[folder]))
            {
                var again = Path.Combine(_place[folder.Replace("before", "after", StringComparison.Ordinal)], Path.GetFileName(file));
                Assert.True(File.ReadAllBytes(file).AsSpan().SequenceEqual(File.ReadAllBytes(again)), again);
            }
        }

        Write("today", "--cut", "2012-03", ["--area", "A12B"]);
        Assert.False(File.ReadAllBytes(_place["before/monthly-A12B-2012-03.xlsx"]).AsSpan().SequenceEqual(File.ReadAllBytes(_place["today/monthly-A12B-2012-03.xlsx"])));
    }

    [Fact]
    public void A_month_is_published_and_withdrawn_by_commands()
    {
        _place.CallHere("month", "list").Is(ExitCode.Done, "No month has been frozen.");
        _place.CallHere("snapshot", "freeze", "--cut", "2012-03").Is(ExitCode.Done, "snapshot 1");
        _place.CallHere("month", "show", "--cut", "2012-03").Is(ExitCode.Done, "March 2012: not published", "Figures made        yes", "Version 1, snapshot 1");
        _place.CallHere("month", "note", "--cut", "2012-03", "--partnership", "A12B", "--measure", "nothing").Is(ExitCode.WrongCall, "no large change of nothing in A12B");
        _place.CallHere("month", "publish", "1", "--confirm", "2012-03").Is(ExitCode.WrongCall, "Type March 2012.");
        _place.CallHere("month", "withdraw", "--cut", "2012-03", "--reason", "none").Is(ExitCode.BadData, "nothing to withdraw");
        _place.CallHere("month", "publish", "1", "--confirm", "March 2012").Is(ExitCode.Done, "March 2012 is published: version 1, snapshot 1.");
        _place.CallHere("month", "list").Is(ExitCode.Done, "2012-03  1 version, version 1 published on");
        _place.CallHere("month", "withdraw", "--cut", "2012-03", "--reason", "wrong targets").Is(ExitCode.Done, "version 1, are withdrawn");
        _place.CallHere("month", "show", "--cut", "2012-03").Is(ExitCode.Done, "version 1 withdrawn on", "wrong targets");
    }

    [Fact]
    public void A_report_shows_earlier_months_as_first_reported_beside_what_they_are_now()
    {
        _place.CallHere("snapshot", "freeze", "--cut", "2012-02").Is(ExitCode.Done);
        var first = InTreatment("2012-02");
        Withdraw();
        _place.CallHere("snapshot", "freeze", "--cut", "2012-02").Is(ExitCode.Done, "snapshot 2, version 2");
        var now = InTreatment("2012-02");
        Assert.NotEqual(first, now);
        Write("r", "--cut", "2012-03", Areas);
        var report = new WorkbookReading(stream => stream.Write(File.ReadAllBytes(_place["r/monthly-england-2012-03.xlsx"])));
        var row = report.Table("Revisions", "Revisions", "Measure")[0];
        Assert.Equal(
            ("In treatment", (double)first, (double)now, (double)now, (double)(now - first), 0.0),
            ((string)row["Measure"]!, row["First reported"], row["Last frozen"], row["Now"], row["Revision since first reported"], row["Revision since last frozen"]));
    }

    [Fact]
    public void Published_numbers_outlive_their_key()
    {
        _place.CallHere("snapshot", "freeze", "--cut", "2012-03").Is(ExitCode.Done);
        string[] call = ["report", "monthly", "--area", "A12B", "--disclosure", "public", "--force"];
        byte[] Published(params string[] of)
        {
            _place.CallHere([.. call, .. of, "--out", _place["r"]]).Is(ExitCode.Done);
            return File.ReadAllBytes(_place["r/monthly-A12B-2012-03-public.xlsx"]);
        }

        var (frozen, current) = (Published("--snapshot", "1"), Published("--cut", "2012-03"));
        Assert.Equal([0], _place.Query<long>("SELECT COUNT(*) FROM analyst_measure_value WHERE public_n % 5 <> 0 OR public_d % 5 <> 0"));
        Assert.Equal([0], _place.Query<long>("SELECT COUNT(*) FROM analyst_measure_value WHERE public_n IS NULL AND public_d IS NULL AND breakdown <> 'pct'"));
        File.Delete(_place["keys/publication.key"]);
        Assert.Equal(frozen, Published("--snapshot", "1"));
        Assert.NotEqual(current, Published("--cut", "2012-03"));
        Assert.Equal(32, File.ReadAllBytes(_place["keys/publication.key"]).Length);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_place["keys/publication.key"]));
    }

    [Fact]
    public void Snapshots_are_listed_and_shown()
    {
        _place.CallHere("snapshot", "list").Is(ExitCode.Done, "There is no snapshot.");
        _place.CallHere("snapshot", "freeze", "--cut", "2012-03", "--note", "as published").Is(ExitCode.Done);
        _place.CallHere("snapshot", "freeze", "--cut", "2012-03").Is(ExitCode.Done, "version 2");
        var lines = _place.CallHere("snapshot", "list").Is(ExitCode.Done).Lines();
        Assert.Equal(2, lines.Length);
        Assert.Matches(@"^1  2012-03  version 1   frozen 2012-04-11 09:00 by .+: as published$", lines[0]);
        Assert.Matches(@"^2  2012-03  version 2   frozen 2012-04-11 09:00 by \S+$", lines[1]);
        var figures = _place.Query<long>("SELECT COUNT(*) FROM analyst_measure_value WHERE version = 1").Single();
        _place.CallHere("snapshot", "show", "1").Is(
            ExitCode.Done, "Snapshot 1: 31/03/2012, version 1", "as published", string.Create(CultureInfo.InvariantCulture, $"{figures:#,##0}"),
            _place.Query<string>("SELECT run_id FROM snapshot WHERE id = 1").Single(), "official");
    }

    [Fact]
    public void What_cannot_be_frozen_or_found_is_told()
    {
        _place.CallHere("snapshot", "freeze", "--cut", "March").Refuses(ExitCode.WrongCall, "'March' is not a month");
        _place.CallHere("snapshot", "show", "7").Refuses(ExitCode.WrongCall, "There is no snapshot 7; choose one from the list of snapshots.");
        _place.CallHere("report", "monthly", "--snapshot", "7", "--out", _place["r"]).Refuses(ExitCode.WrongCall, "There is no snapshot 7");
        _place.CallHere("report", "monthly", "--out", _place["r"]).Refuses(ExitCode.WrongCall, "either --cut or --snapshot");
        _place.CallHere("report", "monthly", "--cut", "2012-03", "--snapshot", "1", "--out", _place["r"]).Refuses(ExitCode.WrongCall, "either --cut or --snapshot");
        _place.CallHere("snapshot", "freeze", "--cut", "1995-01").Is(ExitCode.BadData, "There are no data at 31/01/1995, so there is nothing to freeze.");
        _place.CallHere("analysis", "refresh", "--cut", "1995-01").Is(ExitCode.BadData, "There are no data at 31/01/1995");
        _place.CallHere("snapshot", "freeze", "--cut", "2012-04").Is(ExitCode.Done, "Warning");
        Execute("UPDATE submission SET state = 'checking' WHERE id = 3");
        _place.CallHere("snapshot", "freeze", "--cut", "2012-03").Refuses(ExitCode.WrongCall, "Submission 3 of agency", "is being processed", "submission resume");
        _place.CallHere("analysis", "refresh", "--cut", "2012-03").Refuses(ExitCode.WrongCall, "Submission 3 of agency");
        Assert.Equal([1], _place.Query<long>("SELECT COUNT(*) FROM snapshot"));
    }

    [Fact]
    public void A_damaged_snapshot_writes_no_report()
    {
        _place.CallHere("snapshot", "freeze", "--cut", "2012-03").Is(ExitCode.Done);
        Execute("UPDATE snapshot SET sha256 = 'other'");
        _place.CallHere("report", "monthly", "--snapshot", "1", "--out", _place["r"]).Refuses(ExitCode.MachineFailed, "Snapshot 1 is not as it was frozen");
    }

    [Fact]
    public void The_journeys_of_analysts_give_the_headlines_of_the_export()
    {
        _place.CallHere("analysis", "refresh", "--cut", "2012-03").Is(ExitCode.Done, "journeys of all levels and", "figures at 31/03/2012");
        _place.CallHere("measures", "--cut", "2012-03", "--out", _place["m.csv"]).Is(ExitCode.Done);
        var figures = File.ReadAllLines(_place["m.csv"]).Skip(1).Select(l => l.Split(','))
            .Where(f => f[7].Length == 0 && f[6] is "in-treatment" or "new-presentations" or "exits" && f[5] is "all" or "prison").ToList();
        Assert.True(figures.Count(f => f[3] == "england") == 2 * 3 * 4);
        foreach (var f in figures)
        {
            Assert.True(MeasureNames.TryParse(f[2], out PeriodKind kind));
            var period = Period.Ending(kind, new DateOnly(2012, 3, 31))!;
            var (first, last) = (period.First.ToString("yyyy-MM-dd", null), period.Last.ToString("yyyy-MM-dd", null));
            var counted = f[6] switch
            {
                "in-treatment" => $"COUNT(DISTINCT CASE WHEN treatment_start <= '{last}' AND (journey_end IS NULL OR journey_end >= '{first}') THEN person_hash END)",
                "new-presentations" => $"COUNT(DISTINCT CASE WHEN treatment_start BETWEEN '{first}' AND '{last}' THEN person_hash END)",
                _ => $"COUNT(CASE WHEN journey_end BETWEEN '{first}' AND '{last}' THEN 1 END)",
            };
            Assert.Equal(f[9], _place.Query<string>(
                $"SELECT CAST({counted} AS TEXT) FROM analyst_journey WHERE area_level = '{f[3]}' AND area_code = '{f[4]}' AND in_{f[5]} = 1").Single());
        }

        var exits = File.ReadAllLines(_place["m.csv"]).Select(l => l.Split(','))
            .Where(f => f[2..6] is ["month", "england", "england", "all"] && f[6] == "exits" && f[7] == "exit-group").Select(f => $"{f[8]} {f[9]}");
        Assert.Equal(exits, _place.Query<string>("""
            SELECT exit_group || ' ' || COUNT(*) FROM analyst_journey
            WHERE area_level = 'england' AND in_all = 1 AND journey_end >= '2012-03-01' GROUP BY exit_group ORDER BY exit_group
            """));
    }

    [Fact]
    public void Nobody_can_be_named_by_what_analysts_read()
    {
        _place.CallHere("analysis", "refresh", "--cut", "2012-03").Is(ExitCode.Done);
        var born = _place.Query<string>("SELECT DISTINCT dob FROM client").ToHashSet();
        var postcodes = _place.Query<string>("SELECT DISTINCT pc FROM episode WHERE pc IS NOT NULL").ToHashSet();
        foreach (var view in new[] { "analyst_episode", "analyst_journey" })
        {
            foreach (var row in _place.Query<dynamic>($"SELECT * FROM {view}").Cast<IDictionary<string, object?>>())
            {
                foreach (var (column, value) in row)
                {
                    // Dates of birth of adults do not meet dates of treatment, which begin in 2005.
                    var text = value?.ToString() ?? "";
                    Assert.False(
                        (born.Contains(text) && string.CompareOrdinal(text, "2000") < 0) || postcodes.Contains(text), $"{view}.{column}");
                }
            }
        }
    }

    /// <summary>Changes what is held: the current submission of an agency does not stay.</summary>
    private void Withdraw()
    {
        var id = _place.Query<long>("SELECT MAX(id) FROM submission WHERE agency = 'N0801' AND state = 'accepted'").Single();
        _place.CallHere("submission", "withdraw", id.ToString(CultureInfo.InvariantCulture), "--reason", "test", "--remove", "123").Is(ExitCode.Done);
    }

    private long InTreatment(string cut)
    {
        _place.CallHere("measures", "--cut", cut, "--out", _place["m.csv"]).Is(ExitCode.Done);
        return long.Parse(File.ReadAllLines(_place["m.csv"]).Select(l => l.Split(','))
            .Single(f => f[2..9] is ["month", "england", "england", "all", "in-treatment", "", ""])[9], CultureInfo.InvariantCulture);
    }

    private void Write(string folder, string what, string of, string[] more) =>
        _place.CallHere(["report", "monthly", what, of, .. more, "--out", _place[folder]]).Is(ExitCode.Done);

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_place.Database}");
        connection.Execute(sql);
    }
}
