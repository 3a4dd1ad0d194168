using System.Text;
using System.Text.Json;
using Ndtms.Application;
using Ndtms.Application.Access;
using Ndtms.Application.Accounts;
using Ndtms.Application.Calendar;
using Ndtms.Application.Databases;
using Ndtms.Application.Demo;
using Ndtms.Application.Feedback;
using Ndtms.Application.Figures;
using Ndtms.Application.Generation;
using Ndtms.Application.Guide;
using Ndtms.Application.Home;
using Ndtms.Application.Housekeeping;
using Ndtms.Application.Jobs;
using Ndtms.Application.Months;
using Ndtms.Application.Notifications;
using Ndtms.Application.Persons;
using Ndtms.Application.Reference;
using Ndtms.Application.Reports;
using Ndtms.Application.Snapshots;
using Ndtms.Application.Submissions;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Storage;

namespace Ndtms.Tests.Application;

/// <summary>What a use case is asked for: something of one agency, partnership or region, or everything in the caller's scope.</summary>
/// <param name="Ask">Asks for it and returns what the caller is told; the place is null where everything is asked for.</param>
internal sealed record Trial(Func<Asking, Where?, object?> Ask)
{
    /// <summary>What an answer about everything names of each agency in the caller's scope; null: neither.</summary>
    public Func<Where, string>? Names { get; init; }

    /// <summary>What an answer to a request for somebody else's must be; null: nothing of one agency can be asked for.</summary>
    public Type? Outside { get; init; }

    /// <summary>Whether those who may see clients are told of some.</summary>
    public bool ShowsClients { get; init; }

    /// <summary>Whether the workbooks compare areas with others, outside the scope.</summary>
    public bool Compares { get; init; }

    /// <summary>Whether it changes something, so that it is tried on a copy.</summary>
    public bool Changes { get; init; }
}

/// <summary>One caller in one installation.</summary>
internal sealed class Asking(AccessEstate estate, Installation place, Principal by)
{
    private static readonly JsonSerializerOptions Everything = new() { IncludeFields = true };

    public static DateOnly Cut => AccessEstate.Cut;

    public AccessEstate Estate => estate;

    public Installation Place => place;

    public Workspace Workspace => place.Workspace;

    /// <summary>The folder of what this caller writes.</summary>
    public string Folder { get; } = place[$"out-{Guid.NewGuid():N}"];

    public TResult Of<TRequest, TResult>(UseCase<TRequest, TResult> useCase, TRequest request) => useCase.Run(by, request);

    /// <summary>What the caller was told: the answer, and the files that were written.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="workbooks">Whether workbooks are read too.</param>
    public string Told(object? answer, bool workbooks)
    {
        var told = new StringBuilder(JsonSerializer.Serialize(answer, Everything));
        foreach (var path in Directory.Exists(Folder) ? Directory.EnumerateFiles(Folder) : [])
        {
            if (Path.GetExtension(path) != ".xlsx")
                told.AppendLine(File.ReadAllText(path));
            else if (workbooks)
                told.AppendLine(AccessEstate.TextOf(File.ReadAllBytes(path)));
        }

        return told.ToString();
    }
}

/// <summary>A trial for each use case.</summary>
internal static class AccessTrials
{
    private static readonly DateOnly Received = new(2012, 4, 10);

