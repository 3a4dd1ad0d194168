namespace Ndtms.Core.DataSets;

/// <summary>What an agency provides.</summary>
public enum AgencyService
{
    Adult,
    YoungPeople,
    Alcohol,
    Prison,
}

/// <summary>What an agency's system exports: every episode active in the window, or only those referred in it.</summary>
public enum AgencyScope
{
    Active,
    Referred,
}

/// <summary>The names of services in <c>agencies.csv</c>.</summary>
public static class AgencyServices
{
    private static readonly string[] Names = ["adult", "young-people", "alcohol", "prison"];

    public static string Name(this AgencyService service) => Names[(int)service];

    /// <summary>Reads a name; false where there is no such service.</summary>
    public static bool TryParse(string name, out AgencyService service)
    {
        var at = Array.IndexOf(Names, name);
        service = (AgencyService)Math.Max(at, 0);
        return at >= 0;
    }
}

/// <summary>A treatment provider that may submit (Definitions/data-set.md, Code lists).</summary>
/// <param name="Code">AGNCY, upper case.</param>
/// <param name="Name">Its name.</param>
/// <param name="Partnership">Code of the partnership it belongs to.</param>
/// <param name="Region">Code of its region as the agency file gives it; <c>partnership.csv</c> wins where they disagree.</param>
/// <param name="Service">Prisons' figures are shown with the community's, not included in them.</param>
/// <param name="Email">Where notifications go.</param>
/// <param name="ActiveFrom">First day on which a window may end; null: always.</param>
/// <param name="ActiveTo">Last such day; null: still.</param>
/// <param name="Scope">Which current episodes a submission replaces.</param>
public sealed record Agency(
    string Code, string Name, string Partnership, string Region, AgencyService Service, string Email,
    DateOnly? ActiveFrom, DateOnly? ActiveTo, AgencyScope Scope)
{
    public bool ActiveOn(DateOnly day) => (ActiveFrom is not { } from || day >= from) && (ActiveTo is not { } to || day <= to);
}
