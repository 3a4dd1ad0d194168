using System.IO.Compression;
using Dapper;
using Ndtms.Application;
using Ndtms.Application.Submissions;
using Ndtms.Core.Intake;
using Ndtms.Core.Validation;
using Ndtms.Storage;
using Ndtms.Tests.Storage;

namespace Ndtms.Tests.Application;

/// <summary>A provider sends files of its own agency alone, however they are packed and whatever is missing from their names, and finds them
/// again.</summary>
public sealed class SendingTests : IDisposable
{
    private const string Own = "N0853-20110401-20120331-TREAT-IN-H.csv";
    private const string Others = "N0852-20110401-20120331-TREAT-IN-H.csv";

    private static readonly DateOnly Received = new(2012, 4, 10);

    private readonly Installation _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData(Others, "You cannot send for agency N0852. You can send for N0853.")]
    [InlineData("extract.csv", "The file's name does not say which agency it is for. Give the agency: you can send for N0853.")]
    public void An_archive_is_refused_by_the_name_of_the_file_inside_it_and_nothing_of_it_is_kept(string inner, string message)
    {
        var archive = Zip(inner);
        Assert.Equal(message, Assert.Throws<RequestException>(() => Send("monthly.zip", archive)).Message);
        Assert.Equal(message, Assert.Throws<RequestException>(() => Check("monthly.zip", archive)).Message);
        Assert.Equal(0, _place.Workspace.Database.Read(c => c.ExecuteScalar<long>("SELECT COUNT(*) FROM submission") + c.ExecuteScalar<long>("SELECT COUNT(*) FROM received_file")));
    }

    [Fact]
    public void An_archive_of_ones_own_file_is_received()
    {
        var archive = Zip(Own);
        Assert.Equal("N0853", Check("monthly.zip", archive).Facts!.Agency);
        Assert.Equal(Send("monthly.zip", archive), Assert.Single(Listed()).Id);
    }

    [Fact]
    public void A_file_without_a_window_belongs_to_the_agency_that_is_given_with_it()
    {
        var id = Send("extract.csv", new TestFile("@agency=N0853 AGNCY=N0853").Content(), new ExplicitFacts("N0853"));
        Assert.Equal(SubmissionState.Rejected, Assert.Single(_place.Workspace.Submissions().ProcessAll()).State);
        var listed = Assert.Single(Listed());
        Assert.Equal((id, "N0853", null), (listed.Id, listed.Agency, listed.WindowTo));
        Assert.NotEmpty(new ListIssues(_place.Workspace).Run(Installation.Provider, new IssuesWanted(id, IssueFilter.None, Page.First())).Rules);
    }

    private long Send(string name, byte[] content, ExplicitFacts? given = null)
    {
        using var stream = new MemoryStream(content, writable: false);
        return new ReceiveFile(_place.Workspace).Run(Installation.Provider, new FileToReceive(name, stream, given ?? ExplicitFacts.None, Received));
    }

    private CheckedSubmission Check(string name, byte[] content) => new CheckFile(_place.Workspace.Book).Run(
        Installation.Provider, new FileToCheck(new ReceivedFile(name, () => new MemoryStream(content, writable: false)), ExplicitFacts.None, Received)).Found;

    private IReadOnlyList<StoredSubmission> Listed() =>
        new ListSubmissions(_place.Workspace).Run(Installation.Provider, new SubmissionsWanted(new SubmissionFilter(), Page.First())).Items;

    private static byte[] Zip(string inner)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry(inner).Open();
            entry.Write(new TestFile("@agency=N0853 AGNCY=N0853").Content());
        }

        return packed.ToArray();
    }
}
