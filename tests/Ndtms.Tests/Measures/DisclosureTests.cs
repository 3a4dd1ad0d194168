using System.Globalization;
using System.Text;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Tests.Workbooks;

namespace Ndtms.Tests.Measures;

/// <summary>Disclosure control: no small number is shown, none can be had from what is, and no more is withheld than that takes.</summary>
public sealed class DisclosureTests(SampleReports sample) : IClassFixture<SampleReports>
{
    private const string March = "31/3/2012";

    private static AreaTree Tree => new(Holding.Book.Areas, Holding.Agencies.Values);

    /// <summary>So many people triaged on a day, who end their treatment with a reason.</summary>
    private static void Add(Holding holding, int people, string? reason, string agency = "X", string drug = "1011", string triaged = "1/3/2012")
    {
        for (var i = 0; i < people; i++)
        {
            // Days of birth tell them apart.
            var born = new DateOnly(1950, 1, 1).AddDays(holding.Data.Clients.Count * 31);
            var client = holding.Client(
                agency, holding.Data.Clients.Count.ToString(CultureInfo.InvariantCulture), born.ToString("d/M/yyyy", CultureInfo.InvariantCulture));
            holding.Add(Holding.Episode(client, triaged, triaged, reason is null ? null : "20/3/2012", reason, drug: drug));
        }
    }

    private static string Read(ShownFigures figures, FigureKey key) => figures.Find(key) is { } f
        ? $"{Say(f.N)}/{Say(f.D)}={Say(f.Value)}"
        : "-";

    private static string Say(Shown shown) => shown.Suppressed ? "*" : shown.Value?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static FigureKey Key(string measure, string breakdown = "", string category = "", Population population = Population.All) =>
        new(AreaLevel.Agency, "X", population, PeriodKind.Month, measure, breakdown, category);

    [Theory]
    [InlineData(0, "0/=")]
    [InlineData(1, "*/=")]
    [InlineData(4, "*/=")]
    [InlineData(5, "5/=")]
    public void A_count_of_1_to_4_is_suppressed(int people, string shown)
    {
        var holding = new Holding();
        Add(holding, people, null);
        Add(holding, 1, null, triaged: "1/1/2001");

        Assert.Equal(shown, Read(ShownFigures.Of(holding.Compute(March), DisclosureMode.Suppress, Tree), Key("new-presentations")));
    }

    [Theory]
    [InlineData(0, 9, "0/9=0")]
    [InlineData(1, 9, "*/10=*")]
    [InlineData(4, 9, "*/13=*")]
    [InlineData(5, 5, "5/10=0.5")]
    [InlineData(9, 1, "*/10=*")]
    [InlineData(9, 4, "*/13=*")]
    [InlineData(9, 0, "9/9=1")]
    [InlineData(2, 0, "*/*=*")]
    [InlineData(2, 2, "*/*=*")]
    public void A_rate_is_suppressed_where_either_side_of_it_is_1_to_4_and_so_is_what_would_tell_it(int planned, int others, string shown)
    {
        var holding = new Holding();
        Add(holding, planned, "80");
        Add(holding, others, "85");

        Assert.Equal(shown, Read(ShownFigures.Of(holding.Compute(March), DisclosureMode.Suppress, Tree), Key("planned-exits")));
    }

    [Fact]
    public void The_next_smallest_goes_with_the_only_suppressed_part_of_a_total()
    {
        var holding = new Holding();
        Add(holding, 2, "85");
        Add(holding, 6, "86");
        Add(holding, 7, "84");
        var figures = ShownFigures.Of(holding.Compute(March), DisclosureMode.Suppress, Tree);

        var groups = figures.Categories(AreaLevel.Agency, "X", Population.All, PeriodKind.Month, "exits", "exit-group").ToList();
        Assert.Equal(3, groups.Count);
        Assert.Equal(["*", "*", "7"], groups.Select(g => Say(g.N)).Order(StringComparer.Ordinal));
        Assert.Equal("15/=", Read(figures, Key("exits")));
    }

