using System.Diagnostics;

namespace Ndtms.Tests;

/// <summary>The real program, in a process of its own.</summary>
internal static class TheProgram
{
    /// <summary>Starts it with the words of a call; what it prints is read and dropped.</summary>
    /// <param name="words">The words of the call.</param>
    /// <param name="variables">Variables of its environment, beside those of the tests.</param>
    public static Process Start(IEnumerable<string> words, params IEnumerable<(string Name, string Value)> variables)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Ndtms.Worker.dll"), .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        // Read on, so that a full pipe stops nobody.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Waits for its end and returns its exit code.</summary>
    public static int WaitAndCode(this Process process)
    {
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(3)), "The program did not end within three minutes.");
        return process.ExitCode;
    }
}
