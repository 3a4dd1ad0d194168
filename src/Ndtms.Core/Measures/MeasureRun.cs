using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

/// <summary>Computes the figures of a cut: pure, and the same for the same data whatever its order.</summary>
public static class MeasureRun
{
    private static readonly MeasureSelection Everything = new();

    /// <summary>Computes the figures of one cut.</summary>
    /// <param name="current">The current data.</param>
    /// <param name="book">The reference data of the run.</param>
    /// <param name="cut">Last day of the month reported on.</param>
    /// <param name="options">Parameters; null: the defaults.</param>
    /// <param name="only">Which figures; null: all.</param>
    /// <exception cref="ArgumentException">The cut is not the last day of a month.</exception>
    public static Figures Compute(
        CurrentData current, CodeBook book, DateOnly cut, MeasureOptions? options = null, MeasureSelection? only = null) =>
        Compute(Caseload.Prepare(current, book), cut, options, only);

    /// <summary>Computes the figures of one cut from a caseload that serves several.</summary>
    /// <inheritdoc cref="Compute(CurrentData, CodeBook, DateOnly, MeasureOptions?, MeasureSelection?)"/>
    public static Figures Compute(Caseload caseload, DateOnly cut, MeasureOptions? options = null, MeasureSelection? only = null)
    {
        only ??= Everything;
        var plan = new Plan(
            Catalogue.Measures.Where(m => m.CanBeCounted(caseload)), cut, options ?? MeasureOptions.Default, caseload.Categories, only);
        var quality = QualityCells.Of(caseload, plan);
        var levels = Enum.GetValues<AreaLevel>();
        var areas = levels.SelectMany(level => Places(caseload, level, only)).ToArray();
        var wanted = areas.ToHashSet();
        // Most people live in one partnership all the time: what counts there counts in the region and England too, and is counted once.
        var shared = caseload.Shared.Where(s => s.Areas.Any(wanted.Contains)).ToArray();
        var ofShared = new AreaFigures[shared.Length];
        using var tallies = new ThreadLocal<AreaTally>(() => new AreaTally(plan, caseload));
        SideBySide(shared, s => s.Episodes.Length, i => ofShared[i] = tallies.Value!.CountShared(shared[i].Areas[0].Level, shared[i].Episodes));
        var byArea = shared.Index().SelectMany(s => s.Item.Areas.Select(area => (Area: area, Figures: ofShared[s.Index]))).ToLookup(s => s.Area, s => s.Figures);
        var counted = new AreaFigures?[areas.Length];
        SideBySide(areas, a => a.Level == AreaLevel.Agency ? caseload.Level(a.Level).Episodes(a.Place).Length : byArea[a].Sum(f => f.Entries.Length), i =>
        {
            var (level, place) = areas[i];
            var index = caseload.Level(level);
            var cells = quality is null ? [] : quality.At(level, place);
            counted[i] = level == AreaLevel.Agency
                ? tallies.Value!.Count(level, index.Codes[place], index.Episodes(place), cells)
                : tallies.Value!.Sum(level, index.Codes[place], byArea[areas[i]], cells);
        });

        var byLevel = Array.ConvertAll(levels, level => Enumerable.Range(0, areas.Length)
            .Where(i => areas[i].Level == level && counted[i] is not null).OrderBy(i => areas[i].Place).Select(i => counted[i]!).ToArray());
        return new Figures(plan.Layout, caseload.Basis, byLevel, caseload.PublicationKey);
    }

    /// <summary>Does something with each of several, the largest first, so that no thread is left with one of them at the end.</summary>
    private static void SideBySide<T>(T[] items, Func<T, long> size, Action<int> work)
    {
        var order = Enumerable.Range(0, items.Length).OrderByDescending(i => size(items[i])).ToArray();
        var next = -1;
        Parallel.For(0, Math.Min(Environment.ProcessorCount, items.Length), _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < order.Length; i = Interlocked.Increment(ref next))
                work(order[i]);
        });
    }

    /// <summary>Who is behind a figure: every case that counts in its n or d, by person and time.</summary>
    /// <param name="caseload">The caseload of the run.</param>
    /// <param name="cut">The run's cut.</param>
    /// <param name="key">The figure.</param>
    /// <param name="options">The run's parameters.</param>
    /// <returns>Empty where the figure is empty or does not exist, and of a measure of data quality: it counts no cases.</returns>
    public static IReadOnlyList<Contribution> Behind(Caseload caseload, DateOnly cut, FigureKey key, MeasureOptions? options = null)
    {
        var only = OnlyLineOf(key);
        var plan = new Plan(
            Catalogue.Measures.Where(m => m.CanBeCounted(caseload)), cut, options ?? MeasureOptions.Default, caseload.Categories, only);
        var behind = new List<Contribution>();
        if (plan.Periods.Length == 0 || plan.Find(key.Measure, key.Breakdown) is not { } line)
            return behind;
        var category = line.Line.HasCategories ? caseload.Categories.Find(key.Category) : key.Category.Length == 0 ? 0 : -1;
        var tally = new AreaTally(plan, caseload)
        {
            Counted = (cell, block, x, n, d) =>
            {
                if (category >= 0 && cell == line.Offset + category && block == (int)key.Population)
                    behind.Add(Contribution(x, line, n, d));
            },
        };
        foreach (var (level, place) in Places(caseload, key.Level, only))
            tally.Count(level, key.Area, caseload.Level(level).Episodes(place));
        return behind;
    }

    /// <summary>The categories that a breakdown has in an area, a population and a period, in ordinal order.</summary>
    /// <param name="caseload">The caseload of the run.</param>
    /// <param name="cut">The run's cut.</param>
    /// <param name="breakdown">Any figure of the breakdown.</param>
    public static IReadOnlyList<string> Categories(Caseload caseload, DateOnly cut, FigureKey breakdown) =>
    [
        .. Compute(caseload, cut, only: OnlyLineOf(breakdown))
            .Categories(breakdown.Level, breakdown.Area, breakdown.Population, breakdown.Period, breakdown.Measure, breakdown.Breakdown)
            .Select(f => f.Key.Category),
    ];

    private static MeasureSelection OnlyLineOf(FigureKey key) => new()
    {
        Levels = new HashSet<AreaLevel> { key.Level },
        Areas = new HashSet<string>(StringComparer.Ordinal) { key.Area },
        Measures = new HashSet<string>(StringComparer.Ordinal) { key.Measure },
        Breakdowns = new HashSet<string>(StringComparer.Ordinal) { key.Breakdown },
        Periods = new HashSet<PeriodKind> { key.Period },
    };

    private static IEnumerable<(AreaLevel Level, int Place)> Places(Caseload caseload, AreaLevel level, MeasureSelection only)
    {
        var codes = caseload.Level(level).Codes;
        return only.Levels?.Contains(level) ?? true
            ? Enumerable.Range(0, codes.Length).Where(i => only.Areas?.Contains(codes[i]) ?? true).Select(i => (level, i))
            : [];
    }

    private static Contribution Contribution(Case x, PlannedLine line, long n, int d) => new(
        x.Journey.Latest.Person,
        [.. x.Journey.Episodes.Select(e => e.Record)],
        x.Journey.Start,
        x.Journey.TreatmentStart <= x.Cut ? x.Journey.TreatmentStart : null,
        x.Journey.Open ? null : x.Journey.End,
        x.Journey.Exit,
        line.Line.Unit is Unit.Episodes or Unit.Modalities ? x.Episode.Record : null,
        line.Line.Unit is Unit.Modalities ? x.Modality.Record : null,
        n,
        d,
        line.Measure.Deciding?.Invoke(x) ?? "");
}
