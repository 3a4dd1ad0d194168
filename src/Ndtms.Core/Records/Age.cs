namespace Ndtms.Core.Records;

/// <summary>Ages in completed years.</summary>
public static class Age
{
    /// <summary>Completed years on a day. Who is born on 29 February has the birthday on 1 March in other years.</summary>
    public static int On(DateOnly born, DateOnly day)
    {
        var years = day.Year - born.Year;
        return (day.Month, day.Day).CompareTo((born.Month, born.Day)) < 0 ? years - 1 : years;
    }
}
