using System.Globalization;
using Ndtms.Core.Journeys;
using Ndtms.Core.Targets;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>Quarters of financial years: the first is April to June, the fourth January to March.</summary>
public static class Quarters
{
    /// <summary>How many a pack shows.</summary>
    public const int Shown = 8;

    /// <summary>Whether a cut is the end of a quarter.</summary>
    public static bool IsEnd(DateOnly cut) => Period.Ending(PeriodKind.Quarter, cut) is not null;

    /// <summary>Quarter 4 of 2011/12, of the cut that is its end.</summary>
    public static string Name(DateOnly cut) => string.Create(CultureInfo.InvariantCulture, $"quarter {Number(cut)} of {FinancialYear.Name(FinancialYear.Of(cut))}");

    /// <summary>2011/12 Q4, for the header of a column.</summary>
    public static string Header(DateOnly cut) => string.Create(CultureInfo.InvariantCulture, $"{FinancialYear.Name(FinancialYear.Of(cut))} Q{Number(cut)}");

    /// <summary>2011-12-Q4, for the name of a file.</summary>
    internal static string InFileName(DateOnly cut) => Header(cut).Replace('/', '-').Replace(' ', '-');

    /// <summary>The cut itself.</summary>
    /// <exception cref="ArgumentException">It is not the end of a quarter.</exception>
    internal static DateOnly Require(DateOnly cut) => IsEnd(cut)
        ? cut
        : throw new ArgumentException($"{Wording.Month(cut)} does not end a quarter; a quarterly pack is of March, June, September or December.", nameof(cut));

    private static int Number(DateOnly cut) => FinancialYear.MonthOf(cut) / 3;
}
