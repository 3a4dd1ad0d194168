using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Ndtms.Tests.Storage;

/// <summary>Says what is wrong with a statement for SQL Server 2019, 2022, Azure SQL and servers that are compatible with them. The parser is
/// that of SQL Server 2019; what it accepts and the design rules out is found by walking the statement, and names are looked up in the
/// schema.</summary>
internal static class TSqlGate
{
    private static readonly HashSet<string> Functions = new(StringComparer.OrdinalIgnoreCase)
    {
        "ABS", "AVG", "CONCAT", "COUNT", "DATABASEPROPERTYEX", "DATEDIFF", "DATEADD", "DAY", "DB_ID", "HAS_PERMS_BY_NAME", "ISNULL", "LEFT", "LEN", "LOWER", "MAX", "MIN", "MONTH",
        "OBJECT_ID", "REPLACE", "RIGHT", "ROW_NUMBER", "SCOPE_IDENTITY", "SUBSTRING", "SUM", "UPPER", "YEAR",
    };

    private static readonly HashSet<string> Procedures = new(StringComparer.OrdinalIgnoreCase) { "sp_getapplock", "sp_releaseapplock" };

    /// <summary>The statement as the parser reads it, with what it could not read.</summary>
    public static (TSqlFragment Fragment, IList<ParseError> Errors) Parse(string sql)
    {
        using var reader = new StringReader(sql);
        var fragment = new TSql150Parser(initialQuotedIdentifiers: true, SqlEngineType.All).Parse(reader, out var errors);
        return (fragment, errors);
    }

    /// <summary>What is wrong with a statement; none: nothing is.</summary>
    /// <param name="sql">The statement or script.</param>
    /// <param name="schema">The tables that it may name; null: names are not looked up, as parts of the text are not known.</param>
    public static IReadOnlyList<string> Problems(string sql, TSqlSchema? schema = null)
    {
        var (fragment, errors) = Parse(sql);
        if (errors.Count > 0)
            return [.. errors.Select(e => $"line {e.Line}: {e.Message}")];
        var walk = new Walk();
        fragment.Accept(walk);
        if (schema is not null)
        {
            foreach (var statement in (fragment as TSqlScript)?.Batches.SelectMany(b => b.Statements) ?? [])
            {
                walk.Problems.AddRange(Names.Unknown(statement, schema));
                walk.Problems.AddRange(Types.Misused(statement, schema));
            }
        }

        return walk.Problems;
    }

    /// <summary>Finds what the design rules out.</summary>
    private sealed class Walk : TSqlFragmentVisitor
    {
        private readonly HashSet<string> _withNames = new(StringComparer.OrdinalIgnoreCase);

        public List<string> Problems { get; } = [];

        public override void Visit(CommonTableExpression node) => _withNames.Add(node.ExpressionName.Value);

        public override void Visit(MergeStatement node) => Problems.Add("MERGE");

        public override void Visit(CreateOrAlterViewStatement node) => Problems.Add("CREATE OR ALTER");

        public override void Visit(CreateOrAlterProcedureStatement node) => Problems.Add("CREATE OR ALTER");

        public override void Visit(CreateOrAlterFunctionStatement node) => Problems.Add("CREATE OR ALTER");

        public override void Visit(CreateOrAlterTriggerStatement node) => Problems.Add("CREATE OR ALTER");

        public override void Visit(AlterTableAlterColumnStatement node) => Problems.Add("ALTER COLUMN");

        public override void Visit(UnpivotedTableReference node) => Problems.Add("UNPIVOT");

        public override void Visit(PivotedTableReference node) => Problems.Add("PIVOT");

        public override void Visit(TryParseCall node) => Problems.Add("TRY_PARSE");

        public override void Visit(SystemTimePeriodDefinition node) => Problems.Add("a temporal table");

        public override void Visit(SystemVersioningTableOption node) => Problems.Add("a temporal table");

        public override void Visit(MemoryOptimizedTableOption node) => Problems.Add("a memory-optimised table");

        public override void Visit(TableHint node) => Problems.Add("a lock hint");

        public override void Visit(DeclareTableVariableStatement node) => Problems.Add("a table variable");

        public override void Visit(TableDefinition node)
        {
            if (node.Indexes.Count > 0 || node.ColumnDefinitions.Any(c => c.Index is not null))
                Problems.Add("an index inside CREATE TABLE");
        }

        public override void Visit(UpdateSpecification node)
        {
            if (node.OutputClause is not null)
                Problems.Add("OUTPUT of an UPDATE to the client");
            if (node.Target is NamedTableReference target && _withNames.Contains(target.SchemaObject.BaseIdentifier.Value))
                Problems.Add("an UPDATE of a common table expression");
        }

