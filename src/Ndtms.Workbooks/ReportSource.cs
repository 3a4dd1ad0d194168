using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;

namespace Ndtms.Workbooks;

/// <summary>The data of reports before anything is rounded.</summary>
public sealed record ReportSource
{
    /// <summary>The reference data of the run.</summary>
    public required CodeBook Book { get; init; }

    /// <summary>Every registered agency, by code.</summary>
    public required IReadOnlyDictionary<string, Agency> Agencies { get; init; }

    /// <summary>Figures at the month ends of the trends, the cut last.</summary>
    public required IReadOnlyList<Figures> Months { get; init; }

    /// <summary>What is counted beside the measures, by area.</summary>
    public required IReadOnlyDictionary<(AreaLevel Level, string Area), AreaCounts> Counts { get; init; }

    /// <summary>The latest date on which data was received; null: none has been.</summary>
    public required DateOnly? LatestReceipt { get; init; }

    /// <summary>The program that computed the figures.</summary>
    public required string ProgramVersion { get; init; }

    /// <summary>The program that writes the reports.</summary>
    public required string WrittenBy { get; init; }

    /// <summary>SHA-256 of current data (<see cref="Core.Current.DataVersion"/>).</summary>
    public required string DataHash { get; init; }

    /// <summary>What is shown beside the figures.</summary>
    public required ReportContext Context { get; init; }
}
