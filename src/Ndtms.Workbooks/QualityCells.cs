using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>What is shown of data quality on the sheets of several workbooks.</summary>
internal static class QualityCells
{
    /// <summary>A data-quality score of 100, to one decimal.</summary>
    public static Cell Score(double score) => Math.Round((decimal)score, 1, MidpointRounding.AwayFromZero);
}
