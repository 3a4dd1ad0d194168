using System.Globalization;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>A headline of the scorecard.</summary>
/// <param name="Label">What is shown, in plain words.</param>
/// <param name="Unit">What is counted, or of what the share is.</param>
/// <param name="Measure">The measure's id.</param>
/// <param name="Population">Of whom.</param>
/// <param name="IsShare">The value n/d is shown; else n.</param>
internal sealed record Headline(string Label, string Unit, string Measure, Population Population, bool IsShare)
{
    /// <summary>The period of what is called the latest figure: the month, or for measures that have none, twelve months.</summary>
    public PeriodKind Latest => Catalogue.Get(Measure).Periods.Contains(PeriodKind.Month) ? PeriodKind.Month : PeriodKind.RollingTwelve;

    /// <summary>The value is a mean, not a share in per cent.</summary>
    public bool IsMean => Catalogue.Get(Measure).Headline == FigureKind.Mean;

    /// <summary>How the value n/d is shown.</summary>
    public Format ShareFormat => IsMean ? Format.Decimal : Format.Percent;

    /// <summary>The figure among those of an area, of the headline's own population.</summary>
    public ShownFigure? FigureIn(AreaFigures figures, PeriodKind period) => figures.Of(Population).Find(Measure, period);

    /// <summary>The number shown.</summary>
    public Cell CellOf(ShownFigure? figure) => IsShare ? ((Cell)figure?.Value).As(ShareFormat) : figure?.N;

    /// <summary>The headlines in order; of a prison's agency those that prisons have.</summary>
    public static IReadOnlyList<Headline> Of(Population whose, MeasureOptions options)
    {
        var inTime = string.Create(CultureInfo.InvariantCulture, $"{options.WaitTargetDays} days");
        var effective = string.Create(CultureInfo.InvariantCulture, $"{options.EffectiveDays} days");
        var retained = string.Create(CultureInfo.InvariantCulture, $"{options.RetainedDays} days");
        Headline[] all =
        [
            new("In treatment", "People", "in-treatment", whose, false),
            new("In treatment at the month's end", "People", "time-in-treatment", whose, false),
            new("Problem drug users in treatment", "People", "in-treatment", Population.ProblemDrugUsers, false),
            new("Adults in treatment for alcohol", "People", "in-treatment", Population.AdultAlcohol, false),
            new("Young people in treatment", "People", "in-treatment", Population.YoungPeople, false),
            new("New presentations", "People", "new-presentations", whose, false),
            new("Not treated before", "% of new presentations", "treatment-naive", whose, true),
            new("In effective treatment", "People", "effective-treatment", whose, false),
            new("Problem drug users in effective treatment", "People", "effective-treatment", Population.ProblemDrugUsers, false),
            new($"In effective treatment ({effective}, or completed)", "% of people in treatment", "effective-treatment", whose, true),
            new($"Kept in treatment {retained}", $"% of journeys begun {retained} before", "retained-12-weeks", whose, true),
            new($"First wait {inTime} or less", "% of first modalities", "wait-first", whose, true),
            new($"Later wait {inTime} or less", "% of later modalities", "wait-subsequent", whose, true),
            new($"Waiting over {inTime} at the month's end", "Modalities", "waiting-now", whose, false),
            new("Exits", "Journeys", "exits", whose, false),
            new("Planned exits", "% of exits", "planned-exits", whose, true),
            new("Completions of treatment", "% of people in treatment", "completions-of-treatment", whose, true),
            new($"Came back within {Wording.Count(options.RePresentationMonths, "month")}", "% of completed journeys", "re-presentations",
                whose, true),
            new("Picked up after transfer in custody", "% of episodes", "custody-continuity", whose, true),
            new("Start TOP done in time", "% of episodes due", "top-start", whose, true),
            new("Review TOP done in time", "% of episodes due", "top-review", whose, true),
            new("Exit TOP done in time", "% of episodes due", "top-exit", whose, true),
            new("Hepatitis B vaccination offered", "% of new presentations", "hepb-offered", whose, true),
            new("Injectors tested for hepatitis C", "% of injectors in treatment", "hepc-tested-injectors", whose, true),
        ];
        return whose == Population.Prison
            ? [.. all.Where(h => h.Population == Population.Prison && h.Measure != "custody-continuity")]
            : all;
    }
}
