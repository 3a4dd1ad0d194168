using System.Text;
using CsvHelper;

namespace Ndtms.Core.Intake;

/// <summary>The rows of a CSV file, one at a time: memory does not grow with the file.</summary>
public sealed class CsvRows : IDisposable
{
    /// <summary>A longer record can only be a quotation mark that is never closed: reading stops there.</summary>
    public const int LongestRecord = 16 << 20;

    private readonly CsvReader _reader;
    private bool _headerRead;

    /// <param name="stream">The unpacked bytes; disposed with this.</param>
    /// <param name="encoding">Null: UTF-8, with or without BOM.</param>
    internal CsvRows(Stream stream, Encoding? encoding)
    {
        _reader = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = ',',
            TrackLineNumbers = true,
            IncludeValuesInExceptions = false,
            MaxRecordSize = LongestRecord,
            Encoding = encoding,
            HasHeader = false,
            BufferSize = 1 << 17,
        });
    }

    /// <summary>The header's names, trimmed; empty where the file has no row at all.</summary>
    public IReadOnlyList<string> Header { get; private set; } = [];

    /// <summary>The physical line of the header.</summary>
    public int HeaderLine { get; private set; }

    /// <summary>The physical line on which the current row starts, the first line of the file being 1.</summary>
    public int Line { get; private set; }

    /// <summary>How many values the current row has.</summary>
    public int Count { get; private set; }

    /// <summary>The reading ended within a record that never ends, which began on this line; 0: it did not.</summary>
    public int EndlessLine { get; private set; }

    /// <summary>A value of the current row, unquoted and untrimmed, as UTF-8; empty past the row's end. Valid until the next row.</summary>
    public ReadOnlySpan<byte> this[int column] => _reader.GetSpan(column);

    /// <summary>The current row as it stands in the file (as UTF-8), without its line break.</summary>
    public ReadOnlySpan<byte> Raw => _reader.RawRecord;

    /// <summary>Reads the header if that was not done; false where there is none.</summary>
    public bool ReadHeader()
    {
        if (_headerRead)
            return Header.Count > 0;
        _headerRead = true;
        if (!Next())
            return false;
        HeaderLine = Line;
        var names = new string[Count];
        for (var i = 0; i < names.Length; i++)
            names[i] = Encoding.UTF8.GetString(this[i]).Trim();
        Header = names;
        return true;
    }

    /// <summary>Goes to the next row that is not a blank line; reads the header first where that was not done.</summary>
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
            }
            while (Count == 1 && IsBlankLine(_reader.RawRecord));
            return true;
        }
        catch (CsvFormatException e)
        {
            EndlessLine = e.LineNumber > 0 ? checked((int)e.LineNumber) : Line + 1;
            return false;
        }
    }

    private static bool IsBlankLine(ReadOnlySpan<byte> raw) => !raw.ContainsAnyExcept(" \t\f\v"u8);
}
