using System.Globalization;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

/// <summary>The words for what decides a case (<see cref="Measure.Deciding"/>), as known at the cut.</summary>
internal static class Deciding
{
    /// <summary>Whether and when the person came back.</summary>
    public static string Return(Case x) =>
        x.Journey.NextStart == Dates.Blank ? "no later journey" : $"the next journey began on {DayText.Show(x.Journey.NextStart)}";

    /// <summary>Whether and when the person was triaged again soon after the episode.</summary>
    public static string PickUp(Case x, Func<CaseEpisode, bool> which) =>
        x.PickUp(which) is { } next ? $"triaged again on {DayText.Show(next.Triaged)}" : $"not triaged again within {Days(x.Options.PickUpDays)}";

    /// <summary>Two days, and the working days between them.</summary>
    public static string WorkingDays(Case x, string from, DateOnly first, string to, DateOnly last)
    {
        var days = x.WorkingDays.Between(first, last);
        return string.Create(CultureInfo.InvariantCulture, $"{from} {DayText.Show(first)}, {to} {DayText.Show(last)}: {days} working day{(days == 1 ? "" : "s")}");
    }

    /// <summary>The TOPs of an episode, of a stage where one is named.</summary>
    public static string Tops(Case x, string name, string? stage = null)
    {
        var days = x.Episode.Tops.Where(t => t.Date <= x.Cut && (stage is null || t.Stage == stage)).Select(t => t.Date).Order().ToList();
        return days.Count == 0 ? $"no {name}" : $"{name} on {string.Join(", ", days.Select(d => DayText.Show(d)))}";
    }

    /// <summary>An answer at start and at review.</summary>
    public static string Pair(Case x, Func<CurrentTop, string> answer) =>
        $"start TOP on {DayText.Show(x.Journey.StartTop!.Date)}: {answer(x.Journey.StartTop)}; review TOP on {DayText.Show(x.Journey.ReviewTop!.Date)}: {answer(x.Journey.ReviewTop)}";

    /// <summary>An answer at the latest TOP.</summary>
    public static string Latest(Case x, Func<CurrentTop, string> answer) =>
        x.Journey.LatestTop is { } top ? $"latest TOP on {DayText.Show(top.Date)}: {answer(top)}" : "no TOP";

    public static string Days(int? number) => number is { } given
        ? string.Create(CultureInfo.InvariantCulture, $"{given} day{(given == 1 ? "" : "s")}")
        : "not known";

    public static string Number(int? number) => number is { } given ? given.ToString(CultureInfo.InvariantCulture) : "not known";

    public static string YesNo(bool? answer) => answer switch
    {
        true => "yes",
        false => "no",
        null => "not known",
    };
}
