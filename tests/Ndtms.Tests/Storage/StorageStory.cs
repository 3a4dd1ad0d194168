using System.Globalization;
using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Persons;
using Ndtms.Core.Validation;
using Ndtms.Storage;

namespace Ndtms.Tests.Storage;

/// <summary>Everything that the storage does, done once in a fixed order: what it answers must not depend on the engine.</summary>
internal static class StorageStory
{
    private static readonly DateOnly Cut = new(2012, 3, 31);

    /// <returns>What was answered, line by line; every export as its text.</returns>
    public static string[] Tell(TestStore store)
    {
        var told = new List<string>();
        Reference(store, told);
        Submissions(store, told);
        Warnings(store, told);
        Persons(store, told);
        Refusals(store, told);
        Notifications(store, told);
        Portal(store, told);
        AccountStory.Tell(store, told);
        foreach (var submission in store.Queries.All())
            Submission(store, submission, told);
        told.AddRange(CurrentSnapshot.Of(store.Database));
        var one = Scope.Of(["N0853"], ["A11B"], [], CodeBook.Embedded.Areas);
        told.Add(string.Join(' ', store.Queries.List(one, new SubmissionFilter(Month: Cut), new Page(1, 2)).Items.Select(s => s.Id)));
        told.Add(string.Join(' ', store.Queries.LastOfMonth(one, Cut).Select(s => s.Id)));
        told.AddRange(store.Queries.CurrentRecords().Select(r => r.ToString()));
        told.Add(Encoding.UTF8.GetString(store.Export(Cut)));
        return [.. told];
    }

    private static void Reference(TestStore store, List<string> told)
    {
        var reference = new ReferenceData(store.Database);
        reference.LoadFile("bank-holiday.csv", CodeBook.Embedded.File("bank-holiday.csv"), CodeBook.Embedded, LoadTerms.KeepAll);
        reference.LoadFile("bank-holiday.csv", CodeBook.Embedded.File("bank-holiday.csv"), CodeBook.Embedded, LoadTerms.KeepAll);
        told.Add(reference.Over(CodeBook.Embedded).Hash);
        told.AddRange(reference.FileNames());
        var rows = ReferenceTable.Read("bank-holiday.csv", CodeBook.Embedded.File("bank-holiday.csv")).Count;
        told.Add($"{reference.RemoveFile("bank-holiday.csv", CodeBook.Embedded, new LoadTerms { Removed = rows })}");
        reference.LoadAgencies("agencies.csv", reference.ExportAgencies(), CodeBook.Embedded);
        told.Add(Encoding.UTF8.GetString(reference.ExportAgencies()));
        var calendar = new CalendarData(store.Database);
        foreach (var row in (string[])["N0852,2012-03,2012-06-29,flood", "N0852,2012-03,2012-06-30,flood", "N0853,2012-03,2012-06-29,move", "N0853,2012-03,,"])
            store.Extend(row, removed: row.EndsWith(",,", StringComparison.Ordinal) ? 1 : null);
        told.Add(Encoding.UTF8.GetString(calendar.ExportExtensions()));
    }

    private static void Submissions(TestStore store, List<string> told)
    {
        store.Submit("CLIENTID=C1 | CLIENTID=C2 SINITIAL=T MODID=M1 TOPID=T1 | CLIENTID=C3 EPISODID=E3 DUALDIAG=Y");
        store.Submit("CLIENTID=C1 RFLS=5 | CLIENTID=C2 SINITIAL=T | CLIENTID=C4 DRUG1=''");
        store.Submit("CLIENTID=C1 SINITIAL=Z");
        store.Submit("@agency=N0853 AGNCY=N0853 CLIENTID=C1 | @agency=N0853 AGNCY=N0853 CLIENTID=c1 EPISODID=é1", confirmed: true);
        store.Submit("@agency=N9999 AGNCY=N9999");
        var held = store.Submit(string.Join(" | ", Enumerable.Range(1, 20).Select(i => $"CLIENTID=D{i}")), confirmed: true);
        told.Add(held.State.ToString());
        var fallen = store.Submit("CLIENTID=D1");
        if (fallen.State == SubmissionState.Held)
            store.Submissions.Confirm(fallen.Id, TestStore.By, "asked the agency");
        var withdrawn = store.Submit("CLIENTID=D1 RFLS=5");
        store.Submissions.Withdraw(withdrawn.Id, TestStore.By, "a slip");
        told.Add(string.Join(' ', store.Submissions.ProcessAll().Select(r => r.State)));
        told.Add($"{store.Queries.CurrentOf("N0852")}");
        told.Add($"{store.Queries.HeldWith("N0852", new string('0', 64))}");
        told.Add(string.Join('\n', new CalendarData(store.Database).Arrivals()));
    }

