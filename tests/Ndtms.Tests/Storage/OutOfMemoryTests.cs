using System.Globalization;
using System.Text;
using Dapper;
using Ndtms.Application.Access;
using Ndtms.Application.Submissions;
using Ndtms.Core.Intake;
using Ndtms.Storage;
using Ndtms.Tests.Application;
using Ndtms.Worker;

namespace Ndtms.Tests.Storage;

/// <summary>A file that the program cannot process holds nobody up: neither other agencies nor, once it has failed, its own.</summary>
public sealed class OutOfMemoryTests : IDisposable
{
    /// <summary>80 MB: enough for the program and a small file, and far too little for the large one.</summary>
    private const string Limit = "0x5000000";

    private const int LargeRows = 60_000;

    private readonly Installation _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_file_that_is_too_large_for_the_memory_is_tried_three_times_and_the_others_are_loaded_meanwhile()
    {
        var large = Receive("N0852", LargeRows);
        var small = new[] { Receive("N0853", 20), Receive("N0854", 20) };
        var behind = Receive("N0852", 20);
        using var program = TheProgram.Start(
            ["submission", "resume", "--database", _place["ndtms.db"], "--keys", _place["keys"]], ("DOTNET_GCHeapHardLimit", Limit));
        Assert.NotEqual(ExitCode.Done, program.WaitAndCode());

        var queries = _place.Workspace.Queries();
        Assert.Equal((SubmissionState.Failed, Submissions.MostTries), (queries.Find(large)!.State, queries.Find(large)!.Tries));
        Assert.All([.. small, behind], id => Assert.Equal((SubmissionState.Accepted, 20), (queries.Find(id)!.State, queries.Find(id)!.RowCount)));
        // The others did not wait for its last try, and the one behind it only for that.
        var steps = _place.Workspace.Database.Read(connection => connection.Query<(long Id, string State)>(
            "SELECT submission_id, state FROM submission_event ORDER BY id").ToList());
        Assert.All(small, id => Assert.InRange(steps.IndexOf((id, "accepted")), 0, steps.LastIndexOf((large, "checking"))));
        Assert.InRange(steps.IndexOf((behind, "checking")), steps.IndexOf((large, "failed")), steps.Count);
        // Each try says why it ended. Where memory is short, what wanted some may fail in its own words, too.
        var reasons = queries.EventsOf(large).Skip(1).Where(e => e.State is not SubmissionState.Checking).Select(e => e.Reason).ToList();
        Assert.Equal(3, reasons.Count);
        Assert.DoesNotContain(reasons, string.IsNullOrEmpty);
        Assert.Contains(nameof(OutOfMemoryException), reasons);

        var provider = Principal.Account("provider", Grant.Provider(Rights.Submit, "N0852"));
        var withdrawn = new WithdrawSubmission(_place.Workspace).Run(provider, new Decision(large, "sent in two parts instead"));
        Assert.Equal(SubmissionState.Withdrawn, withdrawn.State);
        Assert.Equal(behind, queries.CurrentOf("N0852")!.Id);
    }

    /// <summary>Receives a file of an agency: one clean row, repeated for so many clients.</summary>
    private long Receive(string agency, int rows)
    {
        var file = new TestFile($"@agency={agency} AGNCY={agency} CLIENTID=number");
        var (header, row) = file.Csv().Split('\n') is [var first, var second, ..] ? (first, second) : throw new InvalidOperationException("No row.");
        var csv = new StringBuilder(header).Append('\n');
        for (var client = 1; client <= rows; client++)
            csv.Append(row.Replace("number", client.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)).Append('\n');
        var content = Encoding.UTF8.GetBytes(csv.ToString());
        return _place.Workspace.Submissions().Receive(new ReceivedFile(file.Name, () => new MemoryStream(content, writable: false)), file.Received);
    }
}
