using System.Globalization;
using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Validation;
using Ndtms.Workbooks.Feedback;

namespace Ndtms.Workbooks;

/// <summary>An issue as it is shown on a row.</summary>
/// <param name="Issue">The issue.</param>
/// <param name="Line">Its line where that is not the row's: 0 for the whole file; null for an issue of the row itself.</param>
internal readonly record struct RowIssue(Issue Issue, int? Line);

/// <summary>A provider's own file, row by row, with the issues of each row, most serious first. Issues with the whole file or its header
/// are shown on the first data row.</summary>
/// <remarks>A listed issue takes eight bytes for each line that it is on; where the others are is read as the rows are, and messages are made
/// one row at a time.</remarks>
internal sealed class MarkedRows : IDisposable
{
    /// <summary>The headers of the columns that come first.</summary>
    public static readonly IReadOnlyList<string> Columns = ["ERRORS", "SEVERITY"];

    private const string Separator = " | ";
    private const int LongestCell = IssueList.LongestText;

    private readonly CodeBook _book;
    private readonly Issue[] _issues;
    private readonly HashSet<Issue> _unlisted;
    private readonly long[] _places;
    private readonly IEnumerator<long> _unlistedPlaces;
    private readonly SortedSet<int> _found = [];
    private readonly Dictionary<int, int> _lines = [];
    private int _next;
    private bool _moreUnlisted;
    private bool _first = true;

    /// <param name="file">The file as received, plain or packed.</param>
    /// <param name="facts">Its facts; null where they are not known.</param>
    /// <param name="issues">The listed issues, in any order.</param>
    /// <param name="unlisted">Where the others are.</param>
    /// <param name="book">The reference data with which the file was checked.</param>
    public MarkedRows(ReceivedFile file, SubmissionFacts? facts, IEnumerable<Issue> issues, UnlistedIssues unlisted, CodeBook book)
    {
        _book = book;
        var kinds = unlisted.Kinds.Select(k => new Issue(k.Rule, k.Severity, "row") { Column = k.Column, Confirmed = k.Confirmed }).ToList();
        _unlisted = new HashSet<Issue>(kinds, ReferenceEqualityComparer.Instance);
        _issues =
        [
            .. issues.Concat(kinds).OrderByDescending(i => i.Severity).ThenBy(i => i.Confirmed).ThenBy(i => i.Rule, StringComparer.Ordinal)
                .ThenBy(i => i.Column, StringComparer.Ordinal),
        ];
        var indexes = new Dictionary<Issue, int>(
            _issues.Index().Where(i => _unlisted.Contains(i.Item)).Select(i => KeyValuePair.Create(i.Item, i.Index)), ReferenceEqualityComparer.Instance);
        _places =
        [
            .. _issues.Index().Where(i => !_unlisted.Contains(i.Item))
                .SelectMany(i => (i.Item.Lines.Count == 0 ? [0] : i.Item.Lines.Distinct()).Select(line => PlaceOf(line, i.Index))),
        ];
        Array.Sort(_places);
        _unlistedPlaces = unlisted.Places.Select(p => PlaceOf(p.Line, indexes[kinds[p.Kind]])).GetEnumerator();
        _moreUnlisted = _unlistedPlaces.MoveNext();
        if (file.Problem is null)
            Rows = Open(file, facts, book);
        HasHeader = Rows?.ReadHeader() == true;
    }

    /// <summary>The file's rows; null where it cannot be read.</summary>
    public CsvRows? Rows { get; }

    public bool HasHeader { get; }

    /// <summary>The issues of the current row, most serious first.</summary>
    public IEnumerable<RowIssue> Found => _found.Select(i => new RowIssue(_issues[i], _lines.TryGetValue(i, out var line) ? line : null));

