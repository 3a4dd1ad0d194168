using System.Data.Common;
using System.Globalization;
using System.Text;
using Dapper;
using Ndtms.Core.DataSets;

namespace Ndtms.Storage;

/// <summary>Agencies, and files laid over data sets and code lists: what an administrator loads and exports as CSV.</summary>
public sealed class ReferenceData(Database database)
{
    private const string AgencyHeader = "code,name,partnership,region,service,email,active_from,active_to,scope";

    /// <summary>Every registered agency, by code.</summary>
    public IReadOnlyList<Agency> Agencies() => database.Read(connection => AgenciesOf(connection).ToList());

    /// <summary>Adds agencies and brings those known up to date; an agency that is not in the file stays as it is.</summary>
    /// <returns>How many agencies the file holds.</returns>
    /// <exception cref="CodeBookException">A row cannot be used; nothing was changed.</exception>
    public int LoadAgencies(string fileName, byte[] csv, CodeBook book)
    {
        var agencies = ReferenceTable.Read(fileName, csv).Select(row => ReadAgency(row, book)).ToList();
        if (agencies.Count == 0)
            throw new CodeBookException($"{fileName} holds no agency; its header must be {AgencyHeader}.");
        if (agencies.GroupBy(a => a.Code).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new CodeBookException($"{fileName}: agency {twice.Key} stands in it twice; take one row out.");
        return database.Write(connection =>
        {
            var known = AgenciesOf(connection).Select(a => a.Code).ToHashSet(StringComparer.Ordinal);
            foreach (var agency in agencies)
            {
                connection.Execute(
                    known.Contains(agency.Code)
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

            return agencies.Count;
        });
    }

    /// <summary>The agencies as the file that <see cref="LoadAgencies"/> takes.</summary>
    public byte[] ExportAgencies()
    {
        var csv = new StringBuilder(AgencyHeader).Append('\n');
        foreach (var a in Agencies())
        {
            csv.AppendJoin(',', new[]
            {
                a.Code, a.Name, a.Partnership, a.Region, a.Service.Name(), a.Email, Show(a.ActiveFrom), Show(a.ActiveTo),
                SubmissionTables.Name(a.Scope),
            }.Select(CsvText.Quote)).Append('\n');
        }

        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    /// <summary>The book with the files that this database lays over it.</summary>
    /// <exception cref="CodeBookException">A file cannot be used.</exception>
    public CodeBook Over(CodeBook book)
    {
        var files = database.Read(connection => connection.Query<(string Name, byte[] Content)>("SELECT name, content FROM reference_file")
            .Select(f => KeyValuePair.Create(f.Name, f.Content)).ToList());
        return files.Count == 0 ? book : book.With(files);
    }

    /// <summary>Lays a file over the data sets and code lists, from now on.</summary>
    /// <param name="name">Its name among them, such as <c>code-lists/partnership.csv</c>.</param>
    /// <param name="content">The whole file; it replaces one of that name.</param>
    /// <param name="book">The book it is laid over.</param>
    /// <exception cref="CodeBookException">It cannot be used; nothing was changed.</exception>
    public void LoadFile(string name, byte[] content, CodeBook book)
    {
        _ = Over(book).With([KeyValuePair.Create(name, content)]);
        database.Write(connection => connection.Execute("UPDATE reference_file SET content = @content WHERE name = @name", new { name, content }) is 0
            ? connection.Execute("INSERT INTO reference_file (name, content) VALUES (@name, @content)", new { name, content })
            : 1);
    }

    internal static Agency? Agency(DbConnection connection, string code) =>
        AgenciesOf(connection, "WHERE code = @code", new { code }).SingleOrDefault();

    internal static IEnumerable<Agency> AgenciesOf(DbConnection connection, string where = "", object? parameters = null) =>
        connection.Query<AgencyRow>(
            $"SELECT code, name, partnership, region, service, email, active_from, active_to, scope FROM agency {where} ORDER BY code",
            parameters).Select(r => r.ToAgency());

    private static Agency ReadAgency(ReferenceRow row, CodeBook book)
    {
        var code = row.Required("code").ToUpperInvariant();
        var partnership = row.Required("partnership").ToUpperInvariant();
        if (code.Length > 8)
            throw row.Wrong("code", "an agency code of at most 8 characters");
        if (book.Areas.Partnership(partnership) is not { } area)
            throw row.Wrong("partnership", "the code of a partnership (see the list partnership)");
        return new Agency(
            code, row.Required("name"), partnership, area.Region,
            AgencyServices.TryParse(row.Required("service"), out var service)
                ? service
                : throw row.Wrong("service", "adult, young-people, alcohol or prison"),
            row.Text("email"), row.Date("active_from"), row.Date("active_to"),
            row.Text("scope") switch
            {
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
