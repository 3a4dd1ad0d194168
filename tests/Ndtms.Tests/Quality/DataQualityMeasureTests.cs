using System.Text;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Quality;
using Ndtms.Core.Records;
using Ndtms.Core.Validation;
using Ndtms.Storage;
using Ndtms.Tests.Measures;
using Ndtms.Tests.Storage;

namespace Ndtms.Tests.Quality;

/// <summary>Data quality that is counted wrongly sends people after the wrong agency, and lets the right one go on.</summary>
public sealed class DataQualityMeasureTests : IDisposable
{
    private readonly TestStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Each_expected_field_of_a_clean_file_is_filled_and_the_headline_is_all_of_them()
    {
        _store.Submit("");
        var fields = At("31/3/2012").Categories(AreaLevel.England, "england", Population.All, PeriodKind.Month, "dq-completeness", "field").ToList();
        var expected = CodeBook.Embedded.DataSet("H")!.Fields.Where(f => f.Required == Requirement.Expected).Select(f => f.Header).ToList();
        Assert.Equal(expected.Order(StringComparer.Ordinal), fields.Select(f => f.Key.Category));
        Assert.All(fields, f => Assert.Equal((1L, 1L, 1m), (f.N, f.D, f.Value)));
        Assert.Equal($"{expected.Count}/{expected.Count}=1", At("31/3/2012").Read("dq-completeness"));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(3)]
    public void Records_have_one_published_number_whether_a_check_or_their_fields_count_them(int clients)
    {
        _store.Submit($"@times={clients} ETHNIC=Q ALCUSE=99", confirmed: true);
        var key = _store.Secrets.PublicationKey;
        var current = new CurrentEpisodes(_store.Database).Load(CodeBook.Embedded, key);
        var shown = ShownFigures.Of(
            MeasureRun.Compute(current, CodeBook.Embedded, Holding.Day("31/3/2012")), Edition.Public, new PublishedLists(CodeBook.Embedded, current.Agencies.Values));
        ShownFigure Of(string measure, string breakdown, string category) =>
            shown.Find(new FigureKey(AreaLevel.Partnership, "A12B", Population.All, PeriodKind.Month, measure, breakdown, category))!.Value;

        var keys = current.Clients.Aggregate(0UL, (sum, c) => unchecked(sum + key.Client(c.Agency, c.ClientId)));
        Assert.Equal(key.Draw(keys, clients), Of("dq-completeness", "field", "ETHNIC").D.Value);
        Assert.Equal(Of("dq-completeness", "field", "ETHNIC").D, Of("dq-warnings", "rule", "VALUE-05").N);
        var tops = current.Episodes.Aggregate(0UL, (sum, e) => unchecked(
            sum + key.Child(EntityKind.Top, e.Client.Agency, e.Client.ClientId, e.EpisodeId, Assert.Single(e.Tops).TopId)));
        Assert.Equal(key.Draw(tops, clients), Of("dq-completeness", "field", "ALCUSE").D.Value);
        Assert.Equal(0, Of("dq-completeness", "field", "ALCUSE").N.Value);
        Assert.Equal([(long)current.Quality!.Found.Single(f => f.Rule == "VALUE-05").Keys], _store.Query<long>(
            "SELECT key_sum FROM issue_entities WHERE \"rule\" = 'VALUE-05'"));
    }

    [Fact]
    public void Blank_and_unreadable_values_are_missing_and_not_disclosed_is_an_answer()
    {
        _store.Submit("ALCUSE=NA OPIUSE='' CRAUSE=99 ETHNIC=?? NATION='' DUALDIAG=''");
        Assert.Equal("1/1=1", Field("ALCUSE"));
        Assert.Equal("0/1=0", Field("OPIUSE"));
        Assert.Equal("0/1=0", Field("CRAUSE"));
        Assert.Equal("0/1=0", Field("ETHNIC"));
        Assert.Equal("0/1=0", Field("NATION"));
        Assert.Equal("0/1=0", Field("DUALDIAG"));
        Assert.Equal("1/1=1", Field("PC"));
    }

