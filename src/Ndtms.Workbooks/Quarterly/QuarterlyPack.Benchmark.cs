using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

public sealed partial class QuarterlyPack
{
    /// <summary>Points of a limit's curve.</summary>
    private const int CurvePoints = 24;

    private static readonly TrendRow[] Benchmarked =
    [
        new("Effective treatment of problem drug users", "people", "effective-treatment", Population.ProblemDrugUsers, PeriodKind.RollingTwelve, Part.Share),
        new("Planned exits", "exits", "planned-exits", Population.All, PeriodKind.RollingTwelve, Part.Share),
        new("Re-presentations", "completed journeys", "re-presentations", Population.All, PeriodKind.RollingTwelve, Part.Share),
        new("First waits in time", "first waits", "wait-first", Population.All, PeriodKind.RollingTwelve, Part.Share),
    ];

    private void AddBenchmark(Sheet sheet)
    {
        Begin(sheet, "Partnerships of England beside each other, twelve months. Between the 95 % limits a share differs from England's by no more than chance "
            + "explains for a partnership of that size; outside the 99.8 % limits chance hardly ever does. Rank 1 is best.");
        var cluster = _area.Level == AreaLevel.Partnership ? _data.Targets.ClusterOf(_area.Code) : null;
        if (_area.Level == AreaLevel.Partnership)
        {
            sheet.Text(cluster is null
                ? $"{_area.Name} is in no cluster, so it is compared with England alone."
                : $"Cluster: {cluster}, partnerships of like need.");
        }

        foreach (var (i, row) in Benchmarked.Index())
            AddBenchmark(sheet, $"Benchmark_{i + 1}", row, cluster);
    }

    private void AddBenchmark(Sheet sheet, string name, TrendRow row, string? cluster)
    {
        sheet.Heading(row.Label);
        _shown.Add(row.Measure);
        ReportArea Area(string code) => ReportArea.Of(_data, AreaLevel.Partnership, code);
        var figures = _data.Figures.Areas(AreaLevel.Partnership).Select(code => (Code: code, Figure: Find(row, area: Area(code)))).ToList();
        var england = Funnel.Share(Find(row, area: ReportArea.Of(_data, AreaLevel.England, Core.DataSets.Areas.England)));
        var inCluster = cluster is null ? [] : _data.Targets.InCluster(cluster).ToHashSet(StringComparer.Ordinal);
        var less = row.Better == Better.Less;
        var ranks = RanksOf(figures.Select(f => (f.Code, f.Figure)), less);
        var clusterRanks = RanksOf(figures.Where(f => inCluster.Contains(f.Code)).Select(f => (f.Code, f.Figure)), less);
        var ordered = ranks.Keys.Select((code, place) => (code, place)).ToDictionary(c => c.code, c => c.place, StringComparer.Ordinal);
        var withCluster = cluster is not null;
        sheet.Table(
            name,
            [
                "Partnership", "Region", "Which", new($"Of ({row.Unit})", Format.Whole), new("Counted", Format.Whole), new("Share", Format.Percent),
                "Rank in England", .. withCluster ? new TableColumn[] { "Rank in cluster" } : [], new("Lower 95 %", Format.Percent), new("Upper 95 %", Format.Percent),
                "Against England",
            ],
            [.. figures.OrderBy(f => ordered[f.Code]).Select(f => (Cell[])
            [
                Bold(Area(f.Code).Title, f.Code == _area.Code), RegionOf(f.Code), Which(f.Code, inCluster), f.Figure?.D, f.Figure?.N, f.Figure?.Value,
                Rank(ranks[f.Code]), .. withCluster ? new Cell[] { clusterRanks.TryGetValue(f.Code, out var rank) ? Rank(rank) : Cell.Blank } : [],
                .. LimitsOf(f.Figure, england), Verdict(f.Figure, england, row.Better),
            ])],
            new TableOptions
            {
                FrozenColumns = 1,
                Total =
                [
                    "England", Cell.Blank, Cell.Blank, .. EnglandCells(row), Cell.Blank, .. withCluster ? new Cell[] { Cell.Blank } : [], Cell.Blank, Cell.Blank, Cell.Blank,
                ],
            });
        if (withCluster)
            AddClusterLine(sheet, row, inCluster, figures);
        AddFunnel(sheet, name, row, england, inCluster, figures);
    }