        public override void Visit(DeleteSpecification node)
        {
            if (node.OutputClause is not null)
                Problems.Add("OUTPUT of a DELETE to the client");
            if (node.Target is NamedTableReference target && _withNames.Contains(target.SchemaObject.BaseIdentifier.Value))
                Problems.Add("a DELETE from a common table expression");
        }

        public override void Visit(GroupByClause node)
        {
            if (node.GroupingSpecifications.OfType<ExpressionGroupingSpecification>().Any(g => g.Expression is Literal))
                Problems.Add("GROUP BY the number of a column");
        }

        public override void Visit(ExecuteStatement node)
        {
            var name = (node.ExecuteSpecification.ExecutableEntity as ExecutableProcedureReference)?.ProcedureReference.ProcedureReference?.Name
                .BaseIdentifier.Value;
            if (name is null || !Procedures.Contains(name))
                Problems.Add($"a call of {name ?? "text"}");
        }

        public override void Visit(FunctionCall node)
        {
            if (!Functions.Contains(node.FunctionName.Value))
                Problems.Add($"the function {node.FunctionName.Value}");
            if (node.OverClause is not null && node.WithinGroupClause is not null)
                Problems.Add("PERCENTILE OVER");
        }

        public override void Visit(NamedTableReference node)
        {
            if (node.SchemaObject.BaseIdentifier.Value.StartsWith('#'))
                Problems.Add("a #temp table");
        }

        public override void Visit(CreateTableStatement node)
        {
            if (node.SchemaObjectName.BaseIdentifier.Value.StartsWith('#'))
                Problems.Add("a #temp table");
        }
    }

    /// <summary>Looks up the names of tables and columns in one statement. A name is known where any table that the statement reads, or the
    /// statement itself, has it.</summary>
    private sealed class Names : TSqlFragmentVisitor
    {
        private readonly List<(string Name, string? Alias)> _tables = [];
        private readonly List<MultiPartIdentifier> _columns = [];
        private readonly HashSet<string> _made = new(StringComparer.OrdinalIgnoreCase);
        private readonly HashSet<string> _derived = new(StringComparer.OrdinalIgnoreCase);

        public static IEnumerable<string> Unknown(TSqlStatement statement, TSqlSchema schema)
        {
            var names = new Names();
            statement.Accept(names);
            return names.Unknown(schema);
        }

        public override void Visit(NamedTableReference node)
        {
            // What the server itself brings is not this program's.
            if (node.SchemaObject.SchemaIdentifier is null)
                _tables.Add((node.SchemaObject.BaseIdentifier.Value, node.Alias?.Value));
            else if (node.Alias is { } alias)
                _derived.Add(alias.Value);
        }

        public override void Visit(CommonTableExpression node) => _derived.Add(node.ExpressionName.Value);

        public override void Visit(QueryDerivedTable node) => Derive(node.Alias, node.Columns);

        public override void Visit(InlineDerivedTable node) => Derive(node.Alias, node.Columns);

        public override void Visit(SelectScalarExpression node)
        {
            if (node.ColumnName?.Value is { } name)
                _made.Add(name);
        }

        public override void Visit(ColumnReferenceExpression node)
        {
            if (node.MultiPartIdentifier is { } name)
                _columns.Add(name);
        }

        public override void Visit(CreateTableStatement node) => _made.UnionWith(node.Definition.ColumnDefinitions.Select(c => c.ColumnIdentifier.Value));

        private void Derive(Identifier? alias, IList<Identifier> columns)
        {
            if (alias is not null)
                _derived.Add(alias.Value);
            _made.UnionWith(columns.Select(c => c.Value));
        }

        private IEnumerable<string> Unknown(TSqlSchema schema)
        {
            var aliases = _tables.Select(t => t.Alias).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
            bool IsTable(string name) => schema.ColumnsOf(name) is not null || _derived.Contains(name) || aliases.Contains(name)
                || name.Equals("inserted", StringComparison.OrdinalIgnoreCase);
            foreach (var (name, _) in _tables.Where(t => !IsTable(t.Name)))
                yield return $"the table {name}";
            // A statement that reads only what it made itself, or the server's own, has names of its own.
            var read = _tables.Select(t => schema.ColumnsOf(t.Name)).OfType<IEnumerable<string>>().SelectMany(c => c)
                .ToHashSet(StringComparer.OrdinalIgnoreCase);
            if (read.Count == 0)
                yield break;
            foreach (var column in _columns)
            {
                var (name, owner) = (column.Identifiers[^1].Value, column.Identifiers.Count > 1 ? column.Identifiers[^2].Value : null);
                var owners = _tables.Where(t => owner is not null && string.Equals(t.Alias ?? t.Name, owner, StringComparison.OrdinalIgnoreCase))
                    .Select(t => schema.ColumnsOf(t.Name)).ToList();
                var known = owner is null ? read.Contains(name) || _made.Contains(name)
                    : owners.Count > 0 ? owners.Exists(c => c is null || c.Contains(name, StringComparer.OrdinalIgnoreCase))
                    : _derived.Contains(owner) || owner.Equals("inserted", StringComparison.OrdinalIgnoreCase);
                if (!known)
                    yield return $"the column {(owner is null ? "" : owner + ".")}{name}";
            }
        }
    }

