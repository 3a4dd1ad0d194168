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
            Better = Better.More,
        },
        new("hepb-accepted", "Hepatitis B vaccination accepted", Unit.Persons,
            "Of new presentations offered a hepatitis B vaccination and eligible, those who accepted.",
            Share(HepatitisBEligible, x => HepatitisB(x.Journey)!.Record.HepatitisB == "A"))
        {
            Of = "people offered it",
            Better = Better.More,
        },
        new("hepb-completed", "Hepatitis B vaccination completed", Unit.Persons,
            "Of new presentations offered a hepatitis B vaccination and eligible, those with three vaccinations or a completed course.",
            Share(HepatitisBEligible, x => HepatitisB(x.Journey)!.Record.HepatitisBVaccinations is "C" or "3"))
        {
            Of = "people offered it",
            Better = Better.More,
        },
        new("hepc-tested-injectors", "Hepatitis C tests of injectors", Unit.Persons,
            "Of persons in treatment who inject or have injected, those tested for hepatitis C.",
            Share(
                x => x.InTreatment && InjectingStatus(x.Journey) is "P" or "C",
                x => x.Journey.AnyEpisode(e => e.Record.HepatitisCTested == "Y" || e.Record.HepatitisCTestDate <= x.Cut)))
        {
            Of = "people who inject or have injected",
            Better = Better.More,
        },
    ];

    /// <summary>The latest episode with a HEPBSTAT.</summary>
    private static CaseEpisode? HepatitisB(Journey journey) => journey.LatestWith(e => e.Record.HepatitisB is not null);
}
