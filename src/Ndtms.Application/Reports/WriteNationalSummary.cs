using Ndtms.Application.Figures;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks;
using Ndtms.Workbooks.Quarterly;

namespace Ndtms.Application.Reports;

/// <summary>Writes the national quarterly summary for the department.</summary>
/// <param name="workspace">The opened database.</param>
/// <param name="source">Where figures come from; null: calculated in each call.</param>
public sealed class WriteNationalSummary(Workspace workspace, FigureSource? source = null) : AreaReports<ReportRequest>(
    "national-summary-write", new ReportKind("national summary", "national summaries", [AreaLevel.England]), workspace, source)
{
    protected override void Check(ReportRequest request)
    {
        if (request.Edition == Edition.Own)
            throw new RequestException("The national summary covers many areas and is no area's own; give none or public.");
    }

    protected override void Check(DateOnly cut)
    {
        if (!Quarters.IsEnd(cut))
            throw new RequestException($"{cut:yyyy-MM} does not end a quarter. The national summary is for March, June, September or December.");
    }

    protected override IEnumerable<ReportArea> AreasOf(ReportData data) => ReportArea.All(data).Where(a => a.Level == AreaLevel.England);

    protected override (WrittenReport Written, Action<Stream> Write) Prepare(ReportRequest request, ReportData data, ReportArea area) => (
        new WrittenReport(area, Path.Combine(request.Folder, NationalSummary.FileName(data.Cut, data.Edition))),
        stream => NationalSummary.Write(data, stream));
}
