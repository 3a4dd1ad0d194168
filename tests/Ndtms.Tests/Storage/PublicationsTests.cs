using Dapper;
using Ndtms.Storage;

namespace Ndtms.Tests.Storage;

/// <summary>What is published of each month is one snapshot, or nothing once it is withdrawn; what was published before can still be told.</summary>
public abstract class PublicationsTests(TestEngine engine)
{
    private static readonly DateOnly March = new(2012, 3, 31);
    private static readonly DateOnly April = new(2012, 4, 30);

    [Fact]
    public void Publications_are_told_by_month_in_their_order_with_what_was_withdrawn()
    {
        using var store = new TestStore(engine);
        var publications = new Publications(store.Database);
        var (one, other) = (Freeze(store, March, 1), Freeze(store, April, 1));
        Assert.Null(publications.LatestOf(March));
        var first = publications.Publish(one, TestStore.By);
        Assert.Equal(new Publication(first.Id, March, one, 1, TestStore.By, null, null), first);
        publications.Publish(other, TestStore.By);
        var later = TestStore.By with { At = TestStore.By.At.AddHours(1) };
        var withdrawn = publications.Withdraw(first.Id, later, "wrong");
        Assert.Equal(first with { Withdrawn = later, Reason = "wrong" }, withdrawn);
        var second = publications.Publish(Freeze(store, March, 2), later);
        Assert.Equal([withdrawn, second], publications.Of(March));
        Assert.Equal([second, publications.LatestOf(April)!], publications.Latest());
        Assert.Equal((withdrawn, 2), (publications.OfSnapshot(one), second.Version));
        Assert.Null(publications.OfSnapshot(99));
        Assert.Throws<PublicationException>(() => publications.Withdraw(first.Id, later, "again"));
        Assert.Throws<PublicationException>(() => publications.Publish(one, later));
    }

    [Fact]
    public void A_note_replaces_the_one_on_the_same_count_and_no_other()
    {
        using var store = new TestStore(engine);
        var publications = new Publications(store.Database);
        ChangeNote Note(string measure, long now, string? text) => new("A12B", measure, 100, now, text, TestStore.By);
        publications.Note(March, Note("exits", 150, null));
        publications.Note(March, Note("in-treatment", 160, "new clinic"));
        publications.Note(April, Note("exits", 170, "moved"));
        publications.Note(March, Note("exits", 151, "flood"));
        Assert.Equal([Note("exits", 151, "flood"), Note("in-treatment", 160, "new clinic")], publications.NotesOf(March));
        Assert.Equal([Note("exits", 170, "moved")], publications.NotesOf(April));
    }

    private static long Freeze(TestStore store, DateOnly cut, int version)
    {
        store.Database.Write(connection => connection.Execute(
            """
            INSERT INTO snapshot (cut, version, frozen_at, frozen_by, run_id, data_hash, program_version, basis, sha256)
            VALUES (@cut, @version, @At, @Who, 'run', 'data', '1.2.3', 'official', 'hash')
            """, new { cut, version, TestStore.By.At, TestStore.By.Who }));
        return store.Query<long>("SELECT MAX(id) FROM snapshot")[0];
    }
}
