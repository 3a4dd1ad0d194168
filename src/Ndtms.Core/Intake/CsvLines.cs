namespace Ndtms.Core.Intake;

/// <summary>Writes CSV rows on given physical lines, with commas and LF.</summary>
/// <param name="output">Where to; left open.</param>
internal sealed class CsvLines(Stream output) : IDisposable
{
    private readonly BufferedStream _output = new(output, 1 << 16);
    private int _line = 1;
    private bool _first = true;

    /// <summary>Writes blank lines up to a line.</summary>
    public void GoTo(int line)
    {
        for (; _line < line; _line++)
            _output.WriteByte((byte)'\n');
    }

    /// <summary>Writes the next value of a row.</summary>
    public void Value(ReadOnlySpan<byte> utf8)
    {
        if (!_first)
            _output.WriteByte((byte)',');
        _first = false;
        if (utf8.IndexOfAny(",\"\r\n"u8) < 0)
        {
            _output.Write(utf8);
            return;
        }

        _output.WriteByte((byte)'"');
        for (var i = 0; i < utf8.Length; i++)
        {
            if (utf8[i] == '"')
                _output.WriteByte((byte)'"');
            _output.WriteByte(utf8[i]);
            if (utf8[i] == '\n' || (utf8[i] == '\r' && (i + 1 == utf8.Length || utf8[i + 1] != '\n')))
                _line++;
        }

        _output.WriteByte((byte)'"');
    }

    public void EndRow()
    {
        _output.WriteByte((byte)'\n');
        _line++;
        _first = true;
    }

    public void Dispose() => _output.Flush();
}
