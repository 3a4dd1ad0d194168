using System.Globalization;
using Ndtms.Application;
using Ndtms.Application.Feedback;
using Ndtms.Application.Figures;
using Ndtms.Application.Reports;
using Ndtms.Application.Submissions;
using Ndtms.Core.Calendar;
using Ndtms.Storage;
using Ndtms.Worker.Notifications;

namespace Ndtms.Worker.Jobs;

/// <summary>Every job of the service. A new one is an entry here and its times in <c>schedules</c>.</summary>
internal static class JobBook
{
    public static IReadOnlyList<Job> All { get; } =
    [
        new("intake", "Takes in what agencies have dropped, and puts it away with its feedback.", Monthly: false, TakeIn),
        new("processing", "Goes on with submissions that nobody has begun, or that a node left behind.", Monthly: false, Process),
        new("matching", "Works out anew which clients are one person, and brings analysts' tables up to date.", Monthly: false, Match),
        new("monthly-measures", "Writes every figure of a month as CSV.", Monthly: true, WriteMeasures),
        new("monthly-reports", "Writes the monthly reports of every partnership, region and England.", Monthly: true, WriteReports),
        new("quarterly-packs", "Writes the packs for quarterly reviews, with the actions of the last ones.", Monthly: true, WritePacks, Quarterly: true),
        new("feedback", "Writes the month's feedback on data quality, to agencies and to partnerships.", Monthly: true, WriteFeedback),
        new("reminders", "Reminds agencies before their deadline, and tells regions after it who is late.", Monthly: false, Remind),
        new("housekeeping", "Deletes what need not be kept any longer, and backs the embedded database up.", Monthly: false, CleanUp),
    ];

    /// <summary>The job of a name.</summary>
    /// <exception cref="RequestException">There is none.</exception>
    public static Job Find(string name) => All.FirstOrDefault(j => j.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new RequestException($"There is no job '{name}'; the jobs are {string.Join(", ", All.Select(j => j.Name))}.");

    private static void TakeIn(JobWork work)
    {
        var emptied = work.Call("intake", new TakeInInbox(work.Workspace), new InboxToEmpty(work.Settings.Intake, work.Settings.Settle));
        CountSubmissions(work);
        if (emptied.Files.Any(f => f.IsFault))
            throw new EnvironmentException("Some files could not be taken in or moved, and stay in the inbox: check disk and rights. 'intake' says which.");
    }

    private static void Process(JobWork work)
    {
        work.Call("processing", new ProcessSubmissions(work.Workspace), SubmissionsToProcess.All);
        CountSubmissions(work);
    }

    private static void Match(JobWork work)
    {
        var cut = new SubmissionCalendar(work.Workspace.Book.WorkingDays, []).LastClosedBefore(work.Today);
        work.Count("journeys", work.Call("matching", new RefreshAnalystTables(work.Workspace), new RefreshAnalystTablesRequest(cut)).Journeys);
    }

    private static void WriteMeasures(JobWork work)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"measures-{work.Month:yyyy-MM}.csv");
        work.Call(
            "monthly-measures", new ExportMeasures(work.Workspace),
            new ExportMeasuresRequest(work.Month, [], work.Settings.Disclosure, Path.Combine(work.MonthFolder, name)));
        work.Count("files", 1);
    }

    private static void WriteReports(JobWork work) => work.Count("reports", work.Call(
        "monthly-reports", new WriteMonthlyReports(work.Workspace),
        new ReportRequest(new FigureOrigin.Current(work.Month), [], work.Settings.Disclosure, work.MonthFolder)).Written.Count);

    /// <summary>All packs lie in one folder, where the next quarter's find what was agreed.</summary>
    private static void WritePacks(JobWork work)
    {
        var folder = Path.Combine(work.Settings.ReportsFolder, "quarterly");
        Directory.CreateDirectory(folder);
        work.Count("packs", work.Call(
            "quarterly-packs", new WriteQuarterlyPacks(work.Workspace),
            new QuarterlyPackRequest(new FigureOrigin.Current(work.Month), [], work.Settings.Disclosure, folder, folder)).Written.Count);
    }

    private static void WriteFeedback(JobWork work)
    {
        work.Count("agencies", work.Call(
            "feedback", new WriteFeedback(work.Workspace), new FeedbackToWrite(work.Month, [], work.MonthFolder)).Agencies.Count);
        work.Count("partnerships", work.Call(
            "feedback", new WritePartnershipFeedback(work.Workspace), new PartnershipFeedbackToWrite(work.Month, [], work.MonthFolder))
            .Count(w => w.IsWritten));
    }

    private static void Remind(JobWork work)
    {
        var notices = new Notices(
            work.Workspace, work.Settings.Outbox(work.Time), work.Settings.NotifyFolder, work.Settings.RemindBefore, work.Terminal, work.Time);
        var code = ExitCode.Done;
        foreach (var month in Notices.MonthsAt(work.Today, new CalendarData(work.Workspace.Database).Extensions()))
        {
            code = Math.Max(code, notices.Send(month, work.Today));
            work.Count("messages", notices.Sent);
        }

        if (code == ExitCode.MachineFailed)
            throw new EnvironmentException("Some messages could not be sent: check the mail server or the folder. 'notify' says whose.");
    }

    private static void CleanUp(JobWork work)
    {
        var now = work.Time.GetUtcNow();
        work.Count("received-files-deleted", work.Workspace.Submissions().DeleteLeftOver(now.AddHours(-1), work.Today.AddDays(-30)));
        var keeping = new Retention(work.Workspace.Database);
        if (work.Settings.RawFilesMonths is > 0 and var files)
            work.Count("files-deleted", keeping.DeleteFiles(work.Today.AddMonths(-files)));
        if (work.Settings.IssuesMonths is > 0 and var issues)
            work.Count("findings-deleted", keeping.DeleteIssues(work.Today.AddMonths(-issues)));
        if (work.Settings.BackupFolder is { } folder)
            work.Count("backups", Backups.Make(work.Settings.Storage, folder, work.Settings.BackupsKept, work.Today));
        work.Workspace.Database.Compact();
    }

    private static void CountSubmissions(JobWork work)
    {
        foreach (var (state, count) in work.Workspace.Ended)
            work.Count(state.ToString().ToLowerInvariant(), count);
    }
}
