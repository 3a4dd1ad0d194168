namespace Ndtms.Synthetic;

/// <summary>A small seeded generator of random numbers (xoshiro256**, seeded by splitmix64). It uses whole numbers and exact
/// fractions only, so that a seed gives the same world on every platform and with every version of .NET.</summary>
public sealed class Dice
{
    private ulong _a, _b, _c, _d;

    public Dice(ulong seed)
    {
        _a = Mix(ref seed);
        _b = Mix(ref seed);
        _c = Mix(ref seed);
        _d = Mix(ref seed);
    }

    /// <summary>Separate dice for one part of a world, so that drawing more for one part never changes another.</summary>
    public static Dice For(ulong seed, params ReadOnlySpan<int> keys) => new(Derive(seed, keys));

    /// <summary>The seed of one part of a world.</summary>
    public static ulong Derive(ulong seed, params ReadOnlySpan<int> keys)
    {
        foreach (var key in keys)
        {
            var state = seed ^ ((ulong)(uint)key * 0xD1342543DE82EF95UL);
            seed = Mix(ref state);
        }

        return seed;
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var result = ulong.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = ulong.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>A whole number from 0 to <paramref name="count"/> minus 1.</summary>
    public int Below(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);

    /// <summary>A whole number in the range, inclusive; the first where the range is empty.</summary>
    public int Between(int first, int last) => last <= first ? first : first + Below(last - first + 1);

    /// <summary>A day in the range, inclusive; the first where the range is empty.</summary>
    public DateOnly Between(DateOnly first, DateOnly last) => first.AddDays(Between(0, last.DayNumber - first.DayNumber));

    /// <summary>True with the probability, 0 to 1.</summary>
    public bool Chance(double probability) => (Next() >> 11) * (1.0 / (1UL << 53)) < probability;

    /// <summary>A wait with a memoryless (geometric) distribution.</summary>
    /// <param name="mean">Its mean before it is capped.</param>
    /// <param name="most">The longest possible.</param>
    public int Wait(double mean, int most)
    {
        var again = mean / (mean + 1);
        var wait = 0;
        while (wait < most && Chance(again))
            wait++;
        return wait;
    }

    /// <summary>A bell-shaped whole number (the sum of four even ones) within <paramref name="spread"/> of the middle.</summary>
    public int Around(int middle, int spread)
    {
        var sum = 0;
        for (var i = 0; i < 4; i++)
            sum += Between(-spread, spread);
        return middle + (sum / 4);
    }

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>One of the choices, by weight.</summary>
    public T Pick<T>(ReadOnlySpan<(int Weight, T Choice)> choices)
    {
        var total = 0;
        foreach (var (weight, _) in choices)
            total += weight;
        var at = Below(total);
        foreach (var (weight, choice) in choices)
        {
            if (at < weight)
                return choice;
            at -= weight;
        }

        throw new ArgumentException("There is no choice with a weight.", nameof(choices));
    }

    public void Shuffle<T>(IList<T> items)
    {
        for (var i = items.Count - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong Mix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
