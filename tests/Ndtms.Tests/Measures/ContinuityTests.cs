using System.Globalization;

namespace Ndtms.Tests.Measures;

/// <summary>Coming back, staying, and passing from one service to another.</summary>
public class ContinuityTests
{
    private const string Cut = "31/3/2012";

    [Theory]
    [InlineData("30/9/2011", "30/3/2012", "1/1=1")] // half a year clamped to the month's end
    [InlineData("30/9/2011", "31/3/2012", "0/1=0")]
    [InlineData("31/8/2011", "29/2/2012", "1/1=1")]
    [InlineData("31/8/2011", "1/3/2012", "0/1=0")]
    [InlineData("1/4/2011", "1/6/2011", "1/1=1")]
    [InlineData("1/10/2011", "1/12/2011", "0/0=")] // not in the first six months
    [InlineData("31/3/2011", "1/6/2011", "0/0=")]
    public void Re_presentation_is_another_journey_within_six_months_of_completion(string end, string back, string expected)
    {
        var holding = new Holding();
        var client = holding.Client("X", "1");
        holding.Add(Holding.Episode(client, "1/1/2011", "1/1/2011", end, "80", id: "1"))
            .Add(Holding.Episode(client, back, back, id: "2"));

        Assert.Equal(expected, holding.Compute(Cut).Read("re-presentations", period: "rolling-12"));
    }

    [Theory]
    [InlineData("30/9/2010", null, "0/0=")] // ended the day before the window of 1 October 2010 to 30 September 2011
    [InlineData("1/10/2010", null, "1/1=1")]
    [InlineData("30/9/2011", null, "1/1=1")]
    [InlineData("1/10/2011", null, "0/1=0")] // in treatment in the window, completed after it
    [InlineData("30/9/2011", "30/3/2012", "0/1=0")]
    [InlineData("30/9/2011", "31/3/2012", "1/1=1")]
    [InlineData("31/8/2011", "29/2/2012", "0/1=0")] // half a year clamped to the month's end
    [InlineData("31/8/2011", "1/3/2012", "1/1=1")]
    public void A_completion_is_sustained_if_the_person_starts_no_other_journey_within_six_months(string end, string? back, string expected)
    {
        var holding = new Holding();
        var client = holding.Client("X", "1");
        holding.Add(Holding.Episode(client, "1/1/2010", "1/1/2010", end, "80", id: "1"));
        if (back is not null)
            holding.Add(Holding.Episode(client, back, back, id: "2"));
        var figures = holding.Compute(Cut);

        Assert.Equal(expected, figures.Read("completions-sustained", period: "rolling-12"));
        Assert.Equal("-", figures.Read("completions-sustained", period: "ytd"));
    }

    [Theory]
    [InlineData("30/9/2011", "0/1=0")]
    [InlineData("1/10/2011", "0/0=")]
    public void Treatment_that_starts_after_the_window_is_not_in_it(string start, string expected)
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1"), "1/9/2011", start, "1/10/2011", "80"));

