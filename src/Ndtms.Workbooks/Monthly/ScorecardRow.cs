using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;

namespace Ndtms.Workbooks.Monthly;

/// <summary>A row of the scorecard.</summary>
/// <param name="Headline">The figure.</param>
/// <param name="Target">Its target for the year; null: none.</param>
internal sealed record ScorecardRow(Headline Headline, Target? Target)
{
    /// <summary>The period on which the row's figure is compared, with the year before, wider areas and its target: the target's or, without
    /// one, the headline's own.</summary>
    public PeriodKind Period => Target?.Period ?? Headline.Latest;

    /// <summary>The figure compared, among those of an area.</summary>
    public ShownFigure? FigureIn(AreaFigures figures) => Headline.FigureIn(figures, Period);

    /// <summary>Every target for the year has a row: its headline's, or one of its own after the headline of the same measure.</summary>
    public static IReadOnlyList<ScorecardRow> Of(MonthlyView view)
    {
        var targets = view.Data.Targets.Of(view.Area.Level, view.Area.Code, view.Data.Cut).OrderBy(t => Length(t.Period)).ToList();
        var lines = new List<ScorecardRow>();
        foreach (var headline in view.Headlines)
        {
            var own = targets.Where(t => t.Measure == headline.Measure && t.OfShare == headline.IsShare && t.Population == headline.Population).ToList();
            lines.Add(new ScorecardRow(headline, own.FirstOrDefault()));
            lines.AddRange(own.Skip(1).Select(t => new ScorecardRow(headline, t)));
            targets = [.. targets.Except(own)];
        }

        foreach (var target in targets)
        {
            var after = lines.FindLastIndex(l => l.Headline.Measure == target.Measure && l.Headline.IsShare == target.OfShare);
            var (label, unit) = after >= 0 && view.Headlines.FirstOrDefault(h => h.Measure == target.Measure && h.IsShare == target.OfShare) is { } like
                ? (like.Label, like.Unit)
                : (Catalogue.Get(target.Measure).Name, target.Unit);
            // Young people's measures exist for no other population.
            var named = target.Population == view.Area.Whose || Catalogue.Get(target.Measure).IsOfYoungPeople;
            var line = new ScorecardRow(
                new Headline(named ? label : $"{label}: {Wording.Name(target.Population)}", unit, target.Measure, target.Population, target.OfShare), target);
            lines.Insert(after >= 0 ? after + 1 : lines.Count, line);
        }

        return lines;

        static int Length(PeriodKind period) => period switch
        {
            PeriodKind.RollingTwelve => 0,
            PeriodKind.YearToDate => 1,
            PeriodKind.Quarter => 2,
            _ => 3,
        };
    }
}
