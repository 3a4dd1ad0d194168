using System.Globalization;
using Ndtms.Application.Access;
using Ndtms.Core.Measures;
using Ndtms.Storage;

namespace Ndtms.Application.Figures;

/// <summary>Which figures those may see who see published figures only: the snapshot that was published last of a month, unless it was
/// withdrawn; their own areas' exactly, those of regions and England as they are published.</summary>
internal static class Published
{
    /// <summary>The figures that a caller gets who wants some.</summary>
    /// <param name="workspace">The opened database.</param>
    /// <param name="allowed">What the caller may see.</param>
    /// <param name="wanted">Which figures are wanted.</param>
    /// <returns>The same or, for a caller who sees published figures only, those that are published of the month.</returns>
    /// <exception cref="NotFoundException">They have not been published, or were withdrawn; the message says why.</exception>
    public static FigureOrigin For(Workspace workspace, Allowed allowed, FigureOrigin wanted)
    {
        if (!allowed.PublishedOnly)
            return wanted;
        var publications = new Publications(workspace.Database);
        var found = wanted switch
        {
            FigureOrigin.Current(var cut) => publications.LatestOf(cut) ?? throw NotPublished(cut),
            FigureOrigin.Frozen(var snapshot) => publications.OfSnapshot(snapshot) ?? throw Snapshots.ShowSnapshot.NotFound(snapshot),
            _ => throw new ArgumentOutOfRangeException(nameof(wanted)),
        };
        return found.Withdrawn is { } withdrawn
            ? throw new NotFoundException(string.Create(
                CultureInfo.InvariantCulture, $"The figures for {found.Cut:MMMM yyyy} were withdrawn on {withdrawn.At:d MMMM yyyy}: {found.Reason}"))
            : new FigureOrigin.Frozen(found.Snapshot);
    }

    /// <summary>Makes sure that a caller may have an edition: exact numbers of areas beyond the own are not published.</summary>
    /// <exception cref="RequestException">The caller may not.</exception>
    public static void Require(Allowed allowed, Edition edition)
    {
        if (allowed.PublishedOnly && edition == Edition.Exact)
            throw new RequestException("Exact numbers of other areas are restricted; give own or public.");
    }

    private static NotFoundException NotPublished(DateOnly cut) =>
        new(string.Create(CultureInfo.InvariantCulture, $"No figures for {cut:MMMM yyyy} have been published."));
}
