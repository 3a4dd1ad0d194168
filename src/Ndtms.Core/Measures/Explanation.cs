using System.Globalization;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

/// <summary>Says in words why a case is behind a figure: the dates and answers that put it in, or kept it out of the numerator. What lies
/// after the cut is not known yet, and not said.</summary>
public static class Explanation
{
    /// <summary>One sentence on a case.</summary>
    /// <param name="behind">The case.</param>
    /// <param name="cut">The cut of the figure.</param>
    public static string Of(Contribution behind, DateOnly cut)
    {
        var parts = new List<string> { Journey(behind, cut) };
        if (behind.Modality is { } modality)
            parts.Add(Modality(modality, behind.Episode!, cut));
        else if (behind.Episode is { } episode)
            parts.Add($"the episode was triaged on {Show(episode.Triaged)}{(episode.Discharged is { } end && end <= cut ? $" and ended on {Show(end)}" : "")}");
        if (behind.Deciding.Length > 0)
            parts.Add(behind.Deciding);
        return string.Join("; ", parts) + ".";
    }

    /// <summary>Days from treatment start to the journey's end or, open, to the cut; null where treatment has not started.</summary>
    public static int? DaysInTreatment(Contribution behind, DateOnly cut) =>
        behind.TreatmentStart is { } start ? start.DaysUntil(behind.JourneyEnd ?? cut) : null;

    private static string Journey(Contribution behind, DateOnly cut)
    {
        if (behind.TreatmentStart is not { } start)
            return $"triaged on {Show(behind.JourneyStart)}, treatment not started";
        var days = Count(DaysInTreatment(behind, cut)!.Value, "day");
        return behind.JourneyEnd is { } end
            ? $"in treatment from {Show(start)} to {Show(end)}, {days}; exit {behind.Exit}"
            : $"in treatment from {Show(start)}, open at the cut after {days}";
    }

    private static string Modality(CurrentModality modality, CurrentEpisode episode, DateOnly cut)
    {
        var offered = modality.FirstAppointmentOffered <= cut ? modality.FirstAppointmentOffered : null;
        var referred = modality.Referred <= cut ? modality.Referred : null;
        var text = $"modality {modality.Modality} referred {Show(referred)}, first offered {Show(offered)}";
        if (!(modality.Started <= cut))
            return referred is { } since ? $"{text}, not started: waiting for {Count(since.DaysUntil(cut), "day")}" : $"{text}, not started";
        text = $"{text}, started {Show(modality.Started)}";
        return referred is { } from && from >= episode.Referred && offered >= from
            ? $"{text}: a wait of {Count(from.DaysUntil(offered.Value), "day")}"
            : $"{text}: its wait cannot be measured";
    }

    private static string Count(int number, string one) => string.Create(CultureInfo.InvariantCulture, $"{number} {one}{(number == 1 ? "" : "s")}");

    private static string Show(DateOnly? day) => day is { } given ? DayText.Show(given) : "never";
}
