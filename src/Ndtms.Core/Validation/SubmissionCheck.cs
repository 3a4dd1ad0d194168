using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Records;

namespace Ndtms.Core.Validation;

/// <summary>What is known of an agency when one of its files is checked.</summary>
/// <param name="Agency">The registered agency; null: unknown.</param>
/// <param name="CurrentSha256">Hash of the last loaded submission's unpacked bytes; null: there is none.</param>
/// <param name="CurrentTo">Last day of its window.</param>
/// <param name="Clients">Held clients by CLIENTID.</param>
/// <param name="Replaced">How many held episodes the file would replace.</param>
/// <param name="ReplacedReferredBefore">How many of those were referred before the window.</param>
/// <param name="ReplacedReferredBeforeOpen">How many of these are open.</param>
public sealed record AgencyState(
    Agency? Agency, string? CurrentSha256, DateOnly? CurrentTo, IReadOnlyDictionary<string, Attributors> Clients, int Replaced,
    int ReplacedReferredBefore, int ReplacedReferredBeforeOpen)
{
    /// <summary>Warnings that the agency has checked and found correct.</summary>
    public IReadOnlySet<ConfirmedWarning> ConfirmedWarnings { get; init; } = new HashSet<ConfirmedWarning>();
}

/// <summary>What becomes of a file.</summary>
public enum Verdict
{
    /// <summary>It can be loaded.</summary>
    Accepted,

    /// <summary>It waits for somebody to confirm or withdraw it.</summary>
    Held,

    /// <summary>Nothing of it is loaded.</summary>
    Rejected,
}

/// <summary>How many of a kind of entity a file brings.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Read">In the file, without those of clients who refuse.</param>
/// <param name="Loaded">Not rejected, nor below something rejected.</param>
/// <param name="Warned">Loaded, with a warning.</param>
public sealed record EntityCount(EntityKind Kind, int Read, int Loaded, int Warned)
{
    public int Rejected => Read - Loaded;
}

/// <summary>A submission as checked: what it is, what is in it, and what was found.</summary>
public sealed class CheckedSubmission
{
    public required ReceivedFile File { get; init; }

    /// <summary>What the file is; null where that is not known (FILE-01, FILE-06).</summary>
    public SubmissionFacts? Facts { get; init; }

    /// <summary>The day it was received.</summary>
    public required DateOnly Received { get; init; }

    /// <summary>What it holds; null where its content was not judged.</summary>
    public Content? Content { get; init; }

    /// <summary>CLIENTIDs that refuse consent, in ordinal order.</summary>
    public IReadOnlyList<string> Refusals { get; init; } = [];

    /// <summary>Data rows in the file.</summary>
    public int Rows { get; init; }

    /// <summary>Everything found, by line.</summary>
    public required IReadOnlyList<Issue> Issues { get; init; }

    public Verdict Verdict => Issues.Count == 0 ? Verdict.Accepted : Issues.Max(i => i.Severity) switch
    {
        Severity.File => Verdict.Rejected,
        Severity.Hold => Verdict.Held,
        _ => Verdict.Accepted,
    };

    /// <summary>Counts of every kind of entity of the data set.</summary>
    public IReadOnlyList<EntityCount> Counts => Content is null ? [] : [.. Enum.GetValues<EntityKind>()
        .Where(kind => Content.DataSet.Of(kind).Fields.Count > 0)
        .Select(kind =>
        {
            var entities = EntitiesOf(Content, kind).ToList();
            return new EntityCount(kind, entities.Count, entities.Count(e => e.Loaded), entities.Count(e => e.Loaded && e.Warned));
        })];

    private static IEnumerable<Entity> EntitiesOf(Content content, EntityKind kind) => kind switch
    {
        EntityKind.Client => content.Clients,
        EntityKind.Episode => content.Episodes,
        _ => content.Episodes.SelectMany(e => e.Children).Where(c => c.Kind == kind),
    };
}

/// <summary>Checks a file against every rule, all problems at once. The entry point of validation.</summary>
public sealed class SubmissionCheck
{
    private const int LongestHeader = 60;

