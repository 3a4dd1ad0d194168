using System.Numerics;
using System.Runtime.InteropServices;
using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

/// <summary>A cell that is not empty.</summary>
internal readonly record struct Entry(int Cell, int D, long N);

/// <summary>The sums, modulo 2^64, of the hashes of the units that n and d of a cell count: additive as these are.</summary>
internal readonly record struct KeySums(ulong N, ulong D)
{
    public static KeySums operator +(KeySums left, KeySums right) => new(unchecked(left.N + right.N), unchecked(left.D + right.D));

    public static KeySums operator -(KeySums left, KeySums right) => new(unchecked(left.N - right.N), unchecked(left.D - right.D));
}

/// <summary>The published n and d of a cell.</summary>
internal readonly record struct Drawn(int D, long N);

/// <summary>The cells of an area that are not empty, block by block.</summary>
/// <param name="Code">The area's code.</param>
/// <param name="BlockFirst">Where each block begins in <paramref name="Entries"/>; one more at the end.</param>
/// <param name="Entries">By block and cell.</param>
internal sealed record AreaFigures(string Code, int[] BlockFirst, Entry[] Entries)
{
    /// <summary>The key sums of <see cref="Entries"/>; null where there was no publication key, or they were read from a snapshot.</summary>
    public KeySums[]? Keys { get; init; }

    /// <summary>The published numbers of <see cref="Entries"/> where they were read from a snapshot; else null, and they are drawn from
    /// the key sums.</summary>
    public Drawn[]? Drawn { get; init; }

    /// <summary>Whether it has an episode at the cut. Without one, exact outputs leave it out, and the published ones need what is known of
    /// its data quality.</summary>
    public bool HasEpisodes { get; init; } = true;

    /// <summary>How many of its episodes exist at the cut; 0 also where the figures were read from a snapshot, which does not keep it.</summary>
    public int Episodes { get; init; }

    /// <summary>What the medians are of. Without them, medians cannot be brought up to date.</summary>
    public IReadOnlyList<MedianAmounts> Amounts { get; init; } = [];

    /// <summary>The same with further entries in a block, whose cells are not among its own.</summary>
    public AreaFigures With(int block, (Entry Entry, KeySums Keys)[] more)
    {
        if (more.Length == 0)
            return this;
        var (from, to) = (BlockFirst[block], BlockFirst[block + 1]);
        (Entry Entry, KeySums Keys)[] within = [.. Enumerable.Range(from, to - from).Select(i => (Entries[i], Keys?[i] ?? default)), .. more];
        Array.Sort(within, (a, b) => a.Entry.Cell.CompareTo(b.Entry.Cell));
        return this with
        {
            BlockFirst = [.. BlockFirst.Select((first, i) => i <= block ? first : first + more.Length)],
            Entries = [.. Entries.AsSpan(..from), .. within.Select(w => w.Entry), .. Entries.AsSpan(to..)],
            Keys = Keys is null ? null : [.. Keys.AsSpan(..from), .. within.Select(w => w.Keys), .. Keys.AsSpan(to..)],
        };
    }

    public ReadOnlySpan<Entry> Block(int block) => Entries.AsSpan(BlockFirst[block]..BlockFirst[block + 1]);
}

/// <summary>The amounts that a median is of.</summary>
/// <param name="Block">The median's block.</param>
/// <param name="Cell">Its cell.</param>
/// <param name="Counts">Each amount that was counted and how often, by amount.</param>
internal sealed record MedianAmounts(int Block, int Cell, (int Amount, int Count)[] Counts)
{
    /// <summary>The sum of the middle two; of an odd number, twice the middle one. 0 where there are none.</summary>
    public long TwiceMedian()
    {
        var number = Counts.Sum(c => c.Count);
        return number == 0 ? 0 : (long)At((number - 1) / 2) + At(number / 2);
    }

    private int At(int place)
    {
        foreach (var (amount, count) in Counts)
        {
            if (place < count)
                return amount;
            place -= count;
        }

        throw new ArgumentOutOfRangeException(nameof(place));
    }
}

/// <summary>Counts one area after another. Not for several threads at once: each has its own.</summary>
internal sealed class AreaTally
{
    private readonly Plan _plan;
    private readonly Case _case;
    private readonly JourneyBuilder _builder;
    private readonly long[] _n;
    private readonly int[] _d;
    private readonly KeySums[]? _keys;
    private readonly List<int> _touched = [];
    private readonly Dictionary<int, Dictionary<int, int>> _amounts = [];
    private readonly List<(string Category, Journey Journey)> _described = [];
    private int _period;

