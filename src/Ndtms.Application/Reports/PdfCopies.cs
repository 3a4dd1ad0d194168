using System.ComponentModel;
using System.Diagnostics;

namespace Ndtms.Application.Reports;

/// <summary>PDF copies beside workbooks, for those who only print. LibreOffice makes them where it is installed; the same workbook need not give
/// the same bytes.</summary>
/// <param name="program">LibreOffice's program; null: it is not installed.</param>
public sealed class PdfCopies(string? program)
{
    /// <summary>Workbooks given to LibreOffice at once: it takes some seconds to start, and needs memory for what it has open.</summary>
    private const int AtOnce = 20;

    /// <summary>The most time that starting and one workbook may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Those of the LibreOffice that is found on the path.</summary>
    public static PdfCopies Installed() => new(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => (string[])[Path.Combine(folder, "soffice"), Path.Combine(folder, "soffice.exe")]).FirstOrDefault(File.Exists));

    /// <summary>The file of a workbook's copy.</summary>
    public static string PathOf(string workbook) => Path.ChangeExtension(workbook, ".pdf");

    /// <summary>Makes the copies. The workbooks stay as they are, whatever happens to the copies.</summary>
    /// <param name="workbooks">The workbooks.</param>
    /// <param name="force">A file that is not ours may be replaced.</param>
    /// <param name="cancellation">Stops LibreOffice.</param>
    /// <returns>What could not be done, and what to do, a sentence each; empty: all copies are made.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; copies that are made stay.</exception>
    public IReadOnlyList<string> Make(IReadOnlyList<string> workbooks, bool force, CancellationToken cancellation)
    {
        if (workbooks.Count == 0)
            return [];
        if (program is null)
            return ["LibreOffice is not installed, so no PDF copies were made. Install it, or set Reports:Pdf to false."];
        var problems = new List<string>();
        var scratch = Directory.CreateTempSubdirectory("ndtms-pdf-");
        try
        {
            foreach (var some in workbooks.Chunk(AtOnce))
                problems.AddRange(Make(some, force, scratch.FullName, cancellation));
        }
        finally
        {
            scratch.Delete(recursive: true);
        }

        return problems;
    }

    private IEnumerable<string> Make(IReadOnlyList<string> workbooks, bool force, string scratch, CancellationToken cancellation)
    {
        var made = Path.Combine(scratch, "out");
        var wrong = Run(workbooks, made, Path.Combine(scratch, "profile"), cancellation);
        foreach (var workbook in workbooks)
        {
            var (copy, target) = (Path.Combine(made, Path.GetFileName(PathOf(workbook))), PathOf(workbook));
            if (!File.Exists(copy))
                yield return $"{target} was not made: {wrong ?? "LibreOffice could not read the workbook"}. The workbook is there.";
            else if (Output.Pdf(target, force).Refusal() is { } refusal)
                yield return refusal;
            else
                Files.Write(target, stream => Copy(copy, stream));
        }
    }

    private static void Copy(string from, Stream to)
    {
        using var content = File.OpenRead(from);
        content.CopyTo(to);
    }

    /// <summary>Runs LibreOffice with a profile of its own, so that one that a person has open is not disturbed.</summary>
    /// <returns>Why it failed; null: it ended by itself.</returns>
    private string? Run(IReadOnlyList<string> workbooks, string folder, string profile, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program!) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])[$"-env:UserInstallation={new Uri(profile)}", "--headless", "--convert-to", "pdf", "--outdir", folder, .. workbooks.Select(Path.GetFullPath)])
            start.ArgumentList.Add(argument);
        try
        {
            using var process = Process.Start(start)!;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(Patience * (workbooks.Count + 1));
            // What it says is thrown away, but must be read for it to go on.
            process.OutputDataReceived += static (_, _) => { };
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            try
            {
                process.WaitForExitAsync(limit.Token).GetAwaiter().GetResult();
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
                cancellation.ThrowIfCancellationRequested();
                return "LibreOffice took too long";
            }

            return process.ExitCode == 0 ? null : "LibreOffice failed";
        }
        catch (Win32Exception)
        {
            return $"{program} cannot be started";
        }
    }
}