    [Fact]
    public void In_an_empty_TOP_not_disclosed_is_no_answer_but_its_stage_is()
    {
        const string items = "OPIUSE='' CRAUSE=NA COCAUSE='' AMPHUSE='' CANNUSE='' OTDRGUSE='' IVDRGUSE='' SHARING='' SHOTHEFT='' DRGSELL='' OTHTHEFT=''"
            + " ASSAULT='' PSYHSTAT='' PWORK='' EDUCAT='' ACUTHPBM='' HRISK='' PHSTAT='' QUALLIFE=''";
        _store.Submit($"ALCUSE=NA {items}");
        Assert.Equal("0/1=0", Field("ALCUSE"));
        Assert.Equal("0/1=0", Field("CRAUSE"));
        Assert.Equal("1/1=1", Field("TRSTAGE"));

        // A value that cannot be read makes it not empty (TOP-07).
        _store.Submit($"ALCUSE=99 {items}");
        Assert.Equal("0/1=0", Field("ALCUSE"));
        Assert.Equal("1/1=1", Field("CRAUSE"));
    }

    [Fact]
    public void Conditional_fields_are_never_counted_nor_is_an_authority_outside_England()
    {
        _store.Submit("SEX=F PREGNANT='' HEPBSTAT=A HEPBVAC='' HEPCTD=Y HEPCTSTD='' MODST='' | CLIENTID=C2 DAT=Z00B LA=''");
        var agency = At("31/3/2012").Categories(AreaLevel.Agency, "N0852", Population.All, PeriodKind.Month, "dq-completeness", "field")
            .ToDictionary(f => f.Key.Category, f => (f.N, f.D));
        Assert.DoesNotContain(agency.Keys, k => k is "PREGNANT" or "HEPBVAC" or "HEPCTSTD" or "MODST" or "DISD");
        Assert.Equal((1L, 1L), agency["LA"]);
        Assert.Equal((2L, 2L), agency["DAT"]);
        Assert.Equal("1/1=1", Field("DAT"));
    }

    [Fact]
    public void What_is_rejected_is_not_counted_nor_what_lies_below_it()
    {
        _store.Submit("MODST=01/10/2011 | CLIENTID=C2 DISD=01/01/2010 DISRSN=80 | CLIENTID=C3 DRUG1='' | CLIENTID=C4");
        Assert.Equal("2/2=1", Field("PC"));
        Assert.Equal("1/1=1", Field("REFMODDT"));
        Assert.Equal("2/2=1", Field("ALCUSE"));
        // A client whose only episode is rejected is loaded, but has no episode at the cut.
        Assert.Equal("2/2=1", Field("ETHNIC"));
    }

    [Fact]
    public void A_client_counts_once_in_each_agency_and_area()
    {
        _store.Submit(
            "EPISODID=E1 ETHNIC='' | EPISODID=E2 ETHNIC='' REFLD=02/11/2011 | EPISODID=E3 ETHNIC='' DAT=A09B LA=00CH REFLD=03/11/2011"
            + " | EPISODID=E4 ETHNIC='' DAT=Z00B LA='' REFLD=03/11/2011");
        _store.Submit("@agency=N0853 AGNCY=N0853 DAT='' LA=''");
        Assert.Equal("0/1=0", Field("ETHNIC", "agency", "N0852"));
        Assert.Equal("0/1=0", Field("ETHNIC", "partnership", "A12B"));
        // N0853 is Gateshead's: who says no partnership lives there.
        Assert.Equal("1/2=0.5", Field("ETHNIC", "partnership", "A09B"));
        Assert.Equal("1/2=0.5", Field("ETHNIC", "region", "north-east"));
        Assert.Equal("1/2=0.5", Field("ETHNIC"));
        Assert.Equal("4/4=1", Field("PC", "agency", "N0852"));
        Assert.Equal("2/2=1", Field("PC", "partnership", "A12B"));
        Assert.Equal("1/2=0.5", Field("DAT", "partnership", "A09B"));
        Assert.Equal("3/4=0.75", Field("DAT"));
    }

