using Ndtms.Application.Guide;
using Ndtms.Core.DataSets;
using Ndtms.Portal.Access;

namespace Ndtms.Portal.Pages.Guide;

/// <summary>The guide's first page: data sets, rules, codes and measures.</summary>
[Access("data-set-list")]
public sealed class IndexModel : PortalPage
{
    /// <summary>The data sets, the newest first.</summary>
    public IReadOnlyList<DataSet> DataSets { get; private set; } = [];

    /// <summary>The code lists that fields use.</summary>
    public IReadOnlyList<string> CodeLists => [.. DataSets.SelectMany(d => d.Fields).Select(f => f.CodeList?.Name).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    public void OnGet()
    {
        Title = "Data set guide";
        DataSets = [.. Caller.Run(new ListDataSets(Caller.Workspace.Book), new GuideRequest()).Reverse()];
    }
}
