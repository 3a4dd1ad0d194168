using Ndtms.Application.Submissions;
using Ndtms.Portal.Hosting;
using Ndtms.Storage;

namespace Ndtms.Portal.Pages.Submissions;

/// <summary>A step of a check.</summary>
/// <param name="Text">What it is.</param>
/// <param name="Tag">"Done", "Now" or "Next".</param>
public sealed record ProgressStep(string Text, string Tag)
{
    /// <summary>The colour of the tag.</summary>
    public string Colour => Tag switch { "Done" => "green", "Now" => "blue", _ => "grey" };
}

/// <summary>How far a file is, as a page says it and as its script is told.</summary>
/// <param name="IsOver">The result can be seen.</param>
/// <param name="Heading">The heading, and the title.</param>
/// <param name="Steps">The steps.</param>
/// <param name="News">When something was last heard of it.</param>
/// <param name="Wait">What keeps it waiting, or that it takes long; empty: nothing.</param>
/// <param name="Quarter">How many quarters of the rows are done: a change is worth an announcement.</param>
public sealed record ProgressView(bool IsOver, string Heading, IReadOnlyList<ProgressStep> Steps, string News, string Wait, int Quarter)
{
    /// <summary>How far a submission is.</summary>
    public static ProgressView Of(SubmissionNews news, DateTimeOffset now)
    {
        var state = news.Submission.State;
        var isOver = state is not (SubmissionState.Received or SubmissionState.Checking);
        var step = state == SubmissionState.Received ? -1 : isOver ? 4 : (int)(news.News?.Step ?? CheckStep.Checking);
        string Tag(int place) => step > place ? "Done" : step == place ? "Now" : "Next";
        return new ProgressView(
            isOver, FormattableString.Invariant($"Submission {news.Submission.Id}: {Say.State(isOver ? state : SubmissionState.Checking).ToLowerInvariant()}"),
            [
                new ProgressStep("Received", "Done"), new ProgressStep(step == 0 ? Checked(news.News?.Rows ?? 0, news.News?.About ?? 0) : "Checked", Tag(0)),
                new ProgressStep("Compared with what is held", Tag(1)), new ProgressStep("Loaded", Tag(2)),
            ],
            $"Last news at {Clock(news.LastNews)}.", isOver ? "" : Waiting(news.Before, now - news.LastNews), Quarters(news.News?.Rows ?? 0, news.News?.About ?? 0));
    }

    /// <summary>How far a file is that is only checked.</summary>
    public static ProgressView Of(ShownCheck shown, DateTimeOffset now)
    {
        var check = shown.Check;
        var isOver = check.State is FileCheckState.Done or FileCheckState.Failed;
        return new ProgressView(
            isOver, "Checking your file",
            [
                new ProgressStep("Received", "Done"),
                new ProgressStep(
                    check.State == FileCheckState.Checking ? Checked(check.Rows, check.About) : "Checked",
                    isOver ? "Done" : check.State == FileCheckState.Checking ? "Now" : "Next"),
            ],
            $"Last news at {Clock(check.NewsAt)}.", isOver ? "" : Waiting(shown.Waiting, now - check.NewsAt), Quarters(check.Rows, check.About));
    }

    private static string Checked(int rows, int about) => about == 0 ? "Checking" : $"Checked: {Say.Number(rows)} of about {Say.Number(about)} rows";

    private static int Quarters(int rows, int about) => about == 0 ? 0 : 4 * rows / about;

    private static string Waiting(int before, TimeSpan quiet) => quiet >= FollowSubmission.Quiet
        ? "This is taking longer than usual. You need not send the file again."
        : before > 0 ? $"{Say.Count(before, "file is", "files are")} before yours." : "";

    private static string Clock(DateTimeOffset moment)
    {
        var local = LondonTime.Of(moment);
        return FormattableString.Invariant($"{(local.Hour % 12 == 0 ? 12 : local.Hour % 12)}:{local.Minute:00}:{local.Second:00}{(local.Hour < 12 ? "am" : "pm")}");
    }
}
