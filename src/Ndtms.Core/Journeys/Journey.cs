using Ndtms.Core.Current;

namespace Ndtms.Core.Journeys;

/// <summary>A person's treatment episodes in one area that follow each other closely enough to be one, as known at a cut
/// (Definitions/measures.md, Basics). An episode without treatment is treated as a journey of its own, without a treatment start.</summary>
/// <remarks>Instances are used again for the next person; whoever wants to keep something copies it.</remarks>
internal sealed class Journey
{
    private readonly List<CaseEpisode> _episodes = [];
    private readonly List<string> _agencies = [];
    private DateOnly _cut;
    private MeasureOptions _options = MeasureOptions.Default;
    private Period? _populationsIn;
    private PopulationSet _populations;
    private bool _topsRead;
    private (CurrentTop? Start, CurrentTop? Review, CurrentTop? Latest) _tops;

    /// <summary>By TRIAGED, DISD (open last), agency, CLIENTID, EPISODID.</summary>
    public IReadOnlyList<CaseEpisode> Episodes => _episodes;

    public CaseEpisode First => _episodes[0];

    /// <summary>By TRIAGED, EPISODID, agency, CLIENTID.</summary>
    public CaseEpisode Latest { get; private set; } = null!;

    public DateOnly Start => _episodes[0].Triaged;

    /// <summary>Earliest structured MODST.</summary>
    public DateOnly TreatmentStart { get; private set; }

    /// <summary>Latest DISD so far; the journey's end unless it is open.</summary>
    public DateOnly End { get; private set; }

    public bool Open { get; private set; }

    /// <summary>Exit group; null while open.</summary>
    public string? Exit { get; private set; }

    public Substances Substances { get; private set; }

    public string SubstanceGroup { get; private set; } = "";

    /// <summary>Every agency that it has an episode at, once.</summary>
    public IReadOnlyList<string> Agencies
    {
        get
        {
            if (_agencies.Count == 0)
            {
                foreach (var episode in _episodes)
                {
                    if (!_agencies.Contains(episode.Agency))
                        _agencies.Add(episode.Agency);
                }
            }

            return _agencies;
        }
    }

    /// <summary>Its hash under the publication key: the sum of its episodes', modulo 2^64.</summary>
    public ulong Hash { get; private set; }

    /// <summary>Whether the person has an earlier journey at this level (prison and community apart).</summary>
    public bool HasEarlier { get; private set; }

    /// <summary>Start of the person's next journey at this level; blank where there is none.</summary>
    public DateOnly NextStart { get; set; }

    /// <summary>The first of all started structured modalities.</summary>
    public CaseModality? FirstModality { get; private set; }

    /// <summary>The populations it belongs to in a period.</summary>
    public PopulationSet Populations(Period period)
    {
        if (!ReferenceEquals(_populationsIn, period))
            (_populationsIn, _populations) = (period, PopulationSets.Of(this, period.First, _options));
        return _populations;
    }

    /// <summary>Days from treatment start to the end, or to the cut while open.</summary>
    public int Days => TreatmentStart.DaysUntil(Open ? _cut : End);

    public bool Completed => Exit == ExitGroups.Completed;

    /// <summary>Effective: lasted that many days, or ended earlier as completed.</summary>
    public bool Effective(int days) => Days >= days || Completed;

    /// <summary>The first TOP of stage S.</summary>
    public CurrentTop? StartTop => Tops().Start;

    /// <summary>The last TOP of stage R or E in the window of days after the start TOP.</summary>
    public CurrentTop? ReviewTop => Tops().Review;

    /// <summary>The last TOP of any stage.</summary>
    public CurrentTop? LatestTop => Tops().Latest;

    /// <summary>The latest episode that has something; null where none has.</summary>
    public CaseEpisode? LatestWith(Func<CaseEpisode, bool> has)
    {
        CaseEpisode? latest = null;
        foreach (var episode in _episodes)
        {
            if (has(episode) && (latest is null || episode.LaterThan(latest)))
                latest = episode;
        }

        return latest;
    }

