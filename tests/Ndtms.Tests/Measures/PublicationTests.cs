using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Records;
using Ndtms.Core.Validation;
using Ndtms.Tests.Workbooks;

namespace Ndtms.Tests.Measures;

/// <summary>Published numbers: what is rounded at random is right on average, never far off, always the same for the same people, and what
/// is derived is derived from it (Definitions/measures.md, Publication).</summary>
public sealed class PublicationTests(SampleReports sample) : IClassFixture<SampleReports>
{
    private const int Draws = 100_000;

    private static PublishedLists Lists => new(Holding.Book, Holding.Agencies.Values);

    [Fact]
    public void Each_outcome_is_as_frequent_as_defined()
    {
        for (var count = 1; count < 24; count++)
        {
            var (over, lower) = (count % 5, count - (count % 5));
            var expected = new Dictionary<long, double>();
            if (over == 0)
            {
                expected[count] = 1;
            }
            else if (lower == 0)
            {
                (expected[10], expected[5], expected[0]) = (0.02, (over / 5.0) - 0.04, 1 - (over / 5.0) + 0.02);
            }
            else
            {
                (expected[lower - 5], expected[lower + 10]) = (0.02, 0.02);
                (expected[lower + 5], expected[lower]) = ((over / 5.0) - 0.02, 1 - (over / 5.0) - 0.02);
            }

            var found = Enumerable.Range(0, Draws).Select(i => Holding.Key.Draw(Scattered(i), count)).CountBy(n => n).ToDictionary();

            Assert.Equal(expected.Keys.Order(), found.Keys.Order());
            foreach (var (shown, share) in expected)
                Assert.InRange((double)found[shown] / Draws, share - 0.006, share + 0.006);
            Assert.InRange(found.Sum(f => (double)f.Key * f.Value) / Draws, count - 0.05, count + 0.05);
            Assert.All(found.Keys, shown => Assert.InRange(shown, Math.Max(0, count - 9), count + 9));
        }
    }

    [Fact]
    public void The_same_units_give_the_same_number_and_another_key_another()
    {
        var other = new PublicationKey(new byte[PublicationKey.Length]);
        var differ = Enumerable.Range(0, 1000).Count(i => Holding.Key.Draw(Scattered(i), 13) != other.Draw(Scattered(i), 13));

        Assert.Equal(Holding.Key.Draw(Scattered(1), 13), new PublicationKey([.. Enumerable.Range(1, 32).Select(i => (byte)i)]).Draw(Scattered(1), 13));
        Assert.InRange(differ, 300, 700);
        Assert.NotEqual(Holding.Key.Fingerprint, other.Fingerprint);
        Assert.Throws<ArgumentException>(() => new PublicationKey([1, 2, 3]));
    }

    [Fact]
    public void Units_of_another_kind_have_another_hash()
    {
        var key = Holding.Key;
        ulong[] hashes =
        [
            key.Agency("X"), key.Client("X", "1"), key.Client("X1", ""), key.Episode("X", "1", "1"), key.Child(EntityKind.Modality, "X", "1", "1", "1"),
            key.Child(EntityKind.Top, "X", "1", "1", "1"), key.Person('A', 'B', new DateOnly(1980, 5, 10), "M"),
            key.Person('A', 'B', new DateOnly(1980, 5, 10), "F"), key.Client("X", new string('9', 5000)),
        ];
        Assert.Distinct(hashes);
    }

    [Fact]
    public void The_same_people_have_the_same_number_under_every_name()
    {
        var shown = ShownFigures.Of(sample.Figures, Edition.Public, SampleLists);
        var compared = 0;
        foreach (var figure in shown.All().Where(f => f.Key.Measure == "in-treatment" && f.Key.Breakdown.Length == 0))
        {
            foreach (var other in new[] { "effective-treatment", "effective-treatment-90" })
                Assert.Equal(figure.N, shown.Find(figure.Key with { Measure = other })!.Value.D);
            if (figure.Key.Period == PeriodKind.RollingTwelve)
                Assert.Equal(figure.N, shown.Find(figure.Key with { Measure = "completions-of-treatment" })!.Value.D);
            var presentations = shown.Find(figure.Key with { Measure = "new-presentations" })!.Value.N;
            Assert.Equal(presentations, shown.Find(figure.Key with { Measure = "treatment-naive" })!.Value.D);
            Assert.Equal(
                shown.Find(figure.Key with { Measure = "planned-exits" })!.Value.N,
                shown.Find(figure.Key with { Measure = "exits", Breakdown = "exit-group", Category = "completed" })!.Value.N);
            compared++;
        }

        Assert.True(compared > 1000);
        // A region whose only agency's clients are all its own residents: the same journeys, episodes and modalities at both levels.
        var (holding, random) = (new Holding(), new Random(1));
        for (var i = 0; i < 33; i++)
        {
            holding.Add(Holding.Episode(
                holding.Client("L", $"{i}", $"{1 + (i % 28)}/{1 + (i / 28)}/1980"), "1/9/2011", $"{1 + random.Next(20)}/9/2011", i % 2 == 0 ? "20/3/2012" : null, "80",
                children: random.Next(3), parental: "11"));
        }

        var small = ShownFigures.Of(holding.Compute("31/3/2012"), Edition.Public, Lists);
        foreach (var figure in small.All().Where(f => f.Key is { Level: AreaLevel.Agency, Area: "L" }))
            Assert.Equal((figure.N, figure.D), NumbersOf(small.Find(figure.Key with { Level = AreaLevel.Region, Area = "london" })));
    }