    private static Cell Bold(string text, bool bold) => bold ? ((Cell)text).Bold() : text;

    private Cell[] EnglandCells(TrendRow row)
    {
        var figure = Find(row, area: ReportArea.Of(_data, AreaLevel.England, Core.DataSets.Areas.England));
        return [figure?.D, figure?.N, Share(figure)];
    }

    private string RegionOf(string partnership) => _data.Book.Areas.Region(_data.Book.Areas.Partnership(partnership)?.Region)?.Name ?? "";

    private string Which(string code, HashSet<string> cluster) => _area.Level switch
    {
        AreaLevel.Partnership when code == _area.Code => "this partnership",
        AreaLevel.Partnership when cluster.Contains(code) => "same cluster",
        AreaLevel.Region when _data.Book.Areas.Partnership(code)?.Region == _area.Code => "this region",
        _ => "",
    };

    private static void AddClusterLine(Sheet sheet, TrendRow row, HashSet<string> cluster, List<(string Code, ShownFigure? Figure)> figures)
    {
        var members = figures.Where(f => cluster.Contains(f.Code)).ToList();
        var share = Shown.Sum(members.Select(m => m.Figure?.N ?? default)) / Shown.Sum(members.Select(m => m.Figure?.D ?? default));
        sheet.Note(share switch
        {
            { Suppressed: true } => $"{row.Label} of the cluster together may not be shown.",
            { Value: { } value } => string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{row.Label} of the cluster's {Wording.Count(members.Count, "partnership")} together: {value * 100:0.0} % (each counted by itself, then added up)."),
            _ => "The cluster has no figure.",
        });
    }

    /// <summary>Places by the unrounded share; what may not be shown has none.</summary>
    private static Dictionary<string, Ranked> RanksOf(IEnumerable<(string Code, ShownFigure? Figure)> figures, bool less) =>
        Funnel.Rank(figures.Select(f => KeyValuePair.Create(f.Code, Funnel.Share(f.Figure))), less).ToDictionary(r => r.Area, StringComparer.Ordinal);

    private static string Rank(Ranked ranked) => ranked.Place is { } place ? $"{place}{(ranked.Tied ? "=" : "")} of {ranked.Of}" : "";

    private static Cell[] LimitsOf(ShownFigure? figure, decimal? england) => figure is { D.Suppressed: true } ? [Cell.Suppressed, Cell.Suppressed]
        : england is { } reference && figure?.D.Value is > 0 and var d && Funnel.Limits(reference, (long)d) is var limits
            ? [limits.Lower95, limits.Upper95]
            : [Cell.Blank, Cell.Blank];

    /// <summary>Where a share lies, with whether that is better or worse.</summary>
    private static Cell Verdict(ShownFigure? figure, decimal? england, Better better)
    {
        if (figure is { Value.Suppressed: true })
            return Cell.Suppressed;
        if (england is not { } reference || Funnel.Share(figure) is not { } share)
            return Cell.Blank;
        var (words, way) = Funnel.Place(share, (long)figure!.Value.D.Value!.Value, reference) switch
        {
            FunnelPlace.Above998 => ("above 99.8 % limit", Direction.Up),
            FunnelPlace.Above95 => ("above 95 % limit", Direction.Up),
            FunnelPlace.Below95 => ("below 95 % limit", Direction.Down),
            FunnelPlace.Below998 => ("below 99.8 % limit", Direction.Down),
            _ => ("within limits", Direction.Level),
        };
        return Narrative.Judgement(way, better) is { Length: > 0 } judgement ? $"{words}: {judgement}" : words;
    }

