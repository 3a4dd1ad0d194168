using Ndtms.Core.DataSets;

namespace Ndtms.Core.Intake;

/// <summary>Whether the rows of a file can be read: they have as many values as the header, or lack or exceed it by blanks, and none runs
/// over its neighbours by a stray quotation mark (Definitions/data-set.md, The file, short and long rows; rule ROW-01).</summary>
public sealed class RowShape : IDisposable
{
    private readonly Field?[] _fields;
    private readonly int _own;
    private readonly CellReader _reader = new(new TextPool());

    /// <param name="dataSet">The data set of the file.</param>
    /// <param name="header">Its header.</param>
    public RowShape(DataSet dataSet, IReadOnlyList<string> header)
    {
        _fields = [.. header.Select(dataSet.Find)];
        _own = header.Count(name => !CsvRows.OurColumns.Contains(name));
    }

    /// <summary>Whether a row can be read.</summary>
    /// <param name="rows">Positioned on it.</param>
    /// <param name="quote">The quoted value that runs over a line break; default: there is none.</param>
    public bool CanRead(CsvRows rows, out RunOnQuote quote)
    {
        quote = rows.Raw.ContainsAny((byte)'\n', (byte)'\r') ? RunOnQuote.In(rows.Raw, rows.Separator) : default;
        return !quote.Endless && quote.Separators < _own - 1 && (rows.Count == _fields.Length || CanFillUp(rows));
    }

    public void Dispose() => _reader.Dispose();

    private bool CanFillUp(CsvRows rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (i >= _fields.Length)
            {
                if (!CellReader.IsBlank(rows[i]))
                    return false;
            }
            else if (_fields[i] is { } field)
            {
                var traits = CellTraits.None;
                if (_reader.Read(field, rows[i], out _, ref traits) == Cell.Malformed)
                    return false;
            }
        }

        return true;
    }
}

/// <summary>A quoted value that runs over a line break: of several the one that holds the most separators, the first of equals.</summary>
/// <param name="Opened">The line on which it opens, counted from the row's first.</param>
/// <param name="Closed">The line on which it closes.</param>
/// <param name="Separators">How many separators it holds.</param>
/// <param name="Endless">It is never closed.</param>
public readonly record struct RunOnQuote(int Opened, int Closed, int Separators, bool Endless)
{
    /// <summary>Finds it in a row as it stands in the file. As the reader has it, a quotation mark opens only at the start of a value.</summary>
    public static RunOnQuote In(ReadOnlySpan<byte> raw, byte separator)
    {
        var open = Walk(raw, separator, out var longest, out var line);
        return open is { } last && line > last.Opened ? new RunOnQuote(last.Opened, line, last.Separators, true) : longest;
    }

    /// <summary>Whether a quotation mark is still open at the end of a row.</summary>
    public static bool IsOpenAtEnd(ReadOnlySpan<byte> raw, byte separator) => Walk(raw, separator, out _, out _) is not null;

    private static (int Opened, int Separators)? Walk(ReadOnlySpan<byte> raw, byte separator, out RunOnQuote longest, out int line)
    {
        longest = default;
        line = 0;
        int opened = 0, separators = 0;
        bool inQuotes = false, atStart = true;
        for (var i = 0; i < raw.Length; i++)
        {
            var next = i + 1 < raw.Length ? raw[i + 1] : default;
            if (raw[i] == '"' && inQuotes && next == '"')
            {
                i++;
            }
            else if (raw[i] == '"' && inQuotes)
            {
                if (line > opened && (longest.Closed == 0 || separators > longest.Separators))
                    longest = new RunOnQuote(opened, line, separators, false);
                inQuotes = false;
            }
            else if (raw[i] == '"' && atStart)
            {
                inQuotes = true;
                opened = line;
                separators = 0;
            }
            else if (raw[i] == separator)
            {
                separators++;
            }
            else if (raw[i] == '\n' || (raw[i] == '\r' && next != '\n'))
            {
                line++;
            }

            atStart = raw[i] == separator && !inQuotes;
        }

        return inQuotes ? (opened, separators) : null;
    }
}
