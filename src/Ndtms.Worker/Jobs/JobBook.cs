using System.Globalization;
using Ndtms.Application;
using Ndtms.Core.Calendar;
using Ndtms.Core.Measures;
using Ndtms.Storage;
using Ndtms.Worker.Commands;
using Ndtms.Worker.Intake;
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
        var inbox = new Inbox(work.Settings.Intake, work.Settings.Settle, work.Workspace, work.Terminal, work.Time, work.Cancellation);
        var code = inbox.TakeIn();
        CountSubmissions(work);
        if (code == ExitCode.MachineFailed)
            throw new EnvironmentException("Some files could not be taken in or put away, and stay in the inbox: check disk and rights. 'intake' says which.");
    }

    private static void Process(JobWork work)
    {
        SubmitCommand.Resume(work.Workspace.Submissions(), work.Workspace, work.Terminal, work.Cancellation);
        CountSubmissions(work);
    }

    private static void Match(JobWork work)
    {
        var cut = new SubmissionCalendar(work.Workspace.Book.WorkingDays, []).LastClosedBefore(work.Today);
        try
        {
            work.Count("journeys", AnalysisCommand.Refresh(work.Workspace, cut).Journeys);
        }
        catch (SubmissionStateException e)
        {
            // A file is being taken in; it will be done by the next try.
            throw new EnvironmentException(e.Message, e);
        }
    }

    private static void WriteMeasures(JobWork work)
    {
        var held = new HeldEpisodes(work.Workspace.Database).Load(work.Workspace.Book);
        var figures = MeasureRun.Compute(held, work.Workspace.Book, work.Month);
        var shown = ShownFigures.Of(figures, work.Settings.Disclosure, new AreaTree(work.Workspace.Book.Areas, held.Agencies.Values));
        var name = string.Create(CultureInfo.InvariantCulture, $"measures-{work.Month:yyyy-MM}.csv");
        Files.Write(Path.Combine(work.MonthFolder, name), stream => FigureExport.Write(shown, stream));
        work.Workspace.Journal.Reported("Figures", 1, work.Month);
        work.Count("files", 1);
    }

    private static void WriteReports(JobWork work)
    {
        var held = new HeldEpisodes(work.Workspace.Database).Load(work.Workspace.Book);
        var data = ReportCommand.Prepare(work.Workspace, held, work.Month, work.Settings.Disclosure);
        var count = ReportCommand.WriteMonthly(data, null, work.MonthFolder, work.Terminal);
        work.Workspace.Journal.Reported("Monthly reports", count, work.Month);
        work.Count("reports", count);
    }

    /// <summary>All packs lie in one folder, where the next quarter's find what was agreed.</summary>
    private static void WritePacks(JobWork work)
    {
        var held = new HeldEpisodes(work.Workspace.Database).Load(work.Workspace.Book);
        var data = ReportCommand.Prepare(work.Workspace, held, work.Month, work.Settings.Disclosure);
        var folder = Path.Combine(work.Settings.ReportsFolder, "quarterly");
        var count = ReportCommand.WriteQuarterly(data, null, folder, folder, work.Terminal);
        work.Workspace.Journal.Reported("Quarterly packs", count, work.Month);
        work.Count("packs", count);
    }

    private static void WriteFeedback(JobWork work)
    {
        var agencies = ReportCommand.WriteFeedback(work.Workspace, work.Month, _ => true, work.MonthFolder, work.Terminal);
        work.Workspace.Journal.Reported("Feedback", agencies.Count, work.Month);
        work.Count("agencies", agencies.Count);
        work.Count("partnerships", ReportCommand.WritePartnershipFeedback(work.Workspace, work.Month, null, work.MonthFolder, work.Terminal));
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