    [Fact]
    public void Every_published_number_is_near_and_what_is_derived_is_derived_from_it()
    {
        var shown = ShownFigures.Of(sample.Figures, Edition.Public, SampleLists);
        var (means, rates) = (0, 0);
        foreach (var figure in shown.All())
        {
            var exact = sample.Figures.Find(figure.Key);
            Assert.True(figure.IsRounded && figure.Key.Breakdown != "pct");
            foreach (var (seen, true_) in new[] { (figure.N, exact?.N ?? 0), (figure.D, exact?.D ?? 0) })
            {
                if (seen.Value is { } number)
                    Assert.True(number % 5 == 0 && number >= 0 && Math.Abs(number - true_) <= 9, $"{figure.Key}: {number} for {true_}");
            }

            var kind = Catalogue.Get(figure.Key.Measure).KindOf(figure.Key.Breakdown);
            if (kind == FigureKind.Count)
            {
                Assert.Equal((default, default), (figure.D, figure.Value));
            }
            else if (kind == FigureKind.Share)
            {
                Assert.Equal(figure.D.Value >= 20, figure.Value.Value is not null);
                Assert.Equal(figure.D.Value is > 0 and < 20, figure.Value.IsTooSmall);
                if (figure.Value.Value is { } rate)
                    Assert.Equal(Math.Round(Math.Min(1, figure.N.Value!.Value / figure.D.Value!.Value), 6, MidpointRounding.AwayFromZero), rate);
                rates += figure.Value.Value is null ? 0 : 1;
            }
            else
            {
                Assert.Equal(default, figure.N);
                Assert.Equal(figure.D.Value >= 50, figure.Value.Value is not null);
                Assert.True(figure.Value.Value is null || decimal.IsInteger(figure.Value.Value.Value));
                means += figure.Value.Value is null ? 0 : 1;
            }
        }

        Assert.True(means > 20 && rates > 1000, $"{means} means, {rates} rates");
    }

    [Fact]
    public void Rows_say_nothing_by_being_there()
    {
        var shown = ShownFigures.Of(sample.Figures, Edition.Public, SampleLists);
        Assert.Equal(CodeBook.Embedded.Areas.Partnerships.Select(p => p.Code), shown.Areas(AreaLevel.Partnership));
        Assert.Equal(CodeBook.Embedded.Areas.Regions.Select(r => r.Code), shown.Areas(AreaLevel.Region));
        Assert.Equal(
            sample.Current.Agencies.Values.Where(a => a.ActiveOn(SampleReports.Cut)).Select(a => a.Code).Order(StringComparer.Ordinal),
            shown.Areas(AreaLevel.Agency));
        foreach (var level in new[] { AreaLevel.Agency, AreaLevel.Partnership, AreaLevel.Region })
        {
            // Each area has the same rows, but for its own agencies.
            var rows = shown.All().Where(f => f.Key.Level == level && f.Key.Breakdown != "agency").GroupBy(f => f.Key.Area)
                .Select(g => string.Join('\n', g.Select(f => f.Key with { Area = "" }))).Distinct();
            Assert.Single(rows);
        }

        // In the order of the export, and each as it is found by itself.
        static string[] Names(FigureKey k) =>
            [k.Period.Name(), k.Level.Name(), k.Area, k.Population.Name(), k.Measure, k.Breakdown, k.Category];
        static int Order(string[] a, string[] b) => a.Zip(b, string.CompareOrdinal).FirstOrDefault(o => o != 0);
        var names = shown.All().Select(f => Names(f.Key)).ToList();
        Assert.All(names.Zip(names.Skip(1)), pair => Assert.True(Order(pair.First, pair.Second) < 0));
        Assert.All(shown.All().Where((_, i) => i % 41 == 0), f => Assert.Equal(f, shown.Find(f.Key)));
    }

