using System.Globalization;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>Partnerships compared, with limits for chance variation.</summary>
internal sealed class BenchmarkSheet : ISheet
{
    /// <summary>Points of a limit's curve.</summary>
    private const int CurvePoints = 24;

    private static readonly string[] Limits = ["England", "Lower 95%", "Upper 95%", "Lower 99.8%", "Upper 99.8%"];

    private static readonly TrendRow[] Benchmarked =
    [
        new("Effective treatment of problem drug users", "people", "effective-treatment", Population.ProblemDrugUsers, PeriodKind.RollingTwelve, Part.Share),
        new("Planned exits", "exits", "planned-exits", Population.All, PeriodKind.RollingTwelve, Part.Share),
        new("Re-presentations", "completed journeys", "re-presentations", Population.All, PeriodKind.RollingTwelve, Part.Share),
        new("First waits in time", "first waits", "wait-first", Population.All, PeriodKind.RollingTwelve, Part.Share),
    ];

    private readonly QuarterlyView _view;

    /// <summary>The cluster of the partnership that the pack is about; null: none.</summary>
    private readonly string? _cluster;

    /// <summary>Codes of the partnerships in the cluster.</summary>
    private readonly HashSet<string> _inCluster;

    public BenchmarkSheet(QuarterlyView view)
    {
        _view = view;
        _cluster = view.Area.Level == AreaLevel.Partnership ? view.Data.Targets.ClusterOf(view.Area.Code) : null;
        _inCluster = _cluster is null ? [] : view.Data.Targets.InCluster(_cluster).ToHashSet(StringComparer.Ordinal);
    }

    public string Name => "Benchmark";

    public string Purpose => "Partnerships compared, with limits for chance variation";

    public void Fill(Sheet sheet)
    {
        sheet.Begin(_view, "Partnerships in England compared over 12 months. Within the 95% limits, a share is consistent with chance variation around "
            + "England's share for a partnership of that size. Outside the 99.8% limits, chance is very unlikely. Rank 1 is best.");
        if (_view.Area.Level == AreaLevel.Partnership)
        {
            sheet.Text(_cluster is null
                ? $"{_view.Area.Name} is not in a cluster, so it is only compared with England."
                : $"Cluster: {_cluster}, partnerships with similar needs.");
        }

        foreach (var (i, row) in Benchmarked.Index())
        {
            _view.Show(row.Measure);
            var comparison = new Comparison(
                $"Benchmark_{i + 1}", row,
                [.. _view.Data.Compared.Areas(AreaLevel.Partnership).Select(code => new Member(Partnership(code), row.FigureIn(At(Partnership(code)))))],
                row.FigureIn(At(ReportArea.England)));
            AddTable(sheet, comparison);
            if (_cluster is not null)
                AddClusterLine(sheet, comparison);
            AddFunnel(sheet, comparison);
        }
    }

    private void AddTable(Sheet sheet, Comparison of)
    {
        var row = of.Row;
        sheet.Heading(row.Label + _view.RoundedMark);
        var ranks = RanksOf(of.Members, row);
        var clusterRanks = RanksOf(of.Members.Where(IsInCluster), row);
        var places = ranks.Keys.Index().ToDictionary(c => c.Item, c => c.Index, StringComparer.Ordinal);
        var withCluster = _cluster is not null;
        sheet.Table(
            of.Table,
            [
                "Partnership", "Region", "Group", new($"Denominator ({row.Unit})", Format.Whole), new("Numerator", Format.Whole), new("Share", Format.Percent),
                "Rank in England", .. withCluster ? new TableColumn[] { "Rank in cluster" } : [], new("Lower 95%", Format.Percent), new("Upper 95%", Format.Percent),
                "Compared with England",
            ],
            [.. of.Members.OrderBy(m => places[m.Area.Code]).Select(m => (Cell[])
            [
                Bold(m.Area.Title, m.Area.Code == _view.Area.Code), _view.Data.RegionNameOf(m.Area.Code), Which(m), m.Figure?.D, m.Figure?.N, m.Figure?.Value,
                Rank(ranks[m.Area.Code], m),
                .. withCluster ? new Cell[] { clusterRanks.TryGetValue(m.Area.Code, out var rank) ? Rank(rank, m) : Cell.Blank } : [],
                .. LimitsOf(m.Figure, of.Reference), Verdict(m.Figure, of.Reference, row.Better),
            ])],
            new TableOptions
            {
                FrozenColumns = 1,
                Total =
                [
                    "England", Cell.Blank, Cell.Blank, of.England?.D, of.England?.N, ((Cell)of.England?.Value).As(Format.Percent), Cell.Blank,
                    .. withCluster ? new Cell[] { Cell.Blank } : [], Cell.Blank, Cell.Blank, Cell.Blank,
                ],
            });
    }

