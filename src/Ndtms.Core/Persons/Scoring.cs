namespace Ndtms.Core.Persons;

/// <summary>Scores pairs of records by a model.</summary>
internal sealed class Scoring
{
    private readonly PersonRecords _records;
    private readonly LinkageModel _model;
    private readonly double[][] _bits;

    /// <summary>By value, the bits that agreement on it is worth beside agreement on average. 0 where there is no value.</summary>
    private readonly double[] _first, _surname, _ethnic, _outward, _year, _dayOfYear;

    /// <summary>The same of the two initials of a record, swapped.</summary>
    private readonly double[] _swappedFirst, _swappedSurname;

    public Scoring(LinkageModel model, PersonRecords records)
    {
        (_model, _records) = (model, records);
        _bits = new double[Levels.Comparisons][];
        for (var (c, at) = (0, 0); c < _bits.Length; c++)
        {
            _bits[c] = new double[Levels.Of((Comparison)c).Count];
            for (var level = 1; level < _bits[c].Length; level++)
                _bits[c][level] = model.Weights[at++].Bits;
        }

        var f = model.Frequencies;
        _first = Rarity([0, .. f.First]);
        _surname = Rarity([0, .. f.Surname]);
        _ethnic = Rarity([0, .. records.EthnicCodes.Select(code => f.Ethnic.GetValueOrDefault(code))], f.Ethnic.Values);
        _outward = Rarity([0, .. records.OutwardCodes.Select(code => f.Outward.GetValueOrDefault(code))], f.Outward.Values);
        _year = Rarity([.. Enumerable.Range(0, 10_000).Select(y => f.Year.GetValueOrDefault(y))]);
        _dayOfYear = Rarity([.. Enumerable.Range(0, 10_000).Select(d => f.DayOfYear.GetValueOrDefault(d))]);

        // A swapped pair has the forename initial of one record among surname initials, and the other way round.
        var both = f.First.Zip(f.Surname, (a, b) => a * b).Sum();
        _swappedFirst = [0, .. f.First.Select(p => p > 0 && both > 0 ? Math.Log2(both / p) / 2 : 0)];
        _swappedSurname = [0, .. f.Surname.Select(p => p > 0 && both > 0 ? Math.Log2(both / p) / 2 : 0)];
    }

    /// <summary>The bits for two records being of one human being, with what is known before they are compared.</summary>
    public double Score(int one, int other)
    {
        // The lower first: a sum of rounded numbers depends on their order.
        ref readonly var a = ref _records.All[Math.Min(one, other)];
        ref readonly var b = ref _records.All[Math.Max(one, other)];
        var pattern = Comparing.Pattern(a, b, _records.Stays);
        var bits = _model.PriorBits;
        for (var c = 0; c < _bits.Length; c++)
        {
            var level = pattern % _bits[c].Length;
            pattern /= _bits[c].Length;
            if (level != 0)
                bits += _bits[c][level] + RarityOf((Comparison)c, level, a, b);
        }

        return bits;
    }

    /// <summary>The same with what each comparison adds.</summary>
    public Waterfall Explain(int one, int other)
    {
        ref readonly var a = ref _records.All[one];
        ref readonly var b = ref _records.All[other];
        var pattern = Comparing.Pattern(a, b, _records.Stays);
        var bars = new List<WaterfallBar> { new(null, "How rare it is that two records are of one person", _model.PriorBits, 0) };
        for (var c = 0; c < _bits.Length; c++)
        {
            if (Comparing.LevelIn(pattern, c) is not 0 and var level)
            {
                var rarity = RarityOf((Comparison)c, level, a, b);
                bars.Add(new WaterfallBar((Comparison)c, Levels.Of((Comparison)c)[level].Text, _bits[c][level] + rarity, rarity));
            }
        }

        var bits = Score(one, other);
        return new Waterfall(bars, bits, LinkageModel.Probability(bits));
    }

    private double RarityOf(Comparison comparison, int level, in PersonRecord a, in PersonRecord b) => (comparison, level) switch
    {
        (Comparison.Initials, 1) => _first[a.First] + _surname[a.Surname],
        (Comparison.Initials, 2) => _swappedFirst[a.First] + _swappedSurname[a.Surname] + _swappedFirst[b.First] + _swappedSurname[b.Surname],
        (Comparison.Initials, 3 or 6) => _surname[a.Surname],
        (Comparison.Initials, 4 or 8) => _first[a.First],
        (Comparison.DateOfBirth, 1) => _year[a.Year] + _dayOfYear[(a.Month * 100) + a.Day],
        (Comparison.DateOfBirth, 9) => _year[a.Year],
        (Comparison.Ethnicity, 1) => _ethnic[a.Ethnic],
        (Comparison.Postcode, 1 or 2 or 4) => _outward[a.Outward],
        _ => 0,
    };

    private static double[] Rarity(double[] shares, IEnumerable<double>? all = null)
    {
        var average = (all ?? shares).Sum(p => p * p);
        return Array.ConvertAll(shares, p => p > 0 ? Math.Log2(average / p) : 0);
    }
}
