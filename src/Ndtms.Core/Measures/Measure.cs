using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

/// <summary>A measure: one entry of the <see cref="Catalogue"/>, from which engine, export, workbooks and portal follow.</summary>
public sealed class Measure
{
    internal Measure(string id, string name, Unit unit, string definition, params Line[] lines)
    {
        Id = id;
        Name = name;
        Unit = unit;
        Definition = definition;
        Lines = lines;
        foreach (var line in lines)
            line.Unit ??= unit;
    }

    public string Id { get; }

    /// <summary>What it is called on reports, in words that "rose" can follow: "Planned exits".</summary>
    public string Name { get; }

    /// <summary>Its name under a heading that says the rest: "Alcohol" among the outcomes by substance.</summary>
    public string ShortName { get => field ?? Name; internal init; }

    /// <summary>What n counts.</summary>
    public Unit Unit { get; }

    /// <summary>What d counts, in the words shown on reports: "people in treatment". Empty where there is no d.</summary>
    public string Of { get; internal init; } = "";

    /// <summary>What n and d are, in the words shown on reports.</summary>
    public string Definition { get; }

    /// <summary>What a reader must know in addition to the definition; empty: nothing.</summary>
    public string Note { get; internal init; } = "";

    /// <summary>Definition and note.</summary>
    public string Explained => Note.Length == 0 ? Definition : $"{Definition} {Note}";

    /// <summary>Whether the figure should rise.</summary>
    public Better Better { get; internal init; }

    /// <summary>What its headline is; null where it has none.</summary>
    public FigureKind? Headline => Lines.FirstOrDefault(l => l.Breakdown.Length == 0)?.Kind;

    /// <summary>Of means: the highest score there is.</summary>
    public int? HighestScore { get; internal init; }

    /// <summary>What n is counted in, on its own: "People".</summary>
    public string UnitOfCount => Unit.Heading();

    /// <summary>What the value of the headline is: "% of people in treatment", or of a mean "Mean, of 20".</summary>
    public string UnitOfValue => HighestScore is { } highest ? $"Mean, of {highest}" : $"% of {Of}";

    /// <summary>The periods for which it exists.</summary>
    public IReadOnlyList<PeriodKind> Periods { get; internal init; } = Enum.GetValues<PeriodKind>();

    /// <summary>The breakdowns it has, without the headline, in the order of their names.</summary>
    public IReadOnlyList<string> Breakdowns =>
        [.. Lines.Select(l => l.Breakdown).Where(b => b.Length > 0).Order(StringComparer.Ordinal)];

    /// <summary>Those of its breakdowns that are one figure each.</summary>
    public IEnumerable<string> BreakdownsWithoutCategories =>
        Lines.Where(l => l.Breakdown.Length > 0 && !l.HasCategories).Select(l => l.Breakdown);

    /// <summary>What the figures of a breakdown (of the headline: the empty one) are.</summary>
    public FigureKind KindOf(string breakdown) => LineOf(breakdown).Kind;

    /// <summary>What the figures of a breakdown (of the headline: the empty one) count.</summary>
    public Unit UnitOf(string breakdown) => LineOf(breakdown).Unit!.Value;

    /// <summary>The one level at which a breakdown (or the headline, the empty one) exists; null: all.</summary>
    public AreaLevel? LevelOf(string breakdown) => LineOf(breakdown).Level;

    /// <summary>The populations for which it exists.</summary>
    public IReadOnlyList<Population> PopulationsCounted => [.. Enum.GetValues<Population>().Where(ExistsFor)];

    /// <summary>Whether it has a figure without a breakdown.</summary>
    public bool HasHeadline => Headline is not null;

    /// <summary>Whether it exists for a population.</summary>
    public bool ExistsFor(Population population) => Populations.Has(population);

    /// <summary>Whether it exists for young people alone.</summary>
    public bool IsOfYoungPeople => Populations == PopulationSet.YoungPeople;

    /// <summary>Its name with the population: "Effective treatment: problem drug users". For all people, and for a measure that exists for
    /// young people only, the name.</summary>
    public string NameFor(Population population)
    {
        if (population == Population.All || IsOfYoungPeople)
            return Name;
        var whose = population.Title();
        return $"{Name}: {whose[..1].ToLowerInvariant()}{whose[1..]}";
    }

    /// <summary>Whether it counts what is known about the data (<c>dq-*</c>) and not cases: then there are no people behind its figures,
    /// and it exists only in a run to which the facts on quality were given.</summary>
    public bool IsOfQuality => Unit >= Unit.Values;

    /// <summary>Whether a caseload has what it counts.</summary>
    internal bool CanBeCounted(Caseload caseload) => !IsOfQuality
        || (caseload.Quality is { } quality && (Unit != Unit.Values || quality.Facts.Filled is not null));

    /// <summary>What decides a case beside the dates of its journey, episode or modality: answers and other days, in words. Null:
    /// nothing.</summary>
    internal Func<Case, string>? Deciding { get; init; }

    internal PopulationSet Populations { get; init; } = PopulationSet.Every;

    /// <summary>Young people's measures of episodes judge age at TRIAGED and not by the journey.</summary>
    internal bool JudgedAtTriage { get; init; }

    internal IReadOnlyList<Line> Lines { get; }

    private Line LineOf(string breakdown) => Lines.First(l => l.Breakdown == breakdown);
}

/// <summary>What a figure is.</summary>
public enum FigureKind
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
/// <param name="Kind">What n is.</param>
/// <param name="Of">Which cases qualify, that is count in d. Lines that share this delegate share the work. Null: no case is asked, and
/// the engine is given what counts.</param>
internal sealed record Line(string Breakdown, FigureKind Kind, Func<Case, bool>? Of)
{
    /// <summary>Where it differs from the measure's.</summary>
    public Unit? Unit { get; set; }

    /// <summary>Of persons and journeys: the months that it looks at where these are not the period's own; null: the period's. Age and
    /// populations are as of them.</summary>
    public Func<Period, MeasureOptions, Period>? Window { get; init; }

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
