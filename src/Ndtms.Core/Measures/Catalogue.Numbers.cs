using Ndtms.Core.Journeys;
using Ndtms.Core.Records;

namespace Ndtms.Core.Measures;

public static partial class Catalogue
{
    private static IEnumerable<Measure> Numbers() =>
    [
        new("in-treatment", "People in treatment", Unit.Persons,
            "Persons with a journey whose treatment had started by the end of the period and that is open or ended on or after the "
            + "period's first day.",
            Count(InTreatment),
            new Line("agency", FigureKind.Count, InTreatment)
            {
                Level = AreaLevel.Partnership,
                EachCategory = x => x.Journey.Agencies,
            },
            new Line("pct", FigureKind.Count, InTreatment)
            {
                Level = AreaLevel.Partnership,
                Category = x => x.Journey.LatestWith(e => e.Record.Pct is not null)?.Record.Pct,
            }),
        new("new-presentations", "New presentations", Unit.Persons,
            "Persons whose treatment started in the period.",
            Count(NewPresentation),
            CountBy("age-band", NewPresentation, x => Bands.OfAge(x.Age)),
            CountBy("sex", NewPresentation, x => x.Journey.Latest.Sex),
            CountBy("ethnic-group", NewPresentation, x => x.Journey.LatestWith(e => e.EthnicGroup is not null)?.EthnicGroup),
            CountBy("substance-group", NewPresentation, x => x.Journey.SubstanceGroup),
            CountBy("referral-source-group", NewPresentation, x => x.Journey.First.ReferralSourceGroup),
            CountBy("accommodation", NewPresentation, x => x.Journey.LatestWith(e => e.Accommodation is not null)?.Accommodation),
            CountBy("injecting-status", NewPresentation, x => InjectingStatus(x.Journey)),
            CountBy("parental-status", NewPresentation, ParentalStatusOf),
            CountBy("employment", NewPresentation, x => Employment(x.Journey))),
        new("effective-treatment", "Effective treatment", Unit.Persons,
            "Of persons in treatment, those whose journey lasted 84 days or more from treatment start, or ended earlier as completed.",
            Share(InTreatment, x => x.Journey.Effective(x.Options.EffectiveDays)),
            Share("pending", InTreatment, x => x.Journey.Open && x.Journey.Days < x.Options.EffectiveDays))
        {
            Note = "Pending: open and under 84 days at the cut.",
            Of = "people in treatment",
            Better = Better.More,
        },
        new("effective-treatment-90", "Effective treatment, longer variant", Unit.Persons,
            "Of persons in treatment, those whose journey lasted 90 days or more from treatment start, or ended earlier as completed.",
            Share(InTreatment, x => x.Journey.Effective(x.Options.LongEffectiveDays)),
            Share("pending", InTreatment, x => x.Journey.Open && x.Journey.Days < x.Options.LongEffectiveDays))
        {
            Note = "Pending: open and under 90 days at the cut.",
            Of = "people in treatment",
            Better = Better.More,
        },
        new("treatment-naive", "Treatment-naive new presentations", Unit.Persons,
            "Of new presentations, those who said that they had no structured treatment before and for whom there is no earlier journey in the data.",
            Share(NewPresentation, x => x.Journey.First.Record.PreviouslyTreated == false && !x.Journey.HasEarlier))
        {
            Of = "new presentations",
            Deciding = x => $"previously treated: {Deciding.YesNo(x.Journey.First.Record.PreviouslyTreated)}; "
                + (x.Journey.HasEarlier ? "an earlier journey is in the data" : "no earlier journey in the data"),
        },
        new("retained-12-weeks", "Journeys retained for 12 weeks or more", Unit.Journeys,
            "Of journeys whose treatment started in the period moved back by 84 days, those that lasted 84 days or more, or ended "
            + "earlier as completed.",
            Share(
                x => x.Journey.TreatmentStart >= x.Period.First.AddDays(-x.Options.RetainedDays)
                    && x.Journey.TreatmentStart <= x.Period.Last.AddDays(-x.Options.RetainedDays),
                x => x.Journey.Effective(x.Options.RetainedDays)))
        {
            Of = "journeys started",
            Better = Better.More,
        },
        new("time-in-treatment", "People in treatment on the last day", Unit.Persons,
            "Persons in treatment at the cut, by years since treatment start.",
            Count(OpenAtCut),
            CountBy("years", OpenAtCut, x => Bands.OfYears(CompletedYears.Between(x.Journey.TreatmentStart, x.Cut))))
        { Periods = MonthOnly },
        new("known-to-treatment", "People known to treatment", Unit.Persons,
            "Problem drug users with a journey open or ended in the 24 months that end with the cut's, by when they were last in treatment.",
            Count(InTreatment) with { Window = Known },
            CountBy("status", InTreatment, KnownStatus) with { Window = Known })
        {
            Note = "Now: open at the cut. This year: else in treatment in the last twelve months. Before: else.",
            Populations = PopulationSet.ProblemDrugUsers,
            Periods = MonthOnly,
        },
        new("parents", "Parents among new presentations", Unit.Persons,
            "New presentations by parental status, and the number of children living with them.",
            CountBy("parental-status", NewPresentation, ParentalStatusOf),
            Sum("children-living-with", NewPresentation, x => ChildrenLivingWith(x.Journey) ?? 0))
        {
            Deciding = x => $"parental status: {ParentalStatus(x.Journey) ?? Deciding.YesNo(null)}; children living with: {Deciding.Number(ChildrenLivingWith(x.Journey))}",
        },
    ];

    /// <summary>When somebody was last in treatment, as the describing journey says.</summary>
    private static string KnownStatus(Case x) =>
        Bands.Known[x.Journey.Open ? 0 : x.Journey.End >= x.Period.OfMonths(12).First ? 1 : 2];

    private static int? ChildrenLivingWith(Journey journey) =>
        journey.LatestWith(e => e.Record.ChildrenLivingWith is not null)?.Record.ChildrenLivingWith;

    private static string? InjectingStatus(Journey journey) =>
        journey.LatestWith(e => e.InjectingStatus is not null)?.InjectingStatus;

    private static string? ParentalStatus(Journey journey) =>
        journey.LatestWith(e => e.ParentalStatus is not null)?.ParentalStatus;

    private static string? Employment(Journey journey) =>
        journey.LatestWith(e => e.Employment is not null)?.Employment;
}
