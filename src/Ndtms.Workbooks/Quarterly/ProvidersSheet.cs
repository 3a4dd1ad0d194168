using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Quality;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>The area's agencies beside each other.</summary>
internal sealed class ProvidersSheet(QuarterlyView view) : ISheet
{
    private const PeriodKind Quarter = PeriodKind.Quarter;

    public string Name => "Provider comparison";

    public string Purpose => "The area's agencies beside each other";

    public void Fill(Sheet sheet)
    {
        sheet.Begin(view, view.Area.Level == AreaLevel.Partnership
            ? "The partnership's own agencies, by the episodes that they sent: whoever they treat, wherever these live. Figures of the quarter."
            : "The area's agencies, by the episodes that they sent: whoever they treat, wherever these live. Figures of the quarter.");
        sheet.Heading("Agencies");
        var held = view.Data.Figures.Areas(AreaLevel.Agency).ToHashSet(StringComparer.Ordinal);
        var quality = view.Data.Context.Quality.ToDictionary(q => q.Code, StringComparer.Ordinal);
        var agencies = view.Data.Areas.AgenciesOf(view.Area.Level, view.Area.Code).Where(held.Contains).Select(c => ReportArea.Of(view.Data, AreaLevel.Agency, c)).ToList();
        view.Show(["in-treatment", "new-presentations", "effective-treatment", "planned-exits", "wait-first", "top-start"]);
        sheet.Table(
            "Providers",
            [
                "Agency", "Code", .. view.Area.Level == AreaLevel.Partnership ? [] : new TableColumn[] { "Partnership" }, "Service",
                new("In treatment, people", Format.Whole), new("New presentations, people", Format.Whole), new("Effective treatment", Format.Percent),
                new("First waits in time", Format.Percent), new("Exits, journeys", Format.Whole), new("Planned exits", Format.Percent),
                new("Start TOPs in time", Format.Percent), new("Data-quality score", Format.Decimal), "File for the month",
            ],
            [.. agencies.Select(a => (Cell[])
            [
                a.Name, a.Code,
                .. view.Area.Level == AreaLevel.Partnership ? [] : new Cell[] { view.PartnershipTitle(view.Data.Agencies[a.Code].Partnership) },
                Wording.Sentence(view.Data.Agencies[a.Code].Service.Name()),
                Of("in-treatment", a)?.N, Of("new-presentations", a)?.N, Of("effective-treatment", a)?.Value, Of("wait-first", a)?.Value,
                Of("planned-exits", a)?.D, Of("planned-exits", a)?.Value, Of("top-start", a)?.Value,
                quality.GetValueOrDefault(a.Code)?.Score, Arrival(quality.GetValueOrDefault(a.Code)),
            ])],
            new TableOptions { FrozenColumns = 1, WhenEmpty = "Nothing is held of any agency" });
        sheet.Note("Prisons' agencies show those in prison treatment. Agencies differ in whom they treat: compare like with like.");

        ShownFigure? Of(string measure, ReportArea agency) => view.In(agency).Of(agency.Whose).Find(measure, Quarter);
    }

    private static string Arrival(AgencyQuality? quality) => quality switch
    {
        null or { IsActive: false } => "",
        { Accepted: null } => "none accepted",
        { InTime: true } => "in time",
        { DaysLate: var days } => $"{Wording.Count(days ?? 0, "day")} late",
    };
}
