using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;

namespace Ndtms.Core.Targets;

/// <summary>A target that is missed month after month.</summary>
/// <param name="Target">The target of the cut's financial year.</param>
/// <param name="Since">The cut of the first month of the unbroken run of red, within the months looked at.</param>
/// <param name="Months">How many months the run has; the cut's is the last.</param>
public sealed record PoorPerformance(Target Target, DateOnly Since, int Months);

/// <summary>Figures against targets (Definitions/measures.md, Targets).</summary>
public static class Performance
{
    /// <summary>Months in red, one after the other, that make performance sustained poor.</summary>
    public const int SustainedMonths = 3;

    /// <summary>Progress of the target's figure at the cut of the figures; null where there is none (see
    /// <see cref="Target.Progress(ShownFigure?, DateOnly)"/>).</summary>
    /// <exception cref="ArgumentException">The cut is in another financial year than the target.</exception>
    public static decimal? Progress(ShownFigures figures, Target target) => target.Progress(figures.Find(target.Key), figures.Cut);

    /// <summary>Where the target's figure stands at the cut of the figures; null where there is no progress to speak of.</summary>
    /// <exception cref="ArgumentException">The cut is in another financial year than the target.</exception>
    public static Standing? At(ShownFigures figures, Target target) =>
        Progress(figures, target) is { } progress ? Target.Band(progress) : null;

    /// <summary>The targets of the cut's year that are red in three consecutive months ending at the cut, or more. The run continues into
    /// the year before where that has a target for the same figure. A month without a figure or without a target ends it: no area is named
    /// for a month of which nothing is known.</summary>
    /// <param name="months">The figures of consecutive months, oldest first, the cut last.</param>
    /// <param name="book">The targets.</param>
    /// <returns>England first, then by region and by partnership; within an area by measure, population and period.</returns>
    /// <exception cref="ArgumentException">The months do not follow each other.</exception>
    public static IReadOnlyList<PoorPerformance> SustainedPoor(IReadOnlyList<ShownFigures> months, TargetBook book)
    {
        for (var i = 1; i < months.Count; i++)
        {
            if (months[i].Cut != months[i - 1].Cut.AddDays(1).AddMonths(1).AddDays(-1))
                throw new ArgumentException("The months must follow each other, oldest first.", nameof(months));
        }

        if (months.Count < SustainedMonths)
            return [];
        var year = FinancialYear.Of(months[^1].Cut);
        return
        [
            .. book.Targets.Where(t => t.Year == year).Select(target => (Target: target, Months: RedMonths(months, book, target)))
                .Where(run => run.Months >= SustainedMonths)
                .Select(run => new PoorPerformance(run.Target, months[^run.Months].Cut, run.Months))
                .OrderBy(run => Width(run.Target.Level)),
        ];
    }

    /// <summary>What must be computed of a month to compare its figures with targets of a year.</summary>
    public static MeasureSelection Needed(TargetBook book, int year)
    {
        var targets = book.Targets.Where(t => t.Year == year).ToList();
        return new MeasureSelection
        {
            Levels = targets.Select(t => t.Level).ToHashSet(),
            Areas = targets.Select(t => t.Area).ToHashSet(StringComparer.Ordinal),
            Measures = targets.Select(t => t.Measure).ToHashSet(StringComparer.Ordinal),
            Periods = targets.Select(t => t.Period).ToHashSet(),
            Breakdowns = new HashSet<string>(StringComparer.Ordinal) { "" },
        };
    }

    /// <summary>How many months up to the last are red without a break.</summary>
    private static int RedMonths(IReadOnlyList<ShownFigures> months, TargetBook book, Target target)
    {
        var red = 0;
        while (red < months.Count && months[^(red + 1)] is var figures
            && book.Of(target.Level, target.Area, target.Measure, target.Population, target.Period, figures.Cut) is { } then
            && At(figures, then) == Standing.Red)
            red++;
        return red;
    }

    private static int Width(AreaLevel level) => level switch
    {
        AreaLevel.England => 0,
        AreaLevel.Region => 1,
        AreaLevel.Partnership => 2,
        _ => 3,
    };
}
