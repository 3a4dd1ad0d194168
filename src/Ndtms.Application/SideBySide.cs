namespace Ndtms.Application;

/// <summary>Does something with several items at once, as many as there are cores, and tells of each in their order.</summary>
/// <typeparam name="T">The items.</typeparam>
/// <typeparam name="TResult">What comes of each.</typeparam>
/// <param name="items">The items.</param>
/// <param name="lanes">By item: those of one lane are done one after the other, in their order; null: it need not wait for any.</param>
/// <param name="work">What is done.</param>
/// <param name="finished">Is told of each result, once all items before it are finished, by one thread at a time.</param>
internal sealed class SideBySide<T, TResult>(
    IReadOnlyList<T> items, IReadOnlyList<string?> lanes, Func<T, TResult> work, Action<TResult> finished)
{
    private readonly Lock _told = new();
    private readonly object _state = new();
    private readonly HashSet<string> _busy = new(StringComparer.Ordinal);
    private readonly bool[] _begun = new bool[items.Count];
    private readonly (bool IsDone, TResult? Result)[] _results = new (bool, TResult?)[items.Count];
    private int _firstLeft;
    private int _reported;
    private (int At, Exception Exception)? _failure;

    /// <summary>Does it. Where an item fails no other is begun; what has begun is finished, and then the first failure is thrown.</summary>
    /// <returns>The results of the items that were done, in their order.</returns>
    public IReadOnlyList<TResult> Run(CancellationToken cancellation)
    {
        Parallel.For(0, Math.Min(Environment.ProcessorCount, items.Count), _ =>
        {
            while (Next(cancellation) is >= 0 and var at)
                Do(at);
        });
        if (_failure is { } failure)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure.Exception);
        return [.. _results.Where(r => r.IsDone).Select(r => r.Result!)];
    }

    /// <summary>The next item that need not wait; -1: there is none left.</summary>
    private int Next(CancellationToken cancellation)
    {
        lock (_state)
        {
            while (_failure is null && !cancellation.IsCancellationRequested)
            {
                while (_firstLeft < items.Count && _begun[_firstLeft])
                    _firstLeft++;
                if (_firstLeft == items.Count)
                    return -1;
                for (var at = _firstLeft; at < items.Count; at++)
                {
                    if (_begun[at] || (lanes[at] is { } lane && !_busy.Add(lane)))
                        continue;
                    _begun[at] = true;
                    return at;
                }

                Monitor.Wait(_state);
            }

            return -1;
        }
    }

    private void Do(int at)
    {
        try
        {
            var result = work(items[at]);
            lock (_state)
                _results[at] = (true, result);
            Tell();
        }
        catch (Exception e)
        {
            lock (_state)
            {
                if (_failure is null || at < _failure.Value.At)
                    _failure = (at, e);
            }
        }
        finally
        {
            lock (_state)
            {
                if (lanes[at] is { } lane)
                    _busy.Remove(lane);
                Monitor.PulseAll(_state);
            }
        }
    }

    private void Tell()
    {
        lock (_told)
        {
            for (; _reported < items.Count && _results[_reported].IsDone; _reported++)
                finished(_results[_reported].Result!);
        }
    }
}
