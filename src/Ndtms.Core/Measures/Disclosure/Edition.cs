namespace Ndtms.Core.Measures;

/// <summary>Which numbers an output shows (Definitions/measures.md, Publication).</summary>
public enum Edition
{
    /// <summary>Every number is exact: for owners and analysts.</summary>
    Exact,

    /// <summary>The area's own numbers are exact, all others are those that are published: for agencies and partnerships.</summary>
    Own,

    /// <summary>Every number is rounded at random to a multiple of 5, and what is derived is derived from these.</summary>
    Public,
}

/// <summary>The words for editions in calls and on workbooks.</summary>
public static class Editions
{
    private static readonly string[] Names = ["none", "own", "public"];

    /// <summary>The words of all editions.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>Its word in calls: what is done against disclosure.</summary>
    public static string Name(this Edition edition) => Names[(int)edition];

    /// <summary>What the name of a file has after it: nothing for an exact one.</summary>
    public static string Suffix(this Edition edition) => edition == Edition.Exact ? "" : $"-{edition.Name()}";

    /// <summary>Reads the word for an edition; false where there is no such.</summary>
    public static bool TryParse(string name, out Edition edition)
    {
        var at = Array.IndexOf(Names, name);
        edition = (Edition)Math.Max(at, 0);
        return at >= 0;
    }
}
