using System.Diagnostics;

namespace Ndtms.Tests.Storage;

/// <summary>The texts of the statements that a test's own thread has the storage execute.</summary>
internal sealed class ExecutedStatements : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private static readonly AsyncLocal<ExecutedStatements?> Current = new();

    private readonly List<IDisposable> _subscriptions = [];

    public ExecutedStatements()
    {
        Current.Value = this;
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    public SortedSet<string> Texts { get; } = new(StringComparer.Ordinal);

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Ndtms.Storage")
            _subscriptions.Add(value.Subscribe(this));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        // Other tests run beside this one.
        if (Current.Value == this)
            Texts.Add((string)value.Value!);
    }

    public void OnCompleted()
    {
        // Nothing is to be done.
    }

    public void OnError(Exception error)
    {
        // Nothing is to be done.
    }

    public void Dispose()
    {
        Current.Value = null;
        foreach (var subscription in _subscriptions)
            subscription.Dispose();
    }
}
