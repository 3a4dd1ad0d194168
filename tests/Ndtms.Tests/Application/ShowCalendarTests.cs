using Ndtms.Application.Access;
using Ndtms.Application.Calendar;

namespace Ndtms.Tests.Application;

/// <summary>Each caller sees where its own agencies stand, and nothing of the others.</summary>
public sealed class ShowCalendarTests : IDisposable
{
    private static readonly ShowCalendarRequest March = new(new DateOnly(2012, 3, 1), new DateOnly(2012, 4, 17));

    private readonly Installation _place = new();

    public ShowCalendarTests() => _place.Accept(new DateOnly(2012, 4, 10));

    public void Dispose() => _place.Dispose();

    public static TheoryData<string, string[], int, int> Callers => new()
    {
        { "operator", ["N0852", "N0853", "N0854"], 1, 2 },
        { "national", ["N0852", "N0853", "N0854"], 1, 2 },
        { "regional", ["N0852", "N0853"], 1, 1 },
        { "partnership", ["N0852"], 1, 0 },
        { "provider", ["N0853"], 0, 1 },
    };

    [Theory]
    [MemberData(nameof(Callers))]
    public void A_caller_sees_its_own_agencies(string caller, string[] agencies, int accepted, int late)
    {
        var view = Show(caller switch
        {
            "operator" => Installation.Operator,
            "national" => Installation.National,
            "regional" => Installation.NorthEast,
            "partnership" => Installation.Sunderland,
            _ => Installation.Provider,
        });
        Assert.Equal(agencies, view.Agencies.Select(a => a.Agency.Code));
        Assert.Equal((agencies.Length, accepted, late), (view.Active, view.Accepted, view.Late));
        Assert.Equal(new DateOnly(2012, 4, 16), view.Window.Closes);
    }

    [Fact]
    public void An_administrator_sees_counts_only()
    {
        var view = Show(Installation.Administrator);
        Assert.Empty(view.Agencies);
        Assert.Equal((3, 1, 2), (view.Active, view.Accepted, view.Late));
    }

    [Fact]
    public void A_token_sees_the_agencies_that_it_sends_for() =>
        Assert.Equal(["N0852"], Show(Principal.Token("supplier", Rights.Submit, "N0852")).Agencies.Select(a => a.Agency.Code));

    /// <summary>A file whose window reaches over several months counts for each of them, and one that ends earlier for none after it.</summary>
    [Theory]
    [InlineData("2012-02", 1)]
    [InlineData("2012-04", 0)]
    public void Files_of_other_months_count_as_far_as_they_reach(string month, int accepted) => Assert.Equal(
        accepted, new ShowCalendar(_place.Workspace).Run(
            Installation.Operator, new ShowCalendarRequest(DateOnly.Parse(month + "-15", null), new DateOnly(2012, 6, 1))).Accepted);

    private CalendarView Show(Principal by) => new ShowCalendar(_place.Workspace).Run(by, March);
}
