namespace Ndtms.Core.Measures;

public static partial class Catalogue
{
    /// <summary>Referral source "Drug rehabilitation requirement".</summary>
    private const string DrugRehabilitationRequirement = "6";

    /// <summary>The local indicators that the partnerships' guide of 2008 proposes.</summary>
    private static IEnumerable<Measure> Local() =>
    [
        new("local-ni149-education-employment", "Paid work or education (NI 149)", Unit.Persons,
            "Of persons in treatment with paid work or education known at the latest TOP, those with any.",
            Share(
                x => x.InTreatment && x.Journey.LatestTop is { } top && (top.PaidWork ?? top.Education) is not null,
                x => x.Journey.LatestTop is { PaidWork: > 0 } or { Education: > 0 }))
        {
            Of = "people in treatment with an answer",
            Deciding = x => Deciding.Latest(x, t => $"paid work on {Deciding.Days(t.PaidWork)}, education on {Deciding.Days(t.Education)}"),
            Better = Better.More,
            Periods = RollingTwelveOnly,
        },
        new("local-ni156-temporary-housing", "Acute housing problems (NI 156)", Unit.Persons,
            "Of persons in treatment with the item known at the latest TOP, those with an acute housing problem.",
            Share(
                x => x.InTreatment && x.Journey.LatestTop?.AcuteHousingProblem is not null,
                x => x.Journey.LatestTop!.AcuteHousingProblem == true))
        {
            Of = "people in treatment with an answer",
            Deciding = x => Deciding.Latest(x, t => $"acute housing problem {Deciding.YesNo(t.AcuteHousingProblem)}"),
            Better = Better.Less,
            Periods = RollingTwelveOnly,
        },
        new("local-ni119-quality-of-life", "Self-rated quality of life (NI 119)", Unit.Persons,
            $"Mean self-rated quality of life (0 poor to {HighestSelfRating} good) at the latest TOP of persons in treatment.",
            Mean("", x => x.InTreatment && x.Journey.LatestTop?.QualityOfLife is not null, x => x.Journey.LatestTop!.QualityOfLife!.Value))
        {
            Of = "people in treatment with an answer",
            Deciding = x => Deciding.Latest(x, t => $"score {Deciding.Number(t.QualityOfLife)}"),
            HighestScore = HighestSelfRating,
            Better = Better.More,
            Periods = RollingTwelveOnly,
        },
        new("local-ni152-out-of-work", "Out of work (NI 152)", Unit.Persons,
            "Of persons in treatment with an employment status, those unemployed or inactive.",
            Share(
                x => x.InTreatment && Employment(x.Journey) is not null,
                x => Employment(x.Journey) is "unemployed" or "inactive"))
        {
            Of = "people in treatment with an answer",
            Deciding = x => $"employment: {Employment(x.Journey)}",
            Better = Better.Less,
            Periods = RollingTwelveOnly,
        },
        new("local-ni18-drr", "Completed drug rehabilitation requirements (NI 18)", Unit.Persons,
            "Of new presentations referred by a drug rehabilitation requirement, those completed by the cut.",
            Share(
                x => x.NewPresentation && x.Journey.First.Record.ReferralSource == DrugRehabilitationRequirement,
                x => x.Journey.Completed))
        {
            Of = "new presentations under one",
            Better = Better.More,
            Periods = RollingTwelveOnly,
        },
        new("local-hidden-harm", "Living with children (hidden harm)", Unit.Persons,
            "Of persons in treatment who said how many children live with them, those with any.",
            Share(
                x => x.InTreatment && ChildrenLivingWith(x.Journey) is not null,
                x => ChildrenLivingWith(x.Journey) > 0))
        {
            Of = "people in treatment with an answer",
            Deciding = x => $"children living with: {Deciding.Number(ChildrenLivingWith(x.Journey))}",
            Periods = RollingTwelveOnly,
        },
    ];
}
