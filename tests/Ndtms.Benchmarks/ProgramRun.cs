using System.Diagnostics;
using System.Globalization;
using Ndtms.Trials;

namespace Ndtms.Benchmarks;

/// <summary>A call of the real program in a process of its own, and what it took.</summary>
/// <param name="Seconds">From its start to its end.</param>
/// <param name="Peak">The most memory that it had, in bytes.</param>
/// <param name="Told">The lines that it printed.</param>
internal sealed record ProgramRun(double Seconds, long Peak, IReadOnlyList<string> Told)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Calls the program and waits for its end.</summary>
    /// <param name="folder">The working directory.</param>
    /// <param name="words">The words of the call.</param>
    /// <exception cref="InvalidOperationException">It ended with an exit code that says that the call is wrong or the program failed.</exception>
    public static ProgramRun Of(string folder, params IEnumerable<string> words)
    {
        var told = new List<string>();
        var clock = Stopwatch.StartNew();
        using var process = TheProgram.Start(words, folder, told.Add);
        var peak = 0L;
        // The system keeps the peak until the process ends.
        while (!process.WaitForExit(Look))
        {
            try
            {
                process.Refresh();
                peak = Math.Max(peak, process.PeakWorkingSet64);
            }
            catch (InvalidOperationException)
            {
                // It has just ended.
            }
        }

        var seconds = clock.Elapsed.TotalSeconds;
        process.WaitForExit();
        return process.ExitCode <= 1 ? new ProgramRun(seconds, peak, told)
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"'{string.Join(' ', words)}' ended with {process.ExitCode}: {string.Join('\n', told.TakeLast(5))}"));
    }
}
