using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>New presentations and waiting times.</summary>
internal sealed class AccessSheet(QuarterlyView view) : ISheet
{
    private const PeriodKind Quarter = PeriodKind.Quarter;
    private const PeriodKind LastMonth = PeriodKind.Month;

    public string Name => "Access and waits";

    public string Purpose => "New presentations and waiting times";

    public void Fill(Sheet sheet)
    {
        sheet.Begin(view, "A wait runs from referral to a structured modality to the first appointment offered. The first wait is for the journey's first "
            + "modality; waits for all other modalities are subsequent waits.");
        sheet.AddDrawn(view, new DrawnTable("Waits_drawn", $"Waits of {view.InTime}", "Share of measured waits of modalities started in the quarter"),
            [
                new("First waits", "% of waits", "wait-first", Population.All, Quarter, Part.Share),
                new("Subsequent waits", "% of waits", "wait-subsequent", Population.All, Quarter, Part.Share),
            ]);
        foreach (var (id, name) in new[] { ("wait-first", "First waits"), ("wait-subsequent", "Subsequent waits") })
        {
            sheet.AddTrend(view, name.Replace(' ', '_'), name,
                new("Measured", "Modalities", id, Population.All, Quarter, Part.D),
                new(view.InTime, "% of waits", id, Population.All, Quarter, Part.Share),
                new($"Over {Wording.Count(view.Options.LongWaitDays, "day")}", "% of waits", id, Population.All, Quarter, Part.Share, Better.Less, "over-42"),
                new("Mean wait", "Days", id, Population.All, Quarter, Part.Mean, Better.Less, "mean-days"),
                new("Median wait", "Days", id, Population.All, Quarter, Part.Mean, Better.Less, "median-days"),
                new("Not measurable", "Modalities", id, Population.All, Quarter, Part.N, Better.Less, "not-measurable"));
        }

        sheet.AddTrend(view, "Waiting", "Waiting on the quarter's last day",
            new("Waiting", "Modalities", "waiting-now", Population.All, LastMonth, Part.D),
            new($"Waiting over {Wording.Count(view.Options.WaitTargetDays, "day")}", "Modalities", "waiting-now", Population.All, LastMonth, Part.N));
        sheet.AddTrend(view, "Access", "New presentations",
            [
                .. new[] { Population.All, Population.ProblemDrugUsers, Population.AdultDrug, Population.AdultAlcohol, Population.YoungPeople }
                    .Select(p => new TrendRow(Wording.Name(p), "People", "new-presentations", p, Quarter, Part.N)),
                new("Treatment naive", "% of new presentations", "treatment-naive", Population.All, Quarter, Part.Share),
            ]);
        sheet.AddCategories(view, new CategoryTable("new-presentations", "substance-group")
        {
            Name = "Substances",
            Heading = "Substances of new presentations",
            Header = "Substances cited",
        });
    }
}
