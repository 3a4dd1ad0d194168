using Ndtms.Core.DataSets;

namespace Ndtms.Synthetic;

/// <summary>What an agency's system exports: every episode active in a window, as known on the day of the extract.</summary>
public static class Extract
{
    /// <summary>The agency's clients with an episode referred by <paramref name="to"/> and not discharged before
    /// <paramref name="from"/>, in the order of their ids, with their episodes and children.</summary>
    /// <param name="world">The world.</param>
    /// <param name="agency">Code of the agency.</param>
    /// <param name="dataSet">The data set, which determines the fields.</param>
    /// <param name="from">First day of the window.</param>
    /// <param name="to">Last day of the window.</param>
    /// <param name="received">Day of the extract: it contains nothing that happened later. Only an appointment already offered can
    /// have a later date.</param>
    public static List<Entry> Take(World world, string agency, DataSet dataSet, DateOnly from, DateOnly to, DateOnly received)
    {
        var clients = new List<Entry>();
        foreach (var client in world.ClientsByAgency[agency])
        {
            var entry = new Entry(dataSet, EntityKind.Client);
            foreach (var episode in client.Episodes)
            {
                if (episode.Referred <= to && episode.Triaged <= received && episode.Discharged >= from)
                    entry.Children.Add(Episode(episode, dataSet, to, received));
            }

            if (entry.Children.Count == 0)
                continue;
            Answers.Of(client, entry);
            clients.Add(entry);
        }

        return clients;
    }

    private static Entry Episode(SyntheticEpisode episode, DataSet dataSet, DateOnly to, DateOnly known)
    {
        var entry = new Entry(dataSet, EntityKind.Episode);
        Answers.Of(episode, entry, known, to < known ? to : known);
        for (var i = 0; i < episode.Modalities.Count; i++)
        {
            if (episode.Modalities[i].Referred <= known)
                Answers.Of(episode, i, Child(entry, dataSet, EntityKind.Modality), known);
        }

        for (var i = 0; i < episode.Tops.Count; i++)
        {
            // An exit interview is only known to be one once the discharge is known.
            if ((episode.Tops[i].Stage == "E" ? episode.Discharged : episode.Tops[i].Date) <= known)
                Answers.OfTop(episode, i, Child(entry, dataSet, EntityKind.Top));
        }

        if (episode.Modalities[0].Started is { } started)
        {
            foreach (var (at, day) in Reviews(started.AddDays(60), 182, episode, dataSet, known))
                Answers.OfSubIntervention(episode, at, day, Child(entry, dataSet, EntityKind.SubIntervention));
            foreach (var (at, day) in Reviews(started.AddDays(14), 364, episode, dataSet, known))
                Answers.OfTimeInTreatment(episode, at, day, Child(entry, dataSet, EntityKind.TimeInTreatment));
        }

        return entry;
    }

    /// <summary>Days of a recurring review, numbered from the first; only those since the data set came into force.</summary>
    private static IEnumerable<(int At, DateOnly Day)> Reviews(
        DateOnly first, int every, SyntheticEpisode episode, DataSet dataSet, DateOnly known)
    {
        var last = episode.Discharged < known ? episode.Discharged : known;
        var at = 0;
        for (var day = first; day <= last; day = day.AddDays(every), at++)
        {
            if (day >= dataSet.InForceFrom)
                yield return (at, day);
        }
    }

    /// <summary>A child; where the data set has no such entity, it is not part of the extract.</summary>
    private static Entry Child(Entry episode, DataSet dataSet, EntityKind kind)
    {
        var child = new Entry(dataSet, kind);
        if (dataSet.Of(kind).Key is not null)
            episode.Children.Add(child);
        return child;
    }
}
