using Ndtms.Application.Access;
using Ndtms.Storage;

namespace Ndtms.Application.Accounts;

/// <summary>Asks for API tokens; nothing else to say.</summary>
public sealed record TokensWanted;

/// <summary>Lists the API tokens of the agencies in the caller's scope.</summary>
public sealed class ListTokens(Workspace workspace) : UseCase<TokensWanted, IReadOnlyList<ApiToken>>("tokens-list", workspace.Book)
{
    /// <inheritdoc/>
    protected override IReadOnlyList<ApiToken> Execute(Invocation invocation, TokensWanted request) =>
        new ApiTokens(workspace.Database).List(invocation.Allowed.Scope, workspace.Time.GetUtcNow());
}

/// <summary>A token to make.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Agencies">Codes of agencies.</param>
/// <param name="Rights">Submitting, or reading alone.</param>
/// <param name="Expires">Its last day.</param>
public sealed record TokenToCreate(string Name, IReadOnlyList<string> Agencies, Rights Rights, DateOnly? Expires);

/// <summary>A token that was made.</summary>
/// <param name="Faults">What is wrong, by the field that it is about; nothing was made.</param>
/// <param name="Id">Its number.</param>
/// <param name="Token">The token, which cannot be shown again.</param>
public sealed record CreatedToken(IReadOnlyDictionary<string, string> Faults, long Id, string? Token);

/// <summary>Makes an API token for a supplier's system.</summary>
public sealed class CreateToken(Workspace workspace) : UseCase<TokenToCreate, CreatedToken>("token-create", workspace.Book)
{
    private const int MostDays = 366;

    /// <inheritdoc/>
    protected override CreatedToken Execute(Invocation invocation, TokenToCreate request)
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        var known = workspace.Reference.Agencies().Select(a => a.Code).ToHashSet(StringComparer.Ordinal);
        if (request.Name.Trim().Length is 0 or > 100)
            faults["Name"] = "Enter what the token is for, in at most 100 characters";
        if (request.Agencies.Count == 0)
            faults["Agencies"] = "Enter the code of at least one agency";
        else if (request.Agencies.FirstOrDefault(a => !known.Contains(a)) is { } unknown)
            faults["Agencies"] = $"There is no agency {unknown}";
        var today = workspace.Today;
        if (request.Expires is not { } last)
            faults["Expires"] = "Enter a date, like 31 3 2013";
        else if (last <= today)
            faults["Expires"] = "The date must be in the future";
        else if (last.DayNumber - today.DayNumber > MostDays)
            faults["Expires"] = "A token can be valid for 1 year at most";
        if (faults.Count > 0)
            return new CreatedToken(faults, 0, null);
        var (token, now) = ("ndtms_" + Sessions.NewToken(), workspace.Time.GetUtcNow());
        // It works to the end of its last day.
        var end = new DateTimeOffset(request.Expires!.Value.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var id = new ApiTokens(workspace.Database).Add(
            request.Name.Trim(), Sessions.HashOf(token), Grants.NameOf(request.Rights & Rights.Submit), request.Agencies, now, invocation.By.Name, end);
        workspace.Audit(invocation.By, "token-created", Tokens.NameOf(id), AuditOutcome.Done, $"{string.Join(' ', request.Agencies)} {Grants.NameOf(request.Rights)}".Trim());
        return new CreatedToken(faults, id, token);
    }
}

/// <summary>Revokes an API token of the caller's agencies.</summary>
public sealed class RevokeToken(Workspace workspace) : UseCase<long, bool>("tokens-list", workspace.Book)
{
    /// <inheritdoc/>
    protected override bool Execute(Invocation invocation, long request)
    {
        var tokens = new ApiTokens(workspace.Database);
        if (tokens.Find(invocation.Allowed.Scope, request) is null)
            throw new NotFoundException($"There is no API token {request}.");
        var isDone = tokens.End(request, workspace.Time.GetUtcNow());
        if (isDone)
            workspace.Audit(invocation.By, "token-revoked", Tokens.NameOf(request), AuditOutcome.Done, "");
        return isDone;
    }
}

/// <summary>How a supplier's system is known by its token.</summary>
public static class Tokens
{
    /// <summary>What history and audit call a token.</summary>
    public static string NameOf(long id) => FormattableString.Invariant($"token-{id}");

    /// <summary>Whose token it is; null: it is none, or it has ended.</summary>
    /// <param name="workspace">The database.</param>
    /// <param name="token">What the header <c>Authorization: Bearer</c> holds.</param>
    public static Principal? PrincipalOf(Workspace workspace, string token)
    {
        var tokens = new ApiTokens(workspace.Database);
        var now = workspace.Time.GetUtcNow();
        if (tokens.FindUsable(Sessions.HashOf(token), now) is not { } found)
            return null;
        tokens.Used(found, now);
        return Principal.Token(NameOf(found.Id), Grants.RightsOf(found.Rights), [.. found.Agencies]);
    }
}
