using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <content>Where the headlines stand against the year's targets.</content>
public sealed partial class MonthlyReport
{
    private static readonly TableColumn[] TargetColumns =
    [
        new("Target of the year", Format.Decimal), new("Target is for") { Width = 17 }, new("Target to date", Format.Decimal),
        new("Progress", Format.Percent), new("Band") { Width = 9 },
    ];

    /// <summary>The rows of the scorecard: the headlines, and after them what the area has targets for besides.</summary>
    private IReadOnlyList<ScoredHeadline> Scored { get; }

    private bool HasTargets => Scored.Any(s => s.Target is not null);

    /// <summary>Every target of the year has a row: that of its headline, or one of its own after the headline of the measure.</summary>
    private List<ScoredHeadline> WithTargets()
    {
        var targets = _data.Targets.Of(_area.Level, _area.Code, _data.Cut).OrderBy(t => Length(t.Period)).ToList();
        var lines = new List<ScoredHeadline>();
        foreach (var headline in Headlines)
        {
            var own = targets.Where(t => t.Measure == headline.Measure && t.OfShare == headline.IsShare && t.Population == headline.Population).ToList();
            lines.Add(new ScoredHeadline(headline, own.FirstOrDefault()));
            lines.AddRange(own.Skip(1).Select(t => new ScoredHeadline(headline, t)));
            targets = [.. targets.Except(own)];
        }

        foreach (var target in targets)
        {
            var after = lines.FindLastIndex(l => l.Headline.Measure == target.Measure && l.Headline.IsShare == target.OfShare);
            var (label, unit) = after >= 0 && Headlines.FirstOrDefault(h => h.Measure == target.Measure && h.IsShare == target.OfShare) is { } like
                ? (like.Label, like.Unit)
                : (Catalogue.Get(target.Measure).Name, target.Unit);
            // Young people's measures exist of nobody else.
            var named = target.Population == _whose || Catalogue.Get(target.Measure).IsOfYoungPeople;
            var line = new ScoredHeadline(
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

    private void AddTargetText(Sheet sheet)
    {
        var year = FinancialYear.Name(FinancialYear.Of(_data.Cut));
        sheet.Text(HasTargets
            ? $"Targets are those of {year}. Target to date is what the plan says for the end of the month, and progress the figure of the "
                + "target's period as a share of it, turned round where less is better. Green: 100% or more; amber: 90% or more; red: less."
            : $"No targets of {_area.Name} for {year} are loaded, so there are no progress and no bands.");
    }

    private Cell[] TargetCells(ScoredHeadline line)
    {
        if (line.Target is not { } target)
            return new Cell[TargetColumns.Length];
        var figure = _data.Figures.Find(target.Key);
        var withheld = figure is { N.Suppressed: true } || (target.OfShare && figure is { D.Suppressed: true });
        var progress = target.Progress(figure, _data.Cut);
        return
        [
            Plan(target.Goal),
            $"{PeriodOf(target.Period)}{(target.LessIsBetter ? ", less is better" : "")}",
            Plan(target.ToDate(_data.Cut)),
            withheld ? Cell.Suppressed : progress,
            progress is { } known ? BandOf(Target.Band(known)) : Cell.Blank,
        ];

        Cell Plan(decimal value) => ((Cell)value).As(
            target.OfShare ? line.Headline.ShareFormat : decimal.IsInteger(value) ? Format.Whole : Format.Decimal);
    }

    private static Cell BandOf(Standing standing) => standing switch
    {
        Standing.Green => (Band?)Band.Green,
        Standing.Amber => (Band?)Band.Amber,
        _ => (Band?)Band.Red,
    };

    private static string PeriodOf(PeriodKind period) => period switch
    {
        PeriodKind.Quarter => "Quarter",
        _ => Spans.First(s => s.Kind == period).Header,
    };

    /// <summary>A row of the scorecard.</summary>
    private sealed record ScoredHeadline(Headline Headline, Target? Target);
}
