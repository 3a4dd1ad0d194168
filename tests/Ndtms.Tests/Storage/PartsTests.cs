using System.Globalization;
using Dapper;
using Ndtms.Storage;

namespace Ndtms.Tests.Storage;

/// <summary>A long list is read in parts: nothing of it is lost or told twice where one part ends and the next begins.</summary>
public sealed class PartsTests : IDisposable
{
    private readonly TestStore _store = new();

    public static TheoryData<int> Lengths => [Page.Most - 1, Page.Most, Page.Most + 1, 2 * Page.Most];

    public void Dispose() => _store.Dispose();

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Issues_and_changes_of_a_submission_are_all_read(int length)
    {
        // Three episodes a client, so that parts end in the middle of one.
        var submitted = _store.Submit(string.Join(" | ", Enumerable.Range(0, length).Select(
            i => string.Create(CultureInfo.InvariantCulture, $"CLIENTID=C{i / 3:0000} EPISODID=E{i:0000} ALCDDAYS=0 ALCUNITS=5"))));
        var warned = _store.Queries.IssuesOf(submitted.Id).Where(i => i.Rule == "EPISODE-14").Select(i => i.EpisodeId!).ToList();
        var episodes = Enumerable.Range(0, length).Select(i => string.Create(CultureInfo.InvariantCulture, $"E{i:0000}")).ToList();
        Assert.Equal(episodes, warned);
        Assert.Equal(_store.Query<long>("SELECT COUNT(*) FROM issue").Single(), _store.Queries.IssuesOf(submitted.Id).Count);
        Assert.Equal(episodes, _store.Queries.ChangesOf(submitted.Id).Select(c => c.EpisodeId));
        Assert.Equal(episodes, _store.Queries.AllChangesOf(Scope.England, submitted.Id, "added").Select(c => c.EpisodeId));
        Assert.Empty(_store.Queries.AllChangesOf(Scope.England, submitted.Id, "removed"));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Submissions_are_all_read_from_either_end(int length)
    {
        _store.Submit("");
        var columns = string.Join(", ", _store.ColumnsOf("submission").Where(c => c is not ("id" or "state" or "loaded" or "received_file")));
        _store.Database.Write(connection => connection.Execute(
            $"""
            WITH RECURSIVE many (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM many WHERE n < @length)
            INSERT INTO submission (id, state, loaded, {columns}) SELECT n, 'superseded', 0, {columns} FROM submission, many WHERE id = 1
            """, new { length }));
        var ids = Enumerable.Range(1, length).Select(n => (long)n).ToList();
        Assert.Equal(ids, _store.Queries.All().Select(s => s.Id));
        ids.Reverse();
        Assert.Equal(ids, _store.Queries.All(Scope.England, new SubmissionFilter()).Select(s => s.Id));
    }
}
