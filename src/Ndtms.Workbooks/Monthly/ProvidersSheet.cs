using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Quality;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Monthly;

/// <summary>The agencies that work with the residents.</summary>
internal sealed class ProvidersSheet(MonthlyView view) : ISheet
{
    public string Name => "Providers";

    public string Purpose => "Each agency that works with the residents: its figures, and what it sends";

    public void Fill(Sheet sheet)
    {
        var agencies = view.Providers();
        var ofResidents = view.Area.Level == AreaLevel.Partnership;
        sheet.Title(Name, view.Subtitle);
        sheet.Text($"Every agency that treated residents of {view.Area.Name} in the rolling 12 months or the financial year, wherever it is, and "
            + "every active agency of the area. "
            + (ofResidents ? "Residents are those of the partnership; all other figures are of everybody whom the agency treats." : "Figures "
                + "are of everybody whom the agency treats.")
            + " All are of the rolling 12 months; a prison's are of people in prison, the others' of everybody else.");
        sheet.Heading("What they do");
        var table = sheet.Table(
            "Providers",
            [
                new TableColumn("Agency"), "Code", "Service", "Home partnership",
                .. ofResidents ? [new("Residents in treatment", Format.Whole)] : Array.Empty<TableColumn>(),
                new("In treatment", Format.Whole), new("New presentations", Format.Whole), new("In effective treatment", Format.Percent),
                new($"First wait {view.Options.WaitTargetDays} days or less", Format.Percent), new("Planned exits", Format.Percent),
                new("Start TOP in time", Format.Percent),
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
            });
        }

        sheet.Heading("What they send");
        if (view.Data.Context.Quality.Count == 0)
        {
            sheet.Text("Nothing is known of what the agencies sent.");
            return;
        }

        var quality = view.Data.Context.Quality.ToDictionary(q => q.Code, StringComparer.Ordinal);
        sheet.Table(
            "Submissions",
            [
                new TableColumn("Provider"), "Code", "File for the month", new("Deadline", Format.Date), new("Received", Format.Date),
                new("Rejected, records", Format.Whole), new("With a warning, records", Format.Whole), new("Score of 100", Format.Decimal),
            ],
            [.. agencies.Select(a => quality.GetValueOrDefault(a.Area.Code) is { } of
                ? (Cell[])
                [
                    a.Area.Name, a.Area.Code, FileOf(of), of.IsActive ? of.Deadline : Cell.Blank, of.Accepted,
                    view.Quality("dq-rejected", a.Area)?.N, view.Quality("dq-warnings", a.Area)?.N, ScoreOf(of, a.Area),
                ]
                : [a.Area.Name, a.Area.Code, "None due", .. Enumerable.Repeat(Cell.Blank, 5)])],
            new TableOptions { WhenEmpty = "No agency" });
        sheet.Note("Received: the first file for the month that was accepted. Rejected, warned and the score are of the agency's last file "
            + "that was loaded, whatever month it is for; Notes tell how the score is made.");
    }

    /// <summary>What became of an agency's file for the month.</summary>
    private static string FileOf(AgencyQuality agency) => agency switch
    {
        { DaysLate: 0 } => "In time",
        { DaysLate: { } late } => $"{Wording.Count(late, "day")} late",
        { IsActive: true } => "None accepted",
        _ => "None due",
    };

    /// <summary>The score of what may be shown of an agency's last file: of rounded counts where counts are rounded, and none where one of
    /// them is withheld.</summary>
    private Cell ScoreOf(AgencyQuality agency, ReportArea of)
    {
        if (agency.Last is not { } last)
            return Cell.Blank;
        var (parts, read) = ShownFigures.Counts(view.Data.Mode, [last.Read - last.Loaded, last.Warned, last.Loaded - last.Warned], last.Read);
        if (read.Suppressed || parts[0].Suppressed || parts[1].Suppressed || view.Quality("dq-rejected", of) is { N.Suppressed: true }
            || view.Quality("dq-warnings", of) is { N.Suppressed: true })
            return Cell.Suppressed;
        var score = QualityScore.Of((long)read.Value!.Value, (long)(read.Value - parts[0].Value)!.Value, (long)parts[1].Value!.Value);
        return score is { } known ? QualityCells.Score(known) : Cell.Blank;
    }

    /// <summary>An agency's own figure over twelve months.</summary>
    private ShownFigure? Own(Provider provider, string measure) =>
        view.In(provider.Area).Of(provider.Area.Whose).Find(measure, PeriodKind.RollingTwelve);
}
