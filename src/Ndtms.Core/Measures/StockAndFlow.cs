using System.Runtime.InteropServices;
using Ndtms.Core.DataSets;
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
        var place = Array.IndexOf(caseload.Level(level).Codes, area);
        return place < 0 ? new StockAndFlow(0, 0, 0, 0) : new FlowTally(caseload, cut, options ?? MeasureOptions.Default).Count(level, caseload.Level(level).Episodes(place), population);
    }

    /// <summary>Sums over more persons.</summary>
    public static StockAndFlow operator +(StockAndFlow left, StockAndFlow right) => new(
        left.OpenBefore + right.OpenBefore, left.NewPresentations + right.NewPresentations, left.Exits + right.Exits, left.OpenAfter + right.OpenAfter)
    {
        Resumed = left.Resumed + right.Resumed,
        StartedEarlier = left.StartedEarlier + right.StartedEarlier,
        SeveralJourneys = left.SeveralJourneys + right.SeveralJourneys,
    };

    /// <summary>Sums without some of the persons.</summary>
    public static StockAndFlow operator -(StockAndFlow left, StockAndFlow right) => new(
        left.OpenBefore - right.OpenBefore, left.NewPresentations - right.NewPresentations, left.Exits - right.Exits, left.OpenAfter - right.OpenAfter)
    {
        Resumed = left.Resumed - right.Resumed,
        StartedEarlier = left.StartedEarlier - right.StartedEarlier,
        SeveralJourneys = left.SeveralJourneys - right.SeveralJourneys,
    };
}

/// <summary>Follows every person of an area through a month. Not for several threads at once.</summary>
internal sealed class FlowTally
{
    private readonly Caseload _caseload;
    private readonly DateOnly _first;
    private readonly AreaTally _before;
    private readonly AreaTally _after;
    private readonly Dictionary<int, Flow> _persons = [];
    private Population _population;
    private long _openBefore;
    private long _presented;
    private long _ended;
    private long _openAfter;

    public FlowTally(Caseload caseload, DateOnly cut, MeasureOptions options)
    {
        _caseload = caseload;
        _first = new DateOnly(cut.Year, cut.Month, 1);
        _before = Tally(_first.AddDays(-1), options, "time-in-treatment");
        _after = Tally(cut, options, "exits", "new-presentations", "time-in-treatment");
    }

    /// <summary>Counts an area, or persons who are to be added to others of it.</summary>
    /// <param name="level">Its level.</param>
    /// <param name="episodes">In the order of the caseload.</param>
    /// <param name="population">All, or prison.</param>
    public StockAndFlow Count(AreaLevel level, ReadOnlySpan<CaseEpisode> episodes, Population population)
    {
        _population = population;
        _persons.Clear();
        _openBefore = _presented = _ended = _openAfter = 0;
        _before.CountShared(level, episodes);
        _after.CountShared(level, episodes);

        long resumed = 0, earlier = 0, several = 0;
        foreach (var flow in _persons.Values.Where(f => f.LeftOver != 0))
        {
            if (flow is { Before: false, Presented: false, Held: true, Journeys: 1 })
                resumed += flow.LeftOver;
            else if (flow is { Before: false, Presented: false, Held: false, Journeys: 1 })
                earlier += flow.LeftOver;
            else if (flow.Journeys > 1)
                several += flow.LeftOver;
        }

        return new StockAndFlow(_openBefore, _presented, _ended, _openAfter)
        {
            Resumed = resumed,
            StartedEarlier = earlier,
            SeveralJourneys = several,
        };
    }

    private AreaTally Tally(DateOnly at, MeasureOptions options, params string[] measures)
    {
        var plan = new Plan(Catalogue.Measures.Where(m => !m.IsOfQuality), at, options, _caseload.Categories, new MeasureSelection
        {
            Measures = measures.ToHashSet(StringComparer.Ordinal),
            Breakdowns = new HashSet<string>(StringComparer.Ordinal) { "" },
            Periods = new HashSet<PeriodKind> { PeriodKind.Month },
        });
        var names = plan.Lines.ToDictionary(l => l.Offset, l => l.Measure.Id);
        return new AreaTally(plan, _caseload)
        {
            Counted = (cell, block, x, _, _) =>
            {
                if (block == (int)_population)
                    Note(names[cell], x.Journey, isAfter: at >= _first);
            },
        };
    }

