namespace Ndtms.Core.Records;

/// <summary>How the clients of a file are divided into parts, so that one part after the other can be held in memory: by a hash of the CLIENTID,
/// but those who count as one person can be put together. The same file is always divided in the same way.</summary>
internal sealed class Division
{
    private readonly Dictionary<ulong, int>? _together;

    /// <param name="parts">How many parts.</param>
    /// <param name="together">The part of those clients whose hash does not say it, by <see cref="HashOf"/>.</param>
    public Division(int parts, Dictionary<ulong, int>? together = null)
    {
        Parts = parts;
        _together = together;
    }

    /// <summary>How many parts there are.</summary>
    public int Parts { get; }

    /// <summary>The part of a client, from 0; rows without a CLIENTID are in the first.</summary>
    public int PartOf(ReadOnlySpan<char> clientId)
    {
        if (Parts == 1 || clientId.IsEmpty)
            return 0;
        var hash = HashOf(clientId);
        return _together is not null && _together.TryGetValue(hash, out var part) ? part : PartOf(hash);
    }

    /// <summary>A hash of a CLIENTID. Two clients of one hash are at worst in the same part.</summary>
    public static ulong HashOf(ReadOnlySpan<char> clientId)
    {
        // FNV-1a; the last steps spread ids that differ in their last digits alone.
        var hash = 14695981039346656037;
        foreach (var character in clientId)
            hash = (hash ^ character) * 1099511628211;
        hash = (hash ^ (hash >> 32)) * 0x9E3779B97F4A7C15;
        return hash ^ (hash >> 29);
    }

    /// <summary>The part that a hash says.</summary>
    public int PartOf(ulong hash) => (int)(((hash >> 32) * (ulong)Parts) >> 32);
}
