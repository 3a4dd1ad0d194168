using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Quarterly;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>An area's share beside England's: the limits within which shares of that size vary by chance, and the position among them
/// (<see cref="Funnel"/>).</summary>
internal static class ChanceVariation
{
    /// <summary>What is said of a share within the 95% limits.</summary>
    public const string Explained = "within what chance explains";

    /// <summary>The limits at the denominator of a figure; null where either has no share, or rests on too little.</summary>
    public static FunnelLimits? LimitsOf(ShownFigure? figure, ShownFigure? england) =>
        Funnel.Share(england) is { } reference && Funnel.Share(figure) is not null ? Funnel.Limits(reference, (long)figure!.Value.D.Value!.Value) : null;

    /// <summary>The limits as cells: lower and upper 95%, lower and upper 99.8%.</summary>
    public static Cell[] LimitCells(ShownFigure? figure, ShownFigure? england) => LimitsOf(figure, england) is { } limits
        ? [limits.Lower95, limits.Upper95, limits.Lower998, limits.Upper998]
        : [Cell.Blank, Cell.Blank, Cell.Blank, Cell.Blank];

    /// <summary>The position of a share in words, and whether that is better or worse; blank where there is none.</summary>
    public static string Words(ShownFigure? figure, ShownFigure? england, Better better)
    {
        if (figure is { IsRateTooSmallToJudge: true })
            return Wording.TooSmallToJudge;
        if (Funnel.Share(england) is not { } reference || Funnel.Share(figure) is not { } share)
            return "";
        var (words, way) = Funnel.Place(share, (long)figure!.Value.D.Value!.Value, reference) switch
        {
            FunnelPlace.Above998 => ("above the 99.8% limit", Direction.Up),
            FunnelPlace.Above95 => ("above the 95% limit", Direction.Up),
            FunnelPlace.Below95 => ("below the 95% limit", Direction.Down),
            FunnelPlace.Below998 => ("below the 99.8% limit", Direction.Down),
            _ => (Explained, Direction.Level),
        };
        return Narrative.Judgement(way, better) is { Length: > 0 } judgement ? $"{words}: {judgement}" : words;
    }
}
