using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ndtms.Tests.Storage;

/// <summary>What is written for both engines must be T-SQL, also where no server is there to say so.</summary>
public sealed partial class TSqlTests
{
    /// <summary>The parser knows these of neither form; they are SQL Server's own and stand in its engine alone.</summary>
    private static readonly string[] NotParsed = ["BACKUP DATABASE", "RESTORE DATABASE", "RESTORE VERIFYONLY", "RESTORE LABELONLY"];

    [Fact]
    public void Every_statement_and_script_is_accepted_by_a_T_SQL_parser()
    {
        var executed = Executed().ToList();
        Assert.True(executed.Count > 40, $"Only {executed.Count} statements were executed.");
        var found = StorageSource.Statements().ToList();
        Assert.True(found.Count > 60, $"Only {found.Count} statements were found in the sources of the storage.");
        // What was executed is read as it was, whole.
        var statements = found
            .Where(s => !NotParsed.Any(p => s.Texts[0].StartsWith(p, StringComparison.Ordinal)) && !executed.Any(s.Executed.IsMatch))
            .Select(s => (s.Name, s.Texts)).ToList();
        // One after the other, as a table refers to others.
        statements.Add(("scripts", [string.Concat(StorageSource.Scripts("sqlserver").Select(s => s.Text + "\nGO\n"))]));
        statements.AddRange(executed.Select(text => ("executed: " + text, new[] { text })));
        Assert.Equal([], Refused(statements));
    }

    [Fact]
    public void The_parser_refuses_what_is_no_T_SQL()
    {
        string[] wrong =
        [
            "SELECT a FROM b LIMIT 1", "SELECT rule FROM issue", "SELECT EXISTS (SELECT 1 FROM a)", "SELECT a FROM b WHERE",
            "INSERT INTO a (b) VALUES (1) ON CONFLICT DO NOTHING",
        ];
        Assert.Equal(wrong, Refused([.. wrong.Select(sql => (sql, new[] { sql }))]).Select(r => r.Split(": ")[0]));
    }

    [Fact]
    public void No_statement_has_what_only_another_engine_understands()
    {
        var all = StorageSource.Statements().Select(s => (s.Name, Text: s.Texts[0]))
            .Concat(StorageSource.Scripts("sqlserver")).Concat(Executed().Select(text => (Name: "executed", Text: text)));
        Assert.Equal([], all.SelectMany(s => Denied().Matches(Bare(s.Text)).Select(m => $"{s.Name}: {m.Value}")).Distinct());
    }

    [Theory]
    [InlineData("SELECT a || b FROM c")]
    [InlineData("CREATE TABLE IF NOT EXISTS a (b INT)")]
    [InlineData("INSERT INTO a (b) VALUES (1) RETURNING b")]
    [InlineData("PRAGMA foreign_keys")]
    [InlineData("SELECT a FROM b WITH (UPDLOCK)")]
    [InlineData("SELECT SUM(a) AS Read FROM b")]
    public void The_list_of_what_is_denied_finds_it(string sql) => Assert.Matches(Denied(), sql);

    [Fact]
    public void Both_engines_have_the_same_scripts() => Assert.Equal(
        StorageSource.Scripts("sqlite").Select(s => s.Name), StorageSource.Scripts("sqlserver").Select(s => s.Name));