        Assert.Equal(expected, holding.Compute(Cut).Read("completions-sustained", period: "rolling-12"));
    }

    [Theory]
    [InlineData("31/8/2012", "1/3/2011", "29/2/2012")]
    [InlineData("28/2/2013", "1/9/2011", "31/8/2012")]
    [InlineData("30/6/2012", "1/1/2011", "31/12/2011")]
    public void The_window_is_whole_months_whatever_the_length_of_the_months(string cut, string first, string last)
    {
        foreach (var (end, expected) in new[] { (first, "1/1=1"), (last, "1/1=1"), (Shifted(first, -1), "0/0="), (Shifted(last, 1), "0/1=0") })
        {
            var holding = new Holding();
            holding.Add(Holding.Episode(holding.Client("X", "1"), "1/1/2010", "1/1/2010", end, "80"));
            Assert.Equal((end, expected), (end, holding.Compute(cut).Read("completions-sustained", period: "rolling-12")));
        }

        static string Shifted(string day, int days) => Holding.Day(day).AddDays(days).ToString("d/M/yyyy", CultureInfo.InvariantCulture);
    }

    [Fact]
    public void The_latest_journey_of_the_window_decides_and_the_one_after_the_window_does_not()
    {
        var holding = new Holding();
        var returned = holding.Client("X", "1", initial: 'C');
        var later = holding.Client("X", "2", initial: 'D');
        holding.Add(Holding.Episode(returned, "1/1/2010", "1/1/2010", "1/11/2010", "80", id: "1"))
            .Add(Holding.Episode(returned, "1/9/2011", "1/9/2011", "20/9/2011", "85", id: "2"))
            .Add(Holding.Episode(later, "1/1/2010", "1/1/2010", "1/11/2010", "80", id: "1"))
            .Add(Holding.Episode(later, "1/10/2011", "1/10/2011", "20/10/2011", "85", id: "2"));

        Assert.Equal("1/2=0.5", holding.Compute(Cut).Read("completions-sustained", period: "rolling-12"));
    }

    [Fact]
    public void Who_came_of_age_after_the_windows_first_day_is_a_young_person_in_it()
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("G", "1", born: "2/10/1992"), "1/9/2010", "1/9/2010", "1/9/2011", "80"));
        var figures = holding.Compute(Cut);

        Assert.Equal("1/1=1", figures.Read("completions-sustained", population: "young-people", period: "rolling-12"));
        Assert.Equal("0/0=", figures.Read("completions-sustained", population: "adult-drug", period: "rolling-12"));
        Assert.Equal("1/1=1", figures.Read("completions-of-treatment", population: "adult-drug", period: "rolling-12"));
    }

    [Fact]
    public void A_return_in_another_area_shows_at_the_level_of_both_alone()
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1"), "1/1/2010", "1/1/2010", "1/9/2011", "80"))
            .Add(Holding.Episode(holding.Client("G", "1"), "1/2/2012", "1/2/2012"));
        var figures = holding.Compute(Cut);

        Assert.Equal("1/1=1", figures.Read("completions-sustained", period: "rolling-12", level: "partnership", area: Holding.North));
        Assert.Equal("0/1=0", figures.Read("completions-sustained", period: "rolling-12", level: "region", area: "north-east"));
    }

    [Theory]
    [InlineData(null, "1", "now")]
    [InlineData("31/3/2012", "1", "this-year")]
    [InlineData("1/4/2012", "1", "now")] // not known at the cut
    [InlineData("1/4/2011", "1", "this-year")]
    [InlineData("31/3/2011", "1", "before")]
    [InlineData("1/4/2010", "1", "before")]
    [InlineData("31/3/2010", "0", null)]
    public void Who_was_in_treatment_in_24_months_is_known_to_it(string? end, string expected, string? status)
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1"), "1/1/2010", "1/1/2010", end, end is null ? null : "85"));
        var figures = holding.Compute(Cut);

        Assert.Equal(expected, figures.Read("known-to-treatment", population: "pdu"));
        foreach (var one in new[] { "now", "this-year", "before" })
            Assert.Equal(one == status ? "1" : "-", figures.Read("known-to-treatment", "status", one, population: "pdu"));
        Assert.Equal("-", figures.Read("known-to-treatment"));
        Assert.Equal("-", figures.Read("known-to-treatment", population: "pdu", period: "rolling-12"));
    }

    [Fact]
    public void The_latest_journey_says_whether_a_known_person_is_a_problem_drug_user_and_prisons_know_others()
    {
        var holding = new Holding();
        var changed = holding.Client("X", "1", initial: 'C');
        var back = holding.Client("X", "2", initial: 'D');
        holding.Add(Holding.Episode(changed, "1/1/2011", "1/1/2011", "1/2/2011", "85", id: "1"))
            .Add(Holding.Episode(changed, "1/1/2012", "1/1/2012", id: "2", drug: "7000"))
            .Add(Holding.Episode(back, "1/1/2011", "1/1/2011", "1/2/2011", "85", id: "1"))
            .Add(Holding.Episode(back, "1/1/2012", "1/1/2012", id: "2"))
            .Add(Holding.Episode(holding.Client("P", "1", initial: 'E'), "1/1/2012", "1/1/2012"));
        var figures = holding.Compute(Cut);

        Assert.Equal("1", figures.Read("known-to-treatment", population: "pdu"));
        Assert.Equal("1", figures.Read("known-to-treatment", "status", "now", population: "pdu"));
        Assert.Equal("-", figures.Read("known-to-treatment", "status", "before", population: "pdu"));
    }

    [Theory]
    [InlineData("1/1/2012", "1/1=1")]
    [InlineData("22/1/2012", "1/1=1")]
    [InlineData("23/1/2012", "0/1=0")]
    [InlineData("31/12/2011", "0/1=0")]
    public void Custody_is_followed_by_community_treatment_within_21_days(string triaged, string expected)
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("P", "1"), "1/10/2011", "1/10/2011", "1/1/2012", "84"))
            .Add(Holding.Episode(holding.Client("X", "1"), "1/9/2011", "1/9/2011", "1/1/2012", "84", id: "1"))
            .Add(Holding.Episode(holding.Client("L", "1"), triaged, triaged, partnership: "Z00B"));
        var figures = holding.Compute(Cut);

        Assert.Equal(expected, figures.Read("custody-continuity", period: "quarter", population: "prison"));
        Assert.Equal(expected, figures.Read("custody-continuity", period: "quarter"));
    }

    [Fact]
    public void Prison_treatment_alone_is_no_continuity_and_the_last_21_days_are_too_soon_to_tell()
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1"), "1/10/2011", "1/10/2011", "1/2/2012", "84"))
            .Add(Holding.Episode(holding.Client("P", "1"), "2/2/2012", "2/2/2012"))
            .Add(Holding.Episode(holding.Client("X", "2", initial: 'C'), "1/10/2011", "1/10/2011", "10/3/2012", "84"))
            .Add(Holding.Episode(holding.Client("X", "3", initial: 'D'), "1/10/2011", "1/10/2011", "11/3/2012", "84"));

        Assert.Equal("0/2=0", holding.Compute(Cut).Read("custody-continuity", period: "quarter"));
    }

    [Theory]
    [InlineData("7/12/2011", "0/0=")] // 84 days before the month's first day is 8 December,
    [InlineData("8/12/2011", "1/1=1")]
    [InlineData("7/1/2012", "1/1=1")] // and before its last 7 January
    [InlineData("8/1/2012", "0/0=")]
    public void Retained_looks_at_those_who_started_84_days_earlier(string start, string expected)
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1"), start, start));

        Assert.Equal(expected, holding.Compute(Cut).Read("retained-12-weeks"));
    }

    [Theory]
    [InlineData("80", "1/1=1")]
    [InlineData("85", "0/1=0")]
    public void Retention_is_asked_of_those_long_gone_too(string reason, string expected)
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1"), "8/12/2011", "8/12/2011", "8/12/2011", reason));

        Assert.Equal(expected, holding.Compute(Cut).Read("retained-12-weeks"));
    }

    [Fact]
    public void Naive_is_who_says_so_and_has_no_earlier_journey_here()
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1", initial: 'C'), "1/3/2012", "1/3/2012", previously: false))
            .Add(Holding.Episode(holding.Client("X", "2", initial: 'D'), "1/3/2012", "1/3/2012", previously: true))
            .Add(Holding.Episode(holding.Client("X", "3", initial: 'E'), "1/3/2012", "1/3/2012"))
            .Add(Holding.Episode(holding.Client("L", "4", initial: 'F'), "1/3/2010", "1/3/2010", "1/4/2010", "80"))
            .Add(Holding.Episode(holding.Client("X", "4", initial: 'F'), "1/3/2012", "1/3/2012", previously: false));
        var figures = holding.Compute(Cut);

        Assert.Equal("1/4=0.25", figures.Read("treatment-naive"));
        Assert.Equal("2/4=0.5", figures.Read("treatment-naive", level: "agency", area: "X"));
    }

    [Theory]
    [InlineData("1/4/2011", "under-1")]
    [InlineData("31/3/2011", "1-2")]
    [InlineData("31/3/2010", "2-4")]
    [InlineData("1/4/2008", "2-4")]
    [InlineData("31/3/2008", "4-6")]
    [InlineData("31/3/2006", "6+")]
    public void Years_in_treatment_are_completed_ones(string start, string band)
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1"), start, start));
        var figures = holding.Compute(Cut);

        Assert.Equal("1", figures.Read("time-in-treatment"));
        Assert.Equal("1", figures.Read("time-in-treatment", "years", band));
    }

    [Fact]
    public void Completions_are_of_the_describing_journey()
    {
        var holding = new Holding();
        var client = holding.Client("X", "1");
        holding.Add(Holding.Episode(client, "1/5/2011", "1/5/2011", "1/7/2011", "80", id: "1"))
            .Add(Holding.Episode(client, "1/3/2012", "1/3/2012", id: "2"))
            .Add(Holding.Episode(holding.Client("X", "2", initial: 'D'), "1/5/2011", "1/5/2011", "1/7/2011", "80"));
        var figures = holding.Compute(Cut);

        Assert.Equal("1/2=0.5", figures.Read("completions-of-treatment", period: "rolling-12"));
        Assert.Equal("-", figures.Read("completions-of-treatment", period: "ytd"));
    }
}
