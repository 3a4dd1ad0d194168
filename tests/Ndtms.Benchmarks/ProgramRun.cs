using System.Diagnostics;
using System.Globalization;
using Ndtms.Trials;

namespace Ndtms.Benchmarks;

/// <summary>A call of the real program in a process of its own, and what it took.</summary>
/// <param name="Seconds">From its start to its end.</param>
/// <param name="Processor">Seconds of processor time, of all cores; what it took after the last look, a few milliseconds before its end, is missing.</param>
/// <param name="Peak">The most memory that it had, in bytes.</param>
/// <param name="Told">The lines that it printed.</param>
internal sealed record ProgramRun(double Seconds, double Processor, long Peak, IReadOnlyList<string> Told)
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
        var (peak, processor) = (0L, 0.0);
        // The system keeps the peak until the process ends.
        while (!process.WaitForExit(Look))
        {
            try
            {
                process.Refresh();
                (peak, processor) = (Math.Max(peak, process.PeakWorkingSet64), process.TotalProcessorTime.TotalSeconds);
            }
            catch (InvalidOperationException)
            {
                // It has just ended.
            }
        }

        var seconds = clock.Elapsed.TotalSeconds;
        process.WaitForExit();
        return process.ExitCode <= 1 ? new ProgramRun(seconds, processor, peak, told)
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"'{string.Join(' ', words)}' ended with {process.ExitCode}: {string.Join('\n', told.TakeLast(5))}"));
    }
}
