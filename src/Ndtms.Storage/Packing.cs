using System.Buffers.Binary;
using System.IO.Compression;

namespace Ndtms.Storage;

/// <summary>Compresses bytes quickly, so that less has to be encrypted, written and overwritten.</summary>
internal static class Packing
{
    /// <summary>The length of the bytes, and the bytes compressed.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> plain)
    {
        using var packed = new MemoryStream(plain.Length / 4);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, plain.Length);
        packed.Write(length);
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(plain);
        return packed.ToArray();
    }

    /// <summary>The bytes that were packed.</summary>
    public static byte[] Unpack(byte[] packed)
    {
        var plain = new byte[BinaryPrimitives.ReadInt32LittleEndian(packed)];
        using var deflate = new DeflateStream(new MemoryStream(packed, sizeof(int), packed.Length - sizeof(int), writable: false), CompressionMode.Decompress);
        deflate.ReadExactly(plain);
        return plain;
    }
}
