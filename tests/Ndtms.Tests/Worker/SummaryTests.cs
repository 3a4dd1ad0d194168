using Ndtms.Core.Measures;
using Ndtms.Tests.Workbooks;
using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>What the department is told of a quarter must be the figures of the export.</summary>
[Collection(DemoTestGroup.Name)]
public sealed class SummaryTests(Demo demo) : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public void The_national_summary_has_four_pages_on_England_and_its_regions()
    {
        demo.Call("report", "summary", "--cut", "2012-03", "--out", _place["r"]).Is(ExitCode.Done, "1 national summary written to");
        var file = File.ReadAllBytes(_place["r/summary-england-2011-12-Q4.xlsx"]);
        var summary = new WorkbookReading(s => s.Write(file));
        Assert.Empty(summary.Errors());
        Assert.Equal(
            ["Contents", "England and regions", "Sustained poor performance", "Young people", "Treatment of offenders", "Notes"], summary.Sheets);
        var figures = File.ReadLines(Path.Combine(demo.Output, "measures-2012-03.csv")).Select(l => l.Split(','))
            .ToLookup(f => string.Join(',', f[2..9]), f => (N: f[9], D: f[10], Value: f[11]));
        foreach (var (name, region) in new[] { ("North East", "region,north-east"), ("North West", "region,north-west"), ("England", "england,england") })
        {
            var row = summary.Table("England and regions", "Treatment", "Region").Single(r => r["Region"] as string == name);
            Assert.Equal(figures[$"rolling-12,{region},all,in-treatment,,"].Single().N, $"{row["In treatment, 12 months"]}");
            var waits = figures[$"quarter,{region},all,wait-first,,"].Single();
            Assert.Equal($"{waits.N} of {waits.D}", row["First waits in time, quarter: of"]);
            var young = summary.Table("Young people", "By region", "Region").Single(r => r["Region"] as string == name);
            var assessed = figures[$"rolling-12,{region},young-people,yp-assessed-5-days,,"].Single();
            Assert.Equal($"{assessed.N} of {assessed.D}", young["Assessed in 5 working days: of"]);
            var offenders = summary.Table("Treatment of offenders", "Referred from criminal justice", "Region").Single(r => r["Region"] as string == name);
            Assert.Equal(figures[$"quarter,{region},criminal-justice,in-treatment,,"].Single().N, $"{offenders["In treatment, quarter"]}");
        }

        Assert.NotEmpty(summary.Table("Sustained poor performance", "Partnerships", "Region"));
        demo.Call("report", "summary", "--cut", "2012-03", "--out", _place["again"]).Is(ExitCode.Done);
        Assert.Equal(file, File.ReadAllBytes(_place["again/summary-england-2011-12-Q4.xlsx"]));
    }

    [Fact]
    public void Only_England_and_ends_of_quarters_have_a_summary()
    {
        demo.Call("report", "summary", "--cut", "2012-02", "--out", _place["r"]).Refuses(ExitCode.WrongCall, "2012-02 does not end a quarter");
        demo.Call("report", "summary", "--cut", "2012-03", "--area", "north-east", "--out", _place["r"]).Refuses(ExitCode.WrongCall, "no national summary of north-east");
        demo.Call("report", "summary", "--cut", "2012-03", "--disclosure", Edition.Own.Name(), "--out", _place["r"]).Refuses(ExitCode.WrongCall, "no area's own");
        Assert.False(Directory.Exists(_place["r"]));
    }

    public void Dispose() => _place.Dispose();
}
