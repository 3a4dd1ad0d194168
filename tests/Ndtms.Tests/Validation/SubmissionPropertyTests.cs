using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Records;
using Ndtms.Core.Validation;

namespace Ndtms.Tests.Validation;

/// <summary>What must hold of every file, not only of those that somebody thought of.</summary>
public sealed class SubmissionPropertyTests
{
    private static readonly DateOnly Received = new(2012, 4, 10);
    private static readonly string[] Header = [.. CodeBook.Embedded.DataSet("H")!.Fields.Select(f => f.Header)];
    private static readonly string[] CleanRow = new TestFile().Csv().Split('\n')[1].Split(',');
    private static readonly string[] Keys = ["CLIENTID", "EPISODID", "MODID", "TOPID"];

    private static readonly string[] Values =
        ["", "", "NA", "Y", "N", "A", "B", "b", "1", "01", "2", "7000", "9996", "01/11/2011", "2011-11-01", "05/12/2011", "31/02/2011", "01/01/1850", "é"];

    private static CheckedSubmission Check(IEnumerable<string> rows, IntakeLimits? limits = null) => TestFile.Check(
        "N0852-20110401-20120331-TREAT-IN-H.csv", Encoding.UTF8.GetBytes(string.Join('\n', [string.Join(',', Header), .. rows])), Received, limits: limits);

    private static string Row(params (string Header, string Value)[] changes)
    {
        var row = (string[])CleanRow.Clone();
        foreach (var (header, value) in changes)
            row[Array.IndexOf(Header, header)] = value;
        return string.Join(',', row);
    }

    /// <summary>Rows of few clients and episodes, with all that can be wrong in them.</summary>
    private static List<string> RandomRows(Random random)
    {
        var rows = new List<string>();
        for (var count = random.Next(1, 14); count > 0; count--)
        {
            var changes = new List<(string, string)>();
            foreach (var key in Keys)
                changes.Add((key, random.Next(12) == 0 ? "" : $"{key[0]}{random.Next(1, key == "CLIENTID" ? 4 : 3)}"));
            for (var changed = random.Next(5); changed > 0; changed--)
            {
                var header = Header[random.Next(Header.Length)];
                if (header != "CONSENT" || random.Next(4) == 0)
                    changes.Add((header, Values[random.Next(Values.Length)]));
            }

            if (random.Next(5) == 0)
                changes.AddRange([("MODAL", ""), ("REFMODDT", ""), ("MODST", "")]);
            if (random.Next(5) == 0)
                changes.Add(("TOPDATE", ""));
            var row = Row([.. changes]);
            rows.Add(random.Next(25) == 0 ? row + ",x" : row);
            if (random.Next(8) == 0)
                rows.Add(rows[random.Next(rows.Count)]);
        }

        return rows;
    }

    private static string Show(Entity entity, string above) =>
        $"{above}{entity.Kind.Name()} {entity.Key} loaded={entity.Loaded} warned={entity.Warned} "
        + string.Join(',', entity.Layout.Fields.Select(f => entity.Show(f)));

    /// <summary>Everything that is loaded or not, without the order of rows.</summary>
    private static List<string> Entities(CheckedSubmission submission) =>
    [
        .. (submission.Content?.Clients ?? []).SelectMany(c => c.Episodes.SelectMany(e => e.Children
            .Select(child => Show(child, $"{c.Key}/{e.Key}/")).Append(Show(e, $"{c.Key}/"))).Append(Show(c, "")))
            .Concat(submission.Refusals).Order(StringComparer.Ordinal),
    ];