    private readonly ReceivedFile _file;
    private readonly CodeBook _book;
    private readonly DateOnly _received;
    private readonly SubmissionFacts? _facts;
    private readonly List<Issue> _issues = [];
    private readonly SortedDictionary<string, List<int>> _refusals = new(StringComparer.Ordinal);
    private int _rows;

    private SubmissionCheck(ReceivedFile file, ExplicitFacts given, DateOnly received, CodeBook book)
    {
        _file = file;
        _book = book;
        _received = received;
        _facts = given.Over(file.NamedFacts);
    }

    /// <summary>Checks a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="given">Facts given beside it; they win over its name.</param>
    /// <param name="received">The day it was received.</param>
    /// <param name="book">Data sets, codes and areas.</param>
    /// <param name="correction">It is marked as a correction of an earlier window.</param>
    /// <param name="register">What is known of the agency; null: nothing is (then FILE-09 to -11, -13, -17 and CLIENT-05 are not
    /// judged).</param>
    public static CheckedSubmission Run(
        ReceivedFile file, ExplicitFacts given, DateOnly received, CodeBook book, bool correction = false,
        Func<SubmissionFacts, AgencyState>? register = null)
    {
        var check = new SubmissionCheck(file, given, received, book);
        var content = check.Judge(given, correction, register);
        return new CheckedSubmission
        {
            File = file,
            Facts = check._facts,
            Received = received,
            Content = content,
            Refusals = content is null ? [] : [.. check._refusals.Keys],
            Rows = check._rows,
            Issues = [.. check._issues
                .OrderBy(i => i.Lines.Count == 0 ? 0 : i.Lines[0])
                .ThenBy(i => i.Rule, StringComparer.Ordinal)
                .ThenBy(i => i.ClientId, StringComparer.Ordinal)
                .ThenBy(i => i.EpisodeId, StringComparer.Ordinal)
                .ThenBy(i => i.ChildId, StringComparer.Ordinal)
                .ThenBy(i => i.Column, StringComparer.Ordinal)],
        };
    }

    private bool FileFailed => _issues.Exists(i => i.Severity == Severity.File);

    private Content? Judge(ExplicitFacts given, bool correction, Func<SubmissionFacts, AgencyState>? register)
    {
        if (_file.Problem is null)
            CountRowsAndRefusals();
        if (_file.Problem is { } problem)
        {
            Add("FILE-01", details: [new("reason", FileRules.Reason(problem))]);
            return null;
        }

        if (_facts is null)
        {
            Add("FILE-06");
            return null;
        }

        var state = register?.Invoke(_facts);
        var dataSet = JudgeFacts(given, correction, state);
        if (FileFailed || dataSet is null)
            return null;

        using var rows = _file.OpenRows();
        rows.ReadHeader();
        JudgeHeader(rows, dataSet);
        return FileFailed ? null : JudgeContent(rows, dataSet, state);
    }

    /// <summary>Refusals must be known before the first row is judged: nothing else of such a client is.</summary>
    private void CountRowsAndRefusals()
    {
        int consent = -1, client = -1;
        using var reader = new CellReader(new TextPool());
        _file.CountRows(rows =>
        {
            if (_rows++ == 0)
            {
                consent = IndexOf(rows.Header, "CONSENT");
                client = IndexOf(rows.Header, "CLIENTID");
            }

            if (consent < 0 || client < 0 || rows.Count != rows.Header.Count || reader.Text(rows[consent]) is not ("N" or "n"))
                return;
            if (reader.Text(rows[client]) is { IsEmpty: false } clientId)
            {
                var id = clientId.ToString();
                if (!_refusals.TryGetValue(id, out var lines))
                    _refusals[id] = lines = [];
                lines.Add(rows.Line);
            }
        });
    }