    private void Note(string measure, Journey journey, bool isAfter)
    {
        ref var flow = ref CollectionsMarshal.GetValueRefOrAddDefault(_persons, journey.Latest.Person, out _);
        switch (measure)
        {
            case "time-in-treatment" when !isAfter:
                _openBefore++;
                flow = flow with { Before = true, LeftOver = flow.LeftOver - 1 };
                break;
            case "new-presentations":
                _presented++;
                flow = flow with { Presented = true, LeftOver = flow.LeftOver - 1 };
                break;
            default:
                _ended += measure == "exits" ? 1 : 0;
                _openAfter += measure == "exits" ? 0 : 1;
                flow = flow with { Journeys = flow.Journeys + 1, LeftOver = flow.LeftOver + 1, Held = flow.Held || journey.Start < _first };
                break;
        }
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
    public static ResidenceCount Of(Caseload caseload, DateOnly cut, AreaLevel level, string area, Population population) =>
        Array.IndexOf(caseload.Level(level).Codes, area) is >= 0 and var place
            ? Of(caseload, cut, caseload.Level(level).Episodes(place), population)
            : new ResidenceCount(0, 0, 0);

    internal static ResidenceCount Of(Caseload caseload, DateOnly cut, ReadOnlySpan<CaseEpisode> of, Population population)
    {
        var first = new DateOnly(cut.Year, cut.Month, 1);
        long episodes = 0, imputed = 0, outside = 0;
        foreach (var episode in of)
        {
            if (episode.Prison != (population == Population.Prison) || !episode.IsTreatmentAt(cut) || episode.DischargedAt(cut) < first)
                continue;
            episodes++;
            if (episode.Record.Partnership == Areas.OutsideEngland)
                outside++;
            else if (episode.Areas.Partnership is var at && at >= 0
                && caseload.Level(AreaLevel.Partnership).Codes[at] != episode.Record.Partnership)
                imputed++;
        }

        return new ResidenceCount(episodes, imputed, outside);
    }

    /// <summary>Sums over more episodes.</summary>
    public static ResidenceCount operator +(ResidenceCount left, ResidenceCount right) => new(
        left.Episodes + right.Episodes, left.Imputed + right.Imputed, left.OutsideEngland + right.OutsideEngland);

    /// <summary>Sums without some of the episodes.</summary>
    public static ResidenceCount operator -(ResidenceCount left, ResidenceCount right) => new(
        left.Episodes - right.Episodes, left.Imputed - right.Imputed, left.OutsideEngland - right.OutsideEngland);
}

/// <summary>What the reconciliation of an area counts beside the measures of a cut: of prison treatment where the area is a prison, else of
/// all other treatment.</summary>
/// <param name="Flow">Persons through the month.</param>
/// <param name="Residence">Where the residence of its episodes comes from.</param>
public sealed record AreaCounts(StockAndFlow Flow, ResidenceCount Residence)
{
    /// <summary>Of an area without episodes.</summary>
    public static AreaCounts None { get; } = new(new StockAndFlow(0, 0, 0, 0), new ResidenceCount(0, 0, 0));

    /// <summary>Whether an agency is a prison.</summary>
    public static Func<string, bool> IsPrison(IReadOnlyDictionary<string, Agency> agencies) =>
        code => agencies.TryGetValue(code, out var agency) && agency.Service == AgencyService.Prison;

    /// <summary>Counts every area for the month that ends at a cut.</summary>
    /// <param name="caseload">The caseload of the run.</param>
    /// <param name="cut">Last day of the month.</param>
    /// <param name="levels">The levels wanted.</param>
    /// <param name="isPrison">Whether an agency is a prison.</param>
    /// <param name="options">The run's parameters.</param>
    public static IReadOnlyDictionary<(AreaLevel Level, string Area), AreaCounts> Of(
        Caseload caseload, DateOnly cut, IEnumerable<AreaLevel> levels, Func<string, bool> isPrison, MeasureOptions? options = null)
    {
        var wanted = levels.ToHashSet();
        var agencies = wanted.Contains(AreaLevel.Agency) ? caseload.Level(AreaLevel.Agency) : null;
        var counts = new Dictionary<(AreaLevel Level, string Area), AreaCounts>();
        using var tallies = new ThreadLocal<FlowTally>(() => new FlowTally(caseload, cut, options ?? MeasureOptions.Default));
        var ofAgencies = new AreaCounts[agencies?.Codes.Length ?? 0];
        Parallel.For(0, ofAgencies.Length, place =>
        {
            var population = isPrison(agencies!.Codes[place]) ? Population.Prison : Population.All;
            ofAgencies[place] = Count(AreaLevel.Agency, agencies.Episodes(place).ToArray(), population);
        });
        for (var place = 0; place < ofAgencies.Length; place++)
            counts.Add((AreaLevel.Agency, agencies!.Codes[place]), ofAgencies[place]);

        foreach (var level in wanted.Where(l => l != AreaLevel.Agency))
        {
            foreach (var code in caseload.Level(level).Codes)
                counts.Add((level, code), None);
        }

        var shared = new AreaCounts[caseload.Shared.Count];
        Parallel.For(0, shared.Length, i => shared[i] = Count(caseload.Shared[i].Areas[0].Level, caseload.Shared[i].Episodes, Population.All));
        foreach (var (at, set) in caseload.Shared.Index())
        {
            foreach (var (level, place) in set.Areas.Where(area => wanted.Contains(area.Level)))
                counts[(level, caseload.Level(level).Codes[place])] += shared[at];
        }

        return counts;

        AreaCounts Count(AreaLevel level, CaseEpisode[] episodes, Population population) =>
            new(tallies.Value!.Count(level, episodes, population), ResidenceCount.Of(caseload, cut, episodes, population));
    }

    /// <summary>Sums over more persons.</summary>
    public static AreaCounts operator +(AreaCounts left, AreaCounts right) => new(left.Flow + right.Flow, left.Residence + right.Residence);

    /// <summary>Sums without some of the persons.</summary>
    public static AreaCounts operator -(AreaCounts left, AreaCounts right) => new(left.Flow - right.Flow, left.Residence - right.Residence);
}
