using System.Globalization;
using Ndtms.Core.Persons;
using Ndtms.Storage;

namespace Ndtms.Application.Persons;

/// <summary>Asks for a part of the review queue.</summary>
/// <param name="State">Which pairs.</param>
/// <param name="Page">Which part of the list.</param>
public sealed record ListPairsRequest(ReviewState State, Page Page);

/// <summary>Lists pairs of clients for people to decide on, those first whose decision changes most figures.</summary>
/// <param name="workspace">The opened database.</param>
public sealed class ListPairs(Workspace workspace) : UseCase<ListPairsRequest, Paged<ReviewPair>>("duplicates-list", workspace.Book)
{
    protected override Paged<ReviewPair> Execute(Invocation invocation, ListPairsRequest request) =>
        new PersonReviews(workspace.Database, workspace.Secrets).List(invocation.Allowed.Scope, request.State, request.Page);
}

/// <summary>Asks for one pair.</summary>
/// <param name="Pair">Its id.</param>
/// <param name="Reveal">Initials and dates of birth are wanted too; each time it is kept who looked.</param>
public sealed record ShowPairRequest(long Pair, bool Reveal = false);

/// <summary>One client of a pair. Initials and date of birth are null unless they were asked for.</summary>
/// <param name="Agency">The agency.</param>
/// <param name="Person">The official person's keyed hash.</param>
/// <param name="Sex">M or F.</param>
/// <param name="Ethnic">The ethnic group's code; null: not given.</param>
/// <param name="Partnership">Partnership of residence; null: not given.</param>
/// <param name="Residence">Whether a postcode is given.</param>
/// <param name="Initials">FINITIAL and SINITIAL.</param>
/// <param name="DateOfBirth">DOB</param>
/// <param name="Episodes">Its episodes, by triage.</param>
public sealed record PairSide(
    string Agency, string Person, string Sex, string? Ethnic, string? Partnership, string Residence, string? Initials, DateOnly? DateOfBirth,
    IReadOnlyList<LineEpisode> Episodes);

/// <summary>One pair, side by side.</summary>
/// <param name="Pair">The pair, with where figures change.</param>
/// <param name="One">The one client; null: no agency has it any more.</param>
/// <param name="Other">The other; null: the same.</param>
/// <param name="Waterfall">Why it is suspected, by the model in use; null: a client is gone, or there is no model.</param>
/// <param name="History">All decisions, the latest first.</param>
public sealed record ShownPair(ReviewPair Pair, PairSide? One, PairSide? Other, Waterfall? Waterfall, IReadOnlyList<PersonDecision> History);

/// <summary>Shows one pair: both records, why they are suspected, and their episodes.</summary>
/// <param name="workspace">The opened database.</param>
public sealed class ShowPair(Workspace workspace) : UseCase<ShowPairRequest, ShownPair>("duplicate-show", workspace.Book)
{
    protected override ShownPair Execute(Invocation invocation, ShowPairRequest request)
    {
        var reviews = new PersonReviews(workspace.Database, workspace.Secrets);
        var found = reviews.Find(invocation.Allowed.Scope, request.Pair, workspace.Book) ?? throw NotFound(request.Pair);
        if (request.Reveal)
        {
            // Kept before anything is shown.
            reviews.Viewed(request.Pair, new Actor(invocation.By.Name, workspace.Time.GetUtcNow()));
            workspace.Journal.Reviewed(request.Pair, "looked at with initials and dates of birth", invocation.By.Name);
        }

        var waterfall = found is { One: { } one, Other: { } other, Model: { } model }
            ? Linkage.Of(model, PersonRecords.Of([one.Compared, other.Compared])).Explain(0, 1)
            : null;
        return new ShownPair(
            found.Pair, SideOf(found.One, found.OneEpisodes, request.Reveal), SideOf(found.Other, found.OtherEpisodes, request.Reveal), waterfall, found.History);
    }

    /// <summary>What is said of a pair that does not exist or may not be seen.</summary>
    internal static NotFoundException NotFound(long id) =>
        new(string.Create(CultureInfo.InvariantCulture, $"There is no pair {id}; choose one from the list of possible duplicates."));

    private PairSide? SideOf(LinkageClient? client, IReadOnlyList<LineEpisode> episodes, bool reveal) => client is null ? null : new PairSide(
        client.Client.Agency, workspace.Secrets.ShownPersonHash(client.Client), client.Client.Sex, client.Client.Ethnic, client.Compared.Partnership,
        client.Residence, reveal ? $"{client.Client.FirstInitial}{client.Client.SurnameInitial}" : null, reveal ? client.Client.DateOfBirth : null, episodes);
}