    /// <summary>Everything that was found, without lines; two values that differ have no order.</summary>
    private static List<string> Found(CheckedSubmission submission) =>
    [
        .. submission.Issues.Select(i => $"{i.Rule} {i.Severity} {i.Entity} {i.ClientId}/{i.EpisodeId}/{i.ChildId} {i.Column} "
            + string.Join('|', (i.Value ?? "").Split(" | ").Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void The_order_of_rows_means_nothing() => Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        var rows = RandomRows(random);
        var first = Check(rows);
        var shuffled = rows.ToArray();
        random.Shuffle(shuffled);
        var second = Check(shuffled);
        Assert.Equal(Entities(first), Entities(second));
        Assert.Equal(Found(first), Found(second));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_in_parts_it_is_the_same_file() => Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        var rows = Enumerable.Range(0, 4).SelectMany(_ => RandomRows(random)).ToList();
        FilesInPartsTests.AssertSame(limits => Check(rows, limits), memory: random.Next(1, 20_000));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_cross_product_and_padded_rows_are_the_same_file() => Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        List<string> crossed = [], padded = [];
        for (var episode = random.Next(1, 4); episode > 0; episode--)
        {
            (string, string)[] key = [("EPISODID", $"E{episode}"), ("DISD", random.Next(2) == 0 ? "" : "05/12/2011")];
            (string, string)[][] modalities = [.. Enumerable.Range(1, random.Next(4)).Select(i => ((string, string)[])
                [("MODID", $"{i}"), ("MODAL", $"{random.Next(1, 9)}"), ("MODST", random.Next(2) == 0 ? "" : "18/11/2011")])];
            (string, string)[][] tops = [.. Enumerable.Range(1, random.Next(4)).Select(i => ((string, string)[])
                [("TOPID", $"{i}"), ("TRSTAGE", "SREQ"[random.Next(4)].ToString()), ("OPIUSE", Values[random.Next(Values.Length)])])];
            (string, string)[] noModality = [.. Blank(EntityKind.Modality)], noTop = [.. Blank(EntityKind.Top)];
            foreach (var modality in modalities.DefaultIfEmpty(noModality))
                crossed.AddRange(tops.DefaultIfEmpty(noTop).Select(top => Row([.. key, .. modality, .. top])));
            for (var i = 0; i < Math.Max(1, Math.Max(modalities.Length, tops.Length)); i++)
                padded.Add(Row([.. key, .. i < modalities.Length ? modalities[i] : noModality, .. i < tops.Length ? tops[i] : noTop]));
        }

        var first = Check(crossed);
        var second = Check(padded);
        Assert.Equal(Entities(first), Entities(second));
        Assert.Equal(Found(first), Found(second));
    }).QuickCheckThrowOnFailure();

    private static IEnumerable<(string, string)> Blank(EntityKind kind) =>
        CodeBook.Embedded.DataSet("H")!.Of(kind).Fields.Select(f => (f.Header, ""));

    [Theory]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H.csv")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H.csv.gz")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H.zip")]
    [InlineData("x")]
    public void Any_bytes_end_with_a_verdict(string name) => Prop.ForAll<byte[]>(bytes =>
    {
        var checkedFile = TestFile.Check(name, bytes, Received);
        Assert.Equal(Verdict.Rejected, checkedFile.Verdict);
        Assert.Contains(checkedFile.Issues, i => i.Severity == Severity.File);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_good_file_with_random_bytes_in_it_ends_with_a_verdict() => Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        var content = Encoding.UTF8.GetBytes(string.Join('\n', [string.Join(',', Header), .. RandomRows(random)]));
        for (var changes = random.Next(20); changes > 0; changes--)
            content[random.Next(content.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)"\",\r\n -/"[random.Next(7)];
        var checkedFile = TestFile.Check("N0852-20110401-20120331-TREAT-IN-H.csv", content, Received);
        Assert.All(checkedFile.Issues, i => Assert.NotEmpty(RuleBook.Message(i, CodeBook.Embedded)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_good_archive_with_random_bytes_in_it_ends_with_a_verdict() => Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create))
        {
            using var entry = archive.CreateEntry("a.csv").Open();
            entry.Write(Encoding.UTF8.GetBytes(string.Join(',', Header) + "\n" + Row()));
        }

        var content = packed.ToArray();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
            content[random.Next(2) == 0 ? random.Next(content.Length) : content.Length - 1 - random.Next(60)] = (byte)random.Next(256);
        var checkedFile = TestFile.Check("N0852-20110401-20120331-TREAT-IN-H.zip", content, Received);
        // What still unpacks is what was packed.
        Assert.True(checkedFile.Issues is [{ Rule: "FILE-01" }] or []);
    }).QuickCheckThrowOnFailure();
}
