using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Records;
using Ndtms.Storage;
using Ndtms.Synthetic;
using Ndtms.Tests.Storage;
using Ndtms.Workbooks;

namespace Ndtms.Tests.Workbooks;

/// <summary>A small invented corner of England as it is held once its agencies have sent their files.</summary>
public sealed class SampleReports
{
    public static readonly DateOnly Cut = new(2012, 3, 31);

    public SampleReports()
    {
        var folder = Directory.CreateTempSubdirectory("ndtms-reports-");
        try
        {
            Current = Load(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        Caseload = Caseload.Prepare(Current, CodeBook.Embedded);
        Figures = MeasureRun.Compute(Caseload, Cut);
        Data = ReportData.Prepare(Current, CodeBook.Embedded, Caseload, Figures, "0.1.0", ofAgencies: true);
        Targeted = ReportData.Prepare(
            Current, CodeBook.Embedded, Caseload, Figures, "0.1.0", context: new ReportContext { Targets = SampleData.TargetBook });
    }

    public CurrentData Current { get; }

    public Caseload Caseload { get; }

    public Figures Figures { get; }

    public ReportData Data { get; }

    /// <summary>The same with the sample's targets.</summary>
    public ReportData Targeted { get; }

    internal WorkbookReading Report(AreaLevel level, string area) =>
        new(stream => MonthlyReport.Write(Data, ReportArea.Of(Data, level, area), stream));

    private static CurrentData Load(string folder)
    {
        var sample = SampleWorld.Create(CodeBook.Embedded, people: 700);
        var database = Database.Open(Path.Combine(folder, "held.db"));
        using (var agencies = new MemoryStream())
        {
            sample.Contents().First(c => c.Name.EndsWith("agencies.csv", StringComparison.Ordinal)).Write(agencies);
            new ReferenceData(database).LoadAgencies("agencies.csv", agencies.ToArray(), CodeBook.Embedded);
        }

        var keys = Directory.CreateDirectory(Path.Combine(folder, "keys"));
        File.WriteAllBytes(Path.Combine(keys.FullName, "publication.key"), [.. Enumerable.Range(1, PublicationKey.Length).Select(i => (byte)i)]);
        var secrets = new Secrets(keys.FullName);
        var submissions = new Submissions(database, secrets, CodeBook.Embedded);
        foreach (var file in sample.Files.Where(f => f.Submission.To == Cut))
        {
            using var content = new MemoryStream();
            file.WriteTo(content);
            submissions.Submit(new ReceivedFile(file.Submission.FileName, () => new MemoryStream(content.ToArray())), file.Submission.Received, confirmed: true);
        }

        var current = new CurrentEpisodes(database).Load(CodeBook.Embedded, secrets.PublicationKey);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        return current;
    }
}