    private static void Warnings(TestStore store, List<string> told)
    {
        var submission = store.Submit("@agency=N0855 AGNCY=N0855 ALCDDAYS=0 ALCUNITS=5 | @agency=N0855 AGNCY=N0855 CLIENTID=C2 ALCDDAYS=0 ALCUNITS=5");
        var issues = store.Queries.IssuesOf(submission.Id).ToList();
        var number = 1 + issues.FindIndex(i => i is { Severity: Severity.Warning, RowHash: not null });
        if (number > 0)
        {
            store.Submissions.ConfirmWarning(submission.Id, number, TestStore.By, "checked");
            store.Submissions.ConfirmWarning(submission.Id, number, TestStore.By, "checked again");
        }

        store.Submit("@agency=N0855 AGNCY=N0855 ALCDDAYS=0 ALCUNITS=5");
        told.AddRange(store.Query<string>("SELECT CONCAT(agency, '/', clientid, '/', note) FROM confirmed_warning ORDER BY clientid"));
    }

    private static void Persons(TestStore store, List<string> told)
    {
        var (linkage, reviews) = (new PersonLinkage(store.Database, store.Secrets), new PersonReviews(store.Database, store.Secrets));
        var model = Training.Train(PersonRecords.Of(linkage.Values(CodeBook.Embedded))).Model;
        linkage.Use(model, TestStore.By);
        for (var run = 1; run <= 2; run++)
        {
            var known = linkage.Known(CodeBook.Embedded, Cut);
            told.Add($"{known.Clients.Count} {known.Links.Count} {known.Pairs.Count} {known.Decisions.Count} {known.LastModel} {known.LastPerson} {known.LastPair}");
            var (one, other) = (known.Clients[0], known.Clients[1]);
            linkage.Keep(
                new FoundLinkage(
                    model, Cut, new Dictionary<string, (long, string)> { [one.Hash] = (1, one.ComparedHash), [other.Hash] = (1, other.ComparedHash) },
                    new LastingIds([1, 1], run == 1 ? [1, 2] : [], [(2, 1)]), [new StoredLink(one.Hash, other.Hash, 5, model.Id)],
                    [new FoundPair(1, SuspicionKind.Link, one, other, 5, 0.97, new PairEffect(3, "A12B", "north-east"))],
                    new LinkageOutcome(2, 2, 1, 2, 1, 1, CountEstimate.Of(2, [(SuspicionKind.Link, 0.97)]), [], [], [])),
                DataMoment.Of(store.Database), TestStore.By);
            told.Add($"{reviews.Decide(1, PersonVerdict.Unsure, "no answer", false, TestStore.By)} {reviews.Decide(1, PersonVerdict.Same, "asked", true, TestStore.By)}");
            told.Add($"{reviews.Decide(1, PersonVerdict.Different, "no", false, TestStore.By)?.Verdict} {reviews.Confirm(1, TestStore.By)} {reviews.Confirm(1, TestStore.By with { Who = "second" })}");
        }

        told.Add($"{linkage.LastRun()} {linkage.PersonOf(2)} {linkage.Model()?.Id == model.Id} {linkage.Decisions(new CurrentEpisodes(store.Database).Load().Clients).Same.Count}");
        var north = Scope.Of([], [], ["north-east"], CodeBook.Embedded.Areas);
        told.AddRange(from state in Enum.GetValues<ReviewState>() from scope in (Scope[])[Scope.England, Scope.Nothing, north] select $"{reviews.List(scope, state, Page.First()).Total}");
        told.Add($"{reviews.Find(north, 1, CodeBook.Embedded)?.History.Count} {reviews.Find(Scope.Nothing, 1, CodeBook.Embedded)} {reviews.Suspected("north-east", "A12B").Single()}");
        reviews.Viewed(1, TestStore.By);
        told.Add($"{reviews.Views(Page.First()).Single()} {reviews.Undo(1, "a slip", TestStore.By)} {reviews.Undo(1, "a slip", TestStore.By)} {reviews.Suspected(null, null).Single()}");
    }

