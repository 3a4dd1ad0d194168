using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Records;
using static Ndtms.Core.Validation.InMessage;

namespace Ndtms.Core.Validation;

/// <summary>Takes the rows of a file one by one and hands on those that can be judged, in the order of Definitions/data-set.md, Copies: ROW-01, AGNCY, ROW-03; then
/// the row belongs to its client. Of a file that is read in parts it takes the rows of one: copies are always in the same.</summary>
internal sealed class RowReading(
    CsvRows rows, DataSet dataSet, string agency, FirstPass pass, IssueList issues, Division division, int part) : IDisposable
{
    /// <summary>For so many rows the memory by which copies are found is taken at once.</summary>
    private const int ManyRows = 400_000;

    private readonly RowShape _shape = new(dataSet, rows.Header);
    private readonly CellReader _reader = new(new TextPool());

    /// <summary>Is told now and then which share of the rows is read, from 0 to 1; null: nobody is.</summary>
    public Action<double>? Report { get; init; }

    /// <summary>Rows that were read although they are shorter or longer than the header (rule FILE-20).</summary>
    public int FilledUp { get; private set; }

    /// <summary>Rows that were skipped: unreadable, of another agency, or without AGNCY or CLIENTID (rule FILE-18).</summary>
    public int Skipped { get; private set; }

    /// <summary>Rows with a value that were gone through, those of other parts among them.</summary>
    public int Read { get; private set; }

    /// <summary>Reads the rows to the end, or until what is assembled of them takes too much memory.</summary>
    /// <param name="assembler">Takes those that can be judged.</param>
    /// <param name="mostBytes">How much memory they may take; null: any amount.</param>
    /// <returns>Whether the end was reached.</returns>
    public bool ReadInto(Assembler assembler, long? mostBytes)
    {
        int agencyColumn = rows.IndexOf(nameof(Column.AGNCY)), clientColumn = rows.IndexOf(nameof(Column.CLIENTID)), consent = rows.IndexOf(nameof(Column.CONSENT));
        var copies = new RowCopies(Math.Min(pass.Rows / division.Parts, ManyRows));
        while (rows.Read())
        {
            Read++;
            if (Report is not null && Read % 1_000 == 0)
                Report((double)Read / pass.Rows);
            var given = _reader.Text(rows[clientColumn]);
            if (division.PartOf(given) != part || !CanRead())
                continue;
            var clientId = given.IsEmpty ? null : given.ToString();
            var refused = clientId is not null && pass.Refusals.ContainsKey(clientId);
            var code = _reader.Text(rows[agencyColumn]).ToString().ToUpperInvariant();
            if (code.Length == 0)
            {
                Skipped++;
                if (!refused)
                    AddBlankKey("AGNCY", clientId);
                continue;
            }

            if (code != agency)
            {
                AddOtherAgency(code, clientId, isRefusal: clientId is not null && _reader.Text(rows[consent]) is "N" or "n");
                continue;
            }

            if (copies.Original(rows) is { } original)
            {
                issues.Add(new Issue("ROW-03", Severity.Notice, "row") { Lines = [rows.Line], ClientId = clientId, Details = [new("original", Number(original))] });
                continue;
            }

            if (clientId is null)
            {
                Skipped++;
                AddBlankKey("CLIENTID", null);
            }
            else if (!refused)
            {
                assembler.Add(rows, clientId);
                if (assembler.Size > mostBytes)
                {
                    // To divide further what is mostly one client's does not help; as much again may come of others.
                    if (!assembler.IsMostlyOneClient())
                        return false;
                    mostBytes = 2 * assembler.Size;
                }
            }
        }

        if (rows.EndlessLine > 0 && part == 0)
        {
            Skipped++;
            issues.Add(new Issue("ROW-01", Severity.Reject, "row") { Lines = [rows.EndlessLine], Details = [new("endless", Number(rows.EndlessLine))] });
        }

        return true;
    }

    public void Dispose()
    {
        _shape.Dispose();
        _reader.Dispose();
    }

    /// <summary>Whether the row can be read; where it cannot, says so (rule ROW-01).</summary>
    private bool CanRead()
    {
        if (_shape.CanRead(rows, out var quote))
        {
            if (rows.Count != rows.Header.Count)
                FilledUp++;
            return true;
        }

        var details = new List<KeyValuePair<string, string>>();
        if (rows.Count != rows.Header.Count)
            details.AddRange([new("count", Number(rows.Count)), new("expected", Number(rows.Header.Count))]);
        if (quote.Endless)
            details.Add(new("endless", Number(rows.Line + quote.Opened)));
        else if (quote.Closed > quote.Opened)
            details.AddRange([new("quote", Number(rows.Line + quote.Opened)), new("end", Number(rows.Line + quote.Closed))]);
        issues.Add(new Issue("ROW-01", Severity.Reject, "row") { Lines = [rows.Line], Details = details });
        Skipped++;
        return false;
    }

    private void AddOtherAgency(string code, string? clientId, bool isRefusal)
    {
        if (!isRefusal)
            Skipped++;
        issues.Add(new Issue("ROW-02", isRefusal ? Severity.Notice : Severity.Reject, "row")
        {
            Lines = [rows.Line],
            ClientId = clientId,
            Column = "AGNCY",
            Value = code.Length > 20 ? code[..20] : code,
            Details = [new("agency", agency), new("refusal", isRefusal ? "refusal of consent" : "")],
        });
    }

    private void AddBlankKey(string column, string? clientId) =>
        issues.Add(new Issue("VALUE-01", Severity.Reject, "client") { Lines = [rows.Line], Column = column, ClientId = clientId });

    /// <summary>Finds exact copies of rows by a hash of their parsed, untrimmed values.</summary>
    private sealed class RowCopies(int rows)
    {
        private readonly Dictionary<UInt128, int> _seen = new(rows);
        private readonly ArrayBufferWriter<byte> _values = new(4096);

        /// <summary>The line of the earlier row of which the current one is a copy; null: it is the first of its kind.</summary>
        public int? Original(CsvRows rows)
        {
            _values.ResetWrittenCount();
            for (var i = 0; i < rows.Header.Count; i++)
            {
                var value = rows.IsOurs(i) ? [] : rows[i];
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
