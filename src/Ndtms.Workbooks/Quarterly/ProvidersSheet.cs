using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>The area's agencies compared.</summary>
internal sealed class ProvidersSheet(QuarterlyView view) : ISheet
{
    private const PeriodKind Quarter = PeriodKind.Quarter;

    public string Name => "Provider comparison";

    public string Purpose => "The area's agencies compared";

    public void Fill(Sheet sheet)
    {
        sheet.Begin(view, view.Area.Level == AreaLevel.Partnership
            ? "The partnership's own agencies. Figures are for the quarter and cover all people treated by the agencies, wherever they live."
            : "The area's agencies. Figures are for the quarter and cover all people treated by the agencies, wherever they live.");
        sheet.Heading("Agencies");
        var withData = view.Data.Figures.Areas(AreaLevel.Agency).ToHashSet(StringComparer.Ordinal);
        var quality = view.Data.Context.Quality.ToDictionary(q => q.Code, StringComparer.Ordinal);
        var agencies = view.Area.AgenciesIn(view.Data).Where(withData.Contains)
            .Select(code => ReportArea.Of(view.Data, AreaLevel.Agency, code)).ToList();
        var (exact, rounded) = (view.Data.Edition == Edition.Exact, view.RoundedMark);
        view.Show(["in-treatment", "new-presentations", "effective-treatment", "planned-exits", "wait-first", "top-start"]);
        sheet.Table(
            "Providers",
            [
                "Agency", "Code", .. view.Area.Level == AreaLevel.Partnership ? [] : new TableColumn[] { "Partnership" }, "Service",
                new("In treatment, people" + rounded, Format.Whole), new("New presentations, people" + rounded, Format.Whole),
                new("Effective treatment" + rounded, Format.Percent), new("First waits in time" + rounded, Format.Percent),
                new("Exits, journeys" + rounded, Format.Whole), new("Planned exits" + rounded, Format.Percent),
                new("Start TOPs in time" + rounded, Format.Percent),
                .. exact ? new TableColumn[] { new("Data-quality score", Format.Decimal), "File for the month" } : [],
            ],
            [.. agencies.Select(a => (Cell[])
            [
                a.Name, a.Code,
                .. view.Area.Level == AreaLevel.Partnership ? [] : new Cell[] { view.PartnershipTitle(view.Data.Agencies[a.Code].Partnership) },
                Wording.Sentence(view.Data.Agencies[a.Code].Service.Name()),
                Of("in-treatment", a)?.N, Of("new-presentations", a)?.N, Of("effective-treatment", a)?.Value, Of("wait-first", a)?.Value,
                Of("planned-exits", a)?.D, Of("planned-exits", a)?.Value, Of("top-start", a)?.Value,
                .. exact ? (Cell[])[quality.GetValueOrDefault(a.Code)?.Score, quality.TryGetValue(a.Code, out var of) ? QualityCells.Timeliness(of) : Cell.Blank] : [],
            ])],
            new TableOptions { FrozenColumns = 1, WhenEmpty = "No agency has sent data" });
        sheet.Note("Figures for prisons' agencies cover people in prison treatment. Agencies treat different groups of people, so compare similar services.");

        ShownFigure? Of(string measure, ReportArea agency) => view.In(agency).Of(agency.Whose).Find(measure, Quarter);
    }
}
