using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Records;

namespace Ndtms.Tests.Measures;

/// <summary>How episodes become journeys, and what is known at a cut.</summary>
public class JourneyTests
{
    private const string Cut = "31/3/2012";

    [Theory]
    [InlineData("22/1/2012", 1)]
    [InlineData("23/1/2012", 2)]
    public void An_episode_joins_up_to_21_days_after_the_discharge_before_it(string second, int journeys)
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1"), "1/10/2011", "1/10/2011", "1/1/2012", "80"))
            .Add(Holding.Episode(holding.Client("X", "2"), second, second, "1/3/2012", "85"));

        Assert.Equal($"{journeys}", holding.Compute(Cut).Read("exits", period: "rolling-12"));
    }

    [Fact]
    public void The_latest_discharge_so_far_counts_not_that_of_the_episode_before()
    {
        var holding = new Holding();
        var client = holding.Client("X", "1");
        holding.Add(Holding.Episode(client, "1/10/2011", "1/10/2011", "1/3/2012", "80", id: "long"))
            .Add(Holding.Episode(client, "2/10/2011", "2/10/2011", "5/10/2011", "80", id: "short"))
            .Add(Holding.Episode(client, "10/3/2012", "10/3/2012", "20/3/2012", "80", id: "last"));

        Assert.Equal("1", holding.Compute(Cut).Read("exits"));
    }

    [Fact]
    public void An_open_episode_joins_everything_after_it()
    {
        var holding = new Holding();
        var client = holding.Client("X", "1");
        holding.Add(Holding.Episode(client, "1/1/2010", "1/1/2010", id: "1"))
            .Add(Holding.Episode(client, "1/3/2012", "1/3/2012", "20/3/2012", "80", id: "2"));

        var figures = holding.Compute(Cut);

        Assert.Equal("0", figures.Read("exits"));
        Assert.Equal("0", figures.Read("new-presentations"));
        Assert.Equal("1/1=1", figures.Read("effective-treatment"));
    }

    [Fact]
    public void What_happens_on_the_cut_is_known_and_what_happens_the_day_after_is_not()
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1", initial: 'C'), "1/3/2012", "31/3/2012", "31/3/2012", "80"))
            .Add(Holding.Episode(holding.Client("X", "2", initial: 'D'), "1/3/2012", "1/3/2012", "1/4/2012", "80"))
            .Add(Holding.Episode(holding.Client("X", "3", initial: 'E'), "1/3/2012", "1/4/2012"))
            .Add(Holding.Episode(holding.Client("X", "4", initial: 'F'), "1/4/2012", "30/3/2012"));

        var figures = holding.Compute(Cut);

        Assert.Equal("2", figures.Read("in-treatment"));
        Assert.Equal("2", figures.Read("new-presentations"));
        Assert.Equal("1/1=1", figures.Read("planned-exits"));
    }

    [Fact]
    public void Only_started_structured_modalities_make_treatment()
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1", initial: 'C'), "1/3/2012", modalities: [Holding.Modality("1/3/2012", "7")]))
            .Add(Holding.Episode(holding.Client("X", "2", initial: 'D'), "1/3/2012", modalities: [Holding.Modality("", "2", "1/3/2012")]));

        Assert.Equal("0", holding.Compute(Cut).Read("in-treatment"));
    }

    [Theory]
    [InlineData("23/6/2012", "1/1=1")]
    [InlineData("22/6/2012", "0/1=0")]
    public void Effective_is_84_days_from_treatment_start_to_the_end(string end, string effective)
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1"), "1/3/2012", "31/3/2012", end, "85"));

        Assert.Equal(effective, holding.Compute("30/6/2012").Read("effective-treatment"));
        Assert.Equal("0/1=0", holding.Compute("30/6/2012").Read("effective-treatment", "pending"));
    }

    [Theory]
    [InlineData("6/2/2012", "1/1=1", "0/1=0")]
    [InlineData("7/2/2012", "0/1=0", "1/1=1")]
    public void Open_it_is_pending_until_84_days_at_the_cut(string start, string effective, string pending)
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1"), "1/2/2012", start));
        var figures = holding.Compute("30/4/2012");

        Assert.Equal(effective, figures.Read("effective-treatment"));
        Assert.Equal(pending, figures.Read("effective-treatment", "pending"));
        Assert.Equal("0/1=0", figures.Read("effective-treatment-90"));
        Assert.Equal("1/1=1", figures.Read("effective-treatment-90", "pending"));
    }

    [Fact]
    public void Completed_earlier_is_effective_too()
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1"), "1/3/2012", "1/3/2012", "20/3/2012", "80"));

        Assert.Equal("1/1=1", holding.Compute(Cut).Read("effective-treatment"));
    }

    [Theory]
    [InlineData("80", "80", "completed")]
    [InlineData("80", "81", "completed")]
    [InlineData("80", "85", "inconsistent")]
    [InlineData("80", null, "inconsistent")]
    [InlineData(null, null, "incomplete-other")]
    [InlineData("2", "80", "completed")] // valid until 2009, and still used by its group
    public void Exits_of_the_last_day_must_agree(string? one, string? other, string group)
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1"), "1/2/2012", "1/2/2012", "20/3/2012", one))
            .Add(Holding.Episode(holding.Client("Y", "1"), "1/3/2012", "1/3/2012", "20/3/2012", other))
            .Add(Holding.Episode(holding.Client("G", "1"), "1/3/2012", "1/3/2012", "19/3/2012", "89"));
        var figures = holding.Compute(Cut);

        Assert.Equal("1", figures.Read("exits", "exit-group", group));
        Assert.Equal(group == "completed" ? "1/1=1" : "0/1=0", figures.Read("planned-exits"));
    }

    [Fact]
    public void Prisons_build_journeys_of_their_own_beside_the_communitys()
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1"), "1/1/2012", "1/1/2012", "10/3/2012", "84"))
            .Add(Holding.Episode(holding.Client("P", "1"), "12/3/2012", "12/3/2012"))
            .Add(Holding.Episode(holding.Client("P", "2", born: "1/1/1996", initial: 'Z'), "1/3/2012", "1/3/2012", drug: "7000"));
        var figures = holding.Compute(Cut);

        Assert.Equal("1", figures.Read("in-treatment"));
        Assert.Equal("1", figures.Read("exits"));
        Assert.Equal("2", figures.Read("in-treatment", population: "prison"));
        Assert.Equal("0", figures.Read("exits", population: "prison"));
        Assert.Equal("0", figures.Read("in-treatment", population: "young-people"));
        Assert.Equal("2", figures.Read("in-treatment", population: "prison", level: "agency", area: "P"));
        Assert.Equal("0", figures.Read("in-treatment", level: "agency", area: "P"));
    }

    [Fact]
    public void Clients_with_equal_attributors_are_one_person_in_each_area_where_they_live()
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1"), "1/1/2012", "1/1/2012", partnership: Holding.North))
            .Add(Holding.Episode(holding.Client("Y", "1"), "1/1/2012", "1/1/2012", partnership: Holding.Gateshead))
            .Add(Holding.Episode(holding.Client("L", "1"), "1/1/2012", "1/1/2012", partnership: Holding.London))
            .Add(Holding.Episode(holding.Client("L", "2", sex: "F"), "1/1/2012", "1/1/2012", partnership: Holding.London));
        var figures = holding.Compute(Cut);

        Assert.Equal("2", figures.Read("in-treatment"));
        Assert.Equal("1", figures.Read("in-treatment", level: "region", area: "north-east"));
        Assert.Equal("2", figures.Read("in-treatment", level: "region", area: "london"));
        Assert.Equal("1", figures.Read("in-treatment", level: "partnership", area: Holding.North));
        Assert.Equal("1", figures.Read("in-treatment", level: "partnership", area: Holding.Gateshead));
        Assert.Equal("2", figures.Read("in-treatment", level: "agency", area: "L"));
    }

    [Fact]
    public void Residence_is_the_agencys_where_blank_and_nowhere_but_at_the_agency_outside_England()
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1"), "1/1/2012", "1/1/2012"))
            .Add(Holding.Episode(holding.Client("L", "1", initial: 'Z'), "1/1/2012", "1/1/2012", partnership: "Z00B"));
        var figures = holding.Compute(Cut);

        Assert.Equal("1", figures.Read("in-treatment", level: "partnership", area: Holding.North));
        Assert.Equal("1", figures.Read("in-treatment"));
        Assert.Equal("1", figures.Read("in-treatment", level: "agency", area: "L"));
        Assert.Equal([Holding.North], figures.Areas(AreaLevel.Partnership));
        Assert.Equal(["north-east"], figures.Areas(AreaLevel.Region));
    }

    [Fact]
    public void Different_areas_may_see_different_journeys()
    {
        // 50 days in one partnership joined to 50 in another are effective in England alone.
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1"), "1/12/2011", "1/12/2011", "20/1/2012", "83", partnership: Holding.North))
            .Add(Holding.Episode(holding.Client("Y", "1"), "25/1/2012", "25/1/2012", "15/3/2012", "85", partnership: Holding.Gateshead));
        var figures = holding.Compute(Cut);

        Assert.Equal("1/1=1", figures.Read("effective-treatment", period: "quarter"));
        Assert.Equal("0/1=0", figures.Read("effective-treatment", period: "quarter", level: "partnership", area: Holding.North));
        Assert.Equal("0/1=0", figures.Read("effective-treatment", period: "quarter", level: "partnership", area: Holding.Gateshead));
    }

    [Fact]
    public void The_describing_journey_alone_decides()
    {
        // Effective in an earlier journey, not in the latest; problem drug user then, alcohol alone now.
        var holding = new Holding();
        var client = holding.Client("X", "1");
        holding.Add(Holding.Episode(client, "1/5/2011", "1/5/2011", "1/12/2011", "85", id: "1", drug: "1011"))
            .Add(Holding.Episode(client, "1/3/2012", "1/3/2012", id: "2", drug: "7000"));
        var figures = holding.Compute(Cut);

        Assert.Equal("0/1=0", figures.Read("effective-treatment", period: "rolling-12"));
        Assert.Equal("0", figures.Read("in-treatment", population: "pdu", period: "rolling-12"));
        Assert.Equal("1", figures.Read("in-treatment", population: "adult-alcohol", period: "rolling-12"));
    }

    [Fact]
    public void Attributes_come_from_the_latest_episode_that_has_them_and_referral_from_the_first()
    {
        var holding = new Holding();
        var client = holding.Client("X", "1", ethnic: "A");
        holding.Add(Holding.Episode(client, "1/3/2012", "1/3/2012", "5/3/2012", "83", id: "1", source: "8", parental: "11", employment: "1"))
            .Add(Holding.Episode(client, "6/3/2012", "6/3/2012", "8/3/2012", "83", id: "2", source: "4", parental: "14", accommodation: "1"))
            // The same day of triage: EPISODID decides, as text.
            .Add(Holding.Episode(client, "6/3/2012", "6/3/2012", id: "10", source: "4", parental: "12", injecting: "C"));
        var figures = holding.Compute(Cut);

        Assert.Equal("1", figures.Read("new-presentations", "referral-source-group", "criminal-justice"));
        Assert.Equal("1", figures.Read("new-presentations", "parental-status", "not-parent"));
        Assert.Equal("-", figures.Read("new-presentations", "parental-status", "parent-living-with"));
        Assert.Equal("1", figures.Read("new-presentations", "accommodation", "urgent"));
        Assert.Equal("1", figures.Read("new-presentations", "injecting-status", "C"));
        Assert.Equal("1", figures.Read("new-presentations", "employment", "employed"));
        Assert.Equal("1", figures.Read("new-presentations", "ethnic-group", "white"));
        Assert.Equal("1", figures.Read("new-presentations", "sex", "male"));
        Assert.Equal("1", figures.Read("new-presentations", population: "criminal-justice"));
    }

    [Fact]
    public void The_first_episode_of_a_day_is_the_one_discharged_by_the_cut()
    {
        // At the cut the second episode is open, and so last, although it is discharged before the other later on.
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1"), "1/3/2012", "1/3/2012", "2/4/2012", "83", source: "8"))
            .Add(Holding.Episode(holding.Client("Y", "1"), "1/3/2012", "1/3/2012", "30/3/2012", "83", source: "4"));

        Assert.Equal("1", holding.Compute(Cut).Read("new-presentations", "referral-source-group", "self-family-friends"));

        // Both open at the cut: agency decides, not the discharges to come.
        holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1"), "1/3/2012", "1/3/2012", "5/4/2012", "83", source: "8"))
            .Add(Holding.Episode(holding.Client("Y", "1"), "1/3/2012", "1/3/2012", "2/4/2012", "83", source: "4"));
        Assert.Equal("1", holding.Compute(Cut).Read("new-presentations", "referral-source-group", "criminal-justice"));
    }

    [Theory]
    [InlineData("1/3/1994", "1/3/2012", "18-24", "adult-drug")]
    [InlineData("2/3/1994", "1/3/2012", "under-18", "young-people")]
    [InlineData("1/3/1994", "29/2/2012", "18-24", "adult-drug")] // 18 on the period's first day, if not at triage
    [InlineData("28/3/1957", "28/3/2012", "55+", "adult-drug")]
    public void Age_is_that_at_the_later_of_triage_and_the_periods_first_day(string born, string triaged, string band, string population)
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1", born: born), triaged, "28/3/2012"));
        var figures = holding.Compute(Cut);

        Assert.Equal("1", figures.Read("new-presentations", "age-band", band, population));
    }

    [Theory]
    [InlineData("28/2/2010", 17)]
    [InlineData("1/3/2010", 18)]
    [InlineData("28/2/2012", 19)]
    [InlineData("29/2/2012", 20)]
    public void Born_on_29_February_the_birthday_in_other_years_is_1_March(string day, int age) =>
        Assert.Equal(age, CompletedYears.Between(Holding.Day("29/2/1992"), Holding.Day(day)));

    [Theory]
    [InlineData("1011", null, "opiate", "opiate,adult-drug,pdu")]
    [InlineData("7000", "1105", "opiate", "opiate,adult-drug,pdu")]
    [InlineData("3201", null, "non-opiate", "non-opiate,adult-drug,pdu")]
    [InlineData("5000", "7000", "non-opiate-and-alcohol", "non-opiate,adult-drug")]
    [InlineData("7000", "9996", "alcohol", "adult-alcohol")]
    [InlineData("3409", "9996", "unknown", "")]
    public void Substances_make_groups_and_populations(string drug, string? second, string group, string populations)
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1"), "1/3/2012", "1/3/2012", drug: drug, drug2: second));
        var figures = holding.Compute(Cut);

        Assert.Equal("1", figures.Read("new-presentations", "substance-group", group));
        var found = Enum.GetValues<Population>().Select(p => p.Name())
            .Where(p => figures.Read("in-treatment", population: p) == "1").Order(StringComparer.Ordinal);
        Assert.Equal(populations.Split(',', StringSplitOptions.RemoveEmptyEntries).Append("all").Order(StringComparer.Ordinal), found);
    }

    [Fact]
    public void Agencies_and_trusts_are_broken_down_for_a_partnership()
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1"), "1/5/2011", "1/5/2011", "1/12/2011", "85", partnership: Holding.North, pct: "5D7"))
            .Add(Holding.Episode(holding.Client("L", "1"), "1/3/2012", "1/3/2012", partnership: Holding.North, drug: "7000"))
            .Add(Holding.Episode(holding.Client("L", "2", initial: 'Z'), "1/3/2012", "1/3/2012", partnership: Holding.North, pct: "5D8"));
        var figures = holding.Compute(Cut);

        string Read(string breakdown, string category, string population = "all") =>
            figures.Read("in-treatment", breakdown, category, population, "rolling-12", "partnership", Holding.North);

        Assert.Equal("1", Read("agency", "X"));
        Assert.Equal("1", Read("agency", "X", "pdu"));
        Assert.Equal("2", Read("agency", "L"));
        Assert.Equal("1", Read("agency", "L", "adult-alcohol"));
        Assert.Equal("1", Read("pct", "5D8"));
        Assert.Equal("1", Read("pct", "unknown"));
        Assert.Equal("-", Read("pct", "5D7"));
        Assert.Equal("-", figures.Read("in-treatment", "agency", "X", period: "rolling-12"));
    }
}
