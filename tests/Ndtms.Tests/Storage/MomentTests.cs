using Dapper;

namespace Ndtms.Tests.Storage;

/// <summary>Whatever others write meanwhile: figures are of one moment.</summary>
public abstract class MomentTests(TestEngine engine)
{
    [Fact]
    public void What_is_read_in_one_go_is_as_of_one_moment()
    {
        using var store = new TestStore(engine);
        Task? writing = null;
        var (before, after) = store.Database.Read(connection =>
        {
            var first = connection.ExecuteScalar<long>("SELECT COUNT(*) FROM agency");
            // Where the server has no snapshots, the writer waits until this is done.
            writing = Task.Run(() => store.Database.Write(c => c.Execute("DELETE FROM agency WHERE code = 'N0860'")), TestContext.Current.CancellationToken);
            ((IAsyncResult)writing).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(5));
            return (first, connection.ExecuteScalar<long>("SELECT COUNT(*) FROM agency"));
        });
        Assert.Equal(before, after);
        Assert.True(((IAsyncResult)writing!).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(60)));
        Assert.Equal([before - 1], store.Query<long>("SELECT COUNT(*) FROM agency"));
    }

    [Fact]
    public void Work_that_fails_half_way_leaves_nothing()
    {
        using var store = new TestStore(engine);
        Assert.Throws<Ndtms.Storage.StorageException>(() => store.Database.Write<int>(c =>
        {
            c.Execute("INSERT INTO extension (agency, month, closes, reason) VALUES ('N0852', '2012-03', '2012-06-30', 'x')");
            return c.Execute("INSERT INTO extension (agency, month, closes, reason) VALUES ('N0852', '2012-03', '2012-06-30', 'y')");
        }));
        Assert.Equal([0], store.Query<long>("SELECT COUNT(*) FROM extension"));
    }

    [Fact]
    public void Text_is_told_apart_by_case_and_ordered_by_code()
    {
        using var store = new TestStore(engine);
        store.Submit("CLIENTID=b1 | CLIENTID=B1 | CLIENTID=a1 | CLIENTID=Z1 | CLIENTID=é1");
        Assert.Equal(["B1", "Z1", "a1", "b1", "é1"], store.Query<string>("SELECT clientid FROM client ORDER BY clientid"));
    }
}
