using System.Collections.Concurrent;
using System.Collections.Frozen;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Validation;

namespace Ndtms.Core.Measures;

/// <summary>What published figures list whether or not anything is counted, so that no row says by being there that somebody is
/// (Definitions/measures.md, Publication): every area, and of every breakdown every group of its code list.</summary>
public sealed class PublishedLists
{
    /// <summary>The breakdown that is not published.</summary>
    internal const string Unpublished = "pct";

    private readonly CodeBook _book;
    private readonly IReadOnlyList<Agency> _agencies;
    private readonly Dictionary<string, Listed> _categories = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<DateOnly, AtCut> _cuts = [];

    /// <param name="book">The reference data.</param>
    /// <param name="agencies">Every registered agency.</param>
    public PublishedLists(CodeBook book, IEnumerable<Agency> agencies)
    {
        _book = book;
        _agencies = [.. agencies.OrderBy(a => a.Code, StringComparer.Ordinal)];
        foreach (var breakdown in Catalogue.Measures.SelectMany(m => m.Breakdowns).Distinct(StringComparer.Ordinal))
            _categories[breakdown] = new Listed(Of(breakdown));
    }

    /// <summary>The areas of a level at a cut, by code: every partnership and region, and the agencies that are active.</summary>
    internal Listed Areas(AreaLevel level, DateOnly cut) => At(cut).Areas[(int)level];

    /// <summary>The categories of a breakdown in an area at a cut, in ordinal order; empty where they are not published.</summary>
    internal Listed Categories(string breakdown, string area, DateOnly cut) => breakdown == "agency"
        ? At(cut).AgenciesOf.GetValueOrDefault(area, Listed.Nothing)
        : _categories.GetValueOrDefault(breakdown, Listed.Nothing);

    private AtCut At(DateOnly cut) => _cuts.GetOrAdd(cut, _ =>
    {
        var active = _agencies.Where(a => a.ActiveOn(cut)).ToList();
        return new AtCut(
            [.. Enum.GetValues<AreaLevel>().Select(level => new Listed(level switch
            {
                AreaLevel.England => [DataSets.Areas.England],
                AreaLevel.Region => _book.Areas.Regions.Select(r => r.Code),
                AreaLevel.Partnership => _book.Areas.Partnerships.Select(p => p.Code),
                _ => active.Select(a => a.Code),
            }))],
            active.GroupBy(a => a.Partnership, StringComparer.Ordinal)
                .ToFrozenDictionary(g => g.Key, g => new Listed(g.Select(a => a.Code)), StringComparer.Ordinal));
    });

    private IEnumerable<string> Of(string breakdown) => breakdown switch
    {
        Unpublished => [],
        "rule" => RuleBook.Rules.Where(r => r.Entity is not ("file" or "row") && r.Id != "CHILD-03").Select(r => r.Id),
        "field" => ExpectedFields.Of(_book).SelectMany(f => f.Headers),
        _ => BreakdownCategories.Of(breakdown, _book),
    };

    /// <summary>Codes in ordinal order, each once.</summary>
    internal sealed class Listed(IEnumerable<string> codes)
    {
        private readonly FrozenSet<string> _set = codes.ToFrozenSet(StringComparer.Ordinal);

        public static Listed Nothing { get; } = new([]);

        public IReadOnlyList<string> Codes => field ??= [.. _set.Order(StringComparer.Ordinal)];

        public bool Has(string code) => _set.Contains(code);
    }

    private sealed record AtCut(Listed[] Areas, FrozenDictionary<string, Listed> AgenciesOf);
}