    public bool AnyEpisode(Func<CaseEpisode, bool> has)
    {
        foreach (var episode in _episodes)
        {
            if (has(episode))
                return true;
        }

        return false;
    }

    internal void Begin(DateOnly cut, MeasureOptions options, bool hasEarlier)
    {
        _episodes.Clear();
        _agencies.Clear();
        _cut = cut;
        _options = options;
        _topsRead = false;
        _populationsIn = null;
        Latest = null!;
        Hash = 0;
        TreatmentStart = Dates.Blank;
        End = DateOnly.MinValue;
        Open = false;
        Exit = null;
        Substances = Substances.None;
        HasEarlier = hasEarlier;
        NextStart = Dates.Blank;
        FirstModality = null;
    }

    /// <summary>Adds the next episode in journey order.</summary>
    internal void Add(CaseEpisode episode)
    {
        _episodes.Add(episode);
        Hash += episode.Hash;
        if (Latest is null || episode.LaterThan(Latest))
            Latest = episode;
        if (episode.TreatmentStart < TreatmentStart && episode.TreatmentStart <= _cut)
            TreatmentStart = episode.TreatmentStart;
        if (episode.Discharged > _cut)
            Open = true;
        else if (episode.Discharged > End)
            End = episode.Discharged;
        Substances |= episode.Substances;
    }

    /// <summary>Settles what needs all episodes.</summary>
    internal void Finish()
    {
        SubstanceGroup = SubstanceGroups.Of(Substances);
        CaseEpisode? first = null;
        foreach (var episode in _episodes)
        {
            if (!Open && episode.Discharged == End)
            {
                var group = episode.ExitGroup ?? ExitGroups.IncompleteOther;
                Exit = Exit is null || Exit == group ? group : ExitGroups.Inconsistent;
            }

            foreach (var modality in episode.Modalities)
            {
                if (modality.Started <= _cut
                    && (first is null || CaseModality.Before(modality, episode, FirstModality!, first, _cut)))
                {
                    FirstModality = modality;
                    first = episode;
                }
            }
        }
    }

    private (CurrentTop? Start, CurrentTop? Review, CurrentTop? Latest) Tops()
    {
        if (_topsRead)
            return _tops;
        _topsRead = true;
        CurrentTop? start = null, review = null, latest = null;
        CaseEpisode? ofStart = null, ofReview = null, ofLatest = null;
        foreach (var episode in _episodes)
        {
            foreach (var top in episode.Tops)
            {
                if (top.Date > _cut)
                    continue;
                if (top.Stage == "S" && (start is null || Before(top, episode, start, ofStart!)))
                    (start, ofStart) = (top, episode);
                if (latest is null || Before(latest, ofLatest!, top, episode))
                    (latest, ofLatest) = (top, episode);
            }
        }

        foreach (var episode in _episodes)
        {
            foreach (var top in episode.Tops)
            {
                if (start is not null && top.Stage is "R" or "E" && IsReviewOf(start, top)
                    && (review is null || Before(review, ofReview!, top, episode)))
                    (review, ofReview) = (top, episode);
            }
        }

        return _tops = (start, review, latest);
    }

    private bool IsReviewOf(CurrentTop start, CurrentTop top) =>
        top.Date <= _cut && start.Date.DaysUntil(top.Date) is var days && days >= _options.ReviewFromDays && days <= _options.ReviewToDays;

    /// <summary>TOPDATE, agency, CLIENTID, EPISODID, TOPID.</summary>
    private static bool Before(CurrentTop a, CaseEpisode ofA, CurrentTop b, CaseEpisode ofB)
    {
        var order = a.Date.CompareTo(b.Date);
        if (order == 0)
            order = CaseEpisode.CompareKeys(ofA, ofB);
        return (order != 0 ? order : string.CompareOrdinal(a.TopId, b.TopId)) < 0;
    }
}
