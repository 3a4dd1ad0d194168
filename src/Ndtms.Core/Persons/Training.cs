namespace Ndtms.Core.Persons;

/// <summary>A model, and how it was learned.</summary>
/// <param name="Model">The model.</param>
/// <param name="Blocking">What each blocking rule did.</param>
/// <param name="PairsCompared">How many pairs of records were compared.</param>
/// <param name="PairsSampled">How many random pairs the probabilities of two human beings rest on.</param>
/// <param name="Rounds">How many rounds of expectation maximisation it took.</param>
/// <param name="ExpectedMatches">How many of the pairs compared are expected to be of one human being.</param>
public sealed record Trained(
    LinkageModel Model, IReadOnlyList<BlockingCount> Blocking, long PairsCompared, long PairsSampled, int Rounds, double ExpectedMatches);

/// <summary>Learns a model from records of which nobody knows which belong together.</summary>
/// <remarks>m and the share of matching pairs come from expectation maximisation over the counts of the agreement patterns of all pairs that
/// blocking lets through; pairs that it does not let through are taken as different. u comes from random pairs, each counted by how improbable it is
/// that it matches. Frequencies so small that they were not seen are kept above zero by what <see cref="Levels"/> says before anything is
/// learned. The outcome depends on the records, never on their order.</remarks>
public static class Training
{
    private const int Sampled = 4_000_000;
    private const int MostRounds = 200;

    /// <summary>How many pairs what is known beforehand counts for: of the same, and of different human beings.</summary>
    private const double WeightOfSame = 20;
    private const double WeightOfDifferent = 2_000;

    /// <summary>Learns a model.</summary>
    /// <param name="records">The records; with fewer than two nothing is learned.</param>
    public static Trained Train(PersonRecords records) => Train(records, Blocking.Of(records));

    internal static Trained Train(PersonRecords records, Blocking blocking)
    {
        var compared = new long[Comparing.Patterns];
        var blocks = blocking.Each((one, other) => compared[Comparing.Pattern(records.All[one], records.All[other], records.Stays)]++);
        var sampled = Sample(records);
        var pairs = records.Count * (records.Count - 1.0) / 2;
        var (patterns, random) = (PatternCounts.Of(compared), PatternCounts.Of(sampled));
        var (same, different) = Beforehand();

        // To begin with, one record in five is another record of somebody.
        var prior = Math.Clamp(0.2 / Math.Max(records.Count, 2), 1e-12, 0.25);
        var (rounds, expected) = (0, 0.0);
        while (rounds++ < MostRounds)
        {
            var bits = Bits(same, different);
            var start = Math.Log2(prior / (1 - prior));
            var (nextSame, nextDifferent) = (Zeros(), Zeros());
            expected = patterns.AddSame(bits, start, nextSame);
            random.AddDifferent(bits, start, nextDifferent);
            Normalise(nextSame, WeightOfSame, l => l.Same);
            Normalise(nextDifferent, WeightOfDifferent, l => l.Different);
            (same, different) = (nextSame, nextDifferent);
            prior = Math.Clamp(expected / Math.Max(pairs, 1), 1e-12, 0.25);
            if (Furthest(bits, Bits(same, different)) < 1e-4)
                break;
        }

        var weights = new List<LevelWeight>();
        for (var c = 0; c < Levels.Comparisons; c++)
        {
            for (var level = 1; level < Levels.Of((Comparison)c).Count; level++)
                weights.Add(new LevelWeight((Comparison)c, Levels.Of((Comparison)c)[level].Name, same[c][level], different[c][level]));
        }

        return new Trained(
            new LinkageModel(records.Count, prior, weights, FrequenciesOf(records)), blocks, patterns.Total, random.Total, Math.Min(rounds, MostRounds), expected);
    }

