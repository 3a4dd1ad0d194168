using System.Globalization;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Tests.Workbooks;

namespace Ndtms.Tests.Measures;

/// <summary>An attacker who has the public figures of three consecutive months and knows the definitions: of what is published nothing small
/// may follow with certainty (Definitions/measures.md, Publication).</summary>
/// <remarks>
/// The attacker knows, of each number, the 19 or fewer that it can have been drawn from; that categories make up their headline, the
/// populations each other, small areas large ones, months quarters and years; what lies in what; and which numbers are equal by
/// definition. Where such a sum holds only nearly by definition (a person can be in two areas), the attacker is told whether it
/// happens to hold. Two sums that share several numbers also make a third, in which those cancel out: it can say more than both. All sums are
/// used together, each number's possible values narrowed by every sum that it is in, until nothing changes any more.
/// </remarks>
public sealed class PublicationAttackTests(SampleReports sample, ITestOutputHelper output) : IClassFixture<SampleReports>
{
    private static readonly (Population Whole, Population[] Parts)[] MadeUpOf =
    [
        (Population.AdultDrug, [Population.Opiate, Population.NonOpiate]),
        (Population.All, [Population.AdultDrug, Population.AdultAlcohol, Population.YoungPeople]),
    ];

    private static readonly (Population Inner, Population Outer)[] Within =
    [
        (Population.ProblemDrugUsers, Population.All), (Population.CriminalJustice, Population.AdultDrug), (Population.Opiate, Population.ProblemDrugUsers),
    ];

    /// <summary>Numbers that are the same whatever the data: measure, breakdown, category, and whether it is d.</summary>
    private static readonly ((string, string, string, bool) One, (string, string, string, bool) Other)[] Equal =
    [
        (("in-treatment", "", "", false), ("effective-treatment", "", "", true)),
        (("in-treatment", "", "", false), ("effective-treatment-90", "", "", true)),
        (("in-treatment", "", "", false), ("completions-of-treatment", "", "", true)),
        (("effective-treatment", "", "", true), ("effective-treatment", "pending", "", true)),
        (("new-presentations", "", "", false), ("treatment-naive", "", "", true)),
        (("new-presentations", "", "", false), ("yp-vulnerabilities", "", "", false)),
        (("exits", "", "", false), ("planned-exits", "", "", true)),
        (("exits", "exit-group", "completed", false), ("planned-exits", "", "", false)),
        (("hepb-accepted", "", "", true), ("hepb-completed", "", "", true)),
        (("wait-first", "", "", true), ("wait-first", "over-42", "", true)),
        (("wait-first", "", "", true), ("wait-first", "mean-days", "", true)),
        (("wait-first", "", "", true), ("wait-first", "median-days", "", true)),
        (("wait-subsequent", "", "", true), ("wait-subsequent", "over-42", "", true)),
    ];

    [Fact]
    public void Nothing_small_follows_with_certainty_from_three_months_together()
    {
        var lists = new PublishedLists(CodeBook.Embedded, sample.Current.Agencies.Values);
        DateOnly[] cuts = [new(2012, 1, 31), new(2012, 2, 29), SampleReports.Cut];
        var numbers = new Numbers(publish: null, CanBecome);
        foreach (var (month, cut) in cuts.Index())
        {
            var figures = cut == SampleReports.Cut ? sample.Figures : MeasureRun.Compute(sample.Caseload, cut);
            numbers.Add(month, figures, ShownFigures.Of(figures, Edition.Public, lists), Areas(figures));
        }

        numbers.AddSums();
        var small = numbers.CountSmall();
        var once = numbers.CertainByOneSum();
        numbers.Eliminate();
        var certain = numbers.CertainByAllSums();
        var (change, bias, large) = numbers.Changes();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{numbers.Count} numbers, {numbers.Sums} sums, of them {numbers.Eliminated} by elimination, {small} counts of 1 to 4; certain by one sum {once}, by all {certain}; of {large} counts over 20 mean absolute change {change:0.000}, bias {bias:0.000}"));

        Assert.True(small > 10_000 && large > 1_000 && numbers.Sums > 100_000 && numbers.Eliminated > 10_000);
        Assert.Equal(0, once);
        Assert.True(certain * 10_000L < small, $"{certain} of {small} small counts follow with certainty");
        Assert.InRange(change, 1, 2.2);
    }

