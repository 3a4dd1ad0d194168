using System.Globalization;
using System.Text.Unicode;
using CsvHelper;

namespace Ndtms.Core.DataSets;

/// <summary>Reads the small CSV files of reference data: a header, then rows whose values are trimmed.</summary>
public static class ReferenceTable
{
    /// <summary>The rows of a file.</summary>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="content">UTF-8, with or without BOM.</param>
    /// <exception cref="CodeBookException">It is not UTF-8, or a row has more values than the header.</exception>
    public static List<ReferenceRow> Read(string name, byte[] content) => Read(name, content, _ => { });

    /// <summary>The rows of a file whose columns are known, so that a misspelt one is not ignored.</summary>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="content">UTF-8, with or without BOM.</param>
    /// <param name="required">Columns that the header must have.</param>
    /// <param name="optional">Columns that it may have.</param>
    /// <exception cref="CodeBookException">It is not UTF-8, the header is not that of the file, or a row has more values than it.</exception>
    public static List<ReferenceRow> Read(string name, byte[] content, IReadOnlyList<string> required, IReadOnlyList<string> optional)
    {
        var read = false;
        var rows = Read(name, content, headers =>
        {
            read = true;
            CheckHeader(name, headers, required, optional);
        });
        return read ? rows : throw WrongHeader(name, "is empty", required, optional);
    }

    /// <summary>The rows of a form's CSV file, without its row of example.</summary>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="content">UTF-8, with or without BOM.</param>
    /// <param name="form">The form.</param>
    /// <exception cref="CodeBookException">It is not UTF-8, the header is not that of the form, a row has more values than the header, or the
    /// row of example was changed and is still marked as the example.</exception>
    public static List<ReferenceRow> Read(string name, byte[] content, ReferenceForm form) =>
        form.WithoutExample(Read(name, content, form.Needed, form.Optional));

    /// <summary>The rows of a form's table in a workbook, without its row of example.</summary>
    /// <param name="name">The name of the file and the sheet, for messages.</param>
    /// <param name="headers">The header, lower case; null: there is none.</param>
    /// <param name="rows">The rows below it: the row's number, and its values in the order of the header.</param>
    /// <param name="form">The form.</param>
    /// <exception cref="CodeBookException">The header is not that of the form, or the row of example was changed and is still marked as the
    /// example.</exception>
    public static List<ReferenceRow> Read(
        string name, IReadOnlyList<string>? headers, IEnumerable<(int Number, IReadOnlyList<string> Values)> rows, ReferenceForm form)
    {
        if (headers is null)
            throw WrongHeader(name, "is empty", form.Needed, form.Optional);
        CheckHeader(name, headers, form.Needed, form.Optional);
        return form.WithoutExample([.. rows.Select(row => new ReferenceRow(
            name, row.Number, headers.Zip(row.Values).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal))
        {
            Place = string.Create(CultureInfo.InvariantCulture, $"row {row.Number}"),
        })]);
    }

    private static void CheckHeader(string name, IReadOnlyList<string> headers, IReadOnlyList<string> required, IReadOnlyList<string> optional)
    {
        if (required.FirstOrDefault(c => !headers.Contains(c)) is { } missing)
            throw WrongHeader(name, $"has no column {missing}", required, optional);
        if (headers.FirstOrDefault(h => !required.Contains(h) && !optional.Contains(h)) is { } unknown)
            throw WrongHeader(name, $"has a column '{unknown}' that is not known", required, optional);
        if (headers.GroupBy(h => h, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw WrongHeader(name, $"has the column {twice.Key} twice", required, optional);
    }

    private static CodeBookException WrongHeader(string name, string what, IReadOnlyList<string> required, IReadOnlyList<string> optional) => new(
        $"{name} {what}; its header must be {string.Join(',', required)}"
        + (optional.Count == 0 ? "." : $", and where needed {string.Join(',', optional)}."));

    private static List<ReferenceRow> Read(string name, byte[] content, Action<string[]> checkHeader)
    {
        if (!Utf8.IsValid(content))
            throw new CodeBookException($"{name}: the file is not UTF-8; save it as \"CSV UTF-8\".");
        using var reader = CsvReader.Create(new MemoryStream(content), new CsvReaderOptions
        {
            Separator = ',',
            TrackLineNumbers = true,
            IncludeValuesInExceptions = false,
        });
        var rows = new List<ReferenceRow>();
        string[]? headers = null;
        while (reader.Read())
        {
            // A spreadsheet leaves rows of commas below a table.
            if (!reader.RawRecord.ContainsAnyExcept(" \t,"u8))
                continue;
            headers ??= ReadHeader();
            if (reader.FieldCount > headers.Length)
            {
                throw new CodeBookException(
                    $"{name}, line {reader.LineNumber}: the row has more values than the header; put a text with a comma in quotes.");
            }

            var columns = new Dictionary<string, string>(headers.Length, StringComparer.Ordinal);
            for (var i = 0; i < headers.Length; i++)
                columns[headers[i]] = i < reader.FieldCount ? CsvText.Unguarded(reader.GetString(i).Trim()) : "";
            rows.Add(new ReferenceRow(name, reader.LineNumber, columns));
        }

        if (headers is null && reader.Headers is { Count: > 0 })
            ReadHeader();
        return rows;

        string[] ReadHeader()
        {
            string[] read = [.. reader.Headers.Select(h => h.Trim().ToLowerInvariant())];
            checkHeader(read);
            return read;
        }
    }
}

/// <summary>A row of a file of reference data.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Line">The physical line, the header being line 1.</param>
/// <param name="Columns">Values by column name (lower case).</param>
public sealed record ReferenceRow(string File, long Line, IReadOnlyDictionary<string, string> Columns)
{
    /// <summary>Where the row is, in words.</summary>
    public string Place { get; init; } = string.Create(CultureInfo.InvariantCulture, $"line {Line}");

    /// <summary>Whether the file has the column.</summary>
    public bool Has(string column) => Columns.ContainsKey(column);

    /// <summary>The value, empty where the column is absent or blank.</summary>
    public string Text(string column) => Columns.GetValueOrDefault(column, "");

    /// <summary>The value of a column that must be filled.</summary>
    /// <exception cref="CodeBookException">It is blank or absent.</exception>
    public string Required(string column) => Text(column) is { Length: > 0 } text ? text : throw Wrong(column, "a value");

    /// <summary>A whole number, or null where blank.</summary>
    /// <exception cref="CodeBookException">It is not a whole number.</exception>
    public int? Integer(string column) => Text(column) switch
    {
        "" => null,
        var text when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw Wrong(column, "a whole number"),
    };

    /// <summary>A day written yyyy-mm-dd or dd/mm/yyyy, or null where blank.</summary>
    /// <exception cref="CodeBookException">It is not a valid date.</exception>
    public DateOnly? Date(string column) => Text(column) switch
    {
        "" => null,
        var text when DateOnly.TryParseExact(
            text, ["yyyy-MM-dd", "dd/MM/yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => day,
        _ => throw Wrong(column, "a day as yyyy-mm-dd"),
    };

    /// <summary>The exception for a value that cannot be used.</summary>
    public CodeBookException Wrong(string column, string expected) =>
        new($"{File}, {Place}: column {column} must hold {expected}; correct the file.");
}
