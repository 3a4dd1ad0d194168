using System.Text;
using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>What an administrator loads comes out again as it went in, and holds everywhere.</summary>
public sealed class ReferenceTests : IDisposable
{
    private const string New = "Q77Z,Testshire,north-east,placeholder,1\n";

    private readonly Workplace _place = new();

    [Fact]
    public void Agencies_come_out_as_they_went_in()
    {
        _place.CallHere("reference", "load", "agencies", Workplace.Sample(Workplace.Agencies)).Is(ExitCode.Done, "25 rows of agencies loaded: 25 added, 0 changed.");
        _place.CallHere("reference", "export", "agencies", "--out", _place["out.csv"]).Is(ExitCode.Done);
        _place.CallHere("reference", "load", "agencies", _place["out.csv"]).Is(ExitCode.Done, "25 rows of agencies loaded: 0 added, 0 changed.");
        _place.CallHere("reference", "export", "agencies", "--out", _place["again.csv"]).Is(ExitCode.Done);
        Assert.Equal(File.ReadAllText(_place["out.csv"]), File.ReadAllText(_place["again.csv"]));
        // The sample leaves the scope blank where it is the usual one; the export says it.
        Assert.Equal(
            File.ReadAllLines(Workplace.Sample(Workplace.Agencies)).Select(l => l.EndsWith(',') ? l + "active" : l), File.ReadAllLines(_place["out.csv"]));
    }

    [Fact]
    public void An_agency_that_is_not_in_a_later_file_stays()
    {
        _place.CallHere("reference", "load", "agencies", Workplace.Sample(Workplace.Agencies)).Is(ExitCode.Done);
        var one = _place.Write("one.csv", "code,name,partnership,region,service,email,active_from,active_to,scope\nN0801,\"Wear, side\",A12B,,adult,,,,referred\n");
        _place.CallHere("reference", "load", "agencies", one).Is(ExitCode.Done, "1 row of agencies loaded: 0 added, 1 changed.");
        var lines = _place.CallHere("reference", "export", "agencies").Is(ExitCode.Done).Lines();
        Assert.Equal(26, lines.Length);
        Assert.Equal("N0801,\"Wear, side\",A12B,north-east,adult,,,,referred", lines[1]);
    }

    [Fact]
    public void A_new_partnership_holds_in_check_submit_and_measures()
    {
        var partnerships = Encoding.UTF8.GetString(Export("partnership")) + New;
        _place.Write("over/code-lists/partnership.csv", partnerships);
        var agencies = _place.Write(
            "agencies.csv", "code,name,partnership,region,service,email,active_from,active_to,scope\nN0852,Testshire Recovery,Q77Z,north-east,adult,,,,\n");
        var made = new TestFile("DAT=Q77Z LA=");
        var file = _place.Write(made.Name, made.Csv());

        Workplace.Call("check", file, "--received", "2012-04-10").Is(ExitCode.Done, "VALUE-05");
        var known = Workplace.Call("check", file, "--received", "2012-04-10", "--data-sets", _place["over"]).Is(ExitCode.Done, "can be loaded");
        Assert.DoesNotContain("VALUE-05", known.Output, StringComparison.Ordinal);

        _place.CallHere("reference", "load", "agencies", agencies).Refuses(ExitCode.BadData, "partnership");
        _place.CallHere("reference", "load", "partnership", _place["over/code-lists/partnership.csv"]).Is(ExitCode.Done, " rows of code-lists/partnership.csv loaded: 1 added, 0 changed.");
        Assert.Equal(partnerships, Encoding.UTF8.GetString(Export("partnership")));
        _place.CallHere("reference", "load", "agencies", agencies).Is(ExitCode.Done);
        _place.CallHere("submit", file, "--received", "2012-04-10").Is(ExitCode.Done, "loaded, 1 of 1 episodes");
        _place.CallHere("issues", "--out", _place["i.csv"]).Is(ExitCode.Done);
        Assert.DoesNotContain("VALUE-05", File.ReadAllText(_place["i.csv"]), StringComparison.Ordinal);
        _place.CallHere("measures", "--cut", "2012-03", "--out", _place["m.csv"]).Is(ExitCode.Done);
        Assert.Contains("2012-03-31,official,month,partnership,Q77Z,all,in-treatment,,,1,,", File.ReadAllText(_place["m.csv"]), StringComparison.Ordinal);
        _place.CallHere("report", "monthly", "--cut", "2012-03", "--area", "Q77Z", "--out", _place.Folder).Is(ExitCode.Done);
        Assert.True(File.Exists(_place["monthly-Q77Z-2012-03.xlsx"]));
    }