    [Fact]
    public void Before_it_was_triaged_nothing_of_an_episode_is_there()
    {
        _store.Submit("EPISODID=E1 | EPISODID=E2 CLIENTID=C2 ETHNIC='' TRIAGED=01/12/2011 MODST='' MODAL='' REFMODDT='' TOPDATE='' CPLANDT=05/12/2011");
        Assert.Equal("1/1=1", Field("ETHNIC", cut: "30/11/2011"));
        Assert.Equal("1/1=1", Field("CPLANDT", cut: "30/11/2011"));
        Assert.Equal("1/2=0.5", Field("ETHNIC", cut: "31/12/2011"));
        Assert.Equal("-", Field("ETHNIC", cut: "31/10/2011"));
    }

    [Fact]
    public void A_date_after_the_cut_is_blank_and_a_TOP_taken_after_it_does_not_exist()
    {
        _store.Submit("CPLANDT=05/12/2011 REFMODDT=05/12/2011 FAOMODDT=01/12/2011 MODST=08/12/2011 TOPDATE=30/11/2011"
            + " | TOPDATE=01/12/2011 TOPID=T2 TRSTAGE=R CPLANDT=05/12/2011 REFMODDT=05/12/2011 FAOMODDT=01/12/2011 MODST=08/12/2011");
        Assert.Equal("0/1=0", Field("CPLANDT", cut: "30/11/2011"));
        Assert.Equal("1/1=1", Field("CPLANDT", cut: "31/12/2011"));
        // A modality not yet started is one all the same.
        Assert.Equal("0/1=0", Field("REFMODDT", cut: "30/11/2011"));
        Assert.Equal("1/1=1", Field("FAOMODDT", cut: "31/12/2011"));
        Assert.Equal("1/1=1", Field("ALCUSE", cut: "30/11/2011"));
        Assert.Equal("2/2=1", Field("ALCUSE", cut: "31/12/2011"));
    }

    [Fact]
    public void A_time_in_treatment_assessed_after_the_cut_does_not_exist_yet()
    {
        _store.Submit("@letter=K TITID=1 TITDATE=01/12/2013 TITREAT=1 | TITID=2 TITDATE=30/11/2013 TITREAT=''");
        Assert.Equal("0/1=0", Field("TITREAT", cut: "30/11/2013"));
        Assert.Equal("1/2=0.5", Field("TITREAT", cut: "31/12/2013"));
    }

    [Fact]
    public void Each_entity_is_asked_for_the_fields_of_the_data_set_it_came_with()
    {
        var book = CodeBook.Embedded.With(
        [
            new("data-sets.csv", Encoding.UTF8.GetBytes(
                "letter,in_force_from,in_force_to,fields\nH,2011-04-01,2012-03-31,fields-H.csv\nM,2012-04-01,,fields-M.csv\n")),
            new("fields-M.csv", Encoding.UTF8.GetBytes(FieldsM())),
        ]);
        var submissions = new Submissions(_store.Database, _store.Secrets, book);
        void Submit(string text)
        {
            var file = new TestFile(text, book);
            submissions.Submit(new ReceivedFile(file.Name, () => new MemoryStream(file.Content())), file.Received, confirmed: true);
        }

        const string m = "@letter=M @from=2012-04-01 @to=2012-06-30 @received=2012-07-10 REFLD=01/05/2012 TRIAGED=03/05/2012 CPLANDT=''"
            + " REFMODDT=03/05/2012 FAOMODDT=03/05/2012 MODST=03/05/2012 TOPDATE=03/05/2012 NIGHTS=0 SEEN=01/06/2012";
        Submit("DISD=05/01/2012 DISRSN=80 PC=''");
        Submit($"{m} CLIENTID=C2 EPISODID=a PC='' SEX=F | CLIENTID=C3 EPISODID=b {m} SEEN='' | CLIENTID=C4 EPISODID=c {m} SEX=F PREGNANT=N NIGHTS=''");

        string Of(string field, string cut) => MeasureRun
            .Compute(new CurrentEpisodes(_store.Database).Load(book), book, Holding.Day(cut)).Read("dq-completeness", "field", field);
        // In M a postcode is optional, and being pregnant is expected, but of women alone.
        Assert.Equal("0/1=0", Of("PC", "30/6/2012"));
        Assert.Equal("4/4=1", Of("DAT", "30/6/2012"));
        Assert.Equal("1/2=0.5", Of("PREGNANT", "30/6/2012"));
        Assert.Equal("2/3=0.666667", Of("NIGHTS", "30/6/2012"));
        Assert.Equal("2/3=0.666667", Of("SEEN", "30/6/2012"));
        Assert.Equal("0/3=0", Of("SEEN", "31/5/2012"));
        Assert.Equal("-", Of("NIGHTS", "31/3/2012"));
    }

