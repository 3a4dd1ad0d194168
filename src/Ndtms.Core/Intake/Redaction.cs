using System.Text;
using Ndtms.Core.DataSets;

namespace Ndtms.Core.Intake;

/// <summary>Writes a file again as it may be kept (Definitions/data-set.md, Raw files): without the rows of clients who refuse, postcodes
/// cut to their sector, nothing in columns that the data set does not know, and without rows that cannot be read (rule ROW-01). Every row
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
        using var rows = file.OpenRows(dataSet);
        using var reader = new CellReader(new TextPool());
        using var writer = new CsvLines(output);
        if (!rows.ReadHeader())
            return false;
        writer.GoTo(rows.HeaderLine);
        foreach (var name in rows.Header)
            writer.Value(Encoding.UTF8.GetBytes(name));
        writer.EndRow();

        var fields = rows.Header.Select(dataSet.Find).ToArray();
        using var shape = new RowShape(dataSet, rows.Header);
        var client = Array.FindIndex(fields, f => f?.Column == Column.CLIENTID);
        var dropped = false;
        while (rows.Read())
        {
            if (!shape.CanRead(rows, out _))
                continue;
            if (client >= 0 && reader.Text(rows[client]) is { IsEmpty: false } id && refuses(id.ToString()))
            {
                dropped = true;
                continue;
            }

            writer.GoTo(rows.Line);
            for (var i = 0; i < rows.Count; i++)
            {
                if (i >= fields.Length || fields[i] is not { } field)
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
}
