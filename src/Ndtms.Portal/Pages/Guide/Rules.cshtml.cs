using Ndtms.Application.Guide;
using Ndtms.Core.Validation;
using Ndtms.Portal.Access;

namespace Ndtms.Portal.Pages.Guide;

/// <summary>Every validation rule.</summary>
[Access("rules-show")]
public sealed class RulesModel : PortalPage
{
    /// <summary>The rules.</summary>
    public IReadOnlyList<Rule> Rules { get; private set; } = [];

    public void OnGet()
    {
        Rules = Caller.Run(new ShowRules(Caller.Workspace.Book), new ShowRulesRequest());
        Title = "Validation rules";
    }
}
