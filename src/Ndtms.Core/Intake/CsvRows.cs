using System.Text;
using CsvHelper;
using Ndtms.Core.DataSets;

namespace Ndtms.Core.Intake;

/// <summary>The rows of a CSV file, one at a time: memory does not grow with the file.</summary>
public sealed class CsvRows : IDisposable
{
    /// <summary>The columns that this program adds to a file it sends back (Definitions/data-set.md, The file, header).</summary>
    public static readonly IReadOnlySet<string> OurColumns = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "ERRORS", "SEVERITY" };

    /// <summary>A longer record can only be a quotation mark that is never closed: reading stops there.</summary>
    public const int LongestRecord = 16 << 20;

    private readonly CsvReader _reader;
    private bool _headerRead;
    private bool[] _ours = [];

    /// <param name="text">UTF-8 without byte order mark; disposed with this.</param>
    /// <param name="separator">What stands between values.</param>
    internal CsvRows(Stream text, byte separator)
    {
        Separator = separator;
        _reader = CsvReader.Create(text, new CsvReaderOptions
        {
            Separator = (char)separator,
            TrackLineNumbers = true,
            IncludeValuesInExceptions = false,
            MaxRecordSize = LongestRecord,
            HasHeader = false,
            BufferSize = 1 << 17,
        });
    }

    /// <summary>What stands between values, in ASCII.</summary>
    public byte Separator { get; }

    /// <summary>The header's names, trimmed; empty where the file has no row at all.</summary>
    public IReadOnlyList<string> Header { get; private set; } = [];

    /// <summary>The physical line of the header.</summary>
    public int HeaderLine { get; private set; }

    /// <summary>The physical line on which the current row starts, the first line of the file being 1.</summary>
    public int Line { get; private set; }

    /// <summary>How many values the current row has.</summary>
    public int Count { get; private set; }

    /// <summary>The last row read was one of blanks alone, which is passed over.</summary>
    public bool EndedOnBlanks { get; private set; }

    /// <summary>The reading ended within a record that never ends, which began on this line; 0: it did not.</summary>
    public int EndlessLine { get; private set; }

    /// <summary>A value of the current row, unquoted and untrimmed, as UTF-8; empty past the row's end. Valid until the next row.</summary>
    public ReadOnlySpan<byte> this[int column] => _reader.GetSpan(column);

    /// <summary>The current row as it stands in the file (as UTF-8), without its line break.</summary>
    public ReadOnlySpan<byte> Raw => _reader.RawRecord;

    /// <summary>Whether a column of the header is one that this program adds to a file it sends back: it holds nothing of the
    /// provider's.</summary>
    public bool IsOurs(int column) => column < _ours.Length && _ours[column];

    /// <summary>Where the header has a name, in any case, counted from 0; -1: nowhere.</summary>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Header.Count; i++)
        {
            if (Header[i].Equals(name, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return -1;
    }

    /// <summary>Reads the header if that was not done; false where there is none. A first line <c>sep=;</c>, by which a spreadsheet tells
    /// itself the separator, is passed over.</summary>
    public bool ReadHeader()
    {
        if (_headerRead)
            return Header.Count > 0;
        _headerRead = true;
        if (!Next() || (IsSeparatorLine(Raw) && !Next()))
            return false;
        HeaderLine = Line;
        var names = new string[Count];
        for (var i = 0; i < names.Length; i++)
            names[i] = CsvText.Unguarded(Encoding.UTF8.GetString(this[i]).Trim());
        Header = names;
        _ours = [.. names.Select(n => OurColumns.Contains(n))];
        return true;
    }

    /// <summary>Goes to the next row that holds a value; reads the header first where that was not done.</summary>
    public bool Read() => ReadHeader() && Next();

    public void Dispose() => _reader.Dispose();

    private bool Next()
    {
        try
        {
            do
            {
                if (!_reader.Read())
                    return false;
                Line = checked((int)_reader.LineNumber);
                Count = _reader.FieldCount;
                EndedOnBlanks = HoldsBlanksOnly();
            }
            while (EndedOnBlanks);
            return true;
        }
        catch (CsvFormatException e)
        {
            EndlessLine = e.LineNumber > 0 ? checked((int)e.LineNumber) : Line + 1;
            return false;
        }
    }

    private bool HoldsBlanksOnly()
    {
        for (var i = 0; i < Count; i++)
        {
            if (!IsOurs(i) && !CellReader.IsBlank(this[i]))
                return false;
        }

        return true;
    }

    private static bool IsSeparatorLine(ReadOnlySpan<byte> raw)
    {
        var text = Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, 64)]).Trim().Trim('"');
        return raw.Length < 64 && text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && text[4..].TrimEnd(',', ';', '\t', ' ', '"').Length <= 1;
    }
}
