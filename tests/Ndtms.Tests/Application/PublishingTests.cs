using System.Globalization;
using Ndtms.Application;
using Ndtms.Application.Access;
using Ndtms.Application.Figures;
using Ndtms.Application.Months;
using Ndtms.Application.Reports;
using Ndtms.Application.Snapshots;
using Ndtms.Core.Intake;
using Ndtms.Core.Measures;
using Ndtms.Storage;
using Ndtms.Tests.Storage;

namespace Ndtms.Tests.Application;

/// <summary>A month is published once, deliberately, and stays what it was: nobody outside sees figures before that, and whoever saw figures that
/// were withdrawn reads why.</summary>
public sealed class PublishingTests : IDisposable
{
    private const string March = "March 2012";

    private static readonly DateOnly Cut = new(2012, 3, 31);
    private static readonly Principal Analyst = Principal.Account("analyst", Grant.National(Rights.Publish));

    private readonly Installation _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_partnership_sees_what_was_published_and_not_what_came_later()
    {
        Load("CLIENTID=C1");
        var first = Freeze();
        Assert.Equal("No figures for March 2012 have been published.", MessageOf(() => Export(Edition.Exact)));
        Publish(first);
        var published = Export(Edition.Exact);
        Assert.Contains(",A12B,all,in-treatment,,,1,,", published, StringComparison.Ordinal);

        Load("CLIENTID=C1 | CLIENTID=C2 SINITIAL=T");
        Assert.Equal(published, Export(Edition.Exact));
        var second = Freeze();
        Assert.Equal(published, Export(Edition.Exact));
        Publish(second);
        Assert.Contains(",A12B,all,in-treatment,,,2,,", Export(Edition.Exact), StringComparison.Ordinal);
    }

