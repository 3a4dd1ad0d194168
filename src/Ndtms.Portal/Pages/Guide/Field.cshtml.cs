using Ndtms.Application;
using Ndtms.Application.Guide;
using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;
using Ndtms.Portal.Access;

namespace Ndtms.Portal.Pages.Guide;

/// <summary>A field: how it is written, its codes, and the rules on it with their examples.</summary>
[Access("data-set-show")]
public sealed class FieldModel : PortalPage
{
    /// <summary>The data set.</summary>
    public DataSet DataSet { get; private set; } = null!;

    /// <summary>The field.</summary>
    public Field Field { get; private set; } = null!;

    /// <summary>The rules that look at it.</summary>
    public IReadOnlyList<Rule> Rules { get; private set; } = [];

    /// <summary>An example of a rule.</summary>
    public ExampleTable ExampleOf(Rule rule) => ExampleTable.Of(rule, Caller.Workspace.Book);

    public void OnGet(string letter, string header)
    {
        DataSet = Caller.Run(new ShowDataSet(Caller.Workspace.Book), new ShowDataSetRequest(letter));
        Field = DataSet.Find(header) ?? throw new NotFoundException($"Data set {DataSet.Letter} has no such field.");
        Rules = [.. Caller.Run(new ShowRules(Caller.Workspace.Book), new ShowRulesRequest()).Where(r => r.Fields.Contains(Field.Header))];
        Title = $"{Field.Header}: {Field.Label}";
    }
}
