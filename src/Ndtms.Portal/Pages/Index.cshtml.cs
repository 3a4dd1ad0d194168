using Ndtms.Application.Home;
using Ndtms.Portal.Access;
using Ndtms.Portal.Hosting;

namespace Ndtms.Portal.Pages;

/// <summary>Home: what waits for the caller, by role.</summary>
[Access("home-show")]
public sealed class IndexModel : PortalPage
{
    /// <summary>Told by the set-up: the account is new.</summary>
    internal const string IsNew = "is-new";

    /// <summary>What there is to do.</summary>
    public IReadOnlyList<HomeSection> Sections { get; private set; } = [];

    /// <summary>What the account can see, shown once after it was set up; null: it is not new.</summary>
    public IReadOnlyList<string>? CanSee { get; private set; }

    /// <summary>The sign-in before this one; null: there was none.</summary>
    public string? LastSignedIn { get; private set; }

    public void OnGet()
    {
        Title = "Home";
        Sections = Caller.Run(new ShowHome(Caller.Workspace), new HomeWanted());
        LastSignedIn = Caller.Account?.SignedInBefore is { } before ? LondonTime.DayAndTime(before) : null;
        if (TempData[IsNew] is not null)
            CanSee = Seen.By(Caller);
    }

    /// <summary>The colour of a task's tag.</summary>
    public static string ColourOf(TaskState state) => state switch
    {
        TaskState.Done => "green",
        TaskState.UnderWay => "blue",
        TaskState.Waiting => "yellow",
        _ => "red",
    };
}
