using System.Buffers;
using System.Text;

namespace Ndtms.Core.Intake;

/// <summary>The text of a file as clean UTF-8 (Definitions/data-set.md, The file, encoding): UTF-16 decoded, single bytes that are no UTF-8 read
/// as Windows-1252, byte order marks, zero-width characters and soft hyphens dropped, no-break spaces made spaces, and one Ctrl-Z dropped
/// where it is the very last character.</summary>
internal sealed class CleanText : ForwardStream
{
    private const int BlockSize = 1 << 16;
    private const byte CtrlZ = 0x1A;

    private static readonly Rune[] Windows1252 =
        [.. CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString([.. Enumerable.Range(0x80, 0x80).Select(b => (byte)b)]).Select(c => new Rune(c))];

    private readonly Stream _bytes;
    private readonly byte[] _in = ArrayPool<byte>.Shared.Rent(BlockSize);
    private readonly byte[] _out = ArrayPool<byte>.Shared.Rent((3 * BlockSize) + 1);
    private int _kept;
    private int _outStart;
    private int _outEnd;
    private bool _ended;
    private bool _ctrlZHeldBack;

    /// <param name="bytes">The bytes; disposed with this.</param>
    /// <param name="utf16">The encoding where they are UTF-16, else null.</param>
    public CleanText(Stream bytes, Encoding? utf16) => _bytes = utf16 is null
        ? bytes
        : Encoding.CreateTranscodingStream(bytes, utf16, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    /// <summary>The encoding that a byte order mark of UTF-16 names at the start of a file; null: there is none.</summary>
    public static Encoding? Utf16Of(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xFE, ..] => Encoding.Unicode,
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
        _ => null,
    };

    public override int Read(Span<byte> buffer)
    {
        while (_outStart == _outEnd && !_ended)
            Fill();
        var count = Math.Min(buffer.Length, _outEnd - _outStart);
        _out.AsSpan(_outStart, count).CopyTo(buffer);
        _outStart += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _bytes.Dispose();
            ArrayPool<byte>.Shared.Return(_in, clearArray: true);
            ArrayPool<byte>.Shared.Return(_out, clearArray: true);
        }

        base.Dispose(disposing);
    }

    private void Fill()
    {
        var read = _bytes.Read(_in.AsSpan(_kept, BlockSize - _kept));
        _ended = read == 0;
        _outStart = _outEnd = 0;
        Clean(_in.AsSpan(0, _kept + read));
    }

    private void Clean(ReadOnlySpan<byte> bytes)
    {
        _kept = 0;
        while (!bytes.IsEmpty)
        {
            var plain = bytes.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
            if (plain != 0)
            {
                var ascii = plain < 0 ? bytes : bytes[..plain];
                Put(ascii);
                bytes = bytes[ascii.Length..];
                continue;
            }

            switch (Rune.DecodeFromUtf8(bytes, out var rune, out var length))
            {
                case OperationStatus.Done:
                    break;
                case OperationStatus.NeedMoreData when !_ended:
                    bytes.CopyTo(_in);
                    _kept = bytes.Length;
                    return;
                default:
                    length = 1;
                    rune = Windows1252[bytes[0] - 0x80];
                    break;
            }

            bytes = bytes[length..];
            if (InvisibleCharacters.IsSpace(rune.Value))
                Put(" "u8);
            else if (!InvisibleCharacters.IsDropped(rune.Value))
                Put(rune);
        }
    }

    private void Put(Rune rune)
    {
        Span<byte> utf8 = stackalloc byte[4];
        Put(utf8[..rune.EncodeToUtf8(utf8)]);
    }

    /// <summary>Writes a part of the text, and holds back a Ctrl-Z at its end until it is known that something follows.</summary>
    private void Put(ReadOnlySpan<byte> utf8)
    {
        if (_ctrlZHeldBack)
            _out[_outEnd++] = CtrlZ;
        _ctrlZHeldBack = utf8[^1] == CtrlZ;
        if (_ctrlZHeldBack)
            utf8 = utf8[..^1];
        utf8.CopyTo(_out.AsSpan(_outEnd));
        _outEnd += utf8.Length;
    }
}
