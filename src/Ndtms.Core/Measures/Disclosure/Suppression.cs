using System.Runtime.InteropServices;

namespace Ndtms.Core.Measures;

/// <summary>Which numbers of some cuts are suppressed: counts of 1 to 4 and what a rate would tell of such a count (primary), and
/// whatever would give one of them away by subtraction from a total or by standing elsewhere under another name (secondary).</summary>
/// <remarks>
/// <para>It is decided once for all figures that are shown together, not table by table: a number that is suppressed in one table is so
/// in all.</para>
/// <para>A total and its parts give away a suppressed part when it is the only one, or when the size of the suppressed ones leaves one
/// possibility (all 1, or all 4). Then the next smallest part is suppressed too; where there is none, the total. Parts and totals are:
/// categories and their headline; the bands of an outcome; populations that make up another; agencies, partnerships and regions and what
/// they lie in; months, quarters and the longer periods that they make up; and figures that are the same by definition. Some of these add
/// up only nearly (a person can be in two areas): there a number is suppressed where the subtraction happens to be right.</para>
/// </remarks>
internal sealed class Suppression
{
    private const int Least = 5;

    private static readonly (Population Total, Population[] Parts)[] MadeUpOf =
    [
        (Population.AdultDrug, [Population.Opiate, Population.NonOpiate]),
        (Population.All, [Population.AdultDrug, Population.AdultAlcohol, Population.YoungPeople]),
    ];

    private readonly IReadOnlyList<Figures> _cuts;
    private readonly AreaTree _tree;
    private readonly Dictionary<(int Cut, AreaLevel Level, string Area), int> _places = [];
    private readonly Dictionary<(int Cut, AreaLevel Level, int Place, AreaLevel Below), int[]> _within = [];
    private readonly Dictionary<(int Cut, PeriodKind Kind), List<(int Cut, PeriodKind Of, PeriodKind Piece, int[] Pieces)>> _spans = [];
    private readonly HashSet<Number> _hidden = [];
    private readonly HashSet<Number> _primary = [];
    private readonly Queue<Number> _fresh = new();
    private readonly Templates _templates;

    private Suppression(IReadOnlyList<Figures> cuts, AreaTree tree)
    {
        _cuts = cuts;
        _tree = tree;
        _templates = new Templates(cuts);
        FindPlaces();
        FindSpans();
    }

    /// <summary>Whether a count may not be shown.</summary>
    public static bool IsSmall(long count) => Math.Abs(count) is > 0 and < Least;

    /// <summary>Whether numbers can be told from their sum and their being 1 to 4.</summary>
    public static bool IsGivenAway(IReadOnlyList<long> hidden) => hidden.Count == 1 || hidden.All(h => h == 1) || hidden.All(h => h == Least - 1);

    public static Suppression Of(IReadOnlyList<Figures> cuts, AreaTree tree)
    {
        var suppression = new Suppression(cuts, tree);
        suppression.HidePrimary();
        while (suppression._fresh.TryDequeue(out var number))
        {
            foreach (var (total, parts) in suppression.SumsWith(number))
                suppression.Protect(total, parts);
        }

        return suppression;
    }

    /// <summary>Whether n and d of a figure are suppressed.</summary>
    public (bool N, bool D) Hides(int cut, in FigureKey key)
    {
        var plan = _cuts[cut].Layout;
        if (plan.Find(key.Measure, key.Breakdown) is not { } line || !_places.TryGetValue((cut, key.Level, key.Area), out var place))
            return default;
        var category = line.HasCategories ? plan.Category(key.Category) : 0;
        var number = new Number(cut, key.Level, place, plan.PlaceOf(key.Period), key.Population, line.Offset + category, IsD: false);
        return (_hidden.Contains(number), _hidden.Contains(number with { IsD = true }));
    }

    private void HidePrimary()
    {
        for (var cut = 0; cut < _cuts.Count; cut++)
        {
            var plan = _cuts[cut].Layout;
            foreach (var level in Enum.GetValues<AreaLevel>())
            {
                var areas = _cuts[cut].Counted(level);
                for (var place = 0; place < areas.Count; place++)
                {
                    for (var period = 0; period < plan.Periods.Length; period++)
                    {
                        foreach (var population in Enum.GetValues<Population>())
                            HidePrimary(new Number(cut, level, place, period, population, 0, IsD: false), areas[place], plan);
                    }
                }
            }
        }
    }

