using System.Globalization;
using Dapper;
using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>Every figure can be explained by the people behind it, without saying who they are.</summary>
[Collection(DemoTestGroup.Name)]
public sealed class ExplainTests(Demo demo)
{
    [Theory]
    [InlineData("in-treatment", "A12B", "all", "month")]
    [InlineData("effective-treatment", "A12B", "pdu", "rolling-12")]
    [InlineData("wait-first", "england", "adult-drug", "ytd")]
    [InlineData("planned-exits", "north-east", "all", "rolling-12")]
    [InlineData("new-presentations", "N0801", "all", "ytd")]
    public void The_cases_add_up_to_the_figure(string measure, string area, string population, string period)
    {
        var rows = demo.Call("explain", "--measure", measure, "--area", area, "--population", population, "--period", period, "--cut", "2012-03")
            .Is(ExitCode.Done).Lines().Skip(1).Select(l => l.Split(',')).ToList();
        var figure = File.ReadAllLines(demo.Measures).Select(l => l.Split(','))
            .Single(f => f[2] == period && f[4] == area && f[5] == population && f[6] == measure && f[7].Length == 0);
        Assert.Equal(figure[9], rows.Sum(r => int.Parse(r[1], CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture));
        if (figure[10].Length > 0)
            Assert.Equal(figure[10], rows.Sum(r => int.Parse(r[2], CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture));
        Assert.NotEmpty(rows);
    }

    [Fact]
    public void Nobody_is_listed_behind_a_public_figure() => demo.Call(
        "explain", "--measure", "in-treatment", "--area", "A12B", "--cut", "2012-03", "--disclosure", "public")
        .Refuses(ExitCode.WrongCall, "A public figure is rounded at random, so the people behind it are not listed", "--disclosure none");

    [Fact]
    public void Only_the_agency_asked_for_is_shown_by_its_own_ids_and_nobody_by_initials_or_birth()
    {
        string[] call = ["explain", "--measure", "in-treatment", "--area", "A12B", "--cut", "2012-03"];
        Assert.All(demo.Call(call).Lines().Skip(1), l => Assert.Equal("", l.Split(',')[9]));
        var own = demo.Call([.. call, "--agency", "N0801"]).Lines().Skip(1).SelectMany(l => l.Split(',')[9].Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToHashSet();
        var database = Ndtms.Storage.Database.Open(demo.Database);
        var current = database.Read(c => c.Query<string>(
            "SELECT clientid || '/' || episodid FROM episode JOIN client ON client.id = episode.client WHERE agncy = 'N0801'").ToHashSet());
        Assert.NotEmpty(own);
        Assert.Subset(current, own);
        var all = demo.Call(call).Output;
        Assert.All(database.Read(c => c.Query<string>("SELECT DISTINCT dob FROM client").ToList()), born =>
            Assert.DoesNotContain(born, all, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("dq-completeness", "values")]
    [InlineData("dq-rejected", "entities")]
    [InlineData("dq-timeliness", "agencies")]
    public void Where_nobody_is_behind_a_figure_it_says_so(string measure, string unit) =>
        demo.Call("explain", "--measure", measure, "--area", "A12B", "--cut", "2012-03")
            .Refuses(ExitCode.WrongCall, $"{measure} counts {unit}, not people");

    [Fact]
    public void What_does_not_exist_is_told_with_what_does()
    {
        Explain("happiness").Refuses(ExitCode.WrongCall, "There is no measure 'happiness'", "waiting-now");
        demo.Call("explain", "--measure", "exits", "--area", "Q", "--cut", "2012-03").Refuses(ExitCode.WrongCall, "There is no area Q");
        Explain("effective-treatment", "--breakdown", "sex").Refuses(ExitCode.WrongCall, "There is no breakdown 'sex'", "headline, pending");
        Explain("new-presentations", "--breakdown", "sex").Refuses(ExitCode.WrongCall, "There is no category ''", "male, female, unknown");
        Explain("new-presentations", "--breakdown", "age-band", "--category", "90+").Refuses(ExitCode.WrongCall, "There is no category '90+'", "under-18, 18-24");
        Explain("in-treatment", "--breakdown", "agency", "--category", "N0899").Refuses(ExitCode.WrongCall, "There is no category 'N0899'", "N0801");
        Explain("exits", "--category", "completed").Refuses(ExitCode.WrongCall, "exits has no categories");
        Explain("exits", "--period", "decade").Refuses(ExitCode.WrongCall, "There is no period 'decade'", "month, quarter, rolling-12, ytd");
        Explain("waiting-now", "--period", "ytd").Refuses(ExitCode.WrongCall, "there are month");
        Explain("yp-transitions").Refuses(ExitCode.WrongCall, "there are young-people");
        demo.Call("explain", "--measure", "exits", "--area", "A12B", "--cut", "2012-02", "--period", "quarter").Refuses(
            ExitCode.WrongCall, "No quarter ends with that month", "month, rolling-12, ytd");
        demo.Call("explain", "--measure", "in-treatment", "--area", "england", "--cut", "2012-03", "--breakdown", "pct", "--category", "5KL").Refuses(
            ExitCode.WrongCall, "exists for each partnership only");

        Answer Explain(string measure, params string[] options) =>
            demo.Call(["explain", "--measure", measure, "--area", "A12B", "--cut", "2012-03", .. options]);
    }

    [Fact]
    public void The_agency_of_each_case_is_named()
    {
        var agencies = demo.Call("explain", "--measure", "in-treatment", "--area", "A12B", "--cut", "2012-03").Lines().Skip(1).Select(l => l.Split(',')[8]).ToList();
        Assert.All(agencies, a => Assert.Matches("^N08[0-9]{2}( N08[0-9]{2})*$", a));
        Assert.Contains(agencies, a => a.Contains(' ', StringComparison.Ordinal));
    }

    [Fact]
    public void Names_do_as_well_as_codes() => Assert.Equal(
        demo.Call("explain", "--measure", "planned-exits", "--area", "A12B", "--population", "pdu", "--period", "rolling-12", "--cut", "2012-03").Output,
        demo.Call("explain", "--measure", "Planned exits", "--area", "sunderland", "--population", "problem drug users", "--period", "12 months", "--cut", "2012-03").Output);
}
