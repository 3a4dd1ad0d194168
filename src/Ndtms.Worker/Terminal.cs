using Ndtms.Application;
using Spectre.Console;
using Progress = Ndtms.Application.Progress;

namespace Ndtms.Worker;

/// <summary>Where results are told: progress bars on a terminal, plain lines anywhere else.</summary>
public sealed class Terminal(TextWriter output)
{
    private readonly bool _interactive = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected
        && AnsiConsole.Profile.Capabilities.Interactive;

    /// <summary>Writes a line.</summary>
    public void Line(string text = "")
    {
        lock (output)
            output.WriteLine(PlainText.OfLines(text));
    }

    /// <summary>Does something and shows how far it is.</summary>
    /// <param name="line">The line that tells of an item that has just been finished, written once all is done (on a terminal) or at once
    /// (elsewhere); null: no lines.</param>
    /// <param name="work">Does it, and reports how far it is.</param>
    internal T Following<T>(Func<object, string?>? line, Func<IProgress<Progress>, T> work)
    {
        if (!_interactive)
            return work(new Reports(progress => Tell(progress, Line)));
        var lines = new List<string>();
        try
        {
            return AnsiConsole.Progress().AutoClear(true).Start(bars =>
            {
                var tasks = new Dictionary<string, ProgressTask>(StringComparer.Ordinal);
                return work(new Reports(progress =>
                {
                    if (!tasks.TryGetValue(progress.What, out var task))
                        tasks.Add(progress.What, task = bars.AddTask(Markup.Escape(progress.What)));
                    task.MaxValue = Math.Max(progress.Total, 1);
                    task.Value = progress.Done;
                    Tell(progress, lines.Add);
                }));
            });
        }
        finally
        {
            lines.ForEach(Line);
        }

        void Tell(Progress progress, Action<string> tell)
        {
            if (progress.Finished is { } finished && line?.Invoke(finished) is { } text)
                tell(text);
        }
    }

    /// <summary>Does something with each item, telling how far it is.</summary>
    /// <param name="what">What is done, such as "Loading".</param>
    /// <param name="items">The items.</param>
    /// <param name="work">Does it; what it returns is written as a line once all is done (on a terminal) or at once (elsewhere).</param>
    public void Each<T>(string what, IReadOnlyCollection<T> items, Func<T, string?> work) => Following(finished => (string)finished, progress =>
    {
        var done = 0;
        foreach (var item in items)
        {
            var line = work(item);
            progress.Report(new Progress(what, ++done, items.Count, line));
        }

        return done;
    });

    /// <summary>Reports at once, in the caller's thread: <see cref="System.Progress{T}"/> would report later, in another.</summary>
    private sealed class Reports(Action<Progress> report) : IProgress<Progress>
    {
        public void Report(Progress value) => report(value);
    }
}
