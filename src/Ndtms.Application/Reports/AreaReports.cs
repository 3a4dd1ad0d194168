using Ndtms.Application.Figures;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks;

namespace Ndtms.Application.Reports;

/// <summary>Writes a kind of workbook about each of several areas, of current data or of a snapshot.</summary>
/// <param name="name">The row in <c>access.csv</c>.</param>
/// <param name="kind">The kind.</param>
/// <param name="workspace">The opened database.</param>
/// <param name="source">Where figures come from; null: calculated in each call.</param>
public abstract class AreaReports<TRequest>(string name, ReportKind kind, Workspace workspace, FigureSource? source)
    : UseCase<TRequest, WrittenReports>(name, workspace.Book)
    where TRequest : ReportRequest
{
    /// <exception cref="NotFoundException">There is no such snapshot or area, it is out of scope, not published or withdrawn.</exception>
    /// <exception cref="RequestException">There is no such workbook of an area or a month.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before the last workbook; what is written stays.</exception>
    protected sealed override WrittenReports Execute(Invocation invocation, TRequest request)
    {
        var origin = Published.For(workspace, invocation.Allowed, request.Origin);
        Published.Require(invocation.Allowed, request.Edition);
        Check(request);
        if (origin is FigureOrigin.Current(var month))
            Check(month);
        var (data, asked, scope) = (source ?? new FigureSource(workspace)).ReportsFor(
            origin, request.Areas, request.Edition, invocation.Allowed);
        if (asked.FirstOrDefault(a => !kind.Levels.Contains(a.Level)) is { Code: { } wrong })
        {
            throw new RequestException(
                $"There is no {kind.One} of {wrong}; give {(kind.Levels.Contains(AreaLevel.Partnership) ? "a partnership, a region" : "a region")} or england.");
        }

        if (request.Edition == Edition.Own && asked.FirstOrDefault(a => a.Level is AreaLevel.Region or AreaLevel.England) is { Code: { } wide })
            throw new RequestException($"Only agencies and partnerships have an edition of their own, not {wide}; give none or public.");
        Check(data.Cut);
        IReadOnlyList<ReportArea> areas = asked.Count > 0
            ? [.. asked.Select(a => ReportArea.Of(data, a.Level, a.Code))]
            : [.. AreasOf(data).Where(a => scope.Covers(a.Level, a.Code))];
        var without = areas.Where(a => !data.HasFigures(a)).ToList();
        var wanted = areas.Except(without).ToList();
        var described = wanted.ConvertAll(area => Prepare(request, data, area));
        var prepared = described.Where(report => report.Written.Problem is null).Select(report => (report.Written, report.Write, Output: Output.Workbook(report.Written.Path, request.Force)))
            .ToList();
        // All or none are refused.
        foreach (var report in prepared)
            report.Output.Check();
        var written = invocation.EachSideBySide($"Writing {kind.Many}", prepared, report =>
        {
            report.Output.Write(report.Write);
            return report.Written;
        });
        if (written.Count < prepared.Count)
            throw new OperationCanceledException(invocation.Cancellation);
        workspace.Journal.Reported(string.Concat(kind.Many[..1].ToUpperInvariant(), kind.Many.AsSpan(1)), written.Count, data.Cut);
        IReadOnlyList<string> withoutPdf = request.Pdf
            ? PdfCopies.Installed().Make([.. written.Select(w => w.Path)], request.Force, invocation.Cancellation)
            : [];
        IReadOnlyList<WrittenReport> notWritten = [.. described.Select(report => report.Written).Where(report => report.Problem is not null)];
        return new WrittenReports(kind, written, notWritten, without, new Freshness(data.Cut, data.LatestReceipt), data.ProgramVersion)
        {
            WithoutPdf = withoutPdf,
        };
    }

    /// <summary>The areas that such a workbook is made of each time.</summary>
    protected abstract IEnumerable<ReportArea> AreasOf(ReportData data);

    /// <summary>The workbook of an area: its file, and what writes it. With a problem it is not written, and the others are.</summary>
    protected abstract (WrittenReport Written, Action<Stream> Write) Prepare(TRequest request, ReportData data, ReportArea area);

    /// <summary>Refuses a request before anything is read.</summary>
    /// <exception cref="RequestException">It cannot be carried out.</exception>
    protected virtual void Check(TRequest request)
    {
    }

    /// <summary>Refuses a month that there is no such workbook of.</summary>
    /// <exception cref="RequestException">There is none.</exception>
    protected virtual void Check(DateOnly cut)
    {
    }
}