    public static IReadOnlyDictionary<Type, Trial> All { get; } = new Dictionary<Type, Trial>
    {
        [typeof(ShowDataSet)] = new((a, _) => a.Of(new ShowDataSet(CodeBook.Embedded), new ShowDataSetRequest("H")).Letter),
        [typeof(ShowRules)] = new((a, _) => a.Of(new ShowRules(CodeBook.Embedded), new ShowRulesRequest()).Count),
        [typeof(ShowCalendar)] = new((a, _) => a.Of(new ShowCalendar(a.Workspace), new ShowCalendarRequest(Asking.Cut, new DateOnly(2012, 4, 20))))
        { Names = w => w.Agency },
        [typeof(CheckFile)] = new((a, at) =>
        {
            var (name, content) = AccessEstate.FileOf(at ?? AccessEstate.Agencies[0]);
            var found = a.Of(new CheckFile(CodeBook.Embedded), new FileToCheck(
                new ReceivedFile(name, () => new MemoryStream(content, writable: false)), ExplicitFacts.None, Received));
            return found.Found.Issues;
        })
        { Outside = typeof(RequestException), ShowsClients = true },
        [typeof(ReceiveFile)] = new((a, at) =>
        {
            var (name, content) = AccessEstate.FileOf(at ?? AccessEstate.Agencies[0]);
            using var stream = new MemoryStream(content, writable: false);
            return a.Of(new ReceiveFile(a.Workspace), new FileToReceive(name, stream, ExplicitFacts.None, Received));
        })
        { Outside = typeof(RequestException), Changes = true },
        [typeof(ListDataSets)] = new((a, _) => a.Of(new ListDataSets(CodeBook.Embedded), new GuideRequest()).Count),
        [typeof(ShowCodeList)] = new((a, _) => a.Of(new ShowCodeList(CodeBook.Embedded), "sex").List.Name),
        [typeof(ShowMeasures)] = new((a, _) => a.Of(new ShowMeasures(CodeBook.Embedded), new GuideRequest()).Count),
        [typeof(SubmitUpload)] = new((a, at) => a.Of(new SubmitUpload(a.Workspace), Uploaded(at))) { Outside = typeof(UploadException), Changes = true },
        [typeof(CheckUpload)] = new((a, at) => a.Of(new CheckUpload(a.Workspace), Uploaded(at)).Replayed) { Outside = typeof(UploadException), Changes = true },
        [typeof(ShowCheck)] = new((a, _) => OfCheck(a, new ShowCheck(a.Workspace), id => id, shown => shown.Check.State)) { Changes = true },
        [typeof(ListCheckIssues)] = new((a, _) => OfCheck(
            a, new ListCheckIssues(a.Workspace), id => new CheckIssuesWanted(id, IssueFilter.None, Page.First()), issues => issues.Items))
        { Changes = true, ShowsClients = true },
        [typeof(DownloadCheckIssues)] = new((a, _) =>
        {
            using var output = new MemoryStream();
            OfCheck(a, new DownloadCheckIssues(a.Workspace), id => new CheckIssuesToDownload(id, output), written => written);
            return Encoding.UTF8.GetString(output.ToArray());
        })
        { Changes = true, ShowsClients = true },
        [typeof(SubmitCheck)] = new((a, _) => OfCheck(a, new SubmitCheck(a.Workspace), id => id, id => id)) { Changes = true },
        [typeof(DeleteCheck)] = new((a, _) => OfCheck(a, new DeleteCheck(a.Workspace), id => id, _ => 0)) { Changes = true },
        [typeof(FollowSubmission)] = new((a, at) => a.Of(new FollowSubmission(a.Workspace), Accepted(a, at))) { Outside = typeof(NotFoundException) },
        [typeof(ShowResult)] = new((a, at) => a.Of(new ShowResult(a.Workspace), Accepted(a, at)).Submission) { Outside = typeof(NotFoundException) },
        [typeof(ListChanges)] = new((a, at) => a.Of(new ListChanges(a.Workspace), new ChangesWanted(Accepted(a, at), null, Page.First())))
        { Outside = typeof(NotFoundException), ShowsClients = true },
        [typeof(DownloadChanges)] = new((a, at) => Written(a.Of(new DownloadChanges(a.Workspace), new ChangesWanted(Accepted(a, at), null, Page.First()))))
        { Outside = typeof(NotFoundException), ShowsClients = true },
        [typeof(ListTops)] = new((a, at) => a.Of(new ListTops(a.Workspace), new TopsWanted(Accepted(a, at), null, Page.First())).Tops)
        { Outside = typeof(NotFoundException), ShowsClients = true },
        [typeof(DownloadTops)] = new((a, at) => Written(a.Of(new DownloadTops(a.Workspace), new TopsWanted(Accepted(a, at), null, Page.First()))))
        { Outside = typeof(NotFoundException), ShowsClients = true },
        [typeof(ShowCompleteness)] = new((a, at) => a.Of(new ShowCompleteness(a.Workspace), Accepted(a, at))) { Outside = typeof(NotFoundException) },
        [typeof(CompareSubmissions)] = new((a, at) => a.Of(
            new CompareSubmissions(a.Workspace), new SubmissionsToCompare(Accepted(a, at), a.Estate.Held(at ?? AccessEstate.Agencies[0]))))
        { Outside = typeof(NotFoundException) },
        [typeof(PreviewDecision)] = new((a, at) => a.Of(new PreviewDecision(a.Workspace), Accepted(a, at))) { Outside = typeof(NotFoundException) },
        [typeof(ShowIssue)] = new((a, at) => a.Of(new ShowIssue(a.Workspace), new IssueWanted(Accepted(a, at), WarningOf(a, at))))
        { Outside = typeof(NotFoundException), ShowsClients = true },
        [typeof(DownloadIssues)] = new((a, at) => Written(a.Of(new DownloadIssues(a.Workspace), new IssuesToDownload(Accepted(a, at), IssueFilter.None))))
        { Outside = typeof(NotFoundException), ShowsClients = true },
        [typeof(DownloadFeedback)] = new((a, at) => AccessEstate.TextOf(Bytes(a.Of(new DownloadFeedback(a.Workspace), Accepted(a, at)))))
        { Outside = typeof(NotFoundException), ShowsClients = true },
        [typeof(DownloadErrors)] = new((a, at) => Written(a.Of(new DownloadErrors(a.Workspace), new ErrorsToDownload(Accepted(a, at), AsWorkbook: false))))
        { Outside = typeof(NotFoundException), ShowsClients = true },
        [typeof(UnmarkWarning)] = new((a, at) =>
        {
            var warning = new MarkedWarning(Accepted(a, at), WarningOf(a, at));
            try
            {
                return a.Of(new UnmarkWarning(a.Workspace), warning).Id;
            }
            catch (RequestException e) when (e is not (AccessDeniedException or NotFoundException))
            {
                new MarkWarning(a.Workspace).Run(Installation.Operator, new CheckedWarning(warning.Submission, warning.Number, "asked the keyworker"));
                return a.Of(new UnmarkWarning(a.Workspace), warning).Id;
            }
        })
        { Outside = typeof(NotFoundException), Changes = true },
        [typeof(ProcessChecks)] = new((a, _) => a.Of(new ProcessChecks(a.Workspace), new ChecksToProcess())) { Changes = true },
        [typeof(ListSubmissions)] = new((a, at) => a.Of(
            new ListSubmissions(a.Workspace), new SubmissionsWanted(new SubmissionFilter(at?.Agency), Page.First())))
        { Names = w => w.Agency },
        [typeof(DescribeSubmissions)] = new((a, _) => a.Of(
            new DescribeSubmissions(a.Workspace), [.. a.Workspace.Queries().All(Scope.England, SubmissionFilter.None)]))
        { Names = w => w.Agency },
        [typeof(ShowSubmission)] = new((a, at) => a.Of(new ShowSubmission(a.Workspace), Accepted(a, at))) { Outside = typeof(NotFoundException) },
        [typeof(ConfirmSubmission)] = new((a, at) => a.Of(
            new ConfirmSubmission(a.Workspace), Decided(a, a.Estate.Held(at ?? AccessEstate.Agencies[0]))))
        { Outside = typeof(NotFoundException), Changes = true },
        [typeof(WithdrawSubmission)] = new((a, at) => a.Of(new WithdrawSubmission(a.Workspace), Decided(a, Accepted(a, at))))
        { Outside = typeof(NotFoundException), Changes = true },
        [typeof(RefuseClient)] = new((a, at) => a.Of(new RefuseClient(a.Workspace), new ClientToRefuse((at ?? AccessEstate.Agencies[0]).Agency, "nobody")))
        { Outside = typeof(RequestException), Changes = true },
        [typeof(MarkWarning)] = new((a, at) => a.Of(new MarkWarning(a.Workspace), new CheckedWarning(Accepted(a, at), WarningOf(a, at), "asked the keyworker")))
        { Outside = typeof(NotFoundException), Changes = true },
        [typeof(ListIssues)] = new((a, at) => a.Of(
            new ListIssues(a.Workspace), new IssuesWanted(Accepted(a, at), IssueFilter.None, Page.First())))
        { Outside = typeof(NotFoundException), ShowsClients = true },
        [typeof(ExportIssues)] = new((a, at) => a.Of(new ExportIssues(a.Workspace), new IssuesToExport(at?.Agency, Path.Combine(a.Folder, "issues.csv"))))
        { Names = w => w.Agency, ShowsClients = true },
        [typeof(WriteFeedback)] = new((a, at) => a.Of(new WriteFeedback(a.Workspace), new FeedbackToWrite(Asking.Cut, at is null ? [] : [at.Agency], a.Folder)))
        { Names = w => w.Agency, Outside = typeof(NotFoundException), ShowsClients = true },
        [typeof(WritePartnershipFeedback)] = new((a, at) => a.Of(
            new WritePartnershipFeedback(a.Workspace), new PartnershipFeedbackToWrite(Asking.Cut, at is null ? [] : [at.Partnership], a.Folder)))
        { Names = w => w.Partnership, Outside = typeof(NotFoundException) },
        [typeof(WriteMonthlyReports)] = new((a, at) => a.Of(
            new WriteMonthlyReports(a.Workspace), new ReportRequest(Current(), at is null ? [] : [at.Agency], Edition.Exact, a.Folder)))
        { Names = w => w.Partnership, Outside = typeof(NotFoundException), Compares = true },
        [typeof(WriteQuarterlyPacks)] = new((a, at) => a.Of(
            new WriteQuarterlyPacks(a.Workspace), new QuarterlyPackRequest(Current(), at is null ? [] : [at.Partnership], Edition.Exact, a.Folder)))
        { Names = w => w.Partnership, Outside = typeof(NotFoundException), Compares = true },
        [typeof(WriteExceptions)] = new((a, at) => a.Of(
            new WriteExceptions(a.Workspace), new ReportRequest(Current(), at is null ? [] : [at.Region], Edition.Exact, a.Folder)))
        { Names = w => w.Region, Outside = typeof(NotFoundException), Compares = true },
        [typeof(WriteNationalSummary)] = new((a, _) => Assert.Single(a.Of(
            new WriteNationalSummary(a.Workspace), new ReportRequest(Current(), [], Edition.Exact, a.Folder)).Written).Area.Code),
        [typeof(ExportMeasures)] = new((a, at) => a.Of(
            new ExportMeasures(a.Workspace),
            new ExportMeasuresRequest(Asking.Cut, new FigureChoice { Areas = at is null ? [] : [at.Agency] }, Edition.Exact, Path.Combine(a.Folder, "measures.csv"))))
        { Names = w => w.Agency, Outside = typeof(NotFoundException) },
        [typeof(ExplainFigure)] = new((a, at) => a.Of(
            new ExplainFigure(a.Workspace), new ExplainFigureRequest(Asking.Cut, (at ?? AccessEstate.Agencies[0]).Agency, "in-treatment")))
        { Outside = typeof(NotFoundException), ShowsClients = true },
        [typeof(ListSnapshots)] = new((a, _) => Assert.Single(a.Of(new ListSnapshots(a.Workspace), new ListSnapshotsRequest(Page.First())).Items)),
        [typeof(ShowSnapshot)] = new((a, _) => a.Of(new ShowSnapshot(a.Workspace), new ShowSnapshotRequest(a.Estate.Snapshot))),
        [typeof(FreezeSnapshot)] = new((a, _) => a.Of(new FreezeSnapshot(a.Workspace), new FreezeSnapshotRequest(Asking.Cut)).Snapshot!.Id) { Changes = true },
        [typeof(ListMonths)] = new((a, _) => Assert.Single(a.Of(new ListMonths(a.Workspace), new ListMonthsRequest())).Versions),
        [typeof(ShowMonth)] = new((a, _) => a.Of(new ShowMonth(a.Workspace), new ShowMonthRequest(Asking.Cut)).Versions.Count),
        [typeof(NoteChange)] = new((a, _) => Record.Exception(() => a.Of(
            new NoteChange(a.Workspace), new NoteChangeRequest(Asking.Cut, "A12B", "in-treatment"))) is AccessDeniedException e ? throw e : "noted")
        { Changes = true },
        [typeof(PublishMonth)] = new((a, _) => a.Of(new PublishMonth(a.Workspace), new PublishMonthRequest(a.Estate.Snapshot, "March 2012")).Id) { Changes = true },
        [typeof(WithdrawMonth)] = new((a, _) => Record.Exception(() => a.Of(
            new WithdrawMonth(a.Workspace), new WithdrawMonthRequest(9_999, "wrong targets"))) is AccessDeniedException e ? throw e : "withdrawn")
        { Changes = true },
        [typeof(SendNotices)] = new((a, _) =>
        {
            using var outbox = new MessageFolder(a.Folder, null, a.Place.Clock);
            // Nobody has sent anything for April yet.
            var may = new DateOnly(2012, 5, 9);
            return a.Of(new SendNotices(a.Workspace), new SendNoticesRequest(new DateOnly(2012, 4, 30), may, [5, 4, 3, 2, 1], outbox, a.Folder));
        })
        { Names = w => w.Agency, Changes = true },
        [typeof(LoadExtensions)] = new((a, at) => a.Of(new LoadExtensions(a.Workspace), Load(
            "extensions", $"agency,month,closes,reason\n{(at ?? AccessEstate.Agencies[0]).Agency},2012-03,2012-05-11,Flood\n")))
        { Outside = typeof(CodeBookException), Changes = true },
        [typeof(LoadTargets)] = new((a, at) => a.Of(new LoadTargets(a.Workspace), Load(
            "clusters", $"partnership,cluster\n{(at ?? AccessEstate.Agencies[0]).Partnership},Low\n")))
        { Outside = typeof(CodeBookException), Changes = true },
        [typeof(ExportTargets)] = new((a, _) => TargetFiles.All.Select(file => Encoding.UTF8.GetString(a.Of(new ExportTargets(a.Workspace), file.Name()))).ToList())
        { Names = w => w.Partnership },
        [typeof(ListReference)] = new((a, _) => a.Of(new ListReference(a.Workspace), new ListReferenceRequest())),
        [typeof(LoadReference)] = new((a, _) => a.Of(new LoadReference(a.Workspace), Load(
            "agencies", "code,name,partnership,service\nN0870,New Clinic,A12B,alcohol\n")))
        { Changes = true },
        [typeof(RemoveReference)] = new((a, _) =>
        {
            a.Workspace.Reference.LoadFile("code-lists/region.csv", CodeBook.Embedded.File("code-lists/region.csv"), CodeBook.Embedded, LoadTerms.KeepAll);
            return a.Of(new RemoveReference(a.Workspace), new RemoveReferenceRequest("region", new LoadTerms { Preview = true }));
        })
        { Changes = true },
        [typeof(ExportReference)] = new((a, _) => Encoding.UTF8.GetString(a.Of(new ExportReference(CodeBook.Embedded, a.Workspace), "agencies")))
        { Names = w => w.Agency },
        [typeof(WriteReferenceTemplate)] = new((a, _) => AccessEstate.TextOf(a.Of(new WriteReferenceTemplate(CodeBook.Embedded, a.Workspace), "extensions").Content))
        { Names = w => w.Agency },
        [typeof(ListJobs)] = new((a, _) => a.Of(new ListJobs(a.Workspace), new ListJobsRequest()).Count),
        [typeof(ShowJobHistory)] = new((a, _) => a.Of(new ShowJobHistory(a.Workspace), new JobHistoryRequest(null, Page.First()))),
        [typeof(RunJob)] = new((a, _) => a.Of(new RunJob(CodeBook.Embedded, a.Place.Runner()), new RunJobRequest("processing")).Outcome) { Changes = true },
        [typeof(ShowDatabase)] = new((a, _) => a.Of(new ShowDatabase(CodeBook.Embedded), a.Place.Storage).Schema.ToString()),
        [typeof(SignIn)] = new((a, _) => a.Of(new SignIn(a.Workspace, null), new SignInStep.Password("nobody@example.org", "wrong", "Test"))) { Changes = true },
        [typeof(SendPasswordLink)] = new((a, _) => a.Of(new SendPasswordLink(a.Workspace, null), new LinkWanted("nobody@example.org"))),
        [typeof(SetPasswordByLink)] = new((a, _) => a.Of(
            new SetPasswordByLink(a.Workspace, null), new PasswordByLink(new string('0', 64), "three odd words together", "000000")).IsLink),
        [typeof(SetUpAccount)] = new((a, _) => a.Of(
            new SetUpAccount(a.Workspace), new SetUpStep.Open(InvitationOf(a), "Test")).Session is not null)
        { Changes = true },
        [typeof(ShowOwnAccount)] = new((a, _) => a.Of(new ShowOwnAccount(a.Workspace), SessionOf(a)).Account.Name) { Changes = true },
        [typeof(ChangeOwnAccount)] = new((a, _) => a.Of(new ChangeOwnAccount(a.Workspace, null), new OwnChange.EndSession(SessionOf(a), null)).Fault)
        { Changes = true },
        [typeof(ListAccounts)] = new((a, _) => a.Of(new ListAccounts(a.Workspace), new AccountsWanted(null, null, null, null, Page.First())).Total),
        [typeof(ShowAccount)] = new((a, _) => a.Of(new ShowAccount(a.Workspace), AccountOf(a)).Account.Name) { Changes = true },
        [typeof(InviteAccount)] = new((a, _) => a.Of(new InviteAccount(a.Workspace, MailOf(a)), new Invitation("new@example.org", [Grant.National()])).Account)
        { Changes = true },
        [typeof(ChangeAccount)] = new((a, _) => a.Of(new ChangeAccount(a.Workspace, MailOf(a)), new AccountChange.Suspend(AccountOf(a))).Fault) { Changes = true },
        [typeof(ListTokens)] = new((a, at) =>
        {
            TokenOf(a, at);
            return a.Of(new ListTokens(a.Workspace), new TokensWanted()).Count(t => at is null || t.Agencies.Contains(at.Agency));
        })
        { Changes = true },
        [typeof(CreateToken)] = new((a, at) => a.Of(new CreateToken(a.Workspace), TokenFor(a, at)).Id) { Changes = true },
        [typeof(RevokeToken)] = new((a, at) => a.Of(new RevokeToken(a.Workspace), TokenOf(a, at))) { Outside = typeof(NotFoundException), Changes = true },
        [typeof(ListAudit)] = new((a, _) => a.Of(new ListAudit(a.Workspace), new AuditWanted(new AuditFilter(null, [], null, null, null), Page.First())).Events.Total),
        [typeof(ExportAudit)] = new((a, _) => a.Of(new ExportAudit(a.Workspace), new AuditFilter(null, [], null, null, null)).Length) { Changes = true },
        [typeof(CheckAudit)] = new((a, _) => a.Of(new CheckAudit(a.Workspace), new AuditToCheck()).Broken) { Changes = true },
        [typeof(KeepAccounts)] = new((a, _) => a.Of(new KeepAccounts(a.Workspace), new AccountsToKeep(MailOf(a))).Suspended) { Changes = true },
        [typeof(ShowHome)] = new((a, _) => a.Of(new ShowHome(a.Workspace), new HomeWanted())),
        [typeof(MakeDemoAccounts)] = new((a, _) => a.Of(new MakeDemoAccounts(a.Workspace), new DemoAccountsWanted()).Count) { Changes = true },
        [typeof(SubmitFiles)] = new((a, _) => a.Of(
            new SubmitFiles(a.Workspace), new FilesToSubmit(Put(a, "N0854"), ExplicitFacts.None, Received)).Files.Count)
        { Changes = true },
        [typeof(TakeInInbox)] = new((a, _) =>
        {
            Directory.CreateDirectory(a.Place["inbox"]);
            return a.Of(new TakeInInbox(a.Workspace), new InboxToEmpty(
                new InboxFolders(a.Place["inbox"], a.Place["archive"], a.Place["rejected"]), TimeSpan.Zero)).NotReady;
        })
        { Changes = true },
        [typeof(ProcessSubmissions)] = new((a, _) => a.Of(new ProcessSubmissions(a.Workspace), SubmissionsToProcess.All).Count) { Changes = true },
        [typeof(KeepFigures)] = new((a, _) => a.Of(new KeepFigures(a.Workspace), new KeepFiguresRequest(Asking.Cut)).Cuts),
        [typeof(RefreshAnalystTables)] = new((a, _) => a.Of(new RefreshAnalystTables(a.Workspace), new RefreshAnalystTablesRequest(Asking.Cut)).Clients)
        { Changes = true },
        [typeof(KeepHouse)] = new((a, _) => a.Of(new KeepHouse(a.Workspace), new KeepHouseRequest(a.Place.Storage, 0, 0, null))) { Changes = true },
        [typeof(MigrateDatabase)] = new((a, _) => a.Of(new MigrateDatabase(CodeBook.Embedded), Another(a)).Applied.Count) { Changes = true },
        [typeof(ReplayRefusals)] = new((a, _) =>
        {
            new RefuseClient(a.Workspace).Run(Principal.Operator("test"), new ClientToRefuse(AccessEstate.Agencies[0].Agency, "nobody"));
            return a.Of(new ReplayRefusals(a.Workspace), new ReplayRefusalsRequest()).Standing;
        })
        { Changes = true },
        [typeof(BackUpDatabase)] = new((a, _) => a.Of(
            new BackUpDatabase(CodeBook.Embedded), new BackUpRequest(a.Place.Storage, a.Place["copy.db"], Overwrite: true)).OnServer)
        { Changes = true },
        [typeof(RestoreDatabase)] = new((a, _) =>
        {
            Database.BackUp(a.Place.Storage, a.Place["copy.db"], overwrite: true);
            return a.Of(new RestoreDatabase(CodeBook.Embedded), new RestoreRequest(Another(a), a.Place["copy.db"], Overwrite: false, a.Place["keys"])).OnServer;
        })
        { Changes = true },
        [typeof(ListPairs)] = new((a, _) => a.Of(new ListPairs(a.Workspace), new ListPairsRequest(ReviewState.All, Page.First()))) { Names = w => w.Agency },
        [typeof(ShowPair)] = new((a, at) => a.Of(new ShowPair(a.Workspace), new ShowPairRequest(AccessEstate.PairOf(at ?? AccessEstate.Agencies[0]), Reveal: true)))
        { Outside = typeof(NotFoundException), Changes = true },
        [typeof(DecidePair)] = new((a, at) => a.Of(new DecidePair(a.Workspace), new DecidePairRequest(
            AccessEstate.PairOf(at ?? AccessEstate.Agencies[0]), PersonVerdict.Same, "both agencies say so")))
        { Outside = typeof(NotFoundException), Changes = true },
        [typeof(ConfirmPair)] = new((a, at) => a.Of(new ConfirmPair(a.Workspace), AccessEstate.DecidedPairOf(at ?? AccessEstate.Agencies[0])))
        { Outside = typeof(NotFoundException), Changes = true },
        [typeof(UndoPair)] = new((a, at) => a.Of(new UndoPair(a.Workspace), new UndoPairRequest(
            AccessEstate.DecidedPairOf(at ?? AccessEstate.Agencies[0]), "the wrong pair")))
        { Outside = typeof(NotFoundException), Changes = true },
        [typeof(ShowCountEstimate)] = new((a, at) => a.Of(new ShowCountEstimate(a.Workspace), new ShowCountEstimateRequest((at ?? AccessEstate.Agencies[0]).Partnership)).Area)
        { Outside = typeof(NotFoundException) },
        [typeof(TrainLinkage)] = new((a, _) => a.Of(new TrainLinkage(a.Workspace), new TrainLinkageRequest()).Model.Records) { Changes = true },
        [typeof(LinkPersons)] = new((a, _) =>
        {
            new TrainLinkage(a.Workspace).Run(Principal.Operator("somebody"), new TrainLinkageRequest());
            return a.Of(new LinkPersons(a.Workspace), new LinkPersonsRequest(Asking.Cut)).Outcome.Clients;
        })
        { Changes = true },
        [typeof(EvaluateLinkage)] = new((a, _) => a.Of(new EvaluateLinkage(CodeBook.Embedded, TimeProvider.System), new EvaluateLinkageRequest(
            Path.Combine(AppContext.BaseDirectory, "Data", "linkage", "febrl3.csv"))).Records),
        [typeof(GenerateFiles)] = new((a, _) => a.Of(new GenerateFiles(CodeBook.Embedded), new GenerateFilesRequest(
            Path.Combine(a.Folder, "files"), new InventedWorld(new(2011, 4, 1), Asking.Cut, null, "H", 20, 1, 0, ["A12B"]))).Files.Count)
        { Changes = true },
        [typeof(RunDemo)] = new((a, _) =>
        {
            var sample = Put(a, "N0853");
            Directory.CreateDirectory(Path.Combine(sample, "reference"));
            foreach (var file in TargetFiles.All)
                File.Copy(SampleData.ReferencePath(file), Path.Combine(sample, "reference", $"{file.Name()}.csv"));
            return a.Of(new RunDemo(a.Workspace), new RunDemoRequest(sample, Path.Combine(a.Folder, "demo"))).Submissions;
        })
        { Changes = true },
    };

