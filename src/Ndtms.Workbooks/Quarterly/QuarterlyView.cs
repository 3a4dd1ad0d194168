using Ndtms.Core.Measures;
using Ndtms.Core.Targets;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>An area at the end of a quarter, as the sheets of a pack use it.</summary>
internal sealed class QuarterlyView(ReportData data, ReportArea area, IReadOnlyList<ReviewAction> actions)
    : AreaView(data, area, Quarters.Name(Quarters.Require(data.Cut)))
{
    private readonly List<string> _shown = [];

    /// <summary>The actions carried over from the last pack.</summary>
    public IReadOnlyList<ReviewAction> Actions => actions;

    /// <summary>The figures at the ends of eight quarters, the cut's last.</summary>
    public IReadOnlyList<ShownFigures> QuarterEnds { get; } =
        [.. data.Months.Where(m => Quarters.IsEnd(m.Cut)).TakeLast(Quarters.Shown)];

    public IReadOnlyList<PoorPerformance> Poor { get; } = Performance.SustainedPoor(data.Months, data.Targets);

    /// <summary>The area's targets for the year.</summary>
    public IReadOnlyList<Target> Targets { get; } = [.. data.Targets.Of(area.Level, area.Code, data.Cut)];

    public string EffectiveDays => Wording.Count(Options.EffectiveDays, "day");

    public string InTime => $"{Wording.Count(Options.WaitTargetDays, "day")} or less";

    /// <summary>The measures on the sheets filled so far, in order.</summary>
    public IReadOnlyList<string> MeasuresShown => _shown;

    /// <summary>Records that measures are shown, so that the notes define them.</summary>
    public void Show(params IEnumerable<string> measures) => _shown.AddRange(measures);
}
