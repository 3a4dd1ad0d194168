using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Ndtms.Storage;

/// <summary>One running program among those that work on a database. What it claims is its own until its lease runs out; while it works it
/// renews the lease, so that a lease that has run out says that the node has ended. Steps are guarded by the claim, so a node that was
/// only slow loses its work, and never does it a second time.</summary>
/// <remarks>The clocks of nodes that share a database must not be a minute apart.</remarks>
public sealed class Node
{
    /// <summary>How long a claim lasts that is not renewed.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(30);

    /// <summary>Worked out once: each time that the system is asked, the start differs a little.</summary>
    private static readonly Lazy<string> NameOfThis = new(() =>
    {
        using var process = Process.GetCurrentProcess();
        return string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{process.Id}:{process.StartTime.ToUniversalTime().Ticks}");
    });

    /// <summary>What nodes of this process do at present: a name can stand for several of them.</summary>
    private static readonly ConcurrentDictionary<(string Node, string Work), bool> Kept = new();

    private readonly TimeProvider _time;

    /// <param name="name">Its name: another for each running program.</param>
    /// <param name="time">Its clock.</param>
    public Node(string name, TimeProvider time)
    {
        Name = name;
        _time = time;
    }

    /// <summary>The program that asks, by machine, process and the process's start: the number alone is used again.</summary>
    public static Node This(TimeProvider time) => new(NameOfThis.Value, time);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Now, by its clock.</summary>
    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Until when what it claims now is its own.</summary>
    internal DateTimeOffset LeaseUntil => Now + Lease;

    /// <summary>Whether a claim is free to be taken over.</summary>
    /// <param name="work">What is claimed.</param>
    /// <param name="claimedBy">The node that claimed it.</param>
    /// <param name="leaseUntil">Until when it is its own.</param>
    /// <param name="oneMachine">Every node works on this machine, on a database with one writer: whether a process of it has ended is known at
    /// once, and one that lives may only be waiting to renew its lease, for as long as another's load takes.</param>
    internal bool IsFree(string work, string? claimedBy, DateTimeOffset? leaseUntil, bool oneMachine)
    {
        if (claimedBy is null || leaseUntil is null)
            return true;
        // What this node claimed but has stopped doing, it could not give back.
        if (claimedBy == Name)
            return leaseUntil < Now && !Kept.ContainsKey((Name, work));
        return oneMachine && HasEnded(claimedBy) is { } ended ? ended : leaseUntil < Now;
    }

    /// <summary>Renews a lease while something is done.</summary>
    /// <param name="work">What is done.</param>
    /// <param name="renew">Writes the new end of the lease, where the claim is still this node's.</param>
    /// <returns>To be disposed when it is done.</returns>
    internal IDisposable KeepLease(string work, Action renew)
    {
        var renewing = 0;
        Kept[(Name, work)] = true;
        return new Keeping((Name, work), _time.CreateTimer(_ =>
        {
            if (Interlocked.Exchange(ref renewing, 1) == 1)
                return;
            try
            {
                renew();
            }
            catch (StorageException)
            {
                // Tried again at the next beat; where the lease runs out meanwhile, the guarded step at the end says so.
            }
            finally
            {
                Volatile.Write(ref renewing, 0);
            }
        }, null, RenewEvery, RenewEvery));
    }

    /// <summary>Whether the process of this machine that bears a name has ended; null: it is not known, as with other machines'.</summary>
    private static bool? HasEnded(string name)
    {
        if (name.Split(':') is not [var machine, var number, var start] || machine != Environment.MachineName
            || !int.TryParse(number, CultureInfo.InvariantCulture, out var id) || !long.TryParse(start, CultureInfo.InvariantCulture, out var ticks))
        {
            return null;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            // Each process works out when another started from its own clock, so the two may differ a little.
            return (process.StartTime.ToUniversalTime() - new DateTime(ticks, DateTimeKind.Utc)).Duration() > TimeSpan.FromSeconds(10);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return true;
        }
        catch (Win32Exception)
        {
            // It belongs to another user, or is just ending.
            return null;
        }
    }

    private sealed class Keeping((string, string) key, ITimer timer) : IDisposable
    {
        public void Dispose()
        {
            timer.Dispose();
            Kept.TryRemove(key, out _);
        }
    }
}
