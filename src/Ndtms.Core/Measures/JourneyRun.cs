using Ndtms.Core.Current;
using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

/// <summary>A journey as known at a cut, built from the episodes of one area: what measures count, as plain data.</summary>
/// <param name="Level">The area's level.</param>
/// <param name="Area">Its code.</param>
/// <param name="Prison">Whether it is one of prison treatment, which is in no population but that.</param>
/// <param name="Person">The person's number in the caseload.</param>
/// <param name="Episodes">Its episodes, in its order.</param>
/// <param name="Start">Earliest TRIAGED.</param>
/// <param name="TreatmentStart">Earliest structured MODST.</param>
/// <param name="End">Latest DISD; null while open.</param>
/// <param name="Exit">Exit group; null while open.</param>
/// <param name="SubstanceGroup">Over all of its episodes.</param>
/// <param name="Sex">SEX of the latest episode's client.</param>
/// <param name="AgeAtStart">Completed years at the start.</param>
/// <param name="Age">Completed years at the later of the start and the first day of the month that ends at the cut.</param>
/// <param name="Populations">Its populations in that month.</param>
/// <param name="Days">Days from treatment start to the end, or to the cut while open.</param>
/// <param name="Effective">Whether it is effective treatment.</param>
public sealed record JourneyAtCut(
    AreaLevel Level, string Area, bool Prison, int Person, IReadOnlyList<CurrentEpisode> Episodes, DateOnly Start, DateOnly TreatmentStart,
    DateOnly? End, string? Exit, string SubstanceGroup, string Sex, int AgeAtStart, int Age, IReadOnlyList<Population> Populations, int Days,
    bool Effective);

/// <summary>Lists the journeys that the measures of a cut are counted from.</summary>
public static class JourneyRun
{
    /// <summary>Every journey at every level, by level, area and person; each is made as it is asked for.</summary>
    /// <param name="caseload">The caseload of the run.</param>
    /// <param name="cut">Last day of the month reported on.</param>
    /// <param name="options">Parameters; null: the defaults.</param>
    /// <exception cref="ArgumentException">The cut is not the last day of a month.</exception>
    public static IEnumerable<JourneyAtCut> At(Caseload caseload, DateOnly cut, MeasureOptions? options = null)
    {
        options ??= MeasureOptions.Default;
        return At(caseload, Period.Ending(PeriodKind.Month, cut)!, options);
    }

    private static IEnumerable<JourneyAtCut> At(Caseload caseload, Period month, MeasureOptions options)
    {
        var builder = new JourneyBuilder(month.Last, options);
        foreach (var level in Enum.GetValues<AreaLevel>())
        {
            var index = caseload.Level(level);
            for (var place = 0; place < index.Codes.Length; place++)
            {
                var episodes = index.Episodes(place).ToArray();
                for (var first = 0; first < episodes.Length;)
                {
                    var end = first + 1;
                    while (end < episodes.Length && episodes[end].Person == episodes[first].Person && episodes[end].Prison == episodes[first].Prison)
                        end++;
                    builder.Build(episodes.AsSpan(first..end));
                    foreach (var journey in builder.Journeys)
                        yield return Of(journey, level, index.Codes[place], month, options);
                    first = end;
                }
            }
        }
    }

    private static JourneyAtCut Of(Journey journey, AreaLevel level, string area, Period month, MeasureOptions options)
    {
        var populations = journey.Populations(month);
        return new JourneyAtCut(
            level, area, journey.Latest.Prison, journey.Latest.Person, [.. journey.Episodes.Select(e => e.Record)], journey.Start,
            journey.TreatmentStart, journey.Open ? null : journey.End, journey.Open ? null : journey.Exit, journey.SubstanceGroup,
            journey.Latest.Record.Client.Sex, PopulationSets.Age(journey, journey.Start), PopulationSets.Age(journey, month.First),
            [.. Enum.GetValues<Population>().Where(p => populations.Has(p))], journey.Days, journey.Effective(options.EffectiveDays));
    }
}
