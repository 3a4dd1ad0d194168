using System.IO.Compression;
using System.Text;
using Dapper;
using Ndtms.Application.Persons;
using Ndtms.Application.Snapshots;
using Ndtms.Core.Intake;
using Ndtms.Core.Targets;
using Ndtms.Storage;
using Ndtms.Tests.Storage;

namespace Ndtms.Tests.Application;

/// <summary>An agency with the partnership and region that it is registered in.</summary>
internal sealed record Where(string Agency, string Partnership, string Region);

/// <summary>An installation with a rejected, an accepted and a held file of each of four agencies, in three partnerships and two regions, with
/// targets and a snapshot. It is built once; whoever changes something takes a copy.</summary>
public sealed class AccessEstate : IDisposable
{
    /// <summary>How the references of every client begin, which no count holds.</summary>
    internal const string ClientMark = "client-";

    internal static readonly DateOnly Cut = new(2012, 3, 31);

    /// <summary>The agency of the callers who have one, its neighbour in the same partnership, the next partnership, and another region.</summary>
    internal static readonly Where[] Agencies =
    [
        new("N0852", "A12B", "north-east"), new("N0855", "A12B", "north-east"), new("N0853", "A09B", "north-east"), new("N0854", "X00BN", "north-west"),
    ];

    private readonly Dictionary<string, (long Accepted, long Held)> _submissions = [];

    public AccessEstate()
    {
        Built.Workspace.Reference.LoadAgencies(
            "agencies.csv", "code,name,partnership,service,email\nN0855,Wearmouth Recovery,A12B,adult,data@n0855.example\n"u8.ToArray(), Built.Workspace.Book);
        foreach (var (number, at) in Agencies.Index())
        {
            Submit(at, number, "-CLIENTID", SubmissionState.Rejected);
            _submissions[at.Agency] = (Submit(at, number, "@times=20", SubmissionState.Accepted), Submit(at, number, "", SubmissionState.Held));
        }

        foreach (var file in TargetFiles.All)
        {
            new TargetData(Built.Workspace.Database).Load(
                file, $"{file.Name()}.csv", Encoding.UTF8.GetBytes(Rows(file)), Built.Workspace.Book);
        }

        new TrainLinkage(Built.Workspace).Run(Installation.Operator, new TrainLinkageRequest());
        new LinkPersons(Built.Workspace).Run(Installation.Operator, new LinkPersonsRequest(Cut));
        AddPairs();
        Snapshot = new FreezeSnapshot(Built.Workspace).Run(Installation.Operator, new FreezeSnapshotRequest(Cut)).Snapshot!.Id;
    }

    internal Installation Built { get; } = new();

    /// <summary>The id of the snapshot of <see cref="Cut"/>.</summary>
    internal long Snapshot { get; }

    /// <summary>The id of a pair of clients of an agency, of which nothing was decided.</summary>
    internal static long PairOf(Where at) => Array.IndexOf(Agencies, at) + 1;

    /// <summary>The id of a pair of clients of an agency, of which a decision waits to be confirmed.</summary>
    internal static long DecidedPairOf(Where at) => PairOf(at) + Agencies.Length;

    /// <summary>The id of an agency's submission that is current.</summary>
    internal long Accepted(Where at) => _submissions[at.Agency].Accepted;

    /// <summary>The id of an agency's submission that is held.</summary>
    internal long Held(Where at) => _submissions[at.Agency].Held;

    /// <summary>A file that an agency could send.</summary>
    internal static (string Name, byte[] Content) FileOf(Where at, string more = "@times=20", int number = 0)
    {
        var file = new TestFile(
            $"@agency={at.Agency} AGNCY={at.Agency} FINITIAL={(char)('A' + number)} DAT={at.Partnership} LA='' CLIENTID={ClientMark}{at.Agency[1..]}-"
            + $" EPISODID=episode-{at.Agency[1..]} ALCDDAYS=0 ALCUNITS=5 {more}");
        return (file.Name, file.Content());
    }

    public void Dispose() => Built.Dispose();

    private void AddPairs()
    {
        var reviews = new PersonReviews(Built.Workspace.Database, Built.Workspace.Secrets);
        Built.Workspace.Database.Write(connection => connection.Execute("DELETE FROM review_pair"));
        foreach (var (at, id) in Agencies.SelectMany(a => (IEnumerable<(Where, long)>)[(a, PairOf(a)), (a, DecidedPairOf(a))]))
        {
            Built.Workspace.Database.Write(connection => connection.Execute(
                """
                INSERT INTO review_pair (id, kind, one, other, agency_one, agency_other, bits, probability, model, effect)
                VALUES (@id, 'link', @one, @other, @Agency, @Agency, 5, 0.97, 'model', 1)
                """, new { id, one = $"one-{id}", other = $"other-{id}", at.Agency }));
        }

        foreach (var at in Agencies)
            reviews.Decide(DecidedPairOf(at), PersonVerdict.Same, "both agencies say so", needsSecond: true, new Actor("first", Built.Clock.GetUtcNow()));
    }

    private long Submit(Where at, int number, string more, SubmissionState expected)
    {
        var (name, content) = FileOf(at, more, number);
        var submitted = Built.Workspace.Submissions().Submit(new ReceivedFile(name, () => new MemoryStream(content, writable: false)), new DateOnly(2012, 4, 10));
        Assert.Equal(expected, submitted.State);
        return submitted.Id;
    }

    /// <summary>A row for each partnership, of every file that goes with targets.</summary>
    private static string Rows(TargetFile file)
    {
        var (header, row) = file switch
        {
            TargetFile.Targets => ("area_level,area_code,measure,population,period,year,figure,baseline,target,better", "partnership,{0},effective-treatment,pdu,rolling-12,2011/12,n,10,12,more"),
            TargetFile.Baselines => ("indicator,area_level,area_code,value,source", "ni40,partnership,{0},58,return"),
            TargetFile.Clusters => ("partnership,cluster", "{0},High"),
            TargetFile.LocalIndicators => ("partnership,indicator,month,value,unit,source,date", "{0},Deaths,2011-12,4,deaths,Coroner,2012-02-20"),
            TargetFile.Prevalence => ("partnership,year,group,estimate,lower,upper,source", "{0},2011/12,opiate-or-crack,140,120,170,estimates"),
            _ => throw new ArgumentOutOfRangeException(nameof(file)),
        };
        return $"{header}\n{string.Concat(Agencies.Select(a => a.Partnership).Distinct().Select(p => string.Format(null, row, p) + "\n"))}";
    }

    /// <summary>The text of a workbook: every part of it.</summary>
    internal static string TextOf(byte[] workbook)
    {
        var text = new StringBuilder();
        using var zip = new ZipArchive(new MemoryStream(workbook));
        foreach (var part in zip.Entries)
        {
            using var reader = new StreamReader(part.Open());
            text.AppendLine(reader.ReadToEnd());
        }

        return text.ToString();
    }
}
