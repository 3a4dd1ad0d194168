namespace Ndtms.Core.Targets;

/// <summary>A value that a partnership enters by hand, of an indicator of the partnerships' guide that cannot be computed from what
/// agencies send.</summary>
/// <param name="Partnership">Code of the partnership.</param>
/// <param name="Indicator">Which, in the guide's words or number.</param>
/// <param name="Period">Last day of the month that the value is for.</param>
/// <param name="Value">The value, in its unit.</param>
/// <param name="Unit">What it is counted in, such as "per 1,000 residents".</param>
/// <param name="Source">Who published it.</param>
/// <param name="Entered">The day on which it was entered.</param>
public sealed record LocalIndicator(
    string Partnership, string Indicator, DateOnly Period, decimal Value, string Unit, string Source, DateOnly Entered);
