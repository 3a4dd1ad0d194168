using Ndtms.Core.DataSets;

namespace Ndtms.Tests.Storage;

/// <summary>What is written for both engines must be T-SQL, and name tables and columns that exist, also where no server is there to say
/// so.</summary>
public sealed class TSqlTests
{
    private static readonly string[] CurrentTables = ["client", "episode", "modality", "top_interview", "sub_intervention", "time_in_treatment"];
    private static readonly Lazy<SortedSet<string>> Story = new(Execute);
    // The table of migrations is made by the engine itself, before the first script.
    private static readonly Lazy<TSqlSchema> Defined = new(() => TSqlSchema.Of(StorageSource.Statements().Select(s => s.Texts[0])
        .Where(text => text.Contains("CREATE TABLE schema_migration", StringComparison.Ordinal))
        .Concat(StorageSource.Scripts("sqlserver").Select(s => s.Text))));

    [Fact]
    public void Every_statement_in_the_sources_is_T_SQL()
    {
        var found = StorageSource.Statements().ToList();
        Assert.True(found.Count > 60, $"Only {found.Count} statements were found in the sources of the storage.");
        // What was executed is looked at as it was, whole, by the next test.
        Assert.Equal([], found.Where(s => !Story.Value.Any(s.Executed.IsMatch))
            .Select(s => (s.Name, Problems: s.Texts.Select(text => TSqlGate.Problems(text, s.Texts.Length == 1 ? Defined.Value : null)).MinBy(p => p.Count)!))
            .Where(s => s.Problems.Count > 0).Select(s => $"{s.Name}: {string.Join("; ", s.Problems)}"));
    }

    [Fact]
    public void Every_statement_that_is_executed_is_T_SQL_and_names_what_exists()
    {
        Assert.True(Story.Value.Count > 40, $"Only {Story.Value.Count} statements were executed.");
        Assert.Equal([], Story.Value.Select(text => (text, Problems: TSqlGate.Problems(text, Defined.Value)))
            .Where(s => s.Problems.Count > 0).Select(s => $"{string.Join("; ", s.Problems)}: {s.text}"));
    }

    [Fact]
    public void Every_script_is_T_SQL_and_names_what_exists() => Assert.Equal(
        [], StorageSource.Scripts("sqlserver").SelectMany(s => TSqlGate.Problems(s.Text, Defined.Value).Select(p => $"{s.Name}: {p}")));

    [Theory]
    [InlineData("SELECT id FROM client LIMIT 1")]
    [InlineData("SELECT rule FROM issue")]
    [InlineData("SELECT EXISTS (SELECT 1 FROM client)")]
    [InlineData("SELECT id FROM client WHERE")]
    [InlineData("INSERT INTO cluster (name) VALUES ('a') ON CONFLICT DO NOTHING")]
    [InlineData("INSERT INTO cluster (name) VALUES ('a') RETURNING name")]
    [InlineData("CREATE TABLE IF NOT EXISTS a (b INT)")]
    [InlineData("SELECT a.id FROM client AS a WHERE a.id IS DISTINCT FROM 1")]
    [InlineData("SELECT clientid || agncy FROM client")]
    [InlineData("SELECT id FROM client WITH (UPDLOCK)", "lock hint")]
    [InlineData("MERGE client AS t USING client AS s ON t.id = s.id WHEN MATCHED THEN DELETE;", "MERGE")]
    [InlineData("CREATE OR ALTER VIEW a AS SELECT id FROM client", "CREATE OR ALTER")]
    [InlineData("CREATE TABLE a (b INT, INDEX c (b))", "index inside")]
    [InlineData("CREATE TABLE a (b INT INDEX c)", "index inside")]
    [InlineData("CREATE TABLE #a (b INT)", "#temp")]
    [InlineData("SELECT b FROM #a", "#temp")]
    [InlineData("ALTER TABLE client ALTER COLUMN sex INT NOT NULL", "ALTER COLUMN")]
    [InlineData("UPDATE client SET sex = 'M' OUTPUT inserted.id", "OUTPUT")]
    [InlineData("DELETE FROM client OUTPUT deleted.id", "OUTPUT")]
    [InlineData("WITH a AS (SELECT id FROM client) DELETE FROM a", "common table expression")]
    [InlineData("WITH a AS (SELECT sex FROM client) UPDATE a SET sex = 'M'", "common table expression")]
    [InlineData("SELECT TRY_PARSE('1' AS INT)", "TRY_PARSE")]
    [InlineData("SELECT LENGTH(clientid) FROM client", "function LENGTH")]
    [InlineData("SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY id) OVER (PARTITION BY sex) FROM client", "PERCENTILE_CONT")]
    [InlineData("SELECT sex, COUNT(*) FROM client GROUP BY 1", "GROUP BY")]
    [InlineData("EXEC sp_rename 'a', 'b'", "sp_rename")]
    [InlineData("selct 1", "call of selct")]
    [InlineData("SELECT id FROM clients", "the table clients")]
    [InlineData("SELECT clientId2 FROM client", "the column clientId2")]
    [InlineData("SELECT c.refld FROM client AS c", "the column c.refld")]
    [InlineData("SELECT d.id FROM client AS c", "the column d.id")]
    [InlineData("SELECT id FROM client WHERE sax = 'M'", "the column sax")]
    [InlineData("SELECT SUBSTRING(dob, 1, 4) FROM client", "SUBSTRING of the DATE column dob")]
    [InlineData("SELECT LEFT(c.dob, 4) FROM client c", "LEFT of the DATE column dob")]
    [InlineData("SELECT CONCAT(clientid, dob) FROM client", "CONCAT of the DATE column dob")]
    [InlineData("SELECT 'born ' + (dob) FROM client", "arithmetic of the DATE column dob")]
    [InlineData("SELECT id FROM client WHERE dob LIKE '1980%'", "LIKE of the DATE column dob")]
    [InlineData("SELECT id FROM episode WHERE refld >= '2012-03-31'", "a comparison with text of the DATE column refld")]
    [InlineData("SELECT id FROM episode WHERE refld BETWEEN @a AND '2012-03-31'", "a comparison with text of the DATE column refld")]
    [InlineData("SELECT submission_id FROM claim WHERE lease_until IN ('2012')", "a comparison with text of the DATETIME2 column lease_until")]
    [InlineData("SELECT COALESCE(disd, '') FROM episode", "COALESCE with text of the DATE column disd")]
    [InlineData("SELECT CASE WHEN id > 1 THEN disd ELSE '' END FROM episode", "CASE with text of the DATE column disd")]
    [InlineData("SELECT SUM(confirmed) FROM issue", "SUM of the BIT column confirmed")]
    [InlineData("SELECT MAX(t.is_empty) FROM top_interview AS t", "MAX of the BIT column is_empty")]
    public void The_gate_finds_what_is_not_T_SQL_or_ruled_out(string sql, string problem = "") =>
        Assert.Contains(TSqlGate.Problems(sql, Defined.Value), p => p.Contains(problem, StringComparison.Ordinal));

