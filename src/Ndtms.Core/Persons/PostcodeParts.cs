namespace Ndtms.Core.Persons;

/// <summary>The parts of a postcode that are compared.</summary>
/// <param name="Outward">The outward code, such as NE1; null: blank.</param>
/// <param name="Sector">The outward code and the next digit, such as NE1 4; null: not known.</param>
public readonly record struct PostcodeParts(string? Outward, string? Sector)
{
    /// <summary>Takes a postcode apart: NE1 4AB, NE14AB and NE1 4 have a sector, NE1 and any other code of an area have none.</summary>
    public static PostcodeParts Of(string? text)
    {
        var code = text?.Trim().ToUpperInvariant();
        if (string.IsNullOrEmpty(code))
            return default;
        var space = code.IndexOf(' ', StringComparison.Ordinal);
        var outward = space > 0 ? code[..space] : IsFull(code) ? code[..^3] : code;
        var inward = code[outward.Length..].TrimStart();
        return new PostcodeParts(outward, inward.Length > 0 && char.IsAsciiDigit(inward[0]) ? $"{outward} {inward[0]}" : null);
    }

    private static bool IsFull(string code) =>
        code.Length is >= 5 and <= 7 && char.IsAsciiLetter(code[0]) && char.IsAsciiDigit(code[^3]) && char.IsAsciiLetter(code[^2]) && char.IsAsciiLetter(code[^1]);
}
