using System.Globalization;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <content>Young people, and people in prison treatment.</content>
public sealed partial class MonthlyReport
{
    private const Population Young = Population.YoungPeople;
    private const Population Prison = Population.Prison;

    /// <summary>What is counted of a population that has a sheet of its own.</summary>
    private static readonly (string Measure, string Name)[] Counted =
    [
        ("in-treatment", "In treatment, people"), ("new-presentations", "New presentations, people"),
        ("effective-treatment", "In effective treatment, people"), ("exits", "Exits, journeys"),
        ("planned-exits", "Planned exits, journeys"),
    ];

    private static readonly (string Measure, string Name)[] MonthlyCounts =
        [("in-treatment", "In treatment"), ("new-presentations", "New presentations"), ("exits", "Exits, journeys")];

    /// <summary>Agencies of adults without any young person have no sheet of zeros.</summary>
    private bool HasYoungPeople => !_area.Prison && (_area.Level != AreaLevel.Agency
        || new[] { Find("in-treatment", PeriodKind.RollingTwelve, population: Young)?.N, Find("yp-assessed-5-days", PeriodKind.RollingTwelve, population: Young)?.D }
            .Any(n => n is { Suppressed: true } or { Value: > 0 }));

    private (string Measure, string Name)[] YoungPeoplesWaits =>
    [
        ("yp-assessed-5-days", Days("Assessed", Options.AssessedWorkingDays)),
        ("yp-treated-10-days", Days("Treated", Options.TreatedWorkingDays)),
    ];

    private void AddYoungPeople(Sheet sheet)
    {
        sheet.Title("Young people", _subtitle);
        sheet.Text("People under 18 at the later of their journey's start and the period's first day; for the waits and for transitions to "
            + "adult services, at triage.");
        AddCounted(sheet, Young, "Young_people");

        sheet.Heading("Waits");
        var waits = YoungPeoplesWaits;
        sheet.Table(
            "Young_peoples_waits",
            ["Wait", "Period", new("Episodes", Format.Whole), new("In time, episodes", Format.Whole), new("Share", Format.Percent)],
            [
                .. from wait in waits
                   from span in Spans
                   let figure = Find(wait.Measure, span.Kind, population: Young)
                   select (Cell[])[wait.Name, span.Header, figure?.D, figure?.N, figure?.Value],
            ]);
        sheet.Note("Assessed: from referral to triage; treated: from triage to treatment start. Working days are Monday to Friday without England's bank holidays. Treatment that started before triage is in time.");
        sheet.Heading("Vulnerabilities");
        AddVulnerabilities(sheet);
        sheet.Heading("Exits");
        AddBreakdown(sheet, "exits", "exit-group", "Young peoples exits", "Exit", "Journeys", "Journeys that ended, rolling 12 months",
            Spans.Select(s => s.Kind), charted: true, Young, "Exits");
        sheet.Heading("Transitions to adult services");
        AddShares(sheet, "Transitions", "Period", "Discharged to adult services, episodes", "Picked up as adults, episodes",
            Spans.Select(s => ((Cell)s.Header, Find("yp-transitions", s.Kind, population: Young))));
        sheet.Note($"Discharged {Wording.Count(Options.PickUpDays, "day")} or more before the month's end; picked up: triaged as an adult "
            + "within them, at any agency outside prison.");
        AddMonths(sheet, Young, "Young people", waits);
    }

