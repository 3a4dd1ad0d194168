using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;

namespace Ndtms.Workbooks;

/// <summary>The data of reports before anything is rounded.</summary>
internal sealed record ReportSource
{
    public required CodeBook Book { get; init; }

    /// <summary>Every registered agency, by code.</summary>
    public required IReadOnlyDictionary<string, Agency> Agencies { get; init; }

    /// <summary>Figures at the month ends of the trends, the cut last.</summary>
    public required IReadOnlyList<Figures> Months { get; init; }

    /// <summary>What is counted beside the measures, by area and population.</summary>
    public required Func<AreaLevel, string, Population, AreaCounts> Counts { get; init; }

    public required DateOnly? LatestReceipt { get; init; }

    /// <summary>The program that computed the figures.</summary>
    public required string ProgramVersion { get; init; }

    /// <summary>The program that writes the reports.</summary>
    public required string WrittenBy { get; init; }

    public required string DataHash { get; init; }

    public required ReportContext Context { get; init; }
}

/// <summary>What is counted beside the measures for the reconciliation of an area.</summary>
internal sealed record AreaCounts(StockAndFlow Flow, ResidenceCount Residence);
