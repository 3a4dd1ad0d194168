using System.Globalization;
using Ndtms.Application.Access;
using Ndtms.Core.Measures;
using Ndtms.Workbooks;

namespace Ndtms.Application.Figures;

/// <summary>Asks for figures as a file.</summary>
/// <param name="Cut">Last day of the month reported on.</param>
/// <param name="Choice">Which figures.</param>
/// <param name="Edition">Exact numbers, or those that are published.</param>
/// <param name="Path">The file to write: a workbook where its name ends with .xlsx, else CSV.</param>
/// <param name="Force">A file that is not ours may be replaced.</param>
public sealed record ExportMeasuresRequest(DateOnly Cut, FigureChoice Choice, Edition Edition, string Path, bool Force = false);

/// <summary>Figures that were written.</summary>
/// <param name="Rows">How many figures; 0: no area that was asked for has data at the cut, and the file holds a header only.</param>
/// <param name="Data">Whether the data reach the end of the month.</param>
public sealed record ExportedMeasures(long Rows, Freshness Data);

/// <summary>Calculates every measure at a cut and writes the figures that are wanted, as CSV or as a table with names.</summary>
/// <param name="workspace">The opened database.</param>
/// <param name="source">Where figures come from; null: calculated in each call.</param>
public sealed class ExportMeasures(Workspace workspace, FigureSource? source = null)
    : UseCase<ExportMeasuresRequest, ExportedMeasures>("measures-export", workspace.Book)
{
    protected override ExportedMeasures Execute(Invocation invocation, ExportMeasuresRequest request)
    {
        Published.Require(invocation.Allowed, request.Cut);
        if (request.Edition == Edition.Own)
            throw new RequestException("Figures of many areas are no area's own; give none or public.");
        var asTable = Output.IsNamedAsWorkbook(request.Path);
        var output = asTable ? Output.Workbook(request.Path, request.Force) : Output.Csv(request.Path, FigureExport.Header, request.Force);
        output.Check();
        var figures = source ?? new FigureSource(workspace);
        var wanted = request.Choice.Resolve(new AreaScope(invocation.Allowed.Scope, workspace.Book.Areas, figures.Agencies));
        var shown = figures.ShownAt(request.Cut, request.Edition);
        var known = figures.FiguresAt(request.Cut);
        var rows = 0L;
        if (asTable)
        {
            var table = new FigureTable(shown, workspace.Book, known.Beside, known.DataHash, ProgramVersion.Text, wanted);
            rows = table.Count <= FigureTable.Most ? table.Count : throw new RequestException(string.Create(
                CultureInfo.InvariantCulture,
                $"These are {table.Count:#,##0} figures, and a sheet has room for {FigureTable.Most:#,##0}; choose measures or areas, or write a CSV file."));
            output.Write(table.Write);
        }
        else
        {
            output.Write(stream => rows = FigureExport.Write(shown, stream, wanted));
        }

        workspace.Journal.Reported("Figures", 1, request.Cut);
        return new ExportedMeasures(rows, new Freshness(request.Cut, known.Beside.LatestReceipt));
    }
}
