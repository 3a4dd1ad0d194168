using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

public static partial class Catalogue
{
    private static IEnumerable<Measure> Health() =>
    [
        new("hepb-offered", "Hepatitis B vaccination offered", Unit.Persons,
            "Of new presentations with a hepatitis B status, those offered a vaccination, immunised already or immune.",
            Share(
                x => x.NewPresentation && HepatitisB(x.Journey) is not null,
                x => HepatitisB(x.Journey)!.Record.HepatitisB is "A" or "B" or "C" or "E"))
        {
            Of = "new presentations with a status",
            Deciding = HepatitisBAnswers,
            Better = Better.More,
        },
        new("hepb-accepted", "Hepatitis B vaccination accepted", Unit.Persons,
            "Of new presentations offered a hepatitis B vaccination and eligible, those who accepted.",
            Share(HepatitisBEligible, x => HepatitisB(x.Journey)!.Record.HepatitisB == "A"))
        {
            Of = "people offered it",
            Deciding = HepatitisBAnswers,
            Better = Better.More,
        },
        new("hepb-completed", "Hepatitis B vaccination completed", Unit.Persons,
            "Of new presentations offered a hepatitis B vaccination and eligible, those with three vaccinations or a completed course.",
            Share(HepatitisBEligible, x => HepatitisB(x.Journey)!.Record.HepatitisBVaccinations is "C" or "3"))
        {
            Of = "people offered it",
            Deciding = HepatitisBAnswers,
            Better = Better.More,
        },
        new("hepc-tested-injectors", "Hepatitis C tests of injectors", Unit.Persons,
            "Of persons in treatment who inject or have injected, those tested for hepatitis C.",
            Share(
                x => x.InTreatment && InjectingStatus(x.Journey) is "P" or "C",
                x => x.Journey.AnyEpisode(e => e.Record.HepatitisCTested == "Y" || e.Record.HepatitisCTestDate <= x.Cut)))
        {
            Of = "people who inject or have injected",
            Deciding = x => $"injecting status {InjectingStatus(x.Journey)}; {HepatitisCTests(x)}",
            Better = Better.More,
        },
    ];

    private static string HepatitisBAnswers(Case x)
    {
        var episode = HepatitisB(x.Journey)!.Record;
        return $"hepatitis B status {episode.HepatitisB}, vaccinations {episode.HepatitisBVaccinations ?? Deciding.Number(null)}";
    }

    private static string HepatitisCTests(Case x)
    {
        var tests = x.Journey.Episodes.Where(e => e.Record.HepatitisCTestDate <= x.Cut).Select(e => $"tested on {DayText.Show(e.Record.HepatitisCTestDate!.Value)}").ToList();
        return tests.Count > 0 ? string.Join(", ", tests) : $"hepatitis C tested: {Deciding.YesNo(x.Journey.AnyEpisode(e => e.Record.HepatitisCTested == "Y"))}";
    }

    /// <summary>The latest episode with a HEPBSTAT.</summary>
    private static CaseEpisode? HepatitisB(Journey journey) => journey.LatestWith(e => e.Record.HepatitisB is not null);
}