    private DataSet? JudgeFacts(ExplicitFacts given, bool correction, AgencyState? state)
    {
        var facts = _facts!;
        if (facts.From > facts.To || facts.To > _received)
            Add("FILE-07", value: $"{DayText.Show(facts.From)} - {DayText.Show(facts.To)}");
        var dataSet = _book.DataSet(facts.Letter);
        if (dataSet is null || !dataSet.InForceOn(facts.To))
            Add("FILE-08", value: facts.Letter);
        if (state is not null)
        {
            if (state.Agency?.ActiveOn(facts.To) != true)
                Add("FILE-09", value: facts.Agency);
            if (state.CurrentSha256 == _file.Sha256)
                Add("FILE-10");
            if (state.CurrentTo is { } current && facts.To < current && !correction)
                Add("FILE-11", details: [new("current", DayText.Show(current))]);
        }

        if (_file.NamedFacts is { } named && given != ExplicitFacts.None && named != facts)
        {
            Add("FILE-16", value: $"{named.Agency}, {DayText.Show(named.From)} - {DayText.Show(named.To)}, {named.Letter}",
                details: [new("agency", facts.Agency), new("letter", facts.Letter)]);
        }

        return dataSet;
    }

    private void JudgeHeader(CsvRows rows, DataSet dataSet)
    {
        var separator = rows.Header is not [var only] ? ""
            : only.Contains(';', StringComparison.Ordinal) ? "semicolons"
            : only.Contains('\t', StringComparison.Ordinal) ? "tabs"
            : "";
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var twice = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < rows.Header.Count; i++)
        {
            var name = rows.Header[i];
            var position = name.Length > 0 ? "" : Number(i + 1);
            if (!seen.Add(name))
            {
                if (twice.Add(name))
                    Add("FILE-03", [rows.HeaderLine], Shown(name.ToUpperInvariant()), details: [new("position", position)]);
            }
            else if (dataSet.Find(name) is null)
            {
                Add("FILE-04", [rows.HeaderLine], Shown(name), details:
                [
                    new("letter", dataSet.Letter), new("position", position), new("separator", separator),
                    new("suggestion", Spelling.Nearest(name.ToUpperInvariant(), dataSet.Fields.Select(f => f.Header)) ?? ""),
                ]);
            }
        }

