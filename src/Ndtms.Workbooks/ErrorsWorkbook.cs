using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Validation;
using Ndtms.Workbooks.Writing;
using SpreadCheetah;
using SpreadCheetah.Metadata;
using SpreadCheetah.Styling;
using SpreadCheetah.Worksheets;
using Color = System.Drawing.Color;

namespace Ndtms.Workbooks;

/// <summary>A provider's own file as a workbook, in which cells with issues are coloured and have comments. It can be corrected and sent as it
/// is: the first sheet has the rows alone, with the header in row 1, and every cell is text.</summary>
/// <remarks>
/// Rows are streamed. Control characters that a workbook cannot hold are removed, and a value of more than 1,000 characters is cut; the CSV
/// keeps both. A sheet does not know where a row ends: one that cannot be read (ROW-01) and would pass for a complete row has a note in the
/// column after the last, so that it is not loaded until somebody has corrected it.
/// </remarks>
public static class ErrorsWorkbook
{
    /// <summary>Rows of the largest file that is written as a workbook: unpacked, a larger workbook would exceed what can be sent. The
    /// largest agency has 50,000.</summary>
    public const int MostRows = 150_000;

    /// <summary>How many cells have comments: spreadsheets become slow with more. All are coloured.</summary>
    public const int MostComments = 10_000;

    /// <summary>What the second sheet of a workbook says where nothing was submitted.</summary>
    public const string CheckedOnly = "Checked only. Nothing has been submitted.";

    private const string NotReadable = "This row cannot be read. Put each value under its header, then empty this cell.";

    /// <summary>Columns of a sheet.</summary>
    private const int MostColumns = 16_384;

    private const int RowsMeasured = 500;
    private const double ErrorsWidth = 60;
    private const double AboutWidth = 100;

    /// <summary>The earliest time that an archive can store: nothing shows when the workbook was made.</summary>
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The name of the workbook: that of the CSV, with its own ending.</summary>
    public static string FileName(SubmissionFeedback feedback) => $"{ErrorsFile.NameOf(feedback)}.xlsx";

    /// <summary>Whether a file can be written as a workbook; the CSV can always be written.</summary>
    public static bool CanHold(int rows) => rows <= MostRows;

    /// <summary>Writes the workbook; the same file and issues give the same bytes.</summary>
    /// <param name="file">The file as received, plain or packed.</param>
    /// <param name="facts">Its facts; null where they are not known.</param>
    /// <param name="issues">The listed issues, in any order; shown as in the CSV.</param>
    /// <param name="unlisted">Where the other issues are.</param>
    /// <param name="book">The reference data with which the file was checked.</param>
    /// <param name="programVersion">Shown in the workbook.</param>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="checkedOnly">Nothing was submitted, and the workbook says so.</param>
    public static void Write(
        ReceivedFile file, SubmissionFacts? facts, IReadOnlyList<Issue> issues, UnlistedIssues unlisted, CodeBook book, string programVersion, Stream stream,
        bool checkedOnly = false)
    {
        using var written = new MemoryStream();
        new Writing(file, facts, issues, unlisted, book, ReferenceOf(file, issues, unlisted, book, programVersion), checkedOnly)
            .Write(written, programVersion).GetAwaiter().GetResult();
        CopyWithoutTime(written, stream);
    }

    private static string ReferenceOf(
        ReceivedFile file, IReadOnlyList<Issue> issues, UnlistedIssues unlisted, CodeBook book, string programVersion)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{file.Sha256} {book.Hash} {programVersion}"));
        foreach (var issue in issues)
            hash.AppendData(Encoding.UTF8.GetBytes($"\n{issue.Rule} {issue.Confirmed} {string.Join(',', issue.Lines)} {issue.Column}"));
        hash.AppendData(unlisted.ToBytes());
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    private static void CopyWithoutTime(MemoryStream written, Stream stream)
    {
        using var from = new ZipArchive(written, ZipArchiveMode.Read);
        using var to = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        // Content types come first, because some programs identify a file by its first bytes.
        foreach (var part in from.Entries.OrderBy(e => e.FullName, StringComparer.Ordinal))
        {
            var entry = to.CreateEntry(part.FullName, CompressionLevel.Fastest);
            entry.LastWriteTime = Time;
            using var content = part.Open();
            using var copy = entry.Open();
            if (part.FullName == "docProps/core.xml")
            {
                var properties = XDocument.Load(content);
                properties.Descendants().Where(e => e.Name.LocalName == "created").Remove();
                properties.Save(copy, SaveOptions.DisableFormatting);
            }
            else
            {
                content.CopyTo(copy);
            }
        }
    }