    /// <summary>Looks at what a statement does with columns that are text or numbers on SQLite and something else here: text made of dates, dates
    /// compared with text, and bits added up.</summary>
    private sealed class Types(TSqlSchema schema) : TSqlFragmentVisitor
    {
        private static readonly HashSet<string> OfText = new(StringComparer.OrdinalIgnoreCase)
        {
            "CONCAT", "LEN", "LOWER", "REPLACE", "SUBSTRING", "UPPER",
        };

        private static readonly HashSet<string> OfNumbers = new(StringComparer.OrdinalIgnoreCase) { "ABS", "AVG", "MAX", "MIN", "SUM" };

        private readonly List<(string Name, string? Alias)> _tables = [];
        private readonly List<(string Use, string[] Types, ScalarExpression Column)> _uses = [];

        public static IEnumerable<string> Misused(TSqlStatement statement, TSqlSchema schema)
        {
            var types = new Types(schema);
            statement.Accept(types);
            return types._uses.Where(u => types.TypeOf(u.Column) is { } type && u.Types.Contains(type))
                .Select(u => $"{u.Use} of the {types.TypeOf(u.Column)} column {Name(u.Column)}");
        }

        public override void Visit(NamedTableReference node) => _tables.Add((node.SchemaObject.BaseIdentifier.Value, node.Alias?.Value));

        public override void Visit(FunctionCall node)
        {
            if (OfText.Contains(node.FunctionName.Value))
                Use(node.FunctionName.Value, ["DATE", "DATETIME2"], node.Parameters);
            else if (OfNumbers.Contains(node.FunctionName.Value))
                Use(node.FunctionName.Value, ["BIT"], node.Parameters);
        }

        public override void Visit(LeftFunctionCall node) => Use("LEFT", ["DATE", "DATETIME2"], node.Parameters);

        public override void Visit(RightFunctionCall node) => Use("RIGHT", ["DATE", "DATETIME2"], node.Parameters);

        public override void Visit(LikePredicate node) => Use("LIKE", ["DATE", "DATETIME2"], [node.FirstExpression]);

        public override void Visit(BinaryExpression node) =>
            Use("arithmetic", ["BIT", "DATE", "DATETIME2"], [node.FirstExpression, node.SecondExpression]);

        public override void Visit(BooleanComparisonExpression node) => UseBesideText("a comparison", [node.FirstExpression, node.SecondExpression]);

        public override void Visit(BooleanTernaryExpression node) =>
            UseBesideText("a comparison", [node.FirstExpression, node.SecondExpression, node.ThirdExpression]);

        public override void Visit(InPredicate node) => UseBesideText("a comparison", [node.Expression, .. node.Values]);

        public override void Visit(CoalesceExpression node) => UseBesideText("COALESCE", node.Expressions);

        public override void Visit(SearchedCaseExpression node) =>
            UseBesideText("CASE", [.. node.WhenClauses.Select(w => w.ThenExpression), .. node.ElseExpression is { } other ? [other] : (ScalarExpression[])[]]);

        private void Use(string use, string[] types, IEnumerable<ScalarExpression> expressions) => _uses.AddRange(expressions.Select(e => (use, types, e)));

        private void UseBesideText(string use, IList<ScalarExpression> expressions)
        {
            if (expressions.OfType<StringLiteral>().Any())
                Use(use + " with text", ["DATE", "DATETIME2", "BIT"], expressions);
        }

        private string? TypeOf(ScalarExpression expression) => expression switch
        {
            ParenthesisExpression inner => TypeOf(inner.Expression),
            ColumnReferenceExpression { MultiPartIdentifier.Identifiers: [.., var name] identifiers } => _tables
                .Where(t => identifiers.Count == 1 || string.Equals(t.Alias ?? t.Name, identifiers[^2].Value, StringComparison.OrdinalIgnoreCase))
                .Select(t => schema.TypeOf(t.Name, name.Value)).FirstOrDefault(type => type is not null),
            _ => null,
        };

        private static string Name(ScalarExpression expression) => expression switch
        {
            ParenthesisExpression inner => Name(inner.Expression),
            _ => ((ColumnReferenceExpression)expression).MultiPartIdentifier.Identifiers[^1].Value,
        };
    }
}
