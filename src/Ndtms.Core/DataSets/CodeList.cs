using System.Collections.Frozen;

namespace Ndtms.Core.DataSets;

/// <summary>One code of a code list.</summary>
/// <param name="Value">The code as the list writes it, upper case.</param>
/// <param name="Label">What it means.</param>
/// <param name="Group">What reports use; empty where the list has no groups.</param>
/// <param name="ValidFrom">First day on which the code is valid; null: always.</param>
/// <param name="ValidTo">Last day on which the code is valid; null: still.</param>
/// <param name="Columns">Every column of the list's row, by name.</param>
public sealed record Code(
    string Value, string Label, string Group, DateOnly? ValidFrom, DateOnly? ValidTo, IReadOnlyDictionary<string, string> Columns)
{
    /// <summary>What reports call it: the group, else the code.</summary>
    public string Category => Group.Length > 0 ? Group : Value;

    /// <summary>Whether the code may be used on that day.</summary>
    public bool ValidOn(DateOnly day) => (ValidFrom is not { } from || day >= from) && (ValidTo is not { } to || day <= to);
}

/// <summary>A list of codes, in the order of its file (<c>code-lists/NAME.csv</c>).</summary>
public sealed class CodeList
{
    private readonly FrozenDictionary<string, int> _index;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public CodeList(string name, IReadOnlyList<Code> codes)
    {
        Name = name;
        Codes = codes;
        _index = codes.Select((c, i) => (Key: Normal(c.Value), i)).DistinctBy(p => p.Key)
            .ToFrozenDictionary(p => p.Key, p => p.i, StringComparer.Ordinal);
        _lookup = _index.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public string Name { get; }

    public IReadOnlyList<Code> Codes { get; }

    /// <summary>The place in <see cref="Codes"/> of a code already trimmed and upper-cased, or -1. Leading zeros of numeric codes are
    /// ignored.</summary>
    public int IndexOf(ReadOnlySpan<char> code) => _lookup.TryGetValue(WithoutZeros(code), out var i) ? i : -1;

    /// <summary>The code, or null where the list does not have it (or nothing was given).</summary>
    public Code? Find(string? code) => code is not null && IndexOf(code) is >= 0 and var i ? Codes[i] : null;

    internal static string Normal(string code) => WithoutZeros(code.Trim().ToUpperInvariant()).ToString();

    private static ReadOnlySpan<char> WithoutZeros(ReadOnlySpan<char> code)
    {
        if (code.Length < 2 || code[0] != '0' || code.ContainsAnyExceptInRange('0', '9'))
            return code;
        var digits = code.TrimStart('0');
        return digits.IsEmpty ? "0" : digits;
    }
}
