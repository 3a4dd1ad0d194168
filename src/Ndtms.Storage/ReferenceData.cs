using System.Data.Common;
using System.Globalization;
using System.Text;
using Dapper;
using Ndtms.Core.DataSets;

namespace Ndtms.Storage;

/// <summary>Agencies, and files laid over data sets and code lists: what an administrator loads and exports as CSV.</summary>
public sealed class ReferenceData(Database database)
{
    /// <summary>Every registered agency, by code.</summary>
    public IReadOnlyList<Agency> Agencies() => database.Read(connection => AgenciesOf(connection).ToList());

    /// <summary>Adds the agencies of a CSV file and updates those known; an agency that is not in the file stays as it is.</summary>
    /// <exception cref="CodeBookException">A row cannot be used; nothing was changed.</exception>
    public RowChanges LoadAgencies(string fileName, byte[] csv, CodeBook book) =>
        LoadAgencies(fileName, ReferenceTable.Read(fileName, csv, AgencyForm.Form), book, LoadTerms.KeepAll);

    /// <summary>Adds agencies and updates those known. An agency that is not among the rows stays as it is, and so does what a column says
    /// of one that the file leaves out.</summary>
    /// <param name="fileName">The name of their file, for messages.</param>
    /// <param name="rows">The rows of <see cref="AgencyForm"/>.</param>
    /// <param name="book">The areas there are.</param>
    /// <param name="terms">What was agreed to; agencies are never removed, for submissions name them.</param>
    /// <returns>What changes; not made where the terms do not allow it.</returns>
    /// <exception cref="CodeBookException">A row cannot be used; nothing was changed.</exception>
    public RowChanges LoadAgencies(string fileName, IReadOnlyList<ReferenceRow> rows, CodeBook book, LoadTerms terms)
    {
        if (rows.Count == 0)
            throw new CodeBookException($"{fileName} has no agency; nothing was changed.");
        return database.Write(connection =>
        {
            var known = AgenciesOf(connection).ToDictionary(a => a.Code, StringComparer.Ordinal);
            var agencies = rows.Select(row => ReadAgency(row, book, known)).ToList();
            if (agencies.GroupBy(a => a.Code).FirstOrDefault(g => g.Count() > 1) is { } twice)
                throw new CodeBookException($"{fileName} has agency {twice.Key} twice; delete one of the rows.");
            var different = agencies.Where(a => a != known.GetValueOrDefault(a.Code)).ToList();
            var added = different.Count(a => !known.ContainsKey(a.Code));
            var changes = new RowChanges(agencies.Count, added, different.Count - added, Removed: 0).Under(terms);
            if (!changes.Made)
                return changes;
            foreach (var agency in different)
            {
                connection.Execute(
                    known.ContainsKey(agency.Code)
                        ? """
                          UPDATE agency
                          SET name = @Name, partnership = @Partnership, region = @Region, service = @Service, email = @Email,
                              active_from = @ActiveFrom, active_to = @ActiveTo, scope = @Scope
                          WHERE code = @Code
                          """
                        : """
                          INSERT INTO agency (code, name, partnership, region, service, email, active_from, active_to, scope)
                          VALUES (@Code, @Name, @Partnership, @Region, @Service, @Email, @ActiveFrom, @ActiveTo, @Scope)
                          """,
                    new
                    {
                        agency.Code,
                        agency.Name,
                        agency.Partnership,
                        agency.Region,
                        Service = agency.Service.Name(),
                        agency.Email,
                        agency.ActiveFrom,
                        agency.ActiveTo,
                        Scope = SubmissionTables.Name(agency.Scope),
                    });
            }

            return changes;
        });
    }

