using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>For each headline and each earlier month that was frozen: the figure as first reported, the figure now, and the difference.</summary>
internal sealed class RevisionsSheet : ISheet
{
    private readonly string _subtitle;
    private readonly List<(Headline Headline, FigureKey Key)> _headlines;
    private readonly ILookup<FigureKey, Revision> _revisions;

    private RevisionsSheet(AreaView view)
    {
        var (data, area) = (view.Data, view.Area);
        _subtitle = view.Subtitle;
        _headlines =
        [
            .. Headline.Of(area.Whose, view.Options)
                .Select(h => (h, new FigureKey(area.Level, area.Code, h.Population, h.Latest, h.Measure))),
        ];
        _revisions = Revisions.Of(data.Frozen, data.Months.SkipLast(1), _headlines.Select(h => h.Key).Distinct()).ToLookup(r => r.Key);
    }

    public string Name => "Revisions";

    public string Purpose => "Figures for earlier months as first reported and as they are now";

    /// <summary>Adds the sheet if any month of the trends was frozen.</summary>
    public static void AddTo(Workbook book, AreaView view)
    {
        var sheet = new RevisionsSheet(view);
        if (sheet._revisions.Count > 0)
            book.Add(sheet);
    }

    public void Fill(Sheet sheet)
    {
        sheet.Title(Name, _subtitle);
        sheet.Text("Figures of earlier months change as agencies correct and complete their data. For each month, this sheet shows the "
            + "figure as first frozen and the figure calculated from current data. A measure that is only calculated for 12 months covers the "
            + "12 months to the end of each month. Revisions of shares are in percentage points.");
        sheet.Gap();
        sheet.Table(
            "Revisions",
            [
                "Measure", "Unit", new("Month", Format.Month), new("First reported", Format.Whole), new("Now", Format.Whole),
                new("Revision", Format.Change),
            ],
            [
                .. from headline in _headlines
                   from revision in _revisions[headline.Key]
                   select Row(headline.Headline, revision),
            ],
            new TableOptions { FrozenColumns = 1 });
    }

    private static Cell[] Row(Headline headline, Revision revision) =>
    [
        headline.Label,
        headline.Unit,
        Cell.Month(revision.Cut),
        headline.CellOf(revision.FirstReported),
        headline.CellOf(revision.Now),
        headline.IsShare ? ((Cell)revision.OfValue).As(Format.PercentChange) : revision.OfN,
    ];
}
