using System.Text.Json;
using Ndtms.Core.Validation;

namespace Ndtms.Storage;

/// <summary>Keeps what an issue says of a client who refuses encrypted: the provider still sees whose refusal it was, and no table, file of the
/// database or backup holds the client's id.</summary>
internal static class SealedIssues
{
    /// <summary>The detail that holds it. No placeholder of a message has such a name.</summary>
    private const string Detail = "sealed";

    private sealed record Content(string? ClientId, string? EpisodeId, string? ChildId, string? Value);

    /// <summary>An issue as it is stored.</summary>
    /// <param name="issue">The issue.</param>
    /// <param name="refused">CLIENTIDs that refuse.</param>
    /// <param name="secrets">The keys.</param>
    public static Issue Seal(Issue issue, IReadOnlySet<string> refused, Secrets secrets) => issue.ClientId is not { } client || !refused.Contains(client)
        ? issue
        : issue with
        {
            ClientId = null,
            EpisodeId = null,
            ChildId = null,
            Value = null,
            RowHash = null,
            Details =
            [
                .. issue.Details,
                new(Detail, Convert.ToBase64String(secrets.Protect(JsonSerializer.SerializeToUtf8Bytes(
                    new Content(issue.ClientId, issue.EpisodeId, issue.ChildId, issue.Value))))),
            ],
        };

    /// <summary>A stored issue as it was found.</summary>
    public static Issue Open(Issue issue, Secrets secrets)
    {
        if (issue.Details.FirstOrDefault(d => d.Key == Detail).Value is not { } sealedText
            || JsonSerializer.Deserialize<Content>(secrets.Unprotect(Convert.FromBase64String(sealedText))) is not { } content)
        {
            return issue;
        }

        return issue with
        {
            ClientId = content.ClientId,
            EpisodeId = content.EpisodeId,
            ChildId = content.ChildId,
            Value = content.Value,
            Details = [.. issue.Details.Where(d => d.Key != Detail)],
        };
    }
}
