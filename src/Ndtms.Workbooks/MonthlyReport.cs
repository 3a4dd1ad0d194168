using System.Globalization;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Monthly;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>The monthly report of a partnership, a region, England or an agency: a workbook.</summary>
/// <remarks>A sheet is a class of its own; every figure on it equals the export.</remarks>
public static class MonthlyReport
{
    /// <summary>The name of a report's file: <c>monthly-A12B-2012-03.xlsx</c>, or <c>monthly-A12B-2012-03-public.xlsx</c>.</summary>
    public static string FileName(ReportArea area, DateOnly cut, Edition edition) =>
        string.Create(CultureInfo.InvariantCulture, $"monthly-{area.Code}-{cut:yyyy-MM}{edition.Suffix()}.xlsx");

    /// <summary>Writes the report of an area; the same data gives the same bytes.</summary>
    /// <param name="data">The data of the cut.</param>
    /// <param name="area">The area. Without an episode at the cut, the report has no figures and says so.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(ReportData data, ReportArea area, Stream stream) => Describe(new MonthlyView(data.For(area), area)).Save(stream);

    private static Workbook Describe(MonthlyView view)
    {
        var book = new Workbook($"Monthly report: {view.Subtitle}") { RunId = view.Data.RunId, Marking = Wording.Marking(view.Data.Edition) };
        book.AddContents(view.Data.Contents("Monthly report", view.Area) with { InBrief = InBrief.Of(view) });
        book.Add(new ScorecardSheet(view));
        book.Add(new NumbersSheet(view));
        book.Add(new NewPresentationsSheet(view));
        book.Add(new WaitingTimesSheet(view));
        book.Add(new ExitsSheet(view));
        book.Add(new OutcomesSheet(view));
        if (view.HasYoungPeople)
            book.Add(new YoungPeopleSheet(view));
        if (view.Area.Level != AreaLevel.Agency)
        {
            book.Add(new PrisonsSheet(view));
            book.Add(new ProvidersSheet(view));
        }

        book.Add(new DataQualitySheet(view));
        RevisionsSheet.AddTo(book, view);
        book.Add(new ReconciliationSheet(view));
        book.AddNotes(MonthlyNotes.Of(view));
        return book;
    }
}