    [Fact]
    public void A_partnership_gets_its_own_figures_exactly_and_only_rounded_ones_of_regions_and_england()
    {
        Load("CLIENTID=C1");
        Publish(Freeze());
        var (exact, rounded) = (Export(Edition.Exact), Export(Edition.Public));
        Assert.Contains(",A12B,", exact, StringComparison.Ordinal);
        Assert.Contains(",N0852,", exact, StringComparison.Ordinal);
        Assert.DoesNotContain(",england,", exact, StringComparison.Ordinal);
        Assert.DoesNotContain(",region,", exact, StringComparison.Ordinal);
        Assert.Contains(",england,", rounded, StringComparison.Ordinal);
        Assert.Contains(",region,north-west,", rounded, StringComparison.Ordinal);
        Assert.DoesNotContain(",A09B,", rounded, StringComparison.Ordinal);
        foreach (var line in rounded.Split('\n').Skip(1).Where(l => l.Contains(",in-treatment,", StringComparison.Ordinal)))
            Assert.EndsWith("0", line.Split(',')[9].Replace('5', '0'), StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_of_a_published_month_are_of_the_edition_own_and_those_of_regions_are_public()
    {
        Load("CLIENTID=C1");
        Assert.Equal("No figures for March 2012 have been published.", MessageOf(() => Report(Edition.Own)));
        Publish(Freeze());
        Assert.Equal(["monthly-A12B-2012-03-own.xlsx"], Report(Edition.Own));
        Assert.Equal(["monthly-england-2012-03-public.xlsx"], Report(Edition.Public, "england"));
        Assert.Contains("restricted", MessageOf(() => Report(Edition.Exact)), StringComparison.Ordinal);
        Assert.Contains("no area A09B", MessageOf(() => Report(Edition.Public, "A09B")), StringComparison.Ordinal);
        Assert.Contains("no area england", MessageOf(() => Report(Edition.Own, "england")), StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_that_were_withdrawn_say_why_until_the_month_is_published_again()
    {
        Load("CLIENTID=C1");
        var snapshot = Freeze();
        var published = Publish(snapshot);
        var withdrawn = Withdraw(published.Id, "  Wrong targets  ");
        Assert.Equal("Wrong targets", withdrawn.Reason);
        Assert.Equal("analyst", withdrawn.Withdrawn!.Who);
        Assert.Equal("The figures for March 2012 were withdrawn on 10 April 2012: Wrong targets", MessageOf(() => Export(Edition.Exact)));
        Assert.Contains("withdrawn", MessageOf(() => Report(Edition.Own, origin: new FigureOrigin.Frozen(snapshot))), StringComparison.Ordinal);
        Publish(snapshot);
        Assert.NotEmpty(Export(Edition.Exact));
        Assert.Equal([published.Id, published.Id + 1], Show().Publications.Select(p => p.Id));
    }

    [Fact]
    public void A_link_to_a_version_stays_open_while_a_later_one_is_published_and_opens_none_that_never_was()
    {
        Load("CLIENTID=C1");
        var first = Freeze();
        Publish(first);
        var second = Freeze();
        Assert.NotEmpty(Report(Edition.Own, origin: new FigureOrigin.Frozen(first)));
        Assert.Contains("no snapshot", MessageOf(() => Report(Edition.Own, origin: new FigureOrigin.Frozen(second))), StringComparison.Ordinal);
        Publish(second);
        Assert.NotEmpty(Report(Edition.Own, origin: new FigureOrigin.Frozen(first)));
    }

    [Fact]
    public void Publishing_wants_the_month_typed()
    {
        Load("CLIENTID=C1");
        var snapshot = Freeze();
        foreach (var typed in (string[])["", "2012-03", "April 2012", "March 2013"])
            Assert.Equal("Type March 2012.", MessageOf(() => Publish(snapshot, typed)));
        Assert.Null(Show().Published);
        Publish(snapshot, " march 2012 ");
        Assert.Equal(snapshot, Show().Published!.Snapshot);
    }

    [Fact]
    public void Only_the_last_version_is_published_and_only_once()
    {
        Load("CLIENTID=C1");
        var first = Freeze();
        var second = Freeze();
        Assert.Equal("Version 2 of March 2012 has been frozen since. Nothing was published.", MessageOf(() => Publish(first)));
        Publish(second);
        Assert.Equal("Version 2 of March 2012 is published already.", MessageOf(() => Publish(second)));
        Assert.Contains("no snapshot 99", MessageOf(() => Publish(99)), StringComparison.Ordinal);
    }

    [Fact]
    public void Withdrawing_wants_a_reason_and_what_is_published_now()
    {
        Load("CLIENTID=C1");
        var first = Publish(Freeze());
        Assert.Equal("Enter a reason.", MessageOf(() => Withdraw(first.Id, " ")));
        Assert.Equal("Reason must be 500 characters or fewer.", MessageOf(() => Withdraw(first.Id, new string('x', 501))));
        var second = Publish(Freeze());
        Assert.Equal("March 2012 was published again or withdrawn since. Nothing was withdrawn.", MessageOf(() => Withdraw(first.Id, "old")));
        Withdraw(second.Id, new string('x', 500));
        Assert.Equal("March 2012 was published again or withdrawn since. Nothing was withdrawn.", MessageOf(() => Withdraw(second.Id, "again")));
        Assert.Contains("no publication 9", MessageOf(() => Withdraw(9, "x")), StringComparison.Ordinal);
    }

    [Fact]
    public void Large_changes_are_looked_at_first_and_again_once_a_count_has_changed()
    {
        // Those of March alone are new against February.
        Load(NewInMarch(30));
        var snapshot = Freeze();
        Assert.Equal("2 large changes in March 2012 must be looked at first. Nothing was published.", MessageOf(() => Publish(snapshot)));
        Assert.Equal([("in-treatment", 0L, 30L), ("new-presentations", 0L, 30L)], Show().Changes!.Select(c => (c.Measure, c.Before, c.Now)));
        Note("in-treatment", "a new clinic");
        Assert.Equal("a new clinic", Show().Changes![0].Seen!.Note);
        Assert.StartsWith("1 large change in March 2012 must", MessageOf(() => Publish(snapshot)), StringComparison.Ordinal);
        Note("new-presentations", " ");
        Publish(snapshot);

        Load(NewInMarch(31));
        Assert.All(Fresh().Changes!, c => Assert.Null(c.Seen));
        Assert.Contains("no large change of exits", MessageOf(() => Note("exits", null)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100, 120, false)]
    [InlineData(100, 121, true)]
    [InlineData(100, 79, true)]
    [InlineData(210, 231, false)]
    [InlineData(209, 230, true)]
    [InlineData(0, 20, false)]
    [InlineData(0, 21, true)]
    public void A_change_is_large_over_20_people_and_over_a_tenth(long before, long now, bool isLarge) => Assert.Equal(isLarge, LargeChange.IsLarge(before, now));

    [Fact]
    public void A_month_says_what_is_left_to_do()
    {
        Load("CLIENTID=C1");
        var before = Show();
        Assert.Equal((false, 1, false), (before.DeadlinesPassed, before.Accepted, before.FiguresMade));
        Assert.Null(before.Changes);
        Assert.Empty(before.Versions);
        Assert.Empty(new ListMonths(_place.Workspace).Run(Analyst, new ListMonthsRequest()));
        var snapshot = Freeze();
        Publish(snapshot);
        _place.Clock.MoveTo(new DateTimeOffset(before.LastDeadline.AddDays(1), new TimeOnly(9, 0), TimeSpan.Zero));
        var after = Show();
        Assert.True(after is { DeadlinesPassed: true, FiguresMade: true, Changes.Count: 0 });
        Assert.Equal(after.Active - 1, after.Late.Count);
        Assert.Equal(snapshot, Assert.Single(after.Versions).Id);
        var month = Assert.Single(new ListMonths(_place.Workspace).Run(Analyst, new ListMonthsRequest()));
        Assert.Equal((Cut, 1, snapshot), (month.Cut, month.Versions, month.Publication!.Snapshot));
    }

    private static string NewInMarch(int people) => string.Join(" | ", Enumerable.Range(1, people).Select(n => string.Create(
        CultureInfo.InvariantCulture,
        $"CLIENTID=C{n} DOB={1 + (n % 28):00}/{1 + (n / 28):00}/1980 REFLD=01/03/2012 TRIAGED=01/03/2012 CPLANDT=01/03/2012 REFMODDT=01/03/2012 FAOMODDT=01/03/2012 MODST=01/03/2012 TOPDATE=01/03/2012")));

    private static string MessageOf(Action act) => Assert.IsAssignableFrom<RequestException>(Record.Exception(act)).Message;

    private void Load(string rows)
    {
        var file = new TestFile(rows);
        var sent = _place.Workspace.Submissions().Submit(
            new ReceivedFile(file.Name, () => new MemoryStream(file.Content(), writable: false)), file.Received, confirmed: true);
        Assert.Equal(SubmissionState.Accepted, sent.State);
    }

    private long Freeze() => new FreezeSnapshot(_place.Workspace).Run(Analyst, new FreezeSnapshotRequest(Cut)).Snapshot!.Id;

    private Publication Publish(long snapshot, string typed = March) => new PublishMonth(_place.Workspace).Run(Analyst, new PublishMonthRequest(snapshot, typed));

    private Publication Withdraw(long publication, string reason) =>
        new WithdrawMonth(_place.Workspace).Run(Analyst, new WithdrawMonthRequest(publication, reason));

    private void Note(string measure, string? note) => new NoteChange(_place.Workspace).Run(Analyst, new NoteChangeRequest(Cut, "a12b", measure, note));

    private MonthView Show() => new ShowMonth(_place.Workspace).Run(Analyst, new ShowMonthRequest(Cut));

    /// <summary>The month once its figures are made again.</summary>
    private MonthView Fresh()
    {
        new KeepFigures(_place.Workspace).Run(Installation.Operator, new KeepFiguresRequest(Cut));
        return Show();
    }

    private string Export(Edition edition)
    {
        var path = _place["figures.csv"];
        new ExportMeasures(_place.Workspace).Run(Installation.Sunderland, new ExportMeasuresRequest(Cut, FigureChoice.All, edition, path));
        return File.ReadAllText(path);
    }

    private IEnumerable<string> Report(Edition edition, string? area = null, FigureOrigin? origin = null) => new WriteMonthlyReports(_place.Workspace)
        .Run(Installation.Sunderland, new ReportRequest(origin ?? new FigureOrigin.Current(Cut), area is null ? [] : [area], edition, _place["reports"]))
        .Written.Select(w => Path.GetFileName(w.Path));
}
