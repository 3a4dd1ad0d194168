using System.Runtime.CompilerServices;
using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Records;
using static Ndtms.Core.Validation.InMessage;

namespace Ndtms.Core.Validation;

/// <summary>How far a check is.</summary>
/// <param name="Rows">Rows done; a row counts half once it is read and half once it is judged.</param>
/// <param name="Of">Rows that the file has; 0: not known yet.</param>
public sealed record CheckProgress(int Rows, int Of);

/// <summary>Checks a file against every rule, all problems at once. The entry point of validation.</summary>
public sealed class SubmissionCheck
{
    private const int LongestHeader = 60;
    private const int MostParts = 1_000;

    private readonly ReceivedFile _file;
    private readonly CodeBook _book;
    private readonly DateOnly _received;
    private readonly SubmissionFacts? _facts;
    private readonly FirstPass _pass;
    private readonly AgencyState? _state;
    private readonly DataSet? _dataSet;
    private readonly IssueList _issues;
    private readonly RowTraits _traits = new();
    private readonly Twins _twins = new();
    private readonly EntityTally _tally = new();
    private readonly Action<CheckProgress>? _report;
    private Safeguards? _safeguards;
    private Content? _content;
    private int _filledUp;
    private int _skipped;
    private byte _separator;

    /// <summary>Checks a file whose content is read in so many parts.</summary>
    private SubmissionCheck(
        ReceivedFile file, SubmissionFacts? facts, DateOnly received, CodeBook book, FirstPass pass, AgencyState? state, DataSet? dataSet,
        PublicationKey? key, Action<CheckProgress>? report)
    {
        (_file, _facts, _received, _book) = (file, facts, received, book);
        (_pass, _state, _dataSet, _report) = (pass, state, dataSet, report);
        _issues = new IssueList { Hash = HashOf(key, facts) };
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
    /// <param name="report">Is told now and then how far the check is; null: nobody is.</param>
    public static CheckedSubmission Run(
        ReceivedFile file, ExplicitFacts given, DateOnly received, CodeBook book, bool correction = false,
        Func<SubmissionFacts, AgencyState>? register = null, PublicationKey? key = null, Action<CheckProgress>? report = null)
    {
        var facts = given.Over(file.NamedFacts);
        var state = facts is null || file.Problem is not null ? null : register?.Invoke(facts);
        var dataSet = facts is null ? null : book.DataSet(facts.Letter);
        var pass = file.Problem is null ? FirstPass.Through(file, dataSet) : new FirstPass();
        // How much memory the content takes is known only once it is assembled: where it is too much, the check begins again in more parts.
        for (var parts = 1; ;)
        {
            var check = new SubmissionCheck(file, facts, received, book, pass, state, dataSet, key, report);
            if (check.Judge(given, correction, ref parts))
                return check.Result(parts);
        }
    }

    private static Func<Entity, ulong>? HashOf(PublicationKey? key, SubmissionFacts? facts) => key is null || facts is null ? null : entity => entity switch
    {
        Client client => key.Client(facts.Agency, client.Key),
        Episode episode => key.Episode(facts.Agency, episode.Client.Key, episode.Key),
        Child child => key.Child(child.Kind, facts.Agency, child.Episode.Client.Key, child.Episode.Key, child.Key),
        _ => throw new ArgumentOutOfRangeException(nameof(entity)),
    };

    private bool FileFailed => _issues.Has(Severity.File);

    private CheckedSubmission Result(int parts)
    {
        var isJudged = _safeguards is not null;
        var issues = _issues.Finish();
        return new CheckedSubmission
        {
            File = _file,
            Facts = _facts,
            Received = _received,
            DataSet = isJudged ? _dataSet : null,
            Content = _content,
            IsInParts = isJudged && _content is null,
            PartsAgain = isJudged && _content is null ? PartsAgain(parts) : null,
            Refusals = isJudged ? [.. _pass.Refusals.Keys] : [],
            AlsoRefused = [.. _safeguards?.AlsoRefused ?? []],
            ManyRefused = _safeguards?.ManyRefused ?? 0,
            Rows = _pass.Rows,
            Counts = isJudged ? _tally.Of(_dataSet!) : [],
            Issues = issues,
            IssueCounts = _issues.Counts(),
            Entities = _issues.Entities(),
            Unlisted = _issues.Unlisted(),
            RejectingRules = [.. _issues.Rejects()],
        };
    }

    /// <summary>Judges the file.</summary>
    /// <param name="given">Facts given beside it.</param>
    /// <param name="correction">It is marked as a correction.</param>
    /// <param name="parts">In how many parts its content is read; set to how many it must be where these are too few.</param>
    /// <returns>Whether it was judged; false: the parts are too few.</returns>
    private bool Judge(ExplicitFacts given, bool correction, ref int parts)
    {
        if (_file.Problem is { } problem)
        {
            Add("FILE-01", details: FileRules.Reason(problem, _file.ProblemLine));
            return true;
        }

        if (_facts is null)
        {
            Add("FILE-06");
            return true;
        }

        JudgeFacts(given, correction, _state, _dataSet);
        if (FileFailed || _dataSet is null)
            return true;

        using (var rows = _file.OpenRows(_dataSet))
        {
            rows.ReadHeader();
            JudgeHeader(rows, _dataSet);
        }

        return FileFailed || JudgeContent(_facts, _dataSet, ref parts);
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

    private bool JudgeContent(SubmissionFacts facts, DataSet dataSet, ref int parts)
    {
        _issues.Confirmed = _state?.ConfirmedWarnings ?? new HashSet<ConfirmedWarning>();
        foreach (var (clientId, lines) in _pass.Refusals)
            _issues.Add(new Issue("CLIENT-01", Severity.Notice, "client") { Lines = lines, ClientId = clientId, Column = "CONSENT", Value = "N" });
        var safeguards = new Safeguards(
            facts, _pass, _state, _issues, (rule, details) => Add(rule, details: details), ids => FirstPass.PresentOf(_file, dataSet, ids));
        safeguards.Begin();

        var (reader, division) = (Reader(facts, dataSet, _state), new Division(parts));
        for (var part = 0; part < parts; part++)
        {
            reader.Report = _report is { } report ? Told(report, part, parts) : null;
            var isWithin = JudgePart(reader, division, part, safeguards, out var rows, out var size);
            if (parts > 1 || !isWithin)
                PartReader.LetGo(size);
            if (!isWithin)
            {
                parts = MoreParts(parts, rows);
                return false;
            }
        }

        _twins.Judge(_issues);
        JudgeReading();
        safeguards.Judge();
        JudgeEnd();
        _safeguards = safeguards;
        return true;
    }

    /// <summary>Judges a part of the content. When it returns, nothing holds the part any more, unless it is the whole.</summary>
    /// <returns>Whether the part is within the memory that it may take.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool JudgePart(PartReader reader, Division division, int part, Safeguards safeguards, out int rows, out long size)
    {
        // In the end even clients whose hashes lie close together are judged, whatever memory they take.
        long? most = division.Parts < MostParts ? _file.Limits.Memory : null;
        var isWithin = reader.Read(division, part, _issues, _traits, most, out var read);
        (rows, size) = (read.Rows, read.Size);
        if (!isWithin)
            return false;
        var content = read.Content!;
        _twins.Add(content);
        safeguards.Add(content);
        _issues.EndPart(content);
        _tally.Add(content);
        (_filledUp, _skipped, _separator) = (_filledUp + read.FilledUp, _skipped + read.Skipped, read.Separator);
        _content = content.IsWhole ? content : null;
        return true;
    }

    /// <summary>Tells how far the whole file is, from how far a part of it is.</summary>
    private Action<double> Told(Action<CheckProgress> report, int part, int parts) =>
        share => report(new CheckProgress((int)(_pass.Rows * (part + share) / parts), _pass.Rows));

    private PartReader Reader(SubmissionFacts facts, DataSet dataSet, AgencyState? state) =>
        new(_file, facts, dataSet, _pass, state, new RuleContext(facts.From, facts.To, _received, _book.Areas));

    /// <summary>Into how many parts a file must be divided, when one of so many parts took up all memory after so many rows of the file.</summary>
    private int MoreParts(int parts, int rows) =>
        Math.Min(MostParts, Math.Max(parts + (parts / 2) + 1, (int)Math.Ceiling(1.15 * parts * _pass.Rows / Math.Max(rows, 1))));

    /// <summary>Reads the parts of the content again, as they were judged.</summary>
    private Action<Action<Content>> PartsAgain(int parts)
    {
        // What the current data say makes warnings alone, which are told already.
        var (reader, division, issues) = (Reader(_facts!, _dataSet!, state: null), _twins.Together(parts), _issues.OnlyMarking());
        return take =>
        {
            for (var part = 0; part < parts; part++)
            {
                PartReader.LetGo(Again(part, take));
            }
        };

        [MethodImpl(MethodImplOptions.NoInlining)]
        long Again(int part, Action<Content> take)
        {
            reader.Read(division, part, issues, new RowTraits(), null, out var read);
            take(read.Content!);
            return read.Size;
        }
    }

    /// <summary>How the file was read, and what has spoiled the values of a column: once each.</summary>
    private void JudgeReading()
    {
        if (_traits.FirstOtherDateForm is { } line)
            Add("FILE-15", [line]);
        if (_filledUp > 0)
            Add("FILE-20", details: [new("count", Number(_filledUp))]);
        if (_separator != ',' || _file.IsUtf16)
        {
            Add("FILE-24", details:
            [
                new("separators", _separator == ';' ? "semicolons" : _separator == '\t' ? "tabs" : ""), new("encoding", _file.IsUtf16 ? "UTF-16" : ""),
            ]);
        }

        foreach (var trait in _traits.Columns.Where(t => t.Count >= FileRules.FewestOfACause && FileRules.CauseOf(t.Trait) is not null))
        {
            _issues.Add(new Issue("FILE-23", trait.Trait == CellTraits.NullWord ? Severity.Notice : Severity.Warning, "file")
            {
                Lines = [trait.FirstLine],
                Column = trait.Field.Header,
                Details = [new("count", Number(trait.Count)), new("cause", FileRules.CauseOf(trait.Trait)!), new("remedy", FileRules.RemedyOf(trait.Trait)!)],
            });
        }

        foreach (var (kind, stray) in _traits.StrayChildren)
        {
            _issues.Add(new Issue("CHILD-03", Severity.Warning, kind.Name())
            {
                Lines = [stray.FirstLine],
                Column = kind.DecidingHeaders()[0],
                Value = Number(stray.Rows),
                Details = [new("count", Number(stray.Rows)), new("line", Number(stray.FirstLine))],
            });
        }

        if (_traits.FoldedInitials > 0 || _traits.CutPostcodes > 0)
            Add("VALUE-08", details: [new("initials", NumberIfAny(_traits.FoldedInitials)), new("postcodes", NumberIfAny(_traits.CutPostcodes))]);
    }

    /// <summary>Whether rows are missing or are not what they seem (rules FILE-18, -19 and -22): beside FILE-12 they say why nothing could be
    /// loaded, and hold nothing.</summary>
    private void JudgeEnd()
    {
        var severity = _issues.Has("FILE-12") ? Severity.Warning : Severity.Hold;
        if (_skipped >= 3 && _skipped * 10L > _pass.Rows)
            Add("FILE-18", details: [new("skipped", Number(_skipped)), new("count", Number(_pass.Rows))], severity: severity);
        if (_pass.CutLine is { } cut)
            Add("FILE-19", [cut], severity: severity);
        foreach (var trait in _traits.Columns.Where(t => t.Trait == CellTraits.OnlyMonthFirst && t.Count >= FileRules.FewestOfACause))
        {
            if (!_traits.Columns.Any(t => t.Field == trait.Field && t.Trait == CellTraits.OnlyDayFirst))
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
