using System.Globalization;
using System.Text;
using Dapper;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Storage;

namespace Ndtms.Tests.Storage;

/// <summary>Figures that are kept are those that would be calculated, whatever comes after they were kept.</summary>
public abstract class FiguresKeptTests(TestEngine engine) : IDisposable
{
    private const string Official = "official";
    private const string Version = "1.2.3";

    private static readonly WantedFigures Whole = new(new DateOnly(2012, 3, 31), OfAgencies: true, Whole: true);
    private static readonly WantedFigures OfAreas = new(new DateOnly(2012, 2, 29), OfAgencies: false, Whole: false);
    private static readonly WantedFigures OfAgencies = new(new DateOnly(2011, 12, 31), OfAgencies: true, Whole: false);
    private static readonly WantedFigures[] All = [OfAgencies, OfAreas, Whole];

    /// <summary>Three people of N0852, of whom N0853 knows one too; one is known under a blank partnership of residence.</summary>
    private const string Begin =
        "CLIENTID=C1 REFMODDT=03/11/2011 FAOMODDT=14/11/2011 | CLIENTID=C2 DOB=01/02/1990 FAOMODDT=16/11/2011 DAT='' DISD=20/02/2012 DISRSN=80 MODEND=20/02/2012"
        + " | CLIENTID=C3 DOB=01/02/1991 FAOMODDT=20/11/2011 MODST=20/11/2011 CHILDWTH=2 PRNTSTAT=11";

    private const string Other = "@agency=N0853 AGNCY=N0853 CLIENTID=X1 DAT=A09B TRIAGED=05/11/2011 | AGNCY=N0853 CLIENTID=X2 DOB=03/03/1970 DAT=A12B";

    private readonly TestStore _store = new(engine);

    public void Dispose() => _store.Dispose();