    public AreaTally(Plan plan, Caseload caseload)
    {
        _plan = plan;
        _case = new Case(plan.Cut, plan.Options, caseload);
        _builder = new JourneyBuilder(plan.Cut, plan.Options);
        _n = new long[plan.Cells * plan.Blocks];
        _d = new int[plan.Cells * plan.Blocks];
        _keys = caseload.PublicationKey is null ? null : new KeySums[_d.Length];
    }

    /// <summary>Is told of every case that counts in some figure: its cell and block, the case, n and d.</summary>
    public Action<int, int, Case, long, int>? Counted { get; init; }

    /// <summary>Counts an area; null where it has no episode at the cut, and nothing is known of its data quality.</summary>
    /// <param name="level">Its level.</param>
    /// <param name="code">Its code.</param>
    /// <param name="episodes">In the order of the caseload.</param>
    /// <param name="quality">The cells of the month's block of population all that do not come from cases.</param>
    public AreaFigures? Count(AreaLevel level, string code, ReadOnlySpan<CaseEpisode> episodes, ReadOnlySpan<(Entry Entry, KeySums Keys)> quality = default)
    {
        var existing = CountPersons(level, episodes);
        return existing == 0 && quality.IsEmpty ? null : Take(code, existing, quality);
    }

    /// <summary>Counts persons, to be added to the figures of each area in which exactly these of their episodes count.</summary>
    /// <param name="level">The lowest level of these areas.</param>
    /// <param name="episodes">In the order of the caseload.</param>
    public AreaFigures CountShared(AreaLevel level, ReadOnlySpan<CaseEpisode> episodes) => Take("", CountPersons(level, episodes), []);

    /// <summary>The figures of an area that were counted in several goes; null where it has no episode at the cut, and nothing is known of its data
    /// quality.</summary>
    /// <param name="level">Its level.</param>
    /// <param name="code">Its code.</param>
    /// <param name="counted">What was counted, of different persons.</param>
    /// <param name="quality">The cells of the month's block of population all that do not come from cases.</param>
    public AreaFigures? Sum(
        AreaLevel level, string code, IEnumerable<AreaFigures> counted, ReadOnlySpan<(Entry Entry, KeySums Keys)> quality)
    {
        var existing = 0;
        foreach (var figures in counted)
        {
            existing += figures.Episodes;
            for (var block = 0; block < _plan.Blocks; block++)
            {
                for (var i = figures.BlockFirst[block]; i < figures.BlockFirst[block + 1]; i++)
                {
                    var entry = figures.Entries[i];
                    if (_plan.ExistsAt(level, entry.Cell))
                        Add((block * _plan.Cells) + entry.Cell, entry.D, entry.N, figures.Keys?[i] ?? default);
                }
            }

            foreach (var median in figures.Amounts)
            {
                ref var amounts = ref CollectionsMarshal.GetValueRefOrAddDefault(_amounts, (median.Block * _plan.Cells) + median.Cell, out _);
                amounts ??= [];
                foreach (var (amount, count) in median.Counts)
                    amounts[amount] = amounts.GetValueOrDefault(amount) + count;
            }
        }

        return existing == 0 && quality.IsEmpty ? null : Take(code, existing, quality);
    }

    /// <summary>Counts persons; returns how many of their episodes exist at the cut.</summary>
    private int CountPersons(AreaLevel level, ReadOnlySpan<CaseEpisode> episodes)
    {
        var existing = 0;
        for (var first = 0; first < episodes.Length;)
        {
            // In order of TRIAGED: where the first does not exist at the cut, none does.
            var exists = episodes[first].Triaged <= _plan.Cut;
            var (person, prison, lastEvent) = (episodes[first].Person, episodes[first].Prison, episodes[first].LastEvent);
            var end = first + 1;
            existing += exists ? 1 : 0;
            for (; end < episodes.Length && episodes[end].Person == person && episodes[end].Prison == prison; end++)
            {
                existing += episodes[end].Triaged <= _plan.Cut ? 1 : 0;
                lastEvent = episodes[end].LastEvent > lastEvent ? episodes[end].LastEvent : lastEvent;
            }

            if (exists && _plan.CanCount(lastEvent))
            {
                _builder.Build(episodes[first..end]);
                Count(level, lastEvent);
            }

            first = end;
        }

        return existing;
    }

