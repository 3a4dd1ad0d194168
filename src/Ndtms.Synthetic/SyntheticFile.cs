using System.Globalization;
using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;

namespace Ndtms.Synthetic;

/// <summary>The facts of a submission.</summary>
/// <param name="Agency">Code of the agency.</param>
/// <param name="From">First day of the window.</param>
/// <param name="To">Last day of the window.</param>
/// <param name="Letter">The letter of the data set.</param>
/// <param name="Received">Day of extract and receipt.</param>
public sealed record Submission(string Agency, DateOnly From, DateOnly To, string Letter, DateOnly Received)
{
    /// <summary><c>AGENCY-FROM-TO-TREAT-IN-LETTER.csv</c></summary>
    public string FileName => new SubmissionFacts(Agency, From, To, Letter).ToFileName();
}

/// <summary>A file of an agency, with the issues that it must raise. It is made in memory, and each time it is written it is the same.</summary>
public sealed class SyntheticFile
{
    private readonly FileStyle _style;
    private readonly List<Header> _headers;
    private readonly Dictionary<string, bool> _nullTokens = new(StringComparer.Ordinal);

    private SyntheticFile(Submission submission, DataSet dataSet, FileStyle style, List<Entry> clients, Dice dice)
    {
        Submission = submission;
        DataSet = dataSet;
        Clients = clients;
        _style = style;
        _headers = [.. dataSet.Fields.Select(f => new Header(f.Header, f))];
        foreach (var field in dataSet.Fields)
            _nullTokens[field.Header] = style.NullTokens && dice.Chance(0.5);
        Rows = [.. clients.SelectMany(c => LayOut(c, style.Rows))];
    }

    public Submission Submission { get; }

    public DataSet DataSet { get; }

    /// <summary>The clients of the file, in the order of their ids.</summary>
    public IReadOnlyList<Entry> Clients { get; }

    /// <summary>Every issue that the file must raise, by first line.</summary>
    public IReadOnlyList<ExpectedIssue> Issues { get; private set; } = [];

    /// <summary>Ids of the defects that were applied: the requested ones for which there was a suitable client.</summary>
    public IReadOnlyList<string> Defects => Inflicted;

    internal List<string> Inflicted { get; } = [];

    /// <summary>Number of rows, without the header.</summary>
    public int RowCount => Rows.Count;

    internal List<FileRow> Rows { get; }

    internal bool IsoDates => _style.IsoDates;

    /// <summary>Makes the file of an agency.</summary>
    /// <param name="world">The world.</param>
    /// <param name="submission">Agency, window, data set and day.</param>
    /// <param name="style">How it is written.</param>
    /// <param name="defects">Ids of the defects to put in (<see cref="Synthetic.Defects.All"/>), each on a different client; one without a suitable
    /// client is left out.</param>
    /// <exception cref="ArgumentException">The letter or a defect is unknown.</exception>
    public static SyntheticFile Create(World world, Submission submission, FileStyle style, IReadOnlyList<string> defects)
    {
        var dataSet = world.Book.DataSet(submission.Letter)
            ?? throw new ArgumentException($"There is no data set {submission.Letter}.", nameof(submission));
        var clients = Extract.Take(world, submission.Agency, dataSet, submission.From, submission.To, submission.Received);
        var dice = new Dice(SeedOf(world, submission));
        var file = new SyntheticFile(submission, dataSet, style, clients, dice);
        var issues = new List<ExpectedIssue>();
        if (style.IsoDates)
            issues.Add(new ExpectedIssue { Rule = "FILE-15" });
        if (style.LineBreaks)
            BreakLines(clients, style.CrLf ? "\r\n" : "\n", dice);
        var accented = style.Encoding == FileEncoding.Windows1252 && Accent(clients);
        if (accented)
            issues.Add(new ExpectedIssue { Rule = "VALUE-08" });
        issues.AddRange(Synthetic.Defects.Apply(file, world.Book, defects, accented, dice));
        if (style.ShuffledRows)
            dice.Shuffle(file.Rows);
        file.ArrangeHeader(dice);
        file.CountLines(issues);
        file.Issues = [.. issues.OrderBy(i => i.Lines.Count > 0 ? i.Lines[0] : 0).ThenBy(i => i.Rule, StringComparer.Ordinal)
            .ThenBy(i => i.Column, StringComparer.Ordinal)];
        return file;
    }

    /// <summary>Makes the file with defects at a rate.</summary>
    /// <param name="world">The world.</param>
    /// <param name="submission">Agency, window, data set and day.</param>
    /// <param name="style">How it is written.</param>
    /// <param name="rate">Share of clients (0 to 1) that have a defect.</param>
    /// <param name="except">Ids of defects to leave out.</param>
    public static SyntheticFile Create(World world, Submission submission, FileStyle style, double rate, params IEnumerable<string> except)
    {
        var dice = Dice.For(SeedOf(world, submission), 3);
        var count = 0;
        foreach (var client in world.ClientsByAgency[submission.Agency])
        {
            var active = client.Episodes.Exists(
                e => e.Referred <= submission.To && e.Triaged <= submission.Received && e.Discharged >= submission.From);
            if (active && dice.Chance(rate))
                count++;
        }

        var kinds = Synthetic.Defects.All.Select(d => d.Id).Except(except, StringComparer.Ordinal).ToList();
        dice.Shuffle(kinds);
        return Create(world, submission, style, [.. Enumerable.Range(0, kinds.Count == 0 ? 0 : count).Select(i => kinds[i % kinds.Count])]);
    }

