using System.Globalization;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>Key figures, targets and movements of the quarter.</summary>
internal sealed class SummarySheet(QuarterlyView view) : ISheet
{
    /// <summary>How many movements the summary lists in each direction.</summary>
    private const int Named = 3;

    /// <summary>How many of the key figures, from the first, the summary describes whether they moved or not.</summary>
    private const int AlwaysDescribed = 9;

    /// <summary>The key figures of the summary, in order.</summary>
    private static readonly TrendRow[] Key =
    [
        Followed("effective-treatment", Population.ProblemDrugUsers, PeriodKind.RollingTwelve, Part.N),
        Followed("effective-treatment", Population.AdultDrug, PeriodKind.RollingTwelve, Part.N),
        Followed("retained-12-weeks", Population.All, PeriodKind.Quarter, Part.Share),
        Followed("planned-exits", Population.All, PeriodKind.Quarter, Part.Share),
        Followed("completions-of-treatment", Population.Opiate, PeriodKind.RollingTwelve, Part.Share),
        Followed("completions-of-treatment", Population.NonOpiate, PeriodKind.RollingTwelve, Part.Share),
        Followed("re-presentations", Population.All, PeriodKind.RollingTwelve, Part.Share),
        Followed("wait-first", Population.All, PeriodKind.Quarter, Part.Share),
        Followed("wait-subsequent", Population.All, PeriodKind.Quarter, Part.Share),
        Followed("waiting-now", Population.All, PeriodKind.Month, Part.N),
        Followed("in-treatment", Population.YoungPeople, PeriodKind.RollingTwelve, Part.N, Better.More),
        Followed("yp-assessed-5-days", Population.YoungPeople, PeriodKind.Quarter, Part.Share),
        Followed("yp-treated-10-days", Population.YoungPeople, PeriodKind.Quarter, Part.Share),
        Followed("custody-continuity", Population.All, PeriodKind.Quarter, Part.Share),
        Followed("top-start", Population.All, PeriodKind.Quarter, Part.Share),
        Followed("top-review", Population.All, PeriodKind.Month, Part.Share),
        Followed("top-exit", Population.All, PeriodKind.Quarter, Part.Share),
        Followed("hepb-offered", Population.All, PeriodKind.Quarter, Part.Share),
        Followed("hepc-tested-injectors", Population.All, PeriodKind.Quarter, Part.Share),
    ];

    public string Name => "Summary";

    public string Purpose => "Key figures, targets, largest movements and sustained poor performance";

    public void Fill(Sheet sheet)
    {
        sheet.Begin(view, $"A figure over 12 months covers those to {Wording.Day(view.Data.Cut)}. A figure with a target is described over the target's period.");
        if (view.Area.Level == AreaLevel.Partnership)
        {
            AddKeyFigures(sheet);
            AddTargets(sheet);
            AddPoor(sheet);
            AddMoved(sheet);
            return;
        }

        // The grid is what the meeting of a region needs first.
        TargetGrid.AddTo(sheet, view);
        AddTargets(sheet);
        AddPoor(sheet);
        AddKeyFigures(sheet);
        AddMoved(sheet);
    }

    /// <summary>What the first page says.</summary>
    public IReadOnlyList<string> InBrief()
    {
        var poor = view.Poor.Where(p => view.Area.Level != AreaLevel.Partnership && p.Target.Level == AreaLevel.Partnership && view.Area.Contains(view.Data, p.Target.Area)).ToList();
        var moved = Moved().ToList();
        return
        [
            BandsInWords(view.Targets), .. view.RedTargets().Select(r => r.Sentence),
            .. poor.Count == 0 ? (string[])[] : [$"Sustained poor performance: {Wording.Count(poor.Count, "target")} of "
                + $"{Wording.Count(poor.Select(p => p.Target.Area).Distinct(StringComparer.Ordinal).Count(), "partnership")}."],
            .. Movement.Most(moved, better: true, 1).Select(m => $"Best movement: {m.Sentence}"),
            .. Movement.Most(moved, better: false, 1).Select(m => $"Worst movement: {m.Sentence}"),
        ];
    }

    private void AddKeyFigures(Sheet sheet)
    {
        sheet.Heading("Key figures");
        var sentences = Key.Select(Targeted).Take(AlwaysDescribed).Select(row => IsTooSmall(row) ? $"{row.Label} ({Span(row.Period)}): {Wording.TooSmallToJudge}." : Sentence(row))
            .OfType<string>().ToList();
        if (sentences.Count == 0)
            sheet.Text("There are no figures that can be described.");
        foreach (var sentence in sentences)
            sheet.Text($"• {sentence}");
    }

    private void AddTargets(Sheet sheet)
    {
        sheet.Heading(view.Area.Level == AreaLevel.Partnership ? "Targets" : $"Targets of {view.Area.Name} as a whole");
        sheet.Text(BandsInWords(view.Targets));
        if (view.Targets.Count > 0)
        {
            sheet.Gap();
            sheet.AddTargets(view, "Bands", view.Targets);
        }
    }

    private void AddMoved(Sheet sheet)
    {
        var moved = Moved().ToList();
        AddMovements(sheet, "Best movements", Movement.Most(moved, better: true, Named), "None of the comparable key figures improved.");
        AddMovements(sheet, "Worst movements", Movement.Most(moved, better: false, Named), "None of the comparable key figures got worse.");
        sheet.Note($"Changes since the last quarter: counts by percentage change, shares by percentage points. Figures based on fewer than "
            + $"{(view.Figures.IsRounded ? ShownFigure.LeastJudged : Movement.LeastCount)} are left out, because their changes may be due to chance.");
    }