    private static UploadedFile Uploaded(Where? at)
    {
        var (name, content) = AccessEstate.FileOf(at ?? AccessEstate.Agencies[0], "@times=19");
        return new UploadedFile(name, new MemoryStream(content, writable: false), ExplicitFacts.None);
    }

    /// <summary>Asks something of a check that the caller has made and that is done; who may not ask is refused before that.</summary>
    private static object? OfCheck<TRequest, TResult>(Asking a, UseCase<TRequest, TResult> useCase, Func<string, TRequest> request, Func<TResult, object?> told)
    {
        try
        {
            a.Of(useCase, request("nowhere"));
            Assert.Fail("A check that is not there was found.");
        }
        catch (NotFoundException)
        {
            // The caller may ask.
        }

        var id = a.Of(new CheckUpload(a.Workspace), Uploaded(null)).Id;
        new ProcessChecks(a.Workspace).Run(Installation.Operator, new ChecksToProcess());
        return told(a.Of(useCase, request(id)));
    }

    private static byte[] Bytes(Download download)
    {
        using var output = new MemoryStream();
        download.Write(output);
        return output.ToArray();
    }

    private static string Written(Download download) => Encoding.UTF8.GetString(Bytes(download));

    private static FigureOrigin.Current Current() => new(Asking.Cut);

