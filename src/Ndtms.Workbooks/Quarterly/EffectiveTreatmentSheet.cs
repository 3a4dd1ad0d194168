using Ndtms.Core.Journeys;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>Who is in effective treatment, and how many stay.</summary>
internal sealed class EffectiveTreatmentSheet(QuarterlyView view) : ISheet
{
    private const PeriodKind Quarter = PeriodKind.Quarter;
    private const PeriodKind Twelve = PeriodKind.RollingTwelve;

    public string Name => "Effective treatment";

    public string Purpose => "Problem drug users and adults; growth on the baseline of 2007/08";

    public void Fill(Sheet sheet)
    {
        sheet.Begin(view, $"Effective is treatment that has lasted {view.EffectiveDays} or more, or that ended earlier as completed. Shares are of the people in treatment "
            + "in the same time.");
        sheet.AddGrowth(view, new GrowthTable("Growth_problem", NationalIndicators.Ni40)
        {
            Heading = "Growth on the baseline of 2007/08 (NI 40)",
            Figures = "Problem drug users in effective treatment",
            Against = "Baseline 2007/08",
        });

        foreach (var (population, name) in new[]
        {
            (Population.ProblemDrugUsers, "Effective_problem"), (Population.AdultDrug, "Effective_adults"), (Population.AdultAlcohol, "Effective_alcohol"),
        })
        {
            sheet.AddTrend(view, name, Wording.Name(population),
                new("In treatment", "People", "effective-treatment", population, Twelve, Part.D),
                new("In effective treatment", "People", "effective-treatment", population, Twelve, Part.N),
                new("In effective treatment, share", "% of people", "effective-treatment", population, Twelve, Part.Share),
                new("In effective treatment", "People", "effective-treatment", population, Quarter, Part.N),
                new("Pending", "People", "effective-treatment", population, Quarter, Part.N, Breakdown: "pending"));
        }

        sheet.Note($"Pending: under {view.EffectiveDays} so far, and still in treatment.");
        sheet.AddTrend(view, "Effective_longer", $"Longer variant: {Wording.Count(view.Options.LongEffectiveDays, "day")}",
            new("Problem drug users", "People", "effective-treatment-90", Population.ProblemDrugUsers, Twelve, Part.N),
            new("Problem drug users, share", "% of people", "effective-treatment-90", Population.ProblemDrugUsers, Twelve, Part.Share),
            new("Adults, drugs", "People", "effective-treatment-90", Population.AdultDrug, Twelve, Part.N),
            new("Adults, drugs, share", "% of people", "effective-treatment-90", Population.AdultDrug, Twelve, Part.Share));
        sheet.AddTrend(view, "Kept", $"Kept in treatment {Wording.Count(view.Options.RetainedDays, "day")}",
            new("Journeys begun", "Journeys", "retained-12-weeks", Population.All, Quarter, Part.D),
            new("Kept in treatment, share", "% of journeys", "retained-12-weeks", Population.All, Quarter, Part.Share));
    }
}