    public static TheoryData<string, string> Changes => new()
    {
        { "nothing", Begin },
        { "an episode more", $"{Begin} | CLIENTID=C4 DOB=01/02/1992 FAOMODDT=17/11/2011" },
        { "one who is new at an agency and known at another", $"{Begin} | CLIENTID=C4 DOB=03/03/1970 FAOMODDT=17/11/2011" },
        { "an episode less", Begin[..Begin.LastIndexOf(" | ", StringComparison.Ordinal)] },
        { "another wait, so another median", Begin.Replace("FAOMODDT=16/11/2011", "FAOMODDT=18/11/2011", StringComparison.Ordinal) },
        { "another date of birth, so another person", Begin.Replace("CLIENTID=C1", "CLIENTID=C1 DOB=11/05/1980", StringComparison.Ordinal) },
        { "the attributors of another", Begin.Replace("CLIENTID=C2 DOB=01/02/1990", "CLIENTID=C2 DOB=01/02/1991", StringComparison.Ordinal) },
        { "ethnicity alone", Begin.Replace("CLIENTID=C3", "CLIENTID=C3 ETHNIC=B", StringComparison.Ordinal) },
        { "ethnicity left out", Begin.Replace("CLIENTID=C3", "CLIENTID=C3 ETHNIC=''", StringComparison.Ordinal) },
        { "a field that only completeness counts", Begin.Replace("CLIENTID=C3", "CLIENTID=C3 NATION=''", StringComparison.Ordinal) },
        { "another partnership", Begin.Replace("DAT=''", "DAT=A11B", StringComparison.Ordinal) },
        { "the exit", Begin.Replace("DISRSN=80", "DISRSN=84", StringComparison.Ordinal) },
        { "a rejected episode", Begin.Replace("CLIENTID=C3", "CLIENTID=C3 TRIAGED=01/01/2013", StringComparison.Ordinal) },
        { "a client without an episode that loads", Begin.Replace("CLIENTID=C2 DOB=01/02/1990", "CLIENTID=C2 DOB=01/02/1990 DRUG1=''", StringComparison.Ordinal) },
        { "everybody under another id", Begin.Replace("CLIENTID=C", "CLIENTID=D", StringComparison.Ordinal) },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Figures_follow_what_changes(string what, string rows)
    {
        _store.Submit(Begin);
        _store.Submit(Other);
        Keep();
        AreAsCalculated();

        _store.Submit(rows, correction: true, confirmed: true);
        Assert.NotNull(Kept().Refresh());
        Assert.True(Found(), what);
        AreAsCalculated(published: true);

        // And back again.
        _store.Submit($"{Begin} | CLIENTID=C9 DOB=09/09/1979", correction: true, confirmed: true);
        Assert.NotNull(Kept().Refresh());
        AreAsCalculated();
    }

    [Fact]
    public void Several_files_of_several_agencies_are_followed_at_once()
    {
        _store.Submit(Begin);
        _store.Submit(Other);
        Keep();
        _store.Submit(Begin.Replace("FAOMODDT=16/11/2011", "FAOMODDT=18/11/2011", StringComparison.Ordinal), correction: true, confirmed: true);
        _store.Submit(Other.Replace("TRIAGED=05/11/2011", "TRIAGED=06/11/2011", StringComparison.Ordinal), correction: true, confirmed: true);
        _store.Submit("@agency=N0855 AGNCY=N0855 CLIENTID=Z1 DOB=03/03/1970 DAT=A11B");
        Assert.False(Found());
        // C2, whom X1 and C1 share, and Z1, who is X2.
        Assert.Equal(3, Kept().Refresh());
        AreAsCalculated();
        Assert.Equal(0, Kept().Refresh());
    }

    [Fact]
    public void The_same_episodes_under_another_data_set_expect_other_fields()
    {
        const string old = "@from=2013-04-01 @to=2014-03-31 REFLD=01/11/2013 TRIAGED=03/11/2013 CPLANDT=10/11/2013 REFMODDT=03/11/2013 FAOMODDT=14/11/2013"
            + " MODST=18/11/2013 TOPDATE=18/11/2013 CLIENTID=C1";
        _store.Submit(old, confirmed: true);
        Keep();
        _store.Submit($"@letter=K {old}", correction: true, confirmed: true);
        Assert.NotNull(Kept().Refresh());
        AreAsCalculated();
    }

    [Fact]
    public void An_old_episode_that_comes_again_under_another_data_set_expects_other_fields()
    {
        const string dates = "CPLANDT=10/11/2011 REFMODDT=03/11/2011 FAOMODDT=14/11/2011 MODST=18/11/2011 MODEND=20/02/2012 TOPDATE=18/11/2011 DISD=20/02/2012 DISRSN=80";
        const string old = $"CLIENTID=C1 EPISODID=E1 REFLD=01/11/2011 TRIAGED=03/11/2011 {dates}";
        const string later = "@letter=K CLIENTID=C1 EPISODID=E2";
        _store.Submit(old, confirmed: true);
        _store.Submit(later, confirmed: true);
        Keep();
        Assert.Equal(SubmissionState.Accepted, _store.Submit($"{later} | {old}", correction: true, confirmed: true).State);
        Assert.Equal(["K", "K"], _store.Query<string>("SELECT data_set FROM episode JOIN submission ON submission.id = episode.submission_id"));
        Assert.NotNull(Kept().Refresh());
        AreAsCalculated();
    }

    [Fact]
    public void Figures_that_were_read_before_a_refusal_are_not_kept_after_it()
    {
        _store.Submit(Begin);
        var data = Data();
        new Refusals(_store.Database, _store.Secrets, CodeBook.Embedded, TimeProvider.System).Refuse("N0852", "C1");
        Assert.False(Keep(Whole, data));
        Assert.Empty(_store.Query<string>("SELECT area_code FROM kept_area"));
    }

    [Fact]
    public void A_client_without_an_episode_is_found_among_what_was_when_it_refuses()
    {
        _store.Submit($"{Begin} | CLIENTID=C5 DOB=05/05/1975 DRUG1=''", confirmed: true);
        Assert.Contains("C5", _store.Query<string>("SELECT clientid FROM client"));
        Keep();
        _store.Submit(Begin, correction: true, confirmed: true);
        _store.Database.Write(connection => connection.Execute("DELETE FROM issue"));
        Assert.Equal(["C5"], _store.Query<string>("SELECT clientid FROM earlier_client"));
        new Refusals(_store.Database, _store.Secrets, CodeBook.Embedded, TimeProvider.System).Refuse("N0852", "C5");
        Assert.Empty(_store.Query<string>("SELECT clientid FROM earlier_client"));
        Assert.Empty(_store.Query<string>("SELECT area_code FROM kept_area"));
    }

    [Fact]
    public void An_area_whose_last_episode_goes_has_no_figures_any_more()
    {
        _store.Submit(Begin);
        _store.Submit(Other);
        Keep();
        Assert.Contains("A09B", Read().Cuts[Whole.Cut].Figures.Areas(AreaLevel.Partnership));
        _store.Submit(Other.Replace("DAT=A09B", "DAT=A12B", StringComparison.Ordinal), correction: true, confirmed: true);
        Kept().Refresh();
        Assert.DoesNotContain("A09B", Read().Cuts[Whole.Cut].Figures.Areas(AreaLevel.Partnership));
        AreAsCalculated();
    }

    [Fact]
    public void A_held_file_that_is_confirmed_later_is_followed_whatever_was_counted_when_it_was_held()
    {
        _store.Submit(Begin);
        _store.Submit(string.Join(" | ", Enumerable.Range(1, 20).Select(n => $"@agency=N0855 AGNCY=N0855 CLIENTID=Z{n} DOB={n:00}/04/1981")));
        Keep();
        var held = _store.Submit("@agency=N0855 AGNCY=N0855 CLIENTID=Z1 DOB=01/04/1981", correction: true);
        Assert.Equal(SubmissionState.Held, held.State);
        AreAsCalculated();
        _store.Submissions.Confirm(Scope.England, held.Id, "test", "right", 19);
        Assert.NotNull(Kept().Refresh());
        AreAsCalculated();
    }

    [Fact]
    public void What_no_record_changes_is_seen_at_once()
    {
        _store.Submit(Begin);
        Keep();
        _store.Submit("@agency=N0853 AGNCY=N0853 CLIENTID=X1 DOB=''");
        _store.Extend("N0852,2012-03,2012-05-01,a server failed");
        Assert.True(Found());
        AreAsCalculated();
    }

    [Fact]
    public void Of_a_client_who_refuses_nothing_is_left_of_what_was_kept_to_follow_changes()
    {
        _store.Submit(Begin);
        Keep();
        _store.Submit(Begin.Replace("CLIENTID=C3", "CLIENTID=C3 ETHNIC=B", StringComparison.Ordinal), correction: true, confirmed: true);
        Assert.Equal(["C3"], _store.Query<string>("SELECT clientid FROM earlier_client"));
        _store.Submit(Begin[..Begin.LastIndexOf(" | ", StringComparison.Ordinal)], correction: true, confirmed: true);
        // It is no longer current, but what it was is still there.
        new Refusals(_store.Database, _store.Secrets, CodeBook.Embedded, TimeProvider.System).Refuse("N0852", "C3");
        foreach (var table in (string[])["changed_person", "earlier_client", "earlier_episode", "earlier_modality", "earlier_top_interview"])
            Assert.Equal([0L], _store.Query<long>($"SELECT COUNT(*) FROM {table}"));
        Assert.Null(Read().Records);
        Keep();
        AreAsCalculated();
    }

    [Fact]
    public void A_refusal_and_a_withdrawal_leave_nothing_that_is_out_of_date()
    {
        _store.Submit(Begin);
        _store.Submit(Other);
        Keep();
        new Refusals(_store.Database, _store.Secrets, CodeBook.Embedded, TimeProvider.System).Refuse("N0852", "C1");
        Assert.Empty(Read().Cuts);
        Keep();
        AreAsCalculated();
        var last = _store.Submit(Begin.Replace("CLIENTID=C3", "CLIENTID=C3 ETHNIC=B", StringComparison.Ordinal), correction: true, confirmed: true);
        _store.Submissions.Withdraw(Scope.England, last.Id, "test", "the wrong file", 1);
        Assert.Empty(Read().Cuts);
        Keep();
        AreAsCalculated();
    }

    [Theory]
    [InlineData(5_000, 5_000)]
    [InlineData(5_001, 0)]
    public void When_very_many_change_all_is_calculated_again(int persons, long followed)
    {
        _store.Submit(Begin);
        Keep();
        var born = new DateOnly(1950, 1, 1);
        var clients = Enumerable.Range(1, persons).Select(n => string.Create(
            CultureInfo.InvariantCulture, $"CLIENTID=M{n} DOB={born.AddDays(n):dd/MM/yyyy} SEX=F MODID='' MODAL='' REFMODDT='' FAOMODDT='' MODST='' TOPID='' TOPDATE='' TRSTAGE=''"));
        Assert.Equal(SubmissionState.Accepted, _store.Submit(string.Join(" | ", clients.Prepend(Begin)), correction: true, confirmed: true).State);
        Assert.Equal([followed], _store.Query<long>("SELECT COUNT(*) FROM changed_person"));
    }

    [Fact]
    public void Figures_made_from_earlier_data_are_not_kept()
    {
        _store.Submit(Begin);
        var data = Data();
        _store.Submit(Other);
        Assert.False(Keep(Whole, data));
        Assert.Empty(Read().Cuts);
        Assert.True(Keep(Whole, Data()));
    }

    [Fact]
    public void What_is_kept_is_for_one_program_and_one_register_of_agencies()
    {
        _store.Submit(Begin);
        Keep();
        Assert.True(Found());
        Assert.Empty(new KeptFigures(_store.Database, CodeBook.Embedded, "1.2.4", _store.Secrets.PublicationKey).Read(All, Official).Cuts);
        new ReferenceData(_store.Database).LoadAgencies(
            "agencies.csv",
            Encoding.UTF8.GetBytes("code,name,partnership,region,service,email,active_from,active_to,scope\nN0852,Wearside,A09B,north-east,adult,a@b.example,,,active\n"),
            CodeBook.Embedded);
        Assert.Empty(Read().Cuts);
        Keep();
        AreAsCalculated();
    }

    [Fact]
    public void More_is_found_than_was_asked_for_and_never_less()
    {
        _store.Submit(Begin);
        Assert.True(Keep(OfAreas, Data()));
        Assert.Empty(Kept().Read([OfAreas with { OfAgencies = true }], Official).Cuts);
        Assert.Empty(Kept().Read([OfAreas with { Whole = true }], Official).Cuts);
        Assert.Empty(Kept().Read([Whole], Official).Cuts);
        Assert.True(Keep(OfAreas with { OfAgencies = true, Whole = true }, Data()));
        Assert.Empty(Kept().Read([OfAreas], Official).Cuts[OfAreas.Cut].Figures.Areas(AreaLevel.Agency));
    }

    private KeptFigures Kept() => new(_store.Database, CodeBook.Embedded, Version, _store.Secrets.PublicationKey);

    private KeptReading Read() => Kept().Read(All, Official);

    private bool Found() => Read().Cuts.Count == All.Length;

    private CurrentData Data() => new CurrentEpisodes(_store.Database).Load(CodeBook.Embedded, _store.Secrets.PublicationKey);

    private void Keep()
    {
        var data = Data();
        foreach (var wanted in All)
            Assert.True(Keep(wanted, data));
    }

    private bool Keep(WantedFigures wanted, CurrentData data) => Kept().Keep(wanted, Calculate(wanted, data), data, RecordSums.Of(data));

    private static CutFigures Calculate(WantedFigures wanted, CurrentData data)
    {
        var caseload = Caseload.Prepare(data, CodeBook.Embedded);
        var levels = Enum.GetValues<AreaLevel>().Where(l => wanted.OfAgencies || l != AreaLevel.Agency).ToHashSet();
        return new CutFigures(
            MeasureRun.Compute(caseload, wanted.Cut, only: wanted.Whole ? null : FigureParts.WithoutCategories with { Levels = levels }),
            wanted.Whole ? AreaCounts.Of(caseload, wanted.Cut, levels, AreaCounts.IsPrison(data.Agencies)) : CutFigures.NoCounts);
    }

    /// <summary>What is kept is what is calculated from all that is current now.</summary>
    private void AreAsCalculated(bool published = false)
    {
        var data = Data();
        var reading = Read();
        Assert.Equal(RecordSums.Of(data), reading.Records);
        Assert.Equal(DataVersion.Of(data), DataVersion.Of(reading.Records!.Value, reading.Beside));
        foreach (var wanted in All)
        {
            var calculated = Calculate(wanted, data);
            Assert.Equal(Export(calculated.Figures), Export(reading.Cuts[wanted.Cut].Figures));
            // What is published lists every area: once is enough.
            if (published && wanted == Whole)
                Assert.Equal(Export(calculated.Figures, Edition.Public), Export(reading.Cuts[wanted.Cut].Figures, Edition.Public));
            Assert.Equal(
                calculated.Counts.Where(c => calculated.Figures.Areas(c.Key.Level).Contains(c.Key.Area)).OrderBy(c => c.Key),
                reading.Cuts[wanted.Cut].Counts.OrderBy(c => c.Key));
        }
    }

    private string Export(Figures figures, Edition edition = Edition.Exact)
    {
        using var csv = new MemoryStream();
        FigureExport.Write(ShownFigures.Of(figures, edition, new PublishedLists(CodeBook.Embedded, Data().Agencies.Values)), csv);
        return Encoding.UTF8.GetString(csv.ToArray());
    }
}
