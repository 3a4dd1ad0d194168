using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

/// <summary>How the persons in treatment at a month's start become those at its end, in one area and population, with the
/// unexplained difference by cause. The four figures are those of the export.</summary>
/// <param name="OpenBefore">Persons in treatment at the end of the month before (<c>time-in-treatment</c> at that cut).</param>
/// <param name="NewPresentations">Persons whose treatment started in the month.</param>
/// <param name="Exits">Journeys that ended in the month.</param>
/// <param name="OpenAfter">Persons in treatment at the cut.</param>
public sealed record StockAndFlow(long OpenBefore, long NewPresentations, long Exits, long OpenAfter)
{
    /// <summary>Persons whose earlier journey had ended and is resumed, because the next episode was triaged within the days of
    /// joining.</summary>
    public long Resumed { get; init; }

    /// <summary>Persons triaged in the month whose treatment had started before it: new, yet no new presentations.</summary>
    public long StartedEarlier { get; init; }

    /// <summary>The effect of persons with several journeys that started or ended in the month: new presentations count persons, exits
    /// journeys.</summary>
    public long SeveralJourneys { get; init; }

    /// <summary>What none of these explains.</summary>
    public long Unexplained => LeftOver - Resumed - StartedEarlier - SeveralJourneys;

    /// <summary>Open at the end, less what stock and flow give.</summary>
    public long LeftOver => OpenAfter - (OpenBefore + NewPresentations - Exits);

    /// <summary>Computes it for the month that ends at a cut.</summary>
    /// <param name="caseload">The caseload of the run.</param>
    /// <param name="cut">Last day of the month.</param>
    /// <param name="level">The area's level.</param>
    /// <param name="area">Its code.</param>
    /// <param name="population"><see cref="Population.All"/> or <see cref="Population.Prison"/>: in others people move from one to
    /// another as they grow older or cite another substance.</param>
    /// <param name="options">The run's parameters.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another population.</exception>
    public static StockAndFlow Of(
        Caseload caseload, DateOnly cut, AreaLevel level, string area, Population population, MeasureOptions? options = null)
    {
        if (population is not (Population.All or Population.Prison))
            throw new ArgumentOutOfRangeException(nameof(population), "Only all, or prison.");
        var first = new DateOnly(cut.Year, cut.Month, 1);
        IReadOnlyList<Contribution> Behind(string measure, DateOnly at) => MeasureRun.Behind(
            caseload, at, new FigureKey(level, area, population, PeriodKind.Month, measure), options);

        var before = Behind("time-in-treatment", first.AddDays(-1));
        var started = Behind("new-presentations", cut);
        var ended = Behind("exits", cut);
        var after = Behind("time-in-treatment", cut);

        var persons = new Dictionary<int, Flow>();
        void Note(IEnumerable<Contribution> journeys, Func<Flow, Contribution, Flow> add)
        {
            foreach (var journey in journeys)
                persons[journey.Person] = add(persons.GetValueOrDefault(journey.Person), journey);
        }

        Note(before, (f, _) => f with { Before = true, LeftOver = f.LeftOver - 1 });
        Note(started, (f, _) => f with { Presented = true, LeftOver = f.LeftOver - 1 });
        Note(ended, (f, j) => f with { Journeys = f.Journeys + 1, LeftOver = f.LeftOver + 1, Held = f.Held || j.JourneyStart < first });
        Note(after, (f, j) => f with { Journeys = f.Journeys + 1, LeftOver = f.LeftOver + 1, Held = f.Held || j.JourneyStart < first });

        long resumed = 0, earlier = 0, several = 0;
        foreach (var flow in persons.Values.Where(f => f.LeftOver != 0))
        {
            if (flow is { Before: false, Presented: false, Held: true, Journeys: 1 })
                resumed += flow.LeftOver;
            else if (flow is { Before: false, Presented: false, Held: false, Journeys: 1 })
                earlier += flow.LeftOver;
            else if (flow.Journeys > 1)
                several += flow.LeftOver;
        }

        return new StockAndFlow(before.Count, started.Count, ended.Count, after.Count)
        {
            Resumed = resumed,
            StartedEarlier = earlier,
            SeveralJourneys = several,
        };
    }

    private readonly record struct Flow(bool Before, bool Presented, bool Held, int Journeys, int LeftOver);
}

/// <summary>Where the residence of an area's episodes comes from.</summary>
/// <param name="Episodes">Treatment episodes of the area with treatment in the month.</param>
/// <param name="Imputed">Of them, those without a usable partnership of residence (DAT): the agency's own was taken.</param>
/// <param name="OutsideEngland">Of them, those of people who live outside England (Z00B); other than 0 only for an agency.</param>
public sealed record ResidenceCount(long Episodes, long Imputed, long OutsideEngland)
{
    /// <summary>Counts for the month that ends at a cut.</summary>
    /// <inheritdoc cref="StockAndFlow.Of" path="/param"/>
    public static ResidenceCount Of(Caseload caseload, DateOnly cut, AreaLevel level, string area, Population population)
    {
        var first = new DateOnly(cut.Year, cut.Month, 1);
        var index = caseload.Level(level);
        var place = Array.IndexOf(index.Codes, area);
        long episodes = 0, imputed = 0, outside = 0;
        foreach (var episode in place < 0 ? [] : index.Episodes(place))
        {
            if (episode.Prison != (population == Population.Prison) || !episode.IsTreatmentAt(cut) || episode.DischargedAt(cut) < first)
                continue;
            episodes++;
            if (episode.Record.Partnership == DataSets.Areas.OutsideEngland)
                outside++;
            else if (episode.Areas.Partnership is var at && at >= 0
                && caseload.Level(AreaLevel.Partnership).Codes[at] != episode.Record.Partnership)
                imputed++;
        }

        return new ResidenceCount(episodes, imputed, outside);
    }
}
