using System.Security.Cryptography;

namespace Ndtms.Portal.Pages.Submissions;

/// <summary>Client references that were searched for, in memory alone: an address holds a random id for them, of one account, for an hour.</summary>
/// <param name="time">The clock.</param>
public sealed class ClientFilters(TimeProvider time)
{
    private const int Most = 10_000;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly Dictionary<string, (string Account, string Reference, DateTimeOffset At)> _kept = [];
    private readonly Lock _lock = new();

    /// <summary>Keeps a reference.</summary>
    /// <returns>The id that stands for it.</returns>
    public string Keep(string account, string reference)
    {
        var id = RandomNumberGenerator.GetHexString(16, lowercase: true);
        lock (_lock)
        {
            var before = time.GetUtcNow() - Kept;
            foreach (var old in _kept.Where(k => k.Value.At < before).Select(k => k.Key).ToList())
                _kept.Remove(old);
            if (_kept.Count >= Most)
                _kept.Clear();
            _kept[id] = (account, reference, time.GetUtcNow());
        }

        return id;
    }

    /// <summary>The reference of an id, for the account that searched for it; null: none.</summary>
    public string? Find(string account, string id)
    {
        lock (_lock)
            return _kept.TryGetValue(id, out var kept) && kept.Account == account && kept.At >= time.GetUtcNow() - Kept ? kept.Reference : null;
    }
}