    private static AccountMail MailOf(Asking a) =>
        new(() => new MessageFolder(Directory.CreateDirectory(a.Folder).FullName, null, a.Place.Clock), new Uri("https://statistics.example.org"));

    /// <summary>An account of nobody who asks.</summary>
    private static long AccountOf(Asking a) => new InviteAccount(a.Workspace, MailOf(a)).Run(
        Principal.Operator("test"), new Invitation($"{Guid.NewGuid():N}@example.org", [Grant.National()])).Account;

    private static string InvitationOf(Asking a) => new InviteAccount(a.Workspace, MailOf(a)).Run(
        Principal.Operator("test"), new Invitation($"{Guid.NewGuid():N}@example.org", [Grant.National()])).Link!.Segments[^1];

    private static AccountSession SessionOf(Asking a) =>
        Sessions.Find(a.Workspace, Sessions.Begin(a.Workspace, AccountOf(a), SessionStage.Full, "Test"))!;

    private static TokenToCreate TokenFor(Asking a, Where? at) => new(
        "Case system", [(at ?? AccessEstate.Agencies[0]).Agency], Rights.Submit, a.Workspace.Today.AddDays(30));

    private static long TokenOf(Asking a, Where? at) => new CreateToken(a.Workspace).Run(Principal.Operator("test"), TokenFor(a, at)).Id;

