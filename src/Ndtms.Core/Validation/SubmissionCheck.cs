using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Records;
using static Ndtms.Core.Validation.InMessage;

namespace Ndtms.Core.Validation;

/// <summary>Checks a file against every rule, all problems at once. The entry point of validation.</summary>
public sealed class SubmissionCheck
{
    private const int LongestHeader = 60;

    private readonly ReceivedFile _file;
    private readonly CodeBook _book;
    private readonly DateOnly _received;
    private readonly SubmissionFacts? _facts;
    private readonly IssueList _issues = new();
    private FirstPass _pass = new();
    private Safeguards? _safeguards;

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
    /// <param name="register">What is known of the agency; null: nothing is (then FILE-09 to -11, -13, -17, -21, -25, CLIENT-05 and -08
    /// are not judged).</param>
    /// <param name="key">The key from which published numbers are drawn, also those of entities with issues; null: they are not published.</param>
    public static CheckedSubmission Run(
        ReceivedFile file, ExplicitFacts given, DateOnly received, CodeBook book, bool correction = false,
        Func<SubmissionFacts, AgencyState>? register = null, PublicationKey? key = null)
    {
        var check = new SubmissionCheck(file, given, received, book);
        var content = check.Judge(given, correction, register);
        var issues = check._issues.Finish();
        return new CheckedSubmission
        {
            File = file,
            Facts = check._facts,
            Received = received,
            Content = content,
            Refusals = content is null ? [] : [.. check._pass.Refusals.Keys],
            AlsoRefused = check._safeguards?.AlsoRefused ?? [],
            ManyRefused = check._safeguards?.ManyRefused ?? 0,
            Rows = check._pass.Rows,
            Issues = issues,
            IssueCounts = check._issues.Counts(),
            Entities = content is null ? [] : check._issues.Entities(content, HashOf(key, check._facts)),
            Unlisted = check._issues.Unlisted(),
            RejectingRules = [.. check._issues.Rejects()],
        };
    }

    private static Func<Entity, ulong>? HashOf(PublicationKey? key, SubmissionFacts? facts) => key is null || facts is null ? null : entity => entity switch
    {
        Client client => key.Client(facts.Agency, client.Key),
        Episode episode => key.Episode(facts.Agency, episode.Client.Key, episode.Key),
        Child child => key.Child(child.Kind, facts.Agency, child.Episode.Client.Key, child.Episode.Key, child.Key),
        _ => throw new ArgumentOutOfRangeException(nameof(entity)),
    };

    private bool FileFailed => _issues.Has(Severity.File);

    private Content? Judge(ExplicitFacts given, bool correction, Func<SubmissionFacts, AgencyState>? register)
    {
        var state = _facts is null || _file.Problem is not null ? null : register?.Invoke(_facts);
        var dataSet = _facts is null ? null : _book.DataSet(_facts.Letter);
        if (_file.Problem is null)
            _pass = FirstPass.Through(_file, dataSet, state);
        if (_file.Problem is { } problem)
        {
            Add("FILE-01", details: FileRules.Reason(problem, _file.ProblemLine));
            return null;
        }

        if (_facts is null)
        {
            Add("FILE-06");
            return null;
        }

        JudgeFacts(given, correction, state, dataSet);
        if (FileFailed || dataSet is null)
            return null;

        using var rows = _file.OpenRows(dataSet);
        rows.ReadHeader();
        JudgeHeader(rows, dataSet);
        return FileFailed ? null : JudgeContent(rows, dataSet, state);
    }

    private void JudgeFacts(ExplicitFacts given, bool correction, AgencyState? state, DataSet? dataSet)
    {
        var facts = _facts!;
        if (facts.From > facts.To || facts.To > _received)
            Add("FILE-07", value: $"{DayText.Show(facts.From)} - {DayText.Show(facts.To)}");
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
            if (rows.IsOurs(i))
                continue;
            if (name.Length == 0)
            {
                if (_pass.NamelessWithValues.Contains(i))
                    Add("FILE-04", [rows.HeaderLine], details: [new("position", Number(i + 1))]);
            }
            else if (!seen.Add(name))
            {
                if (twice.Add(name))
                    Add("FILE-03", [rows.HeaderLine], Shown(name.ToUpperInvariant()));
            }
            else if (dataSet.Find(name) is null)
            {
                Add("FILE-04", [rows.HeaderLine], Shown(name), details:
                [
                    new("letter", dataSet.Letter), new("separator", separator),
                    new("suggestion", Spelling.Nearest(name.ToUpperInvariant(), dataSet.Fields.Select(f => f.Header)) ?? ""),
                ]);
            }
        }