    /// <summary>What ERRORS shows of the current row: messages, each with its rule first, so that no cell begins like a formula; at most
    /// <see cref="IssueList.LongestText"/> characters, then how many more there are.</summary>
    public string Errors
    {
        get
        {
            var text = new StringBuilder();
            var shown = 0;
            foreach (var found in Found)
            {
                var message = (shown == 0 ? "" : Separator) + Message(found);
                var more = string.Create(CultureInfo.InvariantCulture, $"{Separator}and {_found.Count - shown:#,##0} more");
                if (shown > 0 && text.Length + message.Length + (shown + 1 < _found.Count ? more.Length : 0) > LongestCell)
                    return text.Append(more).ToString();
                text.Append(Ellipsis.Cut(message, LongestCell - 50));
                shown++;
            }

            return text.ToString();
        }
    }

    /// <summary>What SEVERITY shows of the current row: its most serious issue.</summary>
    public string Severity => _found.Count == 0 ? "" : FeedbackWords.SeverityOf(_issues[_found.Min]);

    /// <summary>Opens the rows of a file.</summary>
    public static CsvRows Open(ReceivedFile file, SubmissionFacts? facts, CodeBook book) =>
        file.OpenRows((facts ?? file.NamedFacts) is { } known ? book.DataSet(known.Letter) : null);

    /// <summary>The message of an issue, in one line; of one that is not listed, what its rule says of the column.</summary>
    public string Message(RowIssue found)
    {
        var where = found.Line switch
        {
            null => "",
            0 => "Whole file: ",
            { } line => string.Create(CultureInfo.InvariantCulture, $"Line {line}: "),
        };
        var message = !_unlisted.Contains(found.Issue) ? RuleBook.Message(found.Issue, _book)
            : $"{RuleBook.Find(found.Issue.Rule).Title}{(found.Issue.Column is { } column ? $" ({column})" : "")}";
        return $"{where}{found.Issue.Rule}: {message}".ReplaceLineEndings(" ");
    }

    /// <summary>Goes to the next row of the file.</summary>
    public bool Read()
    {
        _found.Clear();
        _lines.Clear();
        if (Rows?.Read() != true)
            return false;
        // An issue on a line that no row begins on is shown on the next row.
        while (LineOfNext <= Rows.Line)
            Add(LineOfNext == Rows.Line ? null : LineOfNext == Rows.HeaderLine && _first ? 0 : LineOfNext);

        _first = false;
        return true;
    }

    /// <summary>Goes to the next line with issues that are on no row of the file; after its last row.</summary>
    public bool ReadRest()
    {
        _found.Clear();
        _lines.Clear();
        if (LineOfNext is not { } line)
            return false;
        while (LineOfNext == line)
            Add(line);
        return true;
    }

    public void Dispose()
    {
        _unlistedPlaces.Dispose();
        Rows?.Dispose();
    }

    private static long PlaceOf(int line, int issue) => ((long)line << 32) | (uint)issue;

    /// <summary>Whether the next place is one of an issue that is not listed.</summary>
    private bool IsNextUnlisted => _moreUnlisted && (_next == _places.Length || LineOf(_unlistedPlaces.Current) < LineOf(_places[_next]));

    /// <summary>The line of the next place; null: there is none.</summary>
    private int? LineOfNext => IsNextUnlisted ? LineOf(_unlistedPlaces.Current) : _next < _places.Length ? LineOf(_places[_next]) : null;

    private static int LineOf(long place) => (int)(place >> 32);

    /// <summary>Adds the issue of the next place to the current row.</summary>
    private void Add(int? shown)
    {
        int issue;
        if (IsNextUnlisted)
        {
            issue = (int)(uint)_unlistedPlaces.Current;
            _moreUnlisted = _unlistedPlaces.MoveNext();
        }
        else
        {
            issue = (int)(uint)_places[_next++];
        }

        _found.Add(issue);
        if (shown is { } other)
            _lines.TryAdd(issue, other);
        else
            _lines.Remove(issue);
    }
}