/// <summary>A decision on a pair.</summary>
/// <param name="Pair">Its id.</param>
/// <param name="Verdict">What is decided.</param>
/// <param name="Reason">Why; it is kept and shown, so it names nobody.</param>
/// <param name="NeedsSecond">It has no effect until somebody else has confirmed it.</param>
public sealed record DecidePairRequest(long Pair, PersonVerdict Verdict, string Reason, bool NeedsSecond = false);

/// <summary>What came of a decision.</summary>
/// <param name="Saved">It was saved; otherwise somebody had decided already, and nothing was.</param>
/// <param name="Standing">The decision that stands.</param>
public sealed record DecidedPair(bool Saved, PersonDecision Standing);

/// <summary>Decides whether two clients are one person. Official figures do not change; those on the resolved basis do.</summary>
/// <param name="workspace">The opened database.</param>
public sealed class DecidePair(Workspace workspace) : UseCase<DecidePairRequest, DecidedPair>("duplicate-decide", workspace.Book)
{
    private const int LongestReason = 1_000;

    protected override DecidedPair Execute(Invocation invocation, DecidePairRequest request)
    {
        var reason = request.Reason.Trim();
        if (reason.Length is 0 or > LongestReason)
            throw new RequestException($"Enter a reason of at most {LongestReason.ToString("#,##0", CultureInfo.InvariantCulture)} characters.");
        var (reviews, pair) = ReviewedPair.Of(workspace, invocation, request.Pair);
        var by = new Actor(invocation.By.Name, workspace.Time.GetUtcNow());
        if (reviews.Decide(pair.Pair.Id, request.Verdict, reason, request.NeedsSecond, by) is { } standing)
            return new DecidedPair(false, standing);
        workspace.Journal.Reviewed(request.Pair, $"decided {request.Verdict.ToString().ToLowerInvariant()}", invocation.By.Name);
        return new DecidedPair(true, new PersonDecision(request.Verdict, reason, by.At, by.Who, request.NeedsSecond, null, null, null, null, null));
    }
}

/// <summary>Confirms, as the second person, a decision that waits for one.</summary>
/// <param name="workspace">The opened database.</param>
public sealed class ConfirmPair(Workspace workspace) : UseCase<long, PersonDecision>("duplicate-confirm", workspace.Book)
{
    protected override PersonDecision Execute(Invocation invocation, long request)
    {
        var (reviews, pair) = ReviewedPair.Of(workspace, invocation, request);
        var by = new Actor(invocation.By.Name, workspace.Time.GetUtcNow());
        if (!reviews.Confirm(request, by))
        {
            throw new RequestException(pair.Pair.Standing is { NeedsSecond: true, ConfirmedAt: null } waiting && waiting.Who == by.Who
                ? "You made this decision yourself; somebody else must confirm it."
                : "No decision on this pair waits to be confirmed.");
        }

        workspace.Journal.Reviewed(request, "confirmed", invocation.By.Name);
        return pair.Pair.Standing! with { ConfirmedAt = by.At, ConfirmedBy = by.Who };
    }
}

/// <summary>Asks for a decision to be undone.</summary>
/// <param name="Pair">The pair's id.</param>
/// <param name="Reason">Why; it is kept.</param>
public sealed record UndoPairRequest(long Pair, string Reason);

/// <summary>Undoes the decision on a pair. It stays in the pair's history.</summary>
/// <param name="workspace">The opened database.</param>
public sealed class UndoPair(Workspace workspace) : UseCase<UndoPairRequest, PersonDecision>("duplicate-undo", workspace.Book)
{
    protected override PersonDecision Execute(Invocation invocation, UndoPairRequest request)
    {
        var reason = request.Reason.Trim();
        if (reason.Length == 0)
            throw new RequestException("Enter a reason.");
        var (reviews, pair) = ReviewedPair.Of(workspace, invocation, request.Pair);
        var by = new Actor(invocation.By.Name, workspace.Time.GetUtcNow());
        if (pair.Pair.Standing is not { } standing || !reviews.Undo(request.Pair, reason, by))
            throw new RequestException("There is no decision on this pair to undo.");
        workspace.Journal.Reviewed(request.Pair, "undone", invocation.By.Name);
        return standing with { UndoneAt = by.At, UndoneBy = by.Who, UndoReason = reason };
    }
}

/// <summary>A pair in the scope of who asks.</summary>
internal static class ReviewedPair
{
    /// <exception cref="NotFoundException">There is no such pair in the scope.</exception>
    public static (PersonReviews Reviews, PairClients Pair) Of(Workspace workspace, Invocation invocation, long id)
    {
        var reviews = new PersonReviews(workspace.Database, workspace.Secrets);
        return (reviews, reviews.Find(invocation.Allowed.Scope, id, workspace.Book) ?? throw ShowPair.NotFound(id));
    }
}
