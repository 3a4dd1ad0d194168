using System.Text;
using Microsoft.Data.Sqlite;
using Ndtms.Core.DataSets;
using Ndtms.Storage;

namespace Ndtms.Tests.Storage;

/// <summary>A file is processed as it was sent, whatever its length, and of a client who refuses nothing is left in the database.</summary>
public sealed class ReceivingTests : IDisposable
{
    private const int Part = 1 << 20;
    private const string Unsettled = "SELECT COUNT(*) FROM installation WHERE rewritten_after < (SELECT MAX(id) FROM refusal_event WHERE refused = 1)";

    private readonly TestStore _store = new();

    // Enters the installation, which remembers up to which refusal the file was rewritten.
    public ReceivingTests() => Secrets.Of(_store.Database, _store.Secrets.Folder);

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData(Part - 1)]
    [InlineData(Part)]
    [InlineData(Part + 1)]
    [InlineData((2 * Part) + 1)]
    public void AFileOfAnyNumberOfPartsIsProcessedToItsLastRow(int length)
    {
        var file = new TestFile("CLIENTID=C1 | CLIENTID=C2");
        var csv = file.Csv();
        // Empty lines between the last two rows, so that the last row lies in the last part.
        var last = csv.TrimEnd('\n').LastIndexOf('\n') + 1;
        var padded = csv.Insert(last, new string('\n', length - Encoding.UTF8.GetByteCount(csv)));

        var submitted = _store.Submit(file.Name, Encoding.UTF8.GetBytes(padded), file.Received);

        Assert.Equal(SubmissionState.Accepted, submitted.State);
        Assert.Equal(["C1/E1", "C2/E1"], _store.Episodes());
        Assert.Empty(_store.Query<long>("SELECT file_id FROM received_part"));
    }

    [Fact]
    public void PurgingThatIsPutOffIsDoneOnceAtTheEnd()
    {
        _store.Submit("CLIENTID=C1 | CLIENTID=C2 | CLIENTID=C3");
        using (_store.Database.PutOffPurging())
        {
            using (_store.Database.PutOffPurging())
                _store.Submit("CLIENTID=C1 CONSENT=N | CLIENTID=C2 | CLIENTID=C3", confirmed: true);
            Assert.Equal(1, _store.Query<long>(Unsettled).Single());
        }

        Assert.Equal(0, _store.Query<long>(Unsettled).Single());
    }

    [Fact]
    public void PurgingThatAProcessPutOffUntilItEndedIsDoneByTheNext()
    {
        _store.Submit("CLIENTID=C1 | CLIENTID=C2 | CLIENTID=C3");
        // Never disposed: the process is killed.
        _ = _store.Database.PutOffPurging();
        _store.Submit("CLIENTID=C1 CONSENT=N | CLIENTID=C2 | CLIENTID=C3", confirmed: true);
        Assert.Equal(1, _store.Query<long>(Unsettled).Single());
        SqliteConnection.ClearAllPools();

        using var next = Ndtms.Application.Workspace.Open(
            new StorageOptions { Path = _store.Database.Path! }, _store.Secrets.Folder, CodeBook.Embedded, TimeProvider.System, Serilog.Core.Logger.None);

        Assert.Equal(0, _store.Query<long>(Unsettled).Single());
    }
}
