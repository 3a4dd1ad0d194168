using System.Globalization;
using System.IO.Compression;
using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;

namespace Ndtms.Synthetic;

/// <summary>A defect of a whole file, which cannot be combined with others: in its name, its bytes, its header or the facts supplied with it,
/// or compared with the agency's earlier files.</summary>
/// <param name="Id">Its id: the rule that it breaks and, if there are several ways to break it, the way (<c>FILE-01/binary</c>).</param>
/// <param name="Apply">Makes the delivery with this defect only; null where the agency does not suit (too few
/// episodes).</param>
public sealed record FileDefect(string Id, Func<DeliverySite, Delivery?> Apply)
{
    /// <summary>The rule that it breaks.</summary>
    public string Rule => Id.Split('/')[0];
}

/// <summary>The catalogue of defects of whole files (Definitions/rules.md, File and row, and CLIENT-05, which needs an earlier
/// file).</summary>
public static class FileDefects
{
    /// <summary>The number of current episodes below which FILE-13 and FILE-14 raise no issue.</summary>
    private const int EnoughEpisodes = 20;

    private const string ElsewhereCode = "N9999";

    private static readonly IReadOnlyList<FileDefect> Readings =
    [
        Unreadable("empty", d => d with { Content = [] }),
        Unreadable("white-space", d => d with { Content = " \t\r\n\n"u8.ToArray() }),
        Unreadable("mark-only", d => d with { Content = [0xEF, 0xBB, 0xBF] }),
        Unreadable("binary", d => d with { Content = [.. d.Content.AsSpan(0, d.Content.Length / 2), 0, .. d.Content.AsSpan(d.Content.Length / 2)] }),
        Unreadable("utf-16", d => d with { Content = Encoding.Unicode.GetBytes(Encoding.Latin1.GetString(d.Content)) }),
        Unreadable("gzip-cut", d => d with { FileName = d.FileName + ".gz", Content = Gzip(d.Content)[..^9] }),
        Unreadable("zip-cut", d => d with { FileName = d.FileName + ".zip", Content = Zip((d.FileName, d.Content))[..^9] }),
        Unreadable("zip-of-none", d => d with { FileName = d.FileName + ".zip", Content = Zip() }),
        Unreadable("zip-of-two", d => d with { FileName = d.FileName + ".zip", Content = Zip((d.FileName, d.Content), ("again.csv", d.Content)) }),
        Unreadable("zip-in-zip", d => d with { FileName = d.FileName + ".zip", Content = Zip((d.FileName + ".zip", Zip((d.FileName, d.Content)))) }),
        Unreadable("pdf", d => d with { Content = [.. "%PDF-1.7\n"u8, .. d.Content] }),
        Unreadable("too-large", d => d with { Limits = new IntakeLimits(d.Content.Length - 1, IntakeLimits.Default.Rows) }),
        new("FILE-01/too-many-rows", s => s.Deliver(s.File) with
        {
            Limits = new IntakeLimits(IntakeLimits.Default.Bytes, s.File.RowCount - 1),
            Issues = [Of("FILE-01")],
        }),
    ];