    /// <summary>The agreement patterns of random pairs; of all pairs where there are not many.</summary>
    private static long[] Sample(PersonRecords records)
    {
        var counts = new long[Comparing.Patterns];
        var all = records.All;
        var stays = records.Stays;
        var n = records.Count;
        if ((long)n * (n - 1) / 2 <= Sampled)
        {
            for (var i = 0; i < n; i++)
            {
                for (var j = i + 1; j < n; j++)
                    counts[Comparing.Pattern(all[i], all[j], stays)]++;
            }

            return counts;
        }

        for (var k = 0UL; k < Sampled; k++)
        {
            var bits = Mixed(k);
            var (one, other) = ((int)Math.BigMul(bits << 32, (ulong)n, out _), (int)Math.BigMul(bits & 0xFFFFFFFF00000000, (ulong)n, out _));
            if (one != other)
                counts[Comparing.Pattern(all[one], all[other], stays)]++;
        }

        return counts;
    }

    /// <summary>The k-th of a fixed sequence of random bits (splitmix64): the same in every run and on every platform.</summary>
    private static ulong Mixed(ulong k)
    {
        var z = (k + 1) * 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    private static double[][] Zeros() => [.. Enumerable.Range(0, Levels.Comparisons).Select(c => new double[Levels.Of((Comparison)c).Count])];

    private static (double[][] Same, double[][] Different) Beforehand() =>
        ([.. Enumerable.Range(0, Levels.Comparisons).Select(c => Levels.Of((Comparison)c).Select(l => l.Same).ToArray())],
            [.. Enumerable.Range(0, Levels.Comparisons).Select(c => Levels.Of((Comparison)c).Select(l => l.Different).ToArray())]);

    private static double[][] Bits(double[][] same, double[][] different) =>
        [.. same.Zip(different, (s, d) => s.Zip(d, (m, u) => Math.Log2(m / u)).ToArray())];

    private static double Furthest(double[][] before, double[][] after) =>
        before.Zip(after, (b, a) => b.Zip(a, (x, y) => Math.Abs(x - y)).Max()).Max();

    /// <summary>Makes sums to probabilities, among levels that are observed under the same condition.</summary>
    private static void Normalise(double[][] sums, double weight, Func<Level, double> beforehand)
    {
        for (var c = 0; c < sums.Length; c++)
        {
            var levels = Levels.Of((Comparison)c);
            sums[c][0] = 1;
            foreach (var given in levels.Skip(1).Select((l, i) => (l.Given, Number: i + 1)).GroupBy(l => l.Given, l => l.Number))
            {
                var total = given.Sum(l => sums[c][l]) + weight;
                foreach (var level in given)
                    sums[c][level] = (sums[c][level] + (weight * beforehand(levels[level]))) / total;
            }
        }
    }

    private static Frequencies FrequenciesOf(PersonRecords records)
    {
        var (first, surname) = (new double[27], new double[27]);
        var (years, days) = (new SortedDictionary<int, double>(), new SortedDictionary<int, double>());
        var (ethnic, outward) = (new double[records.EthnicCodes.Count + 1], new double[records.OutwardCodes.Count + 1]);
        foreach (ref readonly var r in records.All)
        {
            first[r.First]++;
            surname[r.Surname]++;
            ethnic[r.Ethnic]++;
            outward[r.Outward]++;
            if (r.Year != 0)
                years[r.Year] = years.GetValueOrDefault(r.Year) + 1;
            if (r.Day != 0)
                days[(r.Month * 100) + r.Day] = days.GetValueOrDefault((r.Month * 100) + r.Day) + 1;
        }

        return new Frequencies(
            Shares(first[1..]), Shares(surname[1..]), Shares(years), Shares(days), ByCode(records.EthnicCodes, ethnic), ByCode(records.OutwardCodes, outward));
    }

    private static SortedDictionary<string, double> ByCode(IReadOnlyList<string> codes, double[] counts) =>
        new(codes.Zip(Shares(counts[1..])).ToDictionary(p => p.First, p => p.Second), StringComparer.Ordinal);

    // One more than were counted: a value that is seen once is not that rare.
    private static double[] Shares(double[] counts)
    {
        var total = counts.Sum() + counts.Length;
        return Array.ConvertAll(counts, c => (c + 1) / total);
    }

    private static SortedDictionary<int, double> Shares(SortedDictionary<int, double> counts)
    {
        var total = counts.Values.Sum() + counts.Count;
        return new SortedDictionary<int, double>(counts.ToDictionary(c => c.Key, c => (c.Value + 1) / total));
    }

    /// <summary>Whether pairs of a pattern say without bias how often a comparison agrees: they are compared because of other things than that
    /// which it compares. Of pairs that are compared because their dates of birth are equal, none has another date of birth.</summary>
    private static bool Informs(byte[] levels, Comparison comparison)
    {
        // As the levels are numbered in Comparing.
        var initials = levels[(int)Comparison.Initials] is 1 or 2;
        var place = levels[(int)Comparison.Postcode] is 1 or 2 or 4;
        var practice = levels[(int)Comparison.GpPractice] is 1 or 3 or 5;
        var born = levels[(int)Comparison.DateOfBirth];
        return comparison switch
        {
            Comparison.Initials => born == 1 || (place && born is 3 or 4 or 5 or 6),
            Comparison.DateOfBirth => initials && (place || practice),
            Comparison.Postcode or Comparison.Partnership or Comparison.GpPractice => born == 1 || (initials && born is >= 1 and <= 6),
            _ => true,
        };
    }

    /// <summary>The agreement patterns that occur, and how often.</summary>
    private sealed class PatternCounts(byte[][] levels, long[] counts)
    {
        /// <summary>So many matches must inform a comparison; where there are fewer, all pairs compared do.</summary>
        private const double Enough = 50;

        private readonly bool[][] _informs = [.. levels.Select(l => Enumerable.Range(0, Levels.Comparisons).Select(c => Informs(l, (Comparison)c)).ToArray())];

        public long Total { get; } = counts.Sum();

        public static PatternCounts Of(long[] byPattern)
        {
            var patterns = Enumerable.Range(0, byPattern.Length).Where(p => byPattern[p] != 0).ToArray();
            return new PatternCounts(
                [.. patterns.Select(p => Enumerable.Range(0, Levels.Comparisons).Select(c => (byte)Comparing.LevelIn(p, c)).ToArray())],
                [.. patterns.Select(p => byPattern[p])]);
        }

        /// <summary>Adds to each level how many pairs with it are expected to be of one human being.</summary>
        /// <returns>How many pairs are expected to be so in all.</returns>
        public double AddSame(double[][] bits, double start, double[][] sums)
        {
            var (total, informing, every) = (0.0, Zeros(), Zeros());
            for (var p = 0; p < counts.Length; p++)
            {
                var pairs = counts[p] * LinkageModel.Probability(Weight(p, bits, start));
                total += pairs;
                for (var c = 0; c < sums.Length; c++)
                {
                    every[c][levels[p][c]] += pairs;
                    if (_informs[p][c])
                        informing[c][levels[p][c]] += pairs;
                }
            }

            for (var c = 0; c < sums.Length; c++)
                (informing[c].Skip(1).Sum() >= Enough ? informing : every)[c].CopyTo(sums[c], 0);
            return total;
        }

        /// <summary>Adds to each level how many pairs with it are expected to be of two human beings.</summary>
        public void AddDifferent(double[][] bits, double start, double[][] sums)
        {
            for (var p = 0; p < counts.Length; p++)
            {
                var pairs = counts[p] * LinkageModel.Probability(-Weight(p, bits, start));
                for (var c = 0; c < sums.Length; c++)
                    sums[c][levels[p][c]] += pairs;
            }
        }

        private double Weight(int pattern, double[][] bits, double start)
        {
            for (var c = 0; c < bits.Length; c++)
                start += bits[c][levels[pattern][c]];
            return start;
        }
    }
}
