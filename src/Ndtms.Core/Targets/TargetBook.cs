using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;

namespace Ndtms.Core.Targets;

/// <summary>Targets, baselines, clusters, hand-entered local indicators and estimates of prevalence of a run: frozen, so that what was reported can be
/// reported again.</summary>
public sealed class TargetBook
{
    private readonly FrozenDictionary<(FigureKey Key, int Year), Target> _byKey;
    private readonly ILookup<(AreaLevel Level, string Area, int Year), Target> _byArea;
    private readonly FrozenDictionary<(string Indicator, AreaLevel Level, string Area), Baseline> _baselines;
    private readonly FrozenDictionary<string, string> _clusters;
    private readonly ILookup<string, string> _members;
    private readonly ILookup<string, LocalIndicator> _locals;
    private readonly ILookup<string, Prevalence> _prevalence;

    /// <param name="targets">One for each level, area, measure, population, period and year.</param>
    /// <param name="baselines">One for each indicator, level and area.</param>
    /// <param name="clusters">The name of each partnership's cluster, by the code of the partnership.</param>
    /// <param name="localIndicators">One for each partnership, indicator and month.</param>
    /// <param name="prevalence">One for each partnership and year; null: none.</param>
    /// <exception cref="ArgumentException">Something stands in it twice.</exception>
    public TargetBook(
        IEnumerable<Target> targets, IEnumerable<Baseline> baselines, IEnumerable<KeyValuePair<string, string>> clusters,
        IEnumerable<LocalIndicator> localIndicators, IEnumerable<Prevalence>? prevalence = null)
    {
        Targets =
        [
            .. targets.OrderBy(t => t.Level.Name(), StringComparer.Ordinal).ThenBy(t => t.Area, StringComparer.Ordinal)
                .ThenBy(t => t.Measure, StringComparer.Ordinal).ThenBy(t => t.Population).ThenBy(t => t.Period).ThenBy(t => t.Year),
        ];
        Baselines =
        [
            .. baselines.OrderBy(b => b.Indicator, StringComparer.Ordinal).ThenBy(b => b.Level.Name(), StringComparer.Ordinal)
                .ThenBy(b => b.Area, StringComparer.Ordinal),
        ];
        Clusters = [.. clusters.OrderBy(c => c.Key, StringComparer.Ordinal)];
        LocalIndicators =
        [
            .. localIndicators.OrderBy(l => l.Partnership, StringComparer.Ordinal).ThenBy(l => l.Indicator, StringComparer.Ordinal)
                .ThenBy(l => l.Period),
        ];
        Prevalence = [.. (prevalence ?? []).OrderBy(p => p.Partnership, StringComparer.Ordinal).ThenBy(p => p.Year)];
        _byKey = Once(Targets.Select(t => (t.Key, t.Year))).Zip(Targets, KeyValuePair.Create).ToFrozenDictionary();
        _byArea = Targets.ToLookup(t => (t.Level, t.Area, t.Year));
        _baselines = Once(Baselines.Select(b => (b.Indicator, b.Level, b.Area))).Zip(Baselines, KeyValuePair.Create).ToFrozenDictionary();
        _ = Once(Clusters.Select(c => c.Key));
        _clusters = Clusters.ToFrozenDictionary(StringComparer.Ordinal);
        _members = Clusters.ToLookup(c => c.Value, c => c.Key, StringComparer.Ordinal);
        _ = Once(LocalIndicators.Select(l => (l.Partnership, l.Indicator, l.Period)));
        _locals = LocalIndicators.ToLookup(l => l.Partnership, StringComparer.Ordinal);
        _ = Once(Prevalence.Select(p => (p.Partnership, p.Year)));
        _prevalence = Prevalence.ToLookup(p => p.Partnership, StringComparer.Ordinal);
        Hash = HashOf(TargetFiles.All.Select(file => TargetFiles.Write(file, this)));
    }

    /// <summary>A book without anything in it.</summary>
    public static TargetBook Empty { get; } = new([], [], [], []);

    /// <summary>By level, area, measure, population, period and year.</summary>
    public IReadOnlyList<Target> Targets { get; }

    /// <summary>By indicator, level and area.</summary>
    public IReadOnlyList<Baseline> Baselines { get; }

    /// <summary>Partnership and name of its cluster, by partnership.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Clusters { get; }