    private static void Refusals(TestStore store, List<string> told)
    {
        store.Submit("CLIENTID=D1 RFLS=5 CONSENT=N | CLIENTID=D2 CONSENT=N | CLIENTID=D3", confirmed: true);
        told.AddRange(store.Query<string>("SELECT CONCAT(episodes, '/', raw_files) FROM purge ORDER BY id"));
        store.Submit("CLIENTID=D1 | CLIENTID=D3", confirmed: true);
        told.AddRange(store.Episodes());
    }

    private static void Notifications(TestStore store, List<string> told)
    {
        var calendar = new CalendarData(store.Database);
        var notification = new Notification("reminder", "N0852", Cut, new DateOnly(2012, 4, 17), 5);
        told.Add($"{calendar.Claim(notification)} {calendar.Claim(notification)}");
        calendar.Release(notification);
        told.Add($"{calendar.Claim(notification)} {calendar.IsSent(notification)}");
        calendar.MarkSent(notification, TestStore.By.At);
        told.Add($"{calendar.Claim(notification)} {calendar.IsSent(notification)}");
    }

    private static void Portal(TestStore store, List<string> told)
    {
        var clock = new FakeClock(TestStore.By.At);
        var (checks, keys) = (new FileChecks(store.Database, store.Secrets, CodeBook.Embedded, new Node("here", clock)), new IdempotencyKeys(store.Database));
        var submission = store.Submit("@agency=N0855 AGNCY=N0855 ALCDDAYS=0 ALCUNITS=5 CLIENTID=C3", confirmed: true).Id;
        var warning = store.Queries.IssuesOf(Scope.England, submission, new IssueFilter(Severity.Warning), Page.First()).Items.First(i => i.Issue.RowHash is not null);
        store.Submissions.ConfirmWarning(submission, warning.Number, TestStore.By, "checked");
        store.Submissions.UndoWarning(Scope.England, submission, warning.Number);
        told.Add($"{store.Submissions.WithdrawalOf(Scope.England, submission)}");
        var file = new TestFile("@agency=N0855 AGNCY=N0855 CLIENTID=C3 | @agency=N0855 AGNCY=N0855 CLIENTID=C4 SINITIAL=T DRUG1=''");
        string Check() => checks.Receive(
            new Ndtms.Storage.Submission(file.Name, new MemoryStream(file.Content()), Core.Intake.ExplicitFacts.None, file.Received, "account-1", Alone: true));
        var (first, second) = (Check(), Check());
        while (checks.ProcessNext() is not null)
            told.Add("checked");
        var found = checks.Find(first, "account-1")!;
        told.AddRange(checks.ResultOf(found)!.Figures.Select(f => f.ToString()));
        told.AddRange(checks.IssuesOf(found).Select(i => $"{i.Number} {i.Issue.Rule}"));
        var submitted = checks.Submit(first, "account-1", file.Received)!.Value;
        told.Add($"{store.Queries.NewsOf(Scope.England, submitted)!.Before}");
        told.Add(string.Join(' ', store.Submissions.ProcessAll().Select(r => r.State)));
        told.Add($"{checks.OfSubmission(submitted, "account-1")!.Submission} {checks.Delete(second, "account-1")}");
        clock.Advance(TimeSpan.FromDays(2));
        told.Add($"{checks.DeleteOld()}");
        told.Add($"{keys.Begin("account-1", "key", clock.GetUtcNow())}");
        keys.Finish("account-1", "key", "digest", "submission 1");
        told.Add($"{keys.Begin("account-1", "key", clock.GetUtcNow())}");
        keys.Forget("account-1", "key");
        told.Add($"{keys.DeleteOld(clock.GetUtcNow().AddDays(8))}");
        new Retention(store.Database).DeleteLeftOver(DateTimeOffset.MinValue, DateTimeOffset.MinValue);
    }

