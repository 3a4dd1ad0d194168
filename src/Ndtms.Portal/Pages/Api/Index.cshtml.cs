using Ndtms.Application;
using Ndtms.Portal.Access;
using Ndtms.Portal.Api;

namespace Ndtms.Portal.Pages.Api;

/// <summary>How suppliers' systems begin with the API.</summary>
[Access(AccessAttribute.Open)]
public sealed class IndexModel : PortalPage
{
    public void OnGet() => Title = "API for suppliers' systems";
}

/// <summary>A kind of problem that the API answers with.</summary>
[Access(AccessAttribute.Open)]
public sealed class ProblemModel : PortalPage
{
    /// <summary>The problem.</summary>
    public ApiProblem Problem { get; private set; } = null!;

    public void OnGet(string id)
    {
        Problem = ApiProblems.All.FirstOrDefault(p => p.Id == id) ?? throw new NotFoundException("There is no such problem.");
        Title = Problem.Title;
    }
}
