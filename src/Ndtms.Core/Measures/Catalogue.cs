using System.Collections.Frozen;
using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

/// <summary>All measures (Definitions/measures.md, Measures). A new measure is one entry here.</summary>
public static partial class Catalogue
{
    // Lines that qualify by the same delegate are evaluated together: hence these fields.
    private static readonly Func<Case, bool> InTreatment = x => x.InTreatment;
    private static readonly Func<Case, bool> NewPresentation = x => x.NewPresentation;
    private static readonly Func<Case, bool> OpenAtCut = x => x.Journey.Open;
    private static readonly Func<Case, bool> Ended = x => x.Ended;

    private static readonly Func<Case, string?> ParentalStatusOf = x => ParentalStatus(x.Journey);

    private static readonly Func<Case, bool> HepatitisBEligible =
        x => x.NewPresentation && HepatitisB(x.Journey)?.Record.HepatitisB is "A" or "B";

    private static readonly Func<Period, MeasureOptions, Period> Known = (period, options) => period.OfMonths(options.KnownMonths);

    private static readonly PeriodKind[] MonthOnly = [PeriodKind.Month];
    private static readonly PeriodKind[] RollingTwelveOnly = [PeriodKind.RollingTwelve];

    /// <summary>Every measure, by id.</summary>
    public static IReadOnlyList<Measure> Measures { get; } =
    [
        .. new[] { Numbers(), Waits(), Exits(), YoungPeople(), Compliance(), Outcomes(), Health(), Local(), Quality() }
            .SelectMany(m => m).OrderBy(m => m.Id, StringComparer.Ordinal),
    ];

    private static readonly FrozenDictionary<string, Measure> ById = Measures.ToFrozenDictionary(m => m.Id, StringComparer.Ordinal);

    /// <summary>The measure of an id, or null.</summary>
    public static Measure? Find(string id) => ById.GetValueOrDefault(id);

    /// <summary>The measure of an id.</summary>
    /// <exception cref="ArgumentException">There is no such measure.</exception>
    public static Measure Get(string id) => Find(id) ?? throw new ArgumentException($"There is no measure {id}.", nameof(id));

    private static Line Count(Func<Case, bool> of) => new("", FigureKind.Count, of);

    private static Line CountBy(string breakdown, Func<Case, bool> of, Func<Case, string?> category) =>
        new(breakdown, FigureKind.Count, of) { Category = category };

    private static Line Sum(string breakdown, Func<Case, bool> of, Func<Case, int> amount) =>
        new(breakdown, FigureKind.Count, of) { Amount = amount };

    private static Line Share(Func<Case, bool> of, Func<Case, bool> counted) => Share("", of, counted);

    private static Line Share(string breakdown, Func<Case, bool> of, Func<Case, bool> counted) =>
        new(breakdown, FigureKind.Share, of) { In = counted };

    private static Line Mean(string breakdown, Func<Case, bool> of, Func<Case, int> amount) =>
        new(breakdown, FigureKind.Mean, of) { Amount = amount };

    private static Line Median(string breakdown, Func<Case, bool> of, Func<Case, int> amount) =>
        new(breakdown, FigureKind.Median, of) { Amount = amount };
}
