using System.Globalization;
using Ndtms.Application.Access;
using Ndtms.Application.Calendar;
using Ndtms.Core.Calendar;
using Ndtms.Core.DataSets;
using Ndtms.Core.Quality;
using Ndtms.Storage;

namespace Ndtms.Application.Home;

/// <summary>How urgent a task is.</summary>
public enum TaskState
{
    /// <summary>There is nothing to do.</summary>
    Done,

    /// <summary>It is under way by itself.</summary>
    UnderWay,

    /// <summary>It is to be done.</summary>
    ToDo,

    /// <summary>It waits for a decision.</summary>
    Waiting,
}

/// <summary>Something to do.</summary>
/// <param name="Text">What.</param>
/// <param name="Path">The page on which it is done; null: there is nothing to open.</param>
/// <param name="State">How urgent it is.</param>
/// <param name="Status">How it stands, in a word or a number with its unit.</param>
public sealed record HomeTask(string Text, string? Path, TaskState State, string Status);

/// <summary>What waits for a caller in one role.</summary>
/// <param name="Role">The role.</param>
/// <param name="Title">The heading.</param>
/// <param name="Note">How much time there is; null: nothing to say.</param>
/// <param name="Tasks">What there is to do; empty: nothing.</param>
public sealed record HomeSection(Role Role, string Title, string? Note, IReadOnlyList<HomeTask> Tasks);

/// <summary>Asks what there is to do; nothing else to say.</summary>
public sealed record HomeWanted;

/// <summary>Shows what is due and what waits for the caller, a section for each role and, for a provider, for each agency.</summary>
public sealed class ShowHome(Workspace workspace) : UseCase<HomeWanted, IReadOnlyList<HomeSection>>("home-show", workspace.Book)
{
    private readonly SubmissionQueries _submissions = workspace.Queries();

    /// <inheritdoc/>
    protected override IReadOnlyList<HomeSection> Execute(Invocation invocation, HomeWanted request) =>
        [.. invocation.By.Grants.GroupBy(g => g.Role).OrderBy(g => g.Key).SelectMany(g => Of(Principal.Account(invocation.By.Name, [.. g]), g.Key))];

    private IEnumerable<HomeSection> Of(Principal by, Role role)
    {
        if (role == Role.Administrator)
            return [Administration()];
        var scope = AccessTable.Of(by, Name, workspace.Book.Areas).Scope;
        // Files for a month are sent in the month after it.
        var month = new DateOnly(workspace.Today.Year, workspace.Today.Month, 1).AddDays(-1);
        var (_, standings) = ShowCalendar.Standings(workspace, scope, month, workspace.Today);
        return role switch
        {
            Role.Provider => standings.Select(s => Provider(by, scope, s, month, isOnly: standings.Count == 1)),
            Role.Partnership => Partnerships(by, standings, month),
            _ => [Analyst(role, scope, standings, month)],
        };
    }

    private HomeSection Provider(Principal by, Scope scope, AgencyStanding standing, DateOnly month, bool isOnly)
    {
        var agency = standing.Agency.Code;
        var last = _submissions.List(scope, new SubmissionFilter(agency, Month: month), Page.First(1)).Items.SingleOrDefault();
        var at = last is null ? null : FormattableString.Invariant($"/submissions/{last.Id}");
        var maySend = AccessTable.Allows(by, "file-receive");
        var tasks = new List<HomeTask>
        {
            last?.State switch
            {
                SubmissionState.Received or SubmissionState.Checking => new("Upload your file", at, TaskState.UnderWay, "Being checked"),
                SubmissionState.Held => new("Upload your file", at, TaskState.Waiting, "Held"),
                SubmissionState.Accepted => new("Upload your file", at, TaskState.Done, "Done"),
                _ => new("Upload your file", maySend ? "/submissions/upload" : null, TaskState.ToDo, "Not sent"),
            },
        };
        if (last?.State == SubmissionState.Held)
            tasks.Add(new("Confirm or withdraw a held file", at, TaskState.Waiting, "Held"));
        if (last?.State is SubmissionState.Accepted or SubmissionState.Rejected)
        {
            if (_submissions.CountsOf(scope, last.Id).FirstOrDefault(c => c.Kind == EntityKind.Episode)?.Rejected is > 0 and var rejected)
                tasks.Add(new("Correct what was rejected", $"{at}/issues", TaskState.ToDo, Count(rejected, "episode")));
            else if (last.State == SubmissionState.Rejected)
                tasks.Add(new("Correct what was rejected", at, TaskState.ToDo, "The whole file"));
        }

        if (last?.State == SubmissionState.Accepted
            && _submissions.ContentOf(scope, last.Id)?.Tops.Count(t => t.Standing == TopStanding.Overdue) is > 0 and var overdue)
            tasks.Add(new("TOP forms overdue", $"{at}/top", TaskState.ToDo, overdue.ToString("#,0", CultureInfo.InvariantCulture)));
        return new HomeSection(
            Role.Provider, $"What to do for {Words(month)}{(isOnly ? "" : $": {standing.Agency.Name}")}", TimeLeft(standing.Deadline), tasks);
    }

