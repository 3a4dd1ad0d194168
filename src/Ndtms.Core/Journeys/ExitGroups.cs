namespace Ndtms.Core.Journeys;

/// <summary>Names of exit groups that definitions speak of; the others are what the discharge reason list says.</summary>
internal static class ExitGroups
{
    /// <summary>Planned, successful.</summary>
    public const string Completed = "completed";
    public const string TransferredInCustody = "transferred-in-custody";

    /// <summary>Also a discharge without a usable reason.</summary>
    public const string IncompleteOther = "incomplete-other";

    /// <summary>Several episodes ended on the journey's last day, in different groups.</summary>
    public const string Inconsistent = "inconsistent";
}