    [Fact]
    public void Two_suppressed_parts_that_can_only_be_1_each_take_a_third_with_them()
    {
        var holding = new Holding();
        Add(holding, 1, "85");
        Add(holding, 1, "86");
        Add(holding, 7, "84");
        Add(holding, 9, "80");
        var figures = ShownFigures.Of(holding.Compute(March), DisclosureMode.Suppress, Tree);

        var groups = figures.Categories(AreaLevel.Agency, "X", Population.All, PeriodKind.Month, "exits", "exit-group").ToList();
        Assert.Equal(["*", "*", "*", "9"], groups.Select(g => Say(g.N)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_suppressed_under_one_name_is_so_under_every_other()
    {
        var holding = new Holding();
        Add(holding, 3, null);
        var figures = ShownFigures.Of(holding.Compute(March), DisclosureMode.Suppress, Tree);

        Assert.Equal("*/=", Read(figures, Key("new-presentations")));
        Assert.Equal("*", Read(figures, Key("treatment-naive"))[2..3]);
        Assert.Equal("*", Read(figures, Key("effective-treatment"))[2..3]);
    }

    [Fact]
    public void A_part_of_the_population_is_not_had_from_the_whole()
    {
        var holding = new Holding();
        Add(holding, 20, null);
        Add(holding, 3, null, drug: "5000");
        var figures = ShownFigures.Of(holding.Compute(March), DisclosureMode.Suppress, Tree);

        string Of(Population population) => Read(figures, Key("in-treatment", population: population));
        Assert.Equal("*/=", Of(Population.NonOpiate));
        Assert.True(Of(Population.Opiate) == "*/=" || Of(Population.AdultDrug) == "*/=", "adult drug users less opiate users are the 3");
    }

    [Fact]
    public void A_small_area_is_not_had_from_the_region()
    {
        var holding = new Holding();
        Add(holding, 20, null);
        Add(holding, 3, null, agency: "G");
        var figures = ShownFigures.Of(holding.Compute(March), DisclosureMode.Suppress, Tree);

        string Of(AreaLevel level, string area) => Read(figures, new FigureKey(level, area, Population.All, PeriodKind.Month, "in-treatment"));
        Assert.Equal("*/=", Of(AreaLevel.Partnership, Holding.Gateshead));
        Assert.Equal("*/=", Of(AreaLevel.Partnership, Holding.North));
        Assert.Equal("23/=", Of(AreaLevel.Region, "north-east"));
    }

    [Fact]
    public void A_small_month_is_not_had_from_the_year_to_date()
    {
        var holding = new Holding();
        Add(holding, 3, null, triaged: "10/4/2011");
        Add(holding, 20, null, triaged: "10/5/2011");
        var months = ShownFigures.Of([holding.Compute("30/4/2011"), holding.Compute("31/5/2011")], DisclosureMode.Suppress, Tree);

        Assert.Equal("*/=", Read(months[0], Key("new-presentations")));
        Assert.Equal("*/=", Read(months[1], Key("new-presentations")));
        Assert.Equal("23/=", Read(months[1], Key("new-presentations") with { Period = PeriodKind.YearToDate }));
    }

    [Theory]
    [InlineData(2, 0, "0/=")]
    [InlineData(3, 0, "5/=")]
    [InlineData(7, 6, "5/=")]
    public void Counts_are_rounded_to_5_and_rates_come_of_rounded_counts(int planned, int others, string shown)
    {
        var holding = new Holding();
        Add(holding, planned, "80");
        Add(holding, others, "85");
        var figures = ShownFigures.Of(holding.Compute(March), DisclosureMode.RoundToFive, Tree);

        Assert.Equal(shown, Read(figures, Key("exits", "exit-group", "completed")));
        if (others == 6)
            Assert.Equal("5/15=0.333333", Read(figures, Key("planned-exits")));
        if (others == 0 && planned == 2)
            Assert.Equal("0/0=", Read(figures, Key("planned-exits")));
    }

    [Fact]
    public void An_export_shows_a_mark_where_a_number_is_suppressed()
    {
        var holding = new Holding();
        Add(holding, 3, "80");
        using var stream = new MemoryStream();
        FigureExport.Write(ShownFigures.Of(holding.Compute(March), DisclosureMode.Suppress, Tree), stream);
        var lines = Encoding.UTF8.GetString(stream.ToArray()).Split('\n');

        Assert.Contains("2012-03-31,official,month,england,england,all,planned-exits,,,*,*,*", lines);
        Assert.Contains("2012-03-31,official,month,england,england,all,exits,exit-group,completed,*,,", lines);
        Assert.Contains("2012-03-31,official,month,england,england,prison,exits,,,0,,", lines);
    }

    /// <summary>The sums are written down here once more, as a reader of the export would try them.</summary>
    [Fact]
    public void No_sum_in_the_export_gives_a_suppressed_number_away()
    {
        var shown = ShownFigures.Of(sample.Figures, DisclosureMode.Suppress, sample.Data.Areas);
        var truth = sample.Figures.All().ToDictionary(f => f.Key);
        var seen = shown.All().ToDictionary(f => f.Key);
        Assert.Equal(truth.Count, seen.Count);
        Assert.DoesNotContain(seen.Values, f => f.N.Value is > 0 and < 5 && IsCount(f.Key));
        Assert.DoesNotContain(seen.Values, f => f.D.Value is > 0 and < 5);
        Assert.DoesNotContain(seen.Values, f => f.Value.Value is not null && (f.N.Suppressed || f.D.Suppressed));

        var tried = 0;
        // Exclusive categories of the same measure.
        foreach (var categories in truth.Keys.Where(k => k.Category.Length > 0 && k.Breakdown is not ("at-start" or "at-exit"))
            .GroupBy(k => k with { Category = "" }))
        {
            if (truth.ContainsKey(categories.Key with { Breakdown = "" }))
                Try(categories.Key with { Breakdown = "" }, [.. categories]);
        }

        foreach (var key in truth.Keys)
        {
            switch (key.Population)
            {
                case Population.AdultDrug:
                    Try(key, [key with { Population = Population.Opiate }, key with { Population = Population.NonOpiate }]);
                    break;
                case Population.All:
                    Try(key,
                    [
                        key with { Population = Population.AdultDrug }, key with { Population = Population.AdultAlcohol },
                        key with { Population = Population.YoungPeople },
                    ]);
                    break;
            }

            var below = key.Level switch { AreaLevel.England => AreaLevel.Region, AreaLevel.Region => AreaLevel.Partnership, _ => (AreaLevel?)null };
            if (below is { } level)
            {
                Try(key, [.. shown.Areas(level).Where(a => sample.Data.Areas.AroundOf(level, a).Contains((key.Level, key.Area)))
                    .Select(a => key with { Level = level, Area = a })]);
            }
        }

        Assert.True(tried > 1000, $"only {tried} sums were tried");

        // n of a mean is a sum of days or points, and no count of anybody.
        static bool IsCount(FigureKey key) => key.Breakdown is not ("mean-days" or "start" or "review") && key.Measure != "local-ni119-quality-of-life";

        void Try(FigureKey total, FigureKey[] parts)
        {
            foreach (var ofD in new[] { false, true })
            {
                long? True(FigureKey k) => truth.TryGetValue(k, out var f) ? ofD ? f.D : f.N : 0;
                Shown Seen(FigureKey k) => seen.TryGetValue(k, out var f) ? ofD ? f.D : f.N : 0m;
                var hidden = parts.Where(p => Seen(p).Suppressed).ToList();
                var rest = parts.Except(hidden).Sum(p => Seen(p).Value ?? 0);
                tried += hidden.Count > 0 ? 1 : 0;
                if (!Seen(total).Suppressed && hidden.Count == 1)
                {
                    Assert.False(Seen(total).Value - rest == True(hidden[0]), $"{hidden[0]} can be had from {total}");
                }
                else if (Seen(total).Suppressed && hidden.Count == 0)
                {
                    Assert.False(rest == True(total) && rest > 0, $"{total} can be had from its parts");
                }
            }
        }
    }
}
