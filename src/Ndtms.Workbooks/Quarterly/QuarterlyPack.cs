using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>The quarterly review pack of a partnership, a region or England, for the review meeting of the partnership and the regional
/// team.</summary>
/// <remarks>A sheet is a class of its own. Figures are those of the export at the ends of quarters; in the edition for areas themselves, what is rounded is marked.</remarks>
public static class QuarterlyPack
{
    /// <summary>The name of a pack's file: <c>quarterly-A12B-2011-12-Q4.xlsx</c>, financial year and quarter.</summary>
    /// <exception cref="ArgumentException">The cut does not end a quarter.</exception>
    public static string FileName(ReportArea area, DateOnly cut, Edition edition) =>
        $"quarterly-{area.Code}-{Quarters.InFileName(Quarters.Require(cut))}{edition.Suffix()}.xlsx";

    /// <summary>Writes the pack of an area; the same data and actions give the same bytes.</summary>
    /// <param name="data">The data of the cut, which ends a quarter.</param>
    /// <param name="area">A partnership, a region or England. Without an episode at the cut, the pack says so.</param>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="previousActions">The actions carried over from the last pack; null: none.</param>
    /// <exception cref="ArgumentException">The cut does not end a quarter, or the area is an agency.</exception>
    public static void Write(ReportData data, ReportArea area, Stream stream, IReadOnlyList<ReviewAction>? previousActions = null)
    {
        if (area.Level == AreaLevel.Agency)
            throw new ArgumentException("A quarterly pack covers a partnership, a region or England, not an agency.", nameof(area));
        Describe(new QuarterlyView(data.For(area), area, previousActions ?? [])).Save(stream);
    }

    private static Workbook Describe(QuarterlyView view)
    {
        var book = new Workbook($"Quarterly review: {view.Subtitle}") { RunId = view.Data.RunId, Marking = Wording.Marking(view.Data.Edition) };
        var summary = new SummarySheet(view);
        book.AddContents(view.Data.Contents("Quarterly review pack", view.Area) with { InBrief = summary.InBrief() });
        book.Add(summary);
        var plan = new PlanSheet(view);
        book.Add(plan);
        book.Add(new EffectiveTreatmentSheet(view));
        book.Add(new CompletionsSheet(view));
        book.Add(new OutcomesSheet(view));
        book.Add(new AccessSheet(view));
        book.Add(new TimeInTreatmentSheet(view));
        book.Add(new YoungPeopleSheet(view));
        book.Add(new CriminalJusticeSheet(view));
        book.Add(new HarmReductionSheet(view));
        book.Add(new ParentsSheet(view));
        book.Add(new LocalIndicatorsSheet(view));
        book.Add(new NeedSheet(view));
        book.Add(new BenchmarkSheet(view));
        book.Add(new ProvidersSheet(view));
        RevisionsSheet.AddTo(book, view);
        book.Add(new ActionsSheet(view, plan));
        book.AddNotes(QuarterlyNotes.Of(view));
        return book;
    }
}
