using System.IO.Compression;

namespace Ndtms.Workbooks.Writing;

/// <summary>Writes the parts of a workbook into its archive: those of the skeleton as they are, the others row by row.</summary>
internal sealed class Package(ZipArchive zip, Workbook book)
{
    /// <summary>The earliest time that an archive can store, so that it is not mistaken for the time when the workbook was made.</summary>
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <exception cref="InvalidOperationException">There is no sheet, or a row does not fit its table.</exception>
    public void Write()
    {
        using var package = new MemoryStream();
        var skeleton = new Skeleton(book, package);
        CopyParts(package);
        var styles = new Styles();
        var printed = new Dictionary<Sheet, string?>();
        for (var i = 0; i < skeleton.Sheets.Count; i++)
        {
            using var stream = Open(skeleton.Sheets[i].Entry);
            var part = new SheetPart(skeleton.Sheets[i].Sheet, styles, first: i == 0);
            part.Write(stream);
            printed.Add(skeleton.Sheets[i].Sheet, part.Printed);
        }

        using (var root = Open(Skeleton.WorkbookEntry))
            skeleton.Root(book, printed).Save(root);

        foreach (var (entry, table) in skeleton.Tables)
        {
            using var stream = Open(entry);
            table.Definition().Save(stream);
        }

        using var sheet = Open(Skeleton.StylesEntry);
        styles.Sheet().Save(sheet);
    }

    private void CopyParts(MemoryStream package)
    {
        using var parts = new ZipArchive(package);
        // The empty parts are written later. Content types come first, because some programs identify a file by its first bytes.
        foreach (var part in parts.Entries.Where(e => e.Length > 0 && e.FullName != Skeleton.WorkbookEntry).OrderBy(e => e.FullName, StringComparer.Ordinal))
        {
            using var from = part.Open();
            using var to = Open(part.FullName);
            from.CopyTo(to);
        }
    }

    private Stream Open(string name)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = Time;
        return entry.Open();
    }
}
