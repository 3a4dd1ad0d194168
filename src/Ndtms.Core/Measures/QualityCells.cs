using System.Numerics;
using Ndtms.Core.Calendar;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Records;
using Ndtms.Core.Validation;

namespace Ndtms.Core.Measures;

/// <summary>What the data-quality measures count in every area at a cut: cells for the engine to add to those of cases.</summary>
internal sealed class QualityCells
{
    private static readonly AreaLevel[] Levels = Enum.GetValues<AreaLevel>();

    private readonly Plan _plan;
    private readonly CaseloadQuality _quality;
    private readonly PublicationKey? _key;
    private readonly SortedDictionary<int, (int D, long N, KeySums Keys)>?[][] _cells;

    private QualityCells(Plan plan, CaseloadQuality quality, PublicationKey? key)
    {
        _plan = plan;
        _quality = quality;
        _key = key;
        _cells = Array.ConvertAll(quality.AreaCounts, count => new SortedDictionary<int, (int, long, KeySums)>?[count]);
        CountFound("dq-rejected", Severity.Reject);
        CountFound("dq-warnings", Severity.Warning);
        CountTimeliness();
        CountCompleteness();
    }

    /// <summary>Counts for a plan; null where it wants no measure of data quality.</summary>
    public static QualityCells? Of(Caseload caseload, Plan plan) =>
        caseload.Quality is { } quality && plan.Layout.PlaceOf(PeriodKind.Month) >= 0 && Array.Exists(plan.Lines, l => l.Measure.IsOfQuality)
            ? new QualityCells(plan, quality, caseload.PublicationKey)
            : null;

    /// <summary>Counts issues and files alone, for figures that were stored.</summary>
    /// <param name="plan">How the figures lie.</param>
    /// <param name="beside">Current data with the facts on quality; clients and episodes are not looked at.</param>
    /// <param name="book">The reference data of the run.</param>
    /// <param name="codes">The areas of each level that have figures.</param>
    public static QualityCells Beside(Plan plan, CurrentData beside, CodeBook book, string[][] codes)
    {
        var places = Caseload.PlacesOf(codes);
        return new QualityCells(plan, new CaseloadQuality(
            beside, beside.Quality! with { Filled = null }, book.WorkingDays, Array.ConvertAll(codes, level => level.Length),
            agency => Caseload.PlacesOf(agency.Code, book.Areas.Partnership(agency.Partnership), places),
            _ => throw new InvalidOperationException("There are no episodes.")), beside.PublicationKey);
    }

    /// <summary>The cells of an area that are not empty; they lie in the month's block of population all.</summary>
    /// <param name="level">Its level.</param>
    /// <param name="place">Its place among the level's codes.</param>
    public (Entry Entry, KeySums Keys)[] At(AreaLevel level, int place) =>
        [.. (_cells[(int)level][place] ?? []).Select(c => (new Entry(c.Key, c.Value.D, c.Value.N), c.Value.Keys))];

    private void CountFound(string measure, Severity severity)
    {
        foreach (var found in _quality.Facts.Found.Where(f => f.Severity == severity))
        {
            var cell = CellOf(measure, found.Rule is null ? "" : "rule", found.Rule ?? "");
            AddEverywhere(_quality.PlacesOf(found.Agency), cell, 0, found.Entities, new KeySums(found.Keys, 0));
        }
    }

    /// <summary>By the calendar's own logic, whatever day it is asked on: what was received in time stays so.</summary>
    private void CountTimeliness()
    {
        var cell = CellOf("dq-timeliness", "", "");
        if (cell < 0)
            return;
        var calendar = new SubmissionCalendar(_quality.WorkingDays, _quality.Facts.Extensions);
        foreach (var standing in calendar.StandingsAt(_plan.Cut, DateOnly.MaxValue, _quality.Agencies, _quality.Facts.Arrivals))
        {
            var hash = _key?.Agency(standing.Agency.Code) ?? 0;
            AddEverywhere(
                _quality.PlacesOf(standing.Agency.Code), cell, 1, standing.IsLate ? 0 : 1, new KeySums(standing.IsLate ? 0 : hash, hash));
        }
    }

    private void CountCompleteness()
    {
        if (_quality.Facts.Filled is not { } kinds || (CellOf("dq-completeness", "", "") < 0 && _plan.Find("dq-completeness", "field") is null))
            return;
        foreach (var filled in kinds)
        {
            var tally = new FieldTally(filled, _quality.AreaCounts, _plan.Cut);
            if (filled.Fields.Kind == EntityKind.Client)
                CountClients(filled, tally);
            else
                CountOfEpisodes(filled, tally);
            foreach (var level in Levels)
                AddFields(filled.Fields, tally, level);
        }
    }

    /// <summary>A client counts once in every area in which one of its episodes exists.</summary>
    private void CountClients(FilledFields filled, FieldTally tally)
    {
        var seen = new List<int>[Levels.Length];
        foreach (var level in Levels)
            seen[(int)level] = [];
        for (var i = 0; i < filled.Count; i++)
        {
            var client = filled[i];
            foreach (var places in seen)
                places.Clear();
            foreach (var episode in _quality.EpisodesOf(client.Owner))
            {
                if (_quality.Triaged[episode] > _plan.Cut)
                    continue;
                foreach (var level in Levels)
                {
                    if (_quality.Places[episode].At(level) is >= 0 and var place && !seen[(int)level].Contains(place))
                    {
                        seen[(int)level].Add(place);
                        tally.Add(client, level, place);
                    }
                }
            }
        }
    }

