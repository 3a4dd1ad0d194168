using Ndtms.Core.Calendar;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;

namespace Ndtms.Core.Quality;

/// <summary>What reports show of an agency's data quality at a cut: plain data, and nothing about anybody.</summary>
/// <param name="Code">The agency's code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Partnership">Code of its own partnership.</param>
/// <param name="Service">What it provides.</param>
/// <param name="IsActive">It is active at the cut, so a file is due.</param>
/// <param name="Deadline">The last day on which its file for the month is in time, with its extension.</param>
/// <param name="Accepted">The day on which the first accepted file for the month was received; null: none was.</param>
/// <param name="Last">Its last loaded submission, whatever month that is for; null: there is none.</param>
public sealed record AgencyQuality(
    string Code, string Name, string Partnership, AgencyService Service, bool IsActive, DateOnly Deadline, DateOnly? Accepted,
    LoadedSubmission? Last)
{
    /// <summary>Month ends up to the cut that a window of an accepted file ended with. Data of other months came in a later file.</summary>
    public IReadOnlyList<DateOnly> FiledMonths { get; init; } = [];

    /// <summary>A file for the month was accepted that had been received by the deadline (<c>dq-timeliness</c>).</summary>
    public bool InTime => Accepted <= Deadline;

    /// <summary>Days from the deadline to the first accepted file; 0: in time; null: none was accepted.</summary>
    public int? DaysLate => Accepted is { } day ? Math.Max(0, day.DayNumber - Deadline.DayNumber) : null;

    /// <summary>Records of the last loaded submission that were not loaded; null: there is none.</summary>
    public long? Rejected => Last is null ? null : Last.Read - Last.Loaded;

    /// <summary>The data-quality score of the last loaded submission, from 0 to 100 (<see cref="QualityScore"/>); null: there is none, or
    /// nothing was read.</summary>
    public double? Score => Last is null ? null : QualityScore.Of(Last.Read, Last.Loaded, Last.Warned);

    /// <summary>The agencies that are active at a cut or have a loaded submission, by code. Deadlines and arrivals are those of the cut's
    /// month, submissions today's last loaded ones.</summary>
    /// <param name="current">The current data, with <see cref="CurrentData.Quality"/>.</param>
    /// <param name="book">The reference data of the run.</param>
    /// <param name="cut">Last day of the month reported on.</param>
    /// <exception cref="ArgumentException">The facts on quality were not read.</exception>
    public static IReadOnlyList<AgencyQuality> At(CurrentData current, CodeBook book, DateOnly cut)
    {
        var facts = current.Quality ?? throw new ArgumentException("The facts on quality were not read.", nameof(current));
        var calendar = new SubmissionCalendar(book.WorkingDays, facts.Extensions);
        var submissions = facts.Submissions.ToDictionary(s => s.Agency, StringComparer.Ordinal);
        var standings = calendar.StandingsAt(cut, DateOnly.MaxValue, current.Agencies.Values, facts.Arrivals)
            .ToDictionary(s => s.Agency.Code, StringComparer.Ordinal);
        var filed = facts.Arrivals.Where(a => a.Verdict == Validation.Verdict.Accepted && a.WindowTo <= cut)
            .ToLookup(a => a.Agency, a => MonthEnd(a.WindowTo), StringComparer.Ordinal);
        return
        [
            .. current.Agencies.Values.Where(a => standings.ContainsKey(a.Code) || submissions.ContainsKey(a.Code))
                .OrderBy(a => a.Code, StringComparer.Ordinal)
                .Select(a => new AgencyQuality(
                    a.Code, a.Name, a.Partnership, a.Service, standings.ContainsKey(a.Code), calendar.DeadlineOf(a.Code, cut),
                    standings.GetValueOrDefault(a.Code) is { IsAccepted: true } standing ? standing.Arrival!.Received : null,
                    submissions.GetValueOrDefault(a.Code))
                {
                    FiledMonths = [.. filed[a.Code].Distinct().Order()],
                }),
        ];

        static DateOnly MonthEnd(DateOnly day) => new DateOnly(day.Year, day.Month, 1).AddMonths(1).AddDays(-1);
    }
}
