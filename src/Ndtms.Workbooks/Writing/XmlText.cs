using System.Buffers;
using System.Globalization;
using System.Text;

namespace Ndtms.Workbooks.Writing;

/// <summary>Text as a part of a workbook may contain it.</summary>
internal static class XmlText
{
    /// <summary>The maximum number of characters in a cell.</summary>
    public const int MaxLength = 32_767;

    private static readonly SearchValues<char> Doubtful = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(c => c is not ('\t' or '\n')).Select(c => (char)c), '\uFFFE', '\uFFFF',
        .. Enumerable.Range(0xD800, 0x800).Select(c => (char)c)]);

    private static readonly SearchValues<char> Markup = SearchValues.Create("<>&\"");

    /// <summary>The text without characters that XML cannot hold, with line ends as LF, cut at the cell limit (then ending in an ellipsis).</summary>
    public static string Clean(string text)
    {
        if (text.Length <= MaxLength && text.AsSpan().IndexOfAny(Doubtful) < 0)
            return text;
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                clean.Append(c).Append(text[++i]);
            else if (c == '\r')
                clean.Append(i + 1 < text.Length && text[i + 1] == '\n' ? "" : "\n");
            else if (c >= ' ' && !char.IsSurrogate(c) && c < '\uFFFE' || c is '\t' or '\n')
                clean.Append(c);
        }

        if (clean.Length > MaxLength)
        {
            clean.Length = char.IsHighSurrogate(clean[MaxLength - 2]) ? MaxLength - 2 : MaxLength - 1;
            clean.Append('…');
        }

        return clean.ToString();
    }

    /// <summary>Clean text as a string of SpreadsheetML, in which <c>_x0041_</c> would be read as an escaped character.</summary>
    /// <remarks>
    /// Where the data says so literally, the first underscore is escaped itself (ECMA-376 part 1, 22.9.2.19). Charts and properties
    /// know no such escapes and take clean text.
    /// </remarks>
    public static string Literal(string text) => EscapeLiteralEscapes(Clean(text));

    /// <summary>Literal text with the characters escaped that mean something in XML: for element content and for attributes in double quotes.</summary>
    public static string Escape(string text)
    {
        var literal = Literal(text);
        return literal.AsSpan().IndexOfAny(Markup) < 0
            ? literal
            : literal.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
                .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);
    }

    private static string EscapeLiteralEscapes(string text)
    {
        var at = text.IndexOf("_x", StringComparison.Ordinal);
        if (at < 0)
            return text;
        var escaped = new StringBuilder(text.Length + 16);
        var copied = 0;
        for (; at >= 0; at = text.IndexOf("_x", at + 1, StringComparison.Ordinal))
        {
            if (at + 6 >= text.Length || text[at + 6] != '_'
                || !ushort.TryParse(text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _))
            {
                continue;
            }

            escaped.Append(text, copied, at - copied).Append("_x005F_");
            copied = at + 1;
        }

        return escaped.Append(text, copied, text.Length - copied).ToString();
    }
}

/// <summary>UTF-8 through a fixed buffer, so that a sheet of any length takes the same memory.</summary>
internal sealed class Utf8Output(Stream stream)
{
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _length;

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _buffer.Length)
        {
            Flush();
            if (bytes.Length > _buffer.Length)
            {
                stream.Write(bytes);
                return;
            }
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    public void Raw(string text)
    {
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            var take = Math.Min(rest.Length, 8_192);
            if (take < rest.Length && char.IsHighSurrogate(rest[take - 1]))
                take--;
            Room(take * 3);
            _length += Encoding.UTF8.GetBytes(rest[..take], _buffer.AsSpan(_length));
            rest = rest[take..];
        }
    }

    public void Number(int number)
    {
        Room(16);
        number.TryFormat(_buffer.AsSpan(_length), out var written, default, CultureInfo.InvariantCulture);
        _length += written;
    }

    public void Number(double number)
    {
        Room(32);
        number.TryFormat(_buffer.AsSpan(_length), out var written, "R", CultureInfo.InvariantCulture);
        _length += written;
    }

    /// <summary>Text from the data, cleaned and escaped.</summary>
    public void Text(string text) => Raw(XmlText.Escape(text));

    public void Flush()
    {
        stream.Write(_buffer.AsSpan(0, _length));
        _length = 0;
    }

    private void Room(int bytes)
    {
        if (_length + bytes > _buffer.Length)
            Flush();
    }
}
