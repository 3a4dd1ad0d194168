namespace Ndtms.Core.Measures;

/// <summary>A number as it may be shown. What is worked out from a suppressed number is suppressed.</summary>
/// <param name="Value">The number; null where there is none, or where it is suppressed.</param>
/// <param name="Suppressed">Whether there is a number that may not be shown.</param>
public readonly record struct Shown(decimal? Value, bool Suppressed = false)
{
    /// <summary>A number that may not be shown.</summary>
    public static Shown Hidden { get; } = new(null, Suppressed: true);

    public static implicit operator Shown(decimal? value) => new(value);

    public static implicit operator Shown(long? value) => new(value);

    public static implicit operator Shown(int? value) => new(value);

    public static Shown operator +(Shown left, Shown right) => Both(left, right, (a, b) => a + b);

    public static Shown operator -(Shown left, Shown right) => Both(left, right, (a, b) => a - b);

    public static Shown operator *(Shown left, Shown right) => Both(left, right, (a, b) => a * b);

    /// <summary>There is no quotient of nought.</summary>
    public static Shown operator /(Shown left, Shown right) => Both(left, right, (a, b) => b == 0 ? null : a / b);

    public static Shown operator -(Shown number) => new(-number.Value, number.Suppressed);

    /// <summary>The sum; what has no number counts as nought.</summary>
    public static Shown Sum(IEnumerable<Shown> numbers)
    {
        Shown sum = 0m;
        foreach (var number in numbers)
            sum += number is { Value: null, Suppressed: false } ? 0m : number;
        return sum;
    }

    private static Shown Both(Shown left, Shown right, Func<decimal, decimal, decimal?> of) =>
        left.Suppressed || right.Suppressed ? Hidden
        : left.Value is { } a && right.Value is { } b ? of(a, b)
        : default;
}

/// <summary>A figure as it may be shown.</summary>
/// <param name="Key">Which.</param>
/// <param name="N">Numerator, count or sum.</param>
/// <param name="D">Denominator or number.</param>
/// <param name="Value">Rate, mean or median.</param>
public readonly record struct ShownFigure(FigureKey Key, Shown N, Shown D, Shown Value)
{
    /// <summary>A figure as it is.</summary>
    public static implicit operator ShownFigure(Figure figure) => new(figure.Key, figure.N, figure.D, figure.Value);
}