    /// <summary>Episodes, and what lies below them: "a TOP taken later does not exist yet".</summary>
    private void CountOfEpisodes(FilledFields filled, FieldTally tally)
    {
        for (var i = 0; i < filled.Count; i++)
        {
            var entity = filled[i];
            if (_quality.Triaged[entity.Owner] > _plan.Cut || entity.Since > _plan.Cut.DayNumber)
                continue;
            foreach (var level in Levels)
            {
                if (_quality.Places[entity.Owner].At(level) is >= 0 and var place)
                    tally.Add(entity, level, place);
            }
        }
    }

    private void AddFields(ExpectedFields fields, FieldTally tally, AreaLevel level)
    {
        var all = CellOf("dq-completeness", "", "");
        for (var field = 0; field < fields.Headers.Count; field++)
        {
            var cell = CellOf("dq-completeness", "field", fields.Headers[field]);
            for (var place = 0; place < _cells[(int)level].Length; place++)
            {
                var (expected, blank, keys) = tally.Of(level, place, field);
                if (expected == 0)
                    continue;
                Add(level, place, all, expected, expected - blank, keys);
                Add(level, place, cell, expected, expected - blank, keys);
            }
        }
    }

    private void AddEverywhere(AreaPlaces places, int cell, int d, long n, KeySums keys)
    {
        foreach (var level in Levels)
        {
            if (places.At(level) is >= 0 and var place)
                Add(level, place, cell, d, n, keys);
        }
    }

    private void Add(AreaLevel level, int place, int cell, int d, long n, KeySums keys)
    {
        if (cell < 0 || (d == 0 && n == 0))
            return;
        var cells = _cells[(int)level][place] ??= [];
        var (before, counted, sums) = cells.GetValueOrDefault(cell);
        cells[cell] = (before + d, counted + n, new KeySums(sums.N + keys.N, sums.D + keys.D));
    }

    /// <summary>-1 where the plan does not want it.</summary>
    private int CellOf(string measure, string breakdown, string category) => _plan.Find(measure, breakdown) is { } line
        ? line.Offset + (breakdown.Length > 0 ? _plan.Categories[category] : 0)
        : -1;

    /// <summary>Adds up the fields of one kind of entity: how many entities have each set of expected fields, and on how many of them each
    /// is blank. Blanks are few, so counting these is quick.</summary>
    private sealed class FieldTally
    {
        private readonly FilledFields _filled;
        private readonly int _cut;
        private readonly int _width;
        private readonly int[][] _entities;
        private readonly int[][] _blank;
        private readonly ulong[][] _entityKeys;
        private readonly ulong[][] _blankKeys;

        public FieldTally(FilledFields filled, int[] areaCounts, DateOnly cut)
        {
            _filled = filled;
            _cut = cut.DayNumber;
            _width = filled.Fields.Words * ExpectedFields.PlacesInWord;
            _entities = Array.ConvertAll(areaCounts, count => new int[count * filled.Sets.Count]);
            _blank = Array.ConvertAll(areaCounts, count => new int[count * _width]);
            _entityKeys = Array.ConvertAll(_entities, e => new ulong[e.Length]);
            _blankKeys = Array.ConvertAll(_blank, b => new ulong[b.Length]);
        }

        public void Add(FilledFields.FilledEntity entity, AreaLevel level, int place)
        {
            _entities[(int)level][(place * _filled.Sets.Count) + entity.Set]++;
            _entityKeys[(int)level][(place * _filled.Sets.Count) + entity.Set] += entity.Hash;
            var blank = _blank[(int)level].AsSpan(place * _width, _width);
            var blankKeys = _blankKeys[(int)level].AsSpan(place * _width, _width);
            var words = entity.Blank;
            for (var word = 0; word < words.Length; word++)
            {
                for (var bits = (uint)words[word]; bits != 0; bits &= bits - 1)
                {
                    var field = (word * ExpectedFields.PlacesInWord) + BitOperations.TrailingZeroCount(bits);
                    blank[field]++;
                    blankKeys[field] += entity.Hash;
                }
            }

            // A date after the cut is read as blank.
            var dates = entity.Dates;
            for (var i = 0; i < dates.Length; i++)
            {
                if (dates[i] > _cut && _filled.IsExpected(entity.Set, _filled.Fields.Dates[i]))
                {
                    blank[_filled.Fields.Dates[i]]++;
                    blankKeys[_filled.Fields.Dates[i]] += entity.Hash;
                }
            }
        }

        /// <summary>On how many entities of an area a field is expected, and blank; with the key sums of those on which it is filled, and
        /// expected.</summary>
        public (int Expected, int Blank, KeySums Keys) Of(AreaLevel level, int place, int field)
        {
            var (expected, keys) = (0, 0UL);
            for (var set = 0; set < _filled.Sets.Count; set++)
            {
                if (!_filled.IsExpected(set, field))
                    continue;
                expected += _entities[(int)level][(place * _filled.Sets.Count) + set];
                keys += _entityKeys[(int)level][(place * _filled.Sets.Count) + set];
            }

            var at = (place * _width) + field;
            return (expected, _blank[(int)level][at], new KeySums(keys - _blankKeys[(int)level][at], keys));
        }
    }
}
