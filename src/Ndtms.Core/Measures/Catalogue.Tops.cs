using Ndtms.Core.Current;
using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

public static partial class Catalogue
{
    /// <summary>Self-rated health and quality of life run from 0 to this.</summary>
    private const int HighestSelfRating = 20;

    private static IEnumerable<Measure> Compliance() =>
    [
        new("top-start", "Start TOPs in time", Unit.Episodes,
            "Of treatment episodes whose agency co-ordinates the TOP and that started 14 days or more before the cut, those with a start "
            + "TOP within 14 days of treatment start.",
            Share(
                x => Coordinated(x) && x.InPeriodAndPast(x.Episode.TreatmentStart, x.Options.TopWindowDays),
                x => TopWithin(x, "S", x.Episode.TreatmentStart)))
        {
            Of = "episodes due",
            Deciding = x => Deciding.Tops(x, "start TOP", "S"),
            Better = Better.More,
        },
        new("top-exit", "Exit TOPs in time", Unit.Episodes,
            "Of treatment episodes whose agency co-ordinates the TOP and that ended 14 days or more before the cut, those with an exit "
            + "TOP within 14 days of discharge.",
            Share(
                x => Coordinated(x) && x.InPeriodAndPast(x.Discharged, x.Options.TopWindowDays),
                x => TopWithin(x, "E", x.Discharged)))
        {
            Of = "episodes due",
            Deciding = x => Deciding.Tops(x, "exit TOP", "E"),
            Better = Better.More,
        },
        new("top-review", "Review TOPs in time", Unit.Episodes,
            "Of treatment episodes whose agency co-ordinates the TOP, open at the cut and started 183 days or more before it, those with "
            + "any TOP in the 183 days that end on the cut.",
            Share(
                x => Coordinated(x) && x.Discharged > x.Cut && x.Episode.TreatmentStart.DaysUntil(x.Cut) >= x.Options.TopReviewDays,
                x => Array.Exists(x.Episode.Tops, t => t.Date <= x.Cut && t.Date.DaysUntil(x.Cut) < x.Options.TopReviewDays)))
        {
            Of = "episodes due",
            Deciding = x => Deciding.Tops(x, "TOP"),
            Better = Better.More,
            Periods = MonthOnly,
        },
    ];

    private static IEnumerable<Measure> Outcomes() =>
    [
        Use("outcome-alcohol", "Alcohol", t => t.Alcohol, o => o.ReliableChangeAlcohol),
        Use("outcome-opiates", "Opiates", t => t.Opiates, o => o.ReliableChangeOpiates),
        Use("outcome-crack", "Crack", t => t.Crack, o => o.ReliableChangeCrack),
        Use("outcome-cocaine", "Cocaine", t => t.Cocaine, o => o.ReliableChangeCocaine),
        Use("outcome-amphetamines", "Amphetamines", t => t.Amphetamines, o => o.ReliableChangeAmphetamines),
        Use("outcome-cannabis", "Cannabis", t => t.Cannabis, o => o.ReliableChangeCannabis),
        new("outcome-injecting", "Stopped injecting at review", Unit.Journeys,
            "Of reviewed journeys with injecting at start, those with none at review.",
            Share(
                x => Reviewed(x) && x.Journey.StartTop!.Injecting > 0 && x.Journey.ReviewTop!.Injecting is not null,
                x => x.Journey.ReviewTop!.Injecting == 0))
        {
            Of = "journeys with injecting at start",
            Deciding = x => Deciding.Pair(x, t => $"injected on {Deciding.Days(t.Injecting)}"),
            Better = Better.More,
        },
        new("outcome-housing", "Housing problems resolved at review", Unit.Journeys,
            "Of reviewed journeys with an acute housing problem or a risk of eviction at start, those with neither at review.",
            Share(
                x => Reviewed(x) && HousingProblem(x.Journey.StartTop!) == true && HousingProblem(x.Journey.ReviewTop!) is not null,
                x => HousingProblem(x.Journey.ReviewTop!) == false))
        {
            Of = "journeys with a problem at start",
            Deciding = x => Deciding.Pair(
                x, t => $"acute housing problem {Deciding.YesNo(t.AcuteHousingProblem)}, risk of eviction {Deciding.YesNo(t.RiskOfEviction)}"),
            Better = Better.More,
        },
        new("outcome-work", "Work found at review", Unit.Journeys,
            "Of reviewed journeys without paid work at start, those with 10 days of it or more at review.",
            Share(
                x => Reviewed(x) && x.Journey.StartTop!.PaidWork == 0 && x.Journey.ReviewTop!.PaidWork is not null,
                x => x.Journey.ReviewTop!.PaidWork >= x.Options.WorkDays))
        {
            Of = "journeys without work at start",
            Deciding = x => Deciding.Pair(x, t => $"paid work on {Deciding.Days(t.PaidWork)}"),
            Better = Better.More,
        },
        Score("outcome-psychological", "Psychological health", t => t.PsychologicalHealth),
        Score("outcome-physical", "Physical health", t => t.PhysicalHealth),
        Score("outcome-quality-of-life", "Quality of life", t => t.QualityOfLife),
    ];

