using Ndtms.Core.DataSets;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>The contents page of a workbook of figures.</summary>
/// <param name="Figures">The figures at the cut, as they may be shown.</param>
/// <param name="Book">The reference data of the run.</param>
/// <param name="LatestReceipt">The latest date on which data was received; null: none has been.</param>
/// <param name="DataHash">SHA-256 of the data.</param>
/// <param name="CodeVersion">The program that made the workbook.</param>
/// <param name="RunId">The digits of its report reference.</param>
internal sealed record FigureContents(
    ShownFigures Figures, CodeBook Book, DateOnly? LatestReceipt, string DataHash, string CodeVersion, string RunId)
{
    /// <summary>The page.</summary>
    /// <param name="what">What the workbook is.</param>
    /// <param name="area">The area it is about.</param>
    public ContentsPage Page(string what, string area) => new()
    {
        What = what,
        Area = area,
        Cut = Figures.Cut,
        DataAsAt = LatestReceipt is { } latest
            ? $"{Wording.Day(latest)}, the latest day on which data was received"
            : "No data has been received",
        Basis = Figures.Basis == "official"
            ? "official: records with the same initials, date of birth and sex are one person"
            : Figures.Basis,
        Disclosure = Wording.Disclosure(Figures.Edition),
        Parameters = ReportParameters.Of(Figures.Options),
        CodeVersion = CodeVersion,
        DataVersion = $"data {DataHash[..12]}, codes {Book.Hash[..12]}",
        RunId = RunId,
    };
}
