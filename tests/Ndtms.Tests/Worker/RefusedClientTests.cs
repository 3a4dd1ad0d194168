using System.Text;
using Microsoft.Data.Sqlite;
using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>Who refuses consent is gone, from every file of the installation, and stays gone when a backup comes back.</summary>
public sealed class RefusedClientTests : IDisposable
{
    private const string Client = "needle-4711";
    private const string Episode = "needle-episode";
    private const string Note = "needle-reference";

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void No_byte_of_a_client_who_refuses_is_left_in_any_file()
    {
        Hold();
        Assert.NotEmpty(FilesWith(Client));
        Submit($"CLIENTID={Client} CONSENT=N | {Others()}");
        _place.CallHere("db", "backup", _place["backup/after.db"]).Is(ExitCode.Done);
        foreach (var needle in (string[])[Client, Episode, Note])
            Assert.Empty(FilesWith(needle));
        Assert.Equal(40, _place.Query<long>("SELECT COUNT(*) FROM client")[0]);
    }

    [Fact]
    public void A_refusal_entered_by_hand_leaves_no_byte_either()
    {
        Hold();
        _place.CallHere("submission", "refuse", "--agency", "n0817", "--client", Client).Is(ExitCode.Done, "1 episode,", "2 stored files");
        foreach (var needle in (string[])[Client, Episode, Note])
            Assert.Empty(FilesWith(needle));
        _place.CallHere("submission", "refuse", "--agency", "N0817", "--client", Client).Is(ExitCode.Done, "already");
        _place.CallHere("submission", "refuse", "--agency", "N9999", "--client", Client).Refuses(ExitCode.WrongCall, "agency");
    }

    [Fact]
    public void A_client_is_found_by_hand_also_where_the_agency_writes_the_reference_in_another_way()
    {
        Hold();
        _place.CallHere("submission", "refuse", "--agency", "N0817", "--client", "00NEEDLE 4711").Is(ExitCode.Done, "1 episode,");
        Assert.Empty(FilesWith(Client));
    }

    [Fact]
    public void A_backup_that_comes_back_brings_nobody_back_who_has_refused_since()
    {
        Hold();
        _place.CallHere("db", "backup", _place["backup.db"]).Is(ExitCode.Done);
        Submit($"CLIENTID={Client} CONSENT=N | {Others()}");
        Submit($"CLIENTID=o1 CONSENT=N | {Others(from: 2)}");
        Submit($"{Others()} CLIENT=again");
        _place.CallHere("db", "restore", _place["backup.db"], "--overwrite").Is(ExitCode.Done, "1 carried out again, 0 taken back, 1 standing");
        Assert.Equal(0, _place.Query<long>($"SELECT COUNT(*) FROM client WHERE clientid = '{Client}'")[0]);
        Assert.Equal(40, _place.Query<long>("SELECT COUNT(*) FROM client")[0]);
        SqliteConnection.ClearAllPools();
        Assert.DoesNotContain(Client, Encoding.Latin1.GetString(File.ReadAllBytes(_place.Database)), StringComparison.Ordinal);
        // Once more changes nothing.
        _place.CallHere("refusals", "replay").Is(ExitCode.Done, "0 carried out again");
    }

    [Fact]
    public void Without_the_journal_a_backup_comes_back_only_when_that_is_asked_for()
    {
        Hold();
        _place.CallHere("db", "backup", _place["backup.db"]).Is(ExitCode.Done);
        SqliteConnection.ClearAllPools();
        File.Delete(_place.Database);
        File.Delete(_place["keys/refusals.csv"]);
        _place.CallHere("db", "restore", _place["backup.db"]).Refuses(ExitCode.WrongCall, "no journal of refusals", "--without-refusals");
        Assert.False(File.Exists(_place.Database));
        _place.CallHere("db", "restore", _place["backup.db"], "--without-refusals").Is(ExitCode.Done, "not replayed");
        Assert.Equal(41, _place.Query<long>("SELECT COUNT(*) FROM client")[0]);
    }

    [Fact]
    public void A_journal_that_is_lost_is_written_again_from_the_database_and_half_a_line_is_dropped()
    {
        Hold();
        Submit($"CLIENTID={Client} CONSENT=N | {Others()}");
        var journal = File.ReadAllText(_place["keys/refusals.csv"]);
        Assert.Equal(2, journal.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain("needle", journal, StringComparison.OrdinalIgnoreCase);
        File.Delete(_place["keys/refusals.csv"]);
        _place.CallHere("submission", "list").Is(ExitCode.Done);
        Assert.Equal(journal, File.ReadAllText(_place["keys/refusals.csv"]));
        File.AppendAllText(_place["keys/refusals.csv"], "N0817,abc");
        _place.CallHere("refusals", "replay").Is(ExitCode.Done, "1 standing");
        Assert.Equal(journal, File.ReadAllText(_place["keys/refusals.csv"]));
        File.WriteAllText(_place["keys/refusals.csv"], journal.Replace("refused", "refus", StringComparison.Ordinal));
        _place.CallHere("refusals", "replay").Refuses(ExitCode.MachineFailed, "damaged in line 2");
    }

    /// <summary>Two submissions, with the client among others, with findings on them and an episode that the second removes.</summary>
    private void Hold()
    {
        _place.CallHere("reference", "load", "agencies", Workplace.Sample(Workplace.Agencies)).Is(ExitCode.Done);
        Submit($"CLIENTID={Client} EPISODID={Episode} CLIENT={Note} ETHNIC='' | CLIENTID={Client} EPISODID=E0 REFLD=02/11/2011 | {Others()}");
        Submit($"CLIENTID={Client} EPISODID={Episode} CLIENT={Note} ETHNIC='' | {Others()}");
    }

    private static string Others(int from = 1) => string.Join(" | ", Enumerable.Range(from, 41 - from).Select(i => $"CLIENTID=o{i} EPISODID=oe{i}"));

    private void Submit(string rows)
    {
        var name = "N0817-20110401-20120331-TREAT-IN-H.csv";
        var csv = new TestFile(rows).Csv().Replace("N0852", "N0817", StringComparison.Ordinal);
        var path = _place.Write($"sent/{name}", csv);
        _place.CallHere("submit", path, "--confirm", "--received", "2012-04-10");
        File.Delete(path);
    }

    /// <summary>Every file of the installation in which a text stands as it is.</summary>
    private string[] FilesWith(string needle)
    {
        SqliteConnection.ClearAllPools();
        return [.. Directory.EnumerateFiles(_place.Folder, "*", SearchOption.AllDirectories)
            .Where(path => Encoding.Latin1.GetString(File.ReadAllBytes(path)).Contains(needle, StringComparison.Ordinal))];
    }
}
