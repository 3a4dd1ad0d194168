using System.Globalization;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

public sealed partial class QuarterlyPack
{
    /// <summary>How many movements the summary names each way.</summary>
    private const int Named = 3;

    /// <summary>The figures that the summary looks at, in its order.</summary>
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

    /// <summary>How many of the key figures, from the first, the summary puts into words whether they moved or not.</summary>
    private const int AlwaysTold = 9;

    private static TrendRow Followed(string measure, Population population, PeriodKind period, Part part, Better? better = null) =>
        new(Catalogue.Get(measure).NameFor(population), "", measure, population, period, part, better);

    private void AddSummary(Sheet sheet)
    {
        Begin(sheet, $"Figures of the quarter are those of its three months. Problem drug users in effective treatment, completions, "
            + "re-presentations and young people in treatment are of the twelve months to its end; waits and review TOPs are those on its last day.");
        var targets = TargetsOfArea();
        sheet.Heading("In words");
        var told = Key.Take(AlwaysTold).Select(Sentence).OfType<string>().ToList();
        if (told.Count == 0)
            sheet.Text("There is no figure that can be put into words.");
        foreach (var sentence in told)
            sheet.Text($"• {sentence}");

        sheet.Heading("Targets");
        sheet.Text(BandsInWords(targets));
        if (targets.Count > 0)
        {
            sheet.Gap();
            AddTargets(sheet, "Bands", targets);
        }

        var moved = Key.Select(MovementOf).OfType<Movement>().ToList();
        AddMovements(sheet, "Best movements", Movement.Most(moved, better: true, Named), "None of the key figures that may be compared became better.");
        AddMovements(sheet, "Worst movements", Movement.Most(moved, better: false, Named), "None of the key figures that may be compared became worse.");
        sheet.Note($"Since the last quarter: counts by how many per cent they changed, shares by how many percentage points. Figures "
            + $"about fewer than {Movement.LeastBehind} are left out: what moves there is chance.");

        sheet.Heading("Sustained poor performance");
        var poor = Poor.Where(p => p.Target.Level == _area.Level && p.Target.Area == _area.Code).ToList();
        if (poor.Count == 0)
        {
            sheet.Text(targets.Count == 0
                ? "There is no target that performance could be held against."
                : $"No target {OfThoseShown}has been red for {Performance.SustainedMonths} months or more.");
            return;
        }

        sheet.Table("Sustained_poor", ExceptionsList.Columns(withAreas: false), [.. poor.Select(p => ExceptionsList.Row(_data, p))]);
        sheet.Note($"Red in {Performance.SustainedMonths} consecutive months or more, the quarter's last month being one of them.");
    }

    /// <summary>Where figures are withheld, nothing is said of their targets.</summary>
    private string OfThoseShown => _data.Mode == DisclosureMode.None ? "" : "whose figures may be shown ";

    private List<Target> TargetsOfArea() => [.. _data.Targets.Of(_area.Level, _area.Code, _data.Cut)];

    private string BandsInWords(List<Target> targets)
    {
        if (targets.Count == 0)
            return $"No target of {_area.Name} for {FinancialYear.Name(FinancialYear.Of(_data.Cut))} is held.";
        var bands = targets.Select(t => Performance.At(_data.Figures, t)).ToList();
        int Count(Standing standing) => bands.Count(b => b == standing);
        var without = bands.Count(b => b is null);
        var text = $"Of {Wording.Count(targets.Count, "target")}, {Count(Standing.Green)} {Is(Count(Standing.Green))} green, "
            + $"{Count(Standing.Amber)} amber and {Count(Standing.Red)} red";
        return without == 0 ? text + "." : $"{text}; {without} {(without == 1 ? "has" : "have")} no figure that could be shown.";

        static string Is(int count) => count == 1 ? "is" : "are";
    }

    private static void AddMovements(Sheet sheet, string heading, IReadOnlyList<Movement> movements, string none)
    {
        sheet.Heading(heading);
        if (movements.Count == 0)
            sheet.Text(none);
        foreach (var (i, movement) in movements.Index())
            sheet.Text(string.Create(CultureInfo.InvariantCulture, $"{i + 1}. {movement.Sentence}"));
    }

    /// <summary>The figure in words; null where there is none, or it may not be told.</summary>
    private string? Sentence(TrendRow row)
    {
        var series = QuarterEnds.Select(q => row.Of(Find(row, q))).ToList();
        var (now, before) = (Find(row), Find(row, QuarterEnds[^2]));
        var unit = Catalogue.Get(row.Measure).Unit;
        var target = _data.Targets.Of(_area.Level, _area.Code, row.Measure, row.Population, row.Period, _data.Cut);
        _shown.Add(row.Measure);
        return Narrative.Sentence(
            new Told
            {
                Subject = row.Label,
                IsShare = row.Part == Part.Share,
                One = unit.One(),
                Many = unit.Many(),
                Values = [.. series.Select(s => s.Value)],
                Counts = [.. new[] { now, before }.SelectMany(f => Behind(row, f))],
                Withheld = series[^1].Suppressed || series[^2].Suppressed,
                Target = target is not null && target.OfShare == (row.Part == Part.Share) ? target.ToDate(_data.Cut) : null,
                Better = row.Better,
            },
            small: _data.Mode == DisclosureMode.None);
    }

    /// <summary>How a figure moved since the last quarter; null where that cannot be told, or few stand behind it.</summary>
    private Movement? MovementOf(TrendRow row)
    {
        var (now, before) = (Find(row), Find(row, QuarterEnds[^2]));
        if (row.Of(now).Value is not { } to || row.Of(before).Value is not { } from
            || Least(row, now) < Movement.LeastBehind || Least(row, before) < Movement.LeastBehind || Sentence(row) is not { } sentence)
            return null;
        var size = row.Part == Part.Share ? to - from : (to - from) / from;
        if (Narrative.DirectionOf(to - from, row.Decimals) == Direction.Level)
            size = 0;
        return new Movement(row.Better == Better.Less ? -size : size, sentence);
    }

    /// <summary>The counts that the value of a figure rests on.</summary>
    private static IEnumerable<decimal> Behind(TrendRow row, ShownFigure? figure)
    {
        if (figure?.N.Value is { } n)
            yield return n;
        if (row.Part == Part.Share && figure?.D.Value is { } d)
            yield return d;
    }

    /// <summary>How many a figure is about: d of a share, n of a count.</summary>
    private static decimal Least(TrendRow row, ShownFigure? figure) => (row.Part == Part.Share ? figure?.D : figure?.N)?.Value ?? 0;
}
