using System.Globalization;
using Ndtms.Application.Access;

namespace Ndtms.Application.Figures;

/// <summary>Which figures those may see who see published figures only.</summary>
internal static class Published
{
    /// <summary>Makes sure that a caller may see figures. No month is published yet, so whoever sees published figures only sees none.</summary>
    /// <param name="allowed">What the caller may see.</param>
    /// <param name="cut">Last day of the month that figures are wanted of.</param>
    /// <exception cref="NotFoundException">They have not been published.</exception>
    public static void Require(Allowed allowed, DateOnly cut)
    {
        if (allowed.PublishedOnly)
            throw new NotFoundException(string.Create(CultureInfo.InvariantCulture, $"No figures for {cut:MMMM yyyy} have been published."));
    }

    /// <inheritdoc cref="Require(Allowed, DateOnly)"/>
    /// <param name="allowed">What the caller may see.</param>
    /// <param name="origin">Which figures are wanted.</param>
    public static void Require(Allowed allowed, FigureOrigin origin)
    {
        if (origin is FigureOrigin.Current(var cut))
            Require(allowed, cut);
        else if (origin is FigureOrigin.Frozen(var snapshot) && allowed.PublishedOnly)
            throw Snapshots.ShowSnapshot.NotFound(snapshot);
    }
}
