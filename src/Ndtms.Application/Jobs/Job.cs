using Ndtms.Application.Access;
using Ndtms.Workbooks.Quarterly;

namespace Ndtms.Application.Jobs;

/// <summary>Something that the service does by itself.</summary>
/// <param name="Name">Its name in the schedule and in calls.</param>
/// <param name="Title">What it does, in a sentence.</param>
/// <param name="Work">Does it by calling use cases, and counts what it did; no count above 0 says that there was nothing to do. It can be
/// done again after it was stopped at any point.</param>
/// <param name="Monthly">It is done once for each month, after the month's window has closed.</param>
/// <param name="Quarterly">Of a monthly one: only for months that end a quarter.</param>
public sealed record Job(string Name, string Title, Action<JobWork> Work, bool Monthly = false, bool Quarterly = false)
{
    /// <summary>Whether it is done for a month at all.</summary>
    /// <param name="month">The last day of the month.</param>
    public bool IsOf(DateOnly month) => Monthly && (!Quarterly || Quarters.IsEnd(month));
}

/// <summary>What a run of a job works with, and what it counts.</summary>
/// <param name="job">The job, in whose name use cases are called.</param>
/// <param name="workspace">The opened database.</param>
/// <param name="settings">The settings.</param>
/// <param name="month">Of a monthly job: the last day of the month.</param>
/// <param name="cancellation">The service is stopping: start nothing new.</param>
public sealed class JobWork(string job, Workspace workspace, JobSettings settings, DateOnly? month, CancellationToken cancellation)
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];

    /// <summary>The opened database.</summary>
    public Workspace Workspace => workspace;

    /// <summary>The settings.</summary>
    public JobSettings Settings => settings;

    /// <summary>Start nothing new once it is cancelled.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>The last day of the month that it is done for.</summary>
    public DateOnly Month => month ?? throw new InvalidOperationException("The job is not done for a month.");

    /// <summary>Where files of the month go.</summary>
    public string MonthFolder => Path.Combine(settings.ReportsFolder, FormattableString.Invariant($"{Month:yyyy-MM}"));

    /// <summary>What was done, and how often.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>What could not be done although the rest was, each in a sentence without any value of the data.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Tells of something that could not be done although the rest was.</summary>
    /// <param name="problem">A sentence without any value of the data.</param>
    public void Tell(string problem) => _problems.Add(problem);

    /// <summary>Adds to what was done.</summary>
    public void Count(string what, long count) => _counts[what] = _counts.GetValueOrDefault(what) + count;

    /// <summary>Carries out a request as the operator that has the job's name.</summary>
    /// <inheritdoc cref="UseCase{TRequest,TResult}.Run" path="/exception"/>
    public TResult Call<TRequest, TResult>(UseCase<TRequest, TResult> useCase, TRequest request) =>
        useCase.Run(Principal.Operator(job), request, progress: null, cancellation);
}
