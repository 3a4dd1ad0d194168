namespace Ndtms.Core.Measures;

/// <summary>Whether a figure should rise.</summary>
public enum Better
{
    /// <summary>A rise is neither better nor worse.</summary>
    Neither,
    More,
    Less,
}
