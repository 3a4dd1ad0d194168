using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Ndtms.Core.DataSets;

/// <summary>Something in the files of data sets and code lists cannot be used; the message names the file, the line and what to do.</summary>
public sealed class CodeBookException(string message) : Exception(message);

/// <summary>The reference data of a run: data sets, code lists, areas and bank holidays, built once and never changed.</summary>
/// <remarks>The files are embedded; a deployment lays files of the same names over them (<see cref="With"/>).</remarks>
public sealed class CodeBook
{
    private static readonly Lazy<CodeBook> TheEmbedded = new(() => new CodeBook(EmbeddedFiles()));

    private readonly SortedDictionary<string, byte[]> _files;
    private readonly FrozenDictionary<string, DataSet> _dataSets;
    private readonly FrozenDictionary<string, CodeList> _lists;

    private CodeBook(SortedDictionary<string, byte[]> files)
    {
        _files = files;
        _lists = files.Keys.Where(IsCodeList).Select(ReadCodeList).ToFrozenDictionary(l => l.Name, StringComparer.Ordinal);
        DataSets = ReadDataSets();
        _dataSets = DataSets.ToFrozenDictionary(d => d.Letter, StringComparer.OrdinalIgnoreCase);
        Areas = new Areas(List("region"), List("partnership"), List("local-authority"));
        WorkingDays = new WorkingDays(Table("bank-holiday.csv").Select(row => row.Date("date")
            ?? throw row.Wrong("date", "a day as yyyy-mm-dd")));
        Hash = HashOf(files);
    }

    /// <summary>The book as it was built into the program.</summary>
    public static CodeBook Embedded => TheEmbedded.Value;

    /// <summary>Every data set, by the day it came into force.</summary>
    public IReadOnlyList<DataSet> DataSets { get; }

    public Areas Areas { get; }

    public WorkingDays WorkingDays { get; }

    /// <summary>SHA-256 of all files, in hexadecimal: stored with every result, so that two runs can be told apart.</summary>
    public string Hash { get; }

    /// <summary>The names of all files, as they are laid over: <c>data-sets.csv</c>, <c>code-lists/sex.csv</c>.</summary>
    public IEnumerable<string> FileNames => _files.Keys;

    /// <summary>The content of one of the files.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public byte[] File(string name) => [.. _files[name]];

    /// <summary>Lays files over this book's: one of the same name replaces the whole file, another is added.</summary>
    /// <param name="files">Content by name (<c>fields-M.csv</c>, <c>code-lists/partnership.csv</c>).</param>
    /// <exception cref="CodeBookException">A file cannot be used.</exception>
    public CodeBook With(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        var all = new SortedDictionary<string, byte[]>(_files, StringComparer.Ordinal);
        foreach (var (name, content) in files)
            all[name.Replace('\\', '/')] = content;
        return new CodeBook(all);
    }

    /// <summary>The data set of a letter (case does not matter), or null.</summary>
    public DataSet? DataSet(string letter) => _dataSets.GetValueOrDefault(letter);

    /// <summary>A code list by name.</summary>
    /// <exception cref="CodeBookException">There is no such list.</exception>
    public CodeList List(string name) => _lists.GetValueOrDefault(name)
        ?? throw new CodeBookException($"There is no code list code-lists/{name}.csv; add it, or correct its name in the field file.");

    private static bool IsCodeList(string name) =>
        name.StartsWith("code-lists/", StringComparison.Ordinal) && name.EndsWith(".csv", StringComparison.Ordinal);

    private static SortedDictionary<string, byte[]> EmbeddedFiles()
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        var assembly = typeof(CodeBook).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".csv", StringComparison.Ordinal)))
            files.Add(name.Replace('\\', '/'), ReadAll(assembly, name));
        return files;
    }

    private static byte[] ReadAll(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static string HashOf(SortedDictionary<string, byte[]> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, content) in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{content.Length.ToString(CultureInfo.InvariantCulture)}\n"));
            hash.AppendData(content);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private List<ReferenceRow> Table(string file) => _files.TryGetValue(file, out var content)
        ? ReferenceTable.Read(file, content)
        : throw new CodeBookException($"The file {file} is missing from the data sets folder.");

    private CodeList ReadCodeList(string file)
    {
        var rows = Table(file);
        var codes = rows.Select(row => new Code(
            row.Required("code").ToUpperInvariant(), row.Text("label"), row.Text("group"), row.Date("valid_from"), row.Date("valid_to"),
            row.Columns));
        return new CodeList(Path.GetFileNameWithoutExtension(file), [.. codes]);
    }

    private List<DataSet> ReadDataSets()
    {
        var rows = Table("data-sets.csv");
        var fields = rows.ToDictionary(row => row, row => Table(row.Required("fields")));
        // A field file of a deployment may lack the mark "personal": then what any other file marks stays personal.
        var personal = fields.Values.SelectMany(f => f).Where(f => f.Text("personal") == "Y").Select(f => f.Required("header").ToUpperInvariant())
            .Concat(["FINITIAL", "SINITIAL", "DOB", "CLIENT", "CLIENTID", "PC"]).ToHashSet(StringComparer.Ordinal);
        return [.. rows
            .Select(row => new DataSet(
                row.Required("letter").ToUpperInvariant(),
                row.Date("in_force_from") ?? throw row.Wrong("in_force_from", "a day as yyyy-mm-dd"),
                row.Date("in_force_to"),
                ReadFields(fields[row], personal)))
            .OrderBy(d => d.InForceFrom).ThenBy(d => d.Letter, StringComparer.Ordinal)];
    }

    private List<Field> ReadFields(List<ReferenceRow> rows, HashSet<string> personal)
    {
        var fields = new List<Field>(rows.Count);
        foreach (var row in rows)
        {
            var header = row.Required("header").ToUpperInvariant();
            if (fields.Exists(f => f.Header == header))
                throw row.Wrong("header", "a header that stands only once in the file");
            var type = row.Required("type") switch
            {
                "initial" => FieldType.Initial,
                "text" => FieldType.Text,
                "integer" => FieldType.Integer,
                "date" => FieldType.Date,
                "yesno" => FieldType.YesNo,
                "code" => FieldType.Code,
                _ => throw row.Wrong("type", "initial, text, integer, date, yesno or code"),
            };
            fields.Add(new Field
            {
                Position = row.Integer("position") ?? fields.Count + 1,
                Header = header,
                Entity = EntityKinds.TryParse(row.Required("entity"), out var entity)
                    ? entity
                    : throw row.Wrong("entity", "client, episode, modality, top, sub-intervention or time-in-treatment"),
                Label = row.Text("label"),
                Type = type,
                Min = row.Integer("min"),
                Max = row.Integer("max"),
                CodeList = type == FieldType.Code ? List(row.Required("code_list")) : null,
                Required = row.Required("required") switch
                {
                    "reject" => Requirement.Reject,
                    "expected" => Requirement.Expected,
                    "conditional" => Requirement.Conditional,
                    "optional" => Requirement.Optional,
                    _ => throw row.Wrong("required", "reject, expected, conditional or optional"),
                },
                Note = row.Text("note"),
                Personal = personal.Contains(header),
                Column = Enum.TryParse<Column>(header, out var column) ? column : null,
            });
        }

        return [.. fields.OrderBy(f => f.Position)];
    }
}