        foreach (var field in dataSet.Fields.Where(f => !seen.Contains(f.Header)))
        {
            var needed = field is { Required: Requirement.Reject, Entity: EntityKind.Client or EntityKind.Episode };
            Add(needed ? "FILE-02" : "FILE-05", [rows.HeaderLine], field.Header);
        }
    }

    /// <summary>A header as an issue names it: a file without one may have a whole row in its place, one with another separator all names in
    /// one.</summary>
    private static string Shown(string header) =>
        header.Length <= LongestHeader ? header : header[..(LongestHeader - (char.IsHighSurrogate(header[LongestHeader - 2]) ? 2 : 1))] + "…";

    private Content JudgeContent(CsvRows rows, DataSet dataSet, AgencyState? state)
    {
        var facts = _facts!;
        using var assembler = new Assembler(dataSet, rows.Header);
        ReadRows(rows, assembler, facts.Agency);
        var content = assembler.Finish();
        foreach (var (clientId, lines) in _refusals)
            _issues.Add(new Issue("CLIENT-01", Severity.Notice, "client") { Lines = lines, ClientId = clientId, Column = "CONSENT", Value = "N" });

        var context = new RuleContext(facts.From, facts.To, _received, _book.Areas);
        new ContentCheck(content, context, rows.Header, state, _issues).Run();

        if (content.FirstIsoDate is { } isoLine)
            Add("FILE-15", [isoLine]);
        if (content.FoldedInitials > 0 || content.CutPostcodes > 0)
            Add("VALUE-08", details: [new("initials", ShowCount(content.FoldedInitials)), new("postcodes", ShowCount(content.CutPostcodes))]);

        var read = content.Episodes.Count();
        var loaded = content.Episodes.Count(e => e.Loaded);
        if (loaded == 0 && _refusals.Count == 0)
            Add("FILE-12");
        JudgeHolds(content, state, read, read - loaded);
        return content;
    }

    private void JudgeHolds(Content content, AgencyState? state, int read, int rejected)
    {
        if (state is not null && state.Replaced >= 20 && read * 10L < state.Replaced * 9L)
            Add("FILE-13", details: [new("count", Number(read)), new("held", Number(state.Replaced))]);
        if (read >= 20 && rejected * 10L > read)
            Add("FILE-14", details: [new("rejected", Number(rejected)), new("count", Number(read))]);
        if (state is { ReplacedReferredBefore: > 0, Agency.Scope: AgencyScope.Active }
            && !content.Episodes.Any(e => e.Referred < _facts!.From))
        {
            Add("FILE-17", details:
                [new("held", Number(state.ReplacedReferredBefore)), new("open", Number(state.ReplacedReferredBeforeOpen))]);
        }
    }

    /// <summary>Rows in the order of Definitions/data-set.md, Copies: ROW-01, AGNCY, ROW-03; then the row belongs to its client.</summary>
    private void ReadRows(CsvRows rows, Assembler assembler, string agency)
    {
        int agencyColumn = IndexOf(rows.Header, "AGNCY"), clientColumn = IndexOf(rows.Header, "CLIENTID"), consent = IndexOf(rows.Header, "CONSENT");
        using var reader = new CellReader(new TextPool());
        var copies = new RowCopies();
        while (rows.Read())
        {
            if (!IsWhole(rows))
                continue;
            var clientId = reader.Text(rows[clientColumn]) is { IsEmpty: false } given ? given.ToString() : null;
            var refused = clientId is not null && _refusals.ContainsKey(clientId);
            var code = reader.Text(rows[agencyColumn]).ToString().ToUpperInvariant();
            if (code.Length == 0)
            {
                if (!refused)
                    AddBlankKey(rows.Line, "AGNCY", clientId);
                continue;
            }

            if (code != agency)
            {
                var refusal = reader.Text(rows[consent]) is "N" or "n" && clientId is not null;
                _issues.Add(new Issue("ROW-02", refusal ? Severity.Notice : Severity.Reject, "row")
                {
                    Lines = [rows.Line],
                    ClientId = clientId,
                    Column = "AGNCY",
                    Value = code.Length > 20 ? code[..20] : code,
                    Details = [new("agency", agency), new("refusal", refusal ? "refusal of consent" : "")],
                });
                continue;
            }

            if (copies.Original(rows) is { } original)
            {
                _issues.Add(new Issue("ROW-03", Severity.Notice, "row")
                {
                    Lines = [rows.Line],
                    ClientId = clientId,
                    Details = [new("original", Number(original))],
                });
                continue;
            }

            if (clientId is null)
                AddBlankKey(rows.Line, "CLIENTID", null);
            else if (!refused)
                assembler.Add(rows, clientId);
        }

        if (rows.EndlessLine > 0)
        {
            _issues.Add(new Issue("ROW-01", Severity.Reject, "row")
            {
                Lines = [rows.EndlessLine],
                Details = [new("endless", Number(rows.EndlessLine))],
            });
        }
    }

    private void AddBlankKey(int line, string column, string? clientId) =>
        _issues.Add(new Issue("VALUE-01", Severity.Reject, "client") { Lines = [line], Column = column, ClientId = clientId });

    /// <summary>Whether the row can be told apart from its neighbours: as many values as the header, and no quotation mark that runs on over
    /// whole rows, which would put half of one record and half of another together. Where it cannot, says so (rule ROW-01).</summary>
    private bool IsWhole(CsvRows rows)
    {
        var countIsRight = rows.Count == rows.Header.Count;
        var quote = rows.Raw.ContainsAny((byte)'\n', (byte)'\r') ? QuotedLines(rows.Raw) : default;
        if (countIsRight && !quote.Endless && quote.Separators < rows.Header.Count - 1)
            return true;
        var details = new List<KeyValuePair<string, string>>();
        if (!countIsRight)
            details.AddRange([new("count", Number(rows.Count)), new("expected", Number(rows.Header.Count))]);
        if (quote.Endless)
            details.Add(new("endless", Number(rows.Line + quote.Opened)));
        else if (quote.Closed > quote.Opened)
            details.AddRange([new("quote", Number(rows.Line + quote.Opened)), new("end", Number(rows.Line + quote.Closed))]);
        _issues.Add(new Issue("ROW-01", Severity.Reject, "row") { Lines = [rows.Line], Details = details });
        return false;
    }

    /// <summary>The quoted value that runs over a line break and holds the most separators, the first of equals: on which line, counted
    /// from the row's first, it opens and closes, and whether it never does. As the reader has it, a quotation mark opens only at the start
    /// of a value.</summary>
    private static (int Opened, int Closed, int Separators, bool Endless) QuotedLines(ReadOnlySpan<byte> raw)
    {
        (int Opened, int Closed, int Separators, bool Endless) longest = default;
        int line = 0, opened = 0, separators = 0;
        bool inQuotes = false, atStart = true;
        for (var i = 0; i < raw.Length; i++)
        {
            var next = i + 1 < raw.Length ? raw[i + 1] : default;
            if (raw[i] == '"' && inQuotes && next == '"')
            {
                i++;
            }
            else if (raw[i] == '"' && inQuotes)
            {
                if (line > opened && (longest.Closed == 0 || separators > longest.Separators))
                    longest = (opened, line, separators, false);
                inQuotes = false;
            }
            else if (raw[i] == '"' && atStart)
            {
                inQuotes = true;
                opened = line;
                separators = 0;
            }
            else if (raw[i] == ',')
            {
                separators++;
            }
            else if (raw[i] == '\n' || (raw[i] == '\r' && next != '\n'))
            {
                line++;
            }

            atStart = raw[i] == ',' && !inQuotes;
        }

        return inQuotes && line > opened ? (opened, line, separators, true) : longest;
    }

    private static int IndexOf(IReadOnlyList<string> header, string name)
    {
        for (var i = 0; i < header.Count; i++)
        {
            if (header[i].Equals(name, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return -1;
    }

    /// <summary>An issue of the file.</summary>
    private void Add(
        string rule, IReadOnlyList<int>? lines = null, string? column = null, string? value = null,
        IEnumerable<KeyValuePair<string, string>>? details = null)
    {
        List<KeyValuePair<string, string>> all = [.. details ?? []];
        if (_facts is not null)
        {
            all.Add(new("from", DayText.Show(_facts.From)));
            all.Add(new("to", DayText.Show(_facts.To)));
        }

        all.Add(new("receipt", DayText.Show(_received)));
        var placeholders = RuleBook.Find(rule).Placeholders.ToHashSet(StringComparer.Ordinal);
        _issues.Add(new Issue(rule, RuleBook.Find(rule).Severity, "file")
        {
            Lines = lines ?? [],
            Column = column,
            Value = value,
            Details = [.. all.Where(d => placeholders.Contains(d.Key))],
        });
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string ShowCount(int number) => number == 0 ? "" : Number(number);

    /// <summary>Finds exact copies of rows by a hash of their parsed, untrimmed values.</summary>
    private sealed class RowCopies
    {
        private readonly Dictionary<UInt128, int> _seen = [];
        private readonly ArrayBufferWriter<byte> _values = new(4096);

        /// <summary>The line of the earlier row of which the current one is a copy; null: it is the first of its kind.</summary>
        public int? Original(CsvRows rows)
        {
            _values.ResetWrittenCount();
            for (var i = 0; i < rows.Count; i++)
            {
                var value = rows[i];
                BinaryPrimitives.WriteInt32LittleEndian(_values.GetSpan(4), value.Length);
                _values.Advance(4);
                _values.Write(value);
            }

            Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(_values.WrittenSpan, digest);
            var key = BinaryPrimitives.ReadUInt128LittleEndian(digest);
            if (_seen.TryGetValue(key, out var line))
                return line;
            _seen.Add(key, rows.Line);
            return null;
        }
    }
}
