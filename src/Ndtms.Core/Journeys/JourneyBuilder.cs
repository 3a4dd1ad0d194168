
namespace Ndtms.Core.Journeys;

/// <summary>Makes journeys, as known at a cut, of what one person has in one area. Lists and journeys are used again for the next
/// person.</summary>
internal sealed class JourneyBuilder(DateOnly cut, MeasureOptions options)
{
    private readonly List<Journey> _pool = [];
    private int _used;

    /// <summary>The episodes that exist at the cut, by TRIAGED, DISD (open last), agency, CLIENTID, EPISODID.</summary>
    public List<CaseEpisode> Episodes { get; } = [];

    /// <summary>For each of <see cref="Episodes"/> its journey: for one without treatment, a journey of its own.</summary>
    public List<Journey> JourneyOf { get; } = [];

    /// <summary>The journeys in order of time.</summary>
    public List<Journey> Journeys { get; } = [];

    /// <summary>Builds the journeys of one person's episodes of one area, all of prisons or none.</summary>
    /// <param name="episodes">By TRIAGED, agency, CLIENTID, EPISODID.</param>
    public void Build(ReadOnlySpan<CaseEpisode> episodes)
    {
        Episodes.Clear();
        JourneyOf.Clear();
        Journeys.Clear();
        _used = 0;
        foreach (var episode in episodes)
        {
            if (episode.Triaged <= cut)
                Insert(episode);
        }

        Journey? current = null;
        foreach (var episode in Episodes)
        {
            if (!episode.IsTreatmentAt(cut))
            {
                var alone = Begin(hasEarlier: false);
                alone.Add(episode);
                alone.Finish();
                JourneyOf.Add(alone);
                continue;
            }

            if (current is null || !(current.Open || current.End.DaysUntil(episode.Triaged) <= options.JoinDays))
            {
                var next = Begin(hasEarlier: current is not null);
                if (current is not null)
                {
                    current.Finish();
                    current.NextStart = episode.Triaged;
                }

                current = next;
                Journeys.Add(current);
            }

            current.Add(episode);
            JourneyOf.Add(current);
        }

        current?.Finish();
    }

    /// <summary>DISD as read at the cut orders episodes triaged on one day; everything else is in order already.</summary>
    private void Insert(CaseEpisode episode)
    {
        var at = Episodes.Count;
        var discharged = episode.DischargedAt(cut);
        while (at > 0 && Episodes[at - 1].Triaged == episode.Triaged && Episodes[at - 1].DischargedAt(cut) > discharged)
            at--;
        Episodes.Insert(at, episode);
    }

    private Journey Begin(bool hasEarlier)
    {
        if (_used == _pool.Count)
            _pool.Add(new Journey());
        var journey = _pool[_used++];
        journey.Begin(cut, options, hasEarlier);
        return journey;
    }
}
