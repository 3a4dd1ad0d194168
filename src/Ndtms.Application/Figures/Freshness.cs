namespace Ndtms.Application.Figures;

/// <summary>Whether the data behind figures reach the end of their month.</summary>
/// <param name="Cut">Last day of the month reported on.</param>
/// <param name="LatestReceipt">The latest day on which a file that was loaded was received; null: none was.</param>
public sealed record Freshness(DateOnly Cut, DateOnly? LatestReceipt)
{
    /// <summary>No file was received after the end of the month, so figures of it may be incomplete.</summary>
    public bool MayBeIncomplete => LatestReceipt < Cut;
}
