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
    private static readonly Lazy<CodeBook> TheEmbedded = new(() => new CodeBook(EmbeddedFiles(), new Dictionary<Column, Field>()));
    private static readonly string[] TypeNames = ["initial", "text", "integer", "date", "yesno", "code"];
    private static readonly string[] RequirementNames = ["reject", "expected", "conditional", "optional"];

    /// <summary>What a client and an episode, or a child, cannot be kept without: each data set must have it, and reject where it is
    /// blank.</summary>
    private static readonly string[] AlwaysNeeded =
        ["FINITIAL", "SINITIAL", "DOB", "SEX", "AGNCY", "CLIENTID", "CONSENT", "EPISODID", "REFLD", "TRIAGED"];

    private readonly SortedDictionary<string, byte[]> _files;
    private readonly FrozenDictionary<string, DataSet> _dataSets;
    private readonly FrozenDictionary<string, CodeList> _lists;

    private readonly IReadOnlyDictionary<Column, Field> _typed;

    /// <param name="files">Content by name.</param>
    /// <param name="typed">The typed columns as the program knows them: no data set may give one another type or entity.</param>
    private CodeBook(SortedDictionary<string, byte[]> files, IReadOnlyDictionary<Column, Field> typed)
    {
        _files = files;
        _typed = typed;
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

    /// <summary>SHA-256 of all files, in hexadecimal: stored with every result, so that it is known whether two runs used the
    /// same.</summary>
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
        return new CodeBook(all, TypedFields());
    }

    /// <summary>A book of these files and no others: that of an earlier run, whatever is built in since.</summary>
    /// <param name="files">Content by name, as <see cref="FileNames"/> and <see cref="File"/> gave them.</param>
    /// <exception cref="CodeBookException">A file cannot be used, or one that is needed is not among them.</exception>
    public static CodeBook Of(IEnumerable<KeyValuePair<string, byte[]>> files) =>
        new(new SortedDictionary<string, byte[]>(files.ToDictionary(), StringComparer.Ordinal), TypedFields());

    /// <summary>The data set of a letter (case does not matter), or null.</summary>
    public DataSet? DataSet(string letter) => _dataSets.GetValueOrDefault(letter);

    /// <summary>A code list by name.</summary>
    /// <exception cref="CodeBookException">There is no such list.</exception>
    public CodeList List(string name) => _lists.GetValueOrDefault(name)
        ?? throw new CodeBookException($"There is no code list code-lists/{name}.csv; add it, or correct its name in the field file.");

    private static Dictionary<Column, Field> TypedFields() => Embedded.DataSets.SelectMany(d => d.Fields).Where(f => f.Column is not null)
        .DistinctBy(f => f.Column).ToDictionary(f => f.Column!.Value);

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
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var codes = new List<Code>();
        foreach (var row in Table(file))
        {
            var code = new Code(
                row.Required("code").ToUpperInvariant(), row.Text("label"), row.Text("group"), row.Date("valid_from"), row.Date("valid_to"),
                row.Columns);
            if (!seen.Add(CodeList.Normal(code.Value)))
                throw row.Wrong("code", "a code that stands only once in the list (leading zeros do not matter)");
            codes.Add(code);
        }

        return new CodeList(Path.GetFileNameWithoutExtension(file), codes);
    }

    private List<DataSet> ReadDataSets()
    {
        var rows = Table("data-sets.csv");
        var letters = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in rows)
        {
            if (!letters.Add(row.Required("letter")))
                throw row.Wrong("letter", "a letter that stands only once in the file");
            if (!_files.ContainsKey(row.Required("fields")))
                throw row.Wrong("fields", "the name of a field file in the same folder");
        }

        var fields = rows.ToDictionary(row => row, row => Table(row.Required("fields")));
        // A field file of a deployment may lack the mark "personal": then what any other file marks stays personal.
        var personal = fields.Values.SelectMany(f => f).Where(f => f.Text("personal") == "Y").Select(f => f.Required("header").ToUpperInvariant())
            .Concat(["FINITIAL", "SINITIAL", "DOB", "CLIENT", "CLIENTID", "PC"]).ToHashSet(StringComparer.Ordinal);
        return [.. rows
            .Select(row => new DataSet(
                row.Required("letter").ToUpperInvariant(),
                row.Date("in_force_from") ?? throw row.Wrong("in_force_from", "a day as yyyy-mm-dd"),
                row.Date("in_force_to"),
                ReadFields(row, fields[row], personal)))
            .OrderBy(d => d.InForceFrom).ThenBy(d => d.Letter, StringComparer.Ordinal)];
    }

    private List<Field> ReadFields(ReferenceRow dataSet, List<ReferenceRow> rows, HashSet<string> personal)
    {
        var fields = new List<Field>(rows.Count);
        foreach (var row in rows)
        {
            var header = row.Required("header").ToUpperInvariant();
            if (fields.Exists(f => f.Header == header))
                throw row.Wrong("header", "a header that stands only once in the file");
            var type = (FieldType)Array.IndexOf(TypeNames, row.Required("type"));
            if (type < 0)
                throw row.Wrong("type", "initial, text, integer, date, yesno or code");
            var required = (Requirement)Array.IndexOf(RequirementNames, row.Required("required"));
            if (required < 0)
                throw row.Wrong("required", "reject, expected, conditional or optional");
            var field = new Field
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
                CodeList = type != FieldType.Code ? null : _lists.GetValueOrDefault(row.Required("code_list"))
                    ?? throw row.Wrong("code_list", "the name of a list in code-lists, without .csv"),
                Required = required,
                Note = row.Text("note"),
                Personal = personal.Contains(header),
                Column = Enum.TryParse<Column>(header, out var column) && column.ToString() == header ? column : null,
            };
            CheckField(row, field);
            fields.Add(field);
        }

        foreach (var needed in AlwaysNeeded.Concat(fields.Select(f => f.Entity).Distinct().Where(EntityKinds.Children.Contains)
            .SelectMany(kind => (string[])[kind.KeyHeader(), kind.DecidingHeaders()[0]])))
        {
            if (!fields.Exists(f => f.Header == needed))
                throw dataSet.Wrong("fields", $"a field file that has the field {needed}");
        }

        return [.. fields.OrderBy(f => f.Position)];
    }

    /// <summary>What the program relies on: a typed column of another type would be misread, a key that may be blank not be kept.</summary>
    private void CheckField(ReferenceRow row, Field field)
    {
        if (field.Min > field.Max)
            throw row.Wrong("max", "a number not below min");
        if (field.Column is { } column && _typed.TryGetValue(column, out var known))
        {
            if (field.Type != known.Type)
                throw row.Wrong("type", $"{TypeNames[(int)known.Type]} for {field.Header}, as in the other data sets");
            if (field.Entity != known.Entity)
                throw row.Wrong("entity", $"{known.Entity.Name()} for {field.Header}, as in the other data sets");
        }

        if (field.Required != Requirement.Reject
            && (AlwaysNeeded.Contains(field.Header) || field.IsKey || field.Entity.DecidingHeaders() is [var only] && only == field.Header
                || field.Column == Column.MODAL))
        {
            throw row.Wrong("required", $"reject for {field.Header}: nothing can be kept without it");
        }
    }
}
