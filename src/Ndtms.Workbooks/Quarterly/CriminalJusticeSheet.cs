using Ndtms.Core.Journeys;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>Treatment after referral by criminal justice, in prison and after custody.</summary>
internal sealed class CriminalJusticeSheet(QuarterlyView view) : ISheet
{
    private const PeriodKind Quarter = PeriodKind.Quarter;
    private const PeriodKind Twelve = PeriodKind.RollingTwelve;

    public string Name => "Criminal justice and custody";

    public string Purpose => "Referrals by criminal justice, and who is picked up after custody";

    public void Fill(Sheet sheet)
    {
        sheet.Begin(view, $"Adults with drugs, referred to the journey's first episode by criminal justice; and people transferred in custody, who should be in treatment "
            + $"again within {Wording.Count(view.Options.PickUpDays, "day")}.");
        sheet.AddTrend(view, "Cj_numbers", "Adults referred by criminal justice",
            new("In treatment", "People", "in-treatment", Population.CriminalJustice, Quarter, Part.N),
            new("New presentations", "People", "new-presentations", Population.CriminalJustice, Quarter, Part.N),
            new("In effective treatment, share", "% of people", "effective-treatment", Population.CriminalJustice, Twelve, Part.Share),
            new("First waits in time", "% of waits", "wait-first", Population.CriminalJustice, Quarter, Part.Share),
            new("Exits", "Journeys", "exits", Population.CriminalJustice, Quarter, Part.N),
            new("Planned exits, share", "% of exits", "planned-exits", Population.CriminalJustice, Quarter, Part.Share));
        sheet.AddTrend(view, "Cj_drr", "Drug rehabilitation requirements (NI 18)",
            new("Presented under one", "People", "local-ni18-drr", Population.All, Twelve, Part.D),
            new("Completed by the quarter's end", "% of people", "local-ni18-drr", Population.All, Twelve, Part.Share));
        sheet.AddTrend(view, "Custody", "Continuity after custody",
            new("Transferred in custody", "Episodes", "custody-continuity", Population.All, Quarter, Part.D),
            new("Picked up", "Episodes", "custody-continuity", Population.All, Quarter, Part.N),
            new("Picked up, share", "% of episodes", "custody-continuity", Population.All, Quarter, Part.Share),
            new("Picked up, share", "% of episodes", "custody-continuity", Population.All, Twelve, Part.Share));
        sheet.AddTrend(view, "Prison", "In prison treatment",
            new("In treatment", "People", "in-treatment", Population.Prison, Quarter, Part.N),
            new("New presentations", "People", "new-presentations", Population.Prison, Quarter, Part.N),
            new("Exits", "Journeys", "exits", Population.Prison, Quarter, Part.N));
        sheet.AddCategories(view, new CategoryTable("new-presentations", "referral-source-group")
        {
            Name = "Referrals",
            Heading = "Sources of referral",
            Header = "Referred by",
        });
    }
}
