using System.Data.Common;
using System.Globalization;
using Dapper;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;

namespace Ndtms.Storage;

/// <summary>Targets, baselines, clusters, hand-entered local indicators and estimates of prevalence: what an administrator or a partnership loads and exports as
/// CSV.</summary>
public sealed class TargetData(Database database)
{
    /// <summary>All there is.</summary>
    public TargetBook Book() => database.Read(connection => BookOf(connection));

    /// <summary>Adds the rows of a CSV file and updates those known; what is not in the file stays.</summary>
    /// <exception cref="CodeBookException">A row cannot be used; nothing was changed.</exception>
    public RowChanges Load(TargetFile file, string fileName, byte[] csv, CodeBook book) =>
        Load(file, ReferenceTable.Read(fileName, csv, file.Form()), new TargetUpdate(fileName, book), LoadTerms.KeepAll);

    /// <summary>Takes in the rows of a file.</summary>
    /// <param name="file">What they are.</param>
    /// <param name="rows">The rows of its form.</param>
    /// <param name="update">How they are taken, and whose.</param>
    /// <param name="terms">What was agreed to.</param>
    /// <returns>What changes; not made where the terms do not allow it.</returns>
    /// <exception cref="CodeBookException">A row cannot be used; nothing was changed.</exception>
    public RowChanges Load(TargetFile file, IReadOnlyList<ReferenceRow> rows, TargetUpdate update, LoadTerms terms) => database.Write(connection =>
    {
        var (changed, all) = TargetFiles.Apply(file, rows, update, BookOf(connection));
        var changes = all.Under(terms);
        if (!changes.Made)
            return changes;
        switch (file)
        {
            case TargetFile.Targets:
                Store(connection, changed.Targets);
                break;
            case TargetFile.Baselines:
                Store(connection, changed.Baselines);
                break;
            case TargetFile.Clusters:
                Store(connection, changed.Clusters);
                break;
            case TargetFile.LocalIndicators:
                Store(connection, changed.LocalIndicators);
                break;
            case TargetFile.Prevalence:
                Store(connection, changed.Prevalence);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(file));
        }

        return changes;
    });

    private static TargetBook BookOf(DbConnection connection) => new(
        connection.Query<TargetRow>(
            """
            SELECT area_level, area_code, measure, population, period, first_year, figure, baseline, goal, better, profile FROM target
            """).Select(r => r.ToTarget()),
        connection.Query<(string Indicator, string Level, string Area, string Amount, string Source)>(
            "SELECT indicator, area_level, area_code, amount, source FROM baseline")
            .Select(b => new Baseline(b.Indicator, Level(b.Level), b.Area, Number(b.Amount), b.Source)),
        connection.Query<(string Partnership, string Name)>("SELECT partnership, name FROM cluster")
            .Select(c => KeyValuePair.Create(c.Partnership, c.Name)),
        connection.Query<(string Partnership, string Indicator, DateOnly PeriodEnd, string Amount, string Unit, string Source, DateOnly Entered)>(
            "SELECT partnership, indicator, period_end, amount, unit, source, entered FROM local_indicator")
            .Select(l => new LocalIndicator(
                l.Partnership, l.Indicator, l.PeriodEnd, Number(l.Amount), l.Unit, l.Source, l.Entered)),
        connection.Query<(string Partnership, long Year, string Estimate, string Lower, string Upper, string Source)>(
            "SELECT partnership, first_year, estimate, lower_bound, upper_bound, source FROM prevalence")
            .Select(p => new Prevalence(p.Partnership, (int)p.Year, Number(p.Estimate), Number(p.Lower), Number(p.Upper), p.Source)));

    private static void Store(DbConnection connection, IReadOnlyList<Target> targets)
    {
        connection.Execute("DELETE FROM target");
        using var insert = new BulkInsert(
            connection, "target",
            ["area_level", "area_code", "measure", "population", "period", "first_year", "figure", "baseline", "goal", "better", "profile"]);
        foreach (var t in targets)
        {
            insert.Add(t.Level.Name()).Add(t.Area).Add(t.Measure).Add(t.Population.Name()).Add(t.Period.Name()).Add(t.Year)
                .Add(t.OfShare ? "value" : "n").Add(TargetFiles.Show(t.Baseline)).Add(TargetFiles.Show(t.Goal))
                .Add(t.LessIsBetter ? "less" : "more")
                .Add(t.Profile is null ? null : string.Join(' ', t.Profile.Select(TargetFiles.Show))).Insert();
        }
    }

    private static void Store(DbConnection connection, IReadOnlyList<Baseline> baselines)
    {
        connection.Execute("DELETE FROM baseline");
        using var insert = new BulkInsert(connection, "baseline", ["indicator", "area_level", "area_code", "amount", "source"]);
        foreach (var b in baselines)
            insert.Add(b.Indicator).Add(b.Level.Name()).Add(b.Area).Add(TargetFiles.Show(b.Value)).Add(b.Source).Insert();
    }

    private static void Store(DbConnection connection, IReadOnlyList<KeyValuePair<string, string>> clusters)
    {
        connection.Execute("DELETE FROM cluster");
        using var insert = new BulkInsert(connection, "cluster", ["partnership", "name"]);
        foreach (var (partnership, name) in clusters)
            insert.Add(partnership).Add(name).Insert();
    }

    private static void Store(DbConnection connection, IReadOnlyList<LocalIndicator> indicators)
    {
        connection.Execute("DELETE FROM local_indicator");
        using var insert = new BulkInsert(
            connection, "local_indicator", ["partnership", "indicator", "period_end", "amount", "unit", "source", "entered"]);
        foreach (var l in indicators)
        {
            insert.Add(l.Partnership).Add(l.Indicator).Add(l.Period).Add(TargetFiles.Show(l.Value)).Add(l.Unit).Add(l.Source).Add(l.Entered)
                .Insert();
        }
    }

    private static void Store(DbConnection connection, IReadOnlyList<Prevalence> prevalence)
    {
        connection.Execute("DELETE FROM prevalence");
        using var insert = new BulkInsert(
            connection, "prevalence", ["partnership", "first_year", "estimate", "lower_bound", "upper_bound", "source"]);
        foreach (var p in prevalence)
        {
            insert.Add(p.Partnership).Add(p.Year).Add(TargetFiles.Show(p.Estimate)).Add(TargetFiles.Show(p.Lower)).Add(TargetFiles.Show(p.Upper)).Add(p.Source)
                .Insert();
        }
    }

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    private static AreaLevel Level(string name) => MeasureNames.TryParse(name, out AreaLevel level) ? level : throw Unknown(name);

    private static StorageException Unknown(string word) =>
        new($"The database has targets with '{word}', which this program does not know; use a newer version.");

    private sealed class TargetRow
    {
        public string AreaLevel { get; init; } = "";
        public string AreaCode { get; init; } = "";
        public string Measure { get; init; } = "";
        public string Population { get; init; } = "";
        public string Period { get; init; } = "";
        public long FirstYear { get; init; }
        public string Figure { get; init; } = "";
        public string Baseline { get; init; } = "";
        public string Goal { get; init; } = "";
        public string Better { get; init; } = "";
        public string? Profile { get; init; }

        public Target ToTarget() => new(
            Level(AreaLevel), AreaCode, Measure,
            MeasureNames.TryParse(Population, out Population population) ? population : throw Unknown(Population),
            MeasureNames.TryParse(Period, out PeriodKind period) ? period : throw Unknown(Period),
            (int)FirstYear, Figure == "value", Number(Baseline), Number(Goal), Profile?.Split(' ').Select(Number).ToList(), Better == "less");
    }
}
