using System.Collections.Frozen;
using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

/// <summary>A line of figures by its names: all that reading a figure needs of the measure that it was computed by, so that figures outlive
/// the catalogue of the program that computed them.</summary>
/// <param name="Measure">The measure's id.</param>
/// <param name="Breakdown">Its name; empty: the headline.</param>
/// <param name="Kind">What n is.</param>
/// <param name="HasCategories">Whether it has a figure for each category, and none without.</param>
/// <param name="Level">The one level at which it exists; null: all.</param>
/// <param name="Populations">The populations for which it exists.</param>
/// <param name="Periods">The periods for which it exists.</param>
internal sealed record FigureLine(
    string Measure, string Breakdown, FigureKind Kind, bool HasCategories, AreaLevel? Level, PopulationSet Populations,
    IReadOnlyList<PeriodKind> Periods)
{
    /// <summary>Its first cell in a block.</summary>
    public int Offset { get; init; }

    /// <summary>How many cells it has: one, or one for every category.</summary>
    public int Width { get; init; }

    /// <summary>A line of a measure of this program.</summary>
    public static FigureLine Of(Measure measure, Line line) =>
        new(measure.Id, line.Breakdown, line.Kind, line.HasCategories, line.Level, measure.Populations, measure.Periods);

    public bool Exists(AreaLevel level, PeriodKind period, Population population) =>
        (Level is not { } only || only == level) && Periods.Contains(period) && Populations.Has(population);
}

/// <summary>How the cells of figures lie: blocks by period and population, in each the lines by measure and breakdown, in each the
/// categories; all in export order.</summary>
internal sealed class FigureLayout
{
    private readonly FrozenDictionary<(string Measure, string Breakdown), FigureLine> _byName;
    private readonly FrozenDictionary<string, int> _categories;

    /// <param name="cut">Last day of the month reported on.</param>
    /// <param name="options">The parameters used.</param>
    /// <param name="periods">The periods computed, in the order of their names.</param>
    /// <param name="categories">Every category, in ordinal order.</param>
    /// <param name="lines">The lines; their places are given here.</param>
    public FigureLayout(
        DateOnly cut, MeasureOptions options, Period[] periods, IReadOnlyList<string> categories, IEnumerable<FigureLine> lines)
    {
        Cut = cut;
        Options = options;
        Periods = periods;
        Categories = categories;
        var placed = new List<FigureLine>();
        foreach (var line in lines.OrderBy(l => l.Measure, StringComparer.Ordinal).ThenBy(l => l.Breakdown, StringComparer.Ordinal))
        {
            var width = line.HasCategories ? categories.Count : 1;
            placed.Add(line with { Offset = Cells, Width = width });
            Cells += width;
        }

        Lines = [.. placed];
        _byName = Lines.ToFrozenDictionary(l => (l.Measure, l.Breakdown));
        _categories = categories.Index().ToFrozenDictionary(c => c.Item, c => c.Index, StringComparer.Ordinal);
    }

    public DateOnly Cut { get; }

    public MeasureOptions Options { get; }

    public Period[] Periods { get; }

    public IReadOnlyList<string> Categories { get; }

    public FigureLine[] Lines { get; }

    /// <summary>Cells of one block.</summary>
    public int Cells { get; }

    /// <summary>One block for each period and population.</summary>
    public int Blocks => Periods.Length * Plan.Populations;

    public FigureLine? Find(string measure, string breakdown) => _byName.GetValueOrDefault((measure, breakdown));

    /// <summary>The line that a cell belongs to.</summary>
    public FigureLine LineOf(int cell)
    {
        int low = 0, high = Lines.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (Lines[middle].Offset <= cell)
                low = middle;
            else
                high = middle - 1;
        }

        return Lines[low];
    }

    /// <summary>The number of a category; -1 where there is no such.</summary>
    public int Category(string name) => _categories.TryGetValue(name, out var number) ? number : -1;

    /// <summary>The place of a period in <see cref="Periods"/>, -1 where there is none of that kind.</summary>
    public int PlaceOf(PeriodKind kind) => Array.FindIndex(Periods, p => p.Kind == kind);
}
