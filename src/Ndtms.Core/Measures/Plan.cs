using System.Collections.Frozen;
using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

/// <summary>A line of a measure with its place among the cells of an area: one cell, or one for every category.</summary>
internal sealed record PlannedLine(Measure Measure, Line Line, int Offset, int Width)
{
    public bool ExistsAt(AreaLevel level) => Line.Level is not { } only || only == level;

    public bool ExistsIn(PeriodKind period) => Measure.Periods.Contains(period);
}

/// <summary>Lines that ask the same cases the same question of the same months.</summary>
internal sealed record LineGroup(Func<Case, bool> Of, Period Window, PlannedLine[] Lines, PlannedLine[] EachCategoryLines);

/// <summary>What a run computes, and how its cells lie: by measure, breakdown and category, in export order.</summary>
internal sealed class Plan
{
    public const int Populations = (int)Population.YoungPeople + 1;

    /// <summary>Units of which there are cases.</summary>
    private static readonly Unit[] Units = [Unit.Persons, Unit.Journeys, Unit.Episodes, Unit.Modalities];

    private readonly FrozenDictionary<(string Measure, string Breakdown), PlannedLine> _byName;
    private readonly LineGroup[][] _groups;
    private readonly Period[] _windows;
    private readonly PlannedLine[] _ofOneLevel;

    public Plan(IEnumerable<Measure> measures, DateOnly cut, MeasureOptions options, Categories categories, MeasureSelection selection)
    {
        Cut = cut;
        Options = options;
        Categories = categories;
        Periods = [.. Enum.GetValues<PeriodKind>().Where(p => selection.Periods?.Contains(p) ?? true)
            .Select(p => Period.Ending(p, cut)).OfType<Period>()];
        var lines = measures.Where(m => selection.Measures?.Contains(m.Id) ?? true)
            .SelectMany(m => m.Lines.Select(line => (Measure: m, Line: line)))
            .Where(p => selection.Breakdowns?.Contains(p.Line.Breakdown) ?? true)
            .OrderBy(p => p.Measure.Id, StringComparer.Ordinal).ThenBy(p => p.Line.Breakdown, StringComparer.Ordinal);
        var planned = new List<PlannedLine>();
        foreach (var (measure, line) in lines)
        {
            var width = line.HasCategories ? categories.Count : 1;
            planned.Add(new PlannedLine(measure, line, Cells, width));
            Cells += width;
        }

        Lines = [.. planned];
        _ofOneLevel = [.. planned.Where(l => l.Line.Level is not null)];
        _byName = Lines.ToFrozenDictionary(l => (l.Measure.Id, l.Line.Breakdown));
        Layout = new FigureLayout(
            cut, options, Periods, categories.Names,
            Lines.Select(l => FigureLine.Of(l.Measure, l.Line)));
        _groups = new LineGroup[Enum.GetValues<AreaLevel>().Length * Periods.Length * Units.Length][];
        foreach (var level in Enum.GetValues<AreaLevel>())
        {
            for (var period = 0; period < Periods.Length; period++)
            {
                foreach (var unit in Units)
                    _groups[GroupsAt(level, period, unit)] = Group(level, Periods[period], unit);
            }
        }

        _windows = [.. _groups.SelectMany(g => g).Select(g => g.Window).Distinct()];
    }

    public DateOnly Cut { get; }

    public MeasureOptions Options { get; }

    public Categories Categories { get; }

    /// <summary>In the order of their names.</summary>
    public Period[] Periods { get; }

    /// <summary>How the figures of the run lie: its lines are those of the plan, and at the same cells.</summary>
    public FigureLayout Layout { get; }

    /// <summary>Whether a person whose last recorded event lies on that day can count in some months: the earliest day that any definition
    /// looks at is the first of them moved back by the days of retention.</summary>
    public bool CanCount(DateOnly lastEvent, Period months) => months.First.DaysUntil(lastEvent) >= -Options.RetainedDays;

    /// <summary>Whether a person whose last recorded event lies on that day can count anywhere.</summary>
    public bool CanCount(DateOnly lastEvent) => Array.Exists(_windows, w => CanCount(lastEvent, w));

    /// <summary>By measure and breakdown.</summary>
    public PlannedLine[] Lines { get; }

    /// <summary>Cells of one population in one period.</summary>
    public int Cells { get; }

    /// <summary>One block of cells for each period and population.</summary>
    public int Blocks => Periods.Length * Populations;

    /// <summary>Whether the figure of a cell exists at a level.</summary>
    public bool ExistsAt(AreaLevel level, int cell)
    {
        foreach (var line in _ofOneLevel)
        {
            if (cell >= line.Offset && cell < line.Offset + line.Width)
                return line.ExistsAt(level);
        }

        return true;
    }

    public PlannedLine? Find(string measure, string breakdown) => _byName.GetValueOrDefault((measure, breakdown));

    public static int Block(int period, Population population) => period * Populations + (int)population;

    public LineGroup[] Groups(AreaLevel level, int period, Unit unit) => _groups[GroupsAt(level, period, unit)];

    private int GroupsAt(AreaLevel level, int period, Unit unit) => ((int)level * Periods.Length + period) * Units.Length + (int)unit;

    /// <summary>Those that look at the period's own months first, so that what a journey is in them is worked out once.</summary>
    private LineGroup[] Group(AreaLevel level, Period period, Unit unit) =>
    [
        .. Lines.Where(l => l.Line.Unit == unit && l.ExistsAt(level) && l.ExistsIn(period.Kind)).GroupBy(l => (l.Line.Of, l.Line.Window))
            .OrderBy(g => g.Key.Window is null ? 0 : 1)
            .Select(g => new LineGroup(
                g.Key.Of!, g.Key.Window?.Invoke(period, Options) ?? period,
                [.. g.Where(l => l.Line.EachCategory is null)], [.. g.Where(l => l.Line.EachCategory is not null)])),
    ];
}