    private void AddClusterLine(Sheet sheet, Comparison of)
    {
        var members = of.Members.Where(IsInCluster).ToList();
        var (n, d) = (Shown.Sum(members.Select(m => m.Figure?.N ?? default)), Shown.Sum(members.Select(m => m.Figure?.D ?? default)));
        var rounded = members.Exists(m => m.Figure is { IsRounded: true });
        sheet.Note(ShownFigures.Rate(n, d, rounded) switch
        {
            _ when rounded && d.Value is < ShownFigure.LeastJudged => $"{of.Row.Label} for the whole cluster: {Wording.TooSmallToJudge}.",
            { Value: { } value } => string.Create(
                CultureInfo.InvariantCulture,
                $"{of.Row.Label} for the cluster's {Wording.Count(members.Count, "partnership")} combined: {value * 100:0.0}% (numerators and denominators added up)."),
            _ => "The cluster has no figure.",
        });
    }

    /// <summary>Shares by size with the curves of the limits: points first, then the curves from the smallest size to the largest.</summary>
    private void AddFunnel(Sheet sheet, Comparison of)
    {
        var row = of.Row;
        var points = of.Members.Where(m => Funnel.Share(m.Figure) is not null)
            .Select(m => (Member: m, D: m.Figure!.Value.D.Value!.Value, Share: Funnel.Share(m.Figure)!.Value))
            .OrderBy(p => p.D).ThenBy(p => p.Member.Area.Code, StringComparer.Ordinal).ToList();
        if (of.Reference is not { } reference || points.Count == 0)
        {
            sheet.Text($"{row.Label}: there are no shares to draw.");
            return;
        }

        var drawn = Groups().Where((g, i) => i == 0 || points.Exists(p => g.Has(p.Member))).ToArray();
        var curve = CurveAt(points[0].D, points[^1].D).Select(d => (D: d, At: Funnel.Limits(reference, d))).ToList();
        var lowest = Math.Min(points.Min(p => p.Share), curve.Min(c => c.At.Lower998));
        sheet.Subheading($"{row.Label} by size");
        sheet.Table(
            $"{of.Table}_funnel",
            [new($"Denominator ({row.Unit})", Format.Whole), .. drawn.Select(g => new TableColumn(g.Header, Format.Percent)), .. Limits.Select(l => new TableColumn(l, Format.Percent))],
            [
                .. points.Select(p => (Cell[])[p.D, .. drawn.Select(g => g.Has(p.Member) ? (Cell)p.Share : Cell.Blank), .. Limits.Select(_ => Cell.Blank)]),
                .. curve.Select(c => (Cell[])
                [
                    c.D, .. drawn.Select(_ => Cell.Blank), reference, c.At.Lower95, c.At.Upper95, c.At.Lower998, c.At.Upper998,
                ]),
            ])
            .Chart(new Chart(
                ChartKind.Scatter, row.Label, $"Denominator ({row.Unit})",
                [.. drawn.Select(g => new Series(g.Header)), .. Limits.Select(l => new Series(l, SeriesRole.Reference))])
            {
                Unit = "Share by size, 12 months; limits around England's share",
                CategoryAxis = Wording.Sentence(row.Unit),
                ValueFormat = Format.Percent,
                Minimum = (double)(Math.Floor(lowest * 10) / 10),
                Maximum = QuarterlyTables.Top(points.Select(p => (decimal?)p.Share).Concat(curve.Select(c => (decimal?)c.At.Upper998))),
                Width = 620,
            });
    }

    /// <summary>The series of points; the first is all other partnerships.</summary>
    private (string Header, Func<Member, bool> Has)[] Groups() => _view.Area.Level switch
    {
        AreaLevel.Partnership =>
        [
            ("Other partnerships", m => !IsOwn(m) && !IsInCluster(m)), (_view.Area.Name, IsOwn),
            .. _inCluster.Count > 0 ? new (string, Func<Member, bool>)[] { ("Same cluster", m => !IsOwn(m) && IsInCluster(m)) } : [],
        ],
        AreaLevel.Region => [("Other regions", m => !IsOwn(m)), (_view.Area.Name, IsOwn)],
        _ => [("Partnerships", _ => true)],
    };