    [Fact]
    public void The_same_attack_takes_apart_what_is_rounded_to_the_nearest_5()
    {
        var numbers = new Numbers(truth => (truth + 2) / 5 * 5, (count, shown) => (count + 2) / 5 * 5 == shown);
        numbers.Add(
            0, sample.Figures, ShownFigures.Of(sample.Figures, Edition.Public, new PublishedLists(CodeBook.Embedded, sample.Current.Agencies.Values)), Areas(sample.Figures));
        numbers.AddSums();

        var (small, certain) = (numbers.CountSmall(), numbers.CertainByAllSums());
        Assert.True(certain * 100L > small, $"of {small} small counts only {certain} are certain");
    }

    /// <summary>Whether a count can be published as a number.</summary>
    private static bool CanBecome(int count, int shown)
    {
        var (over, lower) = (count % 5, count - (count % 5));
        return over == 0 ? shown == count : shown == lower || shown == lower + 5 || shown == lower + 10 || (shown == lower - 5 && lower > 0);
    }

    /// <summary>Every region, England, and the partnerships and agencies that have data: the others add numbers that say nothing.</summary>
    private static HashSet<(AreaLevel, string)> Areas(Figures figures) =>
        [.. Enum.GetValues<AreaLevel>().SelectMany(level => figures.Areas(level).Select(area => (level, area)))];

    /// <summary>What was published and what is true, as unknowns with the values that they can have.</summary>
    /// <param name="publish">What is published for a true number, where that is not what was.</param>
    /// <param name="canBecome">Whether a count can be published as a number.</param>
    private sealed class Numbers(Func<int, int>? publish, Func<int, int, bool> canBecome)
    {
        private readonly Dictionary<(int Month, AreaLevel Level, string Area, PeriodKind Period, Population Population), Dictionary<(string, string, string, bool), int>> _blocks = [];
        private readonly List<int> _shown = [];
        private readonly List<int> _truth = [];
        private readonly List<uint> _possible = [];
        private readonly List<(int[] Whole, int[] Parts, bool IsEqual)> _sums = [];
        private readonly List<List<int>> _sumsOf = [];

        public int Count => _shown.Count;

        public int Sums => _sums.Count;

        /// <summary>How many of the sums were made from two others.</summary>
        public int Eliminated { get; private set; }

        public void Add(int month, Figures exact, ShownFigures shown, HashSet<(AreaLevel, string)> areas)
        {
            foreach (var figure in shown.All())
            {
                var key = figure.Key;
                if (!areas.Contains((key.Level, key.Area)))
                    continue;
                var truth = exact.Find(key);
                var block = (month, key.Level, key.Area, key.Period, key.Population);
                if (!_blocks.TryGetValue(block, out var numbers))
                    _blocks.Add(block, numbers = []);
                // How many agencies have a file due is told by their being listed.
                if (figure.N.Value is { } n)
                    numbers.Add((key.Measure, key.Breakdown, key.Category, false), Number((int)n, (int)(truth?.N ?? 0)));
                if (figure.D.Value is { } d && key.Measure != "dq-timeliness")
                    numbers.Add((key.Measure, key.Breakdown, key.Category, true), Number((int)d, (int)(truth?.D ?? 0)));
            }
        }