    /// <summary>Answers at start and at exit side by side: what is asked is the same but for a few items.</summary>
    private void AddVulnerabilities(Sheet sheet)
    {
        var start = Answers("at-start");
        var exit = Answers("at-exit");
        var table = sheet.Table(
            "Vulnerabilities",
            [
                new TableColumn("Answer yes to"), new("At start, answered", Format.Whole), new("At start, yes", Format.Whole),
                new("At start, share", Format.Percent), new("At exit, answered", Format.Whole), new("At exit, yes", Format.Whole),
                new("At exit, share", Format.Percent),
            ],
            [
                .. start.Keys.Union(exit.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
                    .Select(item => (Cell[])[item, .. Row(start, item), .. Row(exit, item)]),
            ],
            new TableOptions { WhenEmpty = "No answers are held" });
        if (start.Count + exit.Count > 0)
        {
            table.Chart(new Chart(ChartKind.Bar, "Vulnerabilities at start and at exit", "Answer yes to", "At start, share", "At exit, share")
            {
                Unit = "Share of those with an answer, rolling 12 months",
                Maximum = 1,
            });
        }

        sheet.Note("Rolling 12 months. At start: people newly in treatment with an answer; at exit: journeys that ended, with an answer.");

        Dictionary<string, ShownFigure> Answers(string breakdown) =>
            _data.Figures.Categories(_area.Level, _area.Code, Young, PeriodKind.RollingTwelve, "yp-vulnerabilities", breakdown)
                .ToDictionary(f => ItemOf(f.Key.Category), StringComparer.Ordinal);

        static IEnumerable<Cell> Row(Dictionary<string, ShownFigure> answers, string item) =>
            answers.TryGetValue(item, out var figure) ? [figure.D, figure.N, figure.Value] : [0, Cell.Blank, Cell.Blank];
    }

    /// <summary>What a young person's item asks, without the words on when: "Young person at exit: self-harm" is "Self-harm".</summary>
    private string ItemOf(string header)
    {
        var label = FieldLabel(header);
        var item = label[(label.IndexOf(": ", StringComparison.Ordinal) is >= 0 and var at ? at + 2 : 0)..];
        return string.Concat(item[..1].ToUpperInvariant(), item.AsSpan(1));
    }

    private void AddPrisons(Sheet sheet)
    {
        sheet.Title("Prisons", _subtitle);
        sheet.Text($"{(_area.Level == AreaLevel.England ? "People" : $"Residents of {_area.Name}")} in treatment at a prison's agency, of any "
            + "age and substance. They stand apart from all other figures.");
        AddCounted(sheet, Prison, "Prison");
        sheet.Heading("Exits from prison treatment");
        AddBreakdown(sheet, "exits", "exit-group", "Prison exits", "Exit", "Journeys", "Journeys that ended, rolling 12 months",
            Spans.Select(s => s.Kind), charted: true, Prison, "Exits from prison treatment");

        sheet.Heading("Continuity after custody");
        AddShares(sheet, "Continuity", "Period", "Transferred in custody, episodes", "Picked up, episodes",
            Spans.Select(s => ((Cell)s.Header, Find("custody-continuity", s.Kind))));
        sheet.Note($"Treatment outside prison that ended by transfer in custody, {Wording.Count(Options.PickUpDays, "day")} or more before the "
            + "month's end; picked up: triaged within them at any agency outside prison.");
        sheet.Subheading("Rolling 12 months, by population");
        AddShares(sheet, "Continuity_by_population", "Population", "Transferred in custody, episodes", "Picked up, episodes",
            Community.Where(p => p != Prison)
                .Select(p => ((Cell)Wording.Name(p), Find("custody-continuity", PeriodKind.RollingTwelve, population: p))));

        if (_area.Level == AreaLevel.Partnership)
        {
            sheet.Heading("In prison treatment, by prison");
            AddWithin(sheet, "By_prison", ["Prison", "Code"], "agency",
                code => [_data.Agencies.GetValueOrDefault(code)?.Name ?? code, code]);
            sheet.Note("Residents whose journey had an episode at the prison. Somebody treated in two prisons is in both rows.");
            sheet.Heading("In prison treatment, by primary care trust");
            AddWithin(sheet, "By_pct", ["Primary care trust"], "pct", code => [code == "unknown" ? "Not known" : code]);
            sheet.Note("Code of the trust, as given with the latest episode that has one.");
        }
        else
        {
            AddParts(sheet);
        }

        AddMonths(sheet, Prison, "In prison treatment", []);
    }

    private void AddParts(Sheet sheet)
    {
        var parts = _area.Level == AreaLevel.England ? AreaLevel.Region : AreaLevel.Partnership;
        sheet.Heading($"In prison treatment, by {parts.Name()}");
        sheet.Table(
            "By_area",
            [new TableColumn(Wording.Sentence(parts.Name())), .. Spans.Select(s => new TableColumn($"{s.Header}, people", Format.Whole))],
            [
                .. AreasWithin(parts).Select(area => (Cell[])
                [
                    area.Name, .. Spans.Select(s => (Cell)Find("in-treatment", s.Kind, population: Prison, area: area)?.N),
                ]),
            ]);
        sheet.Note("Trusts and prisons stand in the reports of the partnerships.");
    }

    /// <summary>The counts by period of a population that has a sheet of its own.</summary>
    private void AddCounted(Sheet sheet, Population population, string name)
    {
        sheet.Heading("Numbers");
        sheet.Table(
            $"{name}_numbers",
            ["Measure", .. Spans.Select(s => new TableColumn(s.Header, Format.Whole))],
            [.. Counted.Select(c => (Cell[])[c.Name, .. Spans.Select(s => (Cell)Find(c.Measure, s.Kind, population: population)?.N)])]);
    }

    /// <summary>The same month by month, with shares beside.</summary>
    private void AddMonths(Sheet sheet, Population population, string name, (string Measure, string Name)[] shares)
    {
        sheet.Heading("Month by month");
        var table = sheet.Table(
            $"{name.Replace(' ', '_')}_by_month",
            [
                new("Month", Format.Month), .. MonthlyCounts.Select(c => new TableColumn(c.Name, Format.Whole)),
                .. shares.SelectMany(s => (TableColumn[])[new($"{s.Name.Split(' ')[0]}, episodes", Format.Whole), new(s.Name, Format.Percent)]),
            ],
            [.. _data.Months.Select(m => (Cell[])
            [
                Cell.Month(m.Cut), .. MonthlyCounts.Select(c => (Cell)Find(c.Measure, PeriodKind.Month, population: population, figures: m)?.N),
                .. shares.Select(s => Find(s.Measure, PeriodKind.Month, population: population, figures: m))
                    .SelectMany(f => (Cell[])[f?.D, f?.Value]),
            ])])
            .Chart(new Chart(ChartKind.Line, name, "Month", "In treatment", "New presentations") { Unit = "People in the month" });
        if (shares.Length > 0)
        {
            table.Chart(new Chart(ChartKind.Line, "Waits in time", "Month", [.. shares.Select(s => (Series)s.Name)])
            {
                Unit = "Share of episodes of the month",
                Maximum = 1,
            });
        }
    }

    /// <summary>People in prison treatment by category of a breakdown that partnerships have.</summary>
    private void AddWithin(Sheet sheet, string name, string[] headers, string breakdown, Func<string, Cell[]> row)
    {
        var categories = Spans.SelectMany(s => _data.Figures.Categories(_area.Level, _area.Code, Prison, s.Kind, "in-treatment", breakdown))
            .Select(f => f.Key.Category).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        sheet.Table(
            name,
            [.. headers.Select(h => (TableColumn)h), .. Spans.Select(s => new TableColumn($"{s.Header}, people", Format.Whole))],
            [.. categories.Select(c => (Cell[])
                [.. row(c), .. Spans.Select(s => (Cell)(Find("in-treatment", s.Kind, breakdown, c, Prison)?.N ?? 0))])]);
    }

    /// <summary>The areas of a level that lie in the report's and have an episode, by code.</summary>
    private IEnumerable<ReportArea> AreasWithin(AreaLevel level) => _data.Figures.Areas(level)
        .Where(code => _area.Level == AreaLevel.England || _data.Book.Areas.Partnership(code)?.Region == _area.Code)
        .Select(code => ReportArea.Of(_data, level, code));

    private static string Days(string done, int days) =>
        string.Create(CultureInfo.InvariantCulture, $"{done} in {days} working {(days == 1 ? "day" : "days")}");
}
