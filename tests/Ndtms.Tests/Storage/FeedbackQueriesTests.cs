using Ndtms.Core.Quality;
using Ndtms.Core.Validation;
using Ndtms.Storage;

namespace Ndtms.Tests.Storage;

/// <summary>Feedback on a stored submission must say what feedback on the file itself says.</summary>
public abstract class FeedbackQueriesTests(TestEngine engine) : IDisposable
{
    private const string Faulty = "CLIENTID=C1 | CLIENTID=C2 SINITIAL=T DRUG1='' | CLIENTID=C3 SINITIAL=U ETHNIC='' TOPDATE='' TOPID='' TRSTAGE=''";

    private readonly TestStore _store = new(engine);

    public void Dispose()
    {
        _store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_stored_file_tells_the_same_as_the_file_that_was_sent()
    {
        var sent = new TestFile(Faulty).Check();
        _store.Submit(Faulty);
        var stored = _store.Queries.ContentOf(Scope.England, 1)!;

        Assert.Equal(Completeness.Of(sent.Content!), stored.Completeness);
        Assert.Equal(stored.Completeness, _store.Queries.CompletenessOf(Scope.England, 1));
        Assert.Equal(TopSchedule.Of(sent.Content!, sent.Facts!), stored.Tops);
        var effect = EffectOnFigures.Of(sent, Core.DataSets.CodeBook.Embedded);
        Assert.NotEmpty(effect);
        Assert.Equal(effect.Keys, stored.Effects.Keys);
        Assert.Equal(effect.SelectMany(e => e.Value), stored.Effects.SelectMany(e => e.Value));
    }

    [Fact]
    public void Scores_are_of_what_counts_now()
    {
        _store.Submit("CLIENTID=C9 ETHNIC=''");
        var found = _store.Submit(Faulty, confirmed: true).Checked;
        _store.Submit("@letter=Z");

        var records = Assert.Single(_store.Queries.CurrentRecords());
        Assert.Equal(
            new AgencyRecords("N0852", found.Counts.Sum(c => c.Read), found.Counts.Sum(c => c.Loaded), found.Counts.Sum(c => c.Warned)), records);
        Assert.Equal(QualityScore.Of(found.Counts), QualityScore.Of(records.Read, records.Loaded, records.Warned));
    }

    [Fact]
    public void More_issues_than_are_listed_are_stored_as_numbers_and_lines()
    {
        var found = _store.Submit("@times=10050 ETHNIC=Q | CLIENTID=D DRUG1=''", confirmed: true).Checked;

        Assert.Equal(10_000, _store.Queries.IssuesOf(Scope.England, 1, new IssueFilter(Rule: "VALUE-05"), Page.First()).Total);
        Assert.Equal(found.IssueCounts, _store.Queries.IssueTotalsOf(Scope.England, 1));
        Assert.Equal(new RuleCount("VALUE-05", Severity.Warning, 10_050), Assert.Single(_store.Queries.RuleCountsOf(1), r => r.Rule == "VALUE-05"));
        Assert.Equal(10_050, _store.Queries.IssueCountsOf(1)[Severity.Warning]);
        Assert.Equal(found.Unlisted.Kinds, _store.Queries.UnlistedOf(Scope.England, 1).Kinds);
        Assert.Equal(found.Unlisted.Places, _store.Queries.UnlistedOf(Scope.England, 1).Places);
        var quality = new CurrentEpisodes(_store.Database).Load(Core.DataSets.CodeBook.Embedded).Quality!;
        Assert.Equal(10_050, Assert.Single(quality.Found, f => f.Rule == "VALUE-05").Entities);
        Assert.Equal(10_050, Assert.Single(quality.Submissions).Rules.Single(r => r.Rule == "VALUE-05").Issues);

        // Whether another warning of the client is among those that are not listed is not known, so it counts until the next file.
        _store.Submissions.ConfirmWarning(1, found.Issues.Index().First(i => i.Item.Rule == "VALUE-05").Index + 1, TestStore.By, "asked the client");
        Assert.Equal(10_049, _store.Queries.IssueCountsOf(1)[Severity.Warning]);
        Assert.Equal(10_050, _store.Queries.CountsOf(1).Single(c => c.Kind == Core.DataSets.EntityKind.Client).Warned);
    }

    [Fact]
    public void A_confirmed_warning_is_in_no_count()
    {
        var found = _store.Submit("ETHNIC='' | CLIENTID=C2 SINITIAL=T ETHNIC=''").Checked;
        Assert.Equal(found.Issues.Count, _store.Queries.RuleCountsOf(1).Sum(r => r.Issues));
        var number = found.Issues.Index().First(i => i.Item.Rule == "VALUE-02").Index + 1;

        _store.Submissions.ConfirmWarning(1, number, TestStore.By, "asked the client");

        Assert.Equal(new RuleCount("VALUE-02", Severity.Warning, 1), Assert.Single(_store.Queries.RuleCountsOf(1)));
        Assert.Equal(1, _store.Queries.IssueCountsOf(1)[Severity.Warning]);
    }
}