    private static readonly IReadOnlyList<FileDefect> Headers =
    [
        new("FILE-02", s =>
        {
            var needed = s.Dice.Pick([.. s.File.DataSet.Fields.Where(f => f.MustBePresent)]).Header;
            s.File.RemoveHeader(needed);
            return s.Deliver(s.File) with { Issues = [Of("FILE-02", needed)] };
        }),
        new("FILE-03", s =>
        {
            var header = s.Dice.Pick(s.File.DataSet.Fields).Header;
            s.File.AddHeader(header.ToLowerInvariant() + " ");
            return s.Deliver(s.File) with { Issues = [Of("FILE-03", header)] };
        }),
        Separated("FILE-24/semicolons", ';'),
        Separated("FILE-24/tabs", '\t'),
        new("FILE-24/utf-16", s =>
        {
            var file = s.Make(s.Facts, s.Plain);
            var delivery = s.Deliver(file);
            byte[] content = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(delivery.Content))];
            return delivery with { Content = content, Issues = [.. file.Issues, Of("FILE-24")] };
        }),
    ];

    private static readonly IReadOnlyList<FileDefect> Names =
    [
        new("FILE-06", s => s.Deliver(s.File) with { FileName = "march extract FINAL (2).csv", Issues = [Of("FILE-06")] }),
        new("FILE-06/half-given", s => s.Deliver(s.File) with
        {
            FileName = "export.csv",
            Given = new ExplicitFacts(s.Facts.Agency, Letter: s.Facts.Letter),
            Issues = [Of("FILE-06")],
        }),
        Named("FILE-07", f => f with { From = f.To.AddDays(1) }),
        new("FILE-07/ahead", s => s.Deliver(s.File) with { Received = s.Facts.To.AddDays(-1), Issues = [Of("FILE-07")] }),
        // Day and month swapped in the name, and no valid last day: no data set was in force then.
        Named("FILE-07/swapped", f => f with { From = new(f.From.Year, 1, 4), To = new(1970, 1, 1) }, "FILE-08"),
        Named("FILE-08", f => f with { Letter = "Z" }),
        new("FILE-08/another-time", s => s.Book.DataSets.FirstOrDefault(d => !d.InForceOn(s.Facts.To)) is { } other
            ? s.Deliver(s.File) with { FileName = (s.Facts with { Letter = other.Letter }).FileName, Issues = [Of("FILE-08")] }
            : null),
        Registered("FILE-09/unknown", (agency, facts) => null),
        Registered("FILE-09/not-yet", (agency, facts) => agency with { ActiveFrom = facts.To.AddDays(1) }),
        Registered("FILE-09/no-longer", (agency, facts) => agency with { ActiveTo = facts.To.AddDays(-1) }),
        new("FILE-16", s => s.Deliver(s.File) with
        {
            FileName = (s.Facts with { Agency = ElsewhereCode }).FileName,
            Given = new ExplicitFacts(s.Facts.Agency),
            Issues = [.. s.File.Issues, Of("FILE-16")],
        }),
        new("FILE-16/window", s => s.Deliver(s.File) with
        {
            FileName = (s.Facts with { From = new(s.Facts.From.Year, 1, 4), To = new(1970, 1, 1) }).FileName,
            Given = new ExplicitFacts(From: s.Facts.From, To: s.Facts.To),
            Issues = [.. s.File.Issues, Of("FILE-16")],
        }),
    ];

    private static readonly IReadOnlyList<FileDefect> Histories =
    [
        new("FILE-10", s => s.Deliver(s.File) with { Before = [s.Deliver(s.File)], Issues = [Of("FILE-10")] }),
        new("FILE-10/repacked", s =>
        {
            var delivery = s.Deliver(s.File);
            return delivery with { FileName = delivery.FileName + ".gz", Content = Gzip(delivery.Content), Before = [delivery], Issues = [Of("FILE-10")] };
        }),
        new("FILE-11", s =>
        {
            var later = s.Facts with { To = s.Facts.To.AddDays(1), Received = s.Facts.Received.AddDays(1) };
            return s.Deliver(s.File) with
            {
                Received = later.Received,
                Before = [s.Deliver(s.Make(later, s.Style))],
                Issues = [Of("FILE-11")],
            };
        }),
        new("FILE-12", s =>
        {
            using var header = new MemoryStream();
            s.File.WriteHeaderTo(header);
            return s.Deliver(s.File) with { Content = header.ToArray(), Issues = [Of("FILE-12")] };
        }),
        new("FILE-12/of-another-agency", s =>
        {
            foreach (var client in s.File.Clients)
                client["AGNCY"] = ElsewhereCode;
            return s.Deliver(s.File) with
            {
                Issues =
                [
                    Of("FILE-12"),
                    .. s.File.Rows.Count >= 3 ? (ExpectedIssue[])[Of("FILE-18")] : [],
                    .. s.File.Rows.Select(r => new ExpectedIssue { Rule = "ROW-02", Client = r.Client["CLIENTID"], Column = "AGNCY", Lines = [r.Line] }),
                ],
            };
        }),
        new("FILE-13", s =>
        {
            var (now, before) = (s.Make(s.Facts, s.Plain), s.Make(s.Facts, s.Plain));
            var held = Episodes(before);
            if (held < EnoughEpisodes)
                return null;
            // As few clients fewer as possible.
            for (var left = now.Clients.Count; Episodes(now) * 10 >= held * 9; left--)
                now.Rows.RemoveAll(r => r.Client == now.Clients[left - 1]);
            return s.Deliver(now) with { Before = [s.Deliver(before)], Issues = [.. now.Issues, Of("FILE-13"), .. ReferralsOnly(now, before)] };
        }),
        new("FILE-14", s =>
        {
            var read = Episodes(s.File);
            var broken = s.Make(s.Facts, s.Style, [.. Enumerable.Repeat("VALUE-01/DRUG1", (read / 10) + 1)]);
            return read >= EnoughEpisodes && broken.Issues.Count(i => i.Rule == "VALUE-01") * 10 > read
                ? s.Deliver(broken) with { Issues = [.. broken.Issues, Of("FILE-14")] }
                : null;
        }),
        new("FILE-17", s =>
        {
            var (now, before) = (s.Make(s.Facts, s.Plain), s.Make(s.Facts, s.Plain));
            now.Rows.RemoveAll(r => r.Episode!.Date("REFLD") < s.Facts.From);
            var fewer = Episodes(before) >= EnoughEpisodes && Episodes(now) * 10 < Episodes(before) * 9;
            return now.RowCount > 0 && now.RowCount < before.RowCount
                ? s.Deliver(now) with
                {
                    Before = [s.Deliver(before)],
                    Issues = [.. now.Issues, Of("FILE-17"), .. fewer ? (ExpectedIssue[])[Of("FILE-13")] : []],
                }
                : null;
        }),
        new("FILE-19", s =>
        {
            var file = s.Make(s.Facts, s.Plain with { QuoteAll = false });
            var delivery = s.Deliver(file);
            var end = delivery.Content.AsSpan().TrimEnd("\r\n"u8).Length;
            var cut = delivery.Content.AsSpan(0, end).LastIndexOf((byte)',');
            // The last value is missing, and with it the end of the line.
            return delivery.Content[cut + 1] is (byte)'"' || end - cut > 1
                ? null
                : delivery with { Content = delivery.Content[..cut], Issues = [.. file.Issues, Of("FILE-19"), Of("FILE-20")] };
        }),
        ClientChanged("FINITIAL", text => text == "A" ? "B" : "A"),
        ClientChanged("SINITIAL", text => text == "A" ? "B" : "A"),
        ClientChanged("SEX", text => text == "F" ? "M" : "F"),
        ClientChanged("DOB", text => Entry.Day(text) is { } day ? DayText.Show(day.AddDays(day.Day > 14 ? -1 : 1)) : text),
    ];

    /// <summary>Every defect of a whole file, in the order of the rule book.</summary>
    public static IReadOnlyList<FileDefect> All { get; } = [.. Readings, .. Headers, .. Names, .. Histories];

    /// <summary>Delivers the file of an agency with a defect.</summary>
    /// <param name="id">Id of the defect.</param>
    /// <param name="world">The world.</param>
    /// <param name="facts">Agency, window, data set and day.</param>
    /// <param name="style">How the file is written.</param>
    /// <returns>Null where the agency does not suit.</returns>
    /// <exception cref="ArgumentException">There is no such defect, or the agency has nobody in the window.</exception>
    public static Delivery? Deliver(string id, World world, Submission facts, FileStyle style)
    {
        var defect = All.FirstOrDefault(d => d.Id == id) ?? throw new ArgumentException($"There is no defect {id}.", nameof(id));
        var site = new DeliverySite(world, facts, style);
        return site.File.RowCount > 0
            ? defect.Apply(site)
            : throw new ArgumentException($"Agency {facts.Agency} has no episode in the window.", nameof(facts));
    }

    private static ExpectedIssue Of(string rule, string column = "") => new() { Rule = rule, Column = column };

    private static FileDefect Unreadable(string way, Func<Delivery, Delivery> change) =>
        new("FILE-01/" + way, s => change(s.Deliver(s.File)) with { Issues = [Of("FILE-01")] });

    private static FileDefect Named(string id, Func<Submission, Submission> change, params string[] others) => new(id, s => s.Deliver(s.File) with
    {
        FileName = change(s.Facts).FileName,
        Issues = [Of(id.Split('/')[0]), .. others.Select(rule => Of(rule))],
    });

    private static FileDefect Registered(string id, Func<Agency, Submission, Agency?> change) => new(id, s =>
    {
        var delivery = s.Deliver(s.File);
        return delivery with { Agency = change(delivery.Agency!, s.Facts), Issues = [Of("FILE-09")] };
    });

    /// <summary>As a spreadsheet program writes it in a country with a decimal comma.</summary>
    private static FileDefect Separated(string id, char separator) => new(id, s =>
    {
        var file = s.Make(s.Facts, s.Plain with { QuoteAll = false });
        var delivery = s.Deliver(file);
        var text = Encoding.UTF8.GetString(delivery.Content).Replace(',', separator);
        return delivery with { Content = Encoding.UTF8.GetBytes(text), Issues = [.. file.Issues, Of("FILE-24")] };
    });

    /// <summary>A client with a different initial, date of birth or sex in an earlier file.</summary>
    private static FileDefect ClientChanged(string header, Func<string, string> earlier) => new("CLIENT-05/" + header, s =>
    {
        var before = s.Make(s.Facts, s.Plain);
        var at = s.Dice.Below(before.Clients.Count);
        before.Clients[at][header] = earlier(before.Clients[at][header]);
        var now = s.Make(s.Facts, s.Plain);
        var client = now.Clients[at];
        return s.Deliver(now) with
        {
            Before = [s.Deliver(before)],
            Issues =
            [
                .. now.Issues,
                new ExpectedIssue
                {
                    Rule = "CLIENT-05",
                    Client = client["CLIENTID"],
                    Column = header,
                    Lines = [.. now.Rows.Where(r => r.Client == client).Select(r => r.Line)],
                },
            ],
        };
    });

    /// <summary>FILE-17, if the clients left out are all those referred before the window.</summary>
    private static ExpectedIssue[] ReferralsOnly(SyntheticFile now, SyntheticFile before)
    {
        bool HasOld(SyntheticFile file) => file.Rows.Exists(r => r.Episode!.Date("REFLD") < file.Submission.From);
        return HasOld(before) && !HasOld(now) ? [Of("FILE-17")] : [];
    }

    private static int Episodes(SyntheticFile file) => file.Rows.Select(r => r.Episode).Distinct().Count();

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(content);
        return packed.ToArray();
    }

    private static byte[] Zip(params ReadOnlySpan<(string Name, byte[] Content)> files)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in files)
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(content);
            }
        }

        return packed.ToArray();
    }
}

