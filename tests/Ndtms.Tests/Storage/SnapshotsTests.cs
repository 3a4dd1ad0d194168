using System.Globalization;
using System.IO.Compression;
using System.Text;
using Dapper;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Storage;

namespace Ndtms.Tests.Storage;

/// <summary>What was published stays as it was published, whatever comes later, and tells nothing of anybody.</summary>
public sealed class SnapshotsTests : IDisposable
{
    private static readonly DateOnly Cut = new(2012, 3, 31);
    private static readonly DateOnly Earlier = new(2012, 2, 29);

    private readonly TestStore _store = new();
    private readonly Snapshots _snapshots;

    public SnapshotsTests() => _snapshots = new Snapshots(_store.Database);

    public void Dispose() => _store.Dispose();

    [Fact]
    public void A_snapshot_says_what_it_is_of_and_gives_back_what_reports_are_made_from()
    {
        Submit("CLIENTID=C1 | CLIENTID=C2 DOB=01/02/1990");
        var frozen = Freeze(Cut, "as published");
        Assert.Equal(new SnapshotFacts(Cut, "as published", "run", "data", "1.2.3", "official"), frozen.Facts);
        Assert.Equal((1, TestStore.By.At, TestStore.By.Who), (frozen.Version, frozen.FrozenAt, frozen.FrozenBy));
        Assert.Equal(frozen, _snapshots.Find(frozen.Id));
        Assert.Equal([frozen], All());
        using var report = _snapshots.OpenReport(frozen.Id);
        Assert.Equal("the report of 2012-03-31", new StreamReader(report).ReadToEnd());
        Assert.Null(_snapshots.Find(99));
    }

    [Fact]
    public void The_figures_that_analysts_read_are_those_of_the_export()
    {
        Submit("CLIENTID=C1 PCT=5D7 | CLIENTID=C2 DOB=01/02/1990 REFMODDT=04/11/2011 | CLIENTID=C3 DOB=01/02/1991 FAOMODDT=16/11/2011");
        Freeze(Cut);
        var export = Encoding.UTF8.GetString(_store.Export(Cut)).Split('\n')[1..^1];
        var rows = _store.FiguresIn("analyst_measure_value");
        Assert.Contains(rows, r => r.Contains("wait-first,mean-days", StringComparison.Ordinal) && r.EndsWith("11.333333", StringComparison.Ordinal));
        Assert.Equal(export, rows);
        Assert.Equal(export.Length, _snapshots.CountFigures(1));
    }

    [Fact]
    public void A_cut_frozen_again_gets_the_next_version_and_the_first_stays_as_it_was()
    {
        Submit("CLIENTID=C1");
        Freeze(Cut);
        var before = Dump(1);
        Submit("CLIENTID=C1 | CLIENTID=C2 DOB=01/02/1990");
        var second = Freeze(Cut);
        var other = Freeze(Earlier);
        Assert.Equal((2, 1), (second.Version, other.Version));
        Assert.Equal([3, 1, 2], All().Select(s => s.Id));
        Assert.Equal([3, 1], _snapshots.List(new Page(0, 2)).Items.Select(s => s.Id));
        Assert.Equal([2], _snapshots.List(new Page(2, 2)).Items.Select(s => s.Id));
        Assert.Equal(3, _snapshots.List(new Page(3, 2)).Total);
        Assert.Empty(_snapshots.List(new Page(3, 2)).Items);
        Assert.Equal(before, Dump(1));
        Assert.Equal([(1L, 1L, 0L), (2L, 0L, 1L), (3L, 1L, 1L)], _store.Query<(long, long, long)>(
            "SELECT DISTINCT snapshot_id, is_first, is_latest FROM analyst_measure_value ORDER BY snapshot_id"));
    }

