using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Validation;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Monthly;

/// <summary>How good the data is that agencies send.</summary>
internal sealed class DataQualitySheet(MonthlyView view) : ISheet
{
    private const int WorstFields = 12;
    private const int TopRules = 15;

    public string Name => "Data quality";

    public string Purpose => "Completeness by field, the rules that found most, and files in time";

    public void Fill(Sheet sheet)
    {
        sheet.Title(Name, view.Subtitle);
        sheet.Text("How complete what is held is, what the checks found, and whether files came in time. Prisons' agencies are in these "
            + "figures too.");
        sheet.Heading("Overall");
        sheet.Table(
            "Quality",
            [
                "Area", new("Values expected", Format.Whole), new("Complete", Format.Percent), new("Records rejected", Format.Whole),
                new("Records with a warning", Format.Whole), new("Files due, agencies", Format.Whole),
                new("In time, agencies", Format.Whole), new("In time", Format.Percent),
            ],
            [.. ((ReportArea[])[view.Area, .. view.Area.Around]).Select(area =>
            {
                var (complete, inTime) = (view.Quality("dq-completeness", area), view.Quality("dq-timeliness", area));
                return (Cell[])
                [
                    area.Name, complete?.D, complete?.Value, view.Quality("dq-rejected", area)?.N, view.Quality("dq-warnings", area)?.N,
                    inTime?.D, inTime?.N, inTime?.Value,
                ];
            })]);
        AddFields(sheet);
        AddRules(sheet, "dq-rejected", "Rules that rejected most", "Rules_rejected", "Records rejected");
        AddRules(sheet, "dq-warnings", "Rules that warned most", "Rules_warned", "Records with a warning");
        if (view.Area.Level != AreaLevel.Agency)
            AddCompletenessByAgency(sheet);
        sheet.Heading("Month by month");
        sheet.Table(
            "Quality_by_month",
            [
                new("Month", Format.Month), new("Files due, agencies", Format.Whole), new("In time, agencies", Format.Whole),
                new("In time", Format.Percent), new("Values complete", Format.Percent),
            ],
            [.. view.Data.Months.Select(m =>
            {
                var inTime = view.Quality("dq-timeliness", view.Area, m);
                return (Cell[])[Cell.Month(m.Cut), inTime?.D, inTime?.N, inTime?.Value, view.Quality("dq-completeness", view.Area, m)?.Value];
            })])
            .Chart(new Chart(ChartKind.Line, "Files in time and values complete", "Month", "In time", "Values complete")
            {
                Unit = "Share of agencies with a file due; share of expected values",
                Maximum = 1,
            });
        sheet.Note("Values complete are those of today's data at each month's end. In a month for which no agency sent a file of its own none "
            + "is in time, though later files may have brought its data.");
    }

    private void AddCompletenessByAgency(Sheet sheet)
    {
        sheet.Heading("Completeness by agency");
        sheet.Table(
            "Complete_by_agency",
            [new TableColumn("Agency"), "Code", new("Values expected", Format.Whole), new("Missing", Format.Whole), new("Complete", Format.Percent)],
            [
                .. view.Providers().Select(p => (Agency: p.Area, Figure: view.Quality("dq-completeness", p.Area))).Where(a => a.Figure is not null)
                    .OrderBy(a => Place(a.Figure!.Value)).ThenBy(a => a.Agency.Code, StringComparer.Ordinal)
                    .Select(a => (Cell[])[a.Agency.Name, a.Agency.Code, .. Missing(a.Figure!.Value)]),
            ],
            new TableOptions { WhenEmpty = "No agency" });
        sheet.Note("Everything that the agency sent, of residents and others. The least complete stand first.");
    }

    private void AddFields(Sheet sheet)
    {
        var fields = view.Of(Population.All).Categories("dq-completeness", PeriodKind.Month, "field")
            .OrderBy(Place).ThenBy(f => f.Key.Category, StringComparer.Ordinal).ToList();
        sheet.Heading("Least complete fields");
        TableColumn[] columns =
        [
            "Field", "Column", new("Values expected", Format.Whole), new("Missing", Format.Whole), new("Complete", Format.Percent),
        ];
        var worst = sheet.Table(
            "Worst_fields", columns, [.. fields.Take(WorstFields).Select(Row)], new TableOptions { WhenEmpty = "No values are expected" });
        if (fields.Count == 0)
            return;
        worst.Chart(new Chart(ChartKind.Bar, "Least complete fields", "Field", "Complete") { Unit = "Share of values expected", Maximum = 1 });
        if (fields.Exists(f => f.Value.Suppressed))
            sheet.Note("Fields of which the share is not shown stand last, whatever it is.");
        if (fields.Count <= WorstFields)
            return;
        sheet.Heading("All other fields");
        sheet.Table("Other_fields", columns, [.. fields.Skip(WorstFields).Select(Row)]);

        Cell[] Row(ShownFigure field) => [view.FieldLabel(field.Key.Category), field.Key.Category, .. Missing(field)];
    }

    private void AddRules(Sheet sheet, string measure, string heading, string name, string counted)
    {
        var rules = view.Of(Population.All).Categories(measure, PeriodKind.Month, "rule")
            .OrderByDescending(f => f.N.Value ?? -1).ThenBy(f => f.Key.Category, StringComparer.Ordinal).ToList();
        sheet.Heading(heading);
        sheet.Table(
            name,
            [new TableColumn("What the rule finds"), "Rule", new(counted, Format.Whole)],
            [.. rules.Take(TopRules).Select(r => (Cell[])[TitleOf(r.Key.Category), r.Key.Category, r.N])],
            new TableOptions { WhenEmpty = "Nothing was found" });
        if (rules.Count > TopRules)
            sheet.Note($"The first {TopRules} of {Wording.Count(rules.Count, "rule")} that found something. A record can be found by several.");
        else if (rules.Count > 0)
            sheet.Note("A record can be found by several rules.");
    }

    /// <summary>The least complete first; where the share is withheld its place would tell of it, so these come last.</summary>
    private static decimal Place(ShownFigure share) => share.Value.Value ?? decimal.MaxValue;

    private static Cell[] Missing(ShownFigure share) => [share.D, share.D - share.N, share.Value];

    private static string TitleOf(string rule) => RuleBook.Rules.FirstOrDefault(r => r.Id == rule)?.Title ?? "";
}
