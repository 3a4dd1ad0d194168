using Ndtms.Application;
using Ndtms.Workbooks.Quarterly;
using Ndtms.Worker.Running;

namespace Ndtms.Worker.Jobs;

/// <summary>Something that the service does by itself.</summary>
/// <param name="Name">Its name in the schedule and in calls.</param>
/// <param name="Title">What it does, in a sentence.</param>
/// <param name="Monthly">It is done once for each month, after the month's window has closed.</param>
/// <param name="Work">Does it, and counts what it did; no count above 0 says that there was nothing to do. It can be done again after it
/// was broken off anywhere.</param>
/// <param name="Quarterly">Of a monthly one: only for months that end a quarter.</param>
internal sealed record Job(string Name, string Title, bool Monthly, Action<JobWork> Work, bool Quarterly = false)
{
    /// <summary>Whether it is done for a month at all.</summary>
    public bool IsOf(DateOnly month) => Monthly && (!Quarterly || Quarters.IsEnd(month));
}

/// <summary>What a job works with, and what it counts.</summary>
/// <param name="workspace">The opened database.</param>
/// <param name="settings">The settings.</param>
/// <param name="month">Of a monthly job: the last day of the month.</param>
/// <param name="terminal">Where to tell what is done.</param>
/// <param name="time">The clock, with the days of the calendar's place.</param>
/// <param name="cancellation">The service is stopping: begin with nothing new.</param>
internal sealed class JobWork(
    Workspace workspace, ServiceSettings settings, DateOnly? month, Terminal terminal, TimeProvider time, CancellationToken cancellation)
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public Workspace Workspace => workspace;

    public ServiceSettings Settings => settings;

    public Terminal Terminal => terminal;

    public TimeProvider Time => time;

    public CancellationToken Cancellation => cancellation;

    public DateOnly Today => DateOnly.FromDateTime(time.GetLocalNow().DateTime);

    /// <summary>The last day of the month that it is done for.</summary>
    public DateOnly Month => month ?? throw new InvalidOperationException("The job is none of a month.");

    /// <summary>Where what is made of the month goes.</summary>
    public string MonthFolder => Path.Combine(settings.ReportsFolder, FormattableString.Invariant($"{Month:yyyy-MM}"));

    /// <summary>What was done, how often.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    public void Count(string what, long count) => _counts[what] = _counts.GetValueOrDefault(what) + count;
}
