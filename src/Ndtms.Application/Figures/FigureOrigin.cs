namespace Ndtms.Application.Figures;

/// <summary>Which figures are wanted.</summary>
public abstract record FigureOrigin
{
    private FigureOrigin()
    {
    }

    /// <summary>Figures of current data.</summary>
    /// <param name="Cut">Last day of the month reported on.</param>
    public sealed record Current(DateOnly Cut) : FigureOrigin;

    /// <summary>Figures as they were frozen.</summary>
    /// <param name="Snapshot">The snapshot's id.</param>
    public sealed record Frozen(long Snapshot) : FigureOrigin;
}
