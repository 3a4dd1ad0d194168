using Ndtms.Application.Access;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;

namespace Ndtms.Application.Figures;

/// <summary>Asks for figures as CSV.</summary>
/// <param name="Cut">Last day of the month reported on.</param>
/// <param name="Areas">Codes of the areas whose figures are wanted; empty: every area in scope.</param>
/// <param name="Disclosure">How small numbers are shown.</param>
/// <param name="Path">The file to write.</param>
/// <param name="Force">A file that is not ours may be replaced.</param>
public sealed record ExportMeasuresRequest(DateOnly Cut, IReadOnlyList<string> Areas, DisclosureMode Disclosure, string Path, bool Force = false);

/// <summary>Figures that were written.</summary>
/// <param name="Rows">How many figures; 0: there are no data at the cut, and the file holds a header only.</param>
/// <param name="Data">Whether the data reach the end of the month.</param>
public sealed record ExportedMeasures(long Rows, Freshness Data);

/// <summary>Calculates every measure at a cut and writes the figures as CSV.</summary>
/// <param name="workspace">The opened database.</param>
/// <param name="source">Where figures come from; null: calculated in each call.</param>
public sealed class ExportMeasures(Workspace workspace, FigureSource? source = null)
    : UseCase<ExportMeasuresRequest, ExportedMeasures>("measures-export", workspace.Book)
{
    protected override ExportedMeasures Execute(Invocation invocation, ExportMeasuresRequest request)
    {
        Published.Require(invocation.Allowed, request.Cut);
        var output = Output.Csv(request.Path, FigureExport.Header, request.Force);
        output.Check();
        var figures = source ?? new FigureSource(workspace);
        var scope = new AreaScope(invocation.Allowed.Scope, workspace.Book.Areas, figures.Data.Agencies);
        var areas = request.Areas.Select(scope.Find).ToHashSet();
        Func<AreaLevel, string, bool>? wanted = areas.Count > 0 ? (level, code) => areas.Contains((level, code))
            : invocation.Allowed.Scope.IsEngland ? null
            : scope.Covers;
        var shown = figures.ShownAt(request.Cut, request.Disclosure);
        var rows = 0L;
        output.Write(stream => rows = FigureExport.Write(shown, stream, wanted));
        workspace.Journal.Reported("Figures", 1, request.Cut);
        return new ExportedMeasures(rows, new Freshness(request.Cut, figures.Data.LatestReceipt));
    }
}
