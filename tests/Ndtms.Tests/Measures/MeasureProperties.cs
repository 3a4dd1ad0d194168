using FsCheck;
using FsCheck.Fluent;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;

namespace Ndtms.Tests.Measures;

/// <summary>What holds for any data.</summary>
public class MeasureProperties
{
    private static readonly string[] Means = ["mean-days", "start", "review"];

    [Fact]
    public void The_order_of_clients_and_episodes_changes_nothing_and_twice_gives_the_same_bytes() => Prop.ForAll(
        RandomHoldings.Any,
        current =>
        {
            var export = Holding.Export(Compute(current));
            return export == Holding.Export(Compute(current)) && export == Holding.Export(Compute(RandomHoldings.Shuffled(current, 7)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void England_is_at_most_the_sum_of_regions_and_that_at_most_the_sum_of_partnerships() => Prop.ForAll(
        RandomHoldings.Any,
        current =>
        {
            var figures = Compute(current);
            return new[] { "in-treatment", "new-presentations" }.All(measure => figures.Periods.All(period =>
            {
                long Sum(AreaLevel level) => figures.Areas(level).Sum(area =>
                    figures.Find(new FigureKey(level, area, Population.All, period.Kind, measure))!.Value.N!.Value);
                return Sum(AreaLevel.England) <= Sum(AreaLevel.Region) && Sum(AreaLevel.Region) <= Sum(AreaLevel.Partnership);
            }));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Those_who_live_outside_England_are_in_no_figure_but_their_agencys() => Prop.ForAll(
        RandomHoldings.Any,
        current =>
        {
            var outside = new CurrentData
            {
                Agencies = current.Agencies,
                Clients = current.Clients,
                Episodes = [.. current.Episodes.Where(e => e.Partnership == Areas.OutsideEngland)],
            };
            return Compute(outside).All().All(f => f.Key.Level == AreaLevel.Agency);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void N_is_never_more_than_d_and_values_follow_from_them() => Prop.ForAll(
        RandomHoldings.Any,
        current => Compute(current).All().All(f =>
            f.D is not { } d ? f.Value is null
            : d == 0 ? f.Value is null
            : f.N is not { } n ? f.Value is not null
            : f.Value == Math.Round((decimal)n / d, 6, MidpointRounding.AwayFromZero)
                && (n <= d || Means.Contains(f.Key.Breakdown) || f.Key.Measure == "local-ni119-quality-of-life"))).QuickCheckThrowOnFailure();

    [Fact]
    public void Categories_of_new_presentations_and_exits_add_up_to_their_headline() => Prop.ForAll(
        RandomHoldings.Any,
        current =>
        {
            var figures = Compute(current);
            return figures.All().Where(f => f.Key is { Measure: "new-presentations" or "exits" or "time-in-treatment" or "known-to-treatment", Breakdown: "" })
                .All(f => Catalogue.Find(f.Key.Measure)!.Breakdowns.All(b => f.N == figures
                    .Categories(f.Key.Level, f.Key.Area, f.Key.Population, f.Key.Period, f.Key.Measure, b).Sum(c => c.N)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_later_month_changes_nothing_in_what_was_known_at_a_cut() => Prop.ForAll(
        RandomHoldings.Any,
        current =>
        {
            var known = new CurrentData
            {
                Agencies = current.Agencies,
                Clients = current.Clients,
                Episodes = [.. current.Episodes.Where(e => e.Triaged <= RandomHoldings.Cut).Select(KnownAtCut)],
            };
            return Holding.Export(Compute(current)) == Holding.Export(Compute(known));
        }).QuickCheckThrowOnFailure();

    /// <summary>Headlines worked out the long way: every journey of every area by comparing each episode with all before it.</summary>
    [Fact]
    public void Numbers_agree_with_the_definitions_worked_out_the_long_way() => Prop.ForAll(
        RandomHoldings.Any,
        current =>
        {
            var figures = Compute(current);
            foreach (var level in Enum.GetValues<AreaLevel>())
            {
                foreach (var area in figures.Areas(level))
                {
                    var journeys = current.Episodes.Where(e => AreaOf(e, level) == area).GroupBy(e => (Person(e), Prison(e)))
                        .SelectMany(g => LongWay(g, g.Key)).ToList();
                    foreach (var period in figures.Periods)
                    {
                        var inTreatment = Describing(journeys, period.First, period.Last);
                        foreach (var (population, prison) in new[] { (Population.All, false), (Population.Prison, true) })
                        {
                            long? N(string measure) => figures.Find(new FigureKey(level, area, population, period.Kind, measure))!.Value.N;
                            var here = journeys.Where(j => j.Key.Prison == prison).ToList();
                            var present = inTreatment.Where(j => j.Key.Prison == prison).ToList();
                            if (N("in-treatment") != present.Count
                                || N("effective-treatment") != present.Count(j => j.Days >= 84 || j.Exit == "completed")
                                || N("new-presentations") != here.Where(j => period.Contains(j.TreatmentStart)).DistinctBy(j => j.Key).Count()
                                || N("exits") != here.Count(j => j.End >= period.First)
                                || N("planned-exits") != here.Count(j => j.End >= period.First && j.Exit == "completed"))
                                return false;
                            if (period.Kind == PeriodKind.RollingTwelve)
                            {
                                var sustained = Describing(here, new DateOnly(2010, 10, 1), new DateOnly(2011, 9, 30));
                                var figure = figures.Find(new FigureKey(level, area, population, period.Kind, "completions-sustained"))!.Value;
                                if (figure.D != sustained.Count || figure.N != sustained.Count(j => j.End <= new DateOnly(2011, 9, 30)
                                    && j.Exit == "completed" && !here.Exists(o => o.Key == j.Key && o.Start > j.End && o.Start <= j.End!.Value.AddMonths(6))))
                                    return false;
                            }
                        }
                    }

                    var known = Describing([.. journeys.Where(j => !j.Key.Prison)], new DateOnly(2010, 4, 1), RandomHoldings.Cut)
                        .Where(j => j.ProblemDrugs).ToList();
                    long? Known(string breakdown, string category) => figures.Find(new FigureKey(
                        level, area, Population.ProblemDrugUsers, PeriodKind.Month, "known-to-treatment", breakdown, category))?.N;
                    if (Known("", "") != known.Count
                        || (Known("status", "now") ?? 0) != known.Count(j => j.End is null)
                        || (Known("status", "this-year") ?? 0) != known.Count(j => j.End >= new DateOnly(2011, 4, 1)))
                        return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

    /// <summary>Of each person in treatment in some days, the journey with the latest treatment start.</summary>
    private static List<LongJourney> Describing(List<LongJourney> journeys, DateOnly first, DateOnly last) =>
    [
        .. journeys.Where(j => j.TreatmentStart <= last && (j.End is not { } end || end >= first)).GroupBy(j => j.Key)
            .Select(g => g.MaxBy(j => (j.TreatmentStart, j.Start))!),
    ];

    private static Figures Compute(CurrentData current) => MeasureRun.Compute(current, Holding.Book, RandomHoldings.Cut);

    private static (DateOnly, string) Person(CurrentEpisode e) => (e.Client.DateOfBirth, e.Client.Sex);

    private static bool Prison(CurrentEpisode e) => e.Client.Agency == "P";

    private static string? AreaOf(CurrentEpisode e, AreaLevel level)
    {
        var partnership = Holding.Book.Areas.Partnership(e.Partnership ?? Holding.Agencies[e.Client.Agency].Partnership);
        return level switch
        {
            AreaLevel.Agency => e.Client.Agency,
            AreaLevel.Partnership => partnership?.Code,
            AreaLevel.Region => partnership?.Region,
            _ => partnership is null ? null : "england",
        };
    }

    private static List<LongJourney> LongWay(IEnumerable<CurrentEpisode> episodes, ((DateOnly, string) Person, bool Prison) key)
    {
        var journeys = new List<List<CurrentEpisode>>();
        foreach (var episode in episodes.Where(e => e.Triaged <= RandomHoldings.Cut).Select(KnownAtCut).Where(Treated).OrderBy(e => e.Triaged))
        {
            if (journeys.Count > 0 && journeys[^1].Any(e => e.Discharged is not { } end || end.AddDays(21) >= episode.Triaged))
                journeys[^1].Add(episode);
            else
                journeys.Add([episode]);
        }

        return journeys.ConvertAll(j =>
        {
            var start = j.Min(e => e.Modalities.Where(m => m.Modality != "7").Min(m => m.Started))!.Value;
            DateOnly? end = j.Exists(e => e.Discharged is null) ? null : j.Max(e => e.Discharged);
            var exits = j.Where(e => e.Discharged == end).Select(e => e.DischargeReason switch
            {
                "80" => "completed",
                "83" or "97" => "transferred",
                "84" => "custody",
                "85" => "dropped out",
                _ => "other",
            }).Distinct().ToList();
            return new LongJourney(
                key, j.Min(e => e.Triaged), start, end, end is null ? null : exits.Count == 1 ? exits[0] : "inconsistent",
                j.Exists(e => e.Drug1 is "1011" or "3201" || e.Drug2 is "1011" or "3201"));
        });
    }

    private static bool Treated(CurrentEpisode e) => e.Modalities.Any(m => m.Modality != "7" && m.Started is not null);

    private static CurrentEpisode KnownAtCut(CurrentEpisode e)
    {
        static DateOnly? Known(DateOnly? day) => day <= RandomHoldings.Cut ? day : null;
        return new CurrentEpisode
        {
            Client = e.Client,
            EpisodeId = e.EpisodeId,
            Referred = e.Referred,
            Triaged = e.Triaged,
            Discharged = Known(e.Discharged),
            DischargeReason = e.DischargeReason,
            Partnership = e.Partnership,
            Drug1 = e.Drug1,
            Drug2 = e.Drug2,
            ReferralSource = e.ReferralSource,
            TopCoordinator = e.TopCoordinator,
            YoungPerson = e.YoungPerson,
            Modalities =
            [
                .. e.Modalities.Select(m => new CurrentModality
                {
                    ModalityId = m.ModalityId,
                    Modality = m.Modality,
                    Referred = Known(m.Referred),
                    FirstAppointmentOffered = Known(m.FirstAppointmentOffered),
                    Started = Known(m.Started),
                }),
            ],
            Tops = [.. e.Tops.Where(t => t.Date <= RandomHoldings.Cut)],
        };
    }

    private sealed record LongJourney(
        ((DateOnly, string) Person, bool Prison) Key, DateOnly Start, DateOnly TreatmentStart, DateOnly? End, string? Exit,
        bool ProblemDrugs)
    {
        public int Days => (End ?? RandomHoldings.Cut).DayNumber - TreatmentStart.DayNumber;
    }
}
