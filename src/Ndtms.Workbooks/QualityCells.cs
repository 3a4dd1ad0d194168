using Ndtms.Core.Quality;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>What is shown of data quality on the sheets of several workbooks.</summary>
internal static class QualityCells
{
    /// <summary>A data-quality score out of 100, to one decimal.</summary>
    public static Cell Score(double score) => Math.Round((decimal)score, 1, MidpointRounding.AwayFromZero);

    /// <summary>Whether an agency's file for the month was in time.</summary>
    public static string Timeliness(AgencyQuality agency) => agency switch
    {
        { DaysLate: 0 } => "In time",
        { DaysLate: { } late } => $"{Wording.Count(late, "day")} late",
        { IsActive: true } => "None accepted",
        _ => "None due",
    };
}