    [Fact]
    public void The_fields_of_a_data_set_that_is_no_longer_known_are_not_asked_for()
    {
        var fields = ExpectedFields.Of(CodeBook.Embedded)[(int)EntityKind.Client];
        var filled = new FilledFields(fields);
        Assert.False(filled.Add(0, "Z"));
        Assert.True(filled.Add(0, "h"));
        Assert.Equal(1, filled.Count);
    }

    [Fact]
    public void Rejected_entities_are_counted_once_by_rule_and_once_in_all()
    {
        _store.Submit(
            // One episode that two rules reject, with a modality and a TOP below it that are not named.
            "TRIAGED=31/10/2011 DISD=01/10/2011 DISRSN=80"
            // A modality rejected by one rule for two columns, and a TOP of the same id that is not.
            + " | CLIENTID=C2 MODID=1 TOPID=1 MODST=01/10/2011 MODEND=30/09/2011 MODEXIT=1"
            // Another client's episode.
            + " | CLIENTID=C3 TRIAGED=31/10/2011 | CLIENTID=C4", confirmed: true);
        var figures = At("31/3/2012");
        Assert.Equal("2", figures.Read("dq-rejected", "rule", "EPISODE-03"));
        Assert.Equal("1", figures.Read("dq-rejected", "rule", "EPISODE-08"));
        Assert.Equal("1", figures.Read("dq-rejected", "rule", "MODALITY-02"));
        Assert.Equal("1", figures.Read("dq-rejected", "rule", "MODALITY-03"));
        Assert.Equal("3", figures.Read("dq-rejected"));
        var whole = figures.Find(new FigureKey(AreaLevel.England, "england", Population.All, PeriodKind.Month, "dq-rejected"))!.Value;
        Assert.Null(whole.D);
        Assert.Null(whole.Value);
    }

    [Fact]
    public void Warnings_count_on_what_was_loaded_alone()
    {
        _store.Submit(
            "CLIENTID=C1 PRNTSTAT='' ACCMNEED=''"
            // Below a rejected episode, on one, and on a rejected modality: none.
            + " | CLIENTID=C2 TRIAGED=31/10/2011 PRNTSTAT='' ALCUSE=''"
            + " | CLIENTID=C3 MODID=1 TOPID=1 MODST=01/10/2011 FAOMODDT='' ALCUSE=''"
            // On a client of whom only the episode is rejected: it is loaded.
            + " | CLIENTID=C4 ETHNIC='' TRIAGED=31/10/2011", confirmed: true);
        var figures = At("31/3/2012");
        // C1's episode; the TOP of C3, whose id is that of the rejected modality; the client C4.
        Assert.Equal("3", figures.Read("dq-warnings", "rule", "VALUE-02"));
        Assert.Equal("-", figures.Read("dq-warnings", "rule", "MODALITY-06"));
        Assert.Equal(AllWarned(), figures.Read("dq-warnings"));
    }

    [Fact]
    public void What_file_and_row_rules_find_and_stray_columns_are_no_entities()
    {
        _store.Submit("-OPRAGNCY +WEATHER ETHNIC='' | CLIENTID=C2 AGNCY=N0853 | CLIENTID=C3 MODAL='' REFMODDT='' MODST='' FAOMODDT=14/11/2011");
        Assert.Superset(
            new HashSet<string> { "FILE-04", "FILE-05", "ROW-02", "CHILD-03" },
            _store.Query<string>("SELECT DISTINCT rule FROM issue").ToHashSet(StringComparer.Ordinal));
        Assert.Equal("0", At("31/3/2012").Read("dq-rejected"));
        Assert.DoesNotContain(
            At("31/3/2012").Categories(AreaLevel.England, "england", Population.All, PeriodKind.Month, "dq-warnings", "rule"),
            f => f.Key.Category.StartsWith("FILE", StringComparison.Ordinal) || f.Key.Category.StartsWith("ROW", StringComparison.Ordinal)
                || f.Key.Category == "CHILD-03");
    }

