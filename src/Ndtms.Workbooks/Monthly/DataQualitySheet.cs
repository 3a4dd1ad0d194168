using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Validation;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Monthly;

/// <summary>The quality of the data that agencies send.</summary>
internal sealed class DataQualitySheet(MonthlyView view) : ISheet
{
    private const int LeastComplete = 12;
    private const int TopRules = 15;

    public string Name => "Data quality";

    public string Purpose => "Completeness by field, the rules with most issues, and timeliness of files";

    public void Fill(Sheet sheet)
    {
        sheet.Title(Name, view.Subtitle);
        sheet.Text("Completeness of current data, the results of validation, and timeliness of files. These figures include prisons' "
            + "agencies.");
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
                    area.Name + view.Mark(area), complete?.D, complete?.Value, view.Quality("dq-rejected", area)?.N, view.Quality("dq-warnings", area)?.N,
                    inTime?.D, inTime?.N, inTime?.Value,
                ];
            })]);
        AddFields(sheet);
        AddRules(sheet, "dq-rejected", "Rules that rejected most records", "Rules_rejected", "Records rejected");
        AddRules(sheet, "dq-warnings", "Rules with most warnings", "Rules_warned", "Records with a warning");
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
        sheet.Note("Values complete is calculated from current data at the end of each month. A month for which no agency sent a separate "
            + "file shows none in time, even if later files include its data.");
    }

    private void AddCompletenessByAgency(Sheet sheet)
    {
        sheet.Heading("Completeness by agency" + view.RoundedMark);
        sheet.Table(
            "Complete_by_agency",
            [new TableColumn("Agency"), "Code", new("Values expected", Format.Whole), new("Missing", Format.Whole), new("Complete", Format.Percent)],
            [
                .. view.Providers().Select(p => (Agency: p.Area, Figure: view.Quality("dq-completeness", p.Area))).Where(a => a.Figure is not null)
                    .OrderBy(a => Place(a.Figure!.Value)).ThenBy(a => a.Agency.Code, StringComparer.Ordinal)
                    .Select(a => (Cell[])[a.Agency.Name, a.Agency.Code, .. Missing(a.Figure!.Value)]),
            ],
            new TableOptions { WhenEmpty = "No agencies" });
        sheet.Note("All data from the agency, including people who are not residents. The least complete are first.");
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
        var least = fields.TakeWhile(f => f.Value.Value < 1).Take(LeastComplete).ToList();
        var table = sheet.Table(
            "Least_complete_fields", columns, [.. least.Select(Row)], new TableOptions { WhenEmpty = fields.Count == 0 ? "No values are expected" : "No values are missing" });
        if (least.Count > 0)
            table.Chart(new Chart(ChartKind.Bar, "Least complete fields", "Field", "Complete") { Unit = "Share of values expected", Maximum = 1 });
        if (fields.Count == least.Count)
            return;
        sheet.Heading("All other fields");
        sheet.Table("Other_fields", columns, [.. fields.Skip(least.Count).Select(Row)]);
        if (fields.Exists(f => f.Value.IsTooSmall))
            sheet.Note("Fields with too few values for a share are listed last.");

        Cell[] Row(ShownFigure field) => [view.FieldLabel(field.Key.Category), field.Key.Category, .. Missing(field)];
    }

    private void AddRules(Sheet sheet, string measure, string heading, string name, string counted)
    {
        var rules = view.Of(Population.All).Categories(measure, PeriodKind.Month, "rule")
            .Where(f => f.N.Value > 0).OrderByDescending(f => f.N.Value).ThenBy(f => f.Key.Category, StringComparer.Ordinal).ToList();
        sheet.Heading(heading);
        sheet.Table(
            name,
            [new TableColumn("Issue"), "Rule", new(counted, Format.Whole)],
            [.. rules.Take(TopRules).Select(r => (Cell[])[TitleOf(r.Key.Category), r.Key.Category, r.N])],
            new TableOptions { WhenEmpty = "No issues" });
        if (rules.Count > TopRules)
            sheet.Note($"The top {TopRules} of {Wording.Count(rules.Count, "rule")} with issues. A record can have issues from several rules.");
        else if (rules.Count > 0)
            sheet.Note("A record can have issues from several rules.");
    }

    /// <summary>The least complete first; those without a share come last.</summary>
    private static decimal Place(ShownFigure share) => share.Value.Value ?? decimal.MaxValue;

    private static Cell[] Missing(ShownFigure share) => [share.D, share.Missing, share.Value];

    private static string TitleOf(string rule) => RuleBook.Rules.FirstOrDefault(r => r.Id == rule)?.Title ?? "";
}
