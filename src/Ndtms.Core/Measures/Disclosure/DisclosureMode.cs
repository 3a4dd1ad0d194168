

namespace Ndtms.Core.Measures;

/// <summary>How small numbers are shown in an output (Definitions/measures.md, Publication).</summary>
public enum DisclosureMode
{
    /// <summary>Every number is shown: for owners and analysts.</summary>
    None,

    /// <summary>Counts of 1 to 4, and what would give them away, are shown as <c>*</c>.</summary>
    Suppress,

    /// <summary>Counts are rounded to the nearest 5, and rates are those of rounded counts.</summary>
    RoundToFive,
}

/// <summary>The words for modes in calls and on workbooks.</summary>
public static class DisclosureModes
{
    private static readonly string[] Names = ["none", "suppress", "round-5"];

    public static string Name(this DisclosureMode mode) => Names[(int)mode];

    /// <summary>Reads the name of a mode; false where there is no such mode.</summary>
    public static bool TryParse(string name, out DisclosureMode mode)
    {
        var at = Array.IndexOf(Names, name);
        mode = (DisclosureMode)Math.Max(at, 0);
        return at >= 0;
    }
}
