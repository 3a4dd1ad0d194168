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

    /// <summary>Half a character of UTF-16, or a mark before text that is none: no reader may take the mark's word for it.</summary>
    [Theory]
    [InlineData(0xFF, 0xFE)]
    [InlineData(0xFE, 0xFF)]
    public void The_mark_of_another_encoding_is_nothing_and_changes_nothing(byte first, byte second)
    {
        AssertUnreadable(Unreadable.Empty, Check(Clean.Name, [first, second]));
        AssertUnreadable(Unreadable.Empty, Check(Clean.Name, [first, second, (byte)'\n']));
        Assert.Empty(Check(Clean.Name, [first, second, .. Csv]).Issues);
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

    [Fact]
    public void An_archive_under_the_name_of_a_csv_is_told_so() =>
        AssertUnreadable(Unreadable.PackedUnderAnotherName, Check(Clean.Name, Zip(CompressionLevel.Optimal, ("a.csv", Csv))));

    [Fact]
    public void An_archive_holds_exactly_one_file()
    {
        AssertUnreadable(Unreadable.NotOneFile, Check(Clean.Name + ".zip", Zip(CompressionLevel.Optimal)));
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
}