        // The names may stand below a title: that is said once.
        var title = dataSet.Fields.Any(f => f.MustBePresent && seen.Contains(f.Header)) ? "" : LineOfNames(dataSet);
        foreach (var field in dataSet.Fields.Where(f => !seen.Contains(f.Header)).OrderBy(f => f.Header, StringComparer.Ordinal))
        {
            Add(field.MustBePresent ? "FILE-02" : "FILE-05", [rows.HeaderLine], field.Header, details:
                [new("first", title.Length > 0 ? Number(rows.HeaderLine) : ""), new("names", title)]);
            if (field.MustBePresent)
                title = "";
        }
    }

    /// <summary>The line, among the next few, that has the names of all columns that must be there; empty: none has.</summary>
    private string LineOfNames(DataSet dataSet)
    {
        const int nearby = 20;
        var needed = dataSet.Fields.Where(f => f.MustBePresent).Select(f => f.Header).ToList();
        foreach (var separator in ",;\t"u8)
        {
            using var rows = _file.OpenRows(separator);
            for (var row = 0; row < nearby && rows.Read(); row++)
            {
                var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
                for (var i = 0; i < rows.Count; i++)
                    names.Add(Encoding.UTF8.GetString(rows[i]).Trim());
                if (names.IsSupersetOf(needed))
                    return Number(rows.Line);
            }
        }

        return "";
    }

    /// <summary>A header as an issue names it: a file without one may have a whole row in its place, one with another separator all names in
    /// one.</summary>
    private static string Shown(string header) => Ellipsis.Cut(header, LongestHeader);

    private Content JudgeContent(CsvRows rows, DataSet dataSet, AgencyState? state)
    {
        var facts = _facts!;
        _issues.Confirmed = state?.ConfirmedWarnings ?? new HashSet<ConfirmedWarning>();
        using var assembler = new Assembler(dataSet, rows.Header);
        using var reading = new RowReading(rows, dataSet, facts.Agency, _pass, _issues);
        reading.ReadInto(assembler);
        var content = assembler.Finish();
        foreach (var (clientId, lines) in _pass.Refusals)
            _issues.Add(new Issue("CLIENT-01", Severity.Notice, "client") { Lines = lines, ClientId = clientId, Column = "CONSENT", Value = "N" });

        var context = new RuleContext(facts.From, facts.To, _received, _book.Areas);
        new ContentCheck(content, context, rows.Header, state, _issues).Run();
        JudgeReading(content, rows.Separator, reading);

        _safeguards = new Safeguards(content, facts, _pass, state, _issues, (rule, details) => Add(rule, details: details));
        _safeguards.Judge();
        JudgeEnd(reading, content);
        return content;
    }

    /// <summary>How the file was read, and what has spoiled the values of a column: once each.</summary>
    private void JudgeReading(Content content, byte separator, RowReading reading)
    {
        if (content.FirstOtherDateForm is { } line)
            Add("FILE-15", [line]);
        if (reading.FilledUp > 0)
            Add("FILE-20", details: [new("count", Number(reading.FilledUp))]);
        if (separator != ',' || _file.IsUtf16)
        {
            Add("FILE-24", details:
            [
                new("separators", separator == ';' ? "semicolons" : separator == '\t' ? "tabs" : ""), new("encoding", _file.IsUtf16 ? "UTF-16" : ""),
            ]);
        }

        foreach (var trait in content.ColumnTraits.Where(t => t.Count >= FileRules.FewestOfACause && FileRules.CauseOf(t.Trait) is not null))
        {
            _issues.Add(new Issue("FILE-23", trait.Trait == CellTraits.NullWord ? Severity.Notice : Severity.Warning, "file")
            {
                Lines = [trait.FirstLine],
                Column = trait.Field.Header,
                Details = [new("count", Number(trait.Count)), new("cause", FileRules.CauseOf(trait.Trait)!), new("remedy", FileRules.RemedyOf(trait.Trait)!)],
            });
        }

        if (content.FoldedInitials > 0 || content.CutPostcodes > 0)
            Add("VALUE-08", details: [new("initials", NumberIfAny(content.FoldedInitials)), new("postcodes", NumberIfAny(content.CutPostcodes))]);
    }

    /// <summary>Whether rows are missing or are not what they seem (rules FILE-18, -19 and -22): beside FILE-12 they say why nothing could be
    /// loaded, and hold nothing.</summary>
    private void JudgeEnd(RowReading reading, Content content)
    {
        var severity = _issues.Has("FILE-12") ? Severity.Warning : Severity.Hold;
        if (reading.Skipped >= 3 && reading.Skipped * 10L > _pass.Rows)
            Add("FILE-18", details: [new("skipped", Number(reading.Skipped)), new("count", Number(_pass.Rows))], severity: severity);
        if (_pass.CutLine is { } cut)
            Add("FILE-19", [cut], severity: severity);
        foreach (var trait in content.ColumnTraits.Where(t => t.Trait == CellTraits.OnlyMonthFirst && t.Count >= FileRules.FewestOfACause))
        {
            if (!content.ColumnTraits.Exists(t => t.Field == trait.Field && t.Trait == CellTraits.OnlyDayFirst))
                Add("FILE-22", [trait.FirstLine], trait.Field.Header, details: [new("count", Number(trait.Count))], severity: severity);
        }
    }

    /// <summary>An issue of the file, of its rule's severity where no other is given.</summary>
    private void Add(
        string rule, IReadOnlyList<int>? lines = null, string? column = null, string? value = null,
        IEnumerable<KeyValuePair<string, string>>? details = null, Severity? severity = null)
    {
        List<KeyValuePair<string, string>> all = [.. details ?? []];
        if (_facts is not null)
        {
            all.Add(new("from", DayText.Show(_facts.From)));
            all.Add(new("to", DayText.Show(_facts.To)));
        }

        all.Add(new("receipt", DayText.Show(_received)));
        var placeholders = RuleBook.Find(rule).Placeholders.ToHashSet(StringComparer.Ordinal);
        _issues.Add(new Issue(rule, severity ?? RuleBook.Find(rule).Severity, "file")
        {
            Lines = lines ?? [],
            Column = column,
            Value = value,
            Details = [.. all.Where(d => placeholders.Contains(d.Key))],
        });
    }
}
