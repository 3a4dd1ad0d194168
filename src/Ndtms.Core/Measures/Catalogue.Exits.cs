using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

public static partial class Catalogue
{
    private static IEnumerable<Measure> Exits() =>
    [
        new("exits", "Exits", Unit.Journeys,
            "Journeys that ended in the period, by exit group.",
            Count(Ended),
            CountBy("exit-group", Ended, x => x.Journey.Exit)),
        new("planned-exits", "Planned exits", Unit.Journeys,
            "Of journeys that ended in the period, those completed.",
            Share(Ended, x => x.Journey.Completed))
        {
            Of = "exits",
            Better = Better.More,
        },
        new("completions-of-treatment", "Completions of treatment", Unit.Persons,
            "Of persons in treatment over twelve months, those whose journey ended in them as completed.",
            Share(InTreatment, x => x.Journey.Completed))
        {
            Of = "people in treatment",
            Better = Better.More,
            Periods = RollingTwelveOnly,
        },
        new("re-presentations", "Re-presentations", Unit.Journeys,
            "Of journeys completed in the first six of the twelve months, those whose person has another journey that starts after the "
            + "end and within six months of it.",
            Share(
                x => x.Ended && x.Journey.Completed && x.Journey.End < x.Period.First.AddMonths(6),
                x => x.Journey.NextStart <= x.Journey.End.AddMonths(x.Options.RePresentationMonths)))
        {
            Of = "completed journeys",
            Better = Better.Less,
            Deciding = Deciding.Return,
            Periods = RollingTwelveOnly,
        },
        new("completions-sustained", "Sustained completions of treatment", Unit.Persons,
            "Of persons in treatment in the twelve months that end six months before the cut, those whose journey ended in them as "
            + "completed and who started no other journey within six months of its end.",
            Share(
                InTreatment,
                x => x.Ended && x.Journey.Completed && !(x.Journey.NextStart <= x.Journey.End.AddMonths(x.Options.SustainedMonths)))
            with
            { Window = (period, options) => period.Earlier(options.SustainedMonths) })
        {
            Of = "people in treatment",
            Better = Better.More,
            Deciding = x => $"the twelve months are {DayText.Show(x.Period.First)} to {DayText.Show(x.Period.Last)}; {Deciding.Return(x)}",
            Periods = RollingTwelveOnly,
        },
        new("custody-continuity", "Continuity of care after custody", Unit.Episodes,
            "Of treatment episodes that ended in a transfer in custody 21 days or more before the cut, those whose person was triaged "
            + "for another treatment episode, at any agency outside prison, within 21 days.",
            Share(
                x => x.Treatment && x.Episode.ExitGroup == ExitGroups.TransferredInCustody
                    && x.InPeriodAndPast(x.Discharged, x.Options.PickUpDays),
                x => x.PickedUp(_ => true)))
        {
            Of = "transfers in custody",
            Better = Better.More,
            Deciding = x => Deciding.PickUp(x, _ => true),
        },
    ];
}
