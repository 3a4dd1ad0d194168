using System.Globalization;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Monthly;

/// <summary>People under 18 in treatment.</summary>
internal sealed class YoungPeopleSheet(MonthlyView view) : ISheet
{
    private const Population Young = Population.YoungPeople;

    private readonly PopulationTables _tables = new(view, Young);

    public string Name => "Young people";

    public string Purpose => "Numbers, waits, vulnerabilities at start and exit, exits, and transitions to adult services";

    public void Fill(Sheet sheet)
    {
        sheet.Title(Name, view.Subtitle);
        sheet.Text("People aged under 18 at the start of their journey or on the first day of the period, whichever is later. For waits and "
            + "transitions to adult services, age is at triage.");
        var numbers = _tables.AddNumbers(sheet, "Young_people_numbers");

        sheet.Heading("Waits");
        (string Measure, string Name)[] waits =
        [
            ("yp-assessed-5-days", Days("Assessed", view.Options.AssessedWorkingDays)),
            ("yp-treated-10-days", Days("Treated", view.Options.TreatedWorkingDays)),
        ];
        var inTime = sheet.Table(
            "Young_peoples_waits",
            ["Wait", "Period", new("Episodes", Format.Whole), new("In time, episodes", Format.Whole), new("Share", Format.Percent)],
            [
                .. from wait in waits
                   from span in MonthlyView.Spans
                   let figure = view.Of(Young).Find(wait.Measure, span.Kind)
                   select (Cell[])[wait.Name, span.Header, figure?.D, figure?.N, figure?.Value],
            ])
            .Slot(580, 165);
        sheet.Note("Assessed: from referral to triage. Treated: from triage to treatment start. Working days are Monday to Friday, excluding "
            + "bank holidays in England. Treatment that started before triage is in time.");
        sheet.Heading("Vulnerabilities");
        AddVulnerabilities(sheet);
        sheet.Heading("Exits");
        sheet.AddBreakdown(view.Of(Young), BreakdownTable.Exits("Young peoples exits") with { ChartUnit = null });
        sheet.Heading("Transitions to adult services");
        sheet.AddShares("Transitions", "Period", "Discharged to adult services, episodes", "Triaged by adult services, episodes",
            MonthlyView.Spans.Select(s => ((Cell)s.Header, view.Of(Young).Find("yp-transitions", s.Kind))));
        sheet.Note($"Discharged {Wording.Count(view.Options.PickUpDays, "day")} or more before the month's end, and triaged as an adult within "
            + $"{Wording.Count(view.Options.PickUpDays, "day")} of discharge at any agency outside prison.");
        _tables.AddMonths(sheet, "Young people", waits, numbers, inTime);
    }

    /// <summary>Answers at start and at exit side by side; all but a few items are the same.</summary>
    private void AddVulnerabilities(Sheet sheet)
    {
        var start = Answers("at-start");
        var exit = Answers("at-exit");
        var table = sheet.Table(
            "Vulnerabilities",
            [
                new TableColumn("Vulnerability"), new("At start, answered", Format.Whole), new("At start, yes", Format.Whole),
                new("At start, share", Format.Percent), new("At exit, answered", Format.Whole), new("At exit, yes", Format.Whole),
                new("At exit, share", Format.Percent),
            ],
            [
                .. start.Keys.Union(exit.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
                    .Select(item => (Cell[])[item, .. Row(start, item), .. Row(exit, item)]),
            ],
            new TableOptions { WhenEmpty = "No answers have been submitted" });
        if (start.Count + exit.Count > 0)
        {
            table.Chart(new Chart(ChartKind.Bar, "Vulnerabilities at start and at exit", "Vulnerability", "At start, share", "At exit, share")
            {
                Unit = "Share of people or journeys with an answer, rolling 12 months",
                Maximum = 1,
                Height = 290,
            });
        }

        sheet.Note("Rolling 12 months. At start: new presentations with an answer. At exit: journeys that ended, with an answer.");

        Dictionary<string, ShownFigure> Answers(string breakdown) =>
            view.Of(Young).Categories("yp-vulnerabilities", PeriodKind.RollingTwelve, breakdown)
                .ToDictionary(f => ItemOf(f.Key.Category), StringComparer.Ordinal);

        static IEnumerable<Cell> Row(Dictionary<string, ShownFigure> answers, string item) =>
            answers.TryGetValue(item, out var figure) ? [figure.D, figure.N, figure.Value] : [0, Cell.Blank, Cell.Blank];
    }

    /// <summary>The subject of an item, without the words that say when it is asked: "Young person at exit: self-harm" is "Self-harm".</summary>
    private string ItemOf(string header)
    {
        var label = view.FieldLabel(header);
        var item = label[(label.IndexOf(": ", StringComparison.Ordinal) is >= 0 and var at ? at + 2 : 0)..];
        return string.Concat(item[..1].ToUpperInvariant(), item.AsSpan(1));
    }

    private static string Days(string done, int days) =>
        string.Create(CultureInfo.InvariantCulture, $"{done} in {days} working {(days == 1 ? "day" : "days")}");
}
