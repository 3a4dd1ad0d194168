using System.Globalization;
using Ndtms.Application.Access;
using Ndtms.Core.DataSets;
using Ndtms.Core.Measures;
using Ndtms.Core.Persons;
using Ndtms.Workbooks;

namespace Ndtms.Application.Figures;

/// <summary>Asks for figures as a file.</summary>
/// <param name="Cut">Last day of the month reported on.</param>
/// <param name="Choice">Which figures.</param>
/// <param name="Edition">Exact numbers, or those that are published.</param>
/// <param name="Path">The file to write: a workbook where its name ends with .xlsx, else CSV.</param>
/// <param name="Force">A file that is not ours may be replaced.</param>
/// <param name="Basis">Who is one person; on the resolved basis numbers are exact only.</param>
public sealed record ExportMeasuresRequest(
    DateOnly Cut, FigureChoice Choice, Edition Edition, string Path, bool Force = false, Basis Basis = Basis.Official);

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
        var origin = Published.For(workspace, invocation.Allowed, new FigureOrigin.Current(request.Cut));
        if (request.Edition == Edition.Own)
            throw new RequestException("Figures of many areas are no area's own; give none or public.");
        // Rounded on two bases, numbers would tell more than on one.
        if (request.Basis != Basis.Official && (request.Edition != Edition.Exact || origin is not FigureOrigin.Current))
            throw new RequestException("Figures on the resolved basis are not published; ask for exact figures of current data, or for the official basis.");
        var asTable = Output.IsNamedAsWorkbook(request.Path);
        var output = asTable ? Output.Workbook(request.Path, request.Force) : Output.Csv(request.Path, FigureExport.Header, request.Force);
        output.Check();
        var figures = Of(origin, request.Edition, Source(request.Basis));
        var wanted = request.Choice.Resolve(new AreaScope(
            invocation.Allowed.Scope, figures.Book.Areas, figures.Agencies, isWide: invocation.Allowed.PublishedOnly && request.Edition == Edition.Public));
        var rows = 0L;
        if (asTable)
        {
            var table = new FigureTable(
                figures.Shown, figures.Book, figures.Agencies, figures.LatestReceipt, figures.DataHash, figures.CalculatedBy, wanted);
            rows = table.Count <= FigureTable.Most ? table.Count : throw new RequestException(string.Create(
                CultureInfo.InvariantCulture,
                $"These are {table.Count:#,##0} figures, and a sheet has room for {FigureTable.Most:#,##0}; choose measures or areas, or write a CSV file."));
            output.Write(table.Write);
        }
        else
        {
            output.Write(stream => rows = FigureExport.Write(figures.Shown, stream, wanted));
        }

        workspace.Journal.Reported("Figures", 1, request.Cut);
        return new ExportedMeasures(rows, new Freshness(request.Cut, figures.LatestReceipt));
    }

    private FigureSource Source(Basis basis) =>
        basis == Basis.Official ? source ?? new FigureSource(workspace) : new FigureSource(workspace, basis: basis);

    private Exported Of(FigureOrigin origin, Edition edition, FigureSource figures)
    {
        if (origin is FigureOrigin.Frozen(var snapshot))
        {
            var frozen = figures.ReportsOf(snapshot);
            return new Exported(frozen.In(edition).Figures, frozen.Book, frozen.Agencies, frozen.LatestReceipt, frozen.DataHash, frozen.ProgramVersion);
        }

        var cut = ((FigureOrigin.Current)origin).Cut;
        var known = figures.FiguresAt(cut);
        return new Exported(
            figures.ShownAt(cut, edition), workspace.Book, figures.Agencies, known.Beside.LatestReceipt, known.DataHash, ProgramVersion.Text);
    }

    /// <summary>All figures of a cut as they are shown, and what they are of.</summary>
    private sealed record Exported(
        ShownFigures Shown, CodeBook Book, IReadOnlyDictionary<string, Agency> Agencies, DateOnly? LatestReceipt, string DataHash, string CalculatedBy);
}
