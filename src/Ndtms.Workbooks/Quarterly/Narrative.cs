using System.Globalization;
using System.Text;
using Ndtms.Core.Measures;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>The direction of a change.</summary>
public enum Direction
{
    Level,
    Up,
    Down,
}

/// <summary>A figure over time, to be described in a sentence.</summary>
public sealed record FigureOverTime
{
    /// <summary>The subject of the sentence: "Planned exits".</summary>
    public required string Subject { get; init; }

    /// <summary>True: values are fractions, shown as percentages; false: they are counts.</summary>
    public bool IsShare { get; init; }

    /// <summary>What is counted, in the singular: "person".</summary>
    public string One { get; init; } = "person";

    /// <summary>What is counted, in the plural: "people".</summary>
    public string Many { get; init; } = "people";

    /// <summary>The values of consecutive quarters, oldest first. Null: there is none, or it may not be shown.</summary>
    public required IReadOnlyList<decimal?> Values { get; init; }

    /// <summary>The target to date; null: there is no target.</summary>
    public decimal? Target { get; init; }

    public Better Better { get; init; }
}

/// <summary>Describes figures in sentences by rules: the same figures give the same words.</summary>
public static class Narrative
{
    private static readonly string[] Ordinals = ["", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

    /// <summary>A sentence such as "Effective treatment rose by 14 to 612 people, 3% above target; the fourth rise in a row".</summary>
    /// <param name="figure">The figure.</param>
    /// <returns>Null where there is no current figure.</returns>
    public static string? Sentence(FigureOverTime figure)
    {
        if (figure.Values is not [.., { } now])
            return null;
        var before = figure.Values.Count > 1 ? figure.Values[^2] : null;
        var text = new StringBuilder(figure.Subject);
        var judged = false;
        var way = Direction.Level;
        if (before is not { } then)
        {
            text.Append(" was ").Append(Amount(now, figure));
        }
        else
        {
            way = DirectionOf(now - then, figure.IsShare ? 3 : 0);
            text.Append(way switch
            {
                Direction.Level => " stayed at ",
                _ when then == 0 => " rose from 0 to ",
                Direction.Up => $" rose by {Change(now - then, figure)} to ",
                _ => $" fell by {Change(then - now, figure)} to ",
            }).Append(Amount(now, figure));
            judged = figure.Better == Better.Less && way != Direction.Level;
            if (judged)
                text.Append(way == Direction.Up ? ", which is worse" : ", which is better");
        }

        if (figure.Target is { } target)
        {
            text.Append(judged ? " and " : ", ").Append(Against(now, target, figure.IsShare));
            if (figure.Better == Better.Less && !judged && now != target)
                text.Append(", where lower is better");
        }

        if (before is null)
            text.Append("; there is no figure for the previous quarter");
        else if (way != Direction.Level && Run(figure, way) is > 1 and var run)
            text.Append(CultureInfo.InvariantCulture, $"; the {Ordinal(run)} {(way == Direction.Up ? "rise" : "fall")} in a row");
        return text.Append('.').ToString();
    }

    /// <summary>The direction of a change as shown: one that rounds to zero is level.</summary>
    /// <param name="change">The change.</param>
    /// <param name="decimals">Decimal places shown (for a fraction three: 0.001 is a tenth of a percentage point).</param>
    public static Direction DirectionOf(decimal change, int decimals) =>
        Math.Round(change, decimals, MidpointRounding.AwayFromZero) switch { > 0 => Direction.Up, < 0 => Direction.Down, _ => Direction.Level };

    /// <summary>"better" or "worse"; empty where it is neither.</summary>
    public static string Judgement(Direction way, Better better) => (way, better) switch
    {
        (Direction.Level, _) or (_, Better.Neither) => "",
        (Direction.Up, Better.More) or (Direction.Down, Better.Less) => "better",
        _ => "worse",
    };

    private static int Run(FigureOverTime figure, Direction way)
    {
        var run = 0;
        for (var i = figure.Values.Count - 1; i > 0; i--)
        {
            if (figure.Values[i] is not { } now || figure.Values[i - 1] is not { } then || DirectionOf(now - then, figure.IsShare ? 3 : 0) != way)
                break;
            run++;
        }

        return run;
    }

    private static string Against(decimal now, decimal target, bool isShare)
    {
        if (now == target)
            return "on target";
        var side = now > target ? "above" : "below";
        if (isShare)
            return Points(Math.Abs(now - target)) is { } points ? $"{points} {side} target" : $"just {side} target";
        if (target == 0)
            return $"{side} a target of 0";
        var percent = Math.Round(Math.Abs(now - target) / Math.Abs(target) * 100, 0, MidpointRounding.AwayFromZero);
        return percent == 0 ? $"just {side} target" : string.Create(CultureInfo.InvariantCulture, $"{percent:#,##0}% {side} target");
    }

    private static string Amount(decimal value, FigureOverTime figure) => figure.IsShare
        ? string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.0}%")
        : string.Create(CultureInfo.InvariantCulture, $"{value:#,##0} {(value == 1 ? figure.One : figure.Many)}");

    private static string Change(decimal size, FigureOverTime figure) =>
        figure.IsShare ? Points(size)! : string.Create(CultureInfo.InvariantCulture, $"{size:#,##0}");

    /// <summary>2.1 percentage points; null where it rounds to zero.</summary>
    private static string? Points(decimal fraction) => Math.Round(fraction * 100, 1, MidpointRounding.AwayFromZero) switch
    {
        0 => null,
        1 => "1 percentage point",
        var points => string.Create(CultureInfo.InvariantCulture, $"{points:#,##0.#} percentage points"),
    };

    private static string Ordinal(int number) =>
        number < Ordinals.Length ? Ordinals[number] : string.Create(CultureInfo.InvariantCulture, $"{number}th");
}
