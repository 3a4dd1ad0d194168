using System.Globalization;
using Ndtms.Core.DataSets;

namespace Ndtms.Synthetic;

/// <summary>The sample included with the program: an invented part of England, small enough to read. Every agency sends April 2009 to March
/// 2012 as one window in data set H; two agencies also send 2013/14 in data set K.</summary>
public sealed class SampleWorld
{
    /// <summary>Share of clients with a defect.</summary>
    public const double DefectRate = 0.02;

    private static readonly (DateOnly From, DateOnly To, DateOnly Received) ThreeYears = (new(2009, 4, 1), new(2012, 3, 31), new(2012, 4, 10));
    private static readonly (DateOnly From, DateOnly To, DateOnly Received) LastYear = (new(2013, 4, 1), new(2014, 3, 31), new(2014, 4, 10));

    // If an agency sends two files, a valid but wrong date of birth in one of them would raise CLIENT-05 in the other.
    private static readonly string[] OtherBirthdays = ["CLIENT-02", "EPISODE-05", "EPISODE-06"];

    private SampleWorld(World world, IReadOnlyList<SyntheticFile> files)
    {
        World = world;
        Files = files;
    }

    public World World { get; }

    /// <summary>The submissions in order of receipt, then by agency.</summary>
    public IReadOnlyList<SyntheticFile> Files { get; }

    /// <summary>Makes the sample.</summary>
    /// <param name="book">Fields and codes; it must have data sets H and K.</param>
    /// <param name="seed">The seed; each seed gives a different sample.</param>
    /// <param name="people">Number of people over the five years.</param>
    public static SampleWorld Create(CodeBook book, ulong seed = 2012, int people = 2_050)
    {
        var world = World.Create(new WorldOptions { Seed = seed, People = people, From = ThreeYears.From, To = LastYear.To }, book);
        var again = world.Agencies
            .Where(a => a.Partnership == world.Options.Partnerships[0] && a.Service is (AgencyService.Adult or AgencyService.YoungPeople))
            .DistinctBy(a => a.Service).Select(a => a.Code).ToHashSet(StringComparer.Ordinal);
        var files = new List<SyntheticFile>();
        foreach (var agency in world.Agencies)
        {
            var style = StyleOf(world, agency);
            string[] except = again.Contains(agency.Code) ? OtherBirthdays : [];
            Add(files, SyntheticFile.Create(world, Of(agency, ThreeYears, "H"), style, DefectRate, except));
        }

        foreach (var agency in world.Agencies.Where(a => again.Contains(a.Code)))
            Add(files, SyntheticFile.Create(world, Of(agency, LastYear, "K"), new FileStyle { QuoteAll = true }, DefectRate, OtherBirthdays));
        return new SampleWorld(world, files);
    }

    /// <summary>All files of the sample: a folder for each of the two dates of receipt, and a folder with the truth.</summary>
    /// <returns>Relative names with forward slashes, and an action that writes the content.</returns>
    public IEnumerable<(string Name, Action<Stream> Write)> Contents()
    {
        // The first agency sends a file without rows before it sends the right one.
        var first = Files[0];
        yield return ("2009-2012/N0801-first-try.csv", first.WriteHeaderTo);
        foreach (var content in Folder("2009-2012/", [.. Files.Where(f => f.Submission.Letter == "H")], ("N0801-first-try.csv", first.Submission)))
            yield return content;
        foreach (var content in Folder("2013-14/", [.. Files.Where(f => f.Submission.Letter == "K")]))
            yield return content;
        yield return ("truth/persons.csv", stream => Truth.WritePersons(World, stream));
        yield return ("truth/issues.csv", stream => Truth.WriteIssues(Files, stream));
    }

    /// <summary>One file for each agency of a world, with the agencies, the order and facts of the files, and the truth.</summary>
    /// <param name="world">The world.</param>
    /// <param name="from">First day of the window.</param>
    /// <param name="to">Last day of the window.</param>
    /// <param name="received">Day of extract and receipt.</param>
    /// <param name="letter">Data set letter.</param>
    /// <param name="defects">Share of clients (0 to 1) with a defect.</param>
    public static IEnumerable<(string Name, Action<Stream> Write)> ContentsOf(
        World world, DateOnly from, DateOnly to, DateOnly received, string letter, double defects)
    {
        var files = new List<SyntheticFile>();
        foreach (var agency in world.Agencies)
        {
            Add(files, SyntheticFile.Create(world, Of(agency, (from, to, received), letter), StyleOf(world, agency), defects));
        }

        return new SampleWorld(world, files).Folder("", files).Concat<(string, Action<Stream>)>(
        [
            ("truth/persons.csv", stream => Truth.WritePersons(world, stream)),
            ("truth/issues.csv", stream => Truth.WriteIssues(files, stream)),
        ]);
    }

    private IEnumerable<(string Name, Action<Stream> Write)> Folder(
        string path, IReadOnlyList<SyntheticFile> files, params (string Name, Submission Facts)[] before)
    {
        (string Name, Submission Facts)[] listed = [.. before, .. files.Select(f => (f.Submission.FileName, f.Submission))];
        yield return (path + "agencies.csv", stream => WriteAgencies(World, stream));
        yield return (path + "submissions.csv", stream => WriteSubmissions(listed, stream));
        foreach (var file in files)
            yield return (path + file.Submission.FileName, file.WriteTo);
    }

    /// <summary>How the system of an agency writes its files.</summary>
    internal static FileStyle StyleOf(World world, Agency agency) =>
        FileStyle.Any(Dice.For(world.Options.Seed, 4, int.Parse(agency.Code.AsSpan(1), CultureInfo.InvariantCulture)));

    private static Submission Of(Agency agency, (DateOnly From, DateOnly To, DateOnly Received) window, string letter) =>
        new(agency.Code, window.From, window.To, letter, window.Received);

    private static void Add(List<SyntheticFile> files, SyntheticFile file)
    {
        // A file without an episode cannot be loaded (FILE-12).
        if (file.RowCount > 0)
            files.Add(file);
    }

    internal static void WriteAgencies(World world, Stream stream)
    {
        using var writer = Truth.Open(stream);
        writer.Write("code,name,partnership,region,service,email,active_from,active_to,scope\n");
        foreach (var a in world.Agencies)
        {
            var scope = a.Scope == AgencyScope.Referred ? "referred" : "active";
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{a.Code},{a.Name},{a.Partnership},{a.Region},{a.Service.Name()},{a.Email},{a.ActiveFrom:yyyy-MM-dd},{a.ActiveTo:yyyy-MM-dd},{scope}\n"));
        }
    }

    internal static void WriteSubmissions(IEnumerable<(string Name, Submission Facts)> files, Stream stream)
    {
        using var writer = Truth.Open(stream);
        writer.Write("file,received,correction,confirm,agency,from,to,letter\n");
        foreach (var (name, s) in files)
        {
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{name},{s.Received:yyyy-MM-dd},N,N,{s.Agency},{s.From:yyyy-MM-dd},{s.To:yyyy-MM-dd},{s.Letter}\n"));
        }
    }
}
