using System.Globalization;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Ndtms.Core.Current;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;

namespace Ndtms.Tests.Measures;

/// <summary>Who asks why somebody counts reads the dates, working days and answers that decided, as they were known then.</summary>
public sealed partial class ExplanationTests
{
    private static readonly DateOnly Cut = Holding.Day("31/3/2012");

    [Theory]
    [InlineData("re-presentations", "no later journey")]
    [InlineData("completions-sustained", "the twelve months are 01/10/2010 to 30/09/2011; no later journey")]
    public void Coming_back_after_the_cut_is_not_known_yet(string measure, string expected)
    {
        var holding = new Holding();
        var client = holding.Client("X", "1");
        holding.Add(Holding.Episode(client, "1/1/2011", "1/1/2011", "30/9/2011", "80", id: "1"))
            .Add(Holding.Episode(client, "1/4/2012", "1/4/2012", id: "2"));

        Assert.Contains(expected, Why(holding, measure, PeriodKind.RollingTwelve), StringComparison.Ordinal);
    }

    [Fact]
    public void Coming_back_is_dated()
    {
        var holding = new Holding();
        var client = holding.Client("X", "1");
        holding.Add(Holding.Episode(client, "1/1/2011", "1/1/2011", "30/9/2011", "80", id: "1"))
            .Add(Holding.Episode(client, "1/3/2012", "1/3/2012", id: "2"));

        Assert.Contains("the next journey began on 01/03/2012", Why(holding, "re-presentations", PeriodKind.RollingTwelve), StringComparison.Ordinal);
    }

    [Fact]
    public void Young_peoples_waits_are_in_working_days()
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("G", "1", born: "1/4/1996"), "30/3/2012", "30/3/2012", referred: "23/3/2012", drug: "5000"));

        Assert.Contains(
            "referred on 23/03/2012, triaged on 30/03/2012: 5 working days",
            Why(holding, "yp-assessed-5-days", population: Population.YoungPeople), StringComparison.Ordinal);
        Assert.Contains(
            "triaged on 30/03/2012, treatment from 30/03/2012: 0 working days",
            Why(holding, "yp-treated-10-days", population: Population.YoungPeople), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("22/1/2012", "triaged again on 22/01/2012")]
    [InlineData("23/1/2012", "not triaged again within 21 days")]
    public void Continuity_says_when_the_person_was_triaged_again(string triaged, string expected)
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1"), "1/10/2011", "1/10/2011", "1/1/2012", "84"))
            .Add(Holding.Episode(holding.Client("L", "1"), triaged, triaged));

        Assert.Contains(expected, Why(holding, "custody-continuity", PeriodKind.Quarter), StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_are_those_that_decided()
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(
            holding.Client("X", "1"), "1/3/2012", "1/3/2012", previously: false, parental: "11", children: 2, hepatitisB: "A", vaccinations: "2", injecting: "C",
            hepatitisCDate: "1/4/2012", topCoordinator: true,
            tops: [Top("1", "2/3/2012", "S", 20), Top("2", "31/3/2012", "R", 3)]));

        Assert.Contains("previously treated: no; no earlier journey in the data", Why(holding, "treatment-naive"), StringComparison.Ordinal);
        Assert.Contains("hepatitis B status A, vaccinations 2", Why(holding, "hepb-completed"), StringComparison.Ordinal);
        Assert.Contains("hepatitis C tested: no", Why(holding, "hepc-tested-injectors"), StringComparison.Ordinal);
        Assert.Contains("children living with: 2", Why(holding, "parents", breakdown: "children-living-with"), StringComparison.Ordinal);
        Assert.Contains("start TOP on 02/03/2012", Why(holding, "top-start"), StringComparison.Ordinal);
        Assert.Contains(
            "start TOP on 02/03/2012: used on 20 days; review TOP on 31/03/2012: used on 3 days", Why(holding, "outcome-opiates"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1/4/2012", "1/3/2012", "referred 01/03/2012, first offered 10/03/2012, not started: waiting for 30 days")]
    [InlineData("", "31/3/2012", "referred 31/03/2012, first offered 10/03/2012, not started: waiting for 0 days")]
    public void Who_waits_has_waited_until_the_cut(string started, string referred, string expected)
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(
            holding.Client("X", "1"), "1/3/2012", modalities: [Holding.Modality(started, referred: referred, offered: "10/3/2012")]));

        Assert.Contains(expected, Why(holding, "waiting-now"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wait_that_does_not_count_is_not_told_in_days()
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(
            holding.Client("X", "1"), "5/3/2012", referred: "4/3/2012", modalities: [Holding.Modality("10/3/2012", referred: "3/3/2012", offered: "9/3/2012")]));

        Assert.Contains("its wait cannot be measured", Why(holding, "wait-first", breakdown: "not-measurable"), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_after_the_cut_is_said() => Prop.ForAll(
        RandomHoldings.Any,
        current =>
        {
            var caseload = Caseload.Prepare(current, Holding.Book);
            return Catalogue.Measures.Where(m => !m.IsOfQuality).All(measure => (measure.HasHeadline ? "" : measure.BreakdownsWithoutCategories.First()) is var breakdown
                && new[] { Population.All, Population.YoungPeople, Population.ProblemDrugUsers, Population.Prison }.Where(measure.ExistsFor).All(population =>
                    MeasureRun.Behind(caseload, RandomHoldings.Cut, new FigureKey(
                        AreaLevel.England, "england", population, measure.Periods.Contains(PeriodKind.RollingTwelve) ? PeriodKind.RollingTwelve : PeriodKind.Month, measure.Id,
                        breakdown)).All(c => Days().Matches(Explanation.Of(c, RandomHoldings.Cut)).All(day =>
                            DateOnly.ParseExact(day.Value, "dd/MM/yyyy", CultureInfo.InvariantCulture) <= RandomHoldings.Cut))));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    private static CurrentTop Top(string id, string day, string stage, int opiates) =>
        new() { TopId = id, Date = Holding.Day(day), Stage = stage, Empty = false, Opiates = opiates };

    private static string Why(
        Holding holding, string measure, PeriodKind period = PeriodKind.Month, Population population = Population.All, string breakdown = "") =>
        Explanation.Of(
            Assert.Single(MeasureRun.Behind(
                Caseload.Prepare(holding.Data, Holding.Book), Cut, new FigureKey(AreaLevel.England, "england", population, period, measure, breakdown))), Cut);

    [GeneratedRegex(@"\d\d/\d\d/\d{4}")]
    private static partial Regex Days();
}
