namespace Ndtms.Core.Measures;

/// <summary>A number as it may be shown. What is calculated from one that is not shown because it rests on too little is not shown
/// either.</summary>
/// <param name="Value">The number; null where there is none, or where it is not shown.</param>
/// <param name="IsTooSmall">Whether there is a number that is not shown, because the count behind it is too small.</param>
public readonly record struct Shown(decimal? Value, bool IsTooSmall = false)
{
    /// <summary>A number that is not shown because the count behind it is too small.</summary>
    public static Shown TooSmall { get; } = new(null, IsTooSmall: true);

    public static implicit operator Shown(decimal? value) => new(value);

    public static implicit operator Shown(long? value) => new(value);

    public static implicit operator Shown(int? value) => new(value);

    public static Shown operator +(Shown left, Shown right) => Both(left, right, (a, b) => a + b);

    public static Shown operator -(Shown left, Shown right) => Both(left, right, (a, b) => a - b);

    /// <summary>There is no quotient of nought.</summary>
    public static Shown operator /(Shown left, Shown right) => Both(left, right, (a, b) => b == 0 ? null : a / b);

    public static Shown operator -(Shown number) => new(-number.Value, number.IsTooSmall);

    /// <summary>The sum; what has no number counts as nought.</summary>
    public static Shown Sum(IEnumerable<Shown> numbers)
    {
        Shown sum = 0m;
        foreach (var number in numbers)
            sum += number is { Value: null, IsTooSmall: false } ? 0m : number;
        return sum;
    }

    private static Shown Both(Shown left, Shown right, Func<decimal, decimal, decimal?> of) =>
        left.IsTooSmall || right.IsTooSmall ? TooSmall
        : left.Value is { } a && right.Value is { } b ? of(a, b)
        : default;
}

/// <summary>A figure as it may be shown.</summary>
/// <param name="Key">Which.</param>
/// <param name="N">Numerator, count or sum.</param>
/// <param name="D">Denominator or number.</param>
/// <param name="Value">Rate, mean or median.</param>
/// <param name="IsRounded">Whether its numbers are the published ones, which need not add up.</param>
public readonly record struct ShownFigure(FigureKey Key, Shown N, Shown D, Shown Value, bool IsRounded = false)
{
    /// <summary>From which denominator, or count, a rounded figure is compared with others or with a target, and spoken of.</summary>
    public const int LeastJudged = 100;

    /// <summary>Of a published figure: its count n is too small for a band, a rank or a sentence.</summary>
    public bool IsCountTooSmallToJudge => IsRounded && N.Value is < LeastJudged;

    /// <summary>The same of its rate or mean, by d.</summary>
    public bool IsRateTooSmallToJudge => IsRounded && D.Value is < LeastJudged;

    /// <summary>n/d, unrounded; of a published figure, whose n can be over d, at most 1. Null where there is none, or it is too small to
    /// judge.</summary>
    public decimal? Share => IsRateTooSmallToJudge || N.Value is not { } n || D.Value is not (> 0 and var d) ? null : IsRounded ? Math.Min(1, n / d) : n / d;

    /// <summary>What is missing from d; of a published figure at least 0.</summary>
    public Shown Missing => D - N is { Value: < 0 } && IsRounded ? 0 : D - N;

    /// <summary>A figure as it is.</summary>
    public static implicit operator ShownFigure(Figure figure) => new(figure.Key, figure.N, figure.D, figure.Value);
}
