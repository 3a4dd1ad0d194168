using System.Globalization;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

/// <summary>Says in words why a case is behind a figure: the dates that put it in, or kept it out of the numerator.</summary>
public static class Explanation
{
    /// <summary>One sentence on a case.</summary>
    /// <param name="behind">The case.</param>
    /// <param name="cut">The cut of the figure.</param>
    public static string Of(Contribution behind, DateOnly cut)
    {
        var parts = new List<string> { Journey(behind, cut) };
        if (behind.Modality is { } modality)
            parts.Add(Modality(modality));
        else if (behind.Episode is { } episode)
            parts.Add($"the episode was triaged on {Show(episode.Triaged)}{(episode.Discharged is { } end && end <= cut ? $" and ended on {Show(end)}" : "")}");
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

    private static string Modality(CurrentModality modality)
    {
        var text = $"modality {modality.Modality} referred {Show(modality.Referred)}, first offered {Show(modality.FirstAppointmentOffered)}, started"
            + $" {Show(modality.Started)}";
        return modality is { Referred: { } referred, FirstAppointmentOffered: { } offered } && offered >= referred
            ? $"{text}: a wait of {Count(referred.DaysUntil(offered), "day")}"
            : $"{text}: its wait cannot be measured";
    }

    private static string Count(int number, string one) => string.Create(CultureInfo.InvariantCulture, $"{number} {one}{(number == 1 ? "" : "s")}");

    private static string Show(DateOnly? day) => day is { } given ? DayText.Show(given) : "never";
}
