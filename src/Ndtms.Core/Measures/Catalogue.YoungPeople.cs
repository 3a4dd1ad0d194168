using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

public static partial class Catalogue
{
    /// <summary>Discharge reason "transition to adult service".</summary>
    private const string TransitionToAdultService = "97";

    private static IEnumerable<Measure> YoungPeople() =>
    [
        new("yp-assessed-5-days", "Young people assessed in time", Unit.Episodes,
            "Of episodes of under 18s triaged in the period, those triaged in 5 working days or fewer from referral.",
            Share(
                x => x.Period.Contains(x.Episode.Triaged),
                x => x.WorkingDays.Between(x.Episode.Record.Referred, x.Episode.Triaged) <= x.Options.AssessedWorkingDays))
        {
            Of = "young people's episodes",
            Deciding = x => Deciding.WorkingDays(x, "referred on", x.Episode.Record.Referred, "triaged on", x.Episode.Triaged),
            Better = Better.More,
            Populations = PopulationSet.YoungPeople,
            JudgedAtTriage = true,
        },
        new("yp-treated-10-days", "Young people treated in time", Unit.Episodes,
            "Of treatment episodes of under 18s with treatment start in the period, those started in 10 working days or fewer from triage, "
            + "or before it.",
            Share(
                x => x.Treatment && x.Period.Contains(x.Episode.TreatmentStart),
                x => x.WorkingDays.Between(x.Episode.Triaged, x.Episode.TreatmentStart) <= x.Options.TreatedWorkingDays))
        {
            Of = "young people's treatment episodes",
            Deciding = x => Deciding.WorkingDays(x, "triaged on", x.Episode.Triaged, "treatment from", x.Episode.TreatmentStart),
            Better = Better.More,
            Populations = PopulationSet.YoungPeople,
            JudgedAtTriage = true,
        },
        new("yp-transitions", "Continuity of care into adult services", Unit.Episodes,
            "Of treatment episodes of under 18s discharged to adult services 21 days or more before the cut, those whose person was "
            + "triaged as an adult for another treatment episode, at any agency outside prison, within 21 days.",
            Share(
                x => x.Treatment && x.Episode.Record.DischargeReason == TransitionToAdultService
                    && x.InPeriodAndPast(x.Discharged, x.Options.PickUpDays),
                x => x.PickedUp(e => e.AgeAtTriage >= x.Options.AdultAge)))
        {
            Of = "discharges to adult services",
            Deciding = x => Deciding.PickUp(x, e => e.AgeAtTriage >= x.Options.AdultAge),
            Better = Better.More,
            Populations = PopulationSet.YoungPeople,
            JudgedAtTriage = true,
        },
        new("yp-vulnerabilities", "New presentations of young people", Unit.Persons,
            "New presentations of young people; of those with an answer at start, and of journeys that ended with one at exit, how many "
            + "answered yes.",
            Count(NewPresentation),
            Vulnerabilities("at-start", NewPresentation, "YPS"),
            Vulnerabilities("at-exit", Ended, "YPE") with { Unit = Unit.Journeys })
        {
            Populations = PopulationSet.YoungPeople,
        },
    ];

    /// <summary>Answers by header; of each, the one on the latest episode that has it.</summary>
    private static Line Vulnerabilities(string breakdown, Func<Case, bool> of, string prefix) => new(breakdown, FigureKind.Share, of)
    {
        EachCategory = x => Answered(x.Journey, prefix),
        InCategory = (x, header) =>
            x.Journey.LatestWith(e => Answer(e, header) is not null) is { } episode && Answer(episode, header) == "Y",
    };

    private static IEnumerable<string> Answered(Journey journey, string prefix) =>
        journey.Episodes.SelectMany(e => e.Record.YoungPerson?.Keys ?? [])
            .Where(h => h.StartsWith(prefix, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal);

    private static string? Answer(CaseEpisode episode, string header) => episode.Record.YoungPerson?.GetValueOrDefault(header);
}
