using System.Globalization;
using Ndtms.Application;
using Ndtms.Application.Jobs;
using Ndtms.Core.Calendar;
using Ndtms.Core.Measures;
using Ndtms.Storage;
using Ndtms.Worker.Commands;
using Ndtms.Worker.Intake;

namespace Ndtms.Worker.Jobs;

/// <summary>Bodies of jobs that still have to become calls of use cases; the file goes when the last one has.</summary>
internal static class JobsNotMovedYet
{
    public static void Register()
    {
        JobBook.NotMovedYet["intake"] = TakeIn;
        JobBook.NotMovedYet["processing"] = Process;
        JobBook.NotMovedYet["matching"] = Match;
        JobBook.NotMovedYet["monthly-measures"] = WriteMeasures;
        JobBook.NotMovedYet["monthly-reports"] = WriteReports;
        JobBook.NotMovedYet["quarterly-packs"] = WritePacks;
        JobBook.NotMovedYet["feedback"] = WriteFeedback;
    }

    private static Terminal Silent => new(TextWriter.Null);

    private static void TakeIn(JobWork work)
    {
        var settings = work.Settings;
        var inbox = new Inbox(
            new IntakeFolders(settings.Inbox, settings.Archive, settings.Rejected), settings.Settle, work.Workspace, Silent, work.Workspace.Time,
            work.Cancellation);
        var code = inbox.TakeIn();
        CountSubmissions(work);
        if (code == ExitCode.MachineFailed)
            throw new EnvironmentException("Some files could not be taken in or put away, and stay in the inbox: check disk and rights. 'intake' says which.");
    }

    private static void Process(JobWork work)
    {
        SubmitCommand.Resume(work.Workspace.Submissions(), work.Workspace, Silent, work.Cancellation);
        CountSubmissions(work);
    }

    private static void Match(JobWork work)
    {
        var cut = new SubmissionCalendar(work.Workspace.Book.WorkingDays, []).LastClosedBefore(work.Workspace.Today);
        work.Count("journeys", AnalysisCommand.Refresh(work.Workspace, cut).Journeys);
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
        var count = ReportCommand.WriteMonthly(data, null, work.MonthFolder, Silent);
        work.Workspace.Journal.Reported("Monthly reports", count, work.Month);
        work.Count("reports", count);
    }

    /// <summary>All packs lie in one folder, where the next quarter's find what was agreed.</summary>
    private static void WritePacks(JobWork work)
    {
        var held = new HeldEpisodes(work.Workspace.Database).Load(work.Workspace.Book);
        var data = ReportCommand.Prepare(work.Workspace, held, work.Month, work.Settings.Disclosure);
        var folder = Path.Combine(work.Settings.ReportsFolder, "quarterly");
        var count = ReportCommand.WriteQuarterly(data, null, folder, folder, Silent);
        work.Workspace.Journal.Reported("Quarterly packs", count, work.Month);
        work.Count("packs", count);
    }

    private static void WriteFeedback(JobWork work)
    {
        var agencies = ReportCommand.WriteFeedback(work.Workspace, work.Month, _ => true, work.MonthFolder, Silent);
        work.Workspace.Journal.Reported("Feedback", agencies.Count, work.Month);
        work.Count("agencies", agencies.Count);
        work.Count("partnerships", ReportCommand.WritePartnershipFeedback(work.Workspace, work.Month, null, work.MonthFolder, Silent));
    }

    private static void CountSubmissions(JobWork work)
    {
        foreach (var (state, count) in work.Workspace.Ended)
            work.Count(state.ToString().ToLowerInvariant(), count);
    }
}
