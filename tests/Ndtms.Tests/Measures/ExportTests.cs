using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;

namespace Ndtms.Tests.Measures;

/// <summary>Which rows the export has, and how they are written.</summary>
public class ExportTests
{
    private static Holding Three()
    {
        var holding = new Holding();
        return holding
            .Add(Holding.Episode(holding.Client("X", "1", initial: 'C'), "1/9/2011", "1/9/2011", "20/2/2012", "80"))
            .Add(Holding.Episode(holding.Client("X", "2", initial: 'D'), "1/9/2011", "1/9/2011", "21/2/2012", "85", pct: "5\"D"))
            .Add(Holding.Episode(holding.Client("X", "3", initial: 'E'), "1/9/2011", "1/9/2011", "22/2/2012", "85", pct: "5,D"));
    }

    [Fact]
    public void Rows_are_written_to_the_letter()
    {
        var lines = Holding.Export(Three().Compute("29/2/2012")).Split('\n');

        Assert.Equal("cut,basis,period,area_level,area_code,population,measure,breakdown,category,n,d,value", lines[0]);
        Assert.Contains("2012-02-29,official,month,england,england,all,planned-exits,,,1,3,0.333333", lines);
        Assert.Contains("2012-02-29,official,month,england,england,all,effective-treatment,,,3,3,1", lines);
        Assert.Contains("2012-02-29,official,month,england,england,all,effective-treatment,pending,,0,3,0", lines);
        Assert.Contains("2012-02-29,official,month,england,england,all,exits,exit-group,dropped-out,2,,", lines);
        Assert.Contains("2012-02-29,official,month,england,england,prison,exits,,,0,,", lines);
        Assert.Contains("2012-02-29,official,month,england,england,all,wait-first,median-days,,,0,", lines);
        Assert.Contains("2012-02-29,official,month,england,england,all,wait-first,mean-days,,0,0,", lines);
        Assert.Contains("2012-02-29,official,month,partnership,A10B,all,in-treatment,pct,\"5\"\"D\",1,,", lines);
        Assert.Contains("2012-02-29,official,month,partnership,A10B,all,in-treatment,pct,\"5,D\",1,,", lines);
        Assert.Equal("", lines[^1]);
        Assert.All(lines[1..^1], line => Assert.StartsWith("2012-02-29,official,", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Empty_categories_and_areas_without_an_episode_have_no_row_and_headlines_always_have()
    {
        var figures = Three().Compute("29/2/2012");
        var all = figures.All().ToList();

        Assert.DoesNotContain(all, f => f.Key.Category.Length > 0 && (f.N ?? 0) == 0 && (f.D ?? 0) == 0);
        Assert.Equal(["X"], figures.Areas(AreaLevel.Agency));
        Assert.Equal(4, all.Select(f => (f.Key.Level, f.Key.Area)).Distinct().Count());
        foreach (var population in Enum.GetValues<Population>())
        {
            foreach (var measure in Catalogue.Measures.Where(m => m.HasHeadline && m.ExistsFor(population)))
            {
                foreach (var period in measure.Periods.Intersect(figures.Periods.Select(p => p.Kind)))
                    Assert.NotNull(figures.Find(new FigureKey(AreaLevel.Region, "north-east", population, period, measure.Id)));
            }
        }
    }

    [Fact]
    public void An_area_whose_episodes_are_all_triaged_after_the_cut_has_no_row()
    {
        var holding = Three();
        holding.Add(Holding.Episode(holding.Client("L", "1"), "1/3/2012", "1/3/2012"));

        Assert.Equal(["X"], holding.Compute("29/2/2012").Areas(AreaLevel.Agency));
        Assert.Equal(["L", "X"], holding.Compute("31/3/2012").Areas(AreaLevel.Agency));
    }

    [Fact]
    public void Rows_are_sorted_by_their_columns_and_each_stands_once()
    {
        var holding = Three();
        holding.Add(Holding.Episode(
            holding.Client("G", "1", born: "1/1/1997"), "1/3/2012", "1/3/2012", pct: "AGE", source: "4",
            young: new Dictionary<string, string> { ["YPSMHS"] = "Y", ["YPSYOT"] = "N" }));
        holding.Add(Holding.Episode(holding.Client("P", "1"), "1/3/2012", "1/3/2012"));

        var rows = holding.Compute("31/3/2012").All().Select(f => f.Key).Select(k => new[]
        {
            k.Period.Name(), k.Level.Name(), k.Area, k.Population.Name(), k.Measure, k.Breakdown, k.Category,
        }).ToList();

        for (var i = 1; i < rows.Count; i++)
        {
            var order = rows[i - 1].Zip(rows[i], string.CompareOrdinal).FirstOrDefault(o => o != 0);
            Assert.True(order < 0, $"row {i}: {string.Join(',', rows[i])}");
        }
    }

    [Theory]
    [InlineData("31/3/2012", "month:1/3/2012 quarter:1/1/2012 rolling-12:1/4/2011 ytd:1/4/2011")]
    [InlineData("29/2/2012", "month:1/2/2012 rolling-12:1/3/2011 ytd:1/4/2011")]
    [InlineData("30/4/2012", "month:1/4/2012 rolling-12:1/5/2011 ytd:1/4/2012")]
    [InlineData("31/12/2011", "month:1/12/2011 quarter:1/10/2011 rolling-12:1/1/2011 ytd:1/4/2011")]
    public void Periods_end_at_the_cut(string cut, string expected)
    {
        var periods = new Holding().Compute(cut).Periods;

        Assert.Equal(expected, string.Join(' ', periods.Select(p => $"{p.Kind.Name()}:{p.First.Day}/{p.First.Month}/{p.First.Year}")));
        Assert.All(periods, p => Assert.Equal(Holding.Day(cut), p.Last));
    }

    [Fact]
    public void A_cut_that_is_no_month_end_is_refused() =>
        Assert.Throws<ArgumentException>(() => new Holding().Compute("28/2/2012"));

    [Fact]
    public void A_value_half_way_is_rounded_away_from_zero()
    {
        // 1/64 = 0.015625; the seventh place decides with 1/128 = 0.0078125.
        var holding = new Holding();
        for (var i = 0; i < 128; i++)
        {
            holding.Add(Holding.Episode(
                holding.Client("X", $"{i}", born: $"1/1/{1900 + i % 80}", initial: (char)('A' + i / 80)), "1/3/2012", "1/3/2012", "20/3/2012",
                i == 0 ? "80" : "85"));
        }

        Assert.Equal("1/128=0.007813", holding.Compute("31/3/2012").Read("planned-exits"));
    }

    [Fact]
    public void A_restricted_run_gives_the_same_figures_without_the_rest()
    {
        var holding = Three();
        var whole = holding.Compute("29/2/2012");
        var part = holding.Compute("29/2/2012", new MeasureSelection
        {
            Levels = new HashSet<AreaLevel> { AreaLevel.Partnership },
            Areas = new HashSet<string> { "A10B" },
            Measures = new HashSet<string> { "exits", "effective-treatment" },
            Breakdowns = new HashSet<string> { "", "exit-group" },
            Periods = new HashSet<PeriodKind> { PeriodKind.YearToDate },
        });

        var expected = whole.All().Where(f => f.Key.Breakdown != "pending").Where(f => f.Key
            is { Level: AreaLevel.Partnership, Period: PeriodKind.YearToDate, Measure: "exits" or "effective-treatment" });
        Assert.Equal(expected, part.All());
        Assert.NotEmpty(part.All());
    }

    [Fact]
    public void Every_figure_is_found_by_its_key_and_made_of_those_behind_it()
    {
        var holding = Three();
        var caseload = Core.Journeys.Caseload.Prepare(holding.Data, Holding.Book);
        var cut = Holding.Day("29/2/2012");
        var figures = MeasureRun.Compute(caseload, cut);

        foreach (var figure in figures.All().Where(f => f.Key.Level == AreaLevel.Partnership && f.N + (f.D ?? 0) > 0))
        {
            Assert.Equal(figure, figures.Find(figure.Key));
            if (Catalogue.Find(figure.Key.Measure)!.IsOfQuality)
                continue;
            var behind = MeasureRun.Behind(caseload, cut, figure.Key);
            Assert.Equal(figure.N, behind.Sum(b => b.N));
            Assert.Equal(figure.D ?? 0, behind.Sum(b => b.D));
        }

        var groups = figures.Categories(AreaLevel.England, "england", Population.All, PeriodKind.Month, "exits", "exit-group");
        Assert.Equal([("completed", 1L), ("dropped-out", 2L)], groups.Select(g => (g.Key.Category, g.N!.Value)));
    }
}