    private IEnumerable<HomeSection> Partnerships(Principal by, IReadOnlyList<AgencyStanding> standings, DateOnly month) =>
        by.Grants.SelectMany(g => g.Partnerships).Distinct(StringComparer.Ordinal).Select(code =>
        {
            var own = standings.Where(s => s.Agency.Partnership == code).ToList();
            return new HomeSection(
                Role.Partnership, $"New for {workspace.Book.Areas.Partnership(code)?.Name ?? code}", null,
                own.Count == 0 ? [] : [new($"Files for {Words(month)}", $"/partnerships/{code}", own.All(s => s.IsAccepted) ? TaskState.Done : TaskState.UnderWay,
                    FormattableString.Invariant($"{own.Count(s => s.IsAccepted):#,0} of {own.Count:#,0} in"))]);
        });

    private HomeSection Analyst(Role role, Scope scope, IReadOnlyList<AgencyStanding> standings, DateOnly month)
    {
        var (late, held) = (standings.Count(s => s.IsLate), _submissions.List(scope, new SubmissionFilter(State: SubmissionState.Held), Page.First(1)).Total);
        return new HomeSection(
            role, "Today", FormattableString.Invariant($"{standings.Count(s => s.IsAccepted):#,0} of {standings.Count:#,0} agencies are in for {Words(month)}."),
            [
                .. late == 0 ? Array.Empty<HomeTask>() : [new("Late agencies", "/board", TaskState.ToDo, late.ToString("#,0", CultureInfo.InvariantCulture))],
                .. held == 0 ? Array.Empty<HomeTask>() : [new("Files that are held", "/board", TaskState.Waiting, held.ToString("#,0", CultureInfo.InvariantCulture))],
            ]);
    }

    private HomeSection Administration()
    {
        var now = workspace.Time.GetUtcNow();
        var tasks = new List<HomeTask>();
        void Add(string text, string path, long count)
        {
            if (count > 0)
                tasks.Add(new(text, path, TaskState.ToDo, count.ToString("#,0", CultureInfo.InvariantCulture)));
        }

        Add("Invitations not used", "/admin/accounts?state=invited", new AccountProofs(workspace.Database).OpenInvitations().Count);
        Add(
            "API tokens that end within 14 days", "/admin/tokens",
            new ApiTokens(workspace.Database).List(Scope.England, now).Count(t => t.Ended is null && t.Expires > now && t.Expires < now.AddDays(14)));
        Add("Jobs that failed", "/admin/service", new JobRuns(workspace.Database, Node.This(workspace.Time)).Last().Count(r => r.Outcome == JobOutcome.Failed));
        if (new AuditTrail(workspace.Database, workspace.Secrets).LastCheck() is { Broken: not null })
            tasks.Add(new("The audit is broken", "/admin/audit", TaskState.ToDo, "Look now"));
        return new HomeSection(Role.Administrator, "Needs you", null, tasks);
    }

    private string TimeLeft(DateOnly deadline)
    {
        var today = workspace.Today;
        var shown = deadline.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
        return today <= deadline
            ? $"In time until {shown}: {Count(workspace.Book.WorkingDays.Between(today, deadline), "working day")} left."
            : $"The deadline was {shown}: {Count(workspace.Book.WorkingDays.Between(deadline, today), "working day")} late.";
    }

    private static string Words(DateOnly month) => month.ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Count(int count, string one) => FormattableString.Invariant($"{count:#,0} {one}{(count == 1 ? "" : "s")}");
}
