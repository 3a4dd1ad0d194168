using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Quality;
using Ndtms.Storage;
using Ndtms.Synthetic;
using Ndtms.Trials;
using Ndtms.Workbooks;
using Facts = Ndtms.Synthetic.Submission;
using Submission = Ndtms.Storage.Submission;

namespace Ndtms.Benchmarks;

/// <summary>A big partnership of one agency, with three years of everything.</summary>
internal static class BigPartnership
{
    public const string Code = "A12B";

    /// <summary>What its file says of itself.</summary>
    public static readonly Facts Facts = ErrorFile.Facts;

    /// <summary>The bytes of its file, without a defect.</summary>
    public static byte[] FileOf(int people)
    {
        var world = World.Create(
            new WorldOptions { People = people, From = Facts.From, To = Facts.To, Partnerships = [Code], AdultAgencies = 1 }, CodeBook.Embedded);
        using var made = new MemoryStream();
        SyntheticFile.Create(world, Facts, new FileStyle(), []).WriteTo(made);
        return made.ToArray();
    }

    /// <summary>Receives, checks and loads a file of the agency into a new database.</summary>
    /// <returns>The database.</returns>
    public static Database TakeIn(TemporaryFolder folder, byte[] csv)
    {
        var database = Database.Open(folder["ndtms.db"]);
        new ReferenceData(database).LoadAgencies(
            "agencies.csv",
            "code,name,partnership,region,service,email,active_from,active_to,scope\nN0801,Wearside,A12B,north-east,adult,,,,active\n"u8.ToArray(),
            CodeBook.Embedded);
        var submissions = new Submissions(database, new Secrets(folder["keys"]), CodeBook.Embedded);
        using var content = new MemoryStream(csv, writable: false);
        submissions.Process(
            submissions.Receive(new Submission(Facts.FileName, content, ExplicitFacts.None, Facts.Received, "benchmark", Confirmed: true)), "benchmark");
        return database;
    }

    /// <summary>Its current data.</summary>
    public static CurrentData Load(byte[] csv)
    {
        using var folder = new TemporaryFolder();
        var current = new CurrentEpisodes(TakeIn(folder, csv)).Load(CodeBook.Embedded);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        return current;
    }

    /// <summary>What its reports are written from.</summary>
    public static ReportData Prepare(CurrentData current)
    {
        var caseload = Caseload.Prepare(current, CodeBook.Embedded);
        return ReportData.Prepare(
            current, CodeBook.Embedded, caseload, MeasureRun.Compute(caseload, Facts.To), "benchmark",
            context: new ReportContext { Quality = AgencyQuality.At(current, CodeBook.Embedded, Facts.To) });
    }
}
