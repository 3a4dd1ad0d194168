using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Monthly;

/// <summary>The agencies that treat the residents.</summary>
internal sealed class ProvidersSheet(MonthlyView view) : ISheet
{
    public string Name => "Providers";

    public string Purpose => "Each agency that treats residents: its figures and its submissions";

    public void Fill(Sheet sheet)
    {
        var agencies = view.Providers();
        var ofResidents = view.Area.Level == AreaLevel.Partnership;
        var rounded = view.RoundedMark;
        sheet.Title(Name, view.Subtitle);
        sheet.Text((view.Figures.IsRounded
                ? $"Every active agency in {view.Area.Name}. "
                : $"Every agency that treated residents of {view.Area.Name} in the rolling 12 months or the financial year, wherever it is, and "
                    + "every active agency in the area. ")
            + (ofResidents ? "Residents are residents of the partnership; all other figures cover all people treated by the agency." : "Figures "
                + "cover all people treated by the agency.")
            + " All figures are for the rolling 12 months. Figures for prisons' agencies cover people in prison.");
        sheet.Heading("Activity");
        var table = sheet.Table(
            "Providers",
            [
                new TableColumn("Agency"), "Code", "Service", "Home partnership",
                .. ofResidents ? [new("Residents in treatment", Format.Whole)] : Array.Empty<TableColumn>(),
                new("In treatment" + rounded, Format.Whole), new("New presentations" + rounded, Format.Whole),
                new("In effective treatment" + rounded, Format.Percent),
                new($"First wait {view.Options.WaitTargetDays} days or less{rounded}", Format.Percent), new("Planned exits" + rounded, Format.Percent),
                new("Start TOP in time" + rounded, Format.Percent),
            ],
            [.. agencies.Select(a => (Cell[])
            [
                a.Area.Name, a.Area.Code, Wording.Sentence(a.Agency.Service.Name()),
                view.Data.Book.Areas.Partnership(a.Agency.Partnership)?.Name ?? a.Agency.Partnership,
                .. ofResidents
                    ? [view.Of(a.Area.Whose).Find("in-treatment", PeriodKind.RollingTwelve, "agency", a.Area.Code)?.N ?? 0]
                    : Array.Empty<Cell>(),
                Own(a, "in-treatment")?.N, Own(a, "new-presentations")?.N, Own(a, "effective-treatment")?.Value, Own(a, "wait-first")?.Value,
                Own(a, "planned-exits")?.Value, Own(a, "top-start")?.Value,
            ])],
            new TableOptions { WhenEmpty = "No agency" });
        if (ofResidents && agencies.Count > 0)
        {
            table.Chart(new Chart(ChartKind.Bar, "Residents in treatment by agency", "Agency", "Residents in treatment")
            {
                Unit = "People, rolling 12 months",
                Place = ChartPlace.Below,
                Height = Math.Min(52 + agencies.Count * 20, 420),
            });
        }

        sheet.Heading("Submissions");
        if (view.Data.Edition != Edition.Exact)
        {
            sheet.Text("For the submissions of the agencies, see the partnership's data-quality feedback: they are not in this edition.");
            return;
        }

        if (view.Data.Context.Quality.Count == 0)
        {
            sheet.Text("No information on submissions is available.");
            return;
        }

        var quality = view.Data.Context.Quality.ToDictionary(q => q.Code, StringComparer.Ordinal);
        sheet.Table(
            "Submissions",
            [
                new TableColumn("Provider"), "Code", "File for the month", new("Deadline", Format.Date), new("Received", Format.Date),
                new("Rejected, records", Format.Whole), new("With a warning, records", Format.Whole), new("Score out of 100", Format.Decimal),
            ],
            [.. agencies.Select(a => quality.GetValueOrDefault(a.Area.Code) is { } of
                ? (Cell[])
                [
                    a.Area.Name, a.Area.Code, QualityCells.Timeliness(of), of.IsActive ? of.Deadline : Cell.Blank, of.Accepted,
                    view.Quality("dq-rejected", a.Area)?.N, view.Quality("dq-warnings", a.Area)?.N,
                    of.Score is { } score ? QualityCells.Score(score) : Cell.Blank,
                ]
                : [a.Area.Name, a.Area.Code, "None due", .. Enumerable.Repeat(Cell.Blank, 5)])],
            new TableOptions { WhenEmpty = "No agency" });
        sheet.Note("Received: when the first accepted file for the month was received. Rejected records, warnings and the score are for the "
            + "last file loaded from the agency, for any month. Notes explains how the score is calculated.");
    }

    /// <summary>An agency's own figure over twelve months.</summary>
    private ShownFigure? Own(Provider provider, string measure) =>
        view.In(provider.Area).Of(provider.Area.Whose).Find(measure, PeriodKind.RollingTwelve);
}
