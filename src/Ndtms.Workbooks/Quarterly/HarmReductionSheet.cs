using Ndtms.Core.Journeys;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>Hepatitis B vaccination and hepatitis C tests.</summary>
internal sealed class HarmReductionSheet(QuarterlyView view) : ISheet
{
    private const PeriodKind Quarter = PeriodKind.Quarter;
    private const PeriodKind Twelve = PeriodKind.RollingTwelve;

    public string Name => "Harm reduction";

    public string Purpose => "Hepatitis B vaccination and hepatitis C tests";

    public void Fill(Sheet sheet)
    {
        sheet.Begin(view, "Hepatitis B: people starting treatment with a status who were offered vaccination or do not need it, and people offered and "
            + "eligible who accepted or completed the course. Hepatitis C: people in treatment who inject or have injected, and were tested.");
        sheet.AddTrend(view, "Hepatitis_b", "Hepatitis B",
            new("With a status", "People", "hepb-offered", Population.All, Quarter, Part.D),
            new("Offered, or not needed", "% of people", "hepb-offered", Population.All, Quarter, Part.Share),
            new("Offered and eligible", "People", "hepb-accepted", Population.All, Quarter, Part.D),
            new("Accepted", "% of people", "hepb-accepted", Population.All, Quarter, Part.Share),
            new("Course completed", "% of people", "hepb-completed", Population.All, Quarter, Part.Share),
            new("Course completed", "% of people", "hepb-completed", Population.All, Twelve, Part.Share));
        sheet.AddTrend(view, "Hepatitis_c", "Hepatitis C",
            new("Inject or have injected", "People", "hepc-tested-injectors", Population.All, Quarter, Part.D),
            new("Tested", "People", "hepc-tested-injectors", Population.All, Quarter, Part.N),
            new("Tested, share", "% of people", "hepc-tested-injectors", Population.All, Quarter, Part.Share));
        sheet.AddDrawn(view, new DrawnTable("Harm_drawn", "Vaccinations and tests", "Share of people, quarter"),
            [
                new("Hepatitis B offered", "% of people", "hepb-offered", Population.All, Quarter, Part.Share),
                new("Hepatitis B accepted", "% of people", "hepb-accepted", Population.All, Quarter, Part.Share),
                new("Hepatitis C tested", "% of people", "hepc-tested-injectors", Population.All, Quarter, Part.Share),
            ]);
    }
}