    /// <summary>Writes the bytes of the file.</summary>
    public void WriteTo(Stream stream) => WriteTo(stream, Rows);

    /// <summary>Writes only its header: what a system exports for the wrong agency or window.</summary>
    public void WriteHeaderTo(Stream stream) => WriteTo(stream, []);

    private void WriteTo(Stream stream, List<FileRow> rows)
    {
        using var writer = new StreamWriter(stream, _style.Encoding switch
        {
            FileEncoding.Utf8WithMark => new UTF8Encoding(true),
            // Only letters are used that have the same code in Windows-1252 and Latin-1.
            FileEncoding.Windows1252 => Encoding.Latin1,
            _ => new UTF8Encoding(false),
        }, 1 << 16, leaveOpen: true);
        var end = _style.CrLf ? "\r\n" : "\n";
        WriteLine(writer, _headers.Select(h => h.Text), end);
        foreach (var row in rows)
            WriteLine(writer, _headers.Select(h => Written(row, h)).Concat(row.Overlong ? ["x"] : []), end);
    }

    internal void AddHeader(string text) => _headers.Add(new Header(text, null));

    internal void RemoveHeader(string header) => _headers.RemoveAll(h => h.Field?.Header == header);

    private static ulong SeedOf(World world, Submission submission)
    {
        var seed = world.Options.Seed;
        foreach (var character in submission.FileName)
            seed = Dice.Derive(seed, character);
        return seed;
    }

    private static IEnumerable<FileRow> LayOut(Entry client, RowForm form)
    {
        foreach (var episode in client.Children)
        {
            var children = EntityKinds.Children.Select(k => episode.Children.FindAll(c => c.Kind == k)).ToArray();
            if (form == RowForm.Padded)
            {
                for (var i = 0; i == 0 || children.Any(c => i < c.Count); i++)
                {
                    yield return new FileRow
                    {
                        Client = client,
                        Episode = episode,
                        Children = [.. children.Select(c => i < c.Count ? c[i] : null)],
                    };
                }

                continue;
            }

            var combinations = 1;
            foreach (var kind in children)
                combinations *= Math.Max(1, kind.Count);
            for (var i = 0; i < combinations; i++)
            {
                var row = new Entry?[children.Length];
                var rest = i;
                for (var k = children.Length - 1; k >= 0; k--)
                {
                    var count = Math.Max(1, children[k].Count);
                    row[k] = children[k].Count == 0 ? null : children[k][rest % count];
                    rest /= count;
                }

                yield return new FileRow { Client = client, Episode = episode, Children = row };
            }
        }
    }

    private static void BreakLines(List<Entry> clients, string lineBreak, Dice dice)
    {
        foreach (var client in clients)
        {
            if (dice.Chance(0.2) && client["CLIENT"] is { Length: > 1 and < 28 } reference)
                client["CLIENT"] = reference.Insert(1, lineBreak);
        }
    }

    private static bool Accent(List<Entry> clients)
    {
        const string Plain = "AEIOUCN";
        foreach (var client in clients)
        {
            if (client["FINITIAL"] is [var initial] && Plain.IndexOf(initial, StringComparison.Ordinal) is >= 0 and var at)
            {
                client["FINITIAL"] = "ÁÉÍÓÚÇÑ"[at].ToString();
                return true;
            }
        }

        return false;
    }

    private void ArrangeHeader(Dice dice)
    {
        if (_style.ShuffledHeader)
            dice.Shuffle(_headers);
        if (!_style.OddHeader)
            return;
        for (var i = 0; i < _headers.Count; i++)
        {
            var text = _headers[i].Text;
            _headers[i] = _headers[i] with
            {
                Text = dice.Below(4) switch
                {
                    0 => text.ToLowerInvariant(),
                    1 => text[0] + text[1..].ToLowerInvariant(),
                    2 => " " + text + " ",
                    _ => text,
                },
            };
        }
    }

    private void CountLines(List<ExpectedIssue> issues)
    {
        var line = 2;
        foreach (var row in Rows)
        {
            row.Line = line++;
            foreach (var header in _headers)
                line += Written(row, header).AsSpan().Count('\n');
        }

        foreach (var issue in issues)
        {
            var lines = issue.Rows.Select(r => r.Line).Order().ToList();
            issue.Lines = issue.LastRowOnly ? [lines[^1]] : lines;
        }
    }

    private string Written(FileRow row, Header header)
    {
        if (header.Field is not { } field)
            return "";
        var text = row.Text(field);
        if (text.Length == 0)
        {
            // In an item of a TOP, NA is an answer.
            var blank = !field.NotDisclosedAllowed || row.Of(field.Entity) is null;
            return blank && _nullTokens[field.Header] ? "NA" : "";
        }

        return _style.IsoDates && field.Type == FieldType.Date && Entry.Day(text) is { } day
            ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : text;
    }

    private void WriteLine(StreamWriter writer, IEnumerable<string> values, string end)
    {
        var first = true;
        foreach (var value in values)
        {
            if (!first)
                writer.Write(',');
            first = false;
            if (_style.QuoteAll || value.AsSpan().ContainsAny(",\"\r\n"))
            {
                writer.Write('"');
                writer.Write(value.Replace("\"", "\"\"", StringComparison.Ordinal));
                writer.Write('"');
            }
            else
                writer.Write(value);
        }

        writer.Write(end);
    }

    private readonly record struct Header(string Text, Field? Field);
}
