namespace Ndtms.Core.Persons;

/// <summary>How sure a suspected link is (Definitions/persons.md, Probabilistic linkage).</summary>
public enum LinkBand
{
    /// <summary>Probability 0.50 to 0.95.</summary>
    Possible,

    /// <summary>Probability 0.95 and over.</summary>
    Probable,
}

/// <summary>Two records that may be of one human being.</summary>
/// <param name="One">The record that comes first.</param>
/// <param name="Other">The other.</param>
/// <param name="Bits">The match weight with what is known beforehand.</param>
public readonly record struct Link(int One, int Other, double Bits)
{
    /// <summary>That they are.</summary>
    public double Probability => LinkageModel.Probability(Bits);
}

/// <summary>The links of a run, with what it takes to explain each.</summary>
public sealed class Linkage
{
    private readonly Scoring _scoring;

    private Linkage(LinkageModel model, PersonRecords records, Scoring scoring, Link[] links, IReadOnlyList<BlockingCount> blocking)
    {
        _scoring = scoring;
        (Model, Records, Links, Blocking) = (model, records, links, blocking);
    }

    /// <summary>The model that made the links.</summary>
    public LinkageModel Model { get; }

    public PersonRecords Records { get; }

    /// <summary>Pairs of a probability of 0.50 and over, the strongest first.</summary>
    public IReadOnlyList<Link> Links { get; }

    /// <summary>What each blocking rule did.</summary>
    public IReadOnlyList<BlockingCount> Blocking { get; }

    /// <summary>The least probability of a band.</summary>
    public static double Least(LinkBand band) => band == LinkBand.Probable ? 0.95 : 0.5;

    /// <summary>The total of bits that a probability stands for.</summary>
    public static double BitsOf(double probability) => Math.Log2(probability / (1 - probability));

    /// <summary>Finds the links among records.</summary>
    /// <param name="model">The model.</param>
    /// <param name="records">The records.</param>
    /// <param name="changed">By record, whether it is new or has changed; null: all have. Only links with one that has are found.</param>
    public static Linkage Of(LinkageModel model, PersonRecords records, bool[]? changed = null) =>
        Of(model, records, Persons.Blocking.Of(records), changed);

    internal static Linkage Of(LinkageModel model, PersonRecords records, Blocking blocking, bool[]? changed = null)
    {
        var scoring = new Scoring(model, records);
        var links = new List<Link>();
        var least = BitsOf(Least(LinkBand.Possible));
        var counts = blocking.Each(
            (one, other) =>
            {
                var bits = scoring.Score(one, other);
                if (bits >= least)
                    links.Add(one < other ? new Link(one, other, bits) : new Link(other, one, bits));
            },
            changed);
        var sorted = links.ToArray();
        Array.Sort(sorted, Strongest);
        return new Linkage(model, records, scoring, sorted, counts);
    }

    /// <summary>The same with links that an earlier run of the model found among records that have not changed.</summary>
    public Linkage With(IEnumerable<Link> earlier)
    {
        Link[] links = [.. Links, .. earlier];
        Array.Sort(links, Strongest);
        return new Linkage(Model, Records, _scoring, links, Blocking);
    }

    /// <summary>The bits for two records being of one human being.</summary>
    public double Score(int one, int other) => _scoring.Score(one, other);

    /// <summary>Why a pair scores what it does.</summary>
    public Waterfall Explain(int one, int other) => _scoring.Explain(one, other);

    /// <summary>The strongest first; of equal ones, by record.</summary>
    internal static int Strongest(Link a, Link b) =>
        a.Bits != b.Bits ? b.Bits.CompareTo(a.Bits) : a.One != b.One ? a.One.CompareTo(b.One) : a.Other.CompareTo(b.Other);
}
