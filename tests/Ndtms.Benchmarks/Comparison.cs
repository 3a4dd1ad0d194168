using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Ndtms.Benchmarks;

/// <summary>Compares what two versions of the program wrote from the same data: texts and CSV line by line, workbooks part by part.</summary>
/// <param name="maskIds">Treat run ids and versions of data and codes (12 hexadecimal digits) as equal: they change with the program's
/// version and the reference data, though no figure does.</param>
/// <param name="shown">How many differences of a file are shown.</param>
internal sealed partial class Comparison(bool maskIds, int shown)
{
    private static readonly string[] Compared = [".csv", ".txt", ".xlsx"];

    /// <summary>Compares two folders and tells what differs.</summary>
    /// <returns>0 where nothing does, else 1.</returns>
    public int Run(string before, string after)
    {
        var (old, now) = (FilesOf(before), FilesOf(after));
        var differing = 0;
        foreach (var name in old.Keys.Union(now.Keys).Order(StringComparer.Ordinal))
        {
            var differences = !old.TryGetValue(name, out var was) ? ["  only in the second folder"]
                : !now.TryGetValue(name, out var path) ? ["  only in the first folder"]
                : Differences(name, File.ReadAllBytes(was), File.ReadAllBytes(path)).ToList();
            if (differences.Count == 0)
                continue;
            differing++;
            Console.WriteLine(name);
            differences.ForEach(Console.WriteLine);
        }

        Console.WriteLine($"{old.Keys.Intersect(now.Keys).Count()} files in both folders; {differing} differ.");
        return differing == 0 ? 0 : 1;
    }

    /// <summary>The outputs below a folder by their path in it: no databases, keys or logs.</summary>
    private static Dictionary<string, string> FilesOf(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Where(path => Compared.Contains(Path.GetExtension(path)))
        .ToDictionary(path => Path.GetRelativePath(folder, path), StringComparer.Ordinal);

    private IEnumerable<string> Differences(string name, byte[] before, byte[] after)
    {
        if (before.AsSpan().SequenceEqual(after))
            return [];
        return name.EndsWith(".xlsx", StringComparison.Ordinal) ? PartsThatDiffer(before, after) : LinesThatDiffer(before, after, '\n', "  ");
    }

    private IEnumerable<string> PartsThatDiffer(byte[] before, byte[] after)
    {
        var (old, now) = (PartsOf(before), PartsOf(after));
        var found = false;
        foreach (var part in old.Keys.Union(now.Keys).Order(StringComparer.Ordinal))
        {
            var lines = !old.TryGetValue(part, out var was) ? ["    only in the second workbook"]
                : !now.TryGetValue(part, out var content) ? ["    only in the first workbook"]
                : LinesThatDiffer(was, content, '<', "    ").ToList();
            if (lines.Count == 0)
                continue;
            found = true;
            yield return $"  {part}";
            foreach (var line in lines)
                yield return line;
        }

        if (!found && !maskIds)
            yield return "  the parts are equal, their packing differs";
    }

    private static Dictionary<string, byte[]> PartsOf(byte[] workbook)
    {
        using var archive = new ZipArchive(new MemoryStream(workbook));
        return archive.Entries.ToDictionary(
            entry => entry.FullName,
            entry =>
            {
                using var content = new MemoryStream();
                using var part = entry.Open();
                part.CopyTo(content);
                return content.ToArray();
            },
            StringComparer.Ordinal);
    }

    /// <summary>Pieces that only one of two texts has, or has more often, and as a last resort that their order differs.</summary>
    private IEnumerable<string> LinesThatDiffer(byte[] before, byte[] after, char separator, string indent)
    {
        var (old, now) = (Pieces(before, separator), Pieces(after, separator));
        if (old.AsSpan().SequenceEqual(now))
            yield break;
        var balance = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var piece in now)
            balance[piece] = balance.GetValueOrDefault(piece) + 1;
        foreach (var piece in old)
            balance[piece] = balance.GetValueOrDefault(piece) - 1;
        var differences = balance.Where(b => b.Value != 0).OrderBy(b => b.Value > 0).ThenBy(b => b.Key, StringComparer.Ordinal).ToList();
        if (differences.Count == 0)
            yield return $"{indent}the same pieces in another order";
        foreach (var side in differences.GroupBy(d => d.Value > 0))
        {
            foreach (var (piece, count) in side.Take(shown))
                yield return $"{indent}{(count > 0 ? '+' : '-')} {piece.TrimEnd()}{(Math.Abs(count) > 1 ? $" ({Math.Abs(count)} times)" : "")}";
            if (side.Count() > shown)
                yield return $"{indent}{(side.Key ? '+' : '-')} and {side.Count() - shown} more";
        }
    }

    private string[] Pieces(byte[] content, char separator)
    {
        var text = Encoding.UTF8.GetString(content);
        return (maskIds ? Id().Replace(text, "············") : text).Split(separator);
    }

    [GeneratedRegex(@"\b[0-9a-f]{12}\b")]
    private static partial Regex Id();
}
