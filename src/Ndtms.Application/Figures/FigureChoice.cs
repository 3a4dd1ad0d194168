using Ndtms.Application.Access;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;

namespace Ndtms.Application.Figures;

/// <summary>Which figures are wanted, in the caller's words: names or codes, in capitals or not. Where nothing is said, all are.</summary>
public sealed record FigureChoice
{
    /// <summary>The word for a measure's figure without a breakdown.</summary>
    private const string Headline = "headline";

    /// <summary>Every figure.</summary>
    public static FigureChoice All { get; } = new();

    public IReadOnlyList<string> Measures { get; init; } = [];

    /// <summary>Empty: every area in scope.</summary>
    public IReadOnlyList<string> Areas { get; init; } = [];

    public IReadOnlyList<string> Populations { get; init; } = [];

    public IReadOnlyList<string> Periods { get; init; } = [];

    /// <summary>Names of breakdowns; <c>headline</c>: none.</summary>
    public IReadOnlyList<string> Breakdowns { get; init; } = [];

    /// <summary>Whether a figure is among those wanted.</summary>
    /// <param name="scope">The areas that the caller may see.</param>
    /// <exception cref="RequestException">A name is not known, or names do not go together; the message lists what there is.</exception>
    internal Func<FigureKey, bool> Resolve(AreaScope scope)
    {
        var measures = Measures.Select(Measure).ToList();
        var areas = Areas.Select(scope.Find).ToHashSet();
        var populations = Populations.Select(Population).ToHashSet();
        var periods = Periods.Select(Period).ToHashSet();
        foreach (var measure in measures)
        {
            if (populations.Count > 0 && !populations.Any(measure.ExistsFor))
                throw NoPopulation(measure);
            if (periods.Count > 0 && !measure.Periods.Any(periods.Contains))
                throw NoPeriod(measure);
        }

        var breakdowns = Breakdowns.Select(b => Breakdown(b, measures)).ToHashSet(StringComparer.Ordinal);
        var ids = measures.Select(m => m.Id).ToHashSet(StringComparer.Ordinal);
        return key => (ids.Count == 0 || ids.Contains(key.Measure))
            && (areas.Count > 0 ? areas.Contains((key.Level, key.Area)) : scope.IsEverything || scope.Covers(key.Level, key.Area))
            && (populations.Count == 0 || populations.Contains(key.Population))
            && (periods.Count == 0 || periods.Contains(key.Period))
            && (breakdowns.Count == 0 || breakdowns.Contains(key.Breakdown));
    }

    /// <summary>The measure of an id or a name.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    internal static Measure Measure(string name) =>
        Catalogue.Measures.FirstOrDefault(m => Same(m.Id, name) || Same(m.Name, name))
        ?? throw new NotFoundException($"There is no measure '{name}'; there are {Listed(Catalogue.Measures.Select(m => m.Id))}.");

    /// <summary>The population of an id or a name, for which a measure exists.</summary>
    /// <exception cref="NotFoundException">There is none, or the measure does not exist for it.</exception>
    internal static Population Population(string name, Measure measure)
    {
        var population = Population(name);
        return measure.ExistsFor(population) ? population : throw NoPopulation(measure);
    }

    /// <summary>The period of an id or a name, for which a measure exists.</summary>
    /// <exception cref="NotFoundException">There is none, the measure does not exist for it, or none ends at the cut.</exception>
    internal static PeriodKind Period(string name, Measure measure, DateOnly cut)
    {
        var period = Period(name);
        if (!measure.Periods.Contains(period))
            throw NoPeriod(measure);
        return Core.Journeys.Period.Ending(period, cut) is not null
            ? period
            : throw new NotFoundException($"No {period.Name()} ends with that month; there are {Listed(measure.Periods.Where(p => p != period).Select(p => p.Name()))}.");
    }

    /// <summary>The breakdown of a name that a measure has; empty: the headline.</summary>
    /// <exception cref="NotFoundException">It has none of that name.</exception>
    internal static string Breakdown(string name, Measure measure) => Breakdown(name.Length == 0 ? Headline : name, [measure]);

    private static Population Population(string name)
    {
        var all = Enum.GetValues<Population>();
        var at = Array.FindIndex(all, p => Same(p.Name(), name) || Same(p.Title(), name));
        return at >= 0 ? all[at] : throw new NotFoundException($"There is no population '{name}'; there are {Listed(all.Select(p => p.Name()))}.");
    }

    private static PeriodKind Period(string name)
    {
        var all = Enum.GetValues<PeriodKind>();
        var at = Array.FindIndex(all, p => Same(p.Name(), name) || Same(p.Title(), name));
        return at >= 0 ? all[at] : throw new NotFoundException($"There is no period '{name}'; there are {Listed(all.Select(p => p.Name()))}.");
    }

    private static string Breakdown(string name, List<Measure> of)
    {
        var has = (of.Count > 0 ? of : Catalogue.Measures)
            .SelectMany(m => m.HasHeadline ? m.Breakdowns.Append(Headline) : m.Breakdowns).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var found = has.Find(b => Same(b, name)) ?? throw new NotFoundException(
            $"There is no breakdown '{name}'{(of.Count == 1 ? $" of {of[0].Id}" : "")}; there are {Listed(has)}.");
        return found == Headline ? "" : found;
    }

    private static NotFoundException NoPopulation(Measure measure) => new(
        $"{measure.Id} does not exist for that population; there are {Listed(measure.PopulationsCounted.Select(p => p.Name()))}.");

    private static NotFoundException NoPeriod(Measure measure) => new(
        $"{measure.Id} does not exist for that period; there are {Listed(measure.Periods.Select(p => p.Name()))}.");

    /// <summary>An id may be written with spaces: "age band".</summary>
    private static bool Same(string known, string given) =>
        string.Equals(known, given.Trim(), StringComparison.OrdinalIgnoreCase) || string.Equals(known, given.Trim().Replace(' ', '-'), StringComparison.OrdinalIgnoreCase);

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names);
}