    private static LoadReferenceRequest Load(string what, string csv) => new(what, $"{what}.csv", Encoding.UTF8.GetBytes(csv), LoadTerms.KeepAll);

    private static long Accepted(Asking a, Where? at) => a.Estate.Accepted(at ?? AccessEstate.Agencies[0]);

    /// <summary>A decision with the number that it asks for: what a held submission would remove, or what an agency's first one added.</summary>
    private static Decision Decided(Asking a, long id)
    {
        var found = a.Workspace.Queries().Find(Scope.England, id)!;
        return new Decision(id, "asked the agency", found.State == SubmissionState.Held ? found.Removal.NumberWanted : found.Changes.Added);
    }

    private static int WarningOf(Asking a, Where? at) => a.Workspace.Queries()
        .IssuesOf(Scope.England, Accepted(a, at), new IssueFilter(Rule: "EPISODE-14"), Page.First()).Items[0].Number;

    private static StorageOptions Another(Asking a) => new() { Path = a.Place["another.db"] };

    /// <summary>A folder with a file of an agency.</summary>
    private static string Put(Asking a, string agency)
    {
        var folder = a.Place[$"files-{Guid.NewGuid():N}"];
        Directory.CreateDirectory(folder);
        var (name, content) = AccessEstate.FileOf(AccessEstate.Agencies.Single(w => w.Agency == agency));
        File.WriteAllBytes(Path.Combine(folder, name), content);
        return folder;
    }
}
