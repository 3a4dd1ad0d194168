using System.Globalization;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;

namespace Ndtms.Workbooks.Monthly;

/// <summary>What the first page of a monthly report says, in sentences.</summary>
internal static class InBrief
{
    public static IReadOnlyList<string> Of(MonthlyView view) => view.HasFigures
        ? [.. Numbers(view), .. Targets(view), .. Files(view)]
        : [view.NoFigures];

    private static IEnumerable<string> Numbers(MonthlyView view)
    {
        var (now, then) = (view.Find("in-treatment", PeriodKind.Month), view.At(view.TrendLine[0]).Find("in-treatment", PeriodKind.Month));
        if (now?.N.Value is not { } count)
            yield break;
        var before = then?.N.Value is { } earlier && now is { IsCountTooSmallToJudge: false }
            ? string.Create(CultureInfo.InvariantCulture, $" (a year earlier: {earlier:#,##0})")
            : "";
        var started = view.Find("new-presentations", PeriodKind.Month)?.N.Value is { } starts ? $"; {Wording.Count((long)starts, "new presentation")}" : "";
        yield return $"{Wording.Month(view.Data.Cut)}: {Wording.Count((long)count, "person", "people")} in treatment{before}{started}.";
    }

    private static IEnumerable<string> Targets(MonthlyView view)
    {
        var targets = view.Data.Targets.Of(view.Area.Level, view.Area.Code, view.Data.Cut).ToList();
        if (targets.Count == 0)
            yield break;
        yield return Bands(targets, view);
        foreach (var (_, sentence) in view.RedTargets())
            yield return sentence;
    }

    /// <summary>"Of 9 targets, 3 are green, 2 amber and 4 red."</summary>
    public static string Bands(IReadOnlyList<Target> targets, AreaView view)
    {
        if (targets.Count == 0)
            return $"No targets for {view.Area.Name} in {FinancialYear.Name(FinancialYear.Of(view.Data.Cut))} have been loaded.";
        var bands = targets.Select(t => Performance.At(view.Data.Figures, t)).ToList();
        int Count(Standing standing) => bands.Count(b => b == standing);
        var without = bands.Count(b => b is null);
        var text = $"Of {Wording.Count(targets.Count, "target")}, {Count(Standing.Green)} {Is(Count(Standing.Green))} green, "
            + $"{Count(Standing.Amber)} amber and {Count(Standing.Red)} red";
        return without == 0 ? text + "." : $"{text}; {without} {(view.Figures.IsRounded ? Is(without) + " " + Wording.TooSmallToJudge : (without == 1 ? "has" : "have") + " no figure that can be shown")}.";

        static string Is(int count) => count == 1 ? "is" : "are";
    }

    /// <summary>Which of the area's agencies are late or missing: exact numbers of them.</summary>
    private static IEnumerable<string> Files(MonthlyView view)
    {
        if (view.Data.Edition != Edition.Exact)
            yield break;
        var agencies = view.Area.AgenciesIn(view.Data).ToHashSet(StringComparer.Ordinal);
        var due = view.Data.Context.Quality.Where(q => q.IsActive && agencies.Contains(q.Code)).ToList();
        if (due.Count == 0)
            yield break;
        var late = due.Count(q => q.DaysLate is > 0);
        var none = due.Count(q => q.DaysLate is null);
        yield return late + none == 0
            ? $"Files for the month: all {due.Count} were in time."
            : $"Files for the month: {due.Count - late - none} of {due.Count} in time, {late} late, {none} missing. Where one is missing, the last one counts.";
    }
}