    private IEnumerable<Movement> Moved() => Key.Select(Targeted).Select(MovementOf).OfType<Movement>();

    private void AddPoor(Sheet sheet)
    {
        sheet.Heading("Sustained poor performance");
        var poor = view.Poor.Where(p => p.Target.Level == view.Area.Level && p.Target.Area == view.Area.Code).ToList();
        if (poor.Count == 0)
        {
            sheet.Text(view.Targets.Count == 0
                ? "There are no targets to compare performance with."
                : $"No target {(view.Area.Level == AreaLevel.Partnership ? "" : $"of {view.Area.Name} as a whole ")}"
                    + $"{(view.Figures.IsRounded ? "that is large enough to judge " : "")}has been red for {Performance.SustainedMonths} months or more.");
        }
        else
        {
            sheet.Table("Sustained_poor", ExceptionsList.Columns(withAreas: false, withLimits: false), [.. poor.Select(p => ExceptionsList.Row(view.Data, p, withLimits: false))]);
        }

        if (view.Area.Level != AreaLevel.Partnership)
            AddPoorPartnerships(sheet);
        sheet.Note($"Red in {Performance.SustainedMonths} or more consecutive months, up to the quarter's last month. The last column says whether chance explains "
            + "the difference from England.");
    }

    /// <summary>The exceptions among the area's partnerships, as the list of exceptions has them.</summary>
    private void AddPoorPartnerships(Sheet sheet)
    {
        var exceptions = ExceptionsList.Partnerships(view.Data, view.Area);
        sheet.Subheading($"Partnerships in {view.Area.Name}");
        ExceptionsList.Add(sheet, "Sustained_poor_partnerships", exceptions, view.Data, ExceptionsList.NoneOf(view.Data, view.Area), withLimits: false);
    }

    /// <summary>A key figure of the population and period of the area's target for it, so that sentences and tables are of the same figures.</summary>
    private TrendRow Targeted(TrendRow row)
    {
        var targets = view.Targets.Where(t => t.Measure == row.Measure && t.OfShare == (row.Part == Part.Share)).ToList();
        var target = targets.Find(t => t.Population == row.Population) ?? targets.Find(t => t.Population == Population.AdultDrug && row.Population == Population.All);
        return target is null ? row : Followed(row.Measure, target.Population, target.Period, row.Part, row.Desired);
    }

    private string BandsInWords(IReadOnlyList<Target> targets) => Monthly.InBrief.Bands(targets, view);

    private static void AddMovements(Sheet sheet, string heading, IReadOnlyList<Movement> movements, string none)
    {
        sheet.Heading(heading);
        if (movements.Count == 0)
            sheet.Text(none);
        foreach (var (i, movement) in movements.Index())
            sheet.Text(string.Create(CultureInfo.InvariantCulture, $"{i + 1}. {movement.Sentence}"));
    }

    /// <summary>Whether the figure of this quarter or the last rests on too little for a sentence.</summary>
    private bool IsTooSmall(TrendRow row) =>
        row.IsTooSmallToJudge(row.FigureIn(view.Figures)) || row.IsTooSmallToJudge(row.FigureIn(view.At(view.QuarterEnds[^2])));

    /// <summary>A sentence about the figure; null where there is none, or it is too small to judge.</summary>
    private string? Sentence(TrendRow row)
    {
        if (IsTooSmall(row))
            return null;
        var series = view.QuarterEnds.Select(q => row.Of(row.FigureIn(view.At(q)))).ToList();
        var unit = Catalogue.Get(row.Measure).Unit;
        var target = view.Data.Targets.Of(view.Area.Level, view.Area.Code, row.Measure, row.Population, row.Period, view.Data.Cut);
        view.Show(row.Measure);
        return Narrative.Sentence(
            new FigureOverTime
            {
                Subject = $"{row.Label} ({Span(row.Period)})",
                IsShare = row.Part == Part.Share,
                One = unit.One(),
                Many = unit.Many(),
                Values = [.. series.Select(s => s.Value)],
                Target = target is not null && target.OfShare == (row.Part == Part.Share) ? target.ToDate(view.Data.Cut) : null,
                Better = row.Better,
            });
    }

    /// <summary>A figure's movement since the last quarter; null where the count behind it is small.</summary>
    private Movement? MovementOf(TrendRow row)
    {
        var (now, before) = (row.FigureIn(view.Figures), row.FigureIn(view.At(view.QuarterEnds[^2])));
        if (row.Of(now).Value is not { } to || row.Of(before).Value is not { } from
            || Least(row, now) < Movement.LeastCount || Least(row, before) < Movement.LeastCount || Sentence(row) is not { } sentence)
            return null;
        var size = row.Part == Part.Share ? to - from : (to - from) / from;
        if (Narrative.DirectionOf(to - from, row.Decimals) == Direction.Level)
            size = 0;
        return new Movement(row.Better == Better.Less ? -size : size, sentence);
    }

    /// <summary>The count behind a figure: d of a share, n of a count.</summary>
    private static decimal Least(TrendRow row, ShownFigure? figure) => (row.Part == Part.Share ? figure?.D : figure?.N)?.Value ?? 0;

    private static string Span(PeriodKind period) => period switch
    {
        PeriodKind.Month => "at the end of the quarter",
        PeriodKind.Quarter => "in the quarter",
        _ => Wording.Short(period).ToLowerInvariant(),
    };

    private static TrendRow Followed(string measure, Population population, PeriodKind period, Part part, Better? better = null) =>
        new(Catalogue.Get(measure).NameFor(population), "", measure, population, period, part, better);
}
