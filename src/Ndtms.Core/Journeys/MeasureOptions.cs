namespace Ndtms.Core.Journeys;

/// <summary>The parameters of the definitions, with their defaults (Definitions/measures.md, Basics). Every run stores those that it
/// used.</summary>
public sealed record MeasureOptions
{
    /// <summary>The defaults.</summary>
    public static MeasureOptions Default { get; } = new();

    /// <summary>Most days from discharge to the next triage within one journey.</summary>
    public int JoinDays { get; init; } = 21;

    /// <summary>Days in treatment that make it effective.</summary>
    public int EffectiveDays { get; init; } = 84;

    /// <summary>The same for the longer variant.</summary>
    public int LongEffectiveDays { get; init; } = 90;

    /// <summary>Days of retention; also how far the period of those retained is moved back.</summary>
    public int RetainedDays { get; init; } = 84;

    /// <summary>Days within which treatment should be offered.</summary>
    public int WaitTargetDays { get; init; } = 21;

    /// <summary>A wait of more days than these is a long one.</summary>
    public int LongWaitDays { get; init; } = 42;

    /// <summary>Age in years from which a person is an adult.</summary>
    public int AdultAge { get; init; } = 18;

    /// <summary>Working days from referral to assessment of young people.</summary>
    public int AssessedWorkingDays { get; init; } = 5;

    /// <summary>Working days from assessment to treatment of young people.</summary>
    public int TreatedWorkingDays { get; init; } = 10;

    /// <summary>Days within which treatment continues at another agency after a transfer in custody, or to adult services.</summary>
    public int PickUpDays { get; init; } = 21;

    /// <summary>Months within which coming back is a re-presentation.</summary>
    public int RePresentationMonths { get; init; } = 6;

    /// <summary>Months without another journey that make a completion sustained; also how far its twelve months are moved back.</summary>
    public int SustainedMonths { get; init; } = 6;

    /// <summary>Months, ending with the cut's, within which treatment makes a person known to treatment.</summary>
    public int KnownMonths { get; init; } = 24;

    /// <summary>Days either side of treatment start or discharge within which a TOP belongs to it.</summary>
    public int TopWindowDays { get; init; } = 14;

    /// <summary>Days within which every person in treatment should be reviewed.</summary>
    public int TopReviewDays { get; init; } = 183;

    /// <summary>First and last day after the start TOP on which a review TOP counts for outcomes.</summary>
    public int ReviewFromDays { get; init; } = 29;
    public int ReviewToDays { get; init; } = 182;

    /// <summary>Days of paid work, of 28, from which a person is in work at review.</summary>
    public int WorkDays { get; init; } = 10;

    /// <summary>Reliable change thresholds, days of 28.</summary>
    public int ReliableChangeAlcohol { get; init; } = 13;
    public int ReliableChangeOpiates { get; init; } = 13;
    public int ReliableChangeCrack { get; init; } = 10;
    public int ReliableChangeCocaine { get; init; } = 8;
    public int ReliableChangeAmphetamines { get; init; } = 9;
    public int ReliableChangeCannabis { get; init; } = 15;
}
