using System.Text;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Records;
using Ndtms.Storage;

namespace Ndtms.Tests.Storage;

/// <summary>Analysts' own tools see every episode and journey, and nobody's name, birthday, address or reference.</summary>
public sealed class AnalystTablesTests : IDisposable
{
    private const string TwoAgencies = "CLIENTID=C1 | CLIENTID=C2 FINITIAL=Q";

    private static readonly DateOnly Cut = new(2012, 3, 31);
    private static readonly string[] Views = ["analyst_current_value", "analyst_episode", "analyst_journey", "analyst_measure_value"];
    private static readonly string[] Tables = [.. Views, "analyst_refresh", "analyst_area", "analyst_person", "journey", "journey_client", "figure_area", "figure_kind"];

    private readonly TestStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Each_episode_is_a_row_with_its_area_and_the_age_at_triage()
    {
        _store.Submit("CLIENTID=C1 DOB=03/11/1980 | CLIENTID=C2 DOB=04/11/1980 DAT='' | CLIENTID=C3 DOB=29/02/1988 DAT=Z00B"
            + " | CLIENTID=C4 DOB=29/02/1988 DAT=A09B | CLIENTID=C5 DOB=31/12/1993 EPISODID=E1 | CLIENTID=C5 DOB=31/12/1993 EPISODID=E2", confirmed: true);
        Refresh();
        Assert.Equal(
        [
            "31 A12B north-east 0 0", "30 A12B north-east 1 0", "23   0 1", "23 A09B north-east 0 0", "17 A12B north-east 0 0", "17 A12B north-east 0 0",
        ], _store.Query<string>("""
            SELECT age_at_triage || ' ' || COALESCE(partnership, '') || ' ' || COALESCE(region, '') || ' ' || residence_imputed || ' ' || outside_england
            FROM analyst_episode ORDER BY episode
            """));
        Assert.Equal(["Sunderland"], _store.Query<string>("SELECT DISTINCT partnership_name FROM analyst_episode WHERE partnership = 'A12B'"));
        Assert.Equal(
            _store.Query<string>("SELECT triaged FROM episode ORDER BY id"), _store.Query<string>("SELECT triaged FROM analyst_episode ORDER BY episode"));
    }

    [Theory]
    [InlineData("29/02/1988", "28/02/2010", 21)]
    [InlineData("29/02/1988", "01/03/2010", 22)]
    [InlineData("29/02/1988", "29/02/2012", 24)]
    [InlineData("28/02/1988", "28/02/2012", 24)]
    [InlineData("01/03/1988", "29/02/2012", 23)]
    public void The_age_at_triage_is_that_of_the_measures(string born, string triaged, int age)
    {
        _store.Submit($"DOB={born} REFLD={triaged} TRIAGED={triaged} CPLANDT={triaged} REFMODDT={triaged} FAOMODDT={triaged} MODST={triaged} TOPDATE={triaged}", confirmed: true);
        Assert.Equal([age], _store.Query<long>("SELECT age_at_triage FROM analyst_episode"));
        Assert.Equal(age, CompletedYears.Between(DateOnly.ParseExact(born, "dd/MM/yyyy"), DateOnly.ParseExact(triaged, "dd/MM/yyyy")));
    }

    [Fact]
    public void A_person_has_one_hash_whatever_agencies_call_them_and_journeys_are_of_one_area_each()
    {
        _store.Submit(TwoAgencies, confirmed: true);
        _store.Submit("@agency=N0853 AGNCY=N0853 CLIENTID=X9 TRIAGED=05/11/2011", confirmed: true);
        Assert.Equal(9, Refresh());
        Assert.Equal([2], _store.Query<long>("SELECT COUNT(DISTINCT person_hash) FROM analyst_episode"));
        Assert.Equal(
        [
            "agency N0852 2 1", "agency N0853 1 1", "england england 2 2", "partnership A12B 2 2", "region north-east 2 2",
        ], _store.Query<string>("""
            SELECT area_level || ' ' || area_code || ' ' || COUNT(*) || ' ' || MAX(episode_count) FROM analyst_journey
            GROUP BY area_level, area_code ORDER BY 1
            """));
        var hash = _store.Secrets.PersonHash(new Attributors('P', 'S', new DateOnly(1980, 5, 10), "M"))[..16];
        Assert.Equal(
            ["2012-03-31 2011-11-03 2011-11-18 open opiate M 31 1 1 1 0 0"], _store.Query<string>("""
            SELECT cut || ' ' || journey_start || ' ' || treatment_start || ' ' || COALESCE(journey_end, 'open') || ' ' || substance_group || ' '
                || sex || ' ' || age || ' ' || is_effective || ' ' || in_all || ' ' || in_opiate || ' ' || in_non_opiate || ' ' || in_prison
            FROM analyst_journey WHERE area_level = 'england' AND person_hash = @hash
            """, new { hash }));
    }

