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

    /// <summary>The most points outside the limits that are labelled on a chart.</summary>
    private const int MostLabelled = 12;

    private static readonly string[] Limits = ["95% limits", "Upper 95%", "99.8% limits", "Upper 99.8%"];

    private static readonly TableColumn[] LimitColumns =
    [
        new("Lower 95%", Format.Percent), new("Upper 95%", Format.Percent), new("Lower 99.8%", Format.Percent), new("Upper 99.8%", Format.Percent),
        "Compared with England",
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
        sheet.Begin(_view, "Every measure with a target, and completions of treatment, compared among the partnerships of England. Within the 95% limits, the "
            + $"difference from England is {ChanceVariation.Explained} for a partnership of that size. Outside the 99.8% limits, chance is very unlikely. Rank 1 is best.");
        if (_view.Area.Level == AreaLevel.Partnership)
        {
            sheet.Text(_cluster is null
                ? $"{_view.Area.Name} is not in a cluster, so it is only compared with England."
                : $"Cluster: {_cluster}, {Wording.Count(_inCluster.Count, "partnership")} with similar needs.");
        }

        var comparisons = _view.Data.Comparisons;
        _view.Show(comparisons.Select(c => c.By.Measure));
        if (_view.Area.Level == AreaLevel.Partnership)
            AddOwn(sheet, comparisons);
        else
            AddOutside(sheet, comparisons);

        var drawn = comparisons.Where(c => Funnel.Share(c.England) is not null && c.Members.Any(m => Funnel.Share(m.Figure) is not null)).ToList();
        if (drawn.Count == 0)
        {
            sheet.Text("There are no shares to draw.");
            return;
        }

        sheet.Heading("Shares by size" + _view.RoundedMark);
        var slots = sheet.ChartRows(drawn.Count, 3, 340);
        sheet.NotPrinted("All partnerships");
        AddAll(sheet, comparisons);
        foreach (var (i, comparison) in drawn.Index())
            AddFunnel(sheet, comparison, $"Benchmark_{i + 1}_funnel", slots[i]);
    }

    /// <summary>The partnership's place by each measure.</summary>
    private void AddOwn(Sheet sheet, IReadOnlyList<Comparison> comparisons)
    {
        sheet.Heading($"{_view.Area.Name} among the partnerships of England{_view.RoundedMark}");
        var withCluster = _cluster is not null;
        sheet.Table(
            "Benchmark_own",
            [
                "Measure", "Denominator", "Period", .. ShareColumns, new("England", Format.Percent),
                .. withCluster ? new TableColumn[] { new("Cluster", Format.Percent) } : [], new("Rank in England", Format.Whole),
                .. withCluster ? new TableColumn[] { new("Rank in cluster", Format.Whole) } : [], .. LimitColumns,
            ],
            [.. comparisons.Select(c => (Of: c, Own: c.Members.FirstOrDefault(IsOwn))).Where(c => c.Own is not null).Select(c => (Cell[])
            [
                c.Of.By.Label, c.Of.By.Unit, Wording.Short(c.Of.By.Period), .. ShareOf(c.Of, c.Own!), c.Of.By.IsShare ? c.Of.England?.Value : Cell.Blank,
                .. withCluster ? new Cell[] { InCluster(c.Of) } : [], c.Own!.Rank,
                .. withCluster ? new Cell[] { Placed.RankOf(c.Of.Rank(_inCluster).First(r => r.Area == _view.Area.Code), c.Own.Figure) } : [],
                .. LimitsOf(c.Of, c.Own),
            ])],
            new TableOptions { FrozenColumns = 1 });
        if (withCluster)
            sheet.Note("Cluster: numerators and denominators of its partnerships added up.");
    }

    /// <summary>The area's partnerships that chance does not explain.</summary>
    private void AddOutside(Sheet sheet, IReadOnlyList<Comparison> comparisons)
    {
        sheet.Heading("Outside the 95% limits");
        var outside = comparisons.SelectMany(c => c.Members.Where(IsOwn).Select(m => (Of: c, Member: m, Words: c.Words(m))))
            .Where(m => m.Words.Contains("limit", StringComparison.Ordinal) && m.Of.By.IsShare).ToList();
        if (outside.Count == 0)
        {
            sheet.Text($"No partnership of {_view.Area.Name} is outside the limits: every difference from England is {ChanceVariation.Explained}, or too small to judge.");
            return;
        }

        sheet.Table(
            "Benchmark_outside", ListColumns,
            [.. outside.OrderBy(m => m.Words.EndsWith("worse", StringComparison.Ordinal) ? 0 : 1).Select(m => ListRow(m.Of, m.Member))],
            new TableOptions { FrozenColumns = 1 });
        sheet.Note("Those that are worse come first. One share in 20 lies outside the 95% limits by chance alone.");
    }

    private void AddAll(Sheet sheet, IReadOnlyList<Comparison> comparisons)
    {
        sheet.Table("Benchmark_all", ListColumns, [.. comparisons.SelectMany(c => c.Members.Select(m => ListRow(c, m)))]);
    }

    private static TableColumn[] ShareColumns => [new("Numerator", Format.Whole), new("Denominator, number", Format.Whole), new("Share", Format.Percent)];

    private static TableColumn[] ListColumns =>
    [
        "Partnership", "Region", "Group", "Measure", "Period", .. ShareColumns, new("England", Format.Percent), new("Rank in England", Format.Whole), .. LimitColumns,
    ];

    private Cell[] ListRow(Comparison of, Placed member) =>
    [
        IsOwn(member) && _view.Area.Level == AreaLevel.Partnership ? ((Cell)member.Area.Title).Bold() : member.Area.Title, _view.Data.RegionNameOf(member.Area.Code),
        Which(member), of.By.Label, Wording.Short(of.By.Period), .. ShareOf(of, member), of.By.IsShare ? of.England?.Value : Cell.Blank, member.Rank,
        .. LimitsOf(of, member),
    ];

    private static Cell[] ShareOf(Comparison of, Placed member) => of.By.IsShare
        ? [member.Figure?.N, member.Figure?.D, member.Figure?.Value]
        : [member.Figure?.N, Cell.Blank, Cell.Blank];

    private static Cell[] LimitsOf(Comparison of, Placed member) =>
        [.. of.By.IsShare ? ChanceVariation.LimitCells(member.Figure, of.England) : [Cell.Blank, Cell.Blank, Cell.Blank, Cell.Blank], of.Words(member)];

    /// <summary>The share of the whole cluster.</summary>
    private Cell InCluster(Comparison of)
    {
        var members = of.Members.Where(IsInCluster).ToList();
        var (n, d) = (Shown.Sum(members.Select(m => m.Figure?.N ?? default)), Shown.Sum(members.Select(m => m.Figure?.D ?? default)));
        var rounded = members.Exists(m => m.Figure is { IsRounded: true });
        return !of.By.IsShare ? Cell.Blank
            : rounded && d.Value is < ShownFigure.LeastJudged ? Wording.TooSmallToJudge
            : (Cell)(Shown?)ShownFigures.Rate(n, d, rounded);
    }

    /// <summary>Shares by size with the curves of the limits: points first, then the curves from the smallest size to the largest.</summary>
    private void AddFunnel(Sheet sheet, Comparison of, string name, ChartSlot slot)
    {
        var reference = Funnel.Share(of.England)!.Value;
        var points = of.Members.Where(m => Funnel.Share(m.Figure) is not null)
            .Select(m => (Member: m, D: m.Figure!.Value.D.Value!.Value, Share: Funnel.Share(m.Figure)!.Value))
            .OrderBy(p => p.D).ThenBy(p => p.Member.Area.Code, StringComparer.Ordinal).ToList();
        var drawn = Groups().Where((g, i) => i == 0 || points.Exists(p => g.Has(p.Member))).ToArray();
        var curve = CurveAt(points[0].D, points[^1].D).Select(d => (D: d, At: Funnel.Limits(reference, d))).ToList();
        var lowest = Math.Min(points.Min(p => p.Share), curve.Min(c => c.At.Lower95));
        var labelled = points.Where(p => IsLabelled(of, p.Member)).Take(MostLabelled).Select(p => p.Member.Area.Code).ToHashSet(StringComparer.Ordinal);
        sheet.Subheading($"{of.By.Label} by size");
        var size = $"Denominator ({of.By.Unit})";
        sheet.Table(
            name,
            [
                new(size, Format.Whole), "Label", .. drawn.Select(g => new TableColumn(g.Header, Format.Percent)), new("England", Format.Percent),
                .. Limits.Select(l => new TableColumn(l, Format.Percent)),
            ],
            [
                .. points.Select(p => (Cell[])
                [
                    p.D, labelled.Contains(p.Member.Area.Code) ? LabelOf(p.Member) : Cell.Blank,
                    .. drawn.Select(g => g.Has(p.Member) ? (Cell)p.Share : Cell.Blank), Cell.Blank, .. Limits.Select(_ => Cell.Blank),
                ]),
                .. curve.Select(c => (Cell[])
                [
                    c.D, Cell.Blank, .. drawn.Select(_ => Cell.Blank), reference, c.At.Lower95, c.At.Upper95, c.At.Lower998, c.At.Upper998,
                ]),
            ])
            .Chart(
                new Chart(
                    ChartKind.Scatter, of.By.Label, size,
                    [
                        .. drawn.Select(g => new Series(g.Header) { Labels = "Label" }), new Series("England", SeriesRole.Reference),
                        .. Limits.Select((l, i) => new Series(l, SeriesRole.Reference) { Pair = i / 2 + 1 }),
                    ])
                {
                    Unit = $"Share by size, {Wording.Short(of.By.Period).ToLowerInvariant()}; limits around England",
                    CategoryAxis = Wording.Sentence(of.By.Unit),
                    ValueFormat = Format.Percent,
                    Minimum = (double)Math.Max(0, Math.Floor(lowest * 10) / 10),
                    Maximum = QuarterlyTables.Top(points.Select(p => (decimal?)p.Share).Concat(curve.Select(c => (decimal?)c.At.Upper95))),
                },
                slot);
    }

    /// <summary>Whether a point is named on the chart: the partnership itself, its cluster, and whoever chance does not explain.</summary>
    private bool IsLabelled(Comparison of, Placed member) =>
        (_view.Area.Level == AreaLevel.Partnership && (IsOwn(member) || IsInCluster(member)))
        || (_view.Area.Level == AreaLevel.Region && IsOwn(member))
        || ChanceVariation.Words(member.Figure, of.England, of.By.Better).Contains("limit", StringComparison.Ordinal);

    private static string LabelOf(Placed member) => member.Area.Code;

    /// <summary>The series of points; the first is all other partnerships.</summary>
    private (string Header, Func<Placed, bool> Has)[] Groups() => _view.Area.Level switch
    {
        AreaLevel.Partnership =>
        [
            ("Other partnerships", m => !IsOwn(m) && !IsInCluster(m)), ($"{_view.Area.Name} ({_view.Area.Code})", IsOwn),
            .. _inCluster.Count > 0 ? new (string, Func<Placed, bool>)[] { ("Same cluster", m => !IsOwn(m) && IsInCluster(m)) } : [],
        ],
        AreaLevel.Region => [("Other regions", m => !IsOwn(m)), (_view.Area.Name, IsOwn)],
        _ => [("Partnerships", _ => true)],
    };

    private string Which(Placed member) => _view.Area.Level switch
    {
        AreaLevel.Partnership when IsOwn(member) => "this partnership",
        AreaLevel.Partnership when IsInCluster(member) => "same cluster",
        AreaLevel.Region when IsOwn(member) => "this region",
        _ => "",
    };

    private bool IsOwn(Placed member) => _view.Area.Contains(_view.Data, member.Area.Code);

    private bool IsInCluster(Placed member) => _inCluster.Contains(member.Area.Code);

    /// <summary>Sizes at which the limits are calculated, closer together where they bend.</summary>
    private static IEnumerable<long> CurveAt(decimal least, decimal most)
    {
        var (from, to) = (Math.Max(1, Math.Floor((double)least * 0.8)), Math.Ceiling((double)most * 1.1));
        return Enumerable.Range(0, CurvePoints).Select(i => (long)Math.Round(from * Math.Pow(to / from, i / (CurvePoints - 1.0)))).Distinct();
    }
}
