using Ndtms.Application;
using Ndtms.Application.Guide;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Portal.Access;

namespace Ndtms.Portal.Pages.Guide;

/// <summary>A measure: what it counts, of whom and over which periods.</summary>
[Access("measures-show")]
public sealed class MeasureModel : PortalPage
{
    /// <summary>The measure.</summary>
    public Measure Measure { get; private set; } = null!;

    /// <summary>A period in words.</summary>
    public static string InWords(PeriodKind period) => period switch
    {
        PeriodKind.Month => "Month",
        PeriodKind.RollingTwelve => "12 months",
        _ => period.ToString(),
    };

    public void OnGet(string id)
    {
        Measure = Caller.Run(new ShowMeasures(Caller.Workspace.Book), new GuideRequest()).FirstOrDefault(m => m.Id.Equals(id, StringComparison.OrdinalIgnoreCase))
            ?? throw new NotFoundException("There is no such measure.");
        Title = Measure.Name;
    }
}
