using Ndtms.Application.Accounts;
using Ndtms.Application.Feedback;
using Ndtms.Application.Figures;
using Ndtms.Application.Housekeeping;
using Ndtms.Application.Notifications;
using Ndtms.Application.Reports;
using Ndtms.Application.Submissions;
using Ndtms.Core.Calendar;
using Ndtms.Core.Measures;
using Ndtms.Storage;

namespace Ndtms.Application.Jobs;

/// <summary>Every job of the service. A new one is an entry here and its times in <c>schedules</c>.</summary>
public static class JobBook
{
    /// <summary>The jobs, in the order in which they are listed.</summary>
    public static IReadOnlyList<Job> All { get; } =
    [
        new("intake", "Takes in the files that agencies have dropped, and moves them with their feedback.", TakeIn),
        new("processing", "Processes submissions that wait, or that a stopped node left behind.", Process),
        new("matching", "Finds again which clients are one person, and brings analysts' tables up to date.", Match),
        new("figures", "Brings figures up to date after submissions, so that reports and pages need not wait.", KeepFigures),
        new("monthly-measures", "Writes every figure of a month as CSV.", WriteMeasures, Monthly: true),
        new("monthly-reports", "Writes the monthly reports of every partnership, region and England.", WriteReports, Monthly: true),
        new("quarterly-packs", "Writes the packs for quarterly reviews, with the actions of the last ones.", WritePacks, Monthly: true, Quarterly: true),
        new("feedback", "Writes the month's feedback on data quality, to agencies and to partnerships.", WriteFeedback, Monthly: true),
        new("reminders", "Reminds agencies before their deadline, and tells regions after it who is late.", Remind),
        new("accounts", "Suspends accounts that are not used, tells of API tokens that end soon, and checks that the audit is whole.", KeepAccounts),
        new("housekeeping", "Deletes what need not be kept any longer, and backs up the embedded database.", KeepHouse),
    ];

    /// <summary>The job of a name.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public static Job Find(string name) => All.FirstOrDefault(j => j.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new NotFoundException($"There is no job '{name}'; the jobs are {string.Join(", ", All.Select(j => j.Name))}.");

    private static void TakeIn(JobWork work)
    {
        var emptied = work.Call(new TakeInInbox(work.Workspace), new InboxToEmpty(work.Settings.Inbox, work.Settings.Settle));
        CountSubmissions(work);
        if (emptied.Files.Any(f => f.IsFault))
            throw new EnvironmentException("Some files could not be received or moved, and stay in the inbox: check disk and rights. 'intake' says which.");
    }

    private static void Process(JobWork work)
    {
        work.Call(new ProcessSubmissions(work.Workspace), SubmissionsToProcess.All);
        CountSubmissions(work);
        work.Count("checks", work.Call(new ProcessChecks(work.Workspace), new ChecksToProcess()));
    }

    private static void Match(JobWork work)
    {
        work.Count("journeys", work.Call(new RefreshAnalystTables(work.Workspace), new RefreshAnalystTablesRequest(LastClosed(work))).Journeys);
    }

    private static void KeepFigures(JobWork work)
    {
        var kept = work.Call(new KeepFigures(work.Workspace), new KeepFiguresRequest(LastClosed(work)));
        work.Count("people", kept.Persons);
        work.Count("month ends", kept.Cuts);
    }

    private static DateOnly LastClosed(JobWork work) =>
        new SubmissionCalendar(work.Workspace.Book.WorkingDays, []).LastClosedBefore(work.Workspace.Today);

    private static void WriteMeasures(JobWork work)
    {
        // Figures of all areas are no area's own.
        var edition = work.Settings.Edition == Edition.Exact ? Edition.Exact : Edition.Public;
        var path = Path.Combine(work.MonthFolder, FormattableString.Invariant($"measures-{work.Month:yyyy-MM}{edition.Suffix()}.csv"));
        work.Call(new ExportMeasures(work.Workspace), new ExportMeasuresRequest(work.Month, FigureChoice.All, edition, path));
        work.Count("files", 1);
    }

    private static void WriteReports(JobWork work)
    {
        var request = new ReportRequest(new FigureOrigin.Current(work.Month), [], work.Settings.Edition, work.MonthFolder) { Pdf = work.Settings.Pdf };
        var reports = work.Call(new WriteMonthlyReports(work.Workspace), request);
        work.Count("reports", reports.Written.Count);
        foreach (var problem in reports.WithoutPdf)
            work.Tell(problem);
    }

    /// <summary>All packs lie in one folder, where the next quarter's find what was agreed.</summary>
    private static void WritePacks(JobWork work)
    {
        var folder = Path.Combine(work.Settings.ReportsFolder, "quarterly");
        Directory.CreateDirectory(folder);
        var request = new QuarterlyPackRequest(new FigureOrigin.Current(work.Month), [], work.Settings.Edition, folder, folder) { Pdf = work.Settings.Pdf };
        var packs = work.Call(new WriteQuarterlyPacks(work.Workspace), request);
        work.Count("packs", packs.Written.Count);
        foreach (var problem in packs.NotWritten.Select(w => w.Problem).OfType<string>().Concat(packs.WithoutPdf))
            work.Tell(problem);
    }

    private static void WriteFeedback(JobWork work)
    {
        var agencies = work.Call(new WriteFeedback(work.Workspace), new FeedbackToWrite(work.Month, [], work.MonthFolder));
        work.Count("agencies", agencies.Agencies.Count);
        var partnerships = work.Call(new WritePartnershipFeedback(work.Workspace), new PartnershipFeedbackToWrite(work.Month, [], work.MonthFolder));
        work.Count("partnerships", partnerships.Count(w => w.IsWritten));
    }

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

    private static void KeepAccounts(JobWork work)
    {
        var mail = work.Settings.Mail;
        var kept = work.Call(new KeepAccounts(work.Workspace), new AccountsToKeep(mail));
        work.Count("suspended", kept.Suspended);
        work.Count("tokens-ending", kept.Told);
        work.Count("sessions-deleted", kept.Deleted);
        foreach (var problem in kept.Problems)
            work.Tell(problem);
        if (work.Call(new CheckAudit(work.Workspace), new AuditToCheck()).Broken is { } broken)
        {
            throw new EnvironmentException(FormattableString.Invariant(
                $"The audit is broken at event {broken}: it was changed, removed or put in between. Compare the database with a backup, and find out who could write to it."));
        }
    }

    private static void KeepHouse(JobWork work)
    {
        var settings = work.Settings;
        var done = work.Call(
            new KeepHouse(work.Workspace),
            new KeepHouseRequest(settings.Storage, settings.RawFilesMonths, settings.IssuesMonths, settings.Backup));
        work.Count("received-files-deleted", done.LeftOver);
        work.Count("files-deleted", done.FilesDeleted);
        work.Count("issues-deleted", done.IssuesDeleted);
        work.Count("backups", done.Backups);
    }

    private static void CountSubmissions(JobWork work)
    {
        foreach (var (state, count) in work.Workspace.Ended)
            work.Count(state.ToString().ToLowerInvariant(), count);
    }
}
