using System.Globalization;

namespace Ndtms.Core.Validation;

/// <summary>Numbers and lists as messages show them.</summary>
internal static class InMessage
{
    private const int Named = 3;

    /// <summary>A number.</summary>
    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number, or nothing for none: a part of a message that has no value is left out.</summary>
    public static string NumberIfAny(int number) => number == 0 ? "" : Number(number);

    /// <summary>A list: three items are named, the others counted (Definitions/rules.md, Nothing is listed without end).</summary>
    /// <param name="items">The items, in their order.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="separator">What stands between them.</param>
    public static string List(IEnumerable<string> items, int count, string separator = ", ")
    {
        var named = string.Join(separator, items.Take(Named));
        return count <= Named
            ? named
            : string.Create(CultureInfo.InvariantCulture, $"{named} and {count - Named:#,0} {(count - Named == 1 ? "other" : "others")}");
    }
}
