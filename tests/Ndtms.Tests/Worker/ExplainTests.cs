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
    public void Only_the_agency_asked_for_is_shown_by_its_own_ids_and_nobody_by_initials_or_birth()
    {
        string[] call = ["explain", "--measure", "in-treatment", "--area", "A12B", "--cut", "2012-03"];
        Assert.All(demo.Call(call).Lines().Skip(1), l => Assert.Equal("", l.Split(',')[8]));
        var own = demo.Call([.. call, "--agency", "N0801"]).Lines().Skip(1).SelectMany(l => l.Split(',')[8].Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToHashSet();
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
    public void What_does_not_exist_is_told()
    {
        demo.Call("explain", "--measure", "happiness", "--area", "A12B", "--cut", "2012-03").Refuses(ExitCode.WrongCall, "There is no measure 'happiness'");
        demo.Call("explain", "--measure", "exits", "--area", "Q", "--cut", "2012-03").Refuses(ExitCode.WrongCall, "There is no area Q");
    }
}
