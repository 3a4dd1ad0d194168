using Ndtms.Application.Figures;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks;

namespace Ndtms.Application.Reports;

/// <summary>Asks for workbooks about areas.</summary>
/// <param name="Origin">Which figures.</param>
/// <param name="Areas">Codes of the areas; empty: every area in scope that such a workbook is made of each time.</param>
/// <param name="Edition">Which numbers are exact and which are rounded.</param>
/// <param name="Folder">The folder to write to.</param>
/// <param name="Force">A file that is not ours may be replaced.</param>
public record ReportRequest(FigureOrigin Origin, IReadOnlyList<string> Areas, Edition Edition, string Folder, bool Force = false)
{
    /// <summary>Whether a PDF copy is made beside each workbook (<see cref="PdfCopies"/>).</summary>
    public bool Pdf { get; init; }
}

/// <summary>A kind of workbook about areas.</summary>
/// <param name="One">What one is called.</param>
/// <param name="Many">What several are called.</param>
/// <param name="Levels">The levels of area that there are some of.</param>
public sealed record ReportKind(string One, string Many, IReadOnlyList<AreaLevel> Levels);

/// <summary>A workbook that was written, or was not.</summary>
/// <param name="Area">The area it is about.</param>
/// <param name="Path">The file.</param>
/// <param name="Problem">Why it was not written, and what to do; null: it was.</param>
public sealed record WrittenReport(ReportArea Area, string Path, string? Problem = null);

/// <summary>Workbooks that were written.</summary>
/// <param name="Kind">What they are.</param>
/// <param name="Written">The workbooks, in the order of the areas asked for.</param>
/// <param name="NotWritten">Workbooks that were not written, each with its problem.</param>
/// <param name="WithoutData">Areas asked for that have no episode at the cut, so that there is nothing to report.</param>
/// <param name="Data">Whether the data reach the end of the month.</param>
/// <param name="FiguresBy">The version of the program that calculated the figures: another one where they are from a snapshot that an
/// earlier program froze.</param>
public sealed record WrittenReports(
    ReportKind Kind, IReadOnlyList<WrittenReport> Written, IReadOnlyList<WrittenReport> NotWritten, IReadOnlyList<ReportArea> WithoutData, Freshness Data, string FiguresBy)
{
    /// <summary>PDF copies that were asked for and not made, each with its reason and what to do.</summary>
    public IReadOnlyList<string> WithoutPdf { get; init; } = [];
}
