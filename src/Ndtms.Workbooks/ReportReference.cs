using System.IO.Packaging;
using System.Text;
using System.Xml;

namespace Ndtms.Workbooks;

/// <summary>The report reference of a workbook, as its printed pages and its document properties have it. Excel and LibreOffice keep the property
/// when they save a workbook.</summary>
public static class ReportReference
{
    private const string Label = "Report reference";

    /// <summary>Whether a workbook has one among its document properties, so that this program has written it.</summary>
    /// <param name="stream">Any file, from its beginning; it must be able to seek.</param>
    public static bool IsIn(Stream stream)
    {
        try
        {
            using var package = Package.Open(stream, FileMode.Open, FileAccess.Read);
            return package.PackageProperties.Subject?.StartsWith(Label + " ", StringComparison.Ordinal) == true;
        }
        catch (Exception e) when (e is FileFormatException or InvalidDataException or XmlException)
        {
            // It is not a workbook.
            return false;
        }
    }

    /// <summary>Whether a PDF has one among its document properties, as LibreOffice writes them: in UTF-16, as hexadecimal digits.</summary>
    /// <param name="stream">Any file, from its beginning.</param>
    public static bool IsInPdf(Stream stream)
    {
        using var content = new MemoryStream();
        stream.CopyTo(content);
        var bytes = content.GetBuffer().AsSpan(0, (int)content.Length);
        return bytes.StartsWith("%PDF-"u8)
            && bytes.IndexOf(Encoding.ASCII.GetBytes($"/Subject<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(Label + " "))}")) >= 0;
    }

    /// <summary>The reference as it is shown.</summary>
    /// <param name="runId">Its digits.</param>
    internal static string Show(string runId) => $"{Label} {runId}";
}
