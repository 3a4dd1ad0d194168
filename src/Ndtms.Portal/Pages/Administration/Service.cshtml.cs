using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Ndtms.Application;
using Ndtms.Application.Databases;
using Ndtms.Application.Housekeeping;
using Ndtms.Application.Jobs;
using Ndtms.Portal.Access;
using Ndtms.Portal.Hosting;
using Ndtms.Storage;

namespace Ndtms.Portal.Pages;

/// <summary>How the service is: jobs, queue, disk, backups and versions.</summary>
[Access("jobs-list")]
public sealed class ServiceModel(PortalOptions options) : PortalPage
{
    [BindProperty]
    public string? Job { get; set; }

    /// <summary>Every job with its last run.</summary>
    public IReadOnlyList<ListedJob> Jobs { get; private set; } = [];

    /// <summary>Facts about the installation, each a name and what it is.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts { get; private set; } = [];

    /// <summary>Whether jobs can be run here by hand.</summary>
    public bool MayRun => options.Jobs is not null && Caller.May("job-run");

    /// <summary>How a run ended, in words and colour.</summary>
    public static (string Text, string Colour) StateOf(JobRun? run) => run?.Outcome switch
    {
        null => ("Never run", "grey"),
        JobOutcome.Running => ("Running", "blue"),
        JobOutcome.Done => ("Done", "green"),
        JobOutcome.Nothing => ("Nothing to do", "grey"),
        _ => ("Failed", "red"),
    };

    public void OnGet()
    {
        Title = "Service";
        Jobs = Caller.Run(new ListJobs(Caller.Workspace), new ListJobsRequest());
        Facts = [.. Known()];
    }

    [Access("job-run")]
    public IActionResult OnPost()
    {
        if (options.Jobs is not { Runner: var runner })
            throw new NotFoundException("This portal runs no jobs.");
        var (job, by) = (JobBook.Find(Job ?? ""), Caller.Principal);
        if (job.Monthly)
            throw new RequestException($"The job {job.Name} is done for a month; run it with 'jobs run {job.Name} --month'.");
        // It may take minutes; the page tells of it when it is looked at again.
        _ = Task.Run(() =>
        {
            using var workspace = options.Open();
            try
            {
                new RunJob(workspace.Book, runner).Run(by, new RunJobRequest(job.Name));
            }
            catch (Exception e)
            {
                workspace.Journal.NotTold(by.Name, Failure.InWords(e));
            }
        });
        return Succeed("/admin/service", $"The job {job.Name} has begun. Refresh this page to see how it ended.");
    }

    private IEnumerable<(string, string)> Known()
    {
        yield return ("Submissions that wait or are being checked", Caller.Workspace.Queries().Waiting().ToString("#,0", CultureInfo.InvariantCulture));
        if (options.Jobs is { Settings: var settings })
        {
            var database = Caller.Run(new ShowDatabase(Caller.Workspace.Book), settings.Storage);
            yield return ("Database", $"{(database.Engine == StorageOptions.Sqlite ? "SQLite" : "SQL Server")}, schema {database.Schema.Version.ToString(CultureInfo.InvariantCulture)}");
            if (Caller.Workspace.Database.Path is { } path && Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
                yield return ("Free on the disk of the database", $"{(new DriveInfo(folder).AvailableFreeSpace / 1_000_000_000.0).ToString("#,0.0", CultureInfo.InvariantCulture)} GB");
            yield return ("Last backup", settings.Backup is not { } plan ? "None is made; the setting Backup:Folder makes one each night"
                : Backups.Last(plan) is { } day ? LondonTime.Day(day) : "None yet");
        }

        yield return ("Version", ProgramVersion.Text);
    }
}
