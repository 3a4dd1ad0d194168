using System.Globalization;
using Ndtms.Application.Figures;
using Ndtms.Storage;

namespace Ndtms.Application.Months;

/// <summary>Asks for a month to be published.</summary>
/// <param name="Snapshot">The frozen version that is published; it must be the last of its month.</param>
/// <param name="Typed">The month in words, such as "March 2012", typed by whoever publishes it.</param>
public sealed record PublishMonthRequest(long Snapshot, string Typed);

/// <summary>Publishes a frozen month: providers and partnerships see its figures from now on. It replaces an earlier version.</summary>
/// <param name="workspace">The opened database.</param>
public sealed class PublishMonth(Workspace workspace) : UseCase<PublishMonthRequest, Publication>("month-publish", workspace.Book)
{
    /// <exception cref="NotFoundException">There is no such snapshot.</exception>
    /// <exception cref="RequestException">The month was typed wrongly, a later version is there, it is published already, or large changes
    /// have not been looked at. Nothing was published.</exception>
    protected override Publication Execute(Invocation invocation, PublishMonthRequest request)
    {
        var snapshot = new Storage.Snapshots(workspace.Database).Find(request.Snapshot) ?? throw Snapshots.ShowSnapshot.NotFound(request.Snapshot);
        var month = ShowMonth.InWords(snapshot.Facts.Cut);
        if (!request.Typed.Trim().Equals(month, StringComparison.OrdinalIgnoreCase))
            throw new RequestException($"Type {month}.");
        var publications = new Publications(workspace.Database);
        var changes = LargeChange.In(new FigureSource(workspace).ReportsOf(snapshot.Id), publications.NotesOf(snapshot.Facts.Cut));
        if (changes.Count(c => c.Seen is null) is > 0 and var open)
        {
            throw new RequestException(string.Create(
                CultureInfo.InvariantCulture,
                $"{open} large {(open == 1 ? "change in" : "changes in")} {month} must be looked at first. Nothing was published."));
        }

        return workspace.Publish(invocation, $"version {snapshot.Version} is published", by => publications.Publish(snapshot.Id, by));
    }
}

/// <summary>Asks for a published month to be withdrawn.</summary>
/// <param name="Publication">The publication that the caller was shown.</param>
/// <param name="Reason">Why; everyone who could see the figures reads it.</param>
public sealed record WithdrawMonthRequest(long Publication, string Reason);

/// <summary>Withdraws a published month. Those who see published figures only read the reason instead; the version stays for analysts.</summary>
/// <param name="workspace">The opened database.</param>
public sealed class WithdrawMonth(Workspace workspace) : UseCase<WithdrawMonthRequest, Publication>("month-withdraw", workspace.Book)
{
    /// <summary>The longest reason, in characters.</summary>
    private const int LongestReason = 500;

    /// <exception cref="RequestException">No reason is given, or it is not what is published now. Nothing was withdrawn.</exception>
    protected override Publication Execute(Invocation invocation, WithdrawMonthRequest request)
    {
        var reason = request.Reason.Trim();
        if (reason.Length == 0)
            throw new RequestException("Enter a reason.");
        return reason.Length <= LongestReason
            ? workspace.Publish(
                invocation, "what was published is withdrawn", by => new Publications(workspace.Database).Withdraw(request.Publication, by, reason))
            : throw new RequestException("Reason must be 500 characters or fewer.");
    }
}

/// <summary>Says that a large change of a month has been looked at.</summary>
/// <param name="Cut">Last day of the month.</param>
/// <param name="Partnership">The partnership's code.</param>
/// <param name="Measure">The measure's id.</param>
/// <param name="Note">What explains it; null or blank: only that it was looked at. It must not say anything about a client.</param>
public sealed record NoteChangeRequest(DateOnly Cut, string Partnership, string Measure, string? Note = null);

/// <summary>Notes that somebody has looked at a large change, before the month is published.</summary>
/// <param name="workspace">The opened database.</param>
/// <param name="source">Where figures come from; null: calculated in each call.</param>
public sealed class NoteChange(Workspace workspace, FigureSource? source = null) : UseCase<NoteChangeRequest, LargeChange>("month-note", workspace.Book)
{
    /// <exception cref="NotFoundException">There is no such change.</exception>
    protected override LargeChange Execute(Invocation invocation, NoteChangeRequest request)
    {
        var publications = new Publications(workspace.Database);
        var change = LargeChange.In((source ?? new FigureSource(workspace)).ReportsAt(request.Cut, ofAgencies: false), [])
            .FirstOrDefault(c => c.Partnership.Equals(request.Partnership, StringComparison.OrdinalIgnoreCase) && c.Measure == request.Measure)
            ?? throw new NotFoundException(
                $"There is no large change of {request.Measure} in {request.Partnership} in {ShowMonth.InWords(request.Cut)}.");
        var note = request.Note?.Trim();
        var seen = new ChangeNote(
            change.Partnership, change.Measure, change.Before, change.Now, note is { Length: > 0 } ? note : null,
            new Actor(invocation.By.Name, workspace.Time.GetUtcNow()));
        publications.Note(request.Cut, seen);
        return change with { Seen = seen };
    }
}

/// <summary>What the steps of publishing have in common.</summary>
internal static class Publishing
{
    /// <summary>Takes a step and logs it.</summary>
    /// <exception cref="RequestException">The month's state does not allow it.</exception>
    public static Publication Publish(this Workspace workspace, Invocation invocation, string what, Func<Actor, Publication> step)
    {
        try
        {
            var done = step(new Actor(invocation.By.Name, workspace.Time.GetUtcNow()));
            workspace.Journal.Published(done, what);
            return done;
        }
        catch (PublicationException e)
        {
            throw new RequestException(e.Message);
        }
    }
}
