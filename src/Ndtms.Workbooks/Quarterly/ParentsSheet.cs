using Ndtms.Core.Journeys;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>Parents among new presentations, and their children.</summary>
internal sealed class ParentsSheet(QuarterlyView view) : ISheet
{
    private const PeriodKind Quarter = PeriodKind.Quarter;
    private const PeriodKind Twelve = PeriodKind.RollingTwelve;

    public string Name => "Parents and children";

    public string Purpose => "Parents among new presentations, and children living with them";

    public void Fill(Sheet sheet)
    {
        sheet.Begin(view, "Parental status of people starting treatment, and the children who live with them. Hidden harm: people in treatment who live with "
            + "children, as a share of those who answered the question.");
        sheet.AddCategories(view, new CategoryTable("parents", "parental-status")
        {
            Name = "Parents",
            Heading = "Parents among new presentations",
            Header = "Status",
        });
        sheet.AddTrend(view, "Children", "Children",
            new("Children living with new presentations", "Children", "parents", Population.All, Quarter, Part.N, Breakdown: "children-living-with"),
            new("Children living with new presentations", "Children", "parents", Population.All, Twelve, Part.N, Breakdown: "children-living-with"));
        sheet.AddTrend(view, "Hidden_harm", "Hidden harm",
            new("In treatment, with an answer", "People", "local-hidden-harm", Population.All, Twelve, Part.D),
            new("Living with children", "People", "local-hidden-harm", Population.All, Twelve, Part.N),
            new("Living with children, share", "% of people", "local-hidden-harm", Population.All, Twelve, Part.Share));
    }
}
