using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>Problem drug users known to treatment, and the estimated number not known (Definitions/measures.md, Need).</summary>
internal sealed class NeedSheet(QuarterlyView view) : ISheet
{
    private const string Known = "known-to-treatment";
    private const PeriodKind LastMonth = PeriodKind.Month;
    private const PeriodKind Twelve = PeriodKind.RollingTwelve;
    private const Population Users = Population.ProblemDrugUsers;

    private readonly IReadOnlyList<string> _partnerships =
        [.. view.Data.Book.Areas.Partnerships.Select(p => p.Code).Where(code => view.Area.Contains(view.Data, code))];

    public string Name => "Need";

    public string Purpose => "Problem drug users known to treatment, and the estimated number not known";

    public void Fill(Sheet sheet)
    {
        sheet.Begin(view, "Problem drug users (any opiate or crack) known to treatment: in treatment at any time in the "
            + $"{Wording.Count(view.Options.KnownMonths, "month")} to {Wording.Day(view.Data.Cut)}. They are compared with the estimated number of people in "
            + "the area who use opiates or crack.");
        view.Show(Known, "in-treatment");
        var need = Need.Of(view.Data.Targets, _partnerships, view.Data.Cut);
        AddKnown(sheet, need);
        AddEstimates(sheet, need);
        sheet.AddTrend(view, "Need_trend", "Known to treatment by quarter",
            new TrendRow("Known to treatment", "People", Known, Users, LastMonth, Part.N),
            new TrendRow("In treatment in the last 12 months", "People", "in-treatment", Users, Twelve, Part.N));
    }

    private void AddKnown(Sheet sheet, Need? need)
    {
        var users = view.Of(Users);
        var known = users.Find(Known, LastMonth)?.N ?? default;
        sheet.Heading("Known and not known to treatment");
        var rows = BreakdownCategories.Of("status", view.Data.Book)
            .Select(c => Row(Wording.Category("status", c, view.Data.Book).Words, view.HasFigures ? users.Find(Known, LastMonth, "status", c)?.N ?? 0 : default)).ToList();
        if (need is not null)
        {
            rows.Add(Row(
                "Estimated not known", Need.NotKnown(need.Estimate, known), Need.NotKnown(need.Lower, known), Need.NotKnown(need.Upper, known)));
        }

        var table = sheet.Table(
            "Need", ["Group", new("People", Format.Whole), new("Lower bound", Format.Whole), new("Upper bound", Format.Whole)], rows,
            new TableOptions { Total = Row("Known to treatment", known) });
        table.Chart(new Chart(ChartKind.Bar, "Known and not known to treatment", "Group", "People")
        {
            Unit = $"Problem drug users, {Wording.Day(view.Data.Cut)}",
        });
        if (need is null)
        {
            sheet.Text($"The number not known cannot be estimated: no estimate of prevalence for {FinancialYear.Name(FinancialYear.Of(view.Data.Cut))} or an earlier "
                + $"year has been loaded for {(view.Area.Level == AreaLevel.Partnership ? view.Area.Name : $"every partnership of {view.Area.Name}")}.");
            return;
        }

        sheet.Note("Not known is the estimate less those known to treatment, and at least 0. The bounds are those of the estimate less the same number.");
    }

    private void AddEstimates(Sheet sheet, Need? need)
    {
        var estimates = _partnerships.Select(p => view.Data.Targets.PrevalenceOf(p, view.Data.Cut)).OfType<Prevalence>().ToList();
        if (estimates.Count == 0)
            return;
        sheet.Heading("Estimates, and the share reached");
        sheet.Table(
            "Need_estimates",
            [
                "Partnership", "Year", new("Estimate", Format.Whole), new("Lower bound", Format.Whole), new("Upper bound", Format.Whole),
                new("In treatment in 12 months", Format.Whole), new("Share reached", Format.Percent), "Source",
            ],
            [.. estimates.Select(e => Row(
                view.PartnershipTitle(e.Partnership), FinancialYear.Name(e.Year), e.Estimate, e.Lower, e.Upper,
                InTreatment(ReportArea.Of(view.Data, AreaLevel.Partnership, e.Partnership)), e.Source))],
            new TableOptions
            {
                Total = need is null || view.Area.Level == AreaLevel.Partnership
                    ? null
                    : Row(view.Area.Name, "", need.Estimate, need.Lower, need.Upper, InTreatment(view.Area), ""),
            });
        sheet.Note("Each estimate is the latest for a year not after that of the report. The share reached is problem drug users in treatment in the last 12 "
            + "months, as a share of the estimate; it can be over 100%.");
        if (view.Area.Level != AreaLevel.Partnership)
        {
            sheet.Note("The bounds of the whole are the sums of the partnerships' bounds, so the interval is wider than it needs to be. There is a whole only where "
                + "all partnerships have an estimate.");
        }
    }

    private Shown InTreatment(ReportArea area) => view.In(area).Of(Users).Find("in-treatment", Twelve)?.N ?? default;

    private static Cell[] Row(string group, Shown people, Shown lower = default, Shown upper = default) =>
        [group, (Shown?)people, (Shown?)lower, (Shown?)upper];

    private static Cell[] Row(string area, string year, decimal estimate, decimal lower, decimal upper, Shown reached, string source) =>
        [area, year, estimate, lower, upper, (Shown?)reached, (Shown?)(reached / (Shown)estimate), source];
}
