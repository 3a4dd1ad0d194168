using System.Globalization;
using System.Text;
using Ndtms.Synthetic;

namespace Ndtms.Tests.Synthetic;

/// <summary>A plain reading of a rendered file: rows by header, with the line where each starts. Written apart from the reader of the
/// program, so that the two do not agree by being the same.</summary>
internal sealed record FileReading(IReadOnlyList<string> Headers, IReadOnlyList<FileReading.Row> Rows)
{
    internal sealed record Row(int Line, string[] Cells, Dictionary<string, int> Index)
    {
        /// <summary>The value, empty where blank, absent or <c>NA</c>.</summary>
        public string this[string header] => Raw(header) is var text && text == "NA" ? "" : text;

        public string Raw(string header) => Index.TryGetValue(header, out var at) && at < Cells.Length ? Cells[at].Trim() : "";

        public DateOnly? Day(string header) =>
            DateOnly.TryParseExact(this[header], ["dd/MM/yyyy", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? day
                : null;
    }

    public static byte[] Bytes(SyntheticFile file)
    {
        using var stream = new MemoryStream();
        file.WriteTo(stream);
        return stream.ToArray();
    }

    public static FileReading Of(SyntheticFile file, Encoding? encoding = null) => Parse((encoding ?? Encoding.UTF8).GetString(Bytes(file)));

    public static FileReading Parse(string text)
    {
        text = text.TrimStart('\uFEFF').ReplaceLineEndings("\n");
        var rows = new List<Row>();
        var index = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var cells = new List<string>();
        var cell = new StringBuilder();
        var (line, start, quoted) = (1, 1, false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\n')
                line++;
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (c == '"')
                quoted = !quoted;
            else if (quoted || c is not (',' or '\n'))
                cell.Append(c);
            else
            {
                cells.Add(cell.ToString());
                cell.Clear();
                if (c == ',')
                    continue;
                if (index.Count == 0)
                {
                    for (var h = 0; h < cells.Count; h++)
                        index.Add(cells[h].Trim(), h);
                }
                else
                    rows.Add(new Row(start, [.. cells], index));
                cells.Clear();
                start = line;
            }
        }

        return new FileReading([.. index.OrderBy(p => p.Value).Select(p => p.Key.ToUpperInvariant())], rows);
    }
}
