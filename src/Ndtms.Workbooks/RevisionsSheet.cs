using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>The sheet <em>Revisions</em>: of each headline and each earlier month that was frozen, the figure as first reported, as it
/// stands now, and how much it has changed.</summary>
internal static class RevisionsSheet
{
    /// <summary>Adds the sheet, where some month of the trends was frozen.</summary>
    /// <param name="book">The workbook.</param>
    /// <param name="data">The data of the report.</param>
    /// <param name="area">Its area.</param>
    /// <param name="subtitle">The line below the sheet's title.</param>
    public static void AddTo(Workbook book, ReportData data, ReportArea area, string subtitle)
    {
        var headlines = Headline.Of(area.Whose, data.Figures.Options)
            .Select(h => (Headline: h, Key: new FigureKey(area.Level, area.Code, h.Population, h.Latest, h.Measure))).ToList();
        var revisions = Revisions.Of(data.Frozen, data.Months.SkipLast(1), headlines.Select(h => h.Key).Distinct()).ToLookup(r => r.Key);
        if (revisions.Count == 0)
            return;
        var sheet = book.AddSheet("Revisions", "Earlier months as first reported and as they stand now");
        sheet.Title("Revisions", subtitle);
        sheet.Text("Figures of earlier months change as agencies correct and complete their data. Each month stands here as it was when its "
            + "figures were first frozen, and as today's data give it. A measure that exists for twelve months only is that of the twelve "
            + "months to each month's end. The revision of a share is in percentage points.");
        sheet.Gap();
        sheet.Table(
            "Revisions",
            [
                "Measure", "Unit", new("Month", Format.Month), new("First reported", Format.Whole), new("Now", Format.Whole),
                new("Revision", Format.Change),
            ],
            [
                .. from headline in headlines
                   from revision in revisions[headline.Key]
                   select Row(headline.Headline, revision),
            ],
            new TableOptions { FrozenColumns = 1 });
    }

    private static Cell[] Row(Headline headline, Revision revision) =>
    [
        headline.Label,
        headline.Unit,
        Cell.Month(revision.Cut),
        Shown(headline, revision.FirstReported),
        Shown(headline, revision.Now),
        headline.IsShare ? ((Cell)revision.OfValue).As(Format.PercentChange) : revision.OfN,
    ];

    private static Cell Shown(Headline headline, ShownFigure? figure) =>
        headline.IsShare ? ((Cell)figure?.Value).As(Format.Percent) : figure?.N;
}
