using System.Text;
using Ndtms.Core.Intake;

namespace Ndtms.Tests.Intake;

/// <summary>A row read from the wrong place is somebody else's record; a wrong line number sends a data manager to the wrong row.</summary>
public sealed class CsvRowsTests
{
    private static CsvRows Open(byte[] content) =>
        new ReceivedFile("N0852-20110401-20120331-TREAT-IN-H.csv", () => new MemoryStream(content, writable: false)).OpenRows(dataSet: null);

    private static CsvRows Open(string content) => Open(Encoding.UTF8.GetBytes(content));

    /// <summary>Each row as <c>line: value|value</c>.</summary>
    private static List<string> Read(CsvRows rows)
    {
        var read = new List<string>();
        using (rows)
        {
            while (rows.Read())
                read.Add($"{rows.Line}: {string.Join('|', Enumerable.Range(0, rows.Count).Select(i => Encoding.UTF8.GetString(rows[i])))}");
        }

        return read;
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Every_line_break_separates_rows(string lineBreak)
    {
        var rows = Open(string.Join(lineBreak, "a,b", "1,2", "3,4", ""));
        Assert.Equal(["2: 1|2", "3: 3|4"], Read(rows));
        Assert.Equal(["a", "b"], rows.Header);
        Assert.Equal(["2: 1|2"], Read(Open(string.Join(lineBreak, "a,b", "1,2"))));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void A_line_break_in_quotes_belongs_to_the_value_and_counts_as_a_line(string lineBreak)
    {
        var rows = Open(string.Join(lineBreak, "a,b", "\"x", "y\",2", "3,4", ""));
        Assert.Equal([$"2: x{lineBreak}y|2", "4: 3|4"], Read(rows));
    }

    [Fact]
    public void Blank_lines_are_skipped_and_counted()
    {
        var rows = Open("\n  \r\na,b\n\n1,2\n \t \n3,4\n\n");
        Assert.Equal(["5: 1|2", "7: 3|4"], Read(rows));
        Assert.Equal(3, rows.HeaderLine);
    }

    [Fact]
    public void A_row_of_blanks_is_skipped_like_a_blank_line()
    {
        Assert.Equal(["3: 1|2"], Read(Open("a,b\n,\n1,2\n")));
        Assert.Equal(["4: 1|2", "6: 0|"], Read(Open(",\na,b\nNA, null \n1,2\n'\n0,\n")));
        using var rows = Open("a,ERRORS\n,found\n1,\n");
        Assert.True(rows.Read());
        Assert.Equal(3, rows.Line);
    }

    [Theory]
    [InlineData("sep=;")]
    [InlineData("SEP=,")]
    [InlineData("\"sep=;\"")]
    [InlineData("sep=\t")]
    [InlineData("sep=;,,,")]
    public void A_line_that_tells_a_spreadsheet_the_separator_is_skipped_and_lines_stay_physical(string line)
    {
        using var rows = Open(line + "\na,b\n1,2\n");
        Assert.True(rows.Read());
        Assert.Equal(["a", "b"], rows.Header);
        Assert.Equal((2, 3), (rows.HeaderLine, rows.Line));
    }

    [Theory]
    [InlineData("sep=;;x")]
    [InlineData("separator=;")]
    public void A_header_that_only_looks_like_one_stays(string line)
    {
        using var rows = Open(line + "\n1,2\n");
        Assert.True(rows.ReadHeader());
        Assert.Equal(1, rows.HeaderLine);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_header()
    {
        foreach (var content in (string[])["\uFEFFa,b\n1,2\n", "\uFEFF\"a\",b\n1,2\n", "\uFEFF\na,b\n1,2\n"])
        {
            using var rows = Open(content);
            Assert.True(rows.Read());
            Assert.Equal(["a", "b"], rows.Header);
        }
    }

    [Fact]
    public void Bytes_that_are_not_utf_8_are_windows_1252()
    {
        // 0x80 and 0x92 are the euro sign and the apostrophe of Windows-1252, and controls in Latin-1.
        Assert.Equal(["2: É|€’"], Read(Open([.. "a,b\n"u8, 0xC9, .. ","u8, 0x80, 0x92, .. "\n"u8])));
        Assert.Equal(["2: É|x"], Read(Open("a,b\nÉ,x\n")));
    }

    [Fact]
    public void A_mark_of_utf_8_before_windows_1252_is_left_out()
    {
        using var rows = Open([0xEF, 0xBB, 0xBF, .. "a,b\n"u8, 0xC9, .. ",x\n"u8]);
        Assert.True(rows.Read());
        Assert.Equal(["a", "b"], rows.Header);
        Assert.Equal("É"u8.ToArray(), rows[0].ToArray());
    }

    [Fact]
    public void A_character_of_several_bytes_across_a_block_of_reading_is_still_utf_8()
    {
        for (var shift = 0; shift < 4; shift++)
        {
            var content = Encoding.UTF8.GetBytes("a,b\n" + new string('x', (1 << 17) - 8 + shift) + ",€😀é\n");
            var file = new ReceivedFile("a.csv", () => new MemoryStream(content));
            Assert.Contains("€😀é", Assert.Single(Read(file.OpenRows(dataSet: null))), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Stray_quotation_marks_are_read_as_they_stand()
    {
        Assert.Equal(["2: 5\" pipe|2", "3: 3|4"], Read(Open("a,b\n5\" pipe,2\n3,4\n")));
        Assert.Equal(["2: abc|2", "3: 3|4"], Read(Open("a,b\n\"ab\"c,2\n3,4\n")));
        Assert.Equal(["2: x\"y||"], Read(Open("a,b,c\n\"x\"\"y\",\"\",\n")));
    }

    [Fact]
    public void Header_names_are_trimmed()
    {
        using var rows = Open(" a ,\"b \"\u00A0,\n1,2,3\n");
        Assert.True(rows.ReadHeader());
        Assert.Equal(["a", "b", ""], rows.Header);
    }

    [Fact]
    public void Reading_stops_where_a_record_has_no_end()
    {
        var content = "a,b\n1,2\n\"3,4\n" + string.Concat(Enumerable.Repeat("5,6\n", (CsvRows.LongestRecord / 4) + 100_000));
        using var rows = Open(content);
        Assert.True(rows.Read());
        Assert.Equal(2, rows.Line);
        Assert.False(rows.Read());
        Assert.Equal(3, rows.EndlessLine);
    }

    /// <summary>The largest file must not need more memory than the smallest.</summary>
    [Fact]
    public void Memory_does_not_grow_with_the_file()
    {
        var row = Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Repeat("\"some, value\"", 30)) + "\n");
        var header = Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, 30).Select(i => $"h{i}")) + "\n");
        var count = (100 << 20) / row.Length;
        Read(new ReceivedFile("a.csv", () => new RepeatedRows(header, row, 10)).OpenRows(dataSet: null));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var file = new ReceivedFile("a.csv", () => new RepeatedRows(header, row, count));
        var read = 0;
        using (var rows = file.OpenRows(dataSet: null))
        {
            while (rows.Read())
                read += rows[29].Length == 11 ? 1 : 0;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Null(file.Problem);
        Assert.Equal(count, read);
        Assert.True(file.Length > 99 << 20);
        Assert.InRange(allocated, 0, 2 << 20);
    }

    private sealed class RepeatedRows(byte[] header, byte[] row, int count) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => header.Length + ((long)row.Length * count);

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var read = 0;
            while (read < buffer.Length && _position < Length)
            {
                var rest = _position < header.Length
                    ? header.AsSpan((int)_position)
                    : row.AsSpan((int)((_position - header.Length) % row.Length));
                var taken = Math.Min(rest.Length, buffer.Length - read);
                rest[..taken].CopyTo(buffer[read..]);
                read += taken;
                _position += taken;
            }

            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