    private void HidePrimary(Number block, AreaFigures area, FigureLayout plan)
    {
        foreach (var entry in area.Block(Plan.Block(block.Period, block.Population)))
        {
            var n = block with { Cell = entry.Cell };
            var d = n with { IsD = true };
            switch (_templates.LineOf(block.Cut, entry.Cell).Figured)
            {
                case Figured.Count when IsSmall(entry.N):
                    Hide(n, primary: true);
                    break;
                case Figured.Share:
                    if (IsSmall(entry.D))
                        Hide(d, primary: true);
                    if (IsSmall(entry.N))
                        Hide(n, primary: true);
                    else if (entry.N > 0 && IsSmall(entry.D - entry.N))
                        Hide(n, primary: false);
                    break;
                case Figured.Mean or Figured.Median when IsSmall(entry.D):
                    Hide(d, primary: true);
                    Hide(n, primary: false);
                    break;
            }
        }
    }

    private void Hide(Number number, bool primary)
    {
        if (!_hidden.Add(number))
            return;
        if (primary)
            _primary.Add(number);
        _fresh.Enqueue(number);
    }

    /// <summary>Suppresses one more number where the total and the parts that are shown give a suppressed one away.</summary>
    private void Protect(Number total, List<Number> parts)
    {
        long shown = 0, hiddenSum = 0;
        var hidden = new List<long>();
        var allPrimary = true;
        Number? next = null;
        var nextValue = long.MaxValue;
        foreach (var part in parts)
        {
            var value = ValueOf(part);
            if (_hidden.Contains(part))
            {
                hidden.Add(value);
                hiddenSum += value;
                allPrimary &= _primary.Contains(part);
                continue;
            }

            shown += value;
            if (value > 0 && value < nextValue)
                (next, nextValue) = (part, value);
        }

        var sum = ValueOf(total);
        if (_hidden.Contains(total))
        {
            if (hidden.Count == 0 && shown == sum && next is { } part)
                Hide(part, primary: false);
        }
        else if (hidden.Count > 0 && sum - shown == hiddenSum && (hidden.Count == 1 || (allPrimary && IsGivenAway(hidden))))
        {
            Hide(next ?? total, primary: false);
        }
    }

    private long ValueOf(Number number)
    {
        var block = _cuts[number.Cut].Counted(number.Level)[number.Place].Block(Plan.Block(number.Period, number.Population));
        int low = 0, high = block.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (block[middle].Cell < number.Cell)
                low = middle + 1;
            else
                high = middle;
        }

