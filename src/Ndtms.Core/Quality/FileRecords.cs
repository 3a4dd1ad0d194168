using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Records;

namespace Ndtms.Core.Quality;

/// <summary>Records of a file in the form of current data, as far as the measures of <see cref="EffectOnFigures"/> look at them.</summary>
internal static class FileRecords
{
    /// <summary>A client. One whose attributors cannot be read is a person of its own.</summary>
    /// <param name="client">The client.</param>
    /// <param name="agency">The file's agency.</param>
    /// <param name="place">Another number for each client of the file.</param>
    public static CurrentClient Of(Client client, string agency, int place)
    {
        var readable = client[Column.FINITIAL].HasValue && client[Column.SINITIAL].HasValue && client[Column.DOB].HasValue && client[Column.SEX].HasValue;
        return new CurrentClient
        {
            Agency = agency,
            ClientId = client.Key,
            FirstInitial = readable ? (char)client[Column.FINITIAL].Value : '?',
            SurnameInitial = readable ? (char)client[Column.SINITIAL].Value : '?',
            DateOfBirth = readable ? client.DateOfBirth!.Value : DateOnly.MinValue.AddDays(place),
            Sex = readable ? client.Sex!.Value : "?",
        };
    }

    /// <summary>What the measures look at; null where the episode cannot be placed in time.</summary>
    /// <param name="episode">The episode.</param>
    /// <param name="client">Its client.</param>
    /// <param name="isIn">Whether a child is taken.</param>
    public static CurrentEpisode? Of(Episode episode, CurrentClient client, Func<Entity, bool> isIn) => episode.Triaged is not { } triaged ? null : new CurrentEpisode
    {
        Client = client,
        EpisodeId = episode.Key,
        Referred = episode.Referred ?? triaged,
        Triaged = triaged,
        Discharged = Possible(episode, triaged),
        DischargeReason = episode.DischargeReason?.Value,
        Drug1 = episode.Drug1?.Value,
        Drug2 = episode.Drug2?.Value,
        Drug3 = episode.Drug3?.Value,
        Modalities =
        [
            .. episode.Children.OfType<Modality>().Where(m => m.Treatment is not null && isIn(m)).Select(m => new CurrentModality
            {
                ModalityId = m.Key,
                Modality = m.Treatment!.Value,
                Started = m.Started,
            }),
        ],
        Tops = [],
    };

    /// <summary>A discharge before the episode began is not true; the first day on which it could have been claims least.</summary>
    private static DateOnly? Possible(Episode episode, DateOnly triaged)
    {
        if (episode.Discharged is not { } discharged || discharged >= triaged)
            return episode.Discharged;
        return episode.Children.OfType<Modality>().Max(m => m.Started) is { } started && started > triaged ? started : triaged;
    }
}
