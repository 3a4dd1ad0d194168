using Ndtms.Storage;

namespace Ndtms.Application.Submissions;

/// <summary>For whom a caller may send files.</summary>
internal static class Sending
{
    /// <summary>Makes sure that a caller may send a file of an agency.</summary>
    /// <param name="scope">The caller's scope.</param>
    /// <param name="agency">The agency's code; null: not known, so that only a user with every right may send it.</param>
    /// <param name="partnership">The partnership that the agency is registered in; null: not registered.</param>
    /// <exception cref="RequestException">The caller may not.</exception>
    public static void Require(Scope scope, string? agency, string? partnership)
    {
        if (scope.Covers(agency, partnership))
            return;
        var own = string.Join(", ", scope.Agencies.Order(StringComparer.Ordinal));
        throw new RequestException(agency is null
            ? $"The file's name does not say which agency it is for. Give the agency: you can send for {own}."
            : $"You cannot send for agency {agency}. You can send for {own}.");
    }
}
