using FsCheck;
using FsCheck.Fluent;
using Ndtms.Core.Calendar;
using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;

namespace Ndtms.Tests.Calendar;

/// <summary>A deadline a day off calls an agency late that is not, or reminds it when nothing can be done any more.</summary>
public sealed class SubmissionCalendarTests
{
    private static readonly DateOnly March = new(2012, 3, 31);
    private static readonly DateOnly Closing = new(2012, 4, 16);
    private static readonly SubmissionCalendar Calendar = Of();

    [Theory]
    [InlineData("2012-03", "2012-04-01", "2012-04-16")] // the 15th is a Sunday
    [InlineData("2012-01", "2012-02-01", "2012-02-15")]
    [InlineData("2012-08", "2012-09-01", "2012-09-17")] // a Saturday
    [InlineData("2021-12", "2022-01-01", "2022-01-17")]
    [InlineData("2011-12", "2012-01-01", "2012-01-16")]
    public void A_window_opens_on_the_first_and_closes_on_the_15th_or_the_next_working_day(string month, string opens, string closes)
    {
        var window = Calendar.WindowOf(DateOnly.Parse(month + "-10", null));
        Assert.Equal((DateOnly.Parse(opens, null), DateOnly.Parse(closes, null)), (window.Opens, window.Closes));
    }

    [Fact]
    public void A_bank_holiday_puts_the_closing_off()
    {
        // Good Friday and Easter Monday about the 15th.
        var calendar = new SubmissionCalendar(new WorkingDays([new(2022, 4, 15), new(2022, 4, 18)]), []);
        Assert.Equal(new DateOnly(2022, 4, 19), calendar.WindowOf(new DateOnly(2022, 3, 1)).Closes);
    }

    [Fact]
    public void A_window_closes_on_a_working_day_within_days_of_the_15th() => Prop.ForAll(
        Gen.Choose(0, 190).ToArbitrary(), months =>
        {
            var window = Calendar.WindowOf(new DateOnly(2004, 1, 1).AddMonths(months));
            return CodeBook.Embedded.WorkingDays.IsWorkingDay(window.Closes) && window.Closes.Day is >= 15 and <= 19
                && window.Opens == window.Month.AddDays(1) && window.Closes.Month == window.Opens.Month;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Counting_back_working_days_is_the_inverse_of_counting_them() => Prop.ForAll(
        Gen.Choose(0, 3000).ToArbitrary(), Gen.Choose(1, 20).ToArbitrary(), (offset, count) =>
        {
            var days = CodeBook.Embedded.WorkingDays;
            var day = new DateOnly(2005, 1, 1).AddDays(offset);
            var before = days.Before(day, count);
            return days.IsWorkingDay(before) && days.Between(before, day) == count - (days.IsWorkingDay(day) ? 0 : 1);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("2012-04-04", null)]
    [InlineData("2012-04-05", 5)] // Good Friday and Easter Monday lie between
    [InlineData("2012-04-12", 5)]
    [InlineData("2012-04-13", 1)]
    [InlineData("2012-04-16", 1)]
    [InlineData("2012-04-17", null)]
    public void Reminders_count_working_days_over_Easter(string day, int? due) =>
        Assert.Equal(due, Calendar.ReminderDue(DateOnly.Parse(day, null), Closing, [5, 1]));

    [Theory]
    [InlineData("2012-04-19", null)]
    [InlineData("2012-04-20", 1)]
    public void An_extension_to_a_Saturday_is_reminded_of_on_the_Friday(string day, int? due) =>
        Assert.Equal(due, Calendar.ReminderDue(DateOnly.Parse(day, null), new DateOnly(2012, 4, 21), [1]));

    [Theory]
    [InlineData("2012-04-16", false, "")]
    [InlineData("2012-04-17", false, "2012-03-31 2012-04-16 Accepted")]
    [InlineData("2012-04-17", true, "2012-03-31 2012-04-17 Accepted")]
    [InlineData("2012-04-17", false, "2012-03-01 2012-04-16 Accepted")] // the window ends within the month
    [InlineData("2012-04-17", true, "2012-02-29 2012-04-16 Accepted")] // an earlier month's
    [InlineData("2012-04-17", false, "2012-04-30 2012-04-16 Accepted")]
    [InlineData("2012-04-17", true, "2012-03-31 2012-04-16 Held")]
    [InlineData("2012-04-17", true, "2012-03-31 2012-04-16 Rejected")]
    [InlineData("2012-04-17", true, "")]
    [InlineData("2012-04-17", false, "2012-03-31 2012-04-10 Accepted;2012-03-31 2012-04-17 Rejected")]
    public void Late_is_who_has_nothing_accepted_that_was_received_by_the_deadline(string day, bool late, string arrivals)
    {
        var standing = Standing(Calendar, day, arrivals);
        Assert.Equal(late, standing.IsLate);
    }

    [Fact]
    public void What_was_received_after_the_day_is_not_known_on_it() =>
        Assert.Null(Standing(Calendar, "2012-04-10", "2012-03-31 2012-04-11 Accepted").Arrival);

    [Fact]
    public void Who_sends_late_stays_late_and_the_file_is_shown()
    {
        var standing = Standing(Calendar, "2012-04-20", "2012-03-31 2012-04-18 Accepted;2012-03-31 2012-04-19 Accepted");
        Assert.Equal((true, true, new DateOnly(2012, 4, 18)), (standing.IsLate, standing.IsAccepted, standing.Arrival!.Received));
    }

    [Theory]
    [InlineData("2012-04-17", false)]
    [InlineData("2012-04-21", false)]
    [InlineData("2012-04-22", true)]
    public void An_extension_holds_for_its_agency_and_month(string day, bool late)
    {
        var calendar = Of(new Extension("N0852", March, new DateOnly(2012, 4, 21), "flood"), new Extension("N0853", March, new DateOnly(2013, 1, 1), ""));
        Assert.Equal(late, Standing(calendar, day, "").IsLate);
        Assert.Equal(new DateOnly(2012, 5, 15), calendar.DeadlineOf("N0852", new DateOnly(2012, 4, 30)));
    }

    [Theory]
    [InlineData("2012-03-31", null, 1)]
    [InlineData("2012-04-01", null, 0)]
    [InlineData(null, "2012-03-30", 0)]
    [InlineData(null, "2012-03-31", 1)]
    public void Only_agencies_active_at_the_months_end_are_waited_for(string? from, string? to, int count) => Assert.Equal(
        count, Calendar.StandingsAt(March, Closing.AddDays(1), [Agency("N0852", from, to)], []).Count);

    private static AgencyStanding Standing(SubmissionCalendar calendar, string day, string arrivals) => calendar.StandingsAt(
        March, DateOnly.Parse(day, null), [Agency("N0852")],
        arrivals.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(a => a.Split(' ')).Select(a => new Arrival(
            "N0852", DateOnly.Parse(a[0], null), DateOnly.Parse(a[1], null), Enum.Parse<Verdict>(a[2])))).Single();

    private static Agency Agency(string code, string? from = null, string? to = null) => new(
        code, "Wearside", "A12B", "north-east", AgencyService.Adult, "", from is null ? null : DateOnly.Parse(from, null),
        to is null ? null : DateOnly.Parse(to, null), AgencyScope.Active);

    private static SubmissionCalendar Of(params Extension[] extensions) => new(CodeBook.Embedded.WorkingDays, extensions);
}
