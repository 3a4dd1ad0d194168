using System.Globalization;
using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;

namespace Ndtms.Core.Targets;

/// <summary>The CSV files that a <see cref="TargetBook"/> is loaded from and exported to.</summary>
public enum TargetFile
{
    Targets,
    Baselines,
    Clusters,
    LocalIndicators,
    Prevalence,
}

/// <summary>Reads and writes the files of a <see cref="TargetBook"/>: UTF-8, comma, a header, values checked against codes and measures.
/// What is written reads back as the same.</summary>
public static class TargetFiles
{
    /// <summary>Every kind of file.</summary>
    public static IReadOnlyList<TargetFile> All { get; } = Enum.GetValues<TargetFile>();

    /// <summary>The name of a kind, which is that of its file without the ending: <c>local-indicators</c>.</summary>
    public static string Name(this TargetFile file) => file.Form().Name;

    /// <summary>The kind of a name; false where there is none.</summary>
    public static bool TryParse(string name, out TargetFile file)
    {
        file = All.FirstOrDefault(f => f.Name() == name);
        return file.Name() == name;
    }

    /// <summary>Reads a CSV file and brings a book up to date with it.</summary>
    /// <param name="file">Its kind.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="csv">Its content.</param>
    /// <param name="codes">The areas there are.</param>
    /// <param name="known">The book as it was.</param>
    /// <param name="replace">See <see cref="Apply"/>.</param>
    /// <returns>The book, and what changed.</returns>
    /// <exception cref="CodeBookException">The file or a row of it cannot be used; the message says where and what is wanted.</exception>
    public static (TargetBook Book, RowChanges Changes) Read(
        TargetFile file, string name, byte[] csv, CodeBook codes, TargetBook known, bool replace = false) =>
        Apply(file, ReferenceTable.Read(name, csv, file.Form()), new TargetUpdate(name, codes) { Replace = replace }, known);

    /// <summary>Brings a book up to date with the rows of a file.</summary>
    /// <param name="file">Its kind.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="update">How they are taken.</param>
    /// <param name="known">The book as it was.</param>
    /// <returns>The book, and what changed.</returns>
    /// <exception cref="CodeBookException">A row cannot be used; the message says where and what is wanted.</exception>
    public static (TargetBook Book, RowChanges Changes) Apply(
        TargetFile file, IReadOnlyList<ReferenceRow> rows, TargetUpdate update, TargetBook known)
    {
        if (rows.Count == 0 && !update.Replace)
        {
            throw new CodeBookException(
                $"{update.FileName} has no row, so nothing would change; to remove all current rows, load it as their replacement.");
        }

        var codes = update.Codes;
        switch (file)
        {
            case TargetFile.Targets:
                var targets = Merge(
                    known.Targets, rows, row => TargetOf(row, codes), t => (t.Key, t.Year), t => (t.Level, t.Area), update,
                    "year", "a year that appears only once for the area, measure, population and period");
                return (known.With(targets.Rows), targets.Changes);
            case TargetFile.Baselines:
                var baselines = Merge(
                    known.Baselines, rows, row => BaselineOf(row, codes), b => (b.Indicator, b.Level, b.Area), b => (b.Level, b.Area), update,
                    "area_code", "an area that appears only once for the indicator");
                return (known.With(baselines.Rows), baselines.Changes);
            case TargetFile.Clusters:
                var clusters = Merge(
                    known.Clusters, rows, row => KeyValuePair.Create(PartnershipOf(row, "partnership", codes), Words(row, "cluster", 80)),
                    c => c.Key, c => (AreaLevel.Partnership, c.Key), update, "partnership", "a partnership that appears only once in the file");
                return (known.With(clusters.Rows), clusters.Changes);
            case TargetFile.LocalIndicators:
                var indicators = Merge(
                    known.LocalIndicators, rows, row => LocalIndicatorOf(row, codes), l => (l.Partnership, l.Indicator, l.Period),
                    l => (AreaLevel.Partnership, l.Partnership), update,
                    "month", "a month that appears only once for the partnership and indicator");
                return (known.With(indicators.Rows), indicators.Changes);
            case TargetFile.Prevalence:
                var prevalence = Merge(
                    known.Prevalence, rows, row => PrevalenceOf(row, codes), p => (p.Partnership, p.Year), p => (AreaLevel.Partnership, p.Partnership), update,
                    "year", "a year that appears only once for the partnership");
                return (known.With(prevalence.Rows), prevalence.Changes);
            default:
                throw new ArgumentOutOfRangeException(nameof(file));
        }
    }

