using System.Text;
using Dapper;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Storage;
using Ndtms.Tests.Validation;

namespace Ndtms.Tests.Storage;

/// <summary>A file that is too much for memory is loaded part by part, and the database comes to hold the same as of the same file loaded at
/// once: current data, issues, changes, TOPs, refusals, and what a confirmation or withdrawal makes of them.</summary>
public sealed class FilesInPartsStorageTests : IDisposable
{
    private const string Agency = "N0802";

    private static readonly string[] Tables =
    [
        "submission", "submission_event", "submission_change", "submission_count", "submission_content", "issue", "issue_count", "issue_entities",
        "submission_refusal", "refusal", "purge", "client", "episode", "modality", "top_interview",
    ];

    /// <summary>Columns that say in which order rows were written, or when.</summary>
    private static readonly string[] Passing = ["id", "client", "person", "episode", "at", "claimed_by", "lease_until", "received_file"];

    private readonly TestStore _whole = new();
    private readonly TestStore _parts;

    public FilesInPartsStorageTests()
    {
        // With the same keys hashes are the same.
        _parts = new TestStore(keys: Path.Combine(_whole.Folder, "keys"));
        foreach (var store in (TestStore[])[_whole, _parts])
            new ReferenceData(store.Database).LoadAgencies("agencies.csv", SampleData.Agencies, CodeBook.Embedded);
    }

    public void Dispose()
    {
        _parts.Dispose();
        _whole.Dispose();
    }

    [Fact]
    public void Loading_replacing_holding_confirming_refusing_and_withdrawing_come_to_the_same()
    {
        var (name, content) = SampleData.Agency(Agency);
        var lines = Encoding.UTF8.GetString(content).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        var header = lines[0].TrimStart('\uFEFF').Split(',');
        int client = Array.IndexOf(header, "CLIENTID"), consent = Array.IndexOf(header, "CONSENT"), drug = Array.IndexOf(header, "DRUG1");

        Submit(name, content, SubmissionState.Accepted);
        // Every fifth row changes, every seventh is of a client who refuses now.
        var changed = Changed(lines, (cells, row) => cells[row % 7 == 0 ? consent : drug] = row % 7 == 0 ? "N" : row % 5 == 0 ? "7000" : cells[drug]);
        Submit(name, changed, SubmissionState.Held);
        Decide((submissions, id) => submissions.Confirm(id, TestStore.By, "they did refuse"), 2);
        // Other ids for all: the clients seem to be gone.
        var renamed = Changed(lines, (cells, row) => cells[client] = "0" + cells[client]);
        Submit(name, renamed, SubmissionState.Held);
        Decide((submissions, id) => submissions.Confirm(id, TestStore.By, "a new system"), 3);
        Decide((submissions, id) => submissions.Withdraw(id, TestStore.By, "sent by mistake"), 3);
        Submit(name, [.. content, .. Encoding.UTF8.GetBytes(lines[^1] + "\n" + lines[1] + "x\n")], null);
    }

    private static byte[] Changed(string[] lines, Action<string[], int> change) => Encoding.UTF8.GetBytes(string.Join('\n', lines.Select((line, row) =>
    {
        var cells = line.Split(',');
        if (row > 0 && cells.Length == lines[0].Split(',').Length)
            change(cells, row);
        return string.Join(',', cells);
    })) + "\n");

    private void Submit(string name, byte[] content, SubmissionState? expected)
    {
        var (whole, parts) = (Of(_whole, null), Of(_parts, 30_000));
        var received = new DateOnly(2012, 4, 10);
        ReceivedFile File(IntakeLimits limits) => new(name, () => new MemoryStream(content, writable: false), limits);
        var atOnce = whole.Submit(File(whole.Limits), received);
        var inParts = parts.Submit(File(parts.Limits), received);
        Assert.False(atOnce.Checked.IsInParts);
        Assert.True(inParts.Checked.IsInParts);
        // Thousands of files are told of together.
        Assert.Null(atOnce.Checked.Content);
        Assert.Equal(expected ?? atOnce.State, inParts.State);
        AssertSame();
    }

    private void Decide(Action<Submissions, long> decide, long id)
    {
        decide(Of(_whole, null), id);
        decide(Of(_parts, 30_000), id);
        AssertSame();
    }

    private static Submissions Of(TestStore store, long? memory) => new(store.Database, store.Secrets, CodeBook.Embedded)
    {
        Limits = memory is { } bytes ? FilesInPartsTests.Memory(bytes) : IntakeLimits.Default,
    };

    private void AssertSame()
    {
        foreach (var table in Tables)
            Assert.Equal(RowsOf(_whole, table), RowsOf(_parts, table));
        var last = _whole.Query<long>("SELECT MAX(id) FROM submission").Single();
        var (whole, parts) = (_whole.Queries.ContentOf(Scope.England, last)!, _parts.Queries.ContentOf(Scope.England, last)!);
        Assert.Equal(whole.Tops, parts.Tops);
        Assert.NotEmpty(whole.Tops);
        Assert.Equal(_whole.Queries.UnlistedOf(Scope.England, last).Places, _parts.Queries.UnlistedOf(Scope.England, last).Places);
        Assert.Equal(_whole.Export(new DateOnly(2012, 3, 31)), _parts.Export(new DateOnly(2012, 3, 31)));
    }

    /// <summary>The rows of a table, with the keys of what they belong to in place of numbers, in an order of their own.</summary>
    private static List<string> RowsOf(TestStore store, string table)
    {
        var from = table switch
        {
            "client" => "client t JOIN person ON person.id = t.person",
            "episode" => "episode t JOIN client ON client.id = t.client",
            "modality" or "top_interview" => $"{table} t JOIN episode ON episode.id = t.episode JOIN client ON client.id = episode.client",
            _ => $"{table} t",
        };
        var keys = table switch
        {
            "client" => ", person.hash",
            "episode" => ", client.clientid",
            "modality" or "top_interview" => ", episode.episodid, client.clientid",
            _ => "",
        };
        var columns = string.Join(", ", store.ColumnsOf(table).Except(Passing).Select(c => $"t.\"{c}\""));
        return store.Database.Read(connection =>
        {
            using var rows = connection.ExecuteReader($"SELECT {columns}{keys} FROM {from}");
            var all = new List<string>();
            while (rows.Read())
                all.Add(string.Join('|', Enumerable.Range(0, rows.FieldCount).Select(i => Shown(rows.GetName(i), rows.GetValue(i)))));
            return all.Order(StringComparer.Ordinal).ToList();
        });
    }

    /// <summary>What an issue says of a client who refuses is encrypted, differently each time.</summary>
    private static string Shown(string column, object value) =>
        column == "details" && value is string text && text.Contains("sealed", StringComparison.Ordinal) ? "sealed" : $"{value}";
}
