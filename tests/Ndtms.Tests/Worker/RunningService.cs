using System.Text;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>The service, run as a user runs it but on a test's clock; what it tells is read line by line.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _told = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly StringWriter _errors = new();
    private readonly FakeClock _clock;
    private readonly Task<int> _run;

    private RunningService(FakeClock clock, string[] args)
    {
        _clock = clock;
        // A thread of its own: the program waits in it.
        _run = Task.Factory.StartNew(
            () => NdtmsCommand.Run(args, new Lines(this), _errors, clock, _stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    /// <summary>Where it can be asked.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Everything told so far.</summary>
    public string Told
    {
        get
        {
            lock (_told)
                return _told.ToString() + _errors;
        }
    }

    /// <summary>Starts it, and waits until it listens.</summary>
    public static async Task<RunningService> Start(FakeClock clock, string config)
    {
        var service = new RunningService(clock, ["run", "--config", config]);
        var line = await service.Line("The service listens on", nudge: false);
        service.Url = line.Split(' ').First(w => w.StartsWith("http", StringComparison.Ordinal)).TrimEnd('.');
        return service;
    }

    /// <summary>The next line that holds one of the words. A scheduler that looked just before the clock was moved waits by the clock, so
    /// this goes on by a second now and then.</summary>
    public async Task<string> Line(params string[] words) => await Line(words, nudge: true);

    private Task<string> Line(string word, bool nudge) => Line([word], nudge);

    private async Task<string> Line(string[] words, bool nudge)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var ready = _lines.Reader.WaitToReadAsync(patience.Token).AsTask();
            try
            {
                while (await Task.WhenAny(ready, _run, Task.Delay(100, patience.Token)) is var first && first != ready)
                {
                    patience.Token.ThrowIfCancellationRequested();
                    if (first == _run)
                        Assert.Fail($"The service ended with {await _run} before it told '{string.Join("' or '", words)}': {Told}");
                    if (nudge)
                        _clock.Advance(TimeSpan.FromSeconds(1));
                }
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"The service did not tell '{string.Join("' or '", words)}' within {Patience}: {Told}");
            }

            while (_lines.Reader.TryRead(out var line))
            {
                if (words.Any(w => line.Contains(w, StringComparison.Ordinal)))
                    return line;
            }
        }
    }

    /// <summary>Stops it as Ctrl+C does, and gives back what it answered.</summary>
    public async Task<int> Stop()
    {
        await _stop.CancelAsync();
        return await _run.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_run.IsCompleted)
            await Stop();
        _stop.Dispose();
        await _errors.DisposeAsync();
        SqliteConnection.ClearAllPools();
    }

    private sealed class Lines(RunningService service) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            lock (service._told)
                service._told.AppendLine(value);
            service._lines.Writer.TryWrite(value ?? "");
        }
    }
}