    [Theory]
    [InlineData("targets")]
    [InlineData("baselines")]
    [InlineData("clusters")]
    [InlineData("local-indicators")]
    [InlineData("prevalence")]
    public void Targets_and_what_goes_with_them_come_out_as_they_went_in(string what)
    {
        var sample = Workplace.Sample($"2009-2012/reference/{what}.csv");
        var rows = File.ReadLines(sample).Count() - 1;
        _place.CallHere("reference", "load", what, sample).Is(ExitCode.Done, $"{rows} rows of {what} loaded: {rows} added, 0 changed.");
        _place.CallHere("reference", "export", what, "--out", _place["out.csv"]).Is(ExitCode.Done);
        Assert.Equal(File.ReadAllBytes(sample), File.ReadAllBytes(_place["out.csv"]));

        var header = File.ReadLines(sample).First() + "\n";
        _place.CallHere("reference", "load", what, _place.Write("none.csv", header)).Refuses(ExitCode.BadData, "none.csv", "as their replacement");
        _place.CallHere("reference", "load", what, _place["none.csv"], "--replace").Refuses(
            ExitCode.WrongCall, $"Loading none.csv would remove {rows} current rows of {what}; nothing was changed. To remove them, add --remove {rows}.");
        _place.CallHere("reference", "load", what, _place["none.csv"], "--replace", "--remove", $"{rows}")
            .Is(ExitCode.Done, $"0 rows of {what} loaded: 0 added, 0 changed, {rows} removed.");
        Assert.Single(_place.CallHere("reference", "export", what).Is(ExitCode.Done).Lines());
    }

    [Fact]
    public void A_target_that_cannot_be_used_is_bad_data_and_changes_nothing()
    {
        var sample = Workplace.Sample("2009-2012/reference/targets.csv");
        _place.CallHere("reference", "load", "targets", sample).Is(ExitCode.Done);
        var bad = _place.Write("bad.csv", File.ReadAllText(sample).Replace("0.95,more", "95,more", StringComparison.Ordinal));
        _place.CallHere("reference", "load", "targets", bad, "--replace").Refuses(ExitCode.BadData, "bad.csv, line 9: column target", "0.85 for 85 %");
        _place.CallHere("reference", "export", "targets", "--out", _place["out.csv"]).Is(ExitCode.Done);
        Assert.Equal(File.ReadAllBytes(sample), File.ReadAllBytes(_place["out.csv"]));
    }

    [Fact]
    public void Only_targets_and_what_goes_with_them_can_be_replaced_as_a_whole() =>
        _place.CallHere("reference", "load", "agencies", Workplace.Sample(Workplace.Agencies), "--replace").Refuses(ExitCode.WrongCall, "targets", "replaced as a whole");

    [Fact]
    public void Reference_data_that_does_not_exist_is_a_wrong_call()
    {
        _place.CallHere("reference", "load", "agencies", Workplace.Sample(Workplace.Agencies)).Is(ExitCode.Done);
        _place.CallHere("reference", "export", "weather").Refuses(ExitCode.WrongCall, "'weather'", "partnership");
        _place.CallHere("reference", "load", "partnership", _place["gone.csv"]).Refuses(ExitCode.WrongCall, "gone.csv");
    }

    public void Dispose() => _place.Dispose();

    private byte[] Export(string what)
    {
        _place.CallHere("reference", "load", "agencies", Workplace.Sample(Workplace.Agencies)).Is(ExitCode.Done);
        _place.CallHere("reference", "export", what, "--out", _place["export.csv"]).Is(ExitCode.Done);
        return File.ReadAllBytes(_place["export.csv"]);
    }
}
