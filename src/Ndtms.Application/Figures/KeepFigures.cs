namespace Ndtms.Application.Figures;

/// <summary>Asks for figures to be kept.</summary>
/// <param name="Cut">Last day of the month whose reports are to find them.</param>
public sealed record KeepFiguresRequest(DateOnly Cut);

/// <summary>What was done to keep figures.</summary>
/// <param name="Persons">Of how many persons something had changed.</param>
/// <param name="Cuts">How many month ends were calculated from all data.</param>
public sealed record FiguresKept(int Persons, int Cuts);

/// <summary>Brings the figures that are kept up to date, and calculates those that the reports of a month need and are not kept: then reports
/// and pages need not wait. Does nothing while submissions wait, which change figures again.</summary>
/// <param name="workspace">The opened database.</param>
public sealed class KeepFigures(Workspace workspace) : UseCase<KeepFiguresRequest, FiguresKept>("figures-keep", workspace.Book)
{
    protected override FiguresKept Execute(Invocation invocation, KeepFiguresRequest request) =>
        workspace.Queries().Waiting() > 0 ? new FiguresKept(0, 0) : new FigureSource(workspace).Keep(request.Cut);
}
