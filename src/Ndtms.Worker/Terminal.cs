using Spectre.Console;

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
            output.WriteLine(text);
    }

    /// <summary>Does something with each item, telling how far it is.</summary>
    /// <param name="what">What is done, such as "Loading".</param>
    /// <param name="items">The items.</param>
    /// <param name="work">Does it; what it returns is written as a line once all is done (on a terminal) or at once (elsewhere).</param>
    public void Each<T>(string what, IReadOnlyCollection<T> items, Func<T, string?> work)
    {
        if (!_interactive)
        {
            foreach (var item in items)
            {
                if (work(item) is { } line)
                    Line(line);
            }

            return;
        }

        var lines = new List<string>();
        AnsiConsole.Progress().AutoClear(true).Start(progress =>
        {
            var task = progress.AddTask(Markup.Escape(what), maxValue: items.Count);
            foreach (var item in items)
            {
                if (work(item) is { } line)
                    lines.Add(line);
                task.Increment(1);
            }
        });
        lines.ForEach(Line);
    }
}
