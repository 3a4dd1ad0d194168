using Ndtms.Application.Submissions;
using Ndtms.Portal.Access;

namespace Ndtms.Portal.Pages.Submissions;

/// <summary>Two submissions of one agency side by side.</summary>
[Access("submissions-compare")]
public sealed class CompareModel : PortalPage
{
    /// <summary>The two.</summary>
    public ComparedSubmissions Compared { get; private set; } = null!;

    /// <summary>Whether the caller may open lists of issues.</summary>
    public bool SeesLines { get; private set; }

    /// <summary>Whether nothing differs.</summary>
    public bool IsSame => Compared.Issues.All(d => d.PutRight == 0 && d.New == 0) && Compared.Later.Changes is { Added: 0, Changed: 0, Removed: 0 };

    public void OnGet(long id, long other)
    {
        Compared = Caller.Run(new CompareSubmissions(Caller.Workspace), new SubmissionsToCompare(id, other));
        SeesLines = Caller.May("issues-download");
        Title = $"Compare submissions {Say.Plain(Compared.Earlier.Id)} and {Say.Plain(Compared.Later.Id)}";
    }
}