    private static Measure Use(string id, string substance, Func<CurrentTop, int?> days, Func<MeasureOptions, int> reliableChange)
    {
        Func<Case, bool> used = x => Reviewed(x) && days(x.Journey.StartTop!) > 0 && days(x.Journey.ReviewTop!) is not null;
        int Review(Case x) => days(x.Journey.ReviewTop!)!.Value;
        int Fall(Case x) => days(x.Journey.StartTop!)!.Value - Review(x);
        return new Measure(id, $"Abstinence from {substance.ToLowerInvariant()} at review", Unit.Journeys,
            "Of reviewed journeys with use at start, those without any at review (abstinent); the others by reliable change.",
            Share(used, x => Review(x) == 0),
            Share("improved", used, x => Review(x) > 0 && Fall(x) >= reliableChange(x.Options)),
            Share("unchanged", used, x => Review(x) > 0 && Math.Abs(Fall(x)) < reliableChange(x.Options)),
            Share("deteriorated", used, x => Review(x) > 0 && -Fall(x) >= reliableChange(x.Options)))
        {
            ShortName = substance,
            Of = "journeys with use at start",
            Deciding = x => Deciding.Pair(x, t => $"used on {Deciding.Days(days(t))}"),
            Better = Better.More,
        };
    }

    private static Measure Score(string id, string name, Func<CurrentTop, int?> score)
    {
        Func<Case, bool> both = x => Reviewed(x) && score(x.Journey.StartTop!) is not null && score(x.Journey.ReviewTop!) is not null;
        return new Measure(id, name, Unit.Journeys,
            $"Of reviewed journeys, mean self-rated {name.ToLowerInvariant()} (0 poor to {HighestSelfRating} good) at start and at review.",
            Mean("start", both, x => score(x.Journey.StartTop!)!.Value),
            Mean("review", both, x => score(x.Journey.ReviewTop!)!.Value))
        {
            Of = "journeys with both scores",
            Deciding = x => Deciding.Pair(x, t => $"score {Deciding.Number(score(t))}"),
            HighestScore = HighestSelfRating,
            Better = Better.More,
        };
    }

    /// <summary>The journey has a start and a review TOP, and the latter falls in the period.</summary>
    private static bool Reviewed(Case x) => x.Journey.ReviewTop is { } review && x.Period.Contains(review.Date);

    /// <summary>Whether there is a housing problem: yes if either item says so, no only if both do, else unknown.</summary>
    private static bool? HousingProblem(CurrentTop top) => (top.AcuteHousingProblem, top.RiskOfEviction) switch
    {
        (true, _) or (_, true) => true,
        (false, false) => false,
        _ => null,
    };

    private static bool Coordinated(Case x) => x.Episode.Record.TopCoordinator == true && x.Treatment;

    private static bool TopWithin(Case x, string stage, DateOnly day) => Array.Exists(
        x.Episode.Tops, t => t.Stage == stage && t.Date <= x.Cut && Math.Abs(t.Date.DaysUntil(day)) <= x.Options.TopWindowDays);
}