    /// <summary>The file of a kind with all of a book's rows, in the book's order. The profile's columns are there where a target has
    /// one.</summary>
    public static byte[] Write(TargetFile file, TargetBook book)
    {
        var profiles = file == TargetFile.Targets && book.Targets.Any(t => t.Profile is not null);
        var rows = file switch
        {
            TargetFile.Targets => book.Targets.Select(t => Values(t, profiles)),
            TargetFile.Baselines => book.Baselines.Select(b => (string[])[CsvText.Guarded(b.Indicator), b.Level.Name(), CsvText.Guarded(b.Area), Show(b.Value), CsvText.Guarded(b.Source)]),
            TargetFile.Clusters => book.Clusters.Select(c => (string[])[CsvText.Guarded(c.Key), CsvText.Guarded(c.Value)]),
            TargetFile.LocalIndicators => book.LocalIndicators.Select(l =>
                (string[])[CsvText.Guarded(l.Partnership), CsvText.Guarded(l.Indicator), Month(l.Period), Show(l.Value), CsvText.Guarded(l.Unit), CsvText.Guarded(l.Source), Day(l.Entered)]),
            TargetFile.Prevalence => book.Prevalence.Select(p =>
                (string[])[CsvText.Guarded(p.Partnership), FinancialYear.Name(p.Year), Prevalence.Group, Show(p.Estimate), Show(p.Lower), Show(p.Upper), CsvText.Guarded(p.Source)]),
            _ => throw new ArgumentOutOfRangeException(nameof(file)),
        };
        var csv = new StringBuilder().AppendJoin(',', file.Form().Needed.Concat(profiles ? TargetForms.ProfileColumns : [])).Append('\n');
        foreach (var values in rows)
            csv.AppendJoin(',', values.Select(CsvText.Quote)).Append('\n');
        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    /// <summary>A number without trailing zeros, with a decimal point.</summary>
    public static string Show(decimal number) => number.ToString("0.######", CultureInfo.InvariantCulture);

    private static string[] Values(Target t, bool profiles) =>
    [
        t.Level.Name(), t.Area, t.Measure, t.Population.Name(), t.Period.Name(), FinancialYear.Name(t.Year), t.OfShare ? "value" : "n",
        Show(t.Baseline), Show(t.Goal), t.LessIsBetter ? "less" : "more",
        .. profiles ? Enumerable.Range(0, Target.Months).Select(i => t.Profile is null ? "" : Show(t.Profile[i])) : [],
    ];

    private static Target TargetOf(ReferenceRow row, CodeBook codes)
    {
        var (level, area) = AreaOf(row, codes);
        if (Catalogue.Find(row.Required("measure")) is not { HasHeadline: true } measure)
            throw row.Wrong("measure", "the id of a measure with a figure of its own, such as effective-treatment");
        if (!MeasureNames.TryParse(row.Required("population"), out Population population))
            throw row.Wrong("population", "a population, such as pdu or young-people");
        if (!measure.ExistsFor(population))
            throw row.Wrong("population", $"a population for which {measure.Id} exists");
        if (!MeasureNames.TryParse(row.Required("period"), out PeriodKind period) || !measure.Periods.Contains(period))
            throw row.Wrong("period", $"a period of {measure.Id}: {string.Join(", ", measure.Periods.Select(p => p.Name()))}");
        var year = YearOf(row);
        var ofShare = row.Required("figure") switch
        {
            "n" when measure.Headline != FigureKind.Mean => false,
            "value" when measure.Headline != FigureKind.Count => true,
            _ => throw row.Wrong("figure", measure.Headline switch
            {
                FigureKind.Count => $"n, for {measure.Id} is a count",
                FigureKind.Mean => $"value, for {measure.Id} is a mean",
                _ => "n (the number) or value (the share)",
            }),
        };
        var share = measure.Headline == FigureKind.Share && ofShare;
        var goal = Number(row, "target", share);
        return new Target(
            level, area, measure.Id, population, period, year, ofShare, Number(row, "baseline", share), goal, ProfileOf(row, share, goal),
            row.Required("better") switch
            {
                "more" => false,
                "less" => true,
                _ => throw row.Wrong("better", "more or less"),
            });
    }

    private static List<decimal>? ProfileOf(ReferenceRow row, bool share, decimal goal)
    {
        var filled = TargetForms.ProfileColumns.Where(c => row.Text(c).Length > 0).ToList();
        if (filled.Count == 0)
            return null;
        if (TargetForms.ProfileColumns.Except(filled).FirstOrDefault() is { } blank)
            throw row.Wrong(blank, "a value, for a profile has all twelve months or none");
        var profile = TargetForms.ProfileColumns.Select(c => Number(row, c, share)).ToList();
        return profile[^1] == goal ? profile : throw row.Wrong("mar", $"the target of the year, {Show(goal)}");
    }

    private static Baseline BaselineOf(ReferenceRow row, CodeBook codes)
    {
        var indicator = row.Required("indicator");
        if (!NationalIndicators.All.Contains(indicator))
            throw row.Wrong("indicator", string.Join(" or ", NationalIndicators.All));
        var (level, area) = AreaOf(row, codes);
        return new Baseline(indicator, level, area, Number(row, "value", share: false), Words(row, "source", 200));
    }

    private static LocalIndicator LocalIndicatorOf(ReferenceRow row, CodeBook codes)
    {
        var indicator = Words(row, "indicator", 200);
        if (Catalogue.Find(indicator) is not null)
            throw row.Wrong("indicator", $"one that is entered by hand; {indicator} is computed from what agencies send");
        if (!DateOnly.TryParseExact(
            row.Required("month") + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first))
            throw row.Wrong("month", "the month that the value is for, as yyyy-mm");
        return new LocalIndicator(
            PartnershipOf(row, "partnership", codes), indicator, first.AddMonths(1).AddDays(-1), Number(row, "value", share: false),
            Words(row, "unit", 80), Words(row, "source", 200), row.Date("date") ?? throw row.Wrong("date", "the day it was entered, as yyyy-mm-dd"));
    }

    private static Prevalence PrevalenceOf(ReferenceRow row, CodeBook codes)
    {
        if (row.Required("group") != Prevalence.Group)
            throw row.Wrong("group", Prevalence.Group);
        var (lower, upper) = (Number(row, "lower", share: false), Number(row, "upper", share: false));
        var estimate = Number(row, "estimate", share: false);
        return estimate >= lower && estimate <= upper
            ? new Prevalence(PartnershipOf(row, "partnership", codes), YearOf(row), estimate, lower, upper, Words(row, "source", 200))
            : throw row.Wrong("estimate", "a number from the lower to the upper bound");
    }

    private static int YearOf(ReferenceRow row) =>
        FinancialYear.TryParse(row.Required("year"), out var year) ? year : throw row.Wrong("year", "a financial year, such as 2011/12");

    private static (AreaLevel Level, string Code) AreaOf(ReferenceRow row, CodeBook codes)
    {
        if (!MeasureNames.TryParse(row.Required("area_level"), out AreaLevel level) || level == AreaLevel.Agency)
            throw row.Wrong("area_level", "england, region or partnership");
        var code = row.Required("area_code");
        return (level, level switch
        {
            AreaLevel.Partnership => PartnershipOf(row, "area_code", codes),
            AreaLevel.Region => codes.Areas.Region(code.ToLowerInvariant())?.Code
                ?? throw row.Wrong("area_code", "the code of a region (see the list region)"),
            _ => code.Equals(Areas.England, StringComparison.OrdinalIgnoreCase) ? Areas.England : throw row.Wrong("area_code", Areas.England),
        });
    }

    private static string PartnershipOf(ReferenceRow row, string column, CodeBook codes) =>
        codes.Areas.Partnership(row.Required(column).ToUpperInvariant())?.Code
        ?? throw row.Wrong(column, "the code of a partnership (see the list partnership)");

    /// <summary>Six places are what the export of figures has; the bound keeps every product of what follows exact.</summary>
    private static decimal Number(ReferenceRow row, string column, bool share)
    {
        if (!decimal.TryParse(row.Required(column), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number >= 1_000_000_000 || decimal.Round(number, 6) != number)
            throw row.Wrong(column, "a number of 0 or more, with a point before at most six decimal places and no other sign");
        return !share || number <= 1 ? number : throw row.Wrong(column, "a share from 0 to 1, such as 0.85 for 85 %");
    }

    private static string Words(ReferenceRow row, string column, int longest) => row.Required(column) is { } text && text.Length <= longest
        && !text.Any(char.IsControl)
        ? text
        : throw row.Wrong(column, $"at most {longest.ToString(CultureInfo.InvariantCulture)} characters on one line");

    /// <summary>The current rows with those of a file.</summary>
    private static (List<T> Rows, RowChanges Changes) Merge<T, TKey>(
        IReadOnlyList<T> known, IReadOnlyList<ReferenceRow> rows, Func<ReferenceRow, T> read, Func<T, TKey> key,
        Func<T, (AreaLevel Level, string Area)> area, TargetUpdate update, string keyColumn, string expected)
        where TKey : notnull
    {
        var given = new Dictionary<TKey, T>();
        foreach (var row in rows)
        {
            var value = read(row);
            if (!Covers(value))
                throw row.Wrong(row.Has("area_code") ? "area_code" : "partnership", "an area that you may load rows for");
            if (!given.TryAdd(key(value), value))
                throw row.Wrong(keyColumn, expected);
        }

        var before = known.ToDictionary(key);
        var kept = known.Where(k => !given.ContainsKey(key(k)) && !(update.Replace && Covers(k))).ToList();
        var changes = new RowChanges(
            rows.Count,
            given.Keys.Count(k => !before.ContainsKey(k)),
            given.Count(g => before.TryGetValue(g.Key, out var old) && !EqualityComparer<T>.Default.Equals(old, g.Value)),
            known.Count - kept.Count - given.Keys.Count(before.ContainsKey));
        return ([.. kept, .. given.Values], changes);

        bool Covers(T value) => area(value) is var (level, code) && update.Covers(level, code);
    }

    private static string Month(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