    /// <summary>By partnership, indicator and month.</summary>
    public IReadOnlyList<LocalIndicator> LocalIndicators { get; }

    /// <summary>By partnership and year.</summary>
    public IReadOnlyList<Prevalence> Prevalence { get; }

    /// <summary>SHA-256 of what is in it, in lower-case hexadecimal: equal for equal content in whatever order it came. Part of the id of
    /// every run that shows targets.</summary>
    public string Hash { get; }

    /// <summary>The target of a headline figure in the financial year of a cut; null where there is none.</summary>
    public Target? Of(AreaLevel level, string area, string measure, Population population, PeriodKind period, DateOnly cut) =>
        _byKey.GetValueOrDefault((new FigureKey(level, area, population, period, measure), FinancialYear.Of(cut)));

    /// <summary>The targets of an area in the financial year of a cut, by measure, population and period.</summary>
    public IEnumerable<Target> Of(AreaLevel level, string area, DateOnly cut) => _byArea[(level, area, FinancialYear.Of(cut))];

    /// <summary>The baseline of an area for a national indicator; null where there is none.</summary>
    public Baseline? BaselineOf(string indicator, AreaLevel level, string area) => _baselines.GetValueOrDefault((indicator, level, area));

    /// <summary>The name of a partnership's cluster (partnerships of like need); null where it is in none.</summary>
    public string? ClusterOf(string partnership) => _clusters.GetValueOrDefault(partnership);

    /// <summary>Codes of the partnerships of a cluster, in ordinal order; empty where there is no such cluster.</summary>
    public IReadOnlyList<string> InCluster(string name) => [.. _members[name]];

    /// <summary>The local indicators of a partnership as known at a cut: of each the value of the latest month on or before it, by
    /// indicator.</summary>
    public IReadOnlyList<LocalIndicator> LocalIndicatorsOf(string partnership, DateOnly cut) =>
    [
        .. _locals[partnership].Where(l => l.Period <= cut).GroupBy(l => l.Indicator, StringComparer.Ordinal).Select(g => g.Last()),
    ];

    /// <summary>The estimate of a partnership as known at a cut: that of the latest financial year not after the cut's; null: there is
    /// none.</summary>
    public Prevalence? PrevalenceOf(string partnership, DateOnly cut) =>
        _prevalence[partnership].LastOrDefault(p => p.Year <= FinancialYear.Of(cut));

    /// <summary>The book with other targets in place of its own.</summary>
    public TargetBook With(IEnumerable<Target> targets) => new(targets, Baselines, Clusters, LocalIndicators, Prevalence);

    /// <summary>The book with other baselines in place of its own.</summary>
    public TargetBook With(IEnumerable<Baseline> baselines) => new(Targets, baselines, Clusters, LocalIndicators, Prevalence);

    /// <summary>The book with other clusters in place of its own.</summary>
    public TargetBook With(IEnumerable<KeyValuePair<string, string>> clusters) => new(Targets, Baselines, clusters, LocalIndicators, Prevalence);

    /// <summary>The book with other local indicators in place of its own.</summary>
    public TargetBook With(IEnumerable<LocalIndicator> localIndicators) => new(Targets, Baselines, Clusters, localIndicators, Prevalence);

    /// <summary>The book with other estimates of prevalence in place of its own.</summary>
    public TargetBook With(IEnumerable<Prevalence> prevalence) => new(Targets, Baselines, Clusters, LocalIndicators, prevalence);

    /// <summary>The rows of some areas only; of a cluster the partnerships among them.</summary>
    public TargetBook Within(Func<AreaLevel, string, bool> covers) => new(
        Targets.Where(t => covers(t.Level, t.Area)), Baselines.Where(b => covers(b.Level, b.Area)),
        Clusters.Where(c => covers(AreaLevel.Partnership, c.Key)), LocalIndicators.Where(l => covers(AreaLevel.Partnership, l.Partnership)),
        Prevalence.Where(p => covers(AreaLevel.Partnership, p.Partnership)));

    private static List<TKey> Once<TKey>(IEnumerable<TKey> keys)
    {
        var list = keys.ToList();
        return list.Distinct().Count() == list.Count ? list : throw new ArgumentException("Something stands in the book twice.", nameof(keys));
    }

    private static string HashOf(IEnumerable<byte[]> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var content in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{content.Length}\n")));
            hash.AppendData(content);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
