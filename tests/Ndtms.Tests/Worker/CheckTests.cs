using System.IO.Compression;
using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>What a provider's data manager sees before sending is what will be said after sending.</summary>
[Collection(DemoTestGroup.Name)]
public sealed class CheckTests(Demo demo) : IDisposable
{
    /// <summary>Rules that look at what is registered or held, which a check does not.</summary>
    private static readonly string[] OfTheDatabase = ["FILE-09", "FILE-10", "FILE-11", "FILE-13", "FILE-17", "CLIENT-05"];

    private readonly Workplace _place = new();

    [Fact]
    public void It_writes_what_is_asked_for_and_stores_nothing()
    {
        var file = Directory.GetFiles(Workplace.Sample("hand-made/two-people-one-id")).Single();
        Workplace.Call(
            "check", file, "--received", "2012-04-10", "--errors", _place["errors.csv"], "--issues", _place["issues.csv"], "--workbook", _place["feedback.xlsx"])
            .Is(ExitCode.BadData, "1 of 3 episodes", "CLIENT-03", "Two people under one client id");
        Assert.Equal(["errors.csv", "feedback.xlsx", "issues.csv"], Directory.GetFileSystemEntries(_place.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.StartsWith("agency,rule,severity,entity,lines,", File.ReadAllText(_place["issues.csv"]));
        Assert.Contains("CLIENT-03", File.ReadAllText(_place["issues.csv"]), StringComparison.Ordinal);
        var errors = File.ReadAllLines(_place["errors.csv"]);
        Assert.Contains("ERRORS", errors[0], StringComparison.Ordinal);
        Assert.Equal(File.ReadAllLines(file).Length, errors.Length);
        using var workbook = ZipFile.OpenRead(_place["feedback.xlsx"]);
        using var sheets = new StreamReader(workbook.GetEntry("xl/workbook.xml")!.Open());
        Assert.Matches("<(x:)?sheet name=\"Contents\"", sheets.ReadToEnd());
    }

    [Fact]
    public void A_good_file_can_be_loaded()
    {
        var answer = Workplace.Call("check", Directory.GetFiles(Workplace.Sample("hand-made/clean")).Single(), "--received", "2012-04-10").Is(ExitCode.Done);
        Assert.Equal(["N0801-20110401-20120331-TREAT-IN-H.csv: can be loaded, 3 of 3 episodes."], answer.Lines());
    }

    [Fact]
    public void Given_facts_win_over_a_name_that_says_nothing() => Workplace.Call(
        "check", Directory.GetFiles(Workplace.Sample("hand-made/a-name-of-its-own")).Single(), "--agency", "N0801", "--from", "01/04/2011", "--to", "2012-03-31",
        "--data-set", "h", "--received", "2012-04-10").Is(ExitCode.Done, "can be loaded");

    [Fact]
    public void Check_and_submit_say_the_same_of_the_sample()
    {
        demo.Call("issues", "--out", _place["all.csv"]).Is(ExitCode.Done);
        var found = new List<string>();
        foreach (var row in File.ReadAllLines(Workplace.Sample("2009-2012/submissions.csv")).Skip(1).Select(l => l.Split(',')))
        {
            Workplace.Call("check", Workplace.Sample($"2009-2012/{row[0]}"), "--received", row[1], "--agency", row[4], "--from", row[5], "--to", row[6],
                "--data-set", row[7], "--issues", _place["one.csv"]);
            found.AddRange(Comparable(_place["one.csv"]));
        }

        Assert.NotEmpty(found);
        Assert.Equal(Comparable(_place["all.csv"]).Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Check_and_submit_say_the_same_of_each_hand_made_file()
    {
        foreach (var folder in Directory.GetDirectories(Workplace.Sample("hand-made")).Order(StringComparer.Ordinal))
        {
            using var place = new Workplace();
            var file = Directory.GetFiles(folder).Single();
            place.CallHere("reference", "load", "agencies", Workplace.Sample(Workplace.Agencies)).Is(ExitCode.Done);
            var submitted = place.CallHere("submit", file, "--received", "2012-04-10");
            place.CallHere("issues", "--out", place["submit.csv"]).Is(ExitCode.Done);
            Workplace.Call("check", file, "--received", "2012-04-10", "--issues", place["check.csv"]).Is(submitted.Code);
            Assert.Equal(Comparable(place["submit.csv"]), Comparable(place["check.csv"]));
        }
    }

    public void Dispose() => _place.Dispose();

    private static IEnumerable<string> Comparable(string issues) =>
        File.ReadAllLines(issues).Skip(1).Where(l => !OfTheDatabase.Contains(l.Split(',')[1]));
}
