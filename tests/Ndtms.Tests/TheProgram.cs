using System.Diagnostics;
using System.Text;
using Ndtms.Tests.Worker;

namespace Ndtms.Tests;

/// <summary>The real program, in a process of its own.</summary>
internal static class TheProgram
{
    /// <summary>Starts it with the words of a call; what it prints is dropped.</summary>
    /// <param name="words">The words of the call.</param>
    /// <param name="variables">Variables of its environment, beside those of the tests.</param>
    public static Process Start(IEnumerable<string> words, params IEnumerable<(string Name, string Value)> variables) =>
        Begin(words, Environment.CurrentDirectory, _ => { }, variables);

    /// <summary>Runs it with the words of a call.</summary>
    /// <param name="folder">The working directory.</param>
    /// <param name="words">The words of the call.</param>
    /// <param name="variables">Variables of its environment, beside those of the tests.</param>
    public static Answer Run(string folder, IEnumerable<string> words, params IEnumerable<(string Name, string Value)> variables)
    {
        var output = new StringBuilder();
        using var process = Begin(words, folder, line => output.AppendLine(line), variables);
        var code = process.WaitAndCode();
        // Without a limit it waits for the end of what is printed, too.
        process.WaitForExit();
        return new Answer(code, output.ToString(), "");
    }

    /// <summary>Waits for its end and returns its exit code.</summary>
    public static int WaitAndCode(this Process process)
    {
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(3)), "The program did not end within three minutes.");
        return process.ExitCode;
    }

    private static Process Begin(
        IEnumerable<string> words, string folder, Action<string> told, IEnumerable<(string Name, string Value)> variables)
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
}
