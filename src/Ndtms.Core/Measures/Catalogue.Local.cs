namespace Ndtms.Core.Measures;

public static partial class Catalogue
{
    /// <summary>Referral source "Drug rehabilitation requirement".</summary>
    private const string DrugRehabilitationRequirement = "6";

    /// <summary>The local indicators that the partnerships' guide of 2008 proposes.</summary>
    private static IEnumerable<Measure> Local() =>
    [
        new("local-ni149-education-employment", Unit.Persons,
            "Of persons in treatment with paid work or education known at the latest TOP, those with any.",
            Share(
                x => x.InTreatment && x.Journey.LatestTop is { } top && (top.PaidWork ?? top.Education) is not null,
                x => x.Journey.LatestTop is { PaidWork: > 0 } or { Education: > 0 }))
        {
            Periods = RollingTwelveOnly,
        },
        new("local-ni156-temporary-housing", Unit.Persons,
            "Of persons in treatment with the item known at the latest TOP, those with an acute housing problem.",
            Share(
                x => x.InTreatment && x.Journey.LatestTop?.AcuteHousingProblem is not null,
                x => x.Journey.LatestTop!.AcuteHousingProblem == true))
        {
            Periods = RollingTwelveOnly,
        },
        new("local-ni119-quality-of-life", Unit.Persons,
            "Mean self-rated quality of life (0 poor to 20 good) at the latest TOP of persons in treatment.",
            Mean("", x => x.InTreatment && x.Journey.LatestTop?.QualityOfLife is not null, x => x.Journey.LatestTop!.QualityOfLife!.Value))
        {
            Periods = RollingTwelveOnly,
        },
        new("local-ni152-out-of-work", Unit.Persons,
            "Of persons in treatment with an employment status, those unemployed or inactive.",
            Share(
                x => x.InTreatment && Employment(x.Journey) is not null,
                x => Employment(x.Journey) is "unemployed" or "inactive"))
        {
            Periods = RollingTwelveOnly,
        },
        new("local-ni18-drr", Unit.Persons,
            "Of new presentations referred by a drug rehabilitation requirement, those completed by the cut.",
            Share(
                x => x.NewPresentation && x.Journey.First.Held.ReferralSource == DrugRehabilitationRequirement,
                x => x.Journey.Completed))
        {
            Periods = RollingTwelveOnly,
        },
        new("local-hidden-harm", Unit.Persons,
            "Of persons in treatment who said how many children live with them, those with any.",
            Share(
                x => x.InTreatment && ChildrenLivingWith(x.Journey) is not null,
                x => ChildrenLivingWith(x.Journey) > 0))
        {
            Periods = RollingTwelveOnly,
        },
    ];
}
