using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

public static partial class Catalogue
{
    private static IEnumerable<Measure> Waits() =>
    [
        StartedWaits("wait-first", "First waits in time", "first waits",
            "First structured modalities of journeys, started in the period and with a measurable wait: those that waited 21 days or "
            + "less from referral to the modality to the first appointment offered.",
            x => ReferenceEquals(x.Modality, x.Journey.FirstModality)),
        StartedWaits("wait-subsequent", "Subsequent waits in time", "subsequent waits",
            "The structured modalities of journeys after the first, started in the period and with a measurable wait: those that waited "
            + "21 days or less.",
            x => !ReferenceEquals(x.Modality, x.Journey.FirstModality)),
        new("waiting-now", "Long waits on the last day", Unit.Modalities,
            "Structured modalities of undischarged episodes with a referral by the cut that had not started: those waiting over 21 "
            + "days.",
            Share(
                x => x.Modality.Started > x.Cut && x.Modality.Referred <= x.Cut && x.Discharged > x.Cut,
                x => x.Modality.Referred.DaysUntil(x.Cut) > x.Options.WaitTargetDays))
        {
            Of = "waits on that day",
            Better = Better.Less,
            Periods = MonthOnly,
        },
    ];

    private static Measure StartedWaits(string id, string name, string of, string definition, Func<Case, bool> which)
    {
        bool Started(Case x) => x.Period.Contains(x.Modality.Started) && which(x);
        bool Measured(Case x) => Started(x) && x.Modality.MeasurableAt(x.Cut, x.Episode);
        bool InTime(Case x) => x.Modality.Wait <= x.Options.WaitTargetDays;
        Func<Case, bool> started = Started, measured = Measured;
        return new Measure(id, name, Unit.Modalities, definition,
            Share(measured, InTime),
            Share("over-42", measured, x => x.Modality.Wait > x.Options.LongWaitDays),
            Mean("mean-days", measured, x => x.Modality.Wait),
            Median("median-days", measured, x => x.Modality.Wait),
            Share("not-measurable", started, x => !x.Modality.MeasurableAt(x.Cut, x.Episode)),
            new Line("modality", FigureKind.Share, measured) { In = InTime, Category = x => x.Modality.Code })
        {
            Of = of,
            Better = Better.More,
        };
    }
}