    [Fact]
    public void A_row_without_an_agency_is_skipped_and_no_entity_of_it_counts()
    {
        _store.Submit("ETHNIC='' | AGNCY='' EPISODID=E2 ETHNIC=''");
        Assert.Equal("0", At("31/3/2012").Read("dq-rejected"));
        Assert.Equal("-", At("31/3/2012").Read("dq-rejected", "rule", "VALUE-01"));
        Assert.Equal("1", At("31/3/2012").Read("dq-warnings", "rule", "VALUE-02"));
    }

    [Fact]
    public void A_warning_that_somebody_confirmed_is_still_on_what_was_loaded()
    {
        var submission = _store.Submit("ETHNIC='' | CLIENTID=C2 ETHNIC=''").Id;
        var number = _store.Queries.IssuesOf(submission).ToList().FindIndex(i => i is { Rule: "VALUE-02", ClientId: "C1" }) + 1;
        _store.Submissions.ConfirmWarning(submission, number, TestStore.By, "asked");
        Assert.Equal("2", At("31/3/2012").Read("dq-warnings", "rule", "VALUE-02"));
        var agency = Assert.Single(AgencyQuality.At(Current(), CodeBook.Embedded, new DateOnly(2012, 3, 31)), a => a.Code == "N0852");
        Assert.Equal(1, agency.Last!.Warned);
        Assert.Equal([new RuleCount("VALUE-02", Severity.Warning, 1)], agency.Last.Rules);
    }

    [Fact]
    public void Issues_lie_where_the_agency_does_wherever_people_live()
    {
        _store.Submit("@agency=N0853 AGNCY=N0853 ETHNIC='' DAT=A12B");
        _store.Submit("@agency=N0852 AGNCY=N0852");
        var figures = At("31/3/2012");
        Assert.Equal("1", figures.Read("dq-warnings", level: "agency", area: "N0853"));
        Assert.Equal("0", figures.Read("dq-warnings", level: "partnership", area: "A12B"));
        Assert.Equal("1", figures.Read("dq-warnings", level: "region", area: "north-east"));
        Assert.Equal("1", figures.Read("dq-warnings"));
        // Gateshead has no resident's episode, so it has no rows at all.
        Assert.Equal("-", figures.Read("dq-warnings", level: "partnership", area: "A09B"));
    }

    [Fact]
    public void The_last_loaded_submission_counts_whatever_was_sent_and_not_loaded_since()
    {
        _store.Submit("ETHNIC=''");
        Assert.Equal("1", At("31/3/2012").Read("dq-warnings"));
        // Rejected whole; then one that takes its place; then that one is withdrawn.
        Assert.Equal(SubmissionState.Rejected, _store.Submit("@to=2012-03-30 ETHNIC='' NATION='' CLIENTID=C9").State);
        Assert.Equal("1", At("31/3/2012").Read("dq-warnings"));
        var later = _store.Submit("ETHNIC='' | CLIENTID=C2 ETHNIC='' | CLIENTID=C3").Id;
        Assert.Equal("2", At("31/3/2012").Read("dq-warnings"));
        _store.Submissions.Withdraw(later, TestStore.By, "wrong file");
        Assert.Equal("1", At("31/3/2012").Read("dq-warnings"));
        // Of an earlier cut too: it is computed from today's data.
        Assert.Equal("1", At("30/11/2011").Read("dq-warnings"));
    }

