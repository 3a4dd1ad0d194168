using System.Text;
using Ndtms.Core.DataSets;

namespace Ndtms.Core.Intake;

/// <summary>Writes a file again as it may be kept (Definitions/data-set.md, Raw files): without the rows of clients who refuse, postcodes
/// cut to their sector, nothing in columns that the data set does not know, and without rows whose values cannot be told apart. Every row
/// stays on its physical line.</summary>
public static class Redaction
{
    /// <summary>Writes the file, as UTF-8 with LF.</summary>
    /// <param name="file">The file.</param>
    /// <param name="dataSet">Its data set.</param>
    /// <param name="refuses">Whether a CLIENTID is one that refuses.</param>
    /// <param name="output">Where to.</param>
    /// <returns>Whether a row was dropped because its client refuses.</returns>
    public static bool Write(ReceivedFile file, DataSet dataSet, Func<string, bool> refuses, Stream output)
    {
        using var rows = file.OpenRows();
        using var reader = new CellReader(new TextPool());
        using var writer = new CsvLines(output);
        if (!rows.ReadHeader())
            return false;
        writer.GoTo(rows.HeaderLine);
        foreach (var name in rows.Header)
            writer.Value(Encoding.UTF8.GetBytes(name));
        writer.EndRow();

        var fields = rows.Header.Select(dataSet.Find).ToArray();
        var client = Array.FindIndex(fields, f => f?.Column == Column.CLIENTID);
        var dropped = false;
        while (rows.Read())
        {
            if (rows.Count != fields.Length)
                continue;
            if (client >= 0 && reader.Text(rows[client]) is { IsEmpty: false } id && refuses(id.ToString()))
            {
                dropped = true;
                continue;
            }

            writer.GoTo(rows.Line);
            for (var i = 0; i < fields.Length; i++)
            {
                if (fields[i] is not { } field)
                    writer.Value([]);
                else if (field.Form == TextForm.Postcode)
                    writer.Value(Encoding.UTF8.GetBytes(Cut(reader.Text(rows[i]))));
                else
                    writer.Value(rows[i]);
            }

            writer.EndRow();
        }

        return dropped;
    }

    private static string Cut(ReadOnlySpan<char> postcode) =>
        CellReader.Postcode(postcode.ToString().ToUpperInvariant(), out _) ?? postcode[..Math.Min(4, postcode.Length)].ToString();

    /// <summary>Writes CSV rows on given physical lines.</summary>
    private sealed class CsvLines(Stream output) : IDisposable
    {
        private readonly BufferedStream _output = new(output, 1 << 16);
        private int _line = 1;
        private bool _first = true;

        public void GoTo(int line)
        {
            for (; _line < line; _line++)
                _output.WriteByte((byte)'\n');
        }

        public void Value(ReadOnlySpan<byte> value)
        {
            if (!_first)
                _output.WriteByte((byte)',');
            _first = false;
            if (value.IndexOfAny(",\"\r\n"u8) < 0)
            {
                _output.Write(value);
                return;
            }

            _output.WriteByte((byte)'"');
            for (var i = 0; i < value.Length; i++)
            {
                if (value[i] == '"')
                    _output.WriteByte((byte)'"');
                _output.WriteByte(value[i]);
                if (value[i] == '\n' || (value[i] == '\r' && (i + 1 == value.Length || value[i + 1] != '\n')))
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
}
