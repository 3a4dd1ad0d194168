using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>Indicators that partnerships choose for themselves.</summary>
internal sealed class LocalIndicatorsSheet(QuarterlyView view) : ISheet
{
    private const PeriodKind Twelve = PeriodKind.RollingTwelve;

    public string Name => "Local indicators";

    public string Purpose => "Those reckoned from the data, and those entered by hand";

    public void Fill(Sheet sheet)
    {
        sheet.Begin(view, "The local indicators that the partnerships' guide of 2008 proposes. The first are reckoned from what agencies send, over twelve months; the others "
            + "are entered by hand.");
        sheet.AddTrend(view, "Local_reckoned", "Reckoned from the data",
            new("Paid work or education (NI 149)", "% of people", "local-ni149-education-employment", Population.All, Twelve, Part.Share),
            new("Out of work (NI 152)", "% of people", "local-ni152-out-of-work", Population.All, Twelve, Part.Share),
            new("Acute housing problem (NI 156)", "% of people", "local-ni156-temporary-housing", Population.All, Twelve, Part.Share),
            new("Quality of life, of 20 (NI 119)", "Mean", "local-ni119-quality-of-life", Population.All, Twelve, Part.Mean, Better.More),
            new("Drug rehabilitation requirement completed (NI 18)", "% of people", "local-ni18-drr", Population.All, Twelve, Part.Share),
            new("Living with children (hidden harm)", "% of people", "local-hidden-harm", Population.All, Twelve, Part.Share));

        sheet.Heading("Entered by hand");
        var entered = Partnerships().SelectMany(p => view.Data.Targets.LocalIndicatorsOf(p, view.Data.Cut)).ToList();
        if (entered.Count == 0)
        {
            sheet.Text($"No local indicator of {view.Area.Name} has been entered.");
            return;
        }

        sheet.Table(
            "Local_entered",
            [
                .. view.Area.Level == AreaLevel.Partnership ? [] : new TableColumn[] { "Partnership" },
                "Indicator", "Value", "Unit", new("Month", Format.Month), "Source", new("Entered", Format.Date),
            ],
            [.. entered.Select(l => (Cell[])
            [
                .. view.Area.Level == AreaLevel.Partnership ? [] : new Cell[] { view.PartnershipTitle(l.Partnership) },
                l.Indicator, l.Value, l.Unit, Cell.Month(l.Period), l.Source, l.Entered,
            ])]);
        sheet.Note("The latest value of each. Whoever entered it answers for it; it is shown as it was entered in every mode of disclosure control.");
    }

    /// <summary>Codes of the partnerships of an area; of a partnership its own.</summary>
    private IEnumerable<string> Partnerships() =>
        view.Data.Book.Areas.Partnerships.Select(p => p.Code).Where(code => view.Area.Contains(view.Data, code));
}
