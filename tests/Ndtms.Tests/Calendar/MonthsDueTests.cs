using FsCheck;
using FsCheck.Fluent;
using Ndtms.Core.Calendar;
using Ndtms.Core.DataSets;

namespace Ndtms.Tests.Calendar;

/// <summary>A month whose reports are made twice confuses, one that is left out is missed by those who pay by it.</summary>
public sealed class MonthsDueTests
{
    private static readonly SubmissionCalendar Calendar = new(CodeBook.Embedded.WorkingDays, []);
    private static readonly DateOnly February = new(2012, 2, 29);
    private static readonly DateOnly March = new(2012, 3, 31);

    [Theory]
    [InlineData("2012-04-16", "2012-02-29")] // the last day of March's window
    [InlineData("2012-04-17", "2012-03-31")]
    [InlineData("2012-05-15", "2012-03-31")]
    [InlineData("2012-05-16", "2012-04-30")]
    [InlineData("2012-01-01", "2011-11-30")]
    public void The_last_closed_month_changes_the_day_after_the_window_closes(string day, string month) =>
        Assert.Equal(DateOnly.Parse(month, null), Calendar.LastClosedBefore(DateOnly.Parse(day, null)));

    [Fact]
    public void A_new_service_begins_with_the_last_closed_month() => Assert.Equal([March], Due("2012-04-20"));

    [Fact]
    public void What_was_made_is_not_due_again() => Assert.Empty(Due("2012-04-20", Made(March, "2012-04-17")));

    [Fact]
    public void Months_that_a_stopped_service_missed_are_made_up_for_in_order() =>
        Assert.Equal([March, new(2012, 4, 30), new(2012, 5, 31)], Due("2012-06-20", Made(February, "2012-03-16")));

    [Fact]
    public void A_month_that_failed_stays_due_even_after_a_later_one_was_made() =>
        Assert.Equal([March], Due("2012-05-20", Made(March, "2012-04-17", done: false), Made(new(2012, 4, 30), "2012-05-16")));

    [Fact]
    public void What_was_made_before_the_window_closed_lacks_what_came_after_and_does_not_count() =>
        Assert.Equal([March], Due("2012-04-17", Made(February, "2012-03-16"), Made(March, "2012-04-16", bySchedule: false)));

    [Fact]
    public void What_was_made_by_hand_after_the_window_closed_counts() =>
        Assert.Empty(Due("2012-04-20", Made(February, "2012-03-16"), Made(March, "2012-04-17", bySchedule: false)));

    [Fact]
    public void An_old_month_made_by_hand_does_not_make_all_since_due() =>
        Assert.Equal([March], Due("2012-04-20", Made(new(2009, 4, 30), "2012-04-18", bySchedule: false)));

    [Fact]
    public void A_clock_put_back_makes_nothing_due() => Assert.Empty(Due("2012-02-20", Made(March, "2012-04-17")));

    /// <summary>However long it stands still, however often a run fails and wherever it is stopped: each month once, in the end.</summary>
    [Fact]
    public void Each_month_is_made_once_whatever_happens() => Prop.ForAll(
        Gen.Choose(0, 99).ListOf(120).ToArbitrary(), chances =>
        {
            var day = new DateOnly(2011, 9, 20);
            var made = new List<MonthMade>();
            foreach (var chance in chances)
            {
                // Mostly the next day; at times a stop of up to seven weeks.
                day = day.AddDays(chance % 10 == 0 ? chance / 2 : 1);
                foreach (var month in Calendar.MonthsDue(day, made))
                    made.Add(new MonthMade(month, day, Done: chance % 3 != 0, BySchedule: true));
            }

            day = day.AddDays(1);
            made.AddRange(Calendar.MonthsDue(day, made).Select(m => new MonthMade(m, day, true, true)));
            var expected = new List<DateOnly>();
            for (var month = made[0].Month; month <= Calendar.LastClosedBefore(day); month = SubmissionCalendar.MonthEnd(month.AddMonths(1)))
                expected.Add(month);
            return made.Where(m => m.Done).Select(m => m.Month).Order().SequenceEqual(expected)
                && made.All(m => m.On > Calendar.WindowOf(m.Month).Closes);
        }).QuickCheckThrowOnFailure();

    private static IReadOnlyList<DateOnly> Due(string day, params MonthMade[] made) => Calendar.MonthsDue(DateOnly.Parse(day, null), made);

    private static MonthMade Made(DateOnly month, string on, bool done = true, bool bySchedule = true) =>
        new(month, DateOnly.Parse(on, null), done, bySchedule);
}
