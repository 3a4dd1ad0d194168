using Ndtms.Application;
using Ndtms.Application.Guide;
using Ndtms.Core.Validation;
using Ndtms.Portal.Access;

namespace Ndtms.Portal.Pages.Guide;

/// <summary>A validation rule, with a failing and a passing example side by side.</summary>
[Access("rules-show")]
public sealed class RuleModel : PortalPage
{
    /// <summary>The rule.</summary>
    public Rule Rule { get; private set; } = null!;

    /// <summary>Its example.</summary>
    public ExampleTable Example => ExampleTable.Of(Rule, Caller.Workspace.Book);

    /// <summary>The letter of the newest data set that has a field; null: none has.</summary>
    public string? LetterOf(string header) => Caller.Workspace.Book.DataSets.LastOrDefault(d => d.Find(header) is not null)?.Letter;

    public void OnGet(string id)
    {
        Rule = Caller.Run(new ShowRules(Caller.Workspace.Book), new ShowRulesRequest(id)).FirstOrDefault(r => r.Id.Equals(id, StringComparison.OrdinalIgnoreCase))
            ?? throw new NotFoundException("There is no such rule.");
        Title = $"{Rule.Id}: {Rule.Title}";
    }
}
