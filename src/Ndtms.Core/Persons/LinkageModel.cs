using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ndtms.Core.Persons;

/// <summary>What a level is worth.</summary>
/// <param name="Comparison">Of what.</param>
/// <param name="Level">The level's name.</param>
/// <param name="Same">m: how probable it is of two records of one human being.</param>
/// <param name="Different">u: how probable it is of records of two.</param>
public sealed record LevelWeight(Comparison Comparison, string Level, double Same, double Different)
{
    /// <summary>The match weight in bits.</summary>
    [JsonIgnore]
    public double Bits => Math.Log2(Same / Different);
}

/// <summary>How common values are among records, as shares of those that are not blank: agreement on a rare value says more.</summary>
/// <param name="First">Of forename initials, A to Z.</param>
/// <param name="Surname">Of surname initials, A to Z.</param>
/// <param name="Year">Of years of birth.</param>
/// <param name="DayOfYear">Of days of birth, by month and day (mmdd); 1 January is a placeholder and is not among them.</param>
/// <param name="Ethnic">Of ethnic groups, by code.</param>
/// <param name="Outward">Of outward codes.</param>
public sealed record Frequencies(
    IReadOnlyList<double> First, IReadOnlyList<double> Surname, IReadOnlyDictionary<int, double> Year, IReadOnlyDictionary<int, double> DayOfYear,
    IReadOnlyDictionary<string, double> Ethnic, IReadOnlyDictionary<string, double> Outward);

/// <summary>A bar of a waterfall.</summary>
/// <param name="Comparison">What is compared; null: where it starts.</param>
/// <param name="Text">The level, in words.</param>
/// <param name="Bits">What it adds.</param>
/// <param name="OfThatRarity">How much of that is because the value agreed on is rarer, or more common, than the average.</param>
public sealed record WaterfallBar(Comparison? Comparison, string Text, double Bits, double OfThatRarity);

/// <summary>Why two records are suspected of being one human being: bars that add up.</summary>
/// <param name="Bars">The start, which is how rare such pairs are, and each comparison with evidence.</param>
/// <param name="Bits">The total, in bits.</param>
/// <param name="Probability">The same as a probability.</param>
public sealed record Waterfall(IReadOnlyList<WaterfallBar> Bars, double Bits, double Probability);

/// <summary>A model of linkage: how probable each outcome of each comparison is of one human being and of two. As a file it holds shares of many
/// records, nothing of any one.</summary>
/// <remarks>I. P. Fellegi and A. B. Sunter, "A theory for record linkage", Journal of the American Statistical Association 64, 1969,
/// 1183-1210.</remarks>
public sealed class LinkageModel
{
    /// <summary>The version of the file's form: levels of another version are not read.</summary>
    public const int Format = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        NewLine = "\n",
    };

    internal LinkageModel(long records, double prior, IReadOnlyList<LevelWeight> levels, Frequencies frequencies)
    {
        (Records, Prior, Weights, Frequencies) = (records, prior, levels, frequencies);
        Id = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(Content, Json)))[..12];
    }

    /// <summary>Its name: the first digits of a hash of what it says. Every link stores it.</summary>
    public string Id { get; }

    /// <summary>From how many records it was learned.</summary>
    public long Records { get; }

    /// <summary>The share of all pairs of records that are of one human being.</summary>
    public double Prior { get; }

    /// <summary>The same in bits.</summary>
    public double PriorBits => Math.Log2(Prior / (1 - Prior));

    /// <summary>Every level with evidence, in the order of <see cref="Levels"/>.</summary>
    public IReadOnlyList<LevelWeight> Weights { get; }

    /// <summary>How common values are.</summary>
    public Frequencies Frequencies { get; }

    private ModelFile Content => new(Format, null, Records, Prior, Weights, Frequencies);

    /// <summary>Writes it as JSON.</summary>
    public byte[] Write() => [.. JsonSerializer.SerializeToUtf8Bytes(Content with { Id = Id }, Json), (byte)'\n'];

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">It is not a model of this version, or it was changed by hand.</exception>
    public static LinkageModel Read(ReadOnlySpan<byte> json)
    {
        ModelFile file;
        try
        {
            file = JsonSerializer.Deserialize<ModelFile>(json, Json) ?? throw new FormatException("This is not a linkage model.");
        }
        catch (JsonException e)
        {
            throw new FormatException("This is not a linkage model; make one with: persons train.", e);
        }

        if (file.Format != Format)
            throw new FormatException($"This linkage model has form {file.Format.ToString(CultureInfo.InvariantCulture)}, and this program uses {Format.ToString(CultureInfo.InvariantCulture)}; make a new one with: persons train.");
        var expected = Enum.GetValues<Comparison>().SelectMany(c => Levels.Of(c).Skip(1)).Select(l => (l.Comparison, l.Name));
        if (file.Levels is null || file.Frequencies is null || !file.Levels.Select(l => (l.Comparison, l.Level)).SequenceEqual(expected)
            || file.Frequencies.First.Count != 26 || file.Frequencies.Surname.Count != 26
            || file.Levels.Any(l => l.Same is not (> 0 and <= 1) || l.Different is not (> 0 and <= 1)) || file.Prior is not (> 0 and < 1))
        {
            throw new FormatException("This linkage model is not complete; make a new one with: persons train.");
        }

        var model = new LinkageModel(file.Records, file.Prior, file.Levels, file.Frequencies);
        return file.Id == model.Id ? model : throw new FormatException("This linkage model was changed after it was made; make a new one with: persons train.");
    }

    /// <summary>The probability that a total of bits stands for.</summary>
    public static double Probability(double bits) => 1 / (1 + Math.Pow(2, -bits));

    private sealed record ModelFile(
        int Format, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Id, long Records, double Prior,
        IReadOnlyList<LevelWeight> Levels, Frequencies Frequencies);
}
