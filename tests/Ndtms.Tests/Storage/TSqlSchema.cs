using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Ndtms.Tests.Storage;

/// <summary>The tables, views and columns that scripts for SQL Server define.</summary>
internal sealed class TSqlSchema
{
    private readonly Dictionary<string, List<TSqlColumn>> _tables = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of tables and views.</summary>
    public IReadOnlyCollection<string> Tables => _tables.Keys;

    /// <summary>Every column of the tables, in the order of definition. Those of views have no type.</summary>
    public IEnumerable<TSqlColumn> Columns => _tables.Values.SelectMany(c => c);

    /// <summary>Reads scripts in their order.</summary>
    public static TSqlSchema Of(IEnumerable<string> scripts)
    {
        var schema = new TSqlSchema();
        var reader = new Reader(schema);
        foreach (var script in scripts)
            TSqlGate.Parse(script).Fragment.Accept(reader);
        return schema;
    }

    /// <summary>The columns of a table; null: there is no such table.</summary>
    public IEnumerable<string>? ColumnsOf(string table) => _tables.TryGetValue(table, out var columns) ? columns.Select(c => c.Name) : null;

    /// <summary>The type of a column of a table, such as DATE; null: there is no such column, or it is of a view.</summary>
    public string? TypeOf(string table, string column) => _tables.TryGetValue(table, out var columns)
        && columns.Find(c => c.Name.Equals(column, StringComparison.OrdinalIgnoreCase)) is { Type.Length: > 0 } found ? found.Type : null;

    private sealed class Reader(TSqlSchema schema) : TSqlFragmentVisitor
    {
        public override void Visit(CreateTableStatement node) => schema._tables.Add(
            node.SchemaObjectName.BaseIdentifier.Value, [.. node.Definition.ColumnDefinitions.Select(c => Column(node.SchemaObjectName, c))]);

        public override void Visit(AlterTableAddTableElementStatement node) => schema._tables[node.SchemaObjectName.BaseIdentifier.Value]
            .AddRange(node.Definition.ColumnDefinitions.Select(c => Column(node.SchemaObjectName, c)));

        public override void Visit(CreateViewStatement node)
        {
            var select = (QuerySpecification)node.SelectStatement.QueryExpression;
            var view = node.SchemaObjectName.BaseIdentifier.Value;
            schema._tables.Add(view, [.. select.SelectElements.OfType<SelectScalarExpression>().Select(e => new TSqlColumn(
                view, e.ColumnName?.Value ?? ((ColumnReferenceExpression)e.Expression).MultiPartIdentifier.Identifiers[^1].Value, "", IsNull: true,
                IsIdentity: false, Collation: null))]);
        }

        private static TSqlColumn Column(SchemaObjectName table, ColumnDefinition column) => new(
            table.BaseIdentifier.Value, column.ColumnIdentifier.Value, column.DataType.Name.BaseIdentifier.Value.ToUpperInvariant(),
            IsNull: !column.Constraints.OfType<NullableConstraintDefinition>().Any(c => !c.Nullable), column.IdentityOptions is not null,
            column.Collation?.Value);
    }
}

/// <summary>A column that a script defines.</summary>
internal sealed record TSqlColumn(string Table, string Name, string Type, bool IsNull, bool IsIdentity, string? Collation);
