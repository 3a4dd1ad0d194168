using System.Globalization;
using Ndtms.Core.Journeys;

namespace Ndtms.Workbooks;

/// <summary>The parameters of a run in words, as every workbook shows them.</summary>
public static class ReportParameters
{
    /// <summary>Every parameter and its value with its unit.</summary>
    public static IReadOnlyList<(string Name, string Value)> Of(MeasureOptions options) =>
    [
        ("Gap that ends a journey", $"over {Days(options.JoinDays)} from discharge to next triage"),
        ("Effective treatment", $"{Days(options.EffectiveDays)} or more"),
        ("Effective, longer variant", $"{Days(options.LongEffectiveDays)} or more"),
        ("Retained in treatment", $"{Days(options.RetainedDays)} or more"),
        ("Wait in time", $"{Days(options.WaitTargetDays)} or less"),
        ("Long wait", $"over {Days(options.LongWaitDays)}"),
        ("Adult", $"{Number(options.AdultAge)} years and over"),
        ("Young people assessed in time", $"{Number(options.AssessedWorkingDays)} working days or less"),
        ("Young people treated in time", $"{Number(options.TreatedWorkingDays)} working days or less"),
        ("Continuity of care after a transfer", $"{Days(options.PickUpDays)} or less"),
        ("Re-presentation", $"{Months(options.RePresentationMonths)} or less"),
        ("Completion sustained", $"no other journey for {Months(options.SustainedMonths)} after it"),
        ("Known to treatment", $"in treatment in the last {Months(options.KnownMonths)}"),
        ("Start or exit TOP in time", $"within {Days(options.TopWindowDays)} before or after"),
        ("Review TOP due", $"every {Days(options.TopReviewDays)}"),
        ("Review TOP used for outcomes", $"{Number(options.ReviewFromDays)} to {Days(options.ReviewToDays)} after the start TOP"),
        ("In work at review", $"{Number(options.WorkDays)} of 28 days or more"),
        ("Reliable change, days of use in 28",
            $"alcohol {Number(options.ReliableChangeAlcohol)}, opiates {Number(options.ReliableChangeOpiates)}, "
            + $"crack {Number(options.ReliableChangeCrack)}, cocaine {Number(options.ReliableChangeCocaine)}, "
            + $"amphetamines {Number(options.ReliableChangeAmphetamines)}, cannabis {Number(options.ReliableChangeCannabis)}"),
    ];

    private static string Days(int days) => Wording.Count(days, "day");

    private static string Months(int months) => Wording.Count(months, "month");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