        public void AddSums()
        {
            foreach (var (at, numbers) in _blocks)
            {
                AddInBlock(numbers);
                foreach (var (whole, parts) in MadeUpOf.Where(m => m.Whole == at.Population))
                    AddBetween(numbers, parts.Select(p => _blocks.GetValueOrDefault(at with { Population = p })), atMost: true);
                foreach (var (inner, _) in Within.Where(w => w.Outer == at.Population))
                    AddBetween(numbers, [_blocks.GetValueOrDefault(at with { Population = inner })], atMost: true);
                AddPeriods(at, numbers);
            }

            AddAreas();
        }

        /// <summary>Adds, for each two sums that share several numbers, the one in which these cancel out. Where they share only one, what follows
        /// from both is found through that number.</summary>
        public void Eliminate()
        {
            var before = _sums.Count;
            var shared = new Dictionary<int, (int Same, int Opposite)>();
            for (var one = 0; one < before; one++)
            {
                if (!_sums[one].IsEqual)
                    continue;
                shared.Clear();
                foreach (var (number, isWhole) in Sides(one))
                {
                    foreach (var other in _sumsOf[number].Where(s => s > one && s < before && _sums[s].IsEqual))
                    {
                        var (same, opposite) = shared.GetValueOrDefault(other);
                        shared[other] = Array.IndexOf(_sums[other].Whole, number) >= 0 == isWhole ? (same + 1, opposite) : (same, opposite + 1);
                    }
                }

                foreach (var (other, (same, opposite)) in shared.Where(s => Math.Max(s.Value.Same, s.Value.Opposite) > 1))
                    AddCombined(one, other, same > opposite ? -1 : 1);
            }

            Eliminated = _sums.Count - before;
        }

        private IEnumerable<(int Number, bool IsWhole)> Sides(int sum) =>
            _sums[sum].Whole.Select(n => (n, true)).Concat(_sums[sum].Parts.Select(n => (n, false)));

        private void AddCombined(int one, int other, int sign)
        {
            var left = new Dictionary<int, int>();
            foreach (var (number, isWhole) in Sides(one))
                left[number] = left.GetValueOrDefault(number) + (isWhole ? 1 : -1);
            foreach (var (number, isWhole) in Sides(other))
                left[number] = left.GetValueOrDefault(number) + (isWhole ? sign : -sign);
            // What is left twice would be taken for two numbers that vary on their own.
            if (left.Values.Any(n => Math.Abs(n) > 1) || left.Values.All(n => n == 0))
                return;
            AddSum([.. left.Where(n => n.Value > 0).Select(n => n.Key)], [.. left.Where(n => n.Value < 0).Select(n => n.Key)]);
        }

        private void AddInBlock(Dictionary<(string Measure, string Breakdown, string Category, bool IsD), int> numbers)
        {
            foreach (var (one, other) in Equal)
            {
                if (numbers.TryGetValue(one, out var a) && numbers.TryGetValue(other, out var b))
                    AddSum([a], [b]);
            }

            foreach (var (key, number) in numbers)
            {
                if (!key.IsD && numbers.TryGetValue(key with { IsD = true }, out var d))
                    AddSum([d], [number], atMost: true);
            }

            foreach (var group in numbers.Where(n => n.Key.Category.Length > 0 && n.Key.Breakdown is not ("rule" or "at-start" or "at-exit"))
                .GroupBy(n => (n.Key.Measure, n.Key.Breakdown, n.Key.IsD)))
            {
                var headline = (group.Key.Measure == "parents" ? "new-presentations" : group.Key.Measure, "", "", group.Key.IsD);
                if (numbers.TryGetValue(headline, out var whole))
                    AddSum([whole], [.. group.Select(n => n.Value)]);
            }

            foreach (var measure in numbers.Keys.Where(k => k.Breakdown == "improved" && !k.IsD).Select(k => k.Measure).ToList())
            {
                AddSum(
                    [numbers[(measure, "", "", true)]],
                    [.. new[] { "", "improved", "unchanged", "deteriorated" }.Select(b => numbers[(measure, b, "", false)])], atMost: true);
            }
        }

