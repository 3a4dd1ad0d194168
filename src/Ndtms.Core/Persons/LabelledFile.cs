using System.Globalization;
using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;

namespace Ndtms.Core.Persons;

/// <summary>Records of which it is known who belongs together, to measure linkage with.</summary>
/// <param name="Values">The records.</param>
/// <param name="Truth">Who each really is.</param>
/// <param name="Columns">The columns that are compared.</param>
/// <param name="Ignored">The columns that are not.</param>
/// <param name="Unreadable">How many values could not be read and are taken as blank, by column.</param>
public sealed record LabelledFile(
    IReadOnlyList<PersonValues> Values, IReadOnlyList<string> Truth, IReadOnlyList<string> Columns, IReadOnlyList<string> Ignored,
    IReadOnlyDictionary<string, int> Unreadable)
{
    /// <summary>The column that says who a record really is.</summary>
    public const string TruthColumn = "true_id";

    private const string IdColumn = "rec_id";

    /// <summary>The columns that can be compared, in any order; a file needs one of them.</summary>
    public static readonly IReadOnlyList<string> Comparable =
        ["finitial", "sinitial", "dob", "sex", "ethnic", "pc_district", "postcode", "partnership", "gp"];

    /// <summary>The records by the four attributors: those whose attributors are equal, of the attributors that the file has, are one person.
    /// A record with a blank is a person of its own.</summary>
    public Clusters ByAttributors(PersonRecords records)
    {
        var has = Comparable.Take(4).Select((_, i) => Values.Any(v => Attributor(v, i) is not null)).ToArray();
        return Clusters.Of([.. records.Given.Select(given =>
        {
            var attributors = Enumerable.Range(0, 4).Where(i => has[i]).Select(i => Attributor(Values[given], i)).ToList();
            return attributors.Contains(null) || attributors.Count == 0
                ? string.Create(CultureInfo.InvariantCulture, $"#{given}")
                : string.Join('|', attributors);
        })]);
    }

    /// <summary>Reads a CSV file with a header. Dates are yyyy-mm-dd or dd/mm/yyyy, also ones that there are none of; with a year alone, the
    /// day of birth is not known.</summary>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="text">UTF-8.</param>
    /// <param name="book">The code lists: ethnic codes have broad groups.</param>
    /// <exception cref="CodeBookException">It has no column true_id, or nothing to compare.</exception>
    public static LabelledFile Read(string name, Stream text, CodeBook book)
    {
        using var rows = new CsvRows(text, (byte)',');
        if (!rows.ReadHeader())
            throw new CodeBookException($"{name} is empty; its header must have {TruthColumn} and some of {string.Join(", ", Comparable)}.");
        var header = rows.Header.Select((h, i) => (Name: (i == 0 ? h.TrimStart('\uFEFF') : h).ToLowerInvariant(), Index: i)).ToList();
        if (header.GroupBy(h => h.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new CodeBookException($"{name} has the column {twice.Key} twice; rename one of them.");
        var at = header.ToDictionary(h => h.Name, h => h.Index, StringComparer.Ordinal);
        var columns = Comparable.Where(at.ContainsKey).ToList();
        if (!at.ContainsKey(TruthColumn) || columns.Count == 0)
            throw new CodeBookException($"{name}: the header must have {TruthColumn} and some of {string.Join(", ", Comparable)}.");

        var groups = book.List("ethnicity").Codes.ToDictionary(c => c.Value, c => c.Group, StringComparer.Ordinal);
        var shared = new Dictionary<string, string>(StringComparer.Ordinal);
        var (values, truth, unreadable) = (new List<PersonValues>(), new List<string>(), new SortedDictionary<string, int>(StringComparer.Ordinal));
        while (rows.Read())
        {
            var postcode = PostcodeParts.Of(Text("postcode"));
            var ethnic = Text("ethnic")?.ToUpperInvariant();
            var id = Text(IdColumn) ?? string.Create(CultureInfo.InvariantCulture, $"line {rows.Line}");
            truth.Add(Text(TruthColumn) ?? throw new CodeBookException($"{name}, line {rows.Line.ToString(CultureInfo.InvariantCulture)}: {TruthColumn} is blank; say who the record is."));
            values.Add(new PersonValues(id)
            {
                FirstInitial = Readable("finitial", Initial),
                SurnameInitial = Readable("sinitial", Initial),
                DateOfBirth = Readable("dob", Day),
                Sex = Text("sex") is { } sex ? Sex(sex) : null,
                Ethnic = ethnic,
                EthnicGroup = ethnic is null ? null : groups.GetValueOrDefault(ethnic),
                Outward = PostcodeParts.Of(Text("pc_district")).Outward ?? postcode.Outward,
                Sector = postcode.Sector,
                Partnership = Text("partnership"),
                GpPractice = Text("gp"),
            });
        }

        if (rows.EndlessLine != 0)
            throw new CodeBookException($"{name}, line {rows.EndlessLine.ToString(CultureInfo.InvariantCulture)}: a quotation mark is not closed; correct the line.");
        return new LabelledFile(
            values, truth, columns, [.. header.Select(h => h.Name).Where(h => h is not (TruthColumn or IdColumn) && !columns.Contains(h))], unreadable);

        string? Text(string column)
        {
            if (!at.TryGetValue(column, out var index))
                return null;
            var bytes = rows[index].Trim(" \t"u8);
            if (bytes.IsEmpty)
                return null;
            var value = Encoding.UTF8.GetString(bytes);
            if (shared.TryGetValue(value, out var kept))
                return kept;
            if (shared.Count < 100_000 && column is not (IdColumn or TruthColumn))
                shared.Add(value, value);
            return value;
        }

        T? Readable<T>(string column, Func<string, T?> read)
            where T : struct
        {
            if (Text(column) is not { } value)
                return null;
            var result = read(value);
            if (result is null)
                unreadable[column] = unreadable.GetValueOrDefault(column) + 1;
            return result;
        }
    }

    private static string? Attributor(PersonValues v, int number) => number switch
    {
        0 => v.FirstInitial?.ToString(),
        1 => v.SurnameInitial?.ToString(),
        2 => v.DateOfBirth?.ToString(),
        _ => v.Sex,
    };

    private static char? Initial(string text) => Accents.Fold(char.ToUpperInvariant(text[0])) is >= 'A' and <= 'Z' and var letter ? letter : null;

    private static BirthDate? Day(string text)
    {
        var parts = text.Split(text.Contains('/', StringComparison.Ordinal) ? '/' : '-');
        if (parts.Length == 3 && text.Contains('/', StringComparison.Ordinal))
            Array.Reverse(parts);
        return parts.Length is 1 or 3 && Number(parts[0], 4) is > 0 and var year && (parts.Length == 1 ? 0 : Number(parts[1], 2)) is >= 0 and var month
            && (parts.Length == 1 ? 0 : Number(parts[2], 2)) is >= 0 and var day
                ? new BirthDate(year, month, day)
                : null;

        static int Number(string digits, int most) =>
            digits.Length <= most && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
    }

    private static string? Sex(string text) => char.ToUpperInvariant(text[0]) switch
    {
        'M' or '1' => "M",
        'F' or '2' => "F",
        _ => null,
    };
}
