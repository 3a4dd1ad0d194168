using Ndtms.Core.Validation;

namespace Ndtms.Core.Quality;

/// <summary>The data-quality score of a submission, from 0 to 100: 100 less the share of its records that were rejected, whole, and of
/// those that were loaded with a warning, half. Confirmed warnings do not count. This is the one
/// place where it is defined.</summary>
public static class QualityScore
{
    /// <summary>Agencies below which a mean is not shown: with its own score an agency could work out the other's.</summary>
    public const int LeastAgencies = 3;

    private const double WarnedWeight = 0.5;

    /// <summary>The score of a submission.</summary>
    /// <param name="counts">Its records by kind; all kinds weigh alike, by their number.</param>
    /// <returns>Null where no record was read.</returns>
    public static double? Of(IEnumerable<EntityCount> counts)
    {
        long read = 0, loaded = 0, warned = 0;
        foreach (var count in counts)
        {
            read += count.Read;
            loaded += count.Loaded;
            warned += count.Warned;
        }

        return Of(read, loaded, warned);
    }

    /// <summary>The score of so many records.</summary>
    /// <param name="read">Records in the file, of every kind.</param>
    /// <param name="loaded">Of them, not rejected, nor below something rejected.</param>
    /// <param name="warned">Of these, with an unconfirmed warning.</param>
    public static double? Of(long read, long loaded, long warned) =>
        read == 0 ? null : 100 * (1 - ((read - loaded + (WarnedWeight * warned)) / read));

    /// <summary>The mean of agencies' scores, each weighing alike, whatever its size.</summary>
    /// <returns>Null where there are fewer than <see cref="LeastAgencies"/>.</returns>
    public static QualityMean? Mean(IEnumerable<double?> scores)
    {
        var known = scores.OfType<double>().Order().ToList();
        return known.Count < LeastAgencies ? null : new QualityMean(known.Average(), known.Count);
    }
}

/// <summary>A mean score of an area.</summary>
/// <param name="Score">From 0 to 100.</param>
/// <param name="Agencies">How many agencies it is of.</param>
public sealed record QualityMean(double Score, int Agencies);