    [Fact]
    public void Later_months_compare_themselves_with_the_first_snapshot_of_each_earlier_cut()
    {
        Submit("CLIENTID=C1");
        Freeze(Earlier);
        Submit("CLIENTID=C1 | CLIENTID=C2 DOB=01/02/1990");
        Freeze(Earlier);
        Freeze(Cut);
        var frozen = _snapshots.FirstFrozen(new DateOnly(2010, 4, 30), Cut);
        Assert.Equal([Earlier], frozen.Keys);
        FigureKey InTreatment(string breakdown = "") => new(AreaLevel.Agency, "N0852", Population.All, PeriodKind.Month, "in-treatment", breakdown);
        Assert.Equal(1, frozen[Earlier].Find(InTreatment())!.Value.N);
        Assert.DoesNotContain(frozen[Earlier].All(), f => f.Key.Breakdown.Length > 0);
        Assert.Empty(_snapshots.FirstFrozen(Cut, Cut));
    }

    [Fact]
    public void A_refusal_leaves_every_snapshot_as_it_is_and_there_is_nothing_in_it_to_find_the_client_by()
    {
        Submit("CLIENTID=ZQ7731 CLIENT=zq-ref EPISODID=EP-ZQ FINITIAL=Q DOB=17/04/1977 PC='SR4 9' | CLIENTID=C2 DOB=01/02/1990");
        Freeze(Cut);
        var before = Dump(1);
        var person = _store.Secrets.PersonHash(new Core.Records.Attributors('Q', 'S', new DateOnly(1977, 4, 17), "M"));
        foreach (var secret in new[]
        {
            "ZQ7731", "zq-ref", "EP-ZQ", "1977-04-17", "17/04/1977", "SR4 9", person[..8], _store.Secrets.ClientHash("N0852", "ZQ7731")[..8],
        })
        {
            Assert.DoesNotContain(secret, before, StringComparison.OrdinalIgnoreCase);
        }

        Submit("CLIENTID=ZQ7731 CONSENT=N | CLIENTID=C2 DOB=01/02/1990");
        Assert.Equal(["C2/E1"], _store.Episodes());
        Assert.Equal(before, Dump(1));
    }

    [Fact]
    public void Nothing_is_frozen_while_a_submission_is_taken_in_or_once_it_was()
    {
        Submit("CLIENTID=C1");
        var figures = Compute(Cut);
        var moment = DataMoment.Of(_store.Database);
        Submit("CLIENTID=C1 | CLIENTID=C2 DOB=01/02/1990");
        Assert.Contains("loaded or withdrawn while", Assert.Throws<SubmissionStateException>(() => Freeze(figures, moment)).Message, StringComparison.Ordinal);

        moment = DataMoment.Of(_store.Database);
        _store.Submissions.Withdraw(2, TestStore.By, "a slip");
        Assert.Contains("loaded or withdrawn while", Assert.Throws<SubmissionStateException>(() => Freeze(figures, moment)).Message, StringComparison.Ordinal);

        Submit("CLIENTID=C1 | CLIENTID=C2 DOB=01/02/1990");
        moment = DataMoment.Of(_store.Database);
        _store.Database.Write(c => c.Execute("UPDATE submission SET state = 'checking' WHERE id = 3"));
        Assert.Contains("Submission 3 of agency N0852 is being processed", Assert.Throws<SubmissionStateException>(() => Freeze(figures, moment)).Message, StringComparison.Ordinal);
        Assert.Throws<SubmissionStateException>(() => DataMoment.Of(_store.Database));
        Assert.Equal([0], _store.Query<long>("SELECT (SELECT COUNT(*) FROM snapshot) + (SELECT COUNT(*) FROM snapshot_part) + (SELECT COUNT(*) FROM measure_value)"));
    }

    [Fact]
    public void A_snapshot_that_fails_half_way_is_none()
    {
        Submit("CLIENTID=C1");
        var pages = _store.Query<long>("PRAGMA page_count")[0];
        var small = Database.Open(_store.Database.Path!, maxPages: pages + 10);
        var figures = Compute(Cut);
        Assert.Contains("full", Assert.Throws<StorageException>(() => new Snapshots(small).Freeze(
            Facts(Cut), figures, stream => stream.WriteByte(1), DataMoment.Of(small), TestStore.By)).Message, StringComparison.Ordinal);
        Assert.Empty(All());
        Assert.Equal([0], _store.Query<long>("SELECT (SELECT COUNT(*) FROM snapshot_part) + (SELECT COUNT(*) FROM measure_value)"));
    }

