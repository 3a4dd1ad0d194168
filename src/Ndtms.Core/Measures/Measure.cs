namespace Ndtms.Core.Measures;

/// <summary>A measure: one entry of the <see cref="Catalogue"/>, from which engine, export, workbooks and portal follow.</summary>
public sealed class Measure
{
    internal Measure(string id, Unit unit, string definition, params Line[] lines)
    {
        Id = id;
        Unit = unit;
        Definition = definition;
        Lines = lines;
        foreach (var line in lines)
            line.Unit ??= unit;
    }

    public string Id { get; }

    public Unit Unit { get; }

    /// <summary>What n and d are, in the words shown on reports.</summary>
    public string Definition { get; }

    /// <summary>The periods for which it exists.</summary>
    public IReadOnlyList<PeriodKind> Periods { get; internal init; } = Enum.GetValues<PeriodKind>();

    /// <summary>The breakdowns it has, without the headline, in the order of their names.</summary>
    public IReadOnlyList<string> Breakdowns =>
        [.. Lines.Select(l => l.Breakdown).Where(b => b.Length > 0).Order(StringComparer.Ordinal)];

    /// <summary>Those of its breakdowns that are one figure each.</summary>
    public IEnumerable<string> BreakdownsWithoutCategories =>
        Lines.Where(l => l.Breakdown.Length > 0 && !l.HasCategories).Select(l => l.Breakdown);

    /// <summary>Whether it has a figure without a breakdown.</summary>
    public bool HasHeadline => Lines.Any(l => l.Breakdown.Length == 0);

    /// <summary>Whether it exists for a population.</summary>
    public bool ExistsFor(Population population) => Populations.Has(population);

    /// <summary>Whether it counts what is known about the data (<c>dq-*</c>) and not cases: then nobody is behind its figures, and it
    /// exists only in a run to which the facts on quality were given.</summary>
    public bool IsOfQuality => Unit >= Unit.Values;

    internal PopulationSet Populations { get; init; } = PopulationSet.Every;

    /// <summary>Young people's measures of episodes judge age at TRIAGED and not by the journey.</summary>
    internal bool JudgedAtTriage { get; init; }

    internal IReadOnlyList<Line> Lines { get; }
}

/// <summary>What the n of a line is.</summary>
internal enum Figured
{
    /// <summary>n alone: how many, or the sum of an amount.</summary>
    Count,

    /// <summary>n of d.</summary>
    Share,

    /// <summary>n the sum, d the number.</summary>
    Mean,

    /// <summary>d the number, no n.</summary>
    Median,
}

/// <summary>The headline or one breakdown of a measure.</summary>
/// <param name="Breakdown">Its name; empty: the headline.</param>
/// <param name="Figured">What n is.</param>
/// <param name="Of">Which cases qualify, that is count in d. Lines that share this delegate share the work. Null: no case is asked, and
/// the engine is given what counts.</param>
internal sealed record Line(string Breakdown, Figured Figured, Func<Case, bool>? Of)
{
    /// <summary>Where it differs from the measure's.</summary>
    public Unit? Unit { get; set; }

    /// <summary>Share: which of those that qualify count in n.</summary>
    public Func<Case, bool>? In { get; init; }

    /// <summary>Mean, median and sum: how much.</summary>
    public Func<Case, int>? Amount { get; init; }

    /// <summary>The category of a case; null from the selector: unknown.</summary>
    public Func<Case, string?>? Category { get; init; }

    /// <summary>Where a case can be in several categories: all of them. Of persons, each category chooses its own describing journey
    /// among those in it.</summary>
    public Func<Case, IEnumerable<string>>? EachCategory { get; init; }

    /// <summary>With <see cref="EachCategory"/>: whether the case counts in n of that category.</summary>
    public Func<Case, string, bool>? InCategory { get; init; }

    /// <summary>The one level at which it exists; null: all.</summary>
    public AreaLevel? Level { get; init; }

    /// <summary>Where no case is asked: whether it has categories.</summary>
    public bool CategoriesGiven { get; init; }

    public bool HasCategories => Category is not null || EachCategory is not null || CategoriesGiven;
}