        /// <summary>The quarter is its months, a year to date the one before and a month; the longer period is no less than a shorter.</summary>
        private void AddPeriods(
            (int Month, AreaLevel Level, string Area, PeriodKind Period, Population Population) at, Dictionary<(string, string, string, bool), int> numbers)
        {
            Dictionary<(string, string, string, bool), int>? Of(int month, PeriodKind period) =>
                _blocks.GetValueOrDefault(at with { Month = month, Period = period });
            if (at.Period == PeriodKind.Quarter)
                AddBetween(numbers, [Of(0, PeriodKind.Month), Of(1, PeriodKind.Month), Of(2, PeriodKind.Month)], atMost: false);
            if (at.Period == PeriodKind.YearToDate && at.Month > 0)
                AddBetween(numbers, [Of(at.Month - 1, PeriodKind.YearToDate), Of(at.Month, PeriodKind.Month)], atMost: false);
            foreach (var shorter in at.Period switch
            {
                PeriodKind.RollingTwelve => new[] { PeriodKind.YearToDate, PeriodKind.Quarter, PeriodKind.Month },
                PeriodKind.YearToDate or PeriodKind.Quarter => [PeriodKind.Month],
                _ => [],
            })
            {
                AddBetween(numbers, [Of(at.Month, shorter)], atMost: true);
            }
        }

        private void AddAreas()
        {
            var areas = CodeBook.Embedded.Areas;
            foreach (var (at, numbers) in _blocks.Where(b => b.Key.Level is AreaLevel.England or AreaLevel.Region))
            {
                var parts = at.Level == AreaLevel.England ? new[] { AreaLevel.Region, AreaLevel.Partnership } : [AreaLevel.Partnership];
                foreach (var level in parts)
                {
                    var inside = _blocks.Where(b => b.Key.Month == at.Month && b.Key.Period == at.Period && b.Key.Population == at.Population && b.Key.Level == level
                        && (at.Level == AreaLevel.England || areas.Partnership(b.Key.Area)?.Region == at.Area)).Select(b => b.Value).ToList();
                    AddBetween(numbers, inside, atMost: false);
                    foreach (var one in inside)
                        AddBetween(numbers, [one], atMost: true);
                }
            }
        }

        /// <summary>Every number of a block as the sum of the same number of others.</summary>
        private void AddBetween(
            Dictionary<(string, string, string, bool), int> whole, IEnumerable<Dictionary<(string, string, string, bool), int>?> parts, bool atMost)
        {
            var all = parts.OfType<Dictionary<(string, string, string, bool), int>>().ToList();
            if (all.Count == 0)
                return;
            foreach (var (key, number) in whole)
            {
                var same = all.Select(p => p.TryGetValue(key, out var part) ? part : -1).ToArray();
                if (!same.Contains(-1))
                    AddSum([number], same, atMost);
            }
        }

        /// <summary>Adds a sum: as one that holds where it does; else, where parts are at most the whole, as that.</summary>
        private void AddSum(int[] whole, int[] parts, bool atMost = false)
        {
            var (left, right) = (whole.Sum(i => _truth[i]), parts.Sum(i => _truth[i]));
            if (left != right && !(atMost && left > right))
                return;
            foreach (var number in whole.Concat(parts))
                _sumsOf[number].Add(_sums.Count);
            // That a number is equal to one that it lies in is known by definition only where it is a sum of several, or equal by name.
            _sums.Add((whole, parts, left == right && !(atMost && parts.Length == 1)));
        }

        private int Number(int shown, int truth)
        {
            shown = publish?.Invoke(truth) ?? shown;
            var possible = 0u;
            for (var value = Math.Max(0, shown - 9); value <= shown + 9; value++)
            {
                if (canBecome(value, shown))
                    possible |= 1u << (value - shown + 9);
            }

            Assert.True((possible & (1u << (truth - shown + 9))) != 0, $"{truth} was published as {shown}");
            _shown.Add(shown);
            _truth.Add(truth);
            _possible.Add(possible);
            _sumsOf.Add([]);
            return _shown.Count - 1;
        }

