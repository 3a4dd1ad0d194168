using Ndtms.Core.Intake;
using Ndtms.Core.Journeys;
using Ndtms.Core.Records;

namespace Ndtms.Core.Quality;

/// <summary>A Treatment Outcomes Profile that an episode is to have.</summary>
public enum TopOccasion
{
    Start,
    Review,
    Exit,
}

/// <summary>Where such a TOP stands on the last day of the window.</summary>
public enum TopStanding
{
    /// <summary>Not done, and its last day has come: it counts in the measure and is missing from its numerator.</summary>
    Overdue,

    /// <summary>Not done, and there is time left.</summary>
    Due,

    Done,
}

/// <summary>A TOP that is due of an episode, or was done.</summary>
/// <param name="ClientId">CLIENTID</param>
/// <param name="EpisodeId">EPISODID</param>
/// <param name="Occasion">Which.</param>
/// <param name="DueBy">The last day for it. Of a review: so many days after the last TOP, or after treatment start where there is
/// none.</param>
/// <param name="Done">The day of the TOP that counts; null: there is none.</param>
/// <param name="Standing">Where it stands on the last day of the window.</param>
/// <param name="DaysOverdue">Days from <paramref name="DueBy"/> to the last day of the window; 0 unless overdue.</param>
public sealed record ExpectedTop(
    string ClientId, string EpisodeId, TopOccasion Occasion, DateOnly DueBy, DateOnly? Done, TopStanding Standing, int DaysOverdue);

/// <summary>Which TOPs a file should contain, by the definitions of <c>top-start</c>, <c>top-review</c> and <c>top-exit</c>
/// (Definitions/measures.md, top-start), as of the last day of its window: what is overdue here is what those measures count as missing
/// there.</summary>
public static class TopSchedule
{
    /// <summary>The TOPs of loaded treatment episodes whose agency co-ordinates them (TOPCC = Y): at the start and the exit of those that
    /// started or ended in the window, and the review of those open at its end. By client, episode and occasion.</summary>
    public static IReadOnlyList<ExpectedTop> Of(Content content, SubmissionFacts facts, MeasureOptions? options = null)
    {
        options ??= MeasureOptions.Default;
        var expected = new List<ExpectedTop>();
        foreach (var episode in content.Episodes.Where(e => e.Loaded && e.TopCoordinator == true && e.Triaged <= facts.To))
        {
            if (episode.TreatmentStart is not { } start || start > facts.To)
                continue;
            var tops = episode.SoundTops.Where(t => !t.IsEmpty && t.Taken <= facts.To).ToList();
            var discharged = episode.Discharged is { } day && day <= facts.To ? day : (DateOnly?)null;
            if (start >= facts.From)
                expected.Add(Around(episode, TopOccasion.Start, start, "S", tops));
            if (discharged >= facts.From)
                expected.Add(Around(episode, TopOccasion.Exit, discharged.Value, "E", tops));
            if (discharged is null && start.AddDays(options.TopReviewDays) <= facts.To)
            {
                var last = tops.Max(t => t.Taken);
                var due = (last > start ? last.Value : start).AddDays(options.TopReviewDays);
                var done = last is { } taken && taken.AddDays(options.TopReviewDays) > facts.To ? last : null;
                expected.Add(Standing(episode, TopOccasion.Review, due, done));
            }
        }

        return InOrder(expected);

        ExpectedTop Around(Episode episode, TopOccasion occasion, DateOnly day, string stage, List<Top> tops) => Standing(
            episode, occasion, day.AddDays(options.TopWindowDays),
            tops.Where(t => t.Stage?.Value == stage && Math.Abs(t.Taken!.Value.DayNumber - day.DayNumber) <= options.TopWindowDays)
                .Min(t => t.Taken));

        ExpectedTop Standing(Episode episode, TopOccasion occasion, DateOnly due, DateOnly? done)
        {
            var standing = done is not null ? TopStanding.Done : due <= facts.To ? TopStanding.Overdue : TopStanding.Due;
            return new ExpectedTop(
                episode.Client.Key, episode.Key, occasion, due, done, standing,
                standing == TopStanding.Overdue ? facts.To.DayNumber - due.DayNumber : 0);
        }
    }

    /// <summary>TOPs by client, episode and occasion.</summary>
    public static IReadOnlyList<ExpectedTop> InOrder(IEnumerable<ExpectedTop> tops) =>
        [.. tops.OrderBy(t => t.ClientId, StringComparer.Ordinal).ThenBy(t => t.EpisodeId, StringComparer.Ordinal).ThenBy(t => t.Occasion)];
}
