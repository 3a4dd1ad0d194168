using System.Text;
using Ndtms.Storage;
using Ndtms.Workbooks;

namespace Ndtms.Application;

/// <summary>A file that a user or a job has asked for. It replaces an earlier one of ours, and nothing else: a workbook with a report reference
/// among its document properties, or a text file that begins as this output does.</summary>
/// <remarks>Force lets it replace any other file, but never a database, a key or the file that the call reads.</remarks>
public sealed class Output
{
    /// <summary>How far into a file the line that shows whose it is may be: the header of a message has it among its first.</summary>
    private const int MostLines = 30;

    /// <summary>A line of this length is no header of ours; a file without line breaks is not read to its end.</summary>
    private const int LongestLine = 1 << 16;

    private readonly Func<bool> _isOurs;
    private readonly bool _force;
    private bool _isBackup;

    private Output(string path, bool force, Func<string, bool> isOurs)
    {
        (Path, _force) = (path, force);
        _isOurs = () => isOurs(path);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>A workbook with a report reference.</summary>
    /// <param name="path">The file.</param>
    /// <param name="force">It may replace a file that is not ours.</param>
    public static Output Workbook(string path, bool force = false) => new(path, force, IsReport);

    /// <summary>A PDF copy of a workbook with a report reference.</summary>
    /// <param name="path">The file.</param>
    /// <param name="force">It may replace a file that is not ours.</param>
    public static Output Pdf(string path, bool force = false) => new(path, force, IsPdfOfReport);

    /// <summary>A CSV file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">What its header row begins with.</param>
    /// <param name="force">It may replace a file that is not ours.</param>
    public static Output Csv(string path, string header, bool force = false) =>
        new(path, force, file => FirstLines(file).Take(1).Select(AsHeader).Any(line => line == header || line.StartsWith(header + ",", StringComparison.Ordinal)));

    /// <summary>A file with errors beside its rows: a workbook where its name ends with .xlsx, else CSV.</summary>
    /// <param name="path">The file.</param>
    /// <param name="force">It may replace a file that is not ours.</param>
    public static Output Errors(string path, bool force = false) =>
        IsNamedAsWorkbook(path) ? Workbook(path, force) : Csv(path, ErrorsFile.Header, force);

    /// <summary>Whether a file's name ends as that of a workbook.</summary>
    public static bool IsNamedAsWorkbook(string path) => path.EndsWith(".xlsx", StringComparison.OrdinalIgnoreCase);

    /// <summary>A message.</summary>
    /// <param name="path">The file.</param>
    /// <param name="line">What one of its first lines begins with, and no other message has.</param>
    /// <param name="force">It may replace a file that is not ours.</param>
    public static Output Message(string path, string line, bool force = false) =>
        new(path, force, file => FirstLines(file).Take(MostLines).Any(l => l.StartsWith(line, StringComparison.Ordinal)));

    /// <summary>A workbook to fill in: it replaces no other, as that may have been filled in.</summary>
    /// <param name="path">The file.</param>
    /// <param name="force">It may replace another file all the same.</param>
    public static Output Form(string path, bool force = false) => new(path, force, _ => false);

    /// <summary>A backup of the embedded database; an earlier one, with which nobody works, is ours.</summary>
    /// <param name="path">The file.</param>
    /// <param name="force">It may replace a file that is not ours.</param>
    public static Output Backup(string path, bool force = false) => new(path, force, Database.IsBackup) { _isBackup = true };

    /// <summary>Says that it may be written.</summary>
    /// <param name="input">A file that is read for it; null: none.</param>
    /// <exception cref="RequestException">It would replace what it may not.</exception>
    /// <exception cref="EnvironmentException">The file that is there cannot be read.</exception>
    public void Check(string? input = null)
    {
        if (Refusal(input) is { } refusal)
            throw new RequestException(refusal);
    }

    /// <summary>Why it may not be written, and what to do; null: it may.</summary>
    /// <inheritdoc cref="Check"/>
    public string? Refusal(string? input = null)
    {
        try
        {
            var real = RealPath.Of(Path);
            return input is not null && real == RealPath.Of(input) ? $"{Path} is the file that is read; choose another name."
                : Secrets.IsKey(real) ? $"{Path} is one of the keys, without which stored files cannot be read; choose another name."
                : File.Exists(real) && !UnixFiles.IsRegular(real) ? $"{Path} is a pipe, a socket or a device; choose another name."
                : Database.IsPart(real) && !(_isBackup && Database.IsBackup(real)) ? $"{Path} is a database or belongs to one; choose another name."
                : File.Exists(real) && !_force && !_isOurs() ? $"{Path} exists already, and is not an earlier output that this one may replace; choose another name, move it away, or replace it with --force."
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"{Path} cannot be read, so it is not replaced: {e.Message.TrimEnd('.')}. Check its rights, or choose another name.", e);
        }
    }

    /// <summary>Writes it, whole or not at all.</summary>
    /// <param name="write">Writes its content.</param>
    /// <exception cref="RequestException">It would replace what it may not, or a folder is where it should be.</exception>
    /// <exception cref="EnvironmentException">The disk or the rights do not allow it.</exception>
    public void Write(Action<Stream> write)
    {
        Check();
        Files.Write(Path, write);
    }

    private static bool IsReport(string path)
    {
        using var stream = Open(path);
        return ReportReference.IsIn(stream);
    }

    private static bool IsPdfOfReport(string path)
    {
        using var stream = Open(path);
        return ReportReference.IsInPdf(stream);
    }

    private static IEnumerable<string> FirstLines(string path)
    {
        using var stream = Open(path);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var line = new StringBuilder();
        for (var c = reader.Read(); c >= 0 && line.Length < LongestLine; c = reader.Read())
        {
            if (c != '\n')
            {
                line.Append((char)c);
                continue;
            }

            yield return line.ToString().TrimEnd('\r');
            line.Clear();
        }

        yield return line.ToString();
    }

    /// <summary>A header row as it was written, where a spreadsheet has saved it with quotes or other separators.</summary>
    private static string AsHeader(string line) => line.Replace("\"", "", StringComparison.Ordinal).Replace(';', ',').Replace('\t', ',');

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
}