    [Fact]
    public void An_agency_whose_whole_file_was_rejected_is_published_and_not_left_at_nought()
    {
        var holding = new Holding();
        holding.Quality = holding.Quality with
        {
            Found =
            [
                new FoundEntities("G", null, Severity.Reject, 50, Holding.Key.Client("G", "1")),
                new FoundEntities("G", "EPISODE-03", Severity.Reject, 50, Holding.Key.Client("G", "1")),
            ],
        };
        holding.Add(Holding.Episode(holding.Client("X", "1"), "1/9/2011", "1/9/2011"));
        var figures = holding.Compute("31/3/2012");
        var key = new FigureKey(AreaLevel.Agency, "G", Population.All, PeriodKind.Month, "dq-rejected");

        Assert.Null(figures.Find(key));
        Assert.DoesNotContain("G", figures.Areas(AreaLevel.Agency));
        foreach (var again in new[] { figures, Kept(figures) })
        {
            var shown = ShownFigures.Of(again, Edition.Public, Lists);
            Assert.Equal(50, shown.Find(key)!.Value.N.Value);
            Assert.Equal(50, shown.Find(key with { Breakdown = "rule", Category = "EPISODE-03" })!.Value.N.Value);
            Assert.Null(again.Find(key));
        }
    }

    [Fact]
    public void What_is_exact_does_not_depend_on_the_key()
    {
        var current = sample.Current;
        var without = new CurrentData
        {
            Agencies = current.Agencies,
            Clients = current.Clients,
            Episodes = current.Episodes,
            LatestReceipt = current.LatestReceipt,
            Quality = current.Quality,
        };
        var figures = MeasureRun.Compute(without, CodeBook.Embedded, SampleReports.Cut);

        Assert.Equal(Export(ShownFigures.Unchanged(figures)), Export(ShownFigures.Unchanged(sample.Figures)));
        Assert.Throws<InvalidOperationException>(() => ShownFigures.Of(figures, Edition.Public, SampleLists));
    }

    [Fact]
    public void Kept_figures_keep_the_published_numbers_whatever_becomes_of_the_key()
    {
        var kept = Kept(sample.Figures);
        Assert.Equal(Holding.Key.Fingerprint, kept.PublishedBy);
        Assert.Equal(Export(ShownFigures.Unchanged(sample.Figures)), Export(ShownFigures.Unchanged(kept)));
        var headlines = new MeasureSelection { Breakdowns = new HashSet<string> { "" }, Periods = new HashSet<PeriodKind> { PeriodKind.Month } };
        foreach (var only in new[] { null, headlines })
        {
            var (drawn, read) = only is null ? (sample.Figures, kept) : (sample.Figures.Only(only), Kept(kept.Only(only)));
            Assert.Equal(Export(ShownFigures.Of(drawn, Edition.Public, SampleLists)), Export(ShownFigures.Of(read, Edition.Public, SampleLists)));
        }
    }

    [Fact]
    public void An_area_sees_its_own_figures_exactly_and_all_others_rounded()
    {
        var (own, rounded) = (ShownFigures.OwnOf(sample.Figures, SampleLists, AreaLevel.Partnership, "A12B"), ShownFigures.Of(sample.Figures, Edition.Public, SampleLists));
        Assert.Equal(
            sample.Figures.All().Where(f => f.Key is { Level: AreaLevel.Partnership, Area: "A12B" }).Select(f => (ShownFigure)f),
            own.All().Where(f => f.Key is { Level: AreaLevel.Partnership, Area: "A12B" }));
        Assert.Equal(
            rounded.All().Where(f => f.Key is not { Level: AreaLevel.Partnership, Area: "A12B" }),
            own.All().Where(f => f.Key is not { Level: AreaLevel.Partnership, Area: "A12B" }));
    }

    [Theory]
    [InlineData(19, 20, null)]
    [InlineData(5, 15, null)]
    [InlineData(0, 0, null)]
    public void Rates_of_rounded_numbers_end_at_1_and_begin_at_20(int n, int d, double? rate)
    {
        var shown = ShownFigures.Rate((Shown)n, (Shown)d, rounded: true);
        Assert.Equal(d >= 20 ? (decimal)n / d : (decimal?)rate, shown.Value);
        Assert.Equal(1m, ShownFigures.Rate((Shown)25, (Shown)20, rounded: true).Value);
        Assert.Equal(1.25m, ShownFigures.Rate((Shown)25, (Shown)20, rounded: false).Value);
    }

    private PublishedLists SampleLists => new(CodeBook.Embedded, sample.Current.Agencies.Values);

    private static (Shown, Shown) NumbersOf(ShownFigure? figure) => figure is { } f ? (f.N, f.D) : default;

    private static byte[] Export(ShownFigures figures)
    {
        using var stream = new MemoryStream();
        FigureExport.Write(figures, stream);
        return stream.ToArray();
    }

    private static Figures Kept(Figures figures)
    {
        using var stream = new MemoryStream();
        figures.WriteTo(stream);
        stream.Position = 0;
        return Figures.ReadFrom(stream);
    }

    private static ulong Scattered(int number) => unchecked((ulong)(number + 1) * 0x9E3779B97F4A7C15);
}
