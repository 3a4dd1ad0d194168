using Ndtms.Core.Calendar;
using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;

namespace Ndtms.Application.Calendar;

/// <summary>Where an agency stands for a month, as messages and commands say it.</summary>
public static class StandingWords
{
    /// <summary>Where an agency stands, such as "accepted, received 10/04/2012, in time".</summary>
    public static string InWords(this AgencyStanding standing) => standing.Arrival switch
    {
        null => "nothing yet",
        { Verdict: Verdict.Accepted } arrival =>
            $"accepted, received {DayText.Show(arrival.Received)}, {(arrival.Received <= standing.Deadline ? "in time" : "late")}",
        { Verdict: Verdict.Held } arrival => $"held, received {DayText.Show(arrival.Received)}",
        var arrival => $"rejected, received {DayText.Show(arrival.Received)}",
    };
}
