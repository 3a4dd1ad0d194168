using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>A target and its figure as cells.</summary>
internal static class TargetRows
{
    /// <summary>How a target's values are shown.</summary>
    public static Format FormatOf(Target target) =>
        !target.OfShare ? Format.Whole : target.OfMean ? Format.Decimal : Format.Percent;

    /// <summary>The number of the figure that the target applies to, as it may be shown.</summary>
    public static Shown ValueOf(Target target, ShownFigure? figure) => figure is not { } f ? default : target.OfShare ? f.Value : f.N;

    public static Cell Value(Target target, ShownFigure? figure) => ((Cell)(Shown?)ValueOf(target, figure)).As(FormatOf(target));

    /// <summary>The value and, of a share, its numerator and denominator; of a mean the number behind it.</summary>
    public static Cell[] Reached(Target target, ShownFigure? figure) =>
        [Value(target, figure), target is { OfShare: true, OfMean: false } ? figure?.N : Cell.Blank, target.OfShare ? figure?.D : Cell.Blank];

    public static Cell Planned(Target target, decimal value) => ((Cell)value).As(FormatOf(target));

    /// <summary>Progress at a cut, or that the figure is too small for it.</summary>
    public static Cell Progress(Target target, ShownFigure? figure, DateOnly cut) => target.IsTooSmallToJudge(figure)
        ? Wording.TooSmallToJudge
        : ((Cell)target.Progress(figure, cut)).As(Format.Percent);

    public static Cell Standing(Target target, ShownFigure? figure, DateOnly cut) => target.IsTooSmallToJudge(figure)
        ? Wording.TooSmallToJudge
        : BandOf(target.Progress(figure, cut));

    public static Band? BandOf(decimal? progress) => progress is not { } given ? null : Target.Band(given) switch
    {
        Core.Targets.Standing.Green => Band.Green,
        Core.Targets.Standing.Amber => Band.Amber,
        _ => Band.Red,
    };
}
