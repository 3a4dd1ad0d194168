using System.Runtime.InteropServices;

namespace Ndtms.Core.Journeys;

/// <summary>Episodes of persons above the agencies, with the areas in which exactly these of a person's episodes count: so journeys and all that
/// is counted of them are the same in each.</summary>
/// <param name="Areas">Level and place of each area, the partnership first.</param>
/// <param name="Episodes">In the order of the caseload.</param>
internal sealed record SharedEpisodes((AreaLevel Level, int Place)[] Areas, CaseEpisode[] Episodes)
{
    private static readonly AreaLevel[] Levels = [AreaLevel.Partnership, AreaLevel.Region, AreaLevel.England];

    /// <summary>Shares out the episodes of a caseload: each is once in every area where it counts.</summary>
    /// <param name="episodes">In the order of the caseload.</param>
    public static IReadOnlyList<SharedEpisodes> Of(CaseEpisode[] episodes)
    {
        var byAreas = new Dictionary<AreaPlaces, List<CaseEpisode>>();
        var sets = new List<(List<CaseEpisode> Episodes, AreaPlaces Areas)>();
        for (var first = 0; first < episodes.Length;)
        {
            var end = first + 1;
            while (end < episodes.Length && episodes[end].Person == episodes[first].Person && episodes[end].Prison == episodes[first].Prison)
                end++;
            var ofPerson = episodes.AsSpan(first..end);
            first = end;
            var areas = ofPerson[0].Areas with { Agency = -1 };
            var isOnePlace = true;
            foreach (var episode in ofPerson)
                isOnePlace &= episode.Areas with { Agency = -1 } == areas;
            if (isOnePlace)
            {
                Add(byAreas, areas, ofPerson);
                continue;
            }

            sets.Clear();
            foreach (var level in Levels)
            {
                foreach (var place in PlacesOf(ofPerson, level))
                {
                    var there = new List<CaseEpisode>();
                    foreach (var episode in ofPerson)
                    {
                        if (episode.Areas.At(level) == place)
                            there.Add(episode);
                    }

                    var same = sets.FindIndex(s => s.Episodes.SequenceEqual(there));
                    if (same < 0)
                        sets.Add((there, With(new AreaPlaces(-1, -1, -1, -1), level, place)));
                    else
                        sets[same] = (there, With(sets[same].Areas, level, place));
                }
            }

            foreach (var (set, where) in sets)
                Add(byAreas, where, CollectionsMarshal.AsSpan(set));
        }

        return
        [
            .. byAreas.Where(b => b.Key != new AreaPlaces(-1, -1, -1, -1)).Select(b => new SharedEpisodes(
                [.. Levels.Where(level => b.Key.At(level) >= 0).Select(level => (level, b.Key.At(level)))], [.. b.Value])),
        ];
    }

    private static HashSet<int> PlacesOf(ReadOnlySpan<CaseEpisode> episodes, AreaLevel level)
    {
        var places = new HashSet<int>();
        foreach (var episode in episodes)
        {
            if (episode.Areas.At(level) is >= 0 and var place)
                places.Add(place);
        }

        return places;
    }

    private static AreaPlaces With(AreaPlaces areas, AreaLevel level, int place) => level switch
    {
        AreaLevel.Partnership => areas with { Partnership = place },
        AreaLevel.Region => areas with { Region = place },
        _ => areas with { England = place },
    };

    private static void Add(Dictionary<AreaPlaces, List<CaseEpisode>> byAreas, AreaPlaces areas, ReadOnlySpan<CaseEpisode> episodes)
    {
        if (!byAreas.TryGetValue(areas, out var list))
            byAreas.Add(areas, list = []);
        list.AddRange(episodes);
    }
}
