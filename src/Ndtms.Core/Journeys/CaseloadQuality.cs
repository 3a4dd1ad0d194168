using Ndtms.Core.Current;
using Ndtms.Core.DataSets;

namespace Ndtms.Core.Journeys;

/// <summary>The facts on data quality made ready for any cut: in which areas agencies and episodes count.</summary>
internal sealed class CaseloadQuality
{
    private readonly Dictionary<string, AreaPlaces> _ofAgency;
    private readonly int[] _episodes;
    private readonly int[] _episodesFirst;

    /// <param name="current">The current data, with facts on their quality.</param>
    /// <param name="facts">Those.</param>
    /// <param name="workingDays">Working days.</param>
    /// <param name="areaCounts">How many areas each level has.</param>
    /// <param name="ofAgency">Where an agency counts that lies in its own partnership.</param>
    /// <param name="ofEpisode">Where an episode counts.</param>
    public CaseloadQuality(
        CurrentData current, QualityFacts facts, WorkingDays workingDays, int[] areaCounts, Func<Agency, AreaPlaces> ofAgency,
        Func<CurrentEpisode, AreaPlaces> ofEpisode)
    {
        Facts = facts;
        WorkingDays = workingDays;
        AreaCounts = areaCounts;
        Agencies = [.. current.Agencies.Values];
        _ofAgency = Agencies.ToDictionary(a => a.Code, ofAgency, StringComparer.Ordinal);
        _episodesFirst = new int[current.Clients.Count + 1];
        if (facts.Filled is null)
        {
            _episodes = [];
            Places = [];
            Triaged = [];
            return;
        }

        Places = new AreaPlaces[current.Episodes.Count];
        Triaged = new DateOnly[current.Episodes.Count];
        _episodes = new int[current.Episodes.Count];
        var clients = new Dictionary<CurrentClient, int>(current.Clients.Count, ReferenceEqualityComparer.Instance);
        for (var i = 0; i < current.Clients.Count; i++)
            clients.Add(current.Clients[i], i);
        var clientOf = new int[current.Episodes.Count];
        for (var i = 0; i < clientOf.Length; i++)
        {
            Places[i] = ofEpisode(current.Episodes[i]);
            Triaged[i] = current.Episodes[i].Triaged;
            clientOf[i] = clients[current.Episodes[i].Client];
            _episodesFirst[clientOf[i] + 1]++;
        }

        for (var i = 0; i < current.Clients.Count; i++)
            _episodesFirst[i + 1] += _episodesFirst[i];
        var next = _episodesFirst[..^1];
        for (var i = 0; i < clientOf.Length; i++)
            _episodes[next[clientOf[i]]++] = i;
    }

    public QualityFacts Facts { get; }

    public WorkingDays WorkingDays { get; }

    /// <summary>By level.</summary>
    public int[] AreaCounts { get; }

    /// <summary>Every registered agency.</summary>
    public IReadOnlyList<Agency> Agencies { get; }

    /// <summary>Where each current episode counts; empty where completeness is not known.</summary>
    public AreaPlaces[] Places { get; }

    /// <summary>TRIAGED of each current episode.</summary>
    public DateOnly[] Triaged { get; }

    /// <summary>Where an agency counts; one that is not registered counts nowhere.</summary>
    public AreaPlaces PlacesOf(string agency) => _ofAgency.GetValueOrDefault(agency, new AreaPlaces(-1, -1, -1, -1));

    /// <summary>The episodes of a current client, by place.</summary>
    public ReadOnlySpan<int> EpisodesOf(int client) => _episodes.AsSpan(_episodesFirst[client].._episodesFirst[client + 1]);
}
