using Ndtms.Application.Access;
using Ndtms.Core.DataSets;

namespace Ndtms.Application;

/// <summary>How far a use case is.</summary>
/// <param name="What">What it is doing, such as "Writing monthly reports".</param>
/// <param name="Done">How many items are finished.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Finished">What has just been finished: an item of the result's list; null where there is nothing to say of it.</param>
public sealed record Progress(string What, int Done, int Total, object? Finished = null);

/// <summary>One call of a use case.</summary>
/// <param name="By">Who asks.</param>
/// <param name="Allowed">What they may see and do.</param>
/// <param name="Report">Where progress is told; null: nowhere.</param>
/// <param name="Cancellation">Start nothing new.</param>
public sealed record Invocation(Principal By, Allowed Allowed, IProgress<Progress>? Report, CancellationToken Cancellation)
{
    /// <summary>Does something with each item, reporting how far it is, until it is cancelled.</summary>
    /// <param name="what">What is done, such as "Writing monthly reports".</param>
    /// <param name="items">The items.</param>
    /// <param name="work">Does it; what it returns is reported with the item.</param>
    /// <returns>What was returned for each item, in their order.</returns>
    public IReadOnlyList<TResult> Each<T, TResult>(string what, IReadOnlyCollection<T> items, Func<T, TResult> work)
    {
        var results = new List<TResult>(items.Count);
        Report?.Report(new Progress(what, 0, items.Count));
        foreach (var item in items)
        {
            if (Cancellation.IsCancellationRequested)
                break;
            results.Add(work(item));
            Report?.Report(new Progress(what, results.Count, items.Count, results[^1]));
        }

        return results;
    }

    /// <summary>The same with as many items at once as there are cores. Progress is told in the items' order.</summary>
    /// <param name="what">What is done.</param>
    /// <param name="items">The items.</param>
    /// <param name="work">Does it, beside others.</param>
    /// <param name="lane">Items of one lane are done one after the other, in their order; null: none need wait.</param>
    /// <returns>What was returned for each item, in their order.</returns>
    public IReadOnlyList<TResult> EachSideBySide<T, TResult>(
        string what, IReadOnlyCollection<T> items, Func<T, TResult> work, Func<T, string?>? lane = null)
    {
        var done = 0;
        Report?.Report(new Progress(what, 0, items.Count));
        return new SideBySide<T, TResult>(
            [.. items], [.. items.Select(item => lane?.Invoke(item))], work,
            result => Report?.Report(new Progress(what, ++done, items.Count, result))).Run(Cancellation);
    }
}

/// <summary>Something that a user, a job or a supplier's system can do. Every door (page, API, command, job) calls it in the same way, and
/// nothing else reaches the data.</summary>
/// <param name="name">Its row in <c>access.csv</c>.</param>
/// <param name="book">The reference data, which says which partnerships lie in a region.</param>
/// <typeparam name="TRequest">What is asked for.</typeparam>
/// <typeparam name="TResult">What comes of it: plain data, no text for a screen.</typeparam>
public abstract class UseCase<TRequest, TResult>(string name, CodeBook book)
{
    /// <summary>Its row in <c>access.csv</c>.</summary>
    public string Name => name;

    /// <summary>Carries out a request.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="request">What for.</param>
    /// <param name="progress">Where progress is told; null: nowhere.</param>
    /// <param name="cancellation">Start nothing new; what is finished stays.</param>
    /// <exception cref="AccessDeniedException">The caller has no role or right for it.</exception>
    /// <exception cref="RequestException">The request cannot be carried out as it is.</exception>
    /// <exception cref="EnvironmentException">Disk, rights or network do not allow it.</exception>
    /// <exception cref="Storage.StorageException">The database cannot be used.</exception>
    public TResult Run(Principal by, TRequest request, IProgress<Progress>? progress = null, CancellationToken cancellation = default) =>
        Execute(new Invocation(by, AccessTable.Of(by, name, book.Areas), progress, cancellation), request);

    /// <summary>Carries out a request that the caller may make.</summary>
    protected abstract TResult Execute(Invocation invocation, TRequest request);
}
