using Ndtms.Application.Figures;
using Ndtms.Core.Journeys;
using Ndtms.Workbooks;

namespace Ndtms.Application.Reports;

/// <summary>Writes monthly reports: of every partnership, region and England in scope, or of the areas asked for.</summary>
/// <param name="workspace">The opened database.</param>
/// <param name="source">Where figures come from; null: calculated in each call.</param>
public sealed class WriteMonthlyReports(Workspace workspace, FigureSource? source = null) : AreaReports<ReportRequest>(
    "monthly-reports-write", new ReportKind("monthly report", "monthly reports", Enum.GetValues<AreaLevel>()), workspace, source)
{
    protected override IEnumerable<ReportArea> AreasOf(ReportData data) => ReportArea.All(data);

    protected override (WrittenReport Written, Action<Stream> Write) Prepare(ReportRequest request, ReportData data, ReportArea area) => (
        new WrittenReport(area, Path.Combine(request.Folder, MonthlyReport.FileName(area, data.Cut, data.Edition))),
        stream => MonthlyReport.Write(data, area, stream));
}
