using Ndtms.Application.Submissions;
using Ndtms.Portal.Access;

namespace Ndtms.Portal.Pages.Submissions;

/// <summary>How often each expected field is filled, with earlier submissions.</summary>
[Access("submission-completeness")]
public sealed class CompletenessModel : PortalPage
{
    /// <summary>The fields.</summary>
    public ShownCompleteness Shown { get; private set; } = null!;

    /// <summary>The fields, the least filled first.</summary>
    public IEnumerable<FieldTrend> Fields => Shown.Fields.Where(f => f.Field.Expected > 0).OrderBy(f => f.Field.Share);

    public void OnGet(long id)
    {
        Shown = Caller.Run(new ShowCompleteness(Caller.Workspace), id);
        Title = $"Missing values: submission {Say.Plain(id)}";
    }
}
