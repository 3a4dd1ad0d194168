using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Storage;
using Ndtms.Workbooks;

namespace Ndtms.Application.Months;

/// <summary>A partnership's count of a month that differs much from that of the month before.</summary>
/// <param name="Partnership">The partnership's code.</param>
/// <param name="Measure">The measure's id.</param>
/// <param name="Before">The count of the month before.</param>
/// <param name="Now">The count of the month.</param>
/// <param name="Seen">Who has looked at it; null: nobody has, or only before one of the counts changed.</param>
public sealed record LargeChange(string Partnership, string Measure, long Before, long Now, ChangeNote? Seen)
{
    /// <summary>A change is large if it is over so many people, and over a tenth of the month before.</summary>
    private const int MoreThan = 20;

    /// <summary>The counts compared, of all people in the month.</summary>
    private static readonly string[] Compared = ["in-treatment", "new-presentations", "exits"];

    /// <summary>Whether a count has changed much.</summary>
    /// <param name="before">The count of the month before.</param>
    /// <param name="now">The count of the month.</param>
    public static bool IsLarge(long before, long now) => Math.Abs(now - before) is var change && change > MoreThan && change * 10 > before;

    /// <summary>The large changes of the last month of some data, by partnership.</summary>
    internal static IReadOnlyList<LargeChange> In(ReportData data, IReadOnlyList<ChangeNote> notes)
    {
        var (before, now) = (data.Months[^2], data.Months[^1]);
        var codes = before.Areas(AreaLevel.Partnership).Union(now.Areas(AreaLevel.Partnership)).Order(StringComparer.Ordinal);
        return
        [
            .. from code in codes
               from measure in Compared
               let key = new FigureKey(AreaLevel.Partnership, code, Population.All, PeriodKind.Month, measure)
               let counts = (Before: CountOf(before, key), Now: CountOf(now, key))
               where IsLarge(counts.Before, counts.Now)
               select new LargeChange(code, measure, counts.Before, counts.Now, notes.FirstOrDefault(n =>
                   n.Partnership == code && n.Measure == measure && n.Before == counts.Before && n.Now == counts.Now)),
        ];
    }

    private static long CountOf(ShownFigures figures, FigureKey key) => (long)(figures.Find(key)?.N.Value ?? 0);
}
