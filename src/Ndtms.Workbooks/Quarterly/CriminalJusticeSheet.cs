using Ndtms.Core.Journeys;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>Treatment after criminal justice referral, in prison and after custody.</summary>
internal sealed class CriminalJusticeSheet(QuarterlyView view) : ISheet
{
    private const PeriodKind Quarter = PeriodKind.Quarter;
    private const PeriodKind Twelve = PeriodKind.RollingTwelve;

    public string Name => "Criminal justice and custody";

    public string Purpose => "Referrals from criminal justice, and continuity of care after custody";

    public void Fill(Sheet sheet)
    {
        sheet.Begin(view, $"Adult drug clients whose journey's first episode was a referral from criminal justice, and people transferred in custody, who should "
            + $"resume treatment within {Wording.Count(view.Options.PickUpDays, "day")}.");
        sheet.AddTrend(view, "Cj_numbers", "Adults referred from criminal justice",
            new("In treatment", "People", "in-treatment", Population.CriminalJustice, Quarter, Part.N),
            new("New presentations", "People", "new-presentations", Population.CriminalJustice, Quarter, Part.N),
            new("In effective treatment, share", "% of people", "effective-treatment", Population.CriminalJustice, Twelve, Part.Share),
            new("First waits in time", "% of waits", "wait-first", Population.CriminalJustice, Quarter, Part.Share),
            new("Exits", "Journeys", "exits", Population.CriminalJustice, Quarter, Part.N),
            new("Planned exits, share", "% of exits", "planned-exits", Population.CriminalJustice, Quarter, Part.Share));
        sheet.AddTrend(view, "Cj_drr", "Drug rehabilitation requirements (NI 18)",
            new("Presented under a requirement", "People", "local-ni18-drr", Population.All, Twelve, Part.D),
            new("Completed by the end of the quarter", "% of people", "local-ni18-drr", Population.All, Twelve, Part.Share));
        sheet.AddTrend(view, "Custody", "Continuity of care after custody",
            new("Transferred in custody", "Episodes", "custody-continuity", Population.All, Quarter, Part.D),
            new("Resumed treatment", "Episodes", "custody-continuity", Population.All, Quarter, Part.N),
            new("Resumed treatment, share", "% of episodes", "custody-continuity", Population.All, Quarter, Part.Share),
            new("Resumed treatment, share", "% of episodes", "custody-continuity", Population.All, Twelve, Part.Share));
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
