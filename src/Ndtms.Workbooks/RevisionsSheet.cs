using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>For each headline and each month that was frozen, this one among them: the figure as first reported, as last frozen and now, and the
/// differences.</summary>
internal sealed class RevisionsSheet : ISheet
{
    private readonly string _subtitle;
    private readonly List<(Headline Headline, FigureKey Key)> _headlines;
    private readonly ILookup<FigureKey, Revision> _revisions;
    private readonly ILookup<(FigureKey Key, DateOnly Cut), Revision> _since;

    private RevisionsSheet(AreaView view)
    {
        var (data, area) = (view.Data, view.Area);
        _subtitle = view.Subtitle;
        _headlines =
        [
            .. Headline.Of(area.Whose, view.Options)
                .Select(h => (h, new FigureKey(area.Level, area.Code, h.Population, h.Latest, h.Measure))),
        ];
        var keys = _headlines.Select(h => h.Key).Distinct().ToList();
        _revisions = Revisions.Of(data.Frozen, data.Months, keys).ToLookup(r => r.Key);
        _since = Revisions.Of(data.LastFrozen, data.Months, keys).ToLookup(r => (r.Key, r.Cut));
    }

    public string Name => "Revisions";

    public string Purpose => "Figures as first reported, as last frozen and as they are now";

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
        sheet.Text("Figures change as agencies correct and complete their data. For each month, this sheet shows the figure as first frozen, as last frozen where "
            + "it was frozen more than once, and the figure calculated from current data. A measure that is only calculated for 12 months covers the 12 months to "
            + "the end of each month. Revisions of shares are in percentage points (pp). Filter by measure or month.");
        sheet.Gap();
        sheet.Table(
            "Revisions",
            [
                "Measure", "Unit", new("Month", Format.Month), new("First reported", Format.Whole), new("Last frozen", Format.Whole), new("Now", Format.Whole),
                new("Revision since first reported", Format.Change), new("Revision since last frozen", Format.Change),
            ],
            [
                .. from headline in _headlines
                   from revision in _revisions[headline.Key]
                   select Row(headline.Headline, revision, _since[(headline.Key, revision.Cut)].FirstOrDefault() ?? revision),
            ],
            new TableOptions { FrozenColumns = 1 });
    }

    private static Cell[] Row(Headline headline, Revision first, Revision last) =>
    [
        headline.Label,
        headline.Unit,
        Cell.Month(first.Cut),
        headline.CellOf(first.FirstReported),
        headline.CellOf(last.FirstReported),
        headline.CellOf(first.Now),
        Change(headline, first),
        Change(headline, last),
    ];

    private static Cell Change(Headline headline, Revision revision) => headline switch
    {
        { IsShare: false } => revision.OfN,
        { IsMean: true } => ((Cell)revision.OfValue).As(Format.Decimal),
        _ => Cell.Points(revision.OfValue),
    };
}
