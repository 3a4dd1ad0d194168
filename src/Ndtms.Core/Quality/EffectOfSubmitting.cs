using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Journeys;
using Ndtms.Core.Persons;
using Ndtms.Core.Records;

namespace Ndtms.Core.Quality;

/// <summary>What loading a file would do to a figure of its agency.</summary>
/// <param name="Measure">Id of the measure.</param>
/// <param name="Period">The period that ends with the month of the window's last day.</param>
/// <param name="Now">People in it by the current data.</param>
/// <param name="Then">People in it once the file is loaded.</param>
/// <param name="Missing">People who would be in it too, were it not for records that are rejected.</param>
public sealed record FigureEffect(string Measure, PeriodKind Period, int Now, int Then, int Missing);

/// <summary>A current episode of the agency.</summary>
/// <param name="Episode">The episode.</param>
/// <param name="IsReplaced">Whether the window of the file replaces it.</param>
public sealed record ReplaceableEpisode(CurrentEpisode Episode, bool IsReplaced);

/// <summary>Calculates what loading a file would do to the measures of <see cref="EffectOnFigures"/>: they are counted from the current data of the
/// agency, from these with the file loaded over them, and once more with what is rejected put back.</summary>
/// <param name="facts">The file's agency and window.</param>
/// <param name="current">The agency's current episodes.</param>
/// <param name="agencies">Every registered agency, by code.</param>
/// <param name="book">The reference data.</param>
public sealed class EffectOfSubmitting(
    SubmissionFacts facts, IReadOnlyList<ReplaceableEpisode> current, IReadOnlyDictionary<string, Agency> agencies, CodeBook book)
{
    private readonly Dictionary<string, CurrentClient> _loadedClients = new(StringComparer.Ordinal);
    private readonly HashSet<(string Client, string Episode)> _loadedKeys = [];
    private readonly List<CurrentClient> _clients = [];
    private readonly List<CurrentEpisode> _then = [];
    private readonly List<CurrentEpisode> _with = [];

    /// <summary>The effect on each measure and period, in the order of reports, once all parts were added.</summary>
    public IReadOnlyList<FigureEffect> Result
    {
        get
        {
            var kept = current.Where(c => !c.IsReplaced && !_loadedKeys.Contains((c.Episode.Client.ClientId, c.Episode.EpisodeId)))
                .Select(c => _loadedClients.TryGetValue(c.Episode.Client.ClientId, out var client) ? Under(c.Episode, client) : c.Episode).ToList();
            var persons = PersonIndex.Of(
                Basis.Official, _clients.Concat(current.Select(c => c.Episode.Client)).Distinct<CurrentClient>(ReferenceEqualityComparer.Instance));
            var now = In([.. current.Select(c => c.Episode)]);
            var then = In([.. kept, .. _then]);
            var with = In([.. kept, .. _with]);
            return
            [
                .. from measure in EffectOnFigures.Measures
                   from period in EffectOnFigures.Periods
                   let key = (measure, period)
                   select new FigureEffect(measure, period, now[key].Count, then[key].Count, with[key].Except(then[key]).Count()),
            ];

            Dictionary<(string Measure, PeriodKind Period), HashSet<int>> In(IReadOnlyList<CurrentEpisode> episodes) => EffectOnFigures.PersonsIn(
                new CurrentData { Agencies = agencies, Clients = [], Episodes = episodes }, facts.Agency, EffectOnFigures.CutOf(facts), book, persons);
        }
    }

    /// <summary>Takes in the next part of the file.</summary>
    public void Add(Content part)
    {
        foreach (var client in part.Clients)
        {
            var known = FileRecords.Of(client, facts.Agency, _clients.Count);
            _clients.Add(known);
            if (client.Loaded)
                _loadedClients[client.Key] = known;
            foreach (var episode in client.Episodes)
            {
                if (FileRecords.Of(episode, known, _ => true) is { } put)
                    _with.Add(put);
                if (!episode.Loaded)
                    continue;
                _loadedKeys.Add((client.Key, episode.Key));
                if (FileRecords.Of(episode, known, child => !child.Rejected) is { } loaded)
                    _then.Add(loaded);
            }
        }
    }

    /// <summary>The same episode, of the client as the file has it.</summary>
    private static CurrentEpisode Under(CurrentEpisode episode, CurrentClient client) => new()
    {
        Client = client,
        EpisodeId = episode.EpisodeId,
        Referred = episode.Referred,
        Triaged = episode.Triaged,
        Discharged = episode.Discharged,
        DischargeReason = episode.DischargeReason,
        Drug1 = episode.Drug1,
        Drug2 = episode.Drug2,
        Drug3 = episode.Drug3,
        Modalities = episode.Modalities,
        Tops = [],
    };
}