    private void Add(int at, int d, long n, KeySums keys)
    {
        if (_n[at] == 0 && _d[at] == 0)
            _touched.Add(at);
        _d[at] += d;
        _n[at] += n;
        if (_keys is not null)
            _keys[at] += keys;
    }

    private void Count(AreaLevel level, DateOnly lastEvent)
    {
        for (_period = 0; _period < _plan.Periods.Length; _period++)
        {
            if (_builder.Journeys.Count > 0)
            {
                foreach (var group in _plan.Groups(level, _period, Unit.Persons))
                {
                    if (_plan.CanCount(lastEvent, group.Window))
                        CountPerson(group);
                }

                foreach (var group in _plan.Groups(level, _period, Unit.Journeys))
                {
                    if (_plan.CanCount(lastEvent, group.Window))
                        CountJourneys(group);
                }
            }

            if (_plan.CanCount(lastEvent, _plan.Periods[_period]))
                CountEpisodes(_plan.Groups(level, _period, Unit.Episodes), _plan.Groups(level, _period, Unit.Modalities));
        }
    }

    /// <summary>The describing journey first: it alone decides n, populations and categories.</summary>
    private void CountPerson(LineGroup group)
    {
        Journey? describing = null;
        foreach (var journey in _builder.Journeys)
        {
            _case.Journey = journey;
            if (!Qualifies(group))
                continue;
            if (describing is null || Describes(journey, describing))
                describing = journey;
        }

        if (describing is null)
            return;
        _case.Journey = describing;
        foreach (var line in group.Lines)
            Count(line);
        foreach (var line in group.EachCategoryLines)
            CountPersonInEachCategory(group, line);
    }

    private void CountPersonInEachCategory(LineGroup group, PlannedLine line)
    {
        _described.Clear();
        foreach (var journey in _builder.Journeys)
        {
            _case.Journey = journey;
            if (!Qualifies(group))
                continue;
            foreach (var category in line.Line.EachCategory!(_case))
            {
                var at = _described.FindIndex(p => p.Category == category);
                if (at < 0)
                    _described.Add((category, journey));
                else if (Describes(journey, _described[at].Journey))
                    _described[at] = (category, journey);
            }
        }

        foreach (var (category, journey) in _described)
        {
            _case.Journey = journey;
            Count(line, category);
        }
    }

    private void CountJourneys(LineGroup group)
    {
        foreach (var journey in _builder.Journeys)
        {
            _case.Journey = journey;
            if (Qualifies(group))
                Count(group);
        }
    }

    private void CountEpisodes(LineGroup[] ofEpisodes, LineGroup[] ofModalities)
    {
        if (ofEpisodes.Length == 0 && ofModalities.Length == 0)
            return;
        for (var i = 0; i < _builder.Episodes.Count; i++)
        {
            _case.Episode = _builder.Episodes[i];
            _case.Journey = _builder.JourneyOf[i];
            foreach (var group in ofEpisodes)
            {
                if (Qualifies(group))
                    Count(group);
            }

            foreach (var modality in _case.Episode.Modalities)
            {
                _case.Modality = modality;
                foreach (var group in ofModalities)
                {
                    if (Qualifies(group))
                        Count(group);
                }
            }
        }
    }

    private bool Qualifies(LineGroup group)
    {
        _case.Period = group.Window;
        return group.Of(_case);
    }

    /// <summary>Whether a journey describes a person rather than another that qualifies: the latest treatment start, then start.</summary>
    private static bool Describes(Journey journey, Journey other)
    {
        var order = journey.TreatmentStart.CompareTo(other.TreatmentStart);
        return (order != 0 ? order : journey.Start.CompareTo(other.Start)) > 0;
    }

    private void Count(LineGroup group)
    {
        foreach (var line in group.Lines)
            Count(line);
        foreach (var line in group.EachCategoryLines)
        {
            foreach (var category in line.Line.EachCategory!(_case))
                Count(line, category);
        }
    }

