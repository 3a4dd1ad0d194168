using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;

namespace Ndtms.Tests.Measures;

/// <summary>Figures that were published must be readable years later, to the last digit, by a program that has learnt more since.</summary>
public sealed class KeptFiguresTests
{
    [Fact]
    public void Figures_come_back_as_they_were_kept() => Prop.ForAll(
        RandomHoldings.Any,
        current =>
        {
            var figures = MeasureRun.Compute(current, Holding.Book, RandomHoldings.Cut);
            var again = Kept(figures);
            return Holding.Export(again) == Holding.Export(figures)
                && again.Options == figures.Options && again.Basis == figures.Basis && again.Cut == figures.Cut
                && again.Periods.SequenceEqual(figures.Periods)
                && Enum.GetValues<AreaLevel>().All(level => again.Areas(level).SequenceEqual(figures.Areas(level)))
                && figures.All().All(f => again.Find(f.Key) == f)
                && Bytes(again).AsSpan().SequenceEqual(Bytes(figures));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_category_is_found_and_listed_as_before()
    {
        var figures = Some();
        var again = Kept(figures);
        string[] Exits(Figures f) =>
            [.. f.Categories(AreaLevel.England, "england", Population.All, PeriodKind.Month, "exits", "exit-group").Select(c => $"{c.Key.Category} {c.N}")];
        Assert.Equal(["completed 1", "dropped-out 1"], Exits(again));
        Assert.Equal(Exits(figures), Exits(again));
        Assert.Equal("1", again.Read("exits", "exit-group", "dropped-out"));
        Assert.Equal("-", again.Read("exits", "exit-group", "died"));
        Assert.Equal("0", again.Read("exits", population: "prison"));
        Assert.Equal("-", again.Read("exits", "no-such-breakdown"));
    }

    [Fact]
    public void The_parameters_of_the_run_are_kept()
    {
        var figures = MeasureRun.Compute(World().Data, Holding.Book, Holding.Day("31/3/2012"), new MeasureOptions { EffectiveDays = 100 });
        Assert.Equal(100, Kept(figures).Options.EffectiveDays);
    }

    [Fact]
    public void A_program_with_fewer_measures_and_periods_left_figures_that_are_still_read()
    {
        var only = new MeasureSelection
        {
            Measures = new HashSet<string> { "exits", "planned-exits" },
            Periods = new HashSet<PeriodKind> { PeriodKind.RollingTwelve },
            Levels = new HashSet<AreaLevel> { AreaLevel.Region, AreaLevel.England },
        };
        var figures = World().Compute("31/3/2012", only);
        var again = Kept(figures);
        Assert.Equal(Holding.Export(figures), Holding.Export(again));
        Assert.Equal("1/2=0.5", again.Read("planned-exits", period: "rolling-12"));
        Assert.Equal("-", again.Read("in-treatment"));
        Assert.Empty(again.Areas(AreaLevel.Agency));
    }

    [Fact]
    public void A_measure_that_is_no_more_is_still_read_by_its_name()
    {
        var bytes = Encoding.Latin1.GetString(Bytes(Some()));
        var renamed = Encoding.Latin1.GetBytes(bytes.Replace("planned-exits", "planned-exitz", StringComparison.Ordinal));
        Assert.Equal("1/2=0.5", Figures.ReadFrom(new MemoryStream(renamed)).Read("planned-exitz"));
    }

    [Fact]
    public void What_is_no_figures_is_damaged_or_newer_is_refused()
    {
        var bytes = Bytes(Some());
        var text = Encoding.Latin1.GetString(bytes);
        Assert.Throws<InvalidDataException>(() => Figures.ReadFrom(new MemoryStream("nothing of ours"u8.ToArray())));
        for (var length = 0; length < bytes.Length; length += 7)
            Assert.Throws<InvalidDataException>(() => Figures.ReadFrom(new MemoryStream(bytes[..length])));
        foreach (var (known, unknown) in new[] { ("adult-alcohol", "adult-nothing"), ("JoinDays", "WaitDays"), ("rolling-12", "rolling-24") })
        {
            var newer = Encoding.Latin1.GetBytes(text.Replace(known, unknown, StringComparison.Ordinal));
            Assert.Contains("newer version", Assert.Throws<InvalidDataException>(() => Figures.ReadFrom(new MemoryStream(newer))).Message, StringComparison.Ordinal);
        }

        bytes[8] = 3;
        Assert.Contains("newer version", Assert.Throws<InvalidDataException>(() => Figures.ReadFrom(new MemoryStream(bytes))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_selection_of_figures_is_what_a_restricted_run_computes() => Prop.ForAll(
        RandomHoldings.Any,
        current =>
        {
            var only = new MeasureSelection
            {
                Breakdowns = new HashSet<string> { "", "exit-group", "sex" },
                Periods = new HashSet<PeriodKind> { PeriodKind.Month, PeriodKind.RollingTwelve },
                Levels = new HashSet<AreaLevel> { AreaLevel.Agency, AreaLevel.England },
            };
            return Holding.Export(MeasureRun.Compute(current, Holding.Book, RandomHoldings.Cut).Only(only))
                == Holding.Export(MeasureRun.Compute(current, Holding.Book, RandomHoldings.Cut, only: only));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_revision_stands_beside_what_was_first_reported()
    {
        var january = World().Compute("31/1/2012");
        var changed = World();
        changed.Add(Holding.Episode(changed.Client("L", "9", initial: 'Z'), "1/11/2011", "1/11/2011", "15/1/2012", "80"));
        var today = new[] { changed.Compute("31/3/2012"), changed.Compute("29/2/2012"), changed.Compute("31/1/2012") };
        FigureKey Of(string measure, AreaLevel level = AreaLevel.England, string area = "england") =>
            new(level, area, Population.All, PeriodKind.Month, measure);

        var revisions = Revisions.Of(
            [ShownFigures.Unchanged(World().Compute("31/1/2010")), ShownFigures.Unchanged(january)], today.Select(ShownFigures.Unchanged),
            [Of("in-treatment"), Of("planned-exits"), Of("exits", AreaLevel.Agency, "L"), Of("exits", AreaLevel.Agency, "G")]);

        Assert.Equal([new(2012, 1, 31), new(2012, 1, 31), new(2012, 1, 31)], revisions.Select(r => r.Cut));
        Assert.Equal((2m, 3m, 1m), (revisions[0].FirstReported!.Value.N.Value, revisions[0].Now!.Value.N.Value, revisions[0].OfN.Value));
        // Nobody had left by then: a share of nothing has no value, and so no revision of it.
        Assert.Null(revisions[1].FirstReported!.Value.Value.Value);
        Assert.Equal(1m, revisions[1].Now!.Value.Value.Value);
        Assert.Null(revisions[1].OfValue.Value);
        Assert.Equal(1m, revisions[1].OfN.Value);
        // An agency that had no episode then has one now.
        Assert.Null(revisions[2].FirstReported);
        Assert.Equal(1m, revisions[2].Now!.Value.N.Value);
        Assert.Null(revisions[2].OfN.Value);
    }

    [Fact]
    public void The_journeys_listed_are_those_counted() => Prop.ForAll(
        RandomHoldings.Any,
        current =>
        {
            var caseload = Caseload.Prepare(current, Holding.Book);
            var figures = MeasureRun.Compute(caseload, RandomHoldings.Cut);
            var journeys = JourneyRun.At(caseload, RandomHoldings.Cut).ToList();
            return Enum.GetValues<AreaLevel>().All(level => figures.Areas(level).All(area => Enum.GetValues<Population>().All(population =>
            {
                var month = figures.Periods[0];
                var here = journeys.Where(j => j.Level == level && j.Area == area && j.Populations.Contains(population)).ToList();
                long? Figure(string measure) => figures.Find(new FigureKey(level, area, population, PeriodKind.Month, measure))!.Value.N;
                return Figure("exits") == here.Count(j => j.End >= month.First)
                    && (population != Population.All
                        || (Figure("in-treatment") == here.Where(j => j.End is null || j.End >= month.First).DistinctBy(j => j.Person).Count()
                            && Figure("new-presentations") == here.Where(j => month.Contains(j.TreatmentStart)).DistinctBy(j => j.Person).Count()));
            })));
        }).QuickCheckThrowOnFailure();

    private static Holding World()
    {
        var holding = new Holding();
        return holding
            .Add(Holding.Episode(holding.Client("X", "2", initial: 'D'), "1/9/2011", "1/9/2011", "21/3/2012", "85"))
            .Add(Holding.Episode(holding.Client("Y", "3", initial: 'E'), "1/9/2011", "1/9/2011", "22/3/2012", "80"));
    }

    private static Figures Some() => World().Compute("31/3/2012");

    private static byte[] Bytes(Figures figures)
    {
        using var stream = new MemoryStream();
        figures.WriteTo(stream);
        return stream.ToArray();
    }

    private static Figures Kept(Figures figures) => Figures.ReadFrom(new MemoryStream(Bytes(figures)));
}