/// <summary>The file of an agency, to which a defect of the whole file can be applied.</summary>
public sealed class DeliverySite
{
    private readonly World _world;

    internal DeliverySite(World world, Submission facts, FileStyle style)
    {
        (_world, Facts, Style) = (world, facts, style);
        Dice = Dice.For(world.Options.Seed, 5, int.Parse(facts.Agency.AsSpan(1), CultureInfo.InvariantCulture));
        File = Make(facts, style);
    }

    internal CodeBook Book => _world.Book;

    internal Submission Facts { get; }

    internal FileStyle Style { get; }

    /// <summary>The style without accented initials, so that leaving out or changing a client has no other effect.</summary>
    internal FileStyle Plain => Style.Encoding == FileEncoding.Windows1252 ? Style with { Encoding = FileEncoding.Utf8 } : Style;

    internal Dice Dice { get; }

    /// <summary>The file without defects.</summary>
    internal SyntheticFile File { get; }

    internal SyntheticFile Make(Submission facts, FileStyle style, params IReadOnlyList<string> defects) =>
        SyntheticFile.Create(_world, facts, style, defects);

    /// <summary>Delivers a file correctly.</summary>
    internal Delivery Deliver(SyntheticFile file)
    {
        using var content = new MemoryStream();
        file.WriteTo(content);
        return new Delivery
        {
            FileName = file.Submission.FileName,
            Content = content.ToArray(),
            Received = file.Submission.Received,
            Agency = _world.Agencies.First(a => a.Code == file.Submission.Agency),
            Issues = file.Issues,
        };
    }
}
