using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Ndtms.Core.Intake;
using Ndtms.Core.Validation;

namespace Ndtms.Tests.Intake;

/// <summary>Whatever is sent ends with a verdict; a damaged file that passed for a whole one would delete the records it lacks.</summary>
public sealed class ReceivedFileTests
{
    private static readonly TestFile Clean = new();
    private static readonly byte[] Csv = Encoding.UTF8.GetBytes(Clean.Csv());

    private static byte[] Gzip(byte[] content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(content);
        return packed.ToArray();
    }

    private static byte[] Zip(CompressionLevel level, params (string Name, byte[] Content)[] files)
    {
        var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in files)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return packed.ToArray();
    }

    private static CheckedSubmission Check(string name, byte[] content, IntakeLimits? limits = null) =>
        TestFile.Check(name, content, Clean.Received, limits: limits);

    private static void AssertUnreadable(Unreadable expected, CheckedSubmission submission)
    {
        var issue = Assert.Single(submission.Issues);
        Assert.Equal("FILE-01", issue.Rule);
        Assert.Equal(Verdict.Rejected, submission.Verdict);
        Assert.Equal(expected, submission.File.Problem);
    }

    [Fact]
    public void The_same_rows_come_out_of_every_packing()
    {
        Assert.Empty(Check(Clean.Name, Csv).Issues);
        Assert.Empty(Check(Clean.Name + ".gz", Gzip(Csv)).Issues);
        Assert.Empty(Check(Clean.Name + ".GZ", Gzip(Csv)).Issues);
        Assert.Empty(Check(Clean.Name + ".zip", Zip(CompressionLevel.Optimal, ("other.csv", Csv))).Issues);
        Assert.Empty(Check(Path.ChangeExtension(Clean.Name, ".zip"), Zip(CompressionLevel.NoCompression, ("other.csv", Csv))).Issues);
        Assert.Empty(Check("export.zip", Zip(CompressionLevel.Optimal, ("folder/", []), ("folder/" + Clean.Name, Csv))).Issues);
    }

    [Fact]
    public void The_hash_and_the_length_are_those_of_the_unpacked_bytes()
    {
        foreach (var (name, content) in (IEnumerable<(string, byte[])>)
            [("a.csv", Csv), ("a.csv.gz", Gzip(Csv)), ("a.zip", Zip(CompressionLevel.Optimal, ("a.csv", Csv)))])
        {
            var file = new ReceivedFile(name, () => new MemoryStream(content));
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Csv)), file.Sha256);
            Assert.Equal(Csv.Length, file.Length);
        }
    }

    [Fact]
    public void The_outer_name_gives_the_facts_before_the_inner()
    {
        var inner = "N0999-20110401-20120331-TREAT-IN-H.csv";
        var file = new ReceivedFile(Clean.Name + ".zip", () => new MemoryStream(Zip(CompressionLevel.Optimal, (inner, Csv))));
        Assert.Equal("N0852", file.NamedFacts?.Agency);
        file = new ReceivedFile("export.zip", () => new MemoryStream(Zip(CompressionLevel.Optimal, (inner, Csv))));
        Assert.Equal("N0999", file.NamedFacts?.Agency);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("\uFEFF \r\n")]
    [InlineData(" \t\r\n\n\f ")]
    public void Nothing_but_white_space_is_empty(string content)
    {
        AssertUnreadable(Unreadable.Empty, Check(Clean.Name, Encoding.UTF8.GetBytes(content)));
        AssertUnreadable(Unreadable.Empty, Check(Clean.Name + ".zip", Zip(CompressionLevel.Optimal, ("a.csv", Encoding.UTF8.GetBytes(content)))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_in_utf_16_is_read_and_its_sender_told(bool bigEndian)
    {
        var encoding = new UnicodeEncoding(bigEndian, byteOrderMark: true);
        var mark = encoding.GetPreamble();
        AssertUnreadable(Unreadable.Empty, Check(Clean.Name, mark));
        AssertUnreadable(Unreadable.Empty, Check(Clean.Name, [.. mark, .. encoding.GetBytes("\n")]));
        Assert.Equal(["FILE-24"], Check(Clean.Name, [.. mark, .. encoding.GetBytes(Clean.Csv())]).Issues.Select(i => i.Rule));
        // Half a character in a value is no more than a character that cannot be shown.
        var half = Clean.Csv().Replace("R1", "R\uD800", StringComparison.Ordinal);
        var damaged = Check(Clean.Name, [.. mark, .. encoding.GetBytes(half)]);
        Assert.Equal("R\uFFFD", damaged.Content!.Clients[0].Show("CLIENT"));
        AssertUnreadable(Unreadable.Binary, Check(Clean.Name, [.. mark, .. encoding.GetBytes(Clean.Csv().Replace("R1", "R\0", StringComparison.Ordinal))]));
    }

    [Fact]
    public void Single_bytes_that_are_not_utf_8_are_read_as_windows_1252_and_the_rest_stays()
    {
        var csv = Encoding.UTF8.GetBytes(Clean.Csv().Replace("R1", "É€?R", StringComparison.Ordinal));
        csv[Array.IndexOf(csv, (byte)'?')] = 0x80;
        Assert.Equal("É€€R", Check(Clean.Name, csv).Content!.Clients[0].Show("CLIENT"));
    }

    [Fact]
    public void Invisible_characters_are_dropped_and_no_break_spaces_are_spaces()
    {
        var text = "\uFEFF\uFEFF" + Clean.Csv()
            .Replace("FINITIAL", "\u00A0FINITIAL\u202F", StringComparison.Ordinal).Replace("SR1 2", "SR1\u00A02", StringComparison.Ordinal)
            .Replace("R1", "R\u200B\u200C\u200D\u2060\u00AD\uFEFF1", StringComparison.Ordinal) + "\u001A";
        var found = Check(Clean.Name, Encoding.UTF8.GetBytes(text));
        Assert.Empty(found.Issues);
        Assert.Equal("R1", found.Content!.Clients[0].Show("CLIENT"));
        Assert.Equal("SR1 2", found.Content.Episodes.Single().Show("PC"));
    }

    /// <summary>Only the very last Ctrl-Z is the mark that an old system leaves; others are values.</summary>
    [Fact]
    public void Only_a_ctrl_z_at_the_very_end_is_dropped()
    {
        Assert.Empty(Check(Clean.Name, [.. Csv, 0x1A]).Issues);
        Assert.NotEmpty(Check(Clean.Name, [.. Csv, 0x1A, 0x1A]).Issues);
        var within = Check(Clean.Name, Encoding.UTF8.GetBytes(Clean.Csv().Replace("R1", "R\u001A", StringComparison.Ordinal)));
        Assert.Equal("R\u001A", within.Content!.Clients[0].Show("CLIENT"));
        var beforeAnAccent = Check(Clean.Name, Encoding.UTF8.GetBytes(Clean.Csv().Replace("R1", "R\u001AÉ", StringComparison.Ordinal)));
        Assert.Equal("R\u001AÉ", beforeAnAccent.Content!.Clients[0].Show("CLIENT"));
    }

    [Fact]
    public void A_first_line_without_end_is_told_so()
    {
        byte[] endless = [(byte)'"', .. Csv, .. new byte[CsvRows.LongestRecord].Select(_ => (byte)'x')];
        AssertUnreadable(Unreadable.NoHeader, Check(Clean.Name, endless));
    }

    [Fact]
    public void A_header_only_brings_nothing()
    {
        var header = Csv[..(Csv.AsSpan().IndexOf((byte)'\n') + 1)];
        Assert.Equal(["FILE-12"], Check(Clean.Name, header).Issues.Select(i => i.Rule));
        Assert.Equal(["FILE-12"], Check(Clean.Name, header[..^1]).Issues.Select(i => i.Rule));
    }

    [Fact]
    public void A_nul_byte_makes_it_no_text()
    {
        AssertUnreadable(Unreadable.Binary, Check(Clean.Name, [.. Csv, 0]));
        AssertUnreadable(Unreadable.Binary, Check(Clean.Name, Encoding.Unicode.GetBytes(Clean.Csv())));
        AssertUnreadable(Unreadable.Binary, Check(Clean.Name, [.. new byte[200_000].Select(_ => (byte)'x'), 0]));
    }

    /// <summary>What a file is decides, and not the ending of its name.</summary>
    [Fact]
    public void An_archive_under_the_name_of_a_csv_is_read()
    {
        Assert.Empty(Check(Clean.Name, Zip(CompressionLevel.Optimal, ("a.csv", Csv))).Issues);
        Assert.Empty(Check(Clean.Name, Gzip(Csv)).Issues);
        Assert.Empty(Check(Clean.Name + ".zip", Gzip(Csv)).Issues);
    }

    [Theory]
    [InlineData("%PDF-1.4", Unreadable.Pdf)]
    [InlineData("7z\u00BC\u00AF\u0027\u001C", Unreadable.SevenZip)]
    [InlineData("Rar!\u001A\u0007", Unreadable.Rar)]
    [InlineData("\n <!DOCTYPE html><html>", Unreadable.Html)]
    [InlineData("<?xml version='1.0'?><Workbook>", Unreadable.Xml)]
    [InlineData("[{\"FINITIAL\":\"A\"}]", Unreadable.Json)]
    [InlineData("\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1", Unreadable.OldWorkbook)]
    [InlineData("\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", Unreadable.ProtectedWorkbook)]
    public void What_was_sent_in_place_of_a_csv_is_named(string start, Unreadable expected)
    {
        var content = Encoding.Latin1.GetBytes(start + new string(' ', 600));
        AssertUnreadable(expected, Check(Clean.Name, content));
        AssertUnreadable(expected, Check(Clean.Name + ".zip", content));
        AssertUnreadable(expected, Check(Clean.Name + ".zip", Zip(CompressionLevel.Optimal, (Clean.Name, content))));
    }

    [Fact]
    public void Folders_and_what_systems_add_to_an_archive_do_not_matter()
    {
        Assert.Empty(Check(Clean.Name + ".zip", Zip(
            CompressionLevel.Optimal, ("Export/", []), ("Export/April/" + Clean.Name, Csv), ("__MACOSX/Export/._" + Clean.Name, [1]), ("__macosx/x", [1]),
            ("Export/.DS_Store", [1]), (".ds_store", [1]), ("Export/THUMBS.DB", [1]), ("desktop.ini", [1]), ("._x", [1]))).Issues);
        AssertUnreadable(Unreadable.NotOneFile, Check(Clean.Name + ".zip", Zip(CompressionLevel.Optimal, (Clean.Name, Csv), ("readme.txt", [1]))));
    }

    [Fact]
    public void A_nul_byte_is_told_with_its_line()
    {
        var lines = new[] { "\n", "\r\n", "\r" };
        Assert.All(lines, end =>
        {
            var found = Check(Clean.Name, Encoding.UTF8.GetBytes($"a,b{end}1,2{end}3,\0{end}"));
            AssertUnreadable(Unreadable.Binary, found);
            Assert.Equal(3, found.File.ProblemLine);
        });
    }

    [Fact]
    public void An_archive_holds_exactly_one_file()
    {
        AssertUnreadable(Unreadable.EmptyArchive, Check(Clean.Name + ".zip", Zip(CompressionLevel.Optimal)));
        AssertUnreadable(Unreadable.EmptyArchive, Check(Clean.Name + ".zip", Zip(CompressionLevel.Optimal, ("folder/", []))));
        AssertUnreadable(Unreadable.NestedArchive, Check(Clean.Name + ".zip", Zip(CompressionLevel.Optimal, ("a.zip", Zip(CompressionLevel.Optimal, ("a.csv", Csv))))));
        AssertUnreadable(Unreadable.NestedArchive, Check(Clean.Name + ".gz", Gzip(Gzip(Csv))));
        AssertUnreadable(Unreadable.NotOneFile, Check(Clean.Name + ".zip", Zip(CompressionLevel.Optimal, ("a.csv", Csv), ("b.csv", Csv))));
        AssertUnreadable(Unreadable.NotUnpackable, Check(Clean.Name + ".gz", [.. Gzip(Csv), .. Gzip(Csv)]));
        AssertUnreadable(Unreadable.NotUnpackable, Check(Clean.Name + ".gz", Csv));
        AssertUnreadable(Unreadable.NotUnpackable, Check(Clean.Name + ".zip", Csv));
    }

    [Fact]
    public void A_truncated_archive_never_passes_for_a_whole_one()
    {
        var gzip = Gzip(Csv);
        for (var length = 0; length < gzip.Length; length++)
            AssertUnreadable(Unreadable.NotUnpackable, Check(Clean.Name + ".gz", gzip[..length]));
        var zip = Zip(CompressionLevel.Optimal, (Clean.Name, Csv));
        for (var length = 0; length < zip.Length; length += 7)
            AssertUnreadable(Unreadable.NotUnpackable, Check(Clean.Name + ".zip", zip[..length]));
    }

    [Fact]
    public void A_changed_byte_in_an_archive_never_passes()
    {
        var zip = Zip(CompressionLevel.NoCompression, (Clean.Name, Csv));
        zip[zip.AsSpan().IndexOf("REFLD"u8)] ^= 1;
        AssertUnreadable(Unreadable.NotUnpackable, Check(Clean.Name + ".zip", zip));

        var gzip = Gzip(Csv);
        gzip[^6] ^= 1;
        AssertUnreadable(Unreadable.NotUnpackable, Check(Clean.Name + ".gz", gzip));
    }

    [Fact]
    public void The_size_limit_is_that_of_the_unpacked_bytes()
    {
        var limits = new IntakeLimits(Csv.Length, 10);
        Assert.Empty(Check(Clean.Name, Csv, limits).Issues);
        AssertUnreadable(Unreadable.TooLarge, Check(Clean.Name, [.. Csv, (byte)'\n'], limits));

        byte[] bomb = [.. Csv, .. Enumerable.Repeat((byte)' ', 20 << 20)];
        AssertUnreadable(Unreadable.TooLarge, Check(Clean.Name + ".zip", Zip(CompressionLevel.Optimal, (Clean.Name, bomb)), limits));
        AssertUnreadable(Unreadable.TooLarge, Check(Clean.Name + ".gz", Gzip(bomb), limits));
    }

    [Fact]
    public void The_row_limit_counts_data_rows()
    {
        var text = Clean.Csv();
        var row = text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..];
        var limits = new IntakeLimits(1 << 20, 3);
        Assert.DoesNotContain(Check(Clean.Name, Encoding.UTF8.GetBytes(text + row + "\n\n" + row), limits).Issues, i => i.Rule == "FILE-01");
        AssertUnreadable(Unreadable.TooManyRows, Check(Clean.Name, Encoding.UTF8.GetBytes(text + row + row + row), limits));
    }

    [Theory]
    [InlineData(3, null)]
    [InlineData(4, Unreadable.TooManyRowsOfClient)]
    public void The_limit_of_rows_of_one_client_is_told_of_a_constant_in_CLIENTID(int rows, Unreadable? expected)
    {
        var file = new TestFile(string.Join(" | ", Enumerable.Range(1, rows).Select(n => $"EPISODID=E{n}")) + " | CLIENTID=C2 | CLIENTID=''");
        AssertProblem(expected, file, IntakeLimits.Default with { RowsOfClient = 3 }, "one CLIENTID");
    }

    [Theory]
    [InlineData(3, null)]
    [InlineData(4, Unreadable.TooManyRefusals)]
    public void The_limit_of_refusals_counts_clients(int clients, Unreadable? expected)
    {
        var file = new TestFile($"@times={clients} CONSENT=N | CLIENTID=C11 CONSENT=N | CLIENTID=D1");
        AssertProblem(expected, file, IntakeLimits.Default with { Refusals = 3 }, "refuse consent");
    }

    private static void AssertProblem(Unreadable? expected, TestFile file, IntakeLimits limits, string reason)
    {
        var found = TestFile.Check(file.Name, file.Content(), file.Received, limits: limits);
        if (expected is not { } problem)
        {
            Assert.True(found.IsJudged);
            return;
        }

        AssertUnreadable(problem, found);
        Assert.Contains(found.Issues[0].Details, d => d.Key == "reason" && d.Value.Contains(reason, StringComparison.Ordinal));
    }
}