        return low == block.Length || block[low].Cell != number.Cell ? 0 : number.IsD ? block[low].D : block[low].N;
    }

    /// <summary>Every total with its parts that a number is the total or a part of.</summary>
    private IEnumerable<(Number Total, List<Number> Parts)> SumsWith(Number number)
    {
        foreach (var sum in _templates.With(number.Cut, number.Cell, number.IsD))
        {
            if (sum.Resolve(number, this) is { } resolved)
                yield return resolved;
        }

        foreach (var (total, parts) in MadeUpOf)
        {
            if ((number.Population == total || parts.Contains(number.Population)) && _templates.LineOf(number.Cut, number.Cell).Populations.Has(total))
                yield return (number with { Population = total }, [.. parts.Select(p => number with { Population = p })]);
        }

        foreach (var sum in Areas(number))
            yield return sum;
        foreach (var sum in Periods(number))
            yield return sum;
    }

    private IEnumerable<(Number, List<Number>)> Areas(Number number)
    {
        var code = _cuts[number.Cut].Counted(number.Level)[number.Place].Code;
        foreach (var (level, around) in _tree.AroundOf(number.Level, code).Prepend((number.Level, code)))
        {
            if (!_places.TryGetValue((number.Cut, level, around), out var place))
                continue;
            foreach (var below in Enum.GetValues<AreaLevel>())
            {
                if (_within.TryGetValue((number.Cut, level, place, below), out var parts) && (below == number.Level || level == number.Level))
                    yield return (number with { Level = level, Place = place }, [.. parts.Select(p => number with { Level = below, Place = p })]);
            }
        }
    }

    /// <summary>Sums over time: a number of a month, quarter or longer period with those that make it up, or that it helps to make up.</summary>
    private IEnumerable<(Number, List<Number>)> Periods(Number number)
    {
        var code = _cuts[number.Cut].Counted(number.Level)[number.Place].Code;
        var kind = _cuts[number.Cut].Layout.Periods[number.Period].Kind;
        foreach (var (cut, of, piece, pieces) in _spans[(number.Cut, kind)])
        {
            if (At(number, code, cut, of) is not { } total)
                continue;
            var parts = new List<Number>(pieces.Length);
            foreach (var at in pieces)
            {
                if (At(number, code, at, piece) is { } part)
                    parts.Add(part);
            }

            yield return (total, parts);
        }
    }

    private void FindPlaces()
    {
        for (var cut = 0; cut < _cuts.Count; cut++)
        {
            foreach (var level in Enum.GetValues<AreaLevel>())
            {
                var areas = _cuts[cut].Counted(level);
                for (var place = 0; place < areas.Count; place++)
                    _places.Add((cut, level, areas[place].Code), place);
            }
        }

        var within = new Dictionary<(int, AreaLevel, int, AreaLevel), List<int>>();
        foreach (var ((cut, level, code), place) in _places.OrderBy(p => p.Value))
        {
            foreach (var (around, area) in _tree.AroundOf(level, code))
            {
                if (!_places.TryGetValue((cut, around, area), out var there))
                    continue;
                ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(within, (cut, around, there, level), out _);
                (list ??= []).Add(place);
            }
        }

        foreach (var (area, places) in within)
            _within.Add(area, [.. places]);
    }

    /// <summary>Which months or quarters make up which longer periods. Of earlier cuts only quarters' ends are asked for longer ones: the
    /// others are on no output.</summary>
    private void FindSpans()
    {
        for (var cut = 0; cut < _cuts.Count; cut++)
        {
            foreach (var period in _cuts[cut].Layout.Periods)
                _spans.TryAdd((cut, period.Kind), []);
        }

        for (var cut = 0; cut < _cuts.Count; cut++)
        {
            if (cut < _cuts.Count - 1 && _cuts[cut].Cut.Month % 3 != 0)
                continue;
            foreach (var period in _cuts[cut].Layout.Periods.Where(p => p.Kind != PeriodKind.Month))
            {
                foreach (var piece in new[] { PeriodKind.Month, PeriodKind.Quarter }.Where(p => p != period.Kind))
                {
                    if (Pieces(piece, period) is not { } pieces)
                        continue;
                    var span = (cut, period.Kind, piece, pieces);
                    _spans[(cut, period.Kind)].Add(span);
                    foreach (var at in pieces)
                        _spans[(at, piece)].Add(span);
                }
            }
        }
    }

    /// <summary>The cuts whose months or quarters make up a period; null where they do not, or not all are at hand.</summary>
    private int[]? Pieces(PeriodKind piece, Period period)
    {
        var parts = new List<int>();
        var next = period.First;
        for (var cut = 0; cut < _cuts.Count && next <= period.Last; cut++)
        {
            if (_cuts[cut].Layout.Periods.FirstOrDefault(p => p.Kind == piece) is not { } span || span.First != next)
                continue;
            parts.Add(cut);
            next = span.Last.AddDays(1);
        }

        return next == period.Last.AddDays(1) && parts.Count > 1 ? [.. parts] : null;
    }

    /// <summary>The same number of another cut and period; null where it does not exist there.</summary>
    private Number? At(Number number, string code, int cut, PeriodKind kind)
    {
        if (cut == number.Cut)
            return _cuts[cut].Layout.PlaceOf(kind) is >= 0 and var here ? number with { Period = here } : null;
        if (!_places.TryGetValue((cut, number.Level, code), out var place) || _cuts[cut].Layout.PlaceOf(kind) is not (>= 0 and var period)
            || _templates.CellAt(cut, number.Cut, number.Cell) is not { } cell)
            return null;
        return number with { Cut = cut, Place = place, Period = period, Cell = cell };
    }

    /// <summary>n or d of one figure.</summary>
    private readonly record struct Number(
        int Cut, AreaLevel Level, int Place, int Period, Population Population, int Cell, bool IsD);

    /// <summary>A number of a sum within one area and period: of a line, at a category, in the population of the number asked about or in
    /// another.</summary>
    private readonly record struct Term(FigureLine Line, bool IsD, string? Category = null, Population? Population = null);

    /// <summary>A total and its parts by definition. Of a line with categories a term without one stands for all of them.</summary>
    /// <param name="Total">The total.</param>
    /// <param name="Parts">What adds up to it.</param>
    /// <param name="Only">The population in which it holds; null: every one.</param>
    private sealed record DefinedSum(Term Total, Term[] Parts, Population? Only = null)
    {
        public IEnumerable<Term> Terms => Parts.Prepend(Total);

        /// <summary>The sum that a number is in; null where it is not in this one.</summary>
        public (Number, List<Number>)? Resolve(Number number, Suppression of)
        {
            var plan = of._cuts[number.Cut].Layout;
            // A category that stands for itself runs through both sides: the same one of two lines that are the same.
            var running = Total.Line.HasCategories && Total.Category is null;
            var at = Terms.FirstOrDefault(t => number.IsD == t.IsD && Covers(t, number.Cell, plan) && (t.Population ?? Only ?? number.Population) == number.Population);
            if (at.Line is null)
                return null;
            var population = at.Population is null ? number.Population : Only!.Value;
            var category = running ? number.Cell - at.Line.Offset : -1;
            var parts = Parts.SelectMany(p => Numbers(p, category)).ToList();
            return (Numbers(Total, category).Single(), parts);

            IEnumerable<Number> Numbers(Term term, int running)
            {
                var whole = number with { Population = term.Population ?? population, IsD = term.IsD };
                if (!term.Line.HasCategories)
                    return [whole with { Cell = term.Line.Offset }];
                if (running >= 0)
                    return [whole with { Cell = term.Line.Offset + running }];
                if (term.Category is { } one)
                    return plan.Category(one) is >= 0 and var found ? [whole with { Cell = term.Line.Offset + found }] : [];
                var block = of._cuts[number.Cut].Counted(number.Level)[number.Place].Block(Plan.Block(number.Period, whole.Population));
                var all = new List<Number>();
                foreach (var entry in block)
                {
                    if (entry.Cell >= term.Line.Offset && entry.Cell < term.Line.Offset + term.Line.Width)
                        all.Add(whole with { Cell = entry.Cell });
                }

                return all;
            }
        }

        private static bool Covers(Term term, int cell, FigureLayout plan) => cell >= term.Line.Offset && cell < term.Line.Offset + term.Line.Width
            && (term.Category is null || plan.Category(term.Category) == cell - term.Line.Offset);
    }

    /// <summary>The sums that hold by definition, of each cut's plan, and how its cells translate to another's.</summary>
    private sealed class Templates
    {
        private static readonly string[] OutcomeBands = ["improved", "unchanged", "deteriorated"];

        /// <summary>Parts of those who qualify that exclude those of the headline.</summary>
        private static readonly string[] Beside = ["pending", "over-42"];

        private readonly IReadOnlyList<Figures> _cuts;
        private readonly FigureLine[][] _lineOfCell;
        private readonly Dictionary<(FigureLine Line, bool IsD), List<DefinedSum>>[] _sums;

        public Templates(IReadOnlyList<Figures> cuts)
        {
            _cuts = cuts;
            _lineOfCell = [.. cuts.Select(c => c.Layout.Lines.SelectMany(l => Enumerable.Repeat(l, l.Width)).ToArray())];
            _sums = [.. cuts.Select(c => ByLine(SumsOf(c.Layout)))];
        }

        public FigureLine LineOf(int cut, int cell) => _lineOfCell[cut][cell];

        public List<DefinedSum> With(int cut, int cell, bool isD) =>
            _sums[cut].TryGetValue((LineOf(cut, cell), isD), out var sums) ? sums : [];

        public int? CellAt(int cut, int otherCut, int otherCell)
        {
            var other = LineOf(otherCut, otherCell);
            if (_cuts[cut].Layout.Find(other.Measure, other.Breakdown) is not { } line)
                return null;
            if (!line.HasCategories)
                return line.Offset;
            var category = _cuts[cut].Layout.Category(_cuts[otherCut].Layout.Categories[otherCell - other.Offset]);
            return category < 0 ? null : line.Offset + category;
        }

        private static Dictionary<(FigureLine, bool), List<DefinedSum>> ByLine(IEnumerable<DefinedSum> sums)
        {
            var byLine = new Dictionary<(FigureLine, bool), List<DefinedSum>>();
            foreach (var sum in sums)
            {
                foreach (var term in sum.Terms.Select(t => (t.Line, t.IsD)).Distinct())
                {
                    ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(byLine, term, out _);
                    (list ??= []).Add(sum);
                }
            }

            return byLine;
        }

        private static IEnumerable<DefinedSum> SumsOf(FigureLayout plan)
        {
            foreach (var sum in Categories(plan).Concat(SameQuestion(plan)).Concat(Bands(plan)))
                yield return sum;

            // The same by definition, though asked otherwise.
            if (plan.Find("planned-exits", "") is { } planned && plan.Find("exits", "exit-group") is { } exits)
                yield return new DefinedSum(new Term(planned, false), [new Term(exits, false, "completed")]);
            if (plan.Find("new-presentations", "") is not { } presentations)
                yield break;
            foreach (var (breakdown, category, of, population) in new[]
            {
                ("age-band", "under-18", Population.All, Population.YoungPeople),
                ("substance-group", "opiate", Population.AdultDrug, Population.Opiate),
                ("referral-source-group", "criminal-justice", Population.AdultDrug, Population.CriminalJustice),
            })
            {
                if (plan.Find("new-presentations", breakdown) is { } line)
                    yield return new DefinedSum(new Term(presentations, false, null, population), [new Term(line, false, category)], of);
            }
        }

        /// <summary>Categories and their headline, n and d apart.</summary>
        private static IEnumerable<DefinedSum> Categories(FigureLayout plan)
        {
            foreach (var line in plan.Lines.Where(l => l.HasCategories))
            {
                var definition = DefinitionOf(line);
                var headline = plan.Find(line.Measure, "")
                    ?? plan.Lines.FirstOrDefault(l => l is { HasCategories: false, Figured: Figured.Count } && DefinitionOf(l) is { Of: { } of, Amount: null } other
                        && of == definition?.Of && other.Unit == definition.Unit);
                // Of most lines whose cases can be in several categories these have nothing to do with each other.
                if (headline is null || (definition?.EachCategory is not null && line.Breakdown != "agency"))
                    continue;
                yield return new DefinedSum(new Term(headline, false), [new Term(line, false)]);
                if (line.Figured == Figured.Share)
                    yield return new DefinedSum(new Term(headline, true), [new Term(line, true)]);
            }
        }

        /// <summary>Numbers that are one and the same: how many qualify is n of a count, and d of every share of them.</summary>
        private static IEnumerable<DefinedSum> SameQuestion(FigureLayout plan)
        {
            var defined = plan.Lines.Select(l => (Line: l, Definition: DefinitionOf(l))).Where(l => l.Definition?.Of is not null).ToList();
            foreach (var same in defined
                .Where(l => !l.Line.HasCategories && l.Definition is not { Figured: Figured.Count, Amount: not null })
                .GroupBy(l => (l.Definition!.Of, l.Definition.Unit, l.Line.Populations)))
            {
                var lines = same.Select(l => l.Line).OrderBy(l => l.Figured == Figured.Count ? 0 : 1).ToList();
                foreach (var other in lines.Skip(1))
                    yield return new DefinedSum(Qualifying(lines[0]), [Qualifying(other)]);
            }

            foreach (var same in defined.Where(l => l.Definition!.Category is not null)
                .GroupBy(l => (l.Definition!.Of, l.Definition.Category), l => l.Line).Where(g => g.Count() > 1))
            {
                foreach (var other in same.Skip(1))
                    yield return new DefinedSum(new Term(same.First(), false), [new Term(other, false)]);
            }

            static Term Qualifying(FigureLine line) => new(line, line.Figured != Figured.Count);
        }

        /// <summary>Parts of those who qualify that exclude each other.</summary>
        private static IEnumerable<DefinedSum> Bands(FigureLayout plan)
        {
            foreach (var headline in plan.Lines.Where(l => l.Breakdown.Length == 0))
            {
                var d = new Term(headline, true);
                var n = new Term(headline, false);
                var bands = OutcomeBands.Select(b => plan.Find(headline.Measure, b)).OfType<FigureLine>().ToList();
                if (bands.Count == OutcomeBands.Length)
                    yield return new DefinedSum(d, [n, .. bands.Select(b => new Term(b, false))]);
                foreach (var other in Beside)
                {
                    if (plan.Find(headline.Measure, other) is { } line)
                        yield return new DefinedSum(d, [n, new Term(line, false)]);
                }

                if (plan.Find(headline.Measure, "not-measurable") is { } not)
                    yield return new DefinedSum(new Term(not, true), [new Term(not, false), d]);
            }
        }

        /// <summary>The definition of a line; null where the figures were computed by a program with other measures.</summary>
        private static Line? DefinitionOf(FigureLine line) =>
            Catalogue.Find(line.Measure)?.Lines.FirstOrDefault(l => l.Breakdown == line.Breakdown);
    }
}