    /// <summary>The shares by size with the limits' curves: points first, then the curves from the smallest to the largest.</summary>
    private void AddFunnel(
        Sheet sheet, string name, TrendRow row, decimal? england, HashSet<string> cluster, List<(string Code, ShownFigure? Figure)> figures)
    {
        var points = figures.Where(f => f.Figure is { N.Value: not null, D.Value: > 0 })
            .Select(f => (f.Code, D: f.Figure!.Value.D.Value!.Value, Share: Funnel.Share(f.Figure)!.Value)).OrderBy(p => p.D).ThenBy(p => p.Code, StringComparer.Ordinal).ToList();
        if (england is not { } reference || points.Count == 0)
        {
            sheet.Text($"{row.Label}: there are no shares that could be drawn.");
            return;
        }

        (string Header, Func<string, bool> Is)[] groups = _area.Level switch
        {
            AreaLevel.Partnership => [("Other partnerships", c => c != _area.Code && !cluster.Contains(c)), (_area.Name, c => c == _area.Code),
                .. cluster.Count > 0 ? new (string, Func<string, bool>)[] { ("Same cluster", c => c != _area.Code && cluster.Contains(c)) } : []],
            AreaLevel.Region => [("Other regions", c => Which(c, cluster).Length == 0), (_area.Name, c => Which(c, cluster).Length > 0)],
            _ => [("Partnerships", _ => true)],
        };
        var drawn = groups.Where((g, i) => i == 0 || points.Exists(p => g.Is(p.Code))).ToArray();
        var curve = CurveAt(points[0].D, points[^1].D).Select(d => (D: d, At: Funnel.Limits(reference, d))).ToList();
        var lowest = Math.Min(points.Min(p => p.Share), curve.Min(c => c.At.Lower998));
        string[] limits = ["England", "Lower 95 %", "Upper 95 %", "Lower 99.8 %", "Upper 99.8 %"];
        sheet.Subheading($"{row.Label} by size");
        sheet.Table(
            $"{name}_funnel",
            [new($"Of ({row.Unit})", Format.Whole), .. drawn.Select(g => new TableColumn(g.Header, Format.Percent)), .. limits.Select(l => new TableColumn(l, Format.Percent))],
            [
                .. points.Select(p => (Cell[])[p.D, .. drawn.Select(g => g.Is(p.Code) ? (Cell)p.Share : Cell.Blank), .. limits.Select(_ => Cell.Blank)]),
                .. curve.Select(c => (Cell[])
                [
                    c.D, .. drawn.Select(_ => Cell.Blank), reference, c.At.Lower95, c.At.Upper95, c.At.Lower998, c.At.Upper998,
                ]),
            ])
            .Chart(new Chart(
                ChartKind.Scatter, row.Label, $"Of ({row.Unit})",
                [.. drawn.Select(g => new Series(g.Header)), .. limits.Select(l => new Series(l, SeriesRole.Reference))])
            {
                Unit = "Share by size, 12 months; limits around England's share",
                CategoryAxis = Wording.Sentence(row.Unit),
                ValueFormat = Format.Percent,
                Minimum = (double)(Math.Floor(lowest * 10) / 10),
                Maximum = Top(points.Select(p => (decimal?)p.Share).Concat(curve.Select(c => (decimal?)c.At.Upper998))),
                Width = 620,
            });
    }

    /// <summary>Sizes at which the limits are reckoned, closer together where they bend.</summary>
    private static IEnumerable<long> CurveAt(decimal least, decimal most)
    {
        var (from, to) = (Math.Max(1, Math.Floor((double)least * 0.8)), Math.Ceiling((double)most * 1.1));
        return Enumerable.Range(0, CurvePoints).Select(i => (long)Math.Round(from * Math.Pow(to / from, i / (CurvePoints - 1.0)))).Distinct();
    }
}
