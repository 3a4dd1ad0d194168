using Ndtms.Application.Access;

namespace Ndtms.Portal;

/// <summary>Lists and roles in words.</summary>
public static class Words
{
    /// <summary>Words with commas and "and" between them.</summary>
    public static string List(IEnumerable<string> words)
    {
        var all = words.ToList();
        return all.Count < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }

    /// <summary>Who a role is for, such as "treatment providers".</summary>
    public static string Of(Role role) => role switch
    {
        Role.Provider => "treatment providers",
        Role.Partnership => "partnerships",
        Role.Regional => "regional analysts",
        Role.National => "national analysts",
        _ => "administrators",
    };

    /// <summary>Who roles are for.</summary>
    public static string Of(IEnumerable<Role> roles) => List(roles.Distinct().Order().Select(Of));
}
