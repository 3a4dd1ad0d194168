using Ndtms.Application.Guide;
using Ndtms.Core.Measures;
using Ndtms.Portal.Access;

namespace Ndtms.Portal.Pages.Guide;

/// <summary>Every measure.</summary>
[Access("measures-show")]
public sealed class MeasuresModel : PortalPage
{
    /// <summary>The measures.</summary>
    public IReadOnlyList<Measure> Measures { get; private set; } = [];

    public void OnGet()
    {
        Measures = Caller.Run(new ShowMeasures(Caller.Workspace.Book), new GuideRequest());
        Title = "Measures";
    }
}