    private void Count(PlannedLine planned)
    {
        var populations = PopulationsOf(planned.Measure);
        if (populations == PopulationSet.None)
            return;
        var line = planned.Line;
        var cell = planned.Offset;
        if (line.Category is { } category)
            cell += _plan.Categories[category(_case) ?? Categories.Unknown];
        switch (line.Kind)
        {
            case FigureKind.Count:
                Add(planned, populations, cell, line.Amount?.Invoke(_case) ?? 1, 0);
                break;
            case FigureKind.Share:
                Add(planned, populations, cell, line.In!(_case) ? 1 : 0, 1);
                break;
            case FigureKind.Mean or FigureKind.Median:
                Add(planned, populations, cell, line.Amount!(_case), 1);
                break;
        }
    }

    private void Count(PlannedLine planned, string category)
    {
        var populations = PopulationsOf(planned.Measure);
        if (populations == PopulationSet.None)
            return;
        var cell = planned.Offset + _plan.Categories[category];
        if (planned.Line.Kind == FigureKind.Share)
            Add(planned, populations, cell, planned.Line.InCategory!(_case, category) ? 1 : 0, 1);
        else
            Add(planned, populations, cell, 1, 0);
    }

    private void Add(PlannedLine planned, PopulationSet populations, int cell, int n, int d)
    {
        if (n == 0 && d == 0)
            return;
        var hash = _keys is null ? 0 : HashOf(planned.Line.Unit!.Value);
        for (var set = (uint)populations; set != 0; set &= set - 1)
        {
            var block = _period * Plan.Populations + BitOperations.TrailingZeroCount(set);
            var at = block * _plan.Cells + cell;
            if (_n[at] == 0 && _d[at] == 0)
                _touched.Add(at);
            _d[at] += d;
            if (_keys is not null)
                _keys[at] = new KeySums(_keys[at].N + (hash * (ulong)n), _keys[at].D + (hash * (ulong)d));
            if (planned.Line.Kind == FigureKind.Median)
            {
                ref var amounts = ref CollectionsMarshal.GetValueRefOrAddDefault(_amounts, at, out _);
                amounts ??= [];
                amounts[n] = amounts.GetValueOrDefault(n) + 1;
            }
            else
            {
                _n[at] += n;
            }

            Counted?.Invoke(cell, block, _case, n, d);
        }
    }

    /// <summary>The hash of what the case counts.</summary>
    private ulong HashOf(Unit unit) => unit switch
    {
        Unit.Persons => _case.Journey.Latest.PersonHash,
        Unit.Journeys => _case.Journey.Hash,
        Unit.Episodes => _case.Episode.Hash,
        _ => _case.Modality.Hash,
    };

    private PopulationSet PopulationsOf(Measure measure)
    {
        if (measure.JudgedAtTriage)
        {
            var young = !_case.Episode.Prison && _case.Episode.AgeAtTriage < _plan.Options.AdultAge;
            return young ? PopulationSet.YoungPeople : PopulationSet.None;
        }

        return _case.Journey.Populations(_case.Period) & measure.Populations;
    }

    /// <summary>Takes what was counted and leaves everything empty for the next area.</summary>
    private AreaFigures Take(string code, int existing, ReadOnlySpan<(Entry Entry, KeySums Keys)> quality)
    {
        var month = quality.IsEmpty ? 0 : Plan.Block(_plan.Layout.PlaceOf(PeriodKind.Month), Population.All) * _plan.Cells;
        foreach (var ((cell, d, n), ofCell) in quality)
            Add(month + cell, d, n, ofCell);
        var medians = _amounts.OrderBy(a => a.Key).Select(a => new MedianAmounts(
            a.Key / _plan.Cells, a.Key % _plan.Cells, [.. a.Value.Select(c => (c.Key, c.Value)).OrderBy(c => c.Key)])).ToArray();
        foreach (var median in medians)
            _n[(median.Block * _plan.Cells) + median.Cell] = median.TwiceMedian();
        _amounts.Clear();

        _touched.Sort();
        var first = new int[_plan.Blocks + 1];
        var entries = new Entry[_touched.Count];
        var keys = _keys is null ? null : new KeySums[_touched.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            var at = _touched[i];
            entries[i] = new Entry(at % _plan.Cells, _d[at], _n[at]);
            first[at / _plan.Cells + 1]++;
            _n[at] = _d[at] = 0;
            if (keys is not null)
                (keys[i], _keys![at]) = (_keys[at], default);
        }

        for (var block = 0; block < _plan.Blocks; block++)
            first[block + 1] += first[block];
        _touched.Clear();
        return new AreaFigures(code, first, entries) { Keys = keys, HasEpisodes = existing > 0, Episodes = existing, Amounts = medians };
    }
}