    [Fact]
    public void Both_engines_have_the_same_tables_and_columns_in_the_same_order()
    {
        using var store = new TestStore();
        var sqlite = store.Query<(string Table, string Column, string Type, long NotNull, long Key)>(
            """
            SELECT t.name, c.name, c.type, c."notnull", c.pk FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c
            WHERE t.type = 'table' AND t.name <> 'schema_migration' ORDER BY t.rowid, c.cid
            """).Select(c => $"{c.Table}.{c.Column} {c.Type} {(c.NotNull == 1 || c.Key > 0 ? "NOT NULL" : "NULL")}").ToList();
        Assert.NotEmpty(sqlite);
        Assert.Equal(sqlite.Order(StringComparer.Ordinal), Columns().Select(c => c.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(Order(sqlite), Order(Columns().Select(c => c.ToString())));

        static string[] Order(IEnumerable<string> columns) =>
            [.. columns.GroupBy(c => c.Split('.')[0], c => c).OrderBy(g => g.Key, StringComparer.Ordinal).SelectMany(g => g)];
    }

    [Fact]
    public void Text_is_compared_byte_by_byte() => Assert.Equal(
        [], Columns().Where(c => c.Type == "TEXT" && !c.Definition.Contains("COLLATE Latin1_General_100_BIN2", StringComparison.Ordinal)).Select(c => c.ToString()));

    /// <summary>The columns that the scripts for SQL Server define, with types as SQLite calls them.</summary>
    private static List<DefinedColumn> Columns()
    {
        var columns = new List<DefinedColumn>();
        foreach (var (_, script) in StorageSource.Scripts("sqlserver"))
        {
            string? table = null;
            foreach (var line in script.Split('\n').Where(l => !l.TrimStart().StartsWith("--", StringComparison.Ordinal)))
            {
                if (AddedColumn().Match(line) is { Success: true } added)
                    columns.Add(new(added.Groups[1].Value, added.Groups[2].Value.Trim('"'), added.Groups[3].Value));
                else if (CreatedTable().Match(line) is { Success: true } created)
                    table = created.Groups[1].Value;
                else if (line.StartsWith(')'))
                    table = null;
                else if (table is not null && DefinedIn().Match(line) is { Success: true } defined)
                    columns.Add(new(table, defined.Groups[1].Value.Trim('"'), defined.Groups[2].Value));
            }
        }

        return columns;
    }

    private static readonly Lazy<SortedSet<string>> Story = new(Execute);

    /// <summary>Every statement that the storage executes while it does all that it can, on SQLite.</summary>
    private static SortedSet<string> Executed() => Story.Value;

    private static SortedSet<string> Execute()
    {
        using var store = new TestStore();
        using var statements = new ExecutedStatements();
        StorageStory.Tell(store);
        return statements.Texts;
    }

    /// <summary>Those of which the parser accepts none of the texts.</summary>
    private static List<string> Refused(IReadOnlyCollection<(string Name, string[] Texts)> statements)
    {
        Install();
        var input = JsonSerializer.Serialize(statements.Select(s => new { name = s.Name, texts = s.Texts }));
        var (code, answer) = Run("node", input, "check.js");
        Assert.True(code == 0, answer);
        return JsonSerializer.Deserialize<List<string>>(answer)!;
    }

    /// <summary>Fetches the parser where it is not there yet; without npm or a registry the test is skipped.</summary>
    private static void Install()
    {
        lock (NotParsed)
        {
            if (File.Exists(Path.Combine(StorageSource.Parser, "node_modules", ".package-lock.json")))
                return;
            var (code, said) = Run("npm", "", "ci", "--omit=peer", "--ignore-scripts", "--no-audit", "--no-fund");
            Assert.SkipUnless(code == 0, $"The T-SQL parser cannot be fetched by npm: {said}");
        }
    }

    private static (int Code, string Answer) Run(string program, string input, params string[] words)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = StorageSource.Parser,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var word in words)
            start.ArgumentList.Add(word);
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            using (process.StandardInput)
                process.StandardInput.Write(input);
            var answer = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, process.ExitCode == 0 ? answer : errors.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{program} is not installed, so that statements cannot be parsed as T-SQL.");
            throw;
        }
    }

    /// <summary>A statement without text and comments.</summary>
    private static string Bare(string sql) => Quoted().Replace(Comment().Replace(sql, ""), "''");

    [GeneratedRegex(
        @"\|\||==|\b(LIMIT|RETURNING|STRICT|AUTOINCREMENT|IFNULL|PRAGMA|GLOB|GROUP_CONCAT|STRFTIME|JULIANDAY|SUBSTR|LENGTH|PRINTF|MERGE|TRY_PARSE|UNPIVOT|PERCENTILE_CONT"
        + @"|TRUE|FALSE|NOLOCK|UPDLOCK|HOLDLOCK|ROWLOCK|TABLOCKX?|READPAST|TEMP|TEMPORARY)\b|\bON CONFLICT\b|\bWITHOUT ROWID\b|\bINSERT OR\b|\b(CREATE|ALTER)\s+OR\b|\bIF (NOT )?EXISTS\b|\bDISTINCT FROM\b"
        + @"|\bNULLS (FIRST|LAST)\b|\bGROUP BY \d|#\w|\b[xX]'|(?<![@.""\w])(rule|read|user|percent|plan|public|external|load|file|national|current|off|open|close|save|statistics)\b(?!\s*\()",
        RegexOptions.IgnoreCase)]
    private static partial Regex Denied();

    [GeneratedRegex("'(?:[^']|'')*'")]
    private static partial Regex Quoted();

    [GeneratedRegex("--.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^CREATE TABLE (\w+) \(")]
    private static partial Regex CreatedTable();

    [GeneratedRegex("""^ALTER TABLE (\w+) ADD ("?\w+"?) (.*)""")]
    private static partial Regex AddedColumn();

    [GeneratedRegex("""^    ("?\w+"?) ((?:BIGINT|INT|FLOAT|N?VARCHAR|N?CHAR|VARBINARY).*)""")]
    private static partial Regex DefinedIn();

    private sealed record DefinedColumn(string Table, string Name, string Definition)
    {
        public string Type => Definition.Split(' ', '(')[0] switch
        {
            "BIGINT" or "INT" => "INTEGER",
            "FLOAT" => "REAL",
            "VARBINARY" => "BLOB",
            _ => "TEXT",
        };

        public override string ToString() => $"{Table}.{Name} {Type} {(Definition.Contains("NOT NULL", StringComparison.Ordinal) ? "NOT NULL" : "NULL")}";
    }
}