    /// <summary>Writes one workbook.</summary>
    private sealed class Writing(
        ReceivedFile file, SubmissionFacts? facts, IReadOnlyList<Issue> issues, UnlistedIssues unlisted, CodeBook book, string reference, bool checkedOnly)
    {
        /// <summary>What is typed into a cell stays text too: a long id keeps its digits, and a date its form.</summary>
        private static readonly Style Text = new()
        {
            Format = NumberFormat.Standard(StandardNumberFormat.Text),
            Alignment = new Alignment { Vertical = VerticalAlignment.Top },
        };

        private readonly Dictionary<Severity, StyleId> _marked = [];
        private readonly Dictionary<int, List<RowIssue>> _columns = [];
        private readonly HashSet<int> _filled = [];
        private readonly List<StyledCell> _cells = [];
        private StyleId _text = null!;
        private StyleId _wrapped = null!;
        private StyleId _header = null!;
        private int _comments;
        private int _cut;
        private bool _isCommentLimitReached;

        public async Task Write(Stream stream, string programVersion)
        {
            using var rows = new MarkedRows(file, facts, issues, unlisted, book);
            var (count, widths) = Measure();
            await using var workbook = await Spreadsheet.CreateNewAsync(stream, new SpreadCheetahOptions
            {
                DefaultFont = new DefaultFont { Name = "Arial", Size = 10 },
                PreserveStringWhitespace = true,
                CompressionLevel = SpreadCheetahCompressionLevel.Fastest,
                DocumentProperties = new DocumentProperties { Title = file.Name, Subject = ReportReference.Show(reference) },
            });
            AddStyles(workbook);
            var options = new WorksheetOptions
            {
                FrozenRows = 1,
                FrozenColumns = 2,
                AutoFilter = new AutoFilterOptions($"A1:{Letters(widths.Count)}{count + 1}"),
            };
            for (var i = 0; i < widths.Count; i++)
                (options.Column(i + 1).Width, options.Column(i + 1).DefaultStyle) = (widths[i], Text);
            await workbook.StartWorksheetAsync("Rows", options);
            AddHeader(rows);
            await workbook.AddRowAsync(_cells);
            while (rows.Read())
            {
                AddOurs(rows);
                AddTheirs(workbook, rows);
                await workbook.AddRowAsync(_cells, Height(rows.Errors, ErrorsWidth));
            }

            while (rows.ReadRest())
            {
                AddOurs(rows);
                await workbook.AddRowAsync(_cells, Height(rows.Errors, ErrorsWidth));
            }

            await AddAbout(workbook, programVersion);
            await workbook.FinishAsync();
        }

        private void AddStyles(Spreadsheet workbook)
        {
            _text = workbook.AddStyle(Text);
            _wrapped = workbook.AddStyle(Text with { Alignment = Text.Alignment with { WrapText = true } });
            _header = workbook.AddStyle(Text with
            {
                Font = new Font { Bold = true, Color = Hex(Palette.Ink) },
                Fill = new Fill { Color = Hex(Palette.HeaderFill) },
            });
            foreach (var (severity, colour) in (IEnumerable<(Severity, string)>)
                [(Severity.File, "F4A6A0"), (Severity.Hold, "F4A6A0"), (Severity.Reject, "F9CDC9"), (Severity.Warning, "FFE9A8"), (Severity.Notice, "D6E6F2")])
            {
                _marked[severity] = workbook.AddStyle(Text with { Fill = new Fill { Color = Hex(colour) } });
            }
        }

        /// <summary>Counts the rows, finds the columns without a name that have values, and the width of each column from its header and the first rows.</summary>
        private (int Rows, List<double> Widths) Measure()
        {
            List<double> widths = [ErrorsWidth, 14];
            var count = 0;
            using var rows = file.Problem is null ? MarkedRows.Open(file, facts, book) : null;
            if (rows?.ReadHeader() != true)
                return (0, widths);
            foreach (var name in rows.Header.Where((_, i) => !rows.IsOurs(i)).Take(MostColumns - widths.Count))
                widths.Add(Math.Clamp((TextWidth.Of(name, bold: true) / TextWidth.Digit) + 4, 8, 30));
            int[] nameless = [.. Enumerable.Range(0, rows.Header.Count).Where(i => rows.Header[i].Length == 0)];
            for (; rows.Read(); count++)
            {
                foreach (var i in nameless)
                {
                    if (!CellReader.IsBlank(rows[i]))
                        _filled.Add(i);
                }

                if (count >= RowsMeasured)
                    continue;
                var column = 2;
                for (var i = 0; i < rows.Count && column < widths.Count; i++)
                {
                    if (!rows.IsOurs(i))
                        widths[column] = Math.Max(widths[column++], Math.Min(rows[i].Length + 2, 30));
                }
            }

            return (count, widths);
        }

        private void AddHeader(MarkedRows rows)
        {
            _cells.Clear();
            foreach (var name in MarkedRows.Columns)
                _cells.Add(new StyledCell(name, _header));
            if (!rows.HasHeader)
                return;
            for (var i = 0; i < rows.Rows!.Header.Count && _cells.Count < MostColumns; i++)
            {
                if (!rows.Rows.IsOurs(i))
                    _cells.Add(new StyledCell(_filled.Contains(i) ? Nameless(i) : Shown(rows.Rows.Header[i]), _header));
            }
        }

        private void AddOurs(MarkedRows rows)
        {
            _cells.Clear();
            var severity = rows.Severity;
            _cells.Add(new StyledCell(XmlText.Literal(rows.Errors), _wrapped));
            _cells.Add(new StyledCell(severity, severity.Length == 0 ? _text : _marked[rows.Found.First().Issue.Severity]));
        }

        private void AddTheirs(Spreadsheet workbook, MarkedRows marked)
        {
            var rows = marked.Rows!;
            foreach (var found in marked.Found)
            {
                if (found is { Issue.Column: { } column, Line: null } && rows.IndexOf(column) is >= 0 and var at)
                    (_columns.TryGetValue(at, out var list) ? list : _columns[at] = []).Add(found);
            }

            var isTooLong = false;
            for (var i = 0; i < Math.Max(rows.Count, rows.Header.Count) && _cells.Count < MostColumns - 1; i++)
            {
                if (rows.IsOurs(i))
                    continue;
                var text = i < rows.Count ? Shown(Encoding.UTF8.GetString(rows[i])) : "";
                isTooLong |= i >= rows.Header.Count && text.Length > 0;
                var found = _columns.GetValueOrDefault(i);
                _cells.Add(new StyledCell(text, found is null ? _text : _marked[found[0].Issue.Severity]));
                if (found is not null)
                    Comment(workbook, marked, found);
            }

            _columns.Clear();
            if (!isTooLong && marked.Found.Any(f => f is { Issue.Rule: "ROW-01", Line: null }))
                _cells.Add(new StyledCell(NotReadable, _marked[Severity.Reject]));
        }

        private void Comment(Spreadsheet workbook, MarkedRows rows, List<RowIssue> found)
        {
            if (_comments == MostComments)
            {
                _isCommentLimitReached = true;
                return;
            }

            _comments++;
            var text = string.Join('\n', found.Take(10).Select(rows.Message));
            workbook.AddNote(
                string.Create(CultureInfo.InvariantCulture, $"{Letters(_cells.Count)}{workbook.NextRowNumber}"),
                XmlText.Clean(Ellipsis.Cut(text, IssueList.LongestText)));
        }

        /// <summary>A value of the provider's as a cell shows it.</summary>
        private string Shown(string value)
        {
            var clean = XmlText.Clean(value);
            if (clean.Length > IssueList.LongestText)
                _cut++;
            return XmlText.Literal(Ellipsis.Cut(clean, IssueList.LongestText));
        }

        private async Task AddAbout(Spreadsheet workbook, string programVersion)
        {
            var options = new WorksheetOptions { ShowGridlines = false };
            options.Column(1).Width = 24;
            options.Column(2).Width = AboutWidth;
            await workbook.StartWorksheetAsync("About", options);
            if (checkedOnly)
                await workbook.AddRowAsync([new StyledCell(CheckedOnly, _header)]);
            List<(string Name, string Text)> lines =
            [
                ("What this is", $"The file {file.Name}, row by row, with what was found in it."),
                ("How to use it", "Correct the cells on the sheet Rows and send this workbook, or correct your own system and send a new file. "
                    + "You do not need to remove ERRORS and SEVERITY, the colours or the comments. Better still, do both: the next file "
                    + "from your system replaces this one."),
                ("Colours", "Red: the record is rejected, or the file is held or rejected. Yellow: a warning. Blue: for information. SEVERITY gives "
                    + "the most serious of a row, and ERRORS every message. To see only rows with issues, filter SEVERITY."),
                ("Line numbers", "In messages they refer to the file as it was sent; the header is line 1."),
            ];
            if (_isCommentLimitReached)
                lines.Add(("Comments", string.Create(CultureInfo.InvariantCulture, $"Only the first {MostComments:#,##0} cells with issues have comments. All are coloured.")));
            if (_cut > 0)
            {
                lines.Add(("Long values", string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Wording.Count(_cut, "value")} of more than {IssueList.LongestText:#,##0} characters {(_cut == 1 ? "is" : "are")} cut here. The CSV file has the whole {(_cut == 1 ? "value" : "values")}.")));
            }

            lines.Add(("Report reference", reference));
            lines.Add(("Program version", programVersion));
            foreach (var (name, text) in lines)
                await workbook.AddRowAsync([new StyledCell(name, _header), new StyledCell(XmlText.Literal(text), _wrapped)], Height(text, AboutWidth));
        }

        /// <summary>A name for a column that has none but has values: without one, a sheet would end before it.</summary>
        private static string Nameless(int column) => string.Create(CultureInfo.InvariantCulture, $"Column {column + 1}");

        /// <summary>The height of a row whose text is wrapped: spreadsheets do not all find it themselves.</summary>
        private static RowOptions Height(string text, double width)
        {
            var lines = Math.Ceiling(TextWidth.Of(text) / (width * TextWidth.Digit * 0.9));
            return new RowOptions { Height = Math.Min((13 * Math.Max(lines, 1)) + 2, 400) };
        }

        private static Color Hex(string colour) => Color.FromArgb(0xFF, Color.FromArgb(int.Parse(colour, NumberStyles.HexNumber, CultureInfo.InvariantCulture)));

        private static string Letters(int column) => References.Letters(column);
    }
}
