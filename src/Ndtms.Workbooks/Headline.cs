using System.Globalization;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>A headline of the scorecard.</summary>
/// <param name="Label">The label shown.</param>
/// <param name="Unit">What is counted, or the denominator of the share.</param>
/// <param name="Measure">The measure's id.</param>
/// <param name="Population">The population.</param>
/// <param name="IsShare">The value n/d is shown; else n.</param>
internal sealed record Headline(string Label, string Unit, string Measure, Population Population, bool IsShare)
{
    /// <summary>The period of the latest figure: the month, or 12 months for measures without monthly figures.</summary>
    public PeriodKind Latest => Catalogue.Get(Measure).Periods.Contains(PeriodKind.Month) ? PeriodKind.Month : PeriodKind.RollingTwelve;

    /// <summary>The value is a mean, not a share in per cent.</summary>
    public bool IsMean => Catalogue.Get(Measure).Headline == FigureKind.Mean;

    /// <summary>How the value n/d is shown.</summary>
    public Format ShareFormat => IsMean ? Format.Decimal : Format.Percent;

    /// <summary>The figure among those of an area, of the headline's own population.</summary>
    public ShownFigure? FigureIn(AreaFigures figures, PeriodKind period) => figures.Of(Population).Find(Measure, period);

    /// <summary>The number shown.</summary>
    public Cell CellOf(ShownFigure? figure) => IsShare ? ((Cell)figure?.Value).As(ShareFormat) : figure?.N;

    /// <summary>What the number shown is made of: "12 of 36", or of a mean the number behind it; blank for a count.</summary>
    public Cell PartsOf(ShownFigure? figure) => IsShare ? Wording.Parts(figure, IsMean).Muted() : Cell.Blank;

    /// <summary>The headlines in order; for a prison's agency, those that apply to prisons.</summary>
    public static IReadOnlyList<Headline> Of(Population whose, MeasureOptions options)
    {
        var inTime = string.Create(CultureInfo.InvariantCulture, $"{options.WaitTargetDays} days");
        var effective = string.Create(CultureInfo.InvariantCulture, $"{options.EffectiveDays} days");
        var retained = Wording.Weeks(options.RetainedDays);
        Headline[] all =
        [
            new("In treatment", "People", "in-treatment", whose, false),
            new("In treatment at the end of the month", "People", "time-in-treatment", whose, false),
            new("Problem drug users in treatment", "People", "in-treatment", Population.ProblemDrugUsers, false),
            new("Adults in treatment for alcohol", "People", "in-treatment", Population.AdultAlcohol, false),
            new("Young people in treatment", "People", "in-treatment", Population.YoungPeople, false),
            new("New presentations", "People", "new-presentations", whose, false),
            new("Treatment naive", "% of new presentations", "treatment-naive", whose, true),
            new("In effective treatment", "People", "effective-treatment", whose, false),
            new("Problem drug users in effective treatment", "People", "effective-treatment", Population.ProblemDrugUsers, false),
            new($"In effective treatment ({effective} or more, or completed)", "% of people in treatment", "effective-treatment", whose, true),
            new($"Retained in treatment for {retained} or more", $"% of journeys started {retained} earlier", "retained-12-weeks", whose, true),
            new($"First wait {inTime} or less", "% of first modalities", "wait-first", whose, true),
            new($"Subsequent wait {inTime} or less", "% of subsequent modalities", "wait-subsequent", whose, true),
            new($"Waiting over {inTime} at the end of the month", "Modalities", "waiting-now", whose, false),
            new("Exits", "Journeys", "exits", whose, false),
            new("Planned exits", "% of exits", "planned-exits", whose, true),
            new("Completions of treatment", "% of people in treatment", "completions-of-treatment", whose, true),
            new($"Re-presentations within {Wording.Count(options.RePresentationMonths, "month")}", "% of completed journeys", "re-presentations",
                whose, true),
            new("Continuity of care after custody", "% of episodes", "custody-continuity", whose, true),
            new("Start TOPs in time", "% of episodes due", "top-start", whose, true),
            new("Review TOPs in time", "% of episodes due", "top-review", whose, true),
            new("Exit TOPs in time", "% of episodes due", "top-exit", whose, true),
            new("Hepatitis B vaccination offered", "% of new presentations", "hepb-offered", whose, true),
            new("Injectors tested for hepatitis C", "% of injectors in treatment", "hepc-tested-injectors", whose, true),
        ];
        return whose == Population.Prison
            ? [.. all.Where(h => h.Population == Population.Prison && h.Measure != "custody-continuity")]
            : all;
    }
}
