using System.Globalization;
using System.Text;
using Ndtms.Core.Measures;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>Which way a figure went.</summary>
public enum Direction
{
    Level,
    Up,
    Down,
}

/// <summary>A figure over time, to be put into words.</summary>
public sealed record Told
{
    /// <summary>What it is, with a capital and in words that "rose" can follow: "Planned exits".</summary>
    public required string Subject { get; init; }

    /// <summary>True: values are fractions, told in per cent; false: they are counts.</summary>
    public bool IsShare { get; init; }

    /// <summary>What is counted, if it is one: "person".</summary>
    public string One { get; init; } = "person";

    /// <summary>What is counted, if it is not one: "people".</summary>
    public string Many { get; init; } = "people";

    /// <summary>The values of quarters that follow each other, oldest first, now last. Null: there is none, or it may not be told.</summary>
    public required IReadOnlyList<decimal?> Values { get; init; }

    /// <summary>The counts that the last two values rest on: n, and of a share d.</summary>
    public IReadOnlyList<decimal> Counts { get; init; } = [];

    /// <summary>One of the last two values may not be shown.</summary>
    public bool Withheld { get; init; }

    /// <summary>What the figure shall be by now; null: there is no target.</summary>
    public decimal? Target { get; init; }

    public Better Better { get; init; }
}

/// <summary>Puts figures into sentences by rules: the same figures, the same words.</summary>
public static class Narrative
{
    /// <summary>Least count that is told where small counts may not be.</summary>
    public const decimal Least = 5;

    private static readonly string[] Ordinals = ["", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

    /// <summary>A sentence such as "Effective treatment rose by 14 to 612 people, 3 % above target; the fourth rise in a row."</summary>
    /// <param name="told">The figure.</param>
    /// <param name="small">Whether counts under 5 may be told.</param>
    /// <returns>Null where there is no figure now, or it may not be told.</returns>
    public static string? Sentence(Told told, bool small)
    {
        if (told.Withheld || told.Values is not [.., { } now] || (!small && told.Counts.Any(c => c < Least)))
            return null;
        var before = told.Values.Count > 1 ? told.Values[^2] : null;
        var text = new StringBuilder(told.Subject);
        var judged = false;
        var way = Direction.Level;
        if (before is not { } then)
        {
            text.Append(" stood at ").Append(Amount(now, told));
        }
        else
        {
            way = DirectionOf(now - then, told.IsShare ? 3 : 0);
            text.Append(way switch
            {
                Direction.Level => " stayed at ",
                _ when then == 0 => " rose from 0 to ",
                Direction.Up => $" rose by {Change(now - then, told)} to ",
                _ => $" fell by {Change(then - now, told)} to ",
            }).Append(Amount(now, told));
            judged = told.Better == Better.Less && way != Direction.Level;
            if (judged)
                text.Append(way == Direction.Up ? ", which is worse" : ", which is better");
        }

        if (told.Target is { } target)
        {
            text.Append(judged ? " and " : ", ").Append(Against(now, target, told.IsShare));
            if (told.Better == Better.Less && !judged && now != target)
                text.Append(", where less is better");
        }

        if (before is null)
            text.Append("; there is no figure for the quarter before");
        else if (way != Direction.Level && Run(told, way) is > 1 and var run)
            text.Append(CultureInfo.InvariantCulture, $"; the {Ordinal(run)} {(way == Direction.Up ? "rise" : "fall")} in a row");
        return text.Append('.').ToString();
    }

    /// <summary>Which way a change goes, if it is seen at all: one that rounds to nought is none.</summary>
    /// <param name="change">The change.</param>
    /// <param name="decimals">Decimal places that are shown (of a fraction three: 0.001 is a tenth of a percentage point).</param>
    public static Direction DirectionOf(decimal change, int decimals) =>
        Math.Round(change, decimals, MidpointRounding.AwayFromZero) switch { > 0 => Direction.Up, < 0 => Direction.Down, _ => Direction.Level };

    /// <summary>Whether a direction is better or worse, in a word; empty where it is neither.</summary>
    public static string Judgement(Direction way, Better better) => (way, better) switch
    {
        (Direction.Level, _) or (_, Better.Neither) => "",
        (Direction.Up, Better.More) or (Direction.Down, Better.Less) => "better",
        _ => "worse",
    };

    private static int Run(Told told, Direction way)
    {
        var run = 0;
        for (var i = told.Values.Count - 1; i > 0; i--)
        {
            if (told.Values[i] is not { } now || told.Values[i - 1] is not { } then || DirectionOf(now - then, told.IsShare ? 3 : 0) != way)
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
        return percent == 0 ? $"just {side} target" : string.Create(CultureInfo.InvariantCulture, $"{percent:#,##0} % {side} target");
    }

    private static string Amount(decimal value, Told told) => told.IsShare
        ? string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.0} %")
        : string.Create(CultureInfo.InvariantCulture, $"{value:#,##0} {(value == 1 ? told.One : told.Many)}");

    private static string Change(decimal size, Told told) =>
        told.IsShare ? Points(size)! : string.Create(CultureInfo.InvariantCulture, $"{size:#,##0}");

    /// <summary>2.1 percentage points; null where it rounds to none.</summary>
    private static string? Points(decimal fraction) => Math.Round(fraction * 100, 1, MidpointRounding.AwayFromZero) switch
    {
        0 => null,
        1 => "1 percentage point",
        var points => string.Create(CultureInfo.InvariantCulture, $"{points:#,##0.#} percentage points"),
    };

    private static string Ordinal(int number) =>
        number < Ordinals.Length ? Ordinals[number] : string.Create(CultureInfo.InvariantCulture, $"{number}th");
}
