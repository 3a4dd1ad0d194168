using System.Globalization;

namespace Ndtms.Core.Validation;

/// <summary>Lists within a message: three are named, the others counted (Definitions/rules.md, Nothing is listed without end).</summary>
internal static class Several
{
    private const int Named = 3;

    /// <summary>The list.</summary>
    /// <param name="items">The items, in their order.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="separator">What stands between them.</param>
    public static string Of(IEnumerable<string> items, int count, string separator = ", ")
    {
        var named = string.Join(separator, items.Take(Named));
        return count <= Named
            ? named
            : string.Create(CultureInfo.InvariantCulture, $"{named} and {count - Named:#,0} {(count - Named == 1 ? "other" : "others")}");
    }
}
