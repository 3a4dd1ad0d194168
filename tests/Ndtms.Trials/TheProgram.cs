using System.Diagnostics;

namespace Ndtms.Trials;

/// <summary>The real program, in a process of its own.</summary>
public static class TheProgram
{
    /// <summary>Starts it with the words of a call; what it prints is dropped.</summary>
    /// <param name="words">The words of the call.</param>
    /// <param name="variables">Variables of its environment, beside those of this process.</param>
    public static Process Start(IEnumerable<string> words, params IEnumerable<(string Name, string Value)> variables) =>
        Start(words, Environment.CurrentDirectory, _ => { }, variables);

    /// <summary>Starts it with the words of a call.</summary>
    /// <param name="words">The words of the call.</param>
    /// <param name="folder">The working directory.</param>
    /// <param name="told">Gets each line that it prints, one at a time.</param>
    /// <param name="variables">Variables of its environment, beside those of this process.</param>
    public static Process Start(
        IEnumerable<string> words, string folder, Action<string> told, params IEnumerable<(string Name, string Value)> variables)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Ndtms.Worker.dll"), .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        // Read on, so that a full pipe stops nobody.
        process.OutputDataReceived += Told;
        process.ErrorDataReceived += Told;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;

        void Told(object sender, DataReceivedEventArgs line)
        {
            lock (start)
                told(line.Data ?? "");
        }
    }

    /// <summary>Waits for its end and returns its exit code.</summary>
    /// <exception cref="TimeoutException">It did not end within three minutes.</exception>
    public static int WaitAndCode(this Process process) => process.WaitForExit(TimeSpan.FromMinutes(3))
        ? process.ExitCode
        : throw new TimeoutException("The program did not end within three minutes.");
}
