using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Monthly;

/// <summary>Residents in treatment at prisons, and after custody.</summary>
internal sealed class PrisonsSheet(MonthlyView view) : ISheet
{
    private const Population Prison = Population.Prison;

    private readonly PopulationTables _tables = new(view, Prison);

    public string Name => "Prisons";

    public string Purpose => "Residents in prison treatment, their exits, and continuity of care after custody";

    public void Fill(Sheet sheet)
    {
        sheet.Title(Name, view.Subtitle);
        sheet.Text($"{(view.Area.Level == AreaLevel.England ? "People" : $"Residents of {view.Area.Name}")} in treatment at a prison's agency, of any "
            + "age and for any substance. They are not included in any other figures.");
        var numbers = _tables.AddNumbers(sheet, "Prison_numbers");
        sheet.Heading("Exits from prison treatment");
        sheet.AddBreakdown(view.Of(Prison), BreakdownTable.Exits("Prison exits") with { ChartUnit = null });

        sheet.Heading("Continuity of care after custody");
        sheet.AddShares("Continuity", "Period", "Transferred in custody, episodes", "Resumed treatment, episodes",
            MonthlyView.Spans.Select(s => ((Cell)s.Header, view.Find("custody-continuity", s.Kind))));
        sheet.Note($"Treatment outside prison that ended with a transfer in custody {Wording.Count(view.Options.PickUpDays, "day")} or more before the "
            + $"month's end. Resumed treatment: triaged within {Wording.Count(view.Options.PickUpDays, "day")} of the transfer at any agency outside prison.");
        if (view.Area.Level == AreaLevel.Partnership)
        {
            sheet.Heading("In prison treatment, by prison");
            AddWithin(sheet, "By_prison", ["Prison", "Code"], "agency",
                code => [view.AgencyName(code), code]);
            sheet.Note("Residents whose journey includes an episode at the prison. A person treated in two prisons is counted in both rows.");
        }
        else
        {
            AddParts(sheet);
        }

        sheet.NotPrinted("More about continuity and trusts, and the numbers behind the chart");
        sheet.Heading("Continuity of care by population, rolling 12 months");
        sheet.AddShares("Continuity_by_population", "Population", "Transferred in custody, episodes", "Resumed treatment, episodes",
            MonthlyView.Community.Where(p => p != Prison)
                .Select(p => ((Cell)Wording.Name(p), view.Of(p).Find("custody-continuity", PeriodKind.RollingTwelve))));
        if (view.Area.Level == AreaLevel.Partnership && !view.Figures.IsRounded)
        {
            sheet.Heading("In prison treatment, by primary care trust");
            AddWithin(sheet, "By_pct", ["Primary care trust"], "pct", code => [code == "unknown" ? "Not known" : code]);
            sheet.Note("The trust's code, from the latest episode that has one.");
        }

        _tables.AddMonths(sheet, "In prison treatment", [], numbers);
    }

    private void AddParts(Sheet sheet)
    {
        var parts = view.Area.Level == AreaLevel.England ? AreaLevel.Region : AreaLevel.Partnership;
        sheet.Heading($"In prison treatment, by {parts.Name()}");
        sheet.Table(
            "By_area",
            [new TableColumn(Wording.Sentence(parts.Name())), .. MonthlyView.Spans.Select(s => new TableColumn($"{s.Header}, people", Format.Whole))],
            [
                .. view.Area.Within(view.Data, parts).Select(area => (Cell[])
                [
                    area.Name, .. MonthlyView.Spans.Select(s => (Cell)view.In(area).Of(Prison).Find("in-treatment", s.Kind)?.N),
                ]),
            ]);
        sheet.Note("For trusts and prisons, see the reports of the partnerships.");
    }

    /// <summary>People in prison treatment, by a breakdown that only partnerships have.</summary>
    private void AddWithin(Sheet sheet, string name, string[] headers, string breakdown, Func<string, Cell[]> row)
    {
        var categories = MonthlyView.Spans.SelectMany(s => view.Of(Prison).Categories("in-treatment", s.Kind, breakdown))
            .Select(f => f.Key.Category).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            // Published lists name every agency, of which only prisons' can have anybody here.
            .Where(c => !view.Figures.IsRounded || view.Data.Agencies.GetValueOrDefault(c)?.Service == AgencyService.Prison);
        sheet.Table(
            name,
            [.. headers.Select(h => (TableColumn)h), .. MonthlyView.Spans.Select(s => new TableColumn($"{s.Header}, people", Format.Whole))],
            [.. categories.Select(c => (Cell[])
                [.. row(c), .. MonthlyView.Spans.Select(s => (Cell)(view.Of(Prison).Find("in-treatment", s.Kind, breakdown, c)?.N ?? 0))])]);
    }
}