    private static void Submission(TestStore store, StoredSubmission submission, List<string> told)
    {
        var submissions = store.Queries;
        told.Add(submission.ToString());
        told.AddRange(submissions.EventsOf(submission.Id).Select(e => e.ToString()));
        told.AddRange(submissions.ChangesOf(submission.Id).Select(c => c.ToString()));
        told.AddRange(submissions.CountsOf(submission.Id).Select(c => c.ToString()!));
        told.AddRange(submissions.RuleCountsOf(submission.Id).Select(c => c.ToString()));
        told.AddRange(submissions.IssueCountsOf(submission.Id).OrderBy(c => c.Key).Select(c => c.ToString()));
        told.AddRange(submissions.IssuesOf(submission.Id).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{i.Rule} {i.Severity} {i.Entity} {string.Join(';', i.Lines)} {i.ClientId} {i.EpisodeId} {i.ChildId} {i.Column} {i.Value} {i.RowHash} {i.Confirmed} {string.Join(';', i.Details)}")));
        told.Add($"{submissions.Find(submission.Id)}");
        told.AddRange(submissions.IssuesOf(Scope.England, submission.Id, new IssueFilter(Severity.Warning, "VALUE-02", "ETHNIC"), Page.First(2)).Items.Select(i => $"{i.Number}"));
        told.AddRange(submissions.EarlierThan(submission, 5).Select(e => $"{e.Id}"));
        var one = Scope.Of(["N0853"], ["A11B", "A12B"], [], CodeBook.Embedded.Areas);
        var earlier = submissions.EarlierThan(submission, 1) is [var before] ? before.Id : submission.Id;
        told.AddRange(submissions.DifferencesOf(one, submission.Id, earlier).Select(d => d.ToString()));
        foreach (var filter in (IssueFilter[])[
            new() { Entity = "episode", ClientId = "C1", ByRule = true }, new() { NotIn = earlier }, new() { AlsoIn = earlier, Unconfirmed = true, After = 1 }])
        {
            told.AddRange(submissions.IssuesOf(one, submission.Id, filter, Page.First()).Items.Select(i => $"{i.Number}"));
            told.AddRange(submissions.AllIssuesOf(one, submission.Id, filter).Select(i => $"{i.Number}"));
        }

        told.Add($"{submissions.IssueOf(one, submission.Id, 1)?.Next} {submissions.ReplacedBy(one, submission)} {submissions.DecisionVersionOf(one, submission)}");
        told.Add($"{submissions.ReceiptsOf(one, [submission.Id]).Count} {submissions.RecordsOf(one, [submission.Id]).Values.Sum(r => r.Read)}");
        told.Add($"{submissions.List(one, new SubmissionFilter { After = submission.Id }, Page.First()).Total}");
        told.Add($"{submissions.List(one, new SubmissionFilter(OldestFirst: true) { After = submission.Id }, Page.First()).Total}");
        var content = submissions.ContentOf(Scope.England, submission.Id);
        told.Add($"{content?.Completeness.Count} {content?.Effects.Count} {content?.Tops.Count}");
        told.Add($"{submissions.FileOf(submission)?.Name}");
    }
}