    [Theory]
    [InlineData("SELECT c.id, COUNT(*) AS n FROM client AS c JOIN episode e ON e.client = c.id GROUP BY c.id ORDER BY n")]
    [InlineData("WITH a AS (SELECT id FROM client) SELECT a.id FROM a")]
    [InlineData("SELECT t.x FROM (SELECT id AS x FROM client) AS t WHERE t.x > 1")]
    [InlineData("INSERT INTO cluster (partnership, name) SELECT agncy, sex FROM client")]
    [InlineData("DELETE FROM client WHERE NOT EXISTS (SELECT 1 FROM episode WHERE episode.client = client.id)")]
    [InlineData("SELECT YEAR(dob), MAX(dob), MIN(refld) FROM client JOIN episode ON episode.client = client.id WHERE disd >= @from OR disd IS NULL GROUP BY YEAR(dob)")]
    [InlineData("SELECT number FROM issue WHERE confirmed = 1 AND severity = 'warning'")]
    public void The_gate_lets_through_what_is_right(string sql) => Assert.Equal([], TSqlGate.Problems(sql, Defined.Value));

    [Fact]
    public void Both_engines_have_the_same_scripts() => Assert.Equal(
        StorageSource.Scripts("sqlite").Select(s => s.Name), StorageSource.Scripts("sqlserver").Select(s => s.Name));

    [Fact]
    public void Both_engines_have_the_same_tables_and_columns_in_the_same_order()
    {
        using var store = new TestStore();
        var sqlite = store.Query<(string Table, string Column, long NotNull, long Key)>(
            """
            SELECT t.name, c.name, c."notnull", c.pk FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c
            WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name <> 'schema_migration' ORDER BY t.name, c.cid
            """).Select(c => $"{c.Table}.{c.Column} {(c.NotNull == 1 || c.Key > 0 ? "NOT NULL" : "NULL")}").ToList();
        Assert.NotEmpty(sqlite);
        Assert.Equal(sqlite, Defined.Value.Columns.Where(c => c.Type.Length > 0 && c.Table != "schema_migration").GroupBy(c => c.Table, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal).SelectMany(g => g).Select(c => $"{c.Table}.{c.Name} {(c.IsNull ? "NULL" : "NOT NULL")}"));
    }

    [Fact]
    public void Days_of_the_data_sets_are_dates() => Assert.Equal(
        [], Enum.GetValues<EntityKind>().SelectMany(kind => CodeBook.Embedded.DataSets.SelectMany(d => d.Of(kind).Fields)
            .Where(f => f is { Type: FieldType.Date, Column: not null }).Select(f => $"{CurrentTables[(int)kind]}.{f.Header.ToLowerInvariant()}"))
            .Distinct().Where(name => !Defined.Value.Columns.Any(c => $"{c.Table}.{c.Name}" == name && c.Type == "DATE")));

    [Fact]
    public void Text_is_compared_byte_by_byte() => Assert.Equal(
        [], Defined.Value.Columns.Where(c => c.Type is "NVARCHAR" or "VARCHAR" or "NCHAR" or "CHAR" && c.Collation != "Latin1_General_100_BIN2")
            .Select(c => $"{c.Table}.{c.Name}"));

    /// <summary>Every statement that the storage executes while it does all that it can, on SQLite.</summary>
    private static SortedSet<string> Execute()
    {
        using var store = new TestStore();
        using var statements = new ExecutedStatements();
        StorageStory.Tell(store);
        // Where the engines differ inside a statement: how the id of a new row is asked for, and how a part of a list.
        return new(
            statements.Texts.Select(t => t.Replace("SELECT last_insert_rowid()", "SELECT CAST(SCOPE_IDENTITY() AS BIGINT)", StringComparison.Ordinal)
                .Replace("LIMIT @take OFFSET @skip", "OFFSET @skip ROWS FETCH NEXT @take ROWS ONLY", StringComparison.Ordinal)),
            StringComparer.Ordinal);
    }
}
