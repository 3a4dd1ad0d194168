using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>The partnerships of a region or of England by target: where each of them is on target, at a glance.</summary>
internal static class TargetGrid
{
    /// <summary>Adds the grid, the partnerships with most red targets first.</summary>
    public static void AddTo(Sheet sheet, QuarterlyView view)
    {
        var targets = view.Data.Targets.Targets
            .Where(t => t.Level == AreaLevel.Partnership && t.Year == FinancialYear.Of(view.Data.Cut) && view.Area.Contains(view.Data, t.Area)).ToList();
        sheet.Heading("Partnerships by target");
        if (targets.Count == 0)
        {
            sheet.Text($"No targets for partnerships in {view.Area.Name} have been loaded for {FinancialYear.Name(FinancialYear.Of(view.Data.Cut))}.");
            return;
        }

        view.Show(targets.Select(t => t.Measure));
        var kinds = targets.Select(t => (t.Measure, t.Population, t.Period)).Distinct().ToList();
        var shared = kinds.GroupBy(k => (k.Measure, k.Population)).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet();
        var byArea = targets.ToLookup(t => t.Area, StringComparer.Ordinal);
        var rows = byArea.Select(of =>
        {
            var bands = kinds.Select(k => of.FirstOrDefault(t => (t.Measure, t.Population, t.Period) == k)).ToList();
            var standings = bands.Select(t => t is null ? null : Performance.At(view.Data.Figures, t)).ToList();
            return (Area: ReportArea.Of(view.Data, AreaLevel.Partnership, of.Key), Bands: bands, Red: standings.Count(s => s == Standing.Red), Amber: standings.Count(s => s == Standing.Amber));
        }).OrderByDescending(r => r.Red).ThenByDescending(r => r.Amber).ThenBy(r => r.Area.Code, StringComparer.Ordinal);
        var withRegion = view.Area.Level == AreaLevel.England;
        sheet.Table(
            "Partnerships_by_target",
            [
                "Partnership", .. withRegion ? new TableColumn[] { new("Region") { Width = 17 } } : [],
                .. kinds.Select(k => new TableColumn(Catalogue.Get(k.Measure).NameFor(k.Population)
                    + (shared.Contains((k.Measure, k.Population)) ? $", {Wording.Short(k.Period).ToLowerInvariant()}" : "")) { Width = 14 }),
                "Red and amber",
            ],
            [.. rows.Select(r => (Cell[])
            [
                r.Area.Title, .. withRegion ? new Cell[] { view.Data.RegionNameOf(r.Area.Code) } : [],
                .. r.Bands.Select(t => t is null ? ((Cell)"no target").Muted() : TargetRows.Standing(t, view.Data.Figures.Find(t.Key), view.Data.Cut)),
                $"{r.Red} red, {r.Amber} amber",
            ])],
            new TableOptions { FrozenColumns = 1 });
        sheet.Note("Blank: there is no figure. Most red first. Values, numerators and denominators are in each partnership's own pack.");
    }
}
