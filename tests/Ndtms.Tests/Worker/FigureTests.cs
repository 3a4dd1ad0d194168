using System.Globalization;
using ClosedXML.Excel;
using Ndtms.Core.Measures;
using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>Analysts get every figure, the same every time; partnerships the workbooks under the names that they know.</summary>
[Collection(DemoTestGroup.Name)]
public sealed class FigureTests(Demo demo) : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public void The_export_is_sorted_and_equal_for_two_runs()
    {
        demo.Call("measures", "--cut", "2012-03", "--out", _place["m.csv"]).Is(ExitCode.Done, "31/03/2012", _place["m.csv"]);
        var bytes = File.ReadAllBytes(_place["m.csv"]);
        Assert.True(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(demo.Measures)));
        Assert.DoesNotContain((byte)'\r', bytes);
        var lines = File.ReadAllLines(_place["m.csv"]);
        Assert.Equal(FigureExport.Header, lines[0]);
        var keys = lines.Skip(1).Select(l => string.Join('\u0001', l.Split(',')[..9])).ToList();
        Assert.Equal(keys.Order(StringComparer.Ordinal).Distinct(), keys);
    }

    [Fact]
    public void Englands_figures_of_the_sample_are_the_expected_ones()
    {
        var england = File.ReadAllLines(demo.Measures).Where((line, index) => index == 0 || line.Split(',')[3] == "england").ToList();
        var expected = File.ReadAllLines(Workplace.Sample("expected/england-2012-03.csv"));
        Assert.True(expected.Length > 3_000);
        Assert.Equal(expected, england);
    }

    [Fact]
    public void Public_figures_are_rounded_and_the_same_every_time()
    {
        demo.Call("measures", "--cut", "2012-03", "--area", "england", "A12B", "--disclosure", "public", "--out", _place["m.csv"]).Is(ExitCode.Done);
        demo.Call("measures", "--cut", "2012-03", "--area", "england", "A12B", "--disclosure", "public", "--out", _place["again.csv"]).Is(ExitCode.Done);
        var lines = File.ReadAllLines(_place["m.csv"]);
        Assert.Equal(lines, File.ReadAllLines(_place["again.csv"]));
        Assert.True(lines.Length > 5_000);
        Assert.All(lines.Skip(1).SelectMany(l => l.Split(',')[9..11]).Where(n => n.Length > 0), n => Assert.True(n[^1] is '0' or '5', n));
        demo.Call("measures", "--cut", "2012-03", "--disclosure", "own", "--out", _place["o.csv"]).Refuses(ExitCode.WrongCall, "give none or public");
        demo.Call("measures", "--cut", "2012-03", "--disclosure", "suppress", "--out", _place["o.csv"]).Refuses(ExitCode.WrongCall, "there are none, own, public");
    }

    [Fact]
    public void Only_agencies_and_partnerships_have_reports_of_their_own()
    {
        demo.Call("report", "monthly", "--cut", "2012-03", "--area", "A12B", "N0801", "--disclosure", "own", "--out", _place["r"]).Is(ExitCode.Done, "2 monthly reports written");
        Assert.True(File.Exists(_place["r/monthly-A12B-2012-03-own.xlsx"]) && File.Exists(_place["r/monthly-N0801-2012-03-own.xlsx"]));
        demo.Call("report", "monthly", "--cut", "2012-03", "--area", "A12B", "north-east", "--disclosure", "own", "--out", _place["no"])
            .Refuses(ExitCode.WrongCall, "Only agencies and partnerships have an edition of their own, not north-east");
        Assert.False(Directory.Exists(_place["no"]));
    }

    [Fact]
    public void Some_of_the_figures_are_chosen_by_names_or_codes_and_are_the_same_as_among_all()
    {
        demo.Call(
            "measures", "--cut", "2012-03", "--measure", "in-treatment", "Planned exits", "--area", "a12b", "North East", "--population", "Problem drug users",
            "--period", "12 months", "--breakdown", "headline", "--out", _place["m.csv"]).Is(ExitCode.Done);
        var all = File.ReadAllLines(demo.Measures);
        Assert.Equal(
            all.Where(l => l.Split(',') is { } f && (f[6] == "measure" || f is [_, _, "rolling-12", _, "A12B" or "north-east", "pdu", "in-treatment" or "planned-exits", "", ..])),
            File.ReadAllLines(_place["m.csv"]));
        Assert.Equal(5, File.ReadAllLines(_place["m.csv"]).Length);
    }

    [Theory]
    [InlineData("--measure", "happiness", "There is no measure 'happiness'", "waiting-now")]
    [InlineData("--area", "Q", "There is no area Q", "code or name")]
    [InlineData("--population", "cats", "There is no population 'cats'", "young-people")]
    [InlineData("--period", "decade", "There is no period 'decade'", "month, quarter, rolling-12, ytd")]
    [InlineData("--breakdown", "shoe-size", "There is no breakdown 'shoe-size'", "age-band")]
    public void What_is_not_known_is_refused_with_what_there_is(string option, string value, string says, string lists)
    {
        demo.Call("measures", "--cut", "2012-03", option, value, "--out", _place["m.csv"]).Refuses(ExitCode.WrongCall, says, lists);
        Assert.False(File.Exists(_place["m.csv"]));
    }

    [Fact]
    public void What_does_not_go_together_is_refused_with_what_does()
    {
        Choose("--measure", "waiting-now", "--period", "ytd").Refuses(ExitCode.WrongCall, "waiting-now does not exist for that period; there are month.");
        Choose("--measure", "known-to-treatment", "--population", "all").Refuses(ExitCode.WrongCall, "there are pdu.");
        Choose("--measure", "effective-treatment", "--breakdown", "sex").Refuses(
            ExitCode.WrongCall, "There is no breakdown 'sex' of effective-treatment; there are headline, pending.");

        Answer Choose(params string[] options) => demo.Call(["measures", "--cut", "2012-03", .. options, "--out", _place["m.csv"]]);
    }

    [Fact]
    public void A_workbook_has_the_figures_of_the_export_with_names()
    {
        string[] call = ["measures", "--cut", "2012-03", "--measure", "known-to-treatment", "completions-sustained", "--area", "A12B"];
        demo.Call([.. call, "--out", _place["m.csv"]]).Is(ExitCode.Done);
        demo.Call([.. call, "--out", _place["m.xlsx"]]).Is(ExitCode.Done, _place["m.xlsx"]);
        using var book = new XLWorkbook(_place["m.xlsx"]);
        Assert.Equal(["Contents", "Figures", "Notes"], book.Worksheets.Select(s => s.Name));
        var rows = book.Worksheet("Figures").Tables.Single().DataRange.Rows().Select(r => r.Cells().Select(c => c.Value).ToList()).ToList();
        var exported = File.ReadAllLines(_place["m.csv"]).Skip(1).Select(l => l.Split(',')).ToList();
        Assert.Equal(exported.Select(e => double.Parse(e[9], CultureInfo.InvariantCulture)), rows.Select(r => Convert.ToDouble(r[9], CultureInfo.InvariantCulture)));
        Assert.All(rows, r => Assert.Equal("Sunderland", r[2].ToString()));
        Assert.Contains(rows, r => r[5].ToString() == "People known to treatment" && r[7].ToString() == "In treatment now");
        var bytes = File.ReadAllBytes(_place["m.xlsx"]);
        demo.Call([.. call, "--out", _place["m.xlsx"]]).Is(ExitCode.Done);
        Assert.Equal(bytes, File.ReadAllBytes(_place["m.xlsx"]));
    }

    [Fact]
    public void Data_quality_is_among_the_figures_of_every_area()
    {
        var rows = File.ReadAllLines(demo.Measures).Skip(1).Select(l => l.Split(',')).ToList();
        var areas = rows.Select(r => (r[3], r[4])).Distinct().ToList();
        string[] measures = ["dq-completeness", "dq-rejected", "dq-timeliness", "dq-warnings"];
        var headlines = rows.Where(r => measures.Contains(r[6]) && r[7].Length == 0).ToList();
        Assert.Equal(
            areas.SelectMany(a => measures.Select(m => (a.Item1, a.Item2, "all", "month", m))), headlines.Select(r => (r[3], r[4], r[5], r[2], r[6])));
        // 25 agencies sent a file on 10 April.
        Assert.Equal(["25", "25", "1"], headlines.Single(r => r[3] == "england" && r[6] == "dq-timeliness")[9..]);
        var fields = rows.Where(r => r[3] == "england" && r[7] == "field").ToList();
        Assert.Equal(46, fields.Count);
        var whole = headlines.Single(r => r[3] == "england" && r[6] == "dq-completeness");
        Assert.Equal((whole[9], whole[10]), (Sum(fields, 9), Sum(fields, 10)));
        // Rejected and warned lie with the agency: the partnerships add up to England.
        foreach (var measure in new[] { "dq-rejected", "dq-warnings" })
        {
            foreach (var level in new[] { "agency", "partnership", "region" })
                Assert.Equal(Sum(headlines.Where(r => r[3] == "england" && r[6] == measure), 9), Sum(headlines.Where(r => r[3] == level && r[6] == measure), 9));
        }

        static string Sum(IEnumerable<string[]> of, int column) => $"{of.Sum(r => long.Parse(r[column], null))}";
    }

    [Fact]
    public void Without_data_there_are_no_figures_and_it_is_said()
    {
        _place.CallHere("reference", "load", "agencies", Workplace.Sample(Workplace.Agencies)).Is(ExitCode.Done, "25 rows of agencies loaded");
        _place.CallHere("measures", "--cut", "2012-03", "--out", _place["m.csv"]).Is(ExitCode.BadData, "There are no data at 31/03/2012");
        Assert.Equal(FigureExport.Header + "\n", File.ReadAllText(_place["m.csv"]));
        _place.CallHere("report", "monthly", "--cut", "2012-03", "--out", _place["r"]).Is(ExitCode.BadData, "0 monthly reports");
        _place.CallHere("report", "feedback", "--cut", "2012-03", "--out", _place["r"]).Is(ExitCode.BadData, "There is no submission");
    }

    [Fact]
    public void Figures_of_a_month_that_no_file_reaches_come_with_a_warning()
    {
        demo.Call("measures", "--cut", "2012-04", "--out", _place["m.csv"]).Is(ExitCode.Done, "Warning", "10/04/2012");
        var whole = demo.Call("measures", "--cut", "2012-03", "--out", _place["m.csv"]).Is(ExitCode.Done);
        Assert.DoesNotContain("Warning", whole.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_monthly_report_is_written_for_each_area_asked_for()
    {
        demo.Call("report", "monthly", "--cut", "2012-03", "--area", "a12b", "North-East", "--area", "england", "--area", "N0803", "--out", _place["r"])
            .Is(ExitCode.Done, "4 monthly reports written to");
        Assert.Equal(
            ["monthly-A12B-2012-03.xlsx", "monthly-N0803-2012-03.xlsx", "monthly-england-2012-03.xlsx", "monthly-north-east-2012-03.xlsx"], Files("r"));
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(demo.Output, "monthly-A12B-2012-03.xlsx")), File.ReadAllBytes(_place["r/monthly-A12B-2012-03.xlsx"]));
    }

    [Fact]
    public void An_area_without_data_is_named_and_the_others_are_written()
    {
        demo.Call("report", "monthly", "--cut", "2012-03", "--area", "X00EH", "--area", "A12B", "--out", _place["r"])
            .Is(ExitCode.BadData, "Darlington (X00EH) has no episode at 31/03/2012", "1 monthly report written");
        Assert.Equal(["monthly-A12B-2012-03.xlsx"], Files("r"));
    }

    [Fact]
    public void Feedback_goes_to_the_agencies_of_an_area()
    {
        demo.Call("report", "feedback", "--cut", "2012-03", "--area", "A12B", "--out", _place["r"]).Is(ExitCode.Done, "Feedback on");
        Assert.Contains("feedback-N0801-2012-03-2.xlsx", Files("r"));
        Assert.Contains("N0801-20090401-20120331-TREAT-IN-H-ERRORS.csv", Files("r"));
        Assert.Contains("N0801-20090401-20120331-TREAT-IN-H-ERRORS.xlsx", Files("r"));
        Assert.DoesNotContain(Files("r"), f => f.Contains("N0825", StringComparison.Ordinal));
        demo.Call("report", "feedback", "--cut", "2012-03", "--area", "england", "--out", _place["all"]).Is(ExitCode.Done, "Feedback on 25 agencies");
        demo.Call("report", "feedback", "--cut", "2012-02", "--area", "N0801", "--out", _place["none"]).Is(ExitCode.BadData, "N0801 has no submission", "02/2012");
        Assert.False(Directory.Exists(_place["none"]));
    }

    [Fact]
    public void The_issues_of_one_agency_are_its_own()
    {
        demo.Call("issues", "--agency", "n0802", "--out", _place["i.csv"]).Is(ExitCode.Done, "6 issues of 1 submissions");
        var rows = File.ReadAllLines(_place["i.csv"]).Skip(1).ToList();
        Assert.Equal(6, rows.Count);
        Assert.All(rows, row => Assert.StartsWith("N0802,", row));
    }

    public void Dispose() => _place.Dispose();

    private IEnumerable<string> Files(string folder) => Directory.GetFiles(_place[folder]).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal);
}
