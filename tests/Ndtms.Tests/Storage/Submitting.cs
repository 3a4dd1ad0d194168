using System.Text.RegularExpressions;
using Ndtms.Core.Intake;
using Ndtms.Core.Validation;
using Ndtms.Storage;

namespace Ndtms.Tests.Storage;

/// <summary>What a processed submission came to.</summary>
internal sealed record Submitted(long Id, SubmissionState State, CheckedSubmission Checked);

/// <summary>Short forms for tests that act for all of England.</summary>
internal static partial class Submitting
{
    /// <summary>Receives a file and processes it.</summary>
    public static Submitted Submit(
        this Submissions submissions, ReceivedFile file, DateOnly received, ExplicitFacts? given = null, bool correction = false, bool confirmed = false)
    {
        var id = submissions.Receive(file, received, given, correction, confirmed);
        var result = submissions.Process(id, TestStore.By.Who);
        Assert.NotNull(result);
        Assert.NotNull(result.Checked);
        if (!confirmed || result.State != SubmissionState.Held)
            return new Submitted(result.Id, result.State, result.Checked);
        // It would remove so much that the number is wanted: here it is given.
        submissions.Confirm(id, TestStore.By, "confirmed beforehand");
        return new Submitted(result.Id, SubmissionState.Accepted, result.Checked);
    }

    public static long Receive(
        this Submissions submissions, ReceivedFile file, DateOnly received, ExplicitFacts? given = null, bool correction = false, bool confirmed = false)
    {
        using var content = file.OpenReceived();
        return submissions.Receive(new Submission(
            file.Name, content, given ?? ExplicitFacts.None, received, TestStore.By.Who, correction, confirmed));
    }

    /// <summary>Processes everything that can be processed now.</summary>
    public static IReadOnlyList<SubmissionResult> ProcessAll(this Submissions submissions)
    {
        var results = new List<SubmissionResult>();
        while (submissions.ProcessNext(TestStore.By.Who) is { } result)
            results.Add(result);
        return results;
    }

    /// <summary>Confirms a submission as a person does who gives the number that the program asks for.</summary>
    public static void Confirm(this Submissions submissions, long id, Actor by, string reason) =>
        GivingTheNumber(remove => submissions.Confirm(Scope.England, id, by.Who, reason, remove));

    /// <summary>Withdraws a submission as a person does who gives the number that the program asks for.</summary>
    public static void Withdraw(this Submissions submissions, long id, Actor by, string reason) =>
        GivingTheNumber(remove => submissions.Withdraw(Scope.England, id, by.Who, reason, remove));

    private static void GivingTheNumber(Action<int?> decide)
    {
        try
        {
            decide(null);
        }
        catch (SubmissionStateException e) when (Asked().Match(e.Message) is { Success: true } asked)
        {
            decide(int.Parse(asked.Groups[1].Value, null));
        }
    }

    [GeneratedRegex(@"\(--remove ([0-9]+)\)")]
    private static partial Regex Asked();

    public static void ConfirmWarning(this Submissions submissions, long id, int number, Actor by, string note) =>
        submissions.ConfirmWarning(Scope.England, id, number, by.Who, note);

    /// <summary>Every submission, oldest first.</summary>
    public static IReadOnlyList<StoredSubmission> All(this SubmissionQueries queries) =>
        [.. queries.All(Scope.England, new SubmissionFilter(OldestFirst: true))];

    public static StoredSubmission? Find(this SubmissionQueries queries, long id) => queries.Find(Scope.England, id);

    public static StoredSubmission? CurrentOf(this SubmissionQueries queries, string agency) => queries.CurrentOf(Scope.England, agency);

    public static StoredSubmission? HeldWith(this SubmissionQueries queries, string agency, string sha256) => queries.HeldWith(Scope.England, agency, sha256);

    public static IReadOnlyList<Issue> IssuesOf(this SubmissionQueries queries, long id) => [.. queries.AllIssuesOf(Scope.England, id).Select(i => i.Issue)];

    public static IReadOnlyList<EntityCount> CountsOf(this SubmissionQueries queries, long id) => queries.CountsOf(Scope.England, id);

    public static IReadOnlyList<RuleCount> RuleCountsOf(this SubmissionQueries queries, long id) => queries.RuleCountsOf(Scope.England, id);

    public static IReadOnlyDictionary<Severity, int> IssueCountsOf(this SubmissionQueries queries, long id) => queries.IssueCountsOf(Scope.England, id);

    public static IReadOnlyList<EpisodeChange> ChangesOf(this SubmissionQueries queries, long id) => [.. queries.AllChangesOf(Scope.England, id)];

    public static IReadOnlyList<SubmissionEvent> EventsOf(this SubmissionQueries queries, long id) => queries.EventsOf(Scope.England, id);

    public static ReceivedFile? FileOf(this SubmissionQueries queries, StoredSubmission submission) => queries.FileOf(Scope.England, submission.Id);

    public static IReadOnlyList<AgencyRecords> CurrentRecords(this SubmissionQueries queries) => queries.CurrentRecords(Scope.England);
}
