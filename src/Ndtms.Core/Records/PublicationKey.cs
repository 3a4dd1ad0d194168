using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ndtms.Core.DataSets;

namespace Ndtms.Core.Records;

/// <summary>The key from which published numbers are drawn (Definitions/measures.md, Publication): it turns the units that are counted into
/// hashes, and the set of them that a number counts into the rounded number. No database id enters, and no set is ever written down: sets
/// are hashed by the sum of their units' hashes, modulo 2^64, together with the count.</summary>
public sealed class PublicationKey
{
    /// <summary>How many bytes a key has.</summary>
    public const int Length = 32;

    /// <summary>Counts are rounded to multiples of this.</summary>
    public const int Base = 5;

    /// <summary>Of so many draws one goes to each of the tails.</summary>
    private const int Tail = 50;

    /// <summary>Up to so many characters no memory is taken for what is hashed.</summary>
    private const int UsualLength = 250;

    [ThreadStatic]
    private static (PublicationKey? Of, IncrementalHash? Hash) _ready;

    private readonly byte[] _key;

    /// <param name="key">Its bytes.</param>
    /// <exception cref="ArgumentException">There are not <see cref="Length"/> of them.</exception>
    public PublicationKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != Length)
            throw new ArgumentException($"A publication key has {Length} bytes.", nameof(key));
        _key = key.ToArray();
        Fingerprint = Convert.ToHexStringLower(HMACSHA256.HashData(_key, "fingerprint"u8))[..12];
    }

    /// <summary>By which numbers drawn from this key are told from others'; it says nothing about the key.</summary>
    public string Fingerprint { get; }

    /// <summary>The hash of an agency.</summary>
    public ulong Agency(string code) => Hash("agency", code);

    /// <summary>The hash of a client.</summary>
    public ulong Client(string agency, string clientId) => Hash("client", agency, clientId);

    /// <summary>The hash of an episode.</summary>
    public ulong Episode(string agency, string clientId, string episodeId) => Hash("episode", agency, clientId, episodeId);

    /// <summary>The hash of a child of an episode.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="agency">AGNCY.</param>
    /// <param name="clientId">CLIENTID.</param>
    /// <param name="episodeId">EPISODID.</param>
    /// <param name="id">The child's own id.</param>
    public ulong Child(EntityKind kind, string agency, string clientId, string episodeId, string id) =>
        Hash(kind.Name(), agency, clientId, episodeId, id);

    /// <summary>The hash of a person, by the four attributors.</summary>
    public ulong Person(char firstInitial, char surnameInitial, DateOnly dateOfBirth, string sex) => Hash(
        "person", firstInitial.ToString(), surnameInitial.ToString(), dateOfBirth.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), sex);

    /// <summary>The number that is published for a count: unbiased, within 9 of it, and always the same for the same units.</summary>
    /// <param name="keys">The sum of the hashes of the units counted.</param>
    /// <param name="count">How many they are.</param>
    public long Draw(ulong keys, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var over = (int)(count % Base);
        if (over == 0)
            return count;
        Span<byte> set = stackalloc byte[21];
        "draw\0"u8.CopyTo(set);
        BinaryPrimitives.WriteUInt64LittleEndian(set[5..], keys);
        BinaryPrimitives.WriteInt64LittleEndian(set[13..], count);
        var draw = (int)(First(set) % Tail);
        var lower = count - over;
        var up = over * (Tail / Base);
        // One draw of 50 to each tail; what is left over is such that the mean is the count.
        if (lower == 0)
            return draw == 0 ? 2 * Base : draw < up - 1 ? Base : 0;
        return draw == 0 ? lower - Base : draw == 1 ? lower + (2 * Base) : draw <= up ? lower + Base : lower;
    }

    private ulong Hash(string kind, string first, string? second = null, string? third = null, string? fourth = null)
    {
        var longest = kind.Length + first.Length + (second?.Length ?? 0) + (third?.Length ?? 0) + (fourth?.Length ?? 0) + 4;
        Span<byte> text = longest <= UsualLength ? stackalloc byte[UsualLength * 3] : new byte[longest * 3];
        var length = Encoding.UTF8.GetBytes(kind, text);
        foreach (var part in (ReadOnlySpan<string?>)[first, second, third, fourth])
        {
            if (part is null)
                break;
            text[length++] = 0;
            length += Encoding.UTF8.GetBytes(part, text[length..]);
        }

        return First(text[..length]);
    }

    private ulong First(ReadOnlySpan<byte> text)
    {
        // Made ready with the key once a thread, which costs more than what is hashed.
        if (_ready.Of != this)
        {
            _ready.Hash?.Dispose();
            _ready = (this, IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key));
        }

        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        _ready.Hash!.AppendData(text);
        _ready.Hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }
}
