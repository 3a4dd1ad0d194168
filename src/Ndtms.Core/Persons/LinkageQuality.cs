namespace Ndtms.Core.Persons;

/// <summary>How right groups of records are, where the truth is known.</summary>
/// <param name="TruePairs">Pairs of records of one human being.</param>
/// <param name="FoundPairs">Pairs that are in one group.</param>
/// <param name="RightPairs">Pairs that are both.</param>
/// <param name="BCubedPrecision">The share of a record's group that is right, on average over records.</param>
/// <param name="BCubedRecall">The share of a human being's records that a record's group has, on average over records.</param>
public sealed record LinkageQuality(long TruePairs, long FoundPairs, long RightPairs, double BCubedPrecision, double BCubedRecall)
{
    /// <summary>The share of pairs found that are right; 1 where none was found.</summary>
    public double Precision => FoundPairs == 0 ? 1 : (double)RightPairs / FoundPairs;

    /// <summary>The share of true pairs that were found; 1 where there are none.</summary>
    public double Recall => TruePairs == 0 ? 1 : (double)RightPairs / TruePairs;

    /// <summary>The harmonic mean of precision and recall by pair.</summary>
    public double F1 => Harmonic(Precision, Recall);

    /// <summary>The same by record.</summary>
    public double BCubedF1 => Harmonic(BCubedPrecision, BCubedRecall);

    /// <summary>Measures groups.</summary>
    /// <param name="found">The groups.</param>
    /// <param name="truth">Who the records really are.</param>
    /// <param name="records">How many records there are.</param>
    public static LinkageQuality Of(Clusters found, Clusters truth, int records)
    {
        var (inFound, inTruth, inBoth) = (new long[found.Count], new long[truth.Count], new Dictionary<(int, int), long>());
        for (var i = 0; i < records; i++)
        {
            inFound[found[i]]++;
            inTruth[truth[i]]++;
            inBoth[(found[i], truth[i])] = inBoth.GetValueOrDefault((found[i], truth[i])) + 1;
        }

        var (precision, recall) = (0.0, 0.0);
        for (var i = 0; i < records; i++)
        {
            double both = inBoth[(found[i], truth[i])];
            precision += both / inFound[found[i]];
            recall += both / inTruth[truth[i]];
        }

        return new LinkageQuality(
            inTruth.Sum(Pairs), inFound.Sum(Pairs), inBoth.Values.Sum(Pairs), records == 0 ? 1 : precision / records, records == 0 ? 1 : recall / records);
    }

    /// <summary>Of the true pairs that one way does not find, the share that another finds; 1 where there are none.</summary>
    /// <param name="found">The groups of the other.</param>
    /// <param name="truth">Who the records really are.</param>
    /// <param name="without">The groups of the one.</param>
    /// <param name="records">How many records there are.</param>
    public static double Among(Clusters found, Clusters truth, Clusters without, int records)
    {
        var (missed, both, either) = (new Dictionary<(int, int), long>(), new Dictionary<(int, int), long>(), new Dictionary<(int, int, int), long>());
        var all = new long[truth.Count];
        for (var i = 0; i < records; i++)
        {
            all[truth[i]]++;
            missed[(truth[i], without[i])] = missed.GetValueOrDefault((truth[i], without[i])) + 1;
            both[(truth[i], found[i])] = both.GetValueOrDefault((truth[i], found[i])) + 1;
            either[(truth[i], without[i], found[i])] = either.GetValueOrDefault((truth[i], without[i], found[i])) + 1;
        }

        var wanted = all.Sum(Pairs) - missed.Values.Sum(Pairs);
        return wanted == 0 ? 1 : (double)(both.Values.Sum(Pairs) - either.Values.Sum(Pairs)) / wanted;
    }

    private static long Pairs(long n) => n * (n - 1) / 2;

    private static double Harmonic(double a, double b) => a + b == 0 ? 0 : 2 * a * b / (a + b);
}
