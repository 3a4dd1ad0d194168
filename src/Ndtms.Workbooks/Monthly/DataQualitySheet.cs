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
    private const string CoveredLater = "covered by a later file";

    private static readonly TableColumn[] FieldColumns =
    [
        "Field", "Column", new("Values expected", Format.Whole), new("Missing", Format.Whole), new("Complete", Format.Percent),
    ];

    private readonly List<ShownFigure> _fields = [.. view.Of(Population.All).Categories("dq-completeness", PeriodKind.Month, "field")
        .OrderBy(Place).ThenBy(f => f.Key.Category, StringComparer.Ordinal)];

    /// <summary>How many of the fields, from the first, are listed as the least complete.</summary>
    private int Least => Math.Min(LeastComplete, _fields.TakeWhile(f => f.Value.Value < 1).Count());

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
        var slot = AddFields(sheet);
        AddRules(sheet, "dq-rejected", "Rules that rejected most records", "Rules_rejected", "Records rejected");
        AddRules(sheet, "dq-warnings", "Rules with most warnings", "Rules_warned", "Records with a warning");
        sheet.NotPrinted("Agencies, all fields and months");
        if (view.Area.Level != AreaLevel.Agency)
            AddCompletenessByAgency(sheet);
        AddOtherFields(sheet);
        sheet.Heading("Month by month");
        sheet.Table(
            "Quality_by_month",
            [
                new("Month", Format.Month), new("Files due, agencies", Format.Whole), new("In time, agencies", Format.Whole),
                new("In time", Format.Percent), "Files", new("Values complete", Format.Percent),
            ],
            [.. view.Data.Months.Select(m => (Month: m, InTime: view.Quality("dq-timeliness", view.Area, m), Covered: IsCoveredLater(m))).Select(m => (Cell[])
            [
                Cell.Month(m.Month.Cut), m.InTime?.D, m.Covered ? Cell.Blank : m.InTime?.N, m.Covered ? Cell.Blank : m.InTime?.Value,
                m.Covered ? CoveredLater : Cell.Blank, view.Quality("dq-completeness", view.Area, m.Month)?.Value,
            ])])
            .Chart(new Chart(ChartKind.Line, "Files in time and values complete", "Month", "In time", "Values complete")
            {
                Unit = "Share of agencies with a file due; share of expected values",
                Maximum = 1,
            }, slot);
        sheet.Note("Values complete is calculated from current data at the end of each month. A month for which no agency sent a file "
            + "of its own is covered by a later file, and has no share in time.");
    }

    /// <summary>Whether no agency of the area sent a file for an earlier month, so that its data came with a later one. Of rounded numbers that is not
    /// told.</summary>
    private bool IsCoveredLater(ShownFigures month)
    {
        if (month.Cut == view.Data.Cut || view.Figures.IsRounded)
            return false;
        var agencies = view.Area.Level == AreaLevel.Agency ? [view.Area.Code] : view.Area.AgenciesIn(view.Data).ToHashSet(StringComparer.Ordinal);
        var quality = view.Data.Context.Quality.Where(q => agencies.Contains(q.Code)).ToList();
        return quality.Exists(q => q.Last?.WindowTo > month.Cut) && !quality.Exists(q => q.FiledMonths.Contains(month.Cut));
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

    /// <summary>The least complete fields.</summary>
    /// <returns>The place beside them for the chart of the months.</returns>
    private ChartSlot AddFields(Sheet sheet)
    {
        sheet.Heading("Least complete fields");
        var slot = sheet.Table(
            "Least_complete_fields", FieldColumns, [.. _fields.Take(Least).Select(Row)],
            new TableOptions { WhenEmpty = _fields.Count == 0 ? "No values are expected" : "No values are missing" })
            .Slot(580, 180);
        if (_fields.Count > Least)
            sheet.Note($"The other {Wording.Count(_fields.Count - Least, "field")} are listed below on screen.");
        return slot;
    }

    private void AddOtherFields(Sheet sheet)
    {
        if (_fields.Count == Least)
            return;
        sheet.Heading("All other fields");
        sheet.Table("Other_fields", FieldColumns, [.. _fields.Skip(Least).Select(Row)]);
        if (_fields.Exists(f => f.Value.IsTooSmall))
            sheet.Note("Fields with too few values for a share are listed last.");
    }

    private Cell[] Row(ShownFigure field) => [view.FieldLabel(field.Key.Category), field.Key.Category, .. Missing(field)];

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