    [Fact]
    public void A_refresh_replaces_what_was_there_and_a_change_meanwhile_stops_it()
    {
        _store.Submit(TwoAgencies, confirmed: true);
        Refresh();
        var before = Dump();
        Refresh();
        Assert.Equal(before, Dump());

        var moment = DataMoment.Of(_store.Database);
        var current = new CurrentEpisodes(_store.Database).Load(CodeBook.Embedded);
        _store.Submit("CLIENTID=C1 CONSENT=N | CLIENTID=C2 FINITIAL=Q", confirmed: true);
        before = Dump();
        // What was read holds a client who refuses now: it must not come back through the tables.
        Assert.Throws<SubmissionStateException>(() => Refresh(current, moment));
        Assert.Equal(before, Dump());
    }

    [Fact]
    public void The_figures_that_analysts_read_are_those_of_the_export_with_the_numbers_that_would_be_published()
    {
        _store.Submit("CLIENTID=C1 PCT=5D7 | CLIENTID=C2 DOB=01/02/1990 REFMODDT=04/11/2011 | CLIENTID=C3 DOB=01/02/1991 FAOMODDT=16/11/2011", confirmed: true);
        Refresh();
        // What is named already is not named again, and what is not counted any more is gone.
        _store.Submit("CLIENTID=C1 | CLIENTID=C2 DOB=01/02/1990 REFMODDT=04/11/2011 | CLIENTID=C4 DOB=01/02/1991 FAOMODDT=16/11/2011", confirmed: true);
        var current = new CurrentEpisodes(_store.Database).Load(CodeBook.Embedded, _store.Secrets.PublicationKey);
        var written = Refresh(current, DataMoment.Of(_store.Database)).Figures;
        var export = Encoding.UTF8.GetString(_store.Export(Cut)).Split('\n')[1..^1];
        Assert.Equal(export, _store.FiguresIn("analyst_current_value"));
        Assert.Equal(export.Length, written);
        Assert.Equal(["2012-03-31 official"], _store.Query<string>("SELECT DISTINCT cut || ' ' || basis FROM analyst_current_value"));

        var figures = MeasureRun.Compute(current, CodeBook.Embedded, Cut);
        var drawn = figures.All().Select(f => figures.PublishedOf(f.Key)).ToList();
        Assert.Contains(drawn, d => d.N > 0);
        Assert.Equal(
            (drawn.Sum(d => d.N ?? 0), drawn.Sum(d => d.D ?? 0)),
            _store.Query<(long, long)>("SELECT COALESCE(SUM(public_n), 0), COALESCE(SUM(public_d), 0) FROM analyst_current_value").Single());
    }

    [Fact]
    public void A_refusal_takes_all_current_figures_out_for_the_client_may_be_alone_in_some()
    {
        _store.Submit(TwoAgencies, confirmed: true);
        Refresh();
        _store.Submit("@agency=N0853 AGNCY=N0853 CLIENTID=X9", confirmed: true);
        Assert.NotEqual([0], _store.Query<long>("SELECT COUNT(*) FROM current_value"));
        _store.Submit("CLIENTID=C1 CONSENT=N | CLIENTID=C2 FINITIAL=Q", confirmed: true);
        Assert.Equal([0], _store.Query<long>("SELECT COUNT(*) FROM current_value"));
    }

    [Fact]
    public void A_refusal_takes_the_client_and_every_journey_with_an_episode_of_the_client_out()
    {
        _store.Submit(TwoAgencies, confirmed: true);
        _store.Submit("@agency=N0853 AGNCY=N0853 CLIENTID=X9 DAT=A09B TRIAGED=05/11/2011", confirmed: true);
        Refresh();
        _store.Submit("CLIENTID=C1 CONSENT=N | CLIENTID=C2 FINITIAL=Q", confirmed: true);
        var hash = _store.Secrets.PersonHash(new Attributors('P', 'S', new DateOnly(1980, 5, 10), "M"))[..16];
        // The same person consented at the other agency and lives in another partnership there: that is theirs alone.
        Assert.Equal(["agency N0853", "partnership A09B"], _store.Query<string>(
            "SELECT area_level || ' ' || area_code FROM analyst_journey WHERE person_hash = @hash ORDER BY 1", new { hash }));
        Assert.Equal(["N0852 0", "N0853 1"], _store.Query<string>(
            "SELECT agency || ' ' || SUM(CASE WHEN person_hash = @hash THEN 1 ELSE 0 END) FROM analyst_episode GROUP BY agency ORDER BY 1", new { hash }));
        Assert.Equal([0], _store.Query<long>(
            "SELECT COUNT(*) FROM journey_client WHERE client_hash = @client", new { client = _store.Secrets.ClientHash("N0852", "C1")[..16] }));
    }

