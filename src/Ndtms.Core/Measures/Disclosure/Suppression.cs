using System.Runtime.InteropServices;
using Ndtms.Core.Journeys;

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

    private static readonly AreaLevel[] Levels = Enum.GetValues<AreaLevel>();

    private static readonly (Population Total, Population[] Parts)[] MadeUpOf =
    [
        (Population.AdultDrug, [Population.Opiate, Population.NonOpiate]),
        (Population.All, [Population.AdultDrug, Population.AdultAlcohol, Population.YoungPeople]),
    ];

    private readonly IReadOnlyList<Figures> _cuts;
    private readonly AreaTree _tree;
    private readonly Dictionary<(int Cut, AreaLevel Level, string Area), int> _places = [];

    // By number instead of by code, for what is asked again and again: an area has one number at its level in every cut.
    private readonly Dictionary<(AreaLevel Level, string Area), int> _numbers = [];
    private readonly List<(AreaLevel Level, int Number)[]>[] _around = [.. Levels.Select(_ => new List<(AreaLevel, int)[]>())];
    private int[][][] _placeOf = [];
    private int[][][] _numberOf = [];
    private readonly Dictionary<(int Cut, AreaLevel Level, int Place, AreaLevel Below), int[]> _within = [];
    private readonly Dictionary<(int Cut, PeriodKind Kind), List<(int Cut, PeriodKind Of, PeriodKind Piece, int[] Pieces)>> _spans = [];
    private readonly NumberSet _hidden;
    private readonly NumberSet _primary;
    private readonly Queue<Number> _fresh = new();
    private readonly Templates _templates;

    private Suppression(IReadOnlyList<Figures> cuts, AreaTree tree)
    {
        _cuts = cuts;
        _tree = tree;
        _templates = new Templates(cuts);
        _hidden = new NumberSet(cuts);
        _primary = new NumberSet(cuts);
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
        suppression.ProtectAll();
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

    /// <summary>Looks at every sum that a suppressed number is in, and again whenever another of its numbers was suppressed.</summary>
    private void ProtectAll()
    {
        var waiting = new Queue<Sum>();
        var isWaiting = new HashSet<(Number, int)>();
        while (true)
        {
            while (_fresh.TryDequeue(out var number))
            {
                foreach (var sum in SumsWith(number))
                {
                    if (isWaiting.Add((sum.Total, sum.Kind)))
                        waiting.Enqueue(sum);
                }
            }

            if (!waiting.TryDequeue(out var next))
                return;
            isWaiting.Remove((next.Total, next.Kind));
            Protect(next.Total, next.Parts());
        }
    }

    private void HidePrimary()
    {
        for (var cut = 0; cut < _cuts.Count; cut++)
        {
            var plan = _cuts[cut].Layout;
            foreach (var level in Levels)
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
            switch (_templates.LineOf(block.Cut, entry.Cell).Kind)
            {
                case FigureKind.Count when IsSmall(entry.N):
                    Hide(n, primary: true);
                    break;
                case FigureKind.Share:
                    if (IsSmall(entry.D))
                        Hide(d, primary: true);
                    if (IsSmall(entry.N))
                        Hide(n, primary: true);
                    else if (entry.N > 0 && IsSmall(entry.D - entry.N))
                        Hide(n, primary: false);
                    break;
                case FigureKind.Mean or FigureKind.Median when IsSmall(entry.D):
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
        var at = Figures.Search(block, number.Cell);
        return at == block.Length || block[at].Cell != number.Cell ? 0 : number.IsD ? block[at].D : block[at].N;
    }

    /// <summary>Every sum that a number is the total or a part of.</summary>
    private IEnumerable<Sum> SumsWith(Number number)
    {
        foreach (var sum in _templates.With(number.Cut, number.Cell, number.IsD))
        {
            if (sum.Resolve(number, this) is { } resolved)
                yield return resolved;
        }

        for (var i = 0; i < MadeUpOf.Length; i++)
        {
            var (total, parts) = MadeUpOf[i];
            if ((number.Population == total || parts.Contains(number.Population)) && _templates.LineOf(number.Cut, number.Cell).Populations.Has(total))
            {
                yield return new Sum(
                    number with { Population = total }, KindOf.Population + i, () => [.. parts.Select(p => number with { Population = p })]);
            }
        }

        foreach (var sum in Areas(number))
            yield return sum;
        foreach (var sum in Periods(number))
            yield return sum;
    }

    private IEnumerable<Sum> Areas(Number number)
    {
        foreach (var (level, around) in _around[(int)number.Level][_numberOf[number.Cut][(int)number.Level][number.Place]])
        {
            if (_placeOf[number.Cut][(int)level][around] is not (>= 0 and var place))
                continue;
            foreach (var below in Levels)
            {
                if (_within.TryGetValue((number.Cut, level, place, below), out var parts) && (below == number.Level || level == number.Level))
                {
                    yield return new Sum(
                        number with { Level = level, Place = place }, KindOf.Area + (int)below,
                        () => [.. parts.Select(p => number with { Level = below, Place = p })]);
                }
            }
        }
    }

    /// <summary>Sums over time: a number of a month, quarter or longer period with those that make it up, or that it helps to make up.</summary>
    private IEnumerable<Sum> Periods(Number number)
    {
        var area = _numberOf[number.Cut][(int)number.Level][number.Place];
        var kind = _cuts[number.Cut].Layout.Periods[number.Period].Kind;
        foreach (var (cut, of, piece, pieces) in _spans[(number.Cut, kind)])
        {
            if (At(number, area, cut, of) is not { } total)
                continue;
            yield return new Sum(total, KindOf.Period + (int)piece, () =>
            {
                var parts = new List<Number>(pieces.Length);
                foreach (var at in pieces)
                {
                    if (At(number, area, at, piece) is { } part)
                        parts.Add(part);
                }

                return parts;
            });
        }
    }

    private void FindPlaces()
    {
        for (var cut = 0; cut < _cuts.Count; cut++)
        {
            foreach (var level in Levels)
            {
                var areas = _cuts[cut].Counted(level);
                for (var place = 0; place < areas.Count; place++)
                    _places.Add((cut, level, areas[place].Code), place);
            }
        }

        foreach (var (_, level, code) in _places.Keys)
            NumberOf(level, code);
        _placeOf = [.. Enumerable.Range(0, _cuts.Count).Select(_ => Levels.Select(l => Enumerable.Repeat(-1, _around[(int)l].Count).ToArray()).ToArray())];
        _numberOf = [.. _cuts.Select(c => Levels.Select(l => new int[c.Counted(l).Count]).ToArray())];
        foreach (var ((cut, level, code), place) in _places)
        {
            var number = _numbers[(level, code)];
            _placeOf[cut][(int)level][number] = place;
            _numberOf[cut][(int)level][place] = number;
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

    /// <summary>An area's number at its level, which the areas around it get with it.</summary>
    private int NumberOf(AreaLevel level, string code)
    {
        if (_numbers.TryGetValue((level, code), out var number))
            return number;
        var list = _around[(int)level];
        number = list.Count;
        _numbers.Add((level, code), number);
        list.Add([]);
        list[number] = [(level, number), .. _tree.AroundOf(level, code).Select(a => (a.Level, NumberOf(a.Level, a.Code)))];
        return number;
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
    private Number? At(Number number, int area, int cut, PeriodKind kind)
    {
        if (_placeOf[cut][(int)number.Level][area] is not (>= 0 and var place) || _cuts[cut].Layout.PlaceOf(kind) is not (>= 0 and var period)
            || _templates.CellAt(cut, number.Cut, number.Cell) is not (>= 0 and var cell))
            return null;
        return number with { Cut = cut, Place = place, Period = period, Cell = cell };
    }

    /// <summary>n or d of one figure.</summary>
    private readonly record struct Number(
        int Cut, AreaLevel Level, int Place, int Period, Population Population, int Cell, bool IsD)
    {
        public override int GetHashCode() =>
            HashCode.Combine(Cell, Place, (Cut << 12) | ((int)Level << 9) | (Period << 6) | ((int)Population << 1) | (IsD ? 1 : 0));
    }

    /// <summary>Some numbers: a bit for each that there can be, as there are millions.</summary>
    private sealed class NumberSet(IReadOnlyList<Figures> cuts)
    {
        private readonly ulong[]?[][][] _bits = [.. cuts.Select(c => Levels.Select(l => new ulong[]?[c.Counted(l).Count]).ToArray())];

        public bool Contains(in Number number) =>
            _bits[number.Cut][(int)number.Level][number.Place] is { } bits && Place(number) is var at && (bits[at >> 6] & (1ul << (int)(at & 63))) != 0;

        /// <summary>Adds a number; false where it was there.</summary>
        public bool Add(in Number number)
        {
            var layout = cuts[number.Cut].Layout;
            var bits = _bits[number.Cut][(int)number.Level][number.Place] ??= new ulong[(((long)layout.Blocks * layout.Cells * 2) >> 6) + 1];
            var at = Place(number);
            if ((bits[at >> 6] & (1ul << (int)(at & 63))) != 0)
                return false;
            bits[at >> 6] |= 1ul << (int)(at & 63);
            return true;
        }

        private long Place(in Number number) =>
            ((((long)Plan.Block(number.Period, number.Population) * cuts[number.Cut].Layout.Cells) + number.Cell) * 2) + (number.IsD ? 1 : 0);
    }

    /// <summary>A total and its parts.</summary>
    /// <param name="Total">The total.</param>
    /// <param name="Kind">Which of the sums with that total.</param>
    /// <param name="Parts">The parts, found when they are needed.</param>
    private sealed record Sum(Number Total, int Kind, Func<List<Number>> Parts);

    /// <summary>Where the numbers of the kinds of sums begin; those that hold by definition have the first ones.</summary>
    private static class KindOf
    {
        public const int Population = 1_000_000;
        public const int Area = 1_000_100;
        public const int Period = 1_000_200;
    }

    /// <summary>A number of a sum within one area and period: of a line, at a category, in the population of the number asked about or in
    /// another.</summary>
    private readonly record struct Term(FigureLine Line, bool IsD, string? Category = null, Population? Population = null);

    /// <summary>A total and its parts by definition. Of a line with categories a term without one stands for all of them.</summary>
    /// <param name="Total">The total.</param>
    /// <param name="Parts">What adds up to it.</param>
    /// <param name="Only">The population in which it holds; null: every one.</param>
    private sealed record DefinedSum(Term Total, Term[] Parts, Population? Only = null)
    {
        /// <summary>Its number among those of its cut.</summary>
        public int Id { get; set; }

        public IEnumerable<Term> Terms => Parts.Prepend(Total);

        /// <summary>The sum that a number is in; null where it is not in this one.</summary>
        public Sum? Resolve(Number number, Suppression of)
        {
            var plan = of._cuts[number.Cut].Layout;
            // A category that stands for itself runs through both sides: the same one of two lines that are the same.
            var running = Total.Line.HasCategories && Total.Category is null;
            var at = Terms.FirstOrDefault(t => number.IsD == t.IsD && Covers(t, number.Cell, plan) && (t.Population ?? Only ?? number.Population) == number.Population);
            if (at.Line is null)
                return null;
            var population = at.Population is null ? number.Population : Only!.Value;
            var category = running ? number.Cell - at.Line.Offset : -1;
            return new Sum(Numbers(Total, category).Single(), Id, () => [.. Parts.SelectMany(p => Numbers(p, category))]);

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
        private readonly Dictionary<(int Cut, int Other), int[]> _cells = [];
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

        /// <summary>The cell of one cut that is another cut's; -1 where it has none.</summary>
        public int CellAt(int cut, int otherCut, int otherCell)
        {
            if (cut == otherCut)
                return otherCell;
            ref var cells = ref CollectionsMarshal.GetValueRefOrAddDefault(_cells, (cut, otherCut), out _);
            cells ??= Translate(cut, otherCut);
            return cells[otherCell];
        }

        private int[] Translate(int cut, int otherCut)
        {
            var cells = new int[_lineOfCell[otherCut].Length];
            foreach (var other in _cuts[otherCut].Layout.Lines)
            {
                var line = _cuts[cut].Layout.Find(other.Measure, other.Breakdown);
                for (var i = 0; i < other.Width; i++)
                {
                    var category = line is null ? -1 : !line.HasCategories ? 0 : _cuts[cut].Layout.Category(_cuts[otherCut].Layout.Categories[i]);
                    cells[other.Offset + i] = category < 0 ? -1 : line!.Offset + category;
                }
            }

            return cells;
        }

        private static Dictionary<(FigureLine, bool), List<DefinedSum>> ByLine(IEnumerable<DefinedSum> sums)
        {
            var byLine = new Dictionary<(FigureLine, bool), List<DefinedSum>>();
            foreach (var (id, sum) in sums.Index())
            {
                sum.Id = id;
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
                    ?? plan.Lines.FirstOrDefault(l => l is { HasCategories: false, Kind: FigureKind.Count } && DefinitionOf(l) is { Of: { } of, Amount: null } other
                        && of == definition?.Of && other.Unit == definition.Unit);
                // Of most lines whose cases can be in several categories these have nothing to do with each other.
                if (headline is null || (definition?.EachCategory is not null && line.Breakdown != "agency"))
                    continue;
                yield return new DefinedSum(new Term(headline, false), [new Term(line, false)]);
                if (line.Kind == FigureKind.Share)
                    yield return new DefinedSum(new Term(headline, true), [new Term(line, true)]);
            }
        }

        /// <summary>Numbers that are one and the same: how many qualify is n of a count, and d of every share of them.</summary>
        private static IEnumerable<DefinedSum> SameQuestion(FigureLayout plan)
        {
            var defined = plan.Lines.Select(l => (Line: l, Definition: DefinitionOf(l))).Where(l => l.Definition?.Of is not null).ToList();
            foreach (var same in defined
                .Where(l => !l.Line.HasCategories && l.Definition is not { Kind: FigureKind.Count, Amount: not null })
                .GroupBy(l => (l.Definition!.Of, l.Definition.Window, l.Definition.Unit, l.Line.Populations)))
            {
                var lines = same.Select(l => l.Line).OrderBy(l => l.Kind == FigureKind.Count ? 0 : 1).ToList();
                foreach (var other in lines.Skip(1))
                    yield return new DefinedSum(Qualifying(lines[0]), [Qualifying(other)]);
            }

            foreach (var same in defined.Where(l => l.Definition!.Category is not null)
                .GroupBy(l => (l.Definition!.Of, l.Definition.Window, l.Definition.Category), l => l.Line).Where(g => g.Count() > 1))
            {
                foreach (var other in same.Skip(1))
                    yield return new DefinedSum(new Term(same.First(), false), [new Term(other, false)]);
            }

            static Term Qualifying(FigureLine line) => new(line, line.Kind != FigureKind.Count);
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
