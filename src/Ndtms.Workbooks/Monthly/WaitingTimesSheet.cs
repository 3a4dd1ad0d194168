using System.Globalization;
using Ndtms.Core.Journeys;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Monthly;

/// <summary>How long people wait for treatment.</summary>
internal sealed class WaitingTimesSheet(MonthlyView view) : ISheet
{
    public string Name => "Waiting times";

    public string Purpose => "First and subsequent waits, by modality, and people waiting now";

    public void Fill(Sheet sheet)
    {
        var inTime = string.Create(CultureInfo.InvariantCulture, $"{view.Options.WaitTargetDays} days or less");
        var longWait = string.Create(CultureInfo.InvariantCulture, $"Over {view.Options.LongWaitDays} days");
        sheet.Title(Name, view.Subtitle);
        sheet.Text("A wait runs from referral to a structured modality to the first appointment offered, and counts in the period in "
            + "which the modality started. The first wait is for the journey's first modality; waits for all other modalities are "
            + "subsequent waits.");
        sheet.Heading("Waits of modalities started");
        var slot = sheet.Table(
            "Waits",
            [
                "Wait", "Period", new("Measured", Format.Whole), new(inTime, Format.Whole), new($"Share {inTime}", Format.Percent),
                new(longWait, Format.Whole), new("Mean, days", Format.Decimal), new("Median, days", Format.Decimal),
                new("Not measurable", Format.Whole),
            ],
            [.. from wait in new[] { (Id: "wait-first", Name: "First"), (Id: "wait-subsequent", Name: "Subsequent") }
                from span in MonthlyView.Spans
                let headline = view.Find(wait.Id, span.Kind)
                select (Cell[])
                [
                    wait.Name, span.Header, headline?.D, headline?.N, headline?.Value, view.Find(wait.Id, span.Kind, "over-42")?.N,
                    view.Find(wait.Id, span.Kind, "mean-days")?.Value, view.Find(wait.Id, span.Kind, "median-days")?.Value,
                    view.Find(wait.Id, span.Kind, "not-measurable")?.N,
                ]])
            .Slot(560, 180);
        sheet.Note("Modalities. Not measurable: a date is missing, or the dates contradict each other. These waits are in no other column.");

        sheet.Heading("By modality");
        var modalities = view.Figures.CategoriesOf("wait-first", "modality", PeriodKind.RollingTwelve)
            .Union(view.Figures.CategoriesOf("wait-subsequent", "modality", PeriodKind.RollingTwelve))
            .OrderBy(c => Wording.Category("modality", c.Category, view.Data.Book).Place)
            .ThenBy(c => c.Category, StringComparer.Ordinal).ToList();
        var byModality = sheet.Table(
            "Waits_by_modality",
            [
                "Modality", new("First, measured", Format.Whole), new($"First, {inTime}", Format.Percent),
                new("Subsequent, measured", Format.Whole), new($"Subsequent, {inTime}", Format.Percent),
            ],
            [.. modalities.Select(m => (Cell[])
            [
                m.Words, .. WaitOf("wait-first", m.Category), .. WaitOf("wait-subsequent", m.Category),
            ])]);
        if (modalities.Count > 0)
        {
            byModality.Chart(new Chart(ChartKind.Bar, "Waits by modality", "Modality", $"First, {inTime}", $"Subsequent, {inTime}")
            {
                Unit = "Share of measured waits, rolling 12 months",
                Maximum = 1,
                Height = Math.Min(90 + modalities.Count * 22, 320),
            });
        }

        sheet.Heading($"Waiting on {Wording.Day(view.Data.Cut)}");
        sheet.AddShares("Waiting_now", "Population", "Waiting, modalities", $"Over {view.Options.WaitTargetDays} days",
            view.Populations.Select(p => ((Cell)Wording.Name(p), view.Of(p).Find("waiting-now", PeriodKind.Month))));
        sheet.NotPrinted("The numbers behind the chart");
        sheet.Heading("Month by month");
        sheet.Table(
            "Waits_by_month",
            [
                new("Month", Format.Month), new("First, measured", Format.Whole), new($"First, {inTime}", Format.Percent),
                new("Subsequent, measured", Format.Whole), new($"Subsequent, {inTime}", Format.Percent),
            ],
            [.. view.Data.Months.Select(m => (Cell[])
            [
                Cell.Month(m.Cut),
                view.At(m).Find("wait-first", PeriodKind.Month)?.D, view.At(m).Find("wait-first", PeriodKind.Month)?.Value,
                view.At(m).Find("wait-subsequent", PeriodKind.Month)?.D, view.At(m).Find("wait-subsequent", PeriodKind.Month)?.Value,
            ])])
            .Chart(new Chart(ChartKind.Line, $"Waits of {inTime}", "Month", $"First, {inTime}", $"Subsequent, {inTime}")
            {
                Unit = "Share of measured waits of modalities started in the month",
                Maximum = 1,
            },
                slot);
    }

    private Cell[] WaitOf(string measure, string modality) => view.Find(measure, PeriodKind.RollingTwelve, "modality", modality) is { } figure
        ? [figure.D, figure.Value]
        : [0, Cell.Blank];
}