    /// <summary>The agencies as a CSV file of <see cref="AgencyForm"/>.</summary>
    public byte[] ExportAgencies()
    {
        var csv = new StringBuilder().AppendJoin(',', AgencyForm.Form.Columns.Select(c => c.Name)).Append('\n');
        foreach (var a in Agencies())
        {
            csv.AppendJoin(',', new[]
            {
                a.Code, a.Name, a.Partnership, a.Region, a.Service.Name(), a.Email, Show(a.ActiveFrom), Show(a.ActiveTo),
                SubmissionTables.Name(a.Scope),
            }.Select(CsvText.Text)).Append('\n');
        }

        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    /// <summary>The book with the files that this database lays over it.</summary>
    /// <exception cref="CodeBookException">A file cannot be used.</exception>
    public CodeBook Over(CodeBook book) => database.Read(connection => Over(connection, book));

    /// <summary>Lays a file over the data sets and code lists, from now on.</summary>
    /// <param name="name">Its name among them, such as <c>code-lists/partnership.csv</c>.</param>
    /// <param name="content">The whole file; it replaces one of that name.</param>
    /// <param name="book">The book it is laid over.</param>
    /// <param name="terms">What was agreed to; rows of the current file that are missing from it are removed.</param>
    /// <returns>What changes; not made where the terms do not allow it.</returns>
    /// <exception cref="CodeBookException">It cannot be used; nothing was changed.</exception>
    public RowChanges LoadFile(string name, byte[] content, CodeBook book, LoadTerms terms) => database.Write(connection =>
    {
        var current = Over(connection, book);
        _ = current.With([KeyValuePair.Create(name, content)]);
        var changes = Changes(name, content, current.FileNames.Contains(name) ? current.File(name) : null).Under(terms);
        if (changes.Made && connection.Execute("UPDATE reference_file SET content = @content WHERE name = @name", new { name, content }) == 0)
            connection.Execute("INSERT INTO reference_file (name, content) VALUES (@name, @content)", new { name, content });
        return changes;
    });

    /// <summary>The names of the files that are laid over the data sets and code lists.</summary>
    public IReadOnlySet<string> FileNames() => database.Read(connection => FilesOf(connection).Keys.ToHashSet(StringComparer.Ordinal));

    /// <summary>Removes a file that is laid over the data sets and code lists: what is built in is used again.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="book">The book it is laid over.</param>
    /// <param name="terms">What was agreed to; every row of the file is removed.</param>
    /// <returns>What changes, the rows that are built in being added; not made where the terms do not allow it; null where no file of that name is laid over them.</returns>
    /// <exception cref="CodeBookException">The rest cannot be used without it; nothing was changed.</exception>
    public RowChanges? RemoveFile(string name, CodeBook book, LoadTerms terms) => database.Write(connection =>
    {
        var files = FilesOf(connection);
        if (!files.Remove(name, out var laid))
            return null;
        _ = book.With(files);
        var builtIn = book.FileNames.Contains(name) ? ReferenceTable.Read(name, book.File(name)).Count : 0;
        var changes = new RowChanges(Read: 0, builtIn, Changed: 0, ReferenceTable.Read(name, laid).Count).Under(terms);
        if (changes.Made)
            connection.Execute("DELETE FROM reference_file WHERE name = @name", new { name });
        return changes;
    });

    /// <summary>What differs between two versions of a file, whose rows are known by their first column (a field file's by its header).</summary>
    private static RowChanges Changes(string name, byte[] content, byte[]? before)
    {
        var rows = ByKey(content);
        var old = before is null ? [] : ByKey(before);
        return new RowChanges(
            rows.Count, rows.Keys.Count(k => !old.ContainsKey(k)), rows.Count(r => old.TryGetValue(r.Key, out var was) && was != r.Value),
            old.Keys.Count(k => !rows.ContainsKey(k)));

        Dictionary<string, string> ByKey(byte[] csv) => ReferenceTable.Read(name, csv)
            .GroupBy(row => row.Columns.GetValueOrDefault("header") ?? row.Columns.Values.First(), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(
                g => g.Key, g => string.Join('\n', g.Last().Columns.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key}={c.Value}")),
                StringComparer.OrdinalIgnoreCase);
    }

    private static CodeBook Over(DbConnection connection, CodeBook book)
    {
        var files = FilesOf(connection);
        return files.Count == 0 ? book : book.With(files);
    }

    private static Dictionary<string, byte[]> FilesOf(DbConnection connection) =>
        connection.Query<(string Name, byte[] Content)>("SELECT name, content FROM reference_file")
            .ToDictionary(f => f.Name, f => f.Content, StringComparer.Ordinal);

    internal static Agency? Agency(DbConnection connection, string code) =>
        AgenciesOf(connection, "WHERE code = @code", new { code }).SingleOrDefault();

    internal static IEnumerable<Agency> AgenciesOf(DbConnection connection, string where = "", object? parameters = null) =>
        connection.Query<AgencyRow>(
            $"SELECT code, name, partnership, region, service, email, active_from, active_to, scope FROM agency {where} ORDER BY code",
            parameters).Select(r => r.ToAgency());

    private static Agency ReadAgency(ReferenceRow row, CodeBook book, Dictionary<string, Agency> known)
    {
        var code = row.Required("code").ToUpperInvariant();
        var partnership = row.Required("partnership").ToUpperInvariant();
        if (code.Length > 8)
            throw row.Wrong("code", "an agency code of at most 8 characters");
        if (book.Areas.Partnership(partnership) is not { } area)
            throw row.Wrong("partnership", "the code of a partnership (see the list partnership)");
        var before = known.GetValueOrDefault(code);
        return new Agency(
            code, row.Required("name"), partnership, area.Region,
            AgencyServices.TryParse(row.Required("service"), out var service)
                ? service
                : throw row.Wrong("service", "adult, young-people, alcohol or prison"),
            row.Has("email") || before is null ? row.Text("email") : before.Email,
            row.Has("active_from") || before is null ? row.Date("active_from") : before.ActiveFrom,
            row.Has("active_to") || before is null ? row.Date("active_to") : before.ActiveTo,
            row.Text("scope") switch
            {
                "" when !row.Has("scope") && before is not null => before.Scope,
                "" or "active" => AgencyScope.Active,
                "referred" => AgencyScope.Referred,
                _ => throw row.Wrong("scope", "active or referred"),
            });
    }

    private static string Show(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private sealed class AgencyRow
    {
        public string Code { get; init; } = "";
        public string Name { get; init; } = "";
        public string Partnership { get; init; } = "";
        public string Region { get; init; } = "";
        public string Service { get; init; } = "";
        public string Email { get; init; } = "";
        public DateOnly? ActiveFrom { get; init; }
        public DateOnly? ActiveTo { get; init; }
        public string Scope { get; init; } = "";

        public Agency ToAgency() => new(
            Code, Name, Partnership, Region, AgencyServices.TryParse(Service, out var service) ? service : throw new StorageException($"Agency {Code} has a service that this program does not know; use a newer version."), Email, ActiveFrom,
            ActiveTo, Enum.Parse<AgencyScope>(Scope, ignoreCase: true));
    }
}