    [Fact]
    public void A_refusal_is_found_also_where_the_client_was_loaded_anew_since_the_refresh()
    {
        _store.Submit("CLIENTID=C1");
        var second = _store.Submit(TwoAgencies, confirmed: true);
        Refresh();
        // Everything of the agency is loaded again, and every client gets a new row.
        _store.Submissions.Withdraw(second.Id, TestStore.By, "test");
        _store.Submit("CLIENTID=C1 CONSENT=N DOB=01/01/1970 | CLIENTID=C2 FINITIAL=Q", confirmed: true);
        var hash = _store.Secrets.PersonHash(new Attributors('P', 'S', new DateOnly(1980, 5, 10), "M"))[..16];
        Assert.Equal([0], _store.Query<long>("SELECT COUNT(*) FROM journey WHERE person_hash = @hash", new { hash }));
        Assert.Equal([0], _store.Query<long>("SELECT COUNT(*) FROM analyst_person WHERE person_hash = @hash", new { hash }));
    }

    [Fact]
    public void No_column_and_no_value_tells_who_somebody_is()
    {
        _store.Submit("CLIENTID=ZQ7731 CLIENT=zq-ref EPISODID=EP-ZQ FINITIAL=Q SINITIAL=X DOB=17/04/1977 PC='SR4 9'", confirmed: true);
        Refresh();
        var personal = CodeBook.Embedded.DataSets.SelectMany(d => d.Fields).Where(f => f.Personal).Select(f => f.Header)
            .Concat(["EPISODID", "OTHER"]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        // Not the provider's reference of that name, but the number of the client's row.
        Assert.Equal(["1"], _store.Query<string>("SELECT CAST(client AS TEXT) FROM analyst_person"));
        foreach (var table in Tables)
        {
            Assert.DoesNotContain(_store.Query<string>("SELECT name FROM pragma_table_info(@table) WHERE @table <> 'analyst_person' OR name <> 'client'", new { table }), personal.Contains);
            foreach (var row in _store.Query<dynamic>($"SELECT * FROM {table}"))
            {
                foreach (var (column, value) in (IDictionary<string, object?>)row)
                    Assert.False(value?.ToString() is "ZQ7731" or "zq-ref" or "EP-ZQ" or "1977-04-17" or "SR4 9" or "Q" or "X" or "QX", $"{table}.{column}");
            }
        }

        Assert.Single(_store.Query<string>("SELECT person_hash FROM analyst_episode WHERE person_hash IS NOT NULL"));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("sqlserver")]
    public void The_views_that_analysts_read_are_those_of_the_migrations(string engine)
    {
        var sql = Path.Combine(SampleData.Path, "..", "sql");
        var statements = Directory.GetFiles(Path.Combine(sql, "migrations", engine), "*.sql").Order(StringComparer.Ordinal)
            .SelectMany(f => File.ReadAllText(f).Split(";\n"))
            .Select(s => s.Trim('\n').Replace("GO\n\n", "", StringComparison.Ordinal).Trim('\n')).ToList();
        // Those that cannot be the same on both engines are in a folder of the engine's.
        var views = Directory.GetFiles(Path.Combine(sql, "views"), "*.sql").Concat(Directory.GetFiles(Path.Combine(sql, "views", engine), "*.sql"))
            .ToDictionary(f => Path.GetFileNameWithoutExtension(f)!, File.ReadAllText);
        Assert.Equal(Views, views.Keys.Order(StringComparer.Ordinal));
        foreach (var view in Views)
        {
            Assert.Equal(
                views[view].TrimEnd('\n'),
                statements.Last(s => s.Contains($"CREATE VIEW {view} AS\n", StringComparison.Ordinal)));
        }
    }

    private long Refresh() => Refresh(new CurrentEpisodes(_store.Database).Load(CodeBook.Embedded, _store.Secrets.PublicationKey), DataMoment.Of(_store.Database)).Journeys;

    private (long Journeys, long Figures) Refresh(CurrentData current, DataMoment moment) => new AnalystTables(_store.Database, _store.Secrets).Refresh(
        Caseload.Prepare(current, CodeBook.Embedded), MeasureRun.Compute(current, CodeBook.Embedded, Cut), CodeBook.Embedded.Areas, DataVersion.Of(current),
        moment, TestStore.By);

    private string[] Dump() => [.. Tables.SelectMany(table => _store.Query<dynamic>($"SELECT * FROM {table}")
        .Select(row => table + " " + string.Join('|', ((IDictionary<string, object?>)row).Values)))];
}
