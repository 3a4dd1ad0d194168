namespace Ndtms.Tests.Measures;

/// <summary>Young people, harm reduction, parents and local indicators.</summary>
public class PeopleTests
{
    private const string Cut = "31/3/2012";

    [Theory]
    [InlineData("23/3/2012", "30/3/2012", "1/1=1")] // Friday to Friday: five
    [InlineData("22/3/2012", "30/3/2012", "0/1=0")]
    [InlineData("24/3/2012", "31/3/2012", "1/1=1")]
    public void Young_people_are_assessed_in_five_working_days_treated_or_not(string referred, string triaged, string expected)
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("G", "1", born: "1/4/1994"), triaged, referred: referred, drug: "5000"))
            .Add(Holding.Episode(holding.Client("P", "1", born: "1/4/1994"), triaged, referred: referred, drug: "5000"))
            .Add(Holding.Episode(holding.Client("G", "2", born: "1/3/1994"), triaged, referred: referred, drug: "5000"));
        var figures = holding.Compute(Cut);

        Assert.Equal(expected, figures.Read("yp-assessed-5-days", population: "young-people"));
        Assert.Equal("-", figures.Read("yp-assessed-5-days"));
        Assert.Equal("-", figures.Read("yp-assessed-5-days", population: "prison"));
    }

    [Theory]
    [InlineData("16/4/2012", "30/4/2012", "1/1=1")]
    [InlineData("13/4/2012", "30/4/2012", "0/1=0")]
    [InlineData("5/4/2012", "23/4/2012", "1/1=1")] // over Easter, with two bank holidays: ten
    [InlineData("20/4/2012", "2/4/2012", "1/1=1")] // treated before assessed
    public void Young_people_are_treated_in_ten_working_days(string triaged, string start, string expected)
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("G", "1", born: "1/6/1996"), triaged, start, drug: "5000"));

        Assert.Equal(expected, holding.Compute("30/4/2012").Read("yp-treated-10-days", population: "young-people"));
    }

    [Theory]
    [InlineData("22/1/2012", "X", "1/1=1")]
    [InlineData("23/1/2012", "X", "0/1=0")]
    [InlineData("2/1/2012", "P", "0/1=0")]
    [InlineData("1/1/2012", "X", "0/1=0")] // still 17 at triage
    public void Transition_ends_with_triage_as_an_adult_within_21_days(string triaged, string agency, string expected)
    {
        var holding = new Holding();
        const string born = "2/1/1994";
        holding.Add(Holding.Episode(holding.Client("G", "1", born: born), "1/9/2011", "1/9/2011", "1/1/2012", "97", drug: "5000"))
            .Add(Holding.Episode(holding.Client("L", "1", born: born), "1/9/2011", "1/9/2011", "1/1/2012", "83", drug: "5000"))
            .Add(Holding.Episode(holding.Client(agency, "2", born: born), triaged, triaged, drug: "5000"));
        var figures = holding.Compute(Cut);

        Assert.Equal(expected, figures.Read("yp-transitions", population: "young-people", period: "quarter"));
        Assert.Equal(
            expected, figures.Read("yp-transitions", population: "young-people", period: "quarter", level: "partnership", area: Holding.Gateshead));
    }

    [Fact]
    public void Vulnerabilities_are_the_latest_answers_at_start_and_at_exit()
    {
        var holding = new Holding();
        var one = holding.Client("G", "1", born: "1/1/1996");
        var two = holding.Client("G", "2", born: "1/1/1997");
        holding
            .Add(Holding.Episode(one, "1/3/2012", "1/3/2012", "5/3/2012", "80", id: "1", young: Answers(("YPSMHS", "N"), ("YPSYOT", "Y"), ("YPEGP", "N"))))
            .Add(Holding.Episode(one, "6/3/2012", "6/3/2012", "9/3/2012", "80", id: "2", young: Answers(("YPSMHS", "Y"), ("YPTSRP", "Y"))))
            .Add(Holding.Episode(two, "1/3/2012", "1/3/2012", id: "1", young: Answers(("YPSMHS", "N"), ("YPEGP", "Y"))));
        var figures = holding.Compute(Cut);

        Assert.Equal("2", figures.Read("yp-vulnerabilities", population: "young-people"));
        Assert.Equal("1/2=0.5", figures.Read("yp-vulnerabilities", "at-start", "YPSMHS", "young-people"));
        Assert.Equal("1/1=1", figures.Read("yp-vulnerabilities", "at-start", "YPSYOT", "young-people"));
        Assert.Equal("-", figures.Read("yp-vulnerabilities", "at-start", "YPTSRP", "young-people"));
        Assert.Equal("0/1=0", figures.Read("yp-vulnerabilities", "at-exit", "YPEGP", "young-people"));
    }

    [Fact]
    public void Each_answer_chooses_its_own_describing_journey_and_at_exit_every_journey_counts()
    {
        var holding = new Holding();
        var client = holding.Client("G", "1", born: "1/1/1997");
        holding
            .Add(Holding.Episode(client, "1/5/2011", "1/5/2011", "1/7/2011", "80", id: "1", young: Answers(("YPSMHS", "Y"), ("YPEGP", "Y"))))
            .Add(Holding.Episode(client, "1/2/2012", "1/2/2012", "1/3/2012", "80", id: "2", young: Answers(("YPSYOT", "N"), ("YPEGP", "N"))));
        var figures = holding.Compute(Cut);

        Assert.Equal("1", figures.Read("yp-vulnerabilities", population: "young-people", period: "ytd"));
        Assert.Equal("1/1=1", figures.Read("yp-vulnerabilities", "at-start", "YPSMHS", "young-people", "ytd"));
        Assert.Equal("0/1=0", figures.Read("yp-vulnerabilities", "at-start", "YPSYOT", "young-people", "ytd"));
        Assert.Equal("1/2=0.5", figures.Read("yp-vulnerabilities", "at-exit", "YPEGP", "young-people", "ytd"));
    }

    [Fact]
    public void Who_came_back_as_an_adult_is_no_young_person_in_any_vulnerability_answered_then()
    {
        var holding = new Holding();
        var client = holding.Client("X", "1", born: "1/6/1993");
        holding
            .Add(Holding.Episode(client, "9/4/2011", "9/4/2011", "10/4/2011", "80", id: "1", young: Answers(("YPSMHS", "N"), ("YPSYOT", "Y"))))
            .Add(Holding.Episode(client, "30/6/2011", "30/6/2011", id: "2", young: Answers(("YPSMHS", "Y"))));
        var figures = holding.Compute("31/12/2011");

        Assert.Equal("0", figures.Read("yp-vulnerabilities", population: "young-people", period: "ytd"));
        Assert.Equal("-", figures.Read("yp-vulnerabilities", "at-start", "YPSMHS", "young-people", "ytd"));
        Assert.Equal("1/1=1", figures.Read("yp-vulnerabilities", "at-start", "YPSYOT", "young-people", "ytd"));
    }

    [Fact]
    public void Hepatitis_B_is_judged_on_the_latest_episode_with_a_status()
    {
        var holding = new Holding();
        var initial = 'C';
        foreach (var (status, vaccinations) in new[] { ("A", "3"), ("A", "2"), ("B", "C"), ("C", null), ("D", null), ("E", null), (null, "3") })
        {
            var client = holding.Client("X", $"{initial}", initial: initial++);
            holding.Add(Holding.Episode(client, "1/3/2012", "1/3/2012", "5/3/2012", "83", hepatitisB: status, vaccinations: vaccinations))
                .Add(Holding.Episode(client, "6/3/2012", "6/3/2012", id: "2", vaccinations: "1"));
        }

        var figures = holding.Compute(Cut);

        Assert.Equal("5/6=0.833333", figures.Read("hepb-offered"));
        Assert.Equal("2/3=0.666667", figures.Read("hepb-accepted"));
        Assert.Equal("2/3=0.666667", figures.Read("hepb-completed"));
    }

    [Fact]
    public void Injectors_are_tested_for_hepatitis_C_on_any_episode_by_the_cut()
    {
        var holding = new Holding();
        var tested = holding.Client("X", "1", initial: 'C');
        holding.Add(Holding.Episode(tested, "1/2/2012", "1/2/2012", "5/2/2012", "83", id: "1", hepatitisC: "Y"))
            .Add(Holding.Episode(tested, "6/2/2012", "6/2/2012", id: "2", injecting: "P", hepatitisC: "N"))
            .Add(Holding.Episode(holding.Client("X", "2", initial: 'D'), "1/2/2012", "1/2/2012", injecting: "C", hepatitisCDate: "31/3/2012"))
            .Add(Holding.Episode(holding.Client("X", "3", initial: 'E'), "1/2/2012", "1/2/2012", injecting: "C", hepatitisCDate: "1/4/2012"))
            .Add(Holding.Episode(holding.Client("X", "4", initial: 'F'), "1/2/2012", "1/2/2012", injecting: "N", hepatitisC: "Y"));

        Assert.Equal("2/3=0.666667", holding.Compute(Cut).Read("hepc-tested-injectors"));
    }

    [Fact]
    public void Parents_and_children_are_counted_of_new_presentations()
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1", initial: 'C'), "1/3/2012", "1/3/2012", parental: "11", children: 3, source: "6"))
            .Add(Holding.Episode(holding.Client("X", "2", initial: 'D'), "1/3/2012", "1/3/2012", "20/3/2012", "80", children: 2, source: "6"))
            .Add(Holding.Episode(holding.Client("X", "3", initial: 'E'), "1/3/2012", "1/3/2012", children: 0, employment: "12", source: "5"))
            .Add(Holding.Episode(holding.Client("X", "4", initial: 'F'), "1/3/2011", "1/3/2011", children: 4, employment: "1", source: "6"));
        var figures = holding.Compute(Cut);

        Assert.Equal("-", figures.Read("parents"));
        Assert.Equal("1", figures.Read("parents", "parental-status", "parent-living-with"));
        Assert.Equal("2", figures.Read("parents", "parental-status", "unknown"));
        Assert.Equal("5", figures.Read("parents", "children-living-with"));
        Assert.Equal("3/4=0.75", figures.Read("local-hidden-harm", period: "rolling-12"));
        Assert.Equal("1/2=0.5", figures.Read("local-ni152-out-of-work", period: "rolling-12"));
        Assert.Equal("1/2=0.5", figures.Read("local-ni18-drr", period: "rolling-12"));
    }

    private static Dictionary<string, string> Answers(params (string Header, string Answer)[] answers) =>
        answers.ToDictionary(a => a.Header, a => a.Answer, StringComparer.Ordinal);
}
