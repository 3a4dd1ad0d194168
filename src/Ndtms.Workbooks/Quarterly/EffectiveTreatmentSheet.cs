using Ndtms.Core.Journeys;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>Effective treatment and retention.</summary>
internal sealed class EffectiveTreatmentSheet(QuarterlyView view) : ISheet
{
    private const PeriodKind Quarter = PeriodKind.Quarter;
    private const PeriodKind Twelve = PeriodKind.RollingTwelve;

    public string Name => "Effective treatment";

    public string Purpose => "Problem drug users and adults, and growth since the 2007/08 baseline";

    public void Fill(Sheet sheet)
    {
        sheet.Begin(view, $"Treatment is effective if it lasted {view.EffectiveDays} or more, or ended earlier as completed. Shares are of people in "
            + "treatment in the same period.");
        sheet.AddGrowth(view, new GrowthTable("Growth_problem", NationalIndicators.Ni40)
        {
            Heading = "Growth since the 2007/08 baseline (NI 40)",
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

        sheet.Note($"Pending: still in treatment, for fewer than {view.EffectiveDays} so far.");
        sheet.AddTrend(view, "Effective_longer", $"Longer variant: {Wording.Count(view.Options.LongEffectiveDays, "day")}",
            new("Problem drug users", "People", "effective-treatment-90", Population.ProblemDrugUsers, Twelve, Part.N),
            new("Problem drug users, share", "% of people", "effective-treatment-90", Population.ProblemDrugUsers, Twelve, Part.Share),
            new("Adults, drugs", "People", "effective-treatment-90", Population.AdultDrug, Twelve, Part.N),
            new("Adults, drugs, share", "% of people", "effective-treatment-90", Population.AdultDrug, Twelve, Part.Share));
        sheet.AddTrend(view, "Retained", $"Retained in treatment for {Wording.Weeks(view.Options.RetainedDays)} or more",
            new("Journeys started", "Journeys", "retained-12-weeks", Population.All, Quarter, Part.D),
            new("Retained in treatment, share", "% of journeys", "retained-12-weeks", Population.All, Quarter, Part.Share));
    }
}
