using Ndtms.Application.Access;
using Ndtms.Storage;

namespace Ndtms.Application.Accounts;

/// <summary>Grants as they are stored, and as callers have them.</summary>
public static class Grants
{
    /// <summary>A stored grant, as a caller has it.</summary>
    public static Grant ToGrant(this StoredGrant stored) => new(
        Enum.Parse<Role>(stored.Role, ignoreCase: true), RightsOf(stored.Rights), stored.Agencies, stored.Partnerships, stored.Regions);

    /// <summary>A grant, as it is stored.</summary>
    public static StoredGrant ToStored(this Grant grant) => new(
        NameOf(grant.Role), NameOf(grant.Rights), grant.Agencies, grant.Partnerships, grant.Regions);

    /// <summary>A role as it is stored and as access.csv names it.</summary>
    public static string NameOf(Role role) => role.ToString().ToLowerInvariant();

    /// <summary>Rights, in lower case with a space between them.</summary>
    public static string NameOf(Rights rights) => string.Join(
        ' ', Enum.GetValues<Rights>().Where(r => r != Rights.None && rights.HasFlag(r)).Select(r => r.ToString().ToLowerInvariant()));

    /// <summary>The rights of their names.</summary>
    public static Rights RightsOf(string names) =>
        names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Aggregate(Rights.None, (all, name) => all | Enum.Parse<Rights>(name, ignoreCase: true));
}