    private string Which(Member member) => _view.Area.Level switch
    {
        AreaLevel.Partnership when IsOwn(member) => "this partnership",
        AreaLevel.Partnership when IsInCluster(member) => "same cluster",
        AreaLevel.Region when IsOwn(member) => "this region",
        _ => "",
    };

    private bool IsOwn(Member member) => _view.Area.Contains(_view.Data, member.Area.Code);

    private bool IsInCluster(Member member) => _inCluster.Contains(member.Area.Code);

    /// <summary>An area's figures where areas are compared.</summary>
    private AreaFigures At(ReportArea area) => _view.In(area).At(_view.Data.Compared);

    private ReportArea Partnership(string code) => ReportArea.Of(_view.Data, AreaLevel.Partnership, code);

    private static Cell Bold(string text, bool bold) => bold ? ((Cell)text).Bold() : text;

    /// <summary>Ranks by the unrounded share; those too small to judge have none.</summary>
    private static Dictionary<string, Ranked> RanksOf(IEnumerable<Member> members, TrendRow row) =>
        Funnel.Rank(members.Select(m => KeyValuePair.Create(m.Area.Code, Funnel.Share(m.Figure))), row.Better == Better.Less)
            .ToDictionary(r => r.Area, StringComparer.Ordinal);

    private static string Rank(Ranked ranked, Member member) => ranked.Place is { } place ? $"{place}{(ranked.Tied ? "=" : "")} of {ranked.Of}"
        : member.Figure is { IsRateTooSmallToJudge: true } ? Wording.TooSmallToJudge : "";

    private static Cell[] LimitsOf(ShownFigure? figure, decimal? england) => figure is { IsRateTooSmallToJudge: true } ? [Cell.Blank, Cell.Blank]
        : england is { } reference && figure?.D.Value is > 0 and var d && Funnel.Limits(reference, (long)d) is var limits
            ? [limits.Lower95, limits.Upper95]
            : [Cell.Blank, Cell.Blank];

    /// <summary>The position of a share, and whether that is better or worse.</summary>
    private static Cell Verdict(ShownFigure? figure, decimal? england, Better better)
    {
        if (figure is { IsRateTooSmallToJudge: true })
            return Wording.TooSmallToJudge;
        if (england is not { } reference || Funnel.Share(figure) is not { } share)
            return Cell.Blank;
        var (words, way) = Funnel.Place(share, (long)figure!.Value.D.Value!.Value, reference) switch
        {
            FunnelPlace.Above998 => ("above 99.8% limit", Direction.Up),
            FunnelPlace.Above95 => ("above 95% limit", Direction.Up),
            FunnelPlace.Below95 => ("below 95% limit", Direction.Down),
            FunnelPlace.Below998 => ("below 99.8% limit", Direction.Down),
            _ => ("within limits", Direction.Level),
        };
        return Narrative.Judgement(way, better) is { Length: > 0 } judgement ? $"{words}: {judgement}" : words;
    }

    /// <summary>Sizes at which the limits are calculated, closer together where they bend.</summary>
    private static IEnumerable<long> CurveAt(decimal least, decimal most)
    {
        var (from, to) = (Math.Max(1, Math.Floor((double)least * 0.8)), Math.Ceiling((double)most * 1.1));
        return Enumerable.Range(0, CurvePoints).Select(i => (long)Math.Round(from * Math.Pow(to / from, i / (CurvePoints - 1.0)))).Distinct();
    }

    /// <summary>A partnership with its figure.</summary>
    private sealed record Member(ReportArea Area, ShownFigure? Figure);

    /// <summary>The partnerships' figures of one measure.</summary>
    /// <param name="Table">The table's name.</param>
    /// <param name="Row">What is compared.</param>
    /// <param name="Members">The partnerships.</param>
    /// <param name="England">England's figure.</param>
    private sealed record Comparison(string Table, TrendRow Row, IReadOnlyList<Member> Members, ShownFigure? England)
    {
        /// <summary>England's unrounded share; null where there is none, or it is too small to judge.</summary>
        public decimal? Reference => Funnel.Share(England);
    }
}