        public int CountSmall() => _truth.Count(t => t is > 0 and < 5);

        private int Least(int number) => _shown[number] - 9 + System.Numerics.BitOperations.TrailingZeroCount(_possible[number]);

        private int Most(int number) => _shown[number] - 9 + 31 - System.Numerics.BitOperations.LeadingZeroCount(_possible[number]);

        /// <summary>How many small counts one sum alone gives away.</summary>
        public int CertainByOneSum()
        {
            var certain = new HashSet<int>();
            foreach (var sum in _sums)
            {
                foreach (var number in sum.Whole.Concat(sum.Parts).Where(i => _truth[i] is > 0 and < 5))
                {
                    var (least, most) = Bounds(sum, number);
                    if (uint.PopCount(Narrowed(number, least, most)) == 1)
                        certain.Add(number);
                }
            }

            return certain.Count;
        }

        /// <summary>How many small counts all sums together give away.</summary>
        public int CertainByAllSums()
        {
            var waiting = new Queue<int>(Enumerable.Range(0, _sums.Count));
            var isWaiting = new bool[_sums.Count];
            Array.Fill(isWaiting, true);
            while (waiting.TryDequeue(out var at))
            {
                isWaiting[at] = false;
                var sum = _sums[at];
                foreach (var number in sum.Whole.Concat(sum.Parts))
                {
                    var (least, most) = Bounds(sum, number);
                    var narrowed = Narrowed(number, least, most);
                    if (narrowed == _possible[number])
                        continue;
                    Assert.True((narrowed & (1u << (_truth[number] - _shown[number] + 9))) != 0, "the attack must not exclude the truth");
                    _possible[number] = narrowed;
                    foreach (var other in _sumsOf[number])
                    {
                        if (!isWaiting[other])
                        {
                            isWaiting[other] = true;
                            waiting.Enqueue(other);
                        }
                    }
                }
            }

            return Enumerable.Range(0, Count).Count(i => _truth[i] is > 0 and < 5 && uint.PopCount(_possible[i]) == 1);
        }

        /// <summary>Between what a number of a sum must lie, by what the others can be.</summary>
        private (int Least, int Most) Bounds((int[] Whole, int[] Parts, bool IsEqual) sum, int number)
        {
            // Whole = parts, or whole >= parts.
            int wholeLeast = sum.Whole.Sum(Least), wholeMost = sum.Whole.Sum(Most), partsLeast = sum.Parts.Sum(Least), partsMost = sum.Parts.Sum(Most);
            var (least, most) = (Least(number), Most(number));
            if (Array.IndexOf(sum.Whole, number) >= 0)
            {
                return (Math.Max(least, partsLeast - (wholeMost - most)), sum.IsEqual ? Math.Min(most, partsMost - (wholeLeast - least)) : most);
            }

            return (sum.IsEqual ? Math.Max(least, wholeLeast - (partsMost - most)) : least, Math.Min(most, wholeMost - (partsLeast - least)));
        }

        private uint Narrowed(int number, int least, int most)
        {
            var from = Math.Max(0, least - _shown[number] + 9);
            var to = Math.Min(18, most - _shown[number] + 9);
            return to < from ? 0 : _possible[number] & (uint)((1UL << (to + 1)) - (1UL << from));
        }

        public (double Change, double Bias, int Counted) Changes()
        {
            var large = Enumerable.Range(0, Count).Where(i => _truth[i] > 20).ToList();
            return (large.Average(i => Math.Abs(_shown[i] - _truth[i])), large.Average(i => (double)(_shown[i] - _truth[i])), large.Count);
        }
    }
}