    [Fact]
    public void Freezing_at_once_gives_each_a_version_of_its_own()
    {
        Submit("CLIENTID=C1");
        var figures = Compute(Cut);
        var moment = DataMoment.Of(_store.Database);
        Parallel.For(0, 4, _ => Freeze(figures, moment));
        Assert.Equal([1, 2, 3, 4], All().Select(s => s.Version));
        Assert.All(All(), s => Assert.Equal(figures.All().Count(), _snapshots.CountFigures(s.Id)));
    }

    [Fact]
    public void A_snapshot_of_many_parts_comes_back_whole_and_one_that_was_touched_is_refused()
    {
        Submit("CLIENTID=C1");
        var content = new byte[3_500_000];
        new Random(5).NextBytes(content);
        var frozen = _snapshots.Freeze(Facts(Cut), Compute(Cut), stream => stream.Write(content), DataMoment.Of(_store.Database), TestStore.By);
        Assert.Equal([4], _store.Query<long>("SELECT COUNT(*) FROM snapshot_part WHERE kind = 'report'"));
        using (var report = new MemoryStream())
        {
            _snapshots.OpenReport(frozen.Id).CopyTo(report);
            Assert.True(content.AsSpan().SequenceEqual(report.ToArray()));
        }

        _store.Database.Write(c => c.Execute("DELETE FROM snapshot_part WHERE kind = 'report' AND part = 4"));
        Assert.Contains("not as it was frozen", Assert.Throws<StorageException>(() => _snapshots.OpenReport(frozen.Id)).Message, StringComparison.Ordinal);
        _store.Database.Write(c => c.Execute("UPDATE snapshot_part SET content = @content WHERE kind = 'headlines'", new { content }));
        Assert.Contains("not as it was frozen", Assert.Throws<StorageException>(() => _snapshots.FirstFrozen(Earlier, Cut.AddDays(1))).Message, StringComparison.Ordinal);
    }

    private IReadOnlyList<Snapshot> All() => _snapshots.List(new Page(0, Page.Most)).Items;

    private void Submit(string rows) =>
        Assert.Equal(SubmissionState.Accepted, _store.Submit(rows, confirmed: true).State);

    private Figures Compute(DateOnly cut) => MeasureRun.Compute(new CurrentEpisodes(_store.Database).Load(CodeBook.Embedded), CodeBook.Embedded, cut);

    private static SnapshotFacts Facts(DateOnly cut, string? note = null) => new(cut, note, "run", "data", "1.2.3", "official");

    private Snapshot Freeze(DateOnly cut, string? note = null) => Freeze(Compute(cut), DataMoment.Of(_store.Database), note);

    private Snapshot Freeze(Figures figures, DataMoment moment, string? note = null) => _snapshots.Freeze(
        Facts(figures.Cut, note), figures,
        stream => stream.Write(Encoding.UTF8.GetBytes($"the report of {figures.Cut.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}")), moment, TestStore.By);

    /// <summary>Everything that is kept of a snapshot, unpacked.</summary>
    private string Dump(long id)
    {
        var text = new StringBuilder();
        foreach (var table in new[] { "snapshot WHERE id", "measure_value WHERE snapshot_id" })
        {
            foreach (var row in _store.Query<dynamic>($"SELECT * FROM {table} = {id} ORDER BY 1, 2, 3, 4, 5, 6, 7, 8"))
                text.AppendJoin('|', ((IDictionary<string, object?>)row).Values).Append('\n');
        }

        foreach (var kind in new[] { "report", "headlines" })
        {
            var packed = _store.Query<byte[]>("SELECT content FROM snapshot_part WHERE snapshot_id = @id AND kind = @kind ORDER BY part", new { id, kind })
                .SelectMany(p => p).ToArray();
            using var unpacked = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
            text.Append(new StreamReader(unpacked, Encoding.Latin1).ReadToEnd());
        }

        return text.ToString();
    }
}
