using Ndtms.Application.Figures;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks;
using Ndtms.Workbooks.Quarterly;

namespace Ndtms.Application.Reports;

/// <summary>Writes lists of sustained poor performance: of England and every region in scope, or of the areas asked for.</summary>
/// <param name="workspace">The opened database.</param>
/// <param name="source">Where figures come from; null: calculated in each call.</param>
public sealed class WriteExceptions(Workspace workspace, FigureSource? source = null) : AreaReports<ReportRequest>(
    "exceptions-write", new ReportKind("list of exceptions", "lists of exceptions", [AreaLevel.Region, AreaLevel.England]), workspace, source)
{
    protected override void Check(ReportRequest request)
    {
        if (request.Edition == Edition.Own)
            throw new RequestException("A list of exceptions names many areas and is no area's own; give none or public.");
    }

    protected override IEnumerable<ReportArea> AreasOf(ReportData data) => ExceptionsList.Areas(data);

    protected override (WrittenReport Written, Action<Stream> Write) Prepare(ReportRequest request, ReportData data, ReportArea area) => (
        new WrittenReport(area, Path.Combine(request.Folder, ExceptionsList.FileName(area, data.Cut, data.Edition))),
        stream => ExceptionsList.Write(data, area, stream));
}
