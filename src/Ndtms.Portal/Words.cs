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

    /// <summary>A browser in words, from what it says of itself; "A browser" where that is not understood.</summary>
    public static string Browser(string agent)
    {
        string? First(params (string Sign, string Name)[] known) => known.FirstOrDefault(k => agent.Contains(k.Sign, StringComparison.Ordinal)).Name;
        var browser = First(("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")) ?? "A browser";
        var system = First(("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS", "Mac"), ("Linux", "Linux"));
        return system is null ? browser : $"{browser} on {system}";
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