    [Fact]
    public void An_agency_is_in_time_by_its_deadline_and_not_after()
    {
        // 15 April 2012 is a Sunday: files for March are in time up to the 16th.
        _store.Submit("@received=2012-04-16");
        _store.Submit("@agency=N0853 AGNCY=N0853 @received=2012-04-17");
        _store.Submit("@agency=N0855 AGNCY=N0855 @received=2012-04-17");
        Extend("N0855", "2012-04-17");
        var figures = At("31/3/2012");
        Assert.Equal("1/1=1", figures.Read("dq-timeliness", level: "agency", area: "N0852"));
        Assert.Equal("0/1=0", figures.Read("dq-timeliness", level: "agency", area: "N0853"));
        Assert.Equal("1/1=1", figures.Read("dq-timeliness", level: "agency", area: "N0855"));
        // N0870 is active and sent nothing; N0860 is closed.
        Assert.Equal("1/2=0.5", figures.Read("dq-timeliness", level: "partnership", area: "A12B"));
        Assert.Equal("2/4=0.5", figures.Read("dq-timeliness", level: "region", area: "north-east"));
        Assert.Equal("2/4=0.5", figures.Read("dq-timeliness"));
        // Of November nothing came by the middle of December; N0860 was closed by then too.
        Assert.Equal("0/4=0", At("30/11/2011").Read("dq-timeliness"));
    }

    [Fact]
    public void A_file_that_was_accepted_in_time_stays_so_and_a_rejected_or_withdrawn_one_never_was()
    {
        _store.Submit("@received=2012-04-02");
        _store.Submit("@received=2012-05-02 ETHNIC=''");
        Assert.Equal("1/1=1", At("31/3/2012").Read("dq-timeliness", level: "agency", area: "N0852"));

        _store.Submit("@agency=N0853 AGNCY=N0853 @received=2012-05-02");
        Assert.Equal(SubmissionState.Rejected, _store.Submit("@agency=N0855 AGNCY=N0855 @received=2012-04-02 DRUG1=''").State);
        var withdrawn = _store.Submit("@agency=N0870 AGNCY=N0870 @received=2012-04-02").Id;
        Assert.Equal("2/4=0.5", At("31/3/2012").Read("dq-timeliness"));
        _store.Submissions.Withdraw(withdrawn, TestStore.By, "wrong file");
        Assert.Equal("1/4=0.25", At("31/3/2012").Read("dq-timeliness"));
    }

    [Fact]
    public void They_are_of_everybody_and_of_the_month_alone_and_only_where_somebody_is()
    {
        _store.Submit("");
        var dq = At("31/3/2012").All().Where(f => f.Key.Measure.StartsWith("dq-", StringComparison.Ordinal)).ToList();
        Assert.All(dq, f => Assert.Equal((Population.All, PeriodKind.Month), (f.Key.Population, f.Key.Period)));
        Assert.Equal(["dq-completeness", "dq-rejected", "dq-timeliness", "dq-warnings"], dq.Select(f => f.Key.Measure).Distinct());
        Assert.Equal(4, dq.Select(f => (f.Key.Level, f.Key.Area)).Distinct().Count());
        Assert.Empty(At("31/10/2011").All());
    }

