using Ndtms.Application.Housekeeping;
using Ndtms.Application.Notifications;
using Ndtms.Storage;

namespace Ndtms.Application.Jobs;

/// <summary>Every job of the service. A new one is an entry here and its times in <c>schedules</c>.</summary>
public static class JobBook
{
    /// <summary>Bodies that still have to become calls of use cases, by the job's name.</summary>
    public static IDictionary<string, Action<JobWork>> NotMovedYet { get; } = new Dictionary<string, Action<JobWork>>(StringComparer.Ordinal);

    /// <summary>The jobs, in the order in which they are listed.</summary>
    public static IReadOnlyList<Job> All { get; } =
    [
        new("intake", "Takes in the files that agencies have dropped, and puts them away with their feedback.", w => NotMovedYet["intake"](w)),
        new("processing", "Processes submissions that wait, or that a stopped node left behind.", w => NotMovedYet["processing"](w)),
        new("matching", "Finds again which clients are one person, and brings analysts' tables up to date.", w => NotMovedYet["matching"](w)),
        new("monthly-measures", "Writes every figure of a month as CSV.", w => NotMovedYet["monthly-measures"](w), Monthly: true),
        new("monthly-reports", "Writes the monthly reports of every partnership, region and England.", w => NotMovedYet["monthly-reports"](w), Monthly: true),
        new("quarterly-packs", "Writes the packs for quarterly reviews, with the actions of the last ones.", w => NotMovedYet["quarterly-packs"](w), Monthly: true, Quarterly: true),
        new("feedback", "Writes the month's feedback on data quality, to agencies and to partnerships.", w => NotMovedYet["feedback"](w), Monthly: true),
        new("reminders", "Reminds agencies before their deadline, and tells regions after it who is late.", Remind),
        new("housekeeping", "Deletes what need not be kept any longer, and backs up the embedded database.", KeepHouse),
    ];

    /// <summary>The job of a name.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public static Job Find(string name) => All.FirstOrDefault(j => j.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new NotFoundException($"There is no job '{name}'; the jobs are {string.Join(", ", All.Select(j => j.Name))}.");

    private static void Remind(JobWork work)
    {
        var today = work.Workspace.Today;
        var notices = new List<Notice>();
        using (var outbox = work.Settings.Outbox())
        {
            foreach (var month in SendNotices.MonthsAt(today, new CalendarData(work.Workspace.Database).Extensions()))
            {
                var sent = work.Call(
                    new SendNotices(work.Workspace),
                    new SendNoticesRequest(month, today, work.Settings.RemindBefore, outbox, work.Settings.NotifyFolder));
                notices.AddRange(sent.Notices);
            }
        }

        work.Count("messages", notices.Count(n => n.IsOut));
        if (notices.Find(n => n.Outcome is NoticeOutcome.NotSent or NoticeOutcome.Unknown) is { } problem)
            throw new EnvironmentException($"Some messages could not be sent. {problem.Problem ?? "It is not known whether some were; 'notify' says whose."}");
    }

    private static void KeepHouse(JobWork work)
    {
        var settings = work.Settings;
        var done = work.Call(
            new KeepHouse(work.Workspace),
            new KeepHouseRequest(settings.Storage, settings.RawFilesMonths, settings.IssuesMonths, settings.Backup));
        work.Count("files-deleted", done.FilesDeleted);
        work.Count("issues-deleted", done.IssuesDeleted);
        work.Count("backups", done.Backups);
    }
}
