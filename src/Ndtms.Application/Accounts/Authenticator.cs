using System.Globalization;
using System.Security.Cryptography;

namespace Ndtms.Application.Accounts;

/// <summary>Codes of authenticator apps (RFC 6238: HMAC-SHA-1, 30 seconds, 6 digits). One step either side is taken for clocks that are off; a code
/// works once.</summary>
public static class Authenticator
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>Seconds of a step.</summary>
    public const int StepSeconds = 30;

    /// <summary>A new key of 160 bits, in base 32.</summary>
    public static string NewKey()
    {
        var bytes = RandomNumberGenerator.GetBytes(32);
        return string.Concat(bytes.Select(b => Alphabet[b & 31]));
    }

    /// <summary>The step whose code it is, among the one of a moment and those on either side; null: none.</summary>
    public static long? StepOf(string key, string code, DateTimeOffset now)
    {
        var current = Step(now);
        long? found = null;
        // All are compared, so that the time says nothing.
        for (var step = current - 1; step <= current + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(CodeOf(key, step)), System.Text.Encoding.ASCII.GetBytes(code)))
                found = step;
        }

        return found;
    }

    /// <summary>The code of a moment.</summary>
    public static string CodeAt(string key, DateTimeOffset now) => CodeOf(key, Step(now));

    /// <summary>What a picture of a key holds for apps that scan it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="account">What the app calls the account.</param>
    public static string UriOf(string key, string account) =>
        $"otpauth://totp/{Uri.EscapeDataString("Drug treatment statistics")}:{Uri.EscapeDataString(account)}?secret={key}&issuer={Uri.EscapeDataString("Drug treatment statistics")}&digits=6";

    /// <summary>A key in groups of four, to type.</summary>
    public static string InGroups(string key) => string.Join(' ', key.Chunk(4).Select(c => new string(c)));

    private static long Step(DateTimeOffset now) => now.ToUnixTimeSeconds() / StepSeconds;

    private static string CodeOf(string key, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // Authenticator apps know no other hash; it is keyed, and of a counter.
        var hash = HMACSHA1.HashData(BytesOf(key), counter);
#pragma warning restore CA5350
        var offset = hash[^1] & 15;
        var number = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(offset)) & int.MaxValue;
        return (number % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }

    private static byte[] BytesOf(string key)
    {
        var bytes = new byte[key.Length * 5 / 8];
        var (bits, count, at) = (0, 0, 0);
        foreach (var c in key)
        {
            (bits, count) = ((bits << 5) | Alphabet.IndexOf(c, StringComparison.Ordinal), count + 5);
            if (count < 8)
                continue;
            count -= 8;
            bytes[at++] = (byte)(bits >> count);
            bits &= (1 << count) - 1;
        }

        return bytes;
    }
}