    [Fact]
    public void Prisons_are_counted_with_the_others()
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("P", "1"), "1/3/2012", "1/3/2012"));
        var clients = holding.Quality.Filled![(int)EntityKind.Client];
        clients.Add(0, "H");
        clients.Fill(clients.Fields.PlaceOf("NATION"));
        holding.Quality = holding.Quality with
        {
            Found = [new FoundEntities("P", "EPISODE-03", Severity.Reject, 2), new FoundEntities("P", null, Severity.Reject, 2)],
        };
        var figures = holding.Compute("31/3/2012");
        Assert.Equal("1/2=0.5", figures.Read("dq-completeness"));
        Assert.Equal("2", figures.Read("dq-rejected"));
        Assert.Equal("0/5=0", figures.Read("dq-timeliness"));
        Assert.Equal("-", figures.Read("dq-timeliness", population: "prison"));
    }

    [Fact]
    public void A_run_without_the_facts_has_none_of_the_measures_rather_than_noughts()
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1"), "1/3/2012", "1/3/2012"));
        var current = holding.Data;
        var without = new CurrentData { Agencies = current.Agencies, Clients = current.Clients, Episodes = current.Episodes };
        var figures = MeasureRun.Compute(without, Holding.Book, Holding.Day("31/3/2012"));
        Assert.Equal("-", figures.Read("dq-rejected"));
        Assert.DoesNotContain(figures.All(), f => f.Key.Measure.StartsWith("dq-", StringComparison.Ordinal));

        holding.Quality = holding.Quality with { Filled = null };
        Assert.Equal("-", holding.Compute("31/3/2012").Read("dq-completeness"));
        Assert.Equal("0", holding.Compute("31/3/2012").Read("dq-rejected"));
    }

    [Fact]
    public void Nobody_is_behind_a_figure_that_counts_values()
    {
        _store.Submit("ETHNIC=''");
        var caseload = Caseload.Prepare(Current(), CodeBook.Embedded);
        Assert.Empty(MeasureRun.Behind(caseload, new DateOnly(2012, 3, 31), new FigureKey(
            AreaLevel.England, "england", Population.All, PeriodKind.Month, "dq-warnings")));
    }

    [Fact]
    public void Reports_on_other_issues_arrivals_or_blanks_rest_on_other_data()
    {
        string Version() => DataVersion.Of(Current());
        _store.Submit("");
        var first = Version();
        Assert.Equal(first, Version());
        Extend("N0852", "2012-04-20");
        var extended = Version();
        Assert.NotEqual(first, extended);
        // A postcode is in no other figure.
        _store.Submit("PC=''");
        var blank = Version();
        _store.Submit("PC='SR1 3'");
        Assert.Equal(3, new[] { extended, blank, Version() }.Distinct().Count());
    }

    [Fact]
    public void An_agencys_quality_is_that_of_its_last_loaded_file_and_of_the_months_deadline()
    {
        _store.Submit("@received=2012-04-18 ETHNIC='' | CLIENTID=C2 TRIAGED=31/10/2011 | CLIENTID=C3", confirmed: true);
        var agencies = AgencyQuality.At(Current(), CodeBook.Embedded, new DateOnly(2012, 3, 31));
        Assert.Equal(["N0852", "N0853", "N0855", "N0870"], agencies.Select(a => a.Code));
        var (wearside, silent) = (agencies[0], agencies[1]);
        Assert.Equal(("Wearside Recovery", "A12B", true, false), (wearside.Name, wearside.Partnership, wearside.IsActive, wearside.InTime));
        Assert.Equal((new DateOnly(2012, 4, 16), new DateOnly(2012, 4, 18), 2), (wearside.Deadline, wearside.Accepted, wearside.DaysLate));
        // 3 clients, 3 episodes, 3 modalities and 3 TOPs; one episode with what lies below it is not loaded.
        Assert.Equal((12L, 3L, 1L), (wearside.Last!.Read, wearside.Rejected, wearside.Last.Warned));
        Assert.Equal(QualityScore.Of(12, 9, 1), wearside.Score);
        Assert.Equal(["EPISODE-03", "VALUE-02"], wearside.Last.Rules.Select(r => r.Rule));
        Assert.Equal((null, null, null, null, false), (silent.Last, silent.Score, silent.Rejected, silent.DaysLate, silent.InTime));
    }

    /// <summary>Two programs that count the same: of the file as it came, and of what is held of it.</summary>
    [Theory]
    [InlineData("N0801")]
    [InlineData("N0805")]
    [InlineData("N0813")]
    public void What_is_held_of_a_sample_file_is_as_complete_as_the_file(string agency)
    {
        var found = SubmitSample(agency);
        var counts = Completeness.Of(found.Content!).Where(f => f.Entity != EntityKind.Client && f.Expected > 0)
            .ToDictionary(f => f.Header, f => ((long?)f.Filled, (long?)f.Expected));
        foreach (var field in CodeBook.Embedded.DataSet("H")!.Of(EntityKind.Client).Fields.Where(f => f.Required == Requirement.Expected))
        {
            var clients = found.Content!.Clients.Where(c => c.Loaded && c.Episodes.Any(e => e.Loaded)).ToList();
            counts[field.Header] = (clients.Count(c => c[field].HasValue), clients.Count);
        }

        // Later than every date.
        var current = At("31/12/2020").Categories(AreaLevel.Agency, agency, Population.All, PeriodKind.Month, "dq-completeness", "field")
            .ToDictionary(f => f.Key.Category, f => (f.N, f.D));
        Assert.Equal(counts.OrderBy(c => c.Key, StringComparer.Ordinal), current.OrderBy(c => c.Key, StringComparer.Ordinal));
    }

    /// <summary>What the database makes of the stored issues, and what the checked file itself says is loaded.</summary>
    [Theory]
    [InlineData("N0801")]
    [InlineData("N0805")]
    [InlineData("N0813")]
    public void What_rules_found_in_a_sample_file_is_counted_on_its_own_records(string agency)
    {
        var found = SubmitSample(agency);
        var clients = found.Content!.Clients;
        var loaded = clients.Cast<Entity>().Concat(found.Content.Episodes).Concat(found.Content.Episodes.SelectMany(e => e.Children))
            .Where(e => e.Loaded)
            .Select(e => e switch
            {
                Client c => (c.Kind.Name(), c.Key, null, null),
                Episode e1 => (e1.Kind.Name(), e1.Client.Key, e1.Key, null),
                Child child => (child.Kind.Name(), child.Episode.Client.Key, child.Episode.Key, child.Key),
                _ => ("", "", (string?)null, (string?)null),
            }).ToHashSet();
        var issues = found.Issues.Where(i => i.Rule != "CHILD-03" && i.Entity is not ("file" or "row"))
            .Select(i => (i.Severity, i.Rule, Entity: (i.Entity, i.ClientId ?? "", i.EpisodeId, i.ChildId))).ToList();
        foreach (var (measure, named) in new[]
        {
            ("dq-rejected", issues.Where(i => i.Severity == Severity.Reject)),
            ("dq-warnings", issues.Where(i => i.Severity == Severity.Warning && loaded.Contains(i.Entity))),
        })
        {
            var figures = At("31/3/2012");
            Assert.Equal($"{named.Select(i => i.Entity).Distinct().Count()}", figures.Read(measure, level: "agency", area: agency));
            Assert.Equal(
                named.GroupBy(i => i.Rule).Select(g => (g.Key, (long?)g.Select(i => i.Entity).Distinct().Count())).OrderBy(r => r.Key, StringComparer.Ordinal),
                figures.Categories(AreaLevel.Agency, agency, Population.All, PeriodKind.Month, measure, "rule").Select(f => (f.Key.Category, f.N)));
        }
    }

    private CheckedSubmission SubmitSample(string agency)
    {
        new ReferenceData(_store.Database).LoadAgencies(
            "agencies.csv", File.ReadAllBytes(Path.Combine(SampleData.Path, "2009-2012", "agencies.csv")), CodeBook.Embedded);
        var name = $"{agency}-20090401-20120331-TREAT-IN-H.csv";
        var bytes = File.ReadAllBytes(Path.Combine(SampleData.Path, "2009-2012", name));
        _store.Submit(name, bytes, new DateOnly(2012, 4, 10), confirmed: true);
        return TestFile.Check(name, bytes, new DateOnly(2012, 4, 10));
    }

    private Figures At(string cut) => MeasureRun.Compute(Current(), CodeBook.Embedded, Holding.Day(cut));

    private CurrentData Current() => new CurrentEpisodes(_store.Database).Load(CodeBook.Embedded);

    private string Field(string field, string level = "england", string area = "england", string cut = "31/3/2012") =>
        At(cut).Read("dq-completeness", "field", field, level: level, area: area);

    /// <summary>Distinct entities with a warning that are loaded, from the check itself.</summary>
    private string AllWarned()
    {
        var current = _store.Queries.CurrentOf("N0852")!;
        return $"{_store.Queries.CountsOf(current.Id).Sum(c => c.Warned)}";
    }

    private void Extend(string agency, string closes) => _store.Extend($"{agency},2012-03,{closes},asked");

    private static string FieldsM()
    {
        using var stream = typeof(CodeBook).Assembly.GetManifestResourceStream("fields-H.csv")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var rows = reader.ReadToEnd().TrimEnd().Split('\n').Select(row => row.Split(',')[1] switch
        {
            "PC" => row.Replace(",expected,", ",optional,", StringComparison.Ordinal),
            "PREGNANT" => row.Replace(",conditional,", ",expected,", StringComparison.Ordinal),
            _ => row,
        });
        return string.Join('\n', rows) + "\n113,NIGHTS,episode,Nights slept rough,integer,0,28,,expected,,\n114,SEEN,episode,Last seen,date,,,,expected,,\n";
    }
}
