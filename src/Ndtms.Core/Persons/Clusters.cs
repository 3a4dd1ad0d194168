namespace Ndtms.Core.Persons;

/// <summary>Groups of records, each taken for one human being.</summary>
/// <remarks>Guarded merge: the strongest links first, and two groups join only if at least half of the pairs across them are over the threshold
/// themselves. Joining along every link would make chains: of two people who are each like a third.</remarks>
public sealed class Clusters
{
    private readonly int[] _of;

    private Clusters(int[] of, int count) => (_of, Count) = (of, count);

    /// <summary>How many groups there are, with those of one record.</summary>
    public int Count { get; }

    /// <summary>The group of a record, from 0 in the order of their first records.</summary>
    public int this[int record] => _of[record];

    /// <summary>Groups the records of a linkage.</summary>
    /// <param name="linkage">Its links.</param>
    /// <param name="threshold">Links of a smaller probability do not count; 0.5 or more.</param>
    public static Clusters Of(Linkage linkage, double threshold) => Of(linkage, threshold, [], []);

    /// <summary>Groups the records of a linkage, where people have decided of some.</summary>
    /// <param name="linkage">Its links.</param>
    /// <param name="threshold">Links of a smaller probability do not count; 0.5 or more.</param>
    /// <param name="same">Pairs of one human being, whatever the model says. They join before anything else.</param>
    /// <param name="different">Pairs of two human beings: their groups never join, except where <paramref name="same"/> says so.</param>
    public static Clusters Of(
        Linkage linkage, double threshold, IReadOnlyCollection<(int One, int Other)> same, IReadOnlyCollection<(int One, int Other)> different)
    {
        var (least, sure) = (Linkage.BitsOf(threshold), Linkage.BitsOf(Linkage.Least(LinkBand.Probable)));
        var groups = new Groups(linkage.Records.Count, different);
        foreach (var (one, other) in same.Order())
            groups.Join(one, other);
        foreach (var link in linkage.Links)
        {
            if (link.Bits < least)
                break;
            if (groups.MayJoin(link.One, link.Other, groups.HaveSeveral(link.One, link.Other) ? Math.Max(least, sure) : least, linkage.Score))
                groups.Join(link.One, link.Other);
        }

        return new Clusters(groups.Numbers(out var count), count);
    }

    /// <summary>Groups that are known.</summary>
    /// <param name="groups">By record, what its group is called.</param>
    public static Clusters Of<T>(IReadOnlyList<T> groups)
        where T : notnull
    {
        var numbers = new Dictionary<T, int>();
        var of = new int[groups.Count];
        for (var i = 0; i < of.Length; i++)
        {
            if (!numbers.TryGetValue(groups[i], out of[i]))
                numbers.Add(groups[i], of[i] = numbers.Count);
        }

        return new Clusters(of, numbers.Count);
    }

    /// <summary>By group, how many records it has.</summary>
    public int[] RecordsOfEach()
    {
        var records = new int[Count];
        foreach (var cluster in _of)
            records[cluster]++;
        return records;
    }

    /// <summary>How many groups have so many records, by that number.</summary>
    public SortedDictionary<int, int> Sizes()
    {
        var sizes = new SortedDictionary<int, int>();
        foreach (var size in RecordsOfEach())
            sizes[size] = sizes.GetValueOrDefault(size) + 1;
        return sizes;
    }

    /// <summary>Groups that grow: the members of each are a ring of records.</summary>
    private sealed class Groups
    {
        private readonly int[] _head, _size, _next;
        private readonly ILookup<int, int> _different;

        public Groups(int count, IReadOnlyCollection<(int One, int Other)> different)
        {
            (_head, _size, _next) = (new int[count], new int[count], new int[count]);
            for (var i = 0; i < count; i++)
                (_head[i], _size[i], _next[i]) = (i, 1, i);
            _different = different.Concat(different.Select(d => (One: d.Other, Other: d.One))).ToLookup(d => d.One, d => d.Other);
        }

        /// <summary>Whether the groups of both hold more than one record.</summary>
        public bool HaveSeveral(int one, int other) => _size[_head[one]] > 1 && _size[_head[other]] > 1;

        public bool MayJoin(int one, int other, double least, Func<int, int, double> score)
        {
            if (_head[one] == _head[other])
                return false;
            if (_size[_head[one]] == 1 && _size[_head[other]] == 1)
                return !_different.Contains(one) || !_different[one].Contains(other);
            var (over, pairs) = (0, (long)_size[_head[one]] * _size[_head[other]]);
            var a = one;
            do
            {
                if (_different.Contains(a) && _different[a].Any(d => _head[d] == _head[other]))
                    return false;
                var b = other;
                do
                {
                    over += score(a, b) >= least ? 1 : 0;
                    b = _next[b];
                }
                while (b != other);
                a = _next[a];
            }
            while (a != one);
            return over * 2L >= pairs;
        }

        public void Join(int one, int other)
        {
            var (into, from) = _size[_head[one]] >= _size[_head[other]] ? (_head[one], _head[other]) : (_head[other], _head[one]);
            if (into == from)
                return;
            _size[into] += _size[from];
            var member = from;
            do
            {
                _head[member] = into;
                member = _next[member];
            }
            while (member != from);
            (_next[into], _next[from]) = (_next[from], _next[into]);
        }

        public int[] Numbers(out int count)
        {
            var numbers = new Dictionary<int, int>();
            var of = new int[_head.Length];
            for (var i = 0; i < of.Length; i++)
            {
                if (!numbers.TryGetValue(_head[i], out of[i]))
                    numbers.Add(_head[i], of[i] = numbers.Count);
            }

            count = numbers.Count;
            return of;
        }
    }
}
