using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Ndtms.Application.Calendar;
using Ndtms.Application.Guide;
using Ndtms.Application.Submissions;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Quality;
using Ndtms.Core.Validation;
using Ndtms.Portal.Access;
using Ndtms.Portal.Pages.Submissions;
using Ndtms.Portal.Uploads;
using Ndtms.Storage;

namespace Ndtms.Portal.Api;

/// <summary>The HTTP API, version 1, for suppliers' systems. Each endpoint calls one use case, as pages do; tokens cannot confirm, withdraw or mark as
/// checked: a person does.</summary>
internal static class ApiEndpoints
{
    private const string Base = "/api/v1";
    private const string Excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private const string Csv = "text/csv";
    private const int Usual = 100;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, string> Endings = new(StringComparer.OrdinalIgnoreCase)
    {
        [Csv] = ".csv",
        [Excel] = ".xlsx",
        ["application/zip"] = ".zip",
        ["application/gzip"] = ".gz",
    };

    public static void Map(IEndpointRouteBuilder app)
    {
        ApiDocument.Map(app);
        Uploads(app);
        Submissions(app);
        Guide(app);
    }

    private static void Uploads(IEndpointRouteBuilder app)
    {
        Post(app, "/submissions", "upload-submit", "Submit a file", async ([AsParameters] UploadParameters parameters, Caller caller, UploadProcessing processing, HttpContext context) =>
        {
            var file = parameters.Read(context);
            var taken = await Task.Run(() => caller.Run(new SubmitUpload(caller.Workspace), file));
            processing.Signal();
            var news = caller.Run(new FollowSubmission(caller.Workspace), taken.Id);
            var s = news.Submission;
            return Accepted(context, $"{Base}/submissions/{Say.Plain(s.Id)}", taken.Replayed, new ReceivedDto(
                s.Id, SubmissionDto.Name(s.State), s.Agency, s.WindowFrom, s.WindowTo, caller.Run(new ShowSubmission(caller.Workspace), s.Id).Steps[0].At));
        }).Produces<ReceivedDto>(StatusCodes.Status202Accepted);

        Post(app, "/checks", "upload-check", "Check a file without submitting it", async ([AsParameters] UploadParameters parameters, Caller caller, UploadProcessing processing, HttpContext context) =>
        {
            var file = parameters.Read(context);
            var taken = await Task.Run(() => caller.Run(new CheckUpload(caller.Workspace), file));
            processing.Signal();
            return Accepted(context, $"{Base}/checks/{taken.Id}", taken.Replayed, new ReceivedCheckDto(taken.Id, "received"));
        }).Produces<ReceivedCheckDto>(StatusCodes.Status202Accepted);

        Get(app, "/checks/{id}", "check-show", "Show a check with what was found", (string id, Caller caller) =>
            Results.Json(CheckDto.Of(caller.Run(new ShowCheck(caller.Workspace), id)))).Produces<CheckDto>();
    }

    private static void Submissions(IEndpointRouteBuilder app)
    {
        Get(app, "/submissions", "submission-list", "List submissions, newest first",
            (string? agency, string? month, string? state, string? after, int? limit, Caller caller, HttpContext context) =>
            {
                var errors = new List<ParameterError>();
                var filter = new SubmissionFilter(
                    string.IsNullOrEmpty(agency) ? null : agency.ToUpperInvariant(), State(state, errors), Month(month, errors))
                {
                    After = Cursor.Read(after, errors),
                };
                var take = Limit(limit, errors);
                Require(errors);
                var found = caller.Run(new ListSubmissions(caller.Workspace), new SubmissionsWanted(filter, Storage.Page.First(take)));
                return Paged(context, found.Items.Select(SubmissionDto.Of).ToList(), found.Total > take ? found.Items[^1].Id : null);
            }).Produces<PageDto<SubmissionDto>>();

        Get(app, "/submissions/{id:long}", "submission-result", "Show a submission", (long id, Caller caller, HttpContext context) =>
        {
            var result = ResultOf(id, caller);
            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(result, JsonSerializerOptions.Web)))[..16]}\"");
            context.Response.Headers.ETag = tag.ToString();
            return context.Request.GetTypedHeaders().IfNoneMatch.Any(t => t.Compare(tag, useStrongComparison: false))
                ? Results.StatusCode(StatusCodes.Status304NotModified)
                : Results.Json(result);
        }).Produces<SubmissionResultDto>().Produces(StatusCodes.Status304NotModified);

        Get(app, "/submissions/{id:long}/events", "submission-follow", "Follow a submission as events: progress, state, end", Events)
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream");

        Get(app, "/submissions/{id:long}/issues", "issues-list", "List the issues of a submission, by line; as text/csv all of them",
            (long id, string? severity, string? rule, string? field, string? after, int? limit, Caller caller, HttpContext context) =>
            {
                var errors = new List<ParameterError>();
                var filter = new IssueFilter(SeverityOf(severity, errors), rule, field) { After = (int?)Cursor.Read(after, errors) };
                var take = Limit(limit, errors);
                Require(errors);
                if (context.Request.GetTypedHeaders().Accept.Any(a => a.MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase)))
                {
                    var download = caller.Run(new DownloadIssues(caller.Workspace), new IssuesToDownload(id, filter));
                    return SubmissionEndpoints.Sent(download.FileName, "text/csv; charset=utf-8", download.Write);
                }

                var found = caller.Run(new ListIssues(caller.Workspace), new IssuesWanted(id, filter, Storage.Page.First(take))).Issues!;
                return Paged(context, found.Items.Select(i => IssueDto.Of(i, caller.Workspace.Book)).ToList(), found.Total > take ? found.Items[^1].Number : null);
            }).Produces<PageDto<IssueDto>>();

        Get(app, "/submissions/{id:long}/feedback", "feedback-download", "Download the feedback workbook", (long id, Caller caller) =>
            caller.Run(new DownloadFeedback(caller.Workspace), id) is var file ? SubmissionEndpoints.Sent(file.FileName, Excel, file.Write) : null!)
            .Produces(StatusCodes.Status200OK, contentType: Excel);

        Get(app, "/submissions/{id:long}/errors-file", "errors-download", "Download your own file with its errors marked", (long id, Caller caller) =>
            caller.Run(new DownloadErrors(caller.Workspace), new ErrorsToDownload(id, AsWorkbook: false)) is var file
                ? SubmissionEndpoints.Sent(file.FileName, "text/csv; charset=utf-8", file.Write) : null!)
            .Produces(StatusCodes.Status200OK, contentType: Csv);
    }

    private static void Guide(IEndpointRouteBuilder app)
    {
        Get(app, "/rules", "rules-show", "List the validation rules", (Caller caller) => Results.Json(caller.Run(new ShowRules(caller.Workspace.Book), new ShowRulesRequest())
            .Select(r => new RuleDto(r.Id, r.Entity, SubmissionDto.Name(r.Severity), r.Title, r.Message, r.Advice, r.Fields, $"/guide/rules/{r.Id}"))))
            .Produces<IReadOnlyList<RuleDto>>();
        Get(app, "/data-sets/{letter}", "data-set-show", "Show a data set", (string letter, Caller caller) =>
        {
            var d = caller.Run(new ShowDataSet(caller.Workspace.Book), new ShowDataSetRequest(letter));
            return Results.Json(new DataSetDto(d.Letter, d.InForceFrom, d.InForceTo,
            [
                .. d.Fields.Select(f => new FieldDto(
                    f.Position, f.Header, f.Entity.Name(), f.Label, SubmissionDto.Name(f.Type), f.Min, f.Max, f.CodeList?.Name, SubmissionDto.Name(f.Required), f.Note, f.Personal)),
            ]));
        }).Produces<DataSetDto>();
        Get(app, "/code-lists/{name}", "code-list-show", "Show a list of codes", (string name, Caller caller) =>
        {
            var list = caller.Run(new ShowCodeList(caller.Workspace.Book), name).List;
            return Results.Json(new CodeListDto(list.Name, [.. list.Codes.Select(c => new CodeDto(c.Value, c.Label, c.Group, c.ValidFrom, c.ValidTo))]));
        }).Produces<CodeListDto>();
        Get(app, "/calendar", "calendar-show", "Show the deadlines of a month", (string? month, Caller caller) =>
        {
            var (errors, today) = (new List<ParameterError>(), DateOnly.FromDateTime(caller.Now.DateTime));
            var wanted = Month(month, errors) ?? new DateOnly(today.Year, today.Month, 1).AddDays(-1);
            Require(errors);
            var view = caller.Run(new ShowCalendar(caller.Workspace), new ShowCalendarRequest(wanted, today));
            return Results.Json(new CalendarDto(
                view.Window.Month, view.Window.Opens, view.Window.Closes, [.. view.Agencies.Select(a => new DeadlineDto(a.Agency.Code, a.Deadline, a.IsAccepted, a.IsLate))]));
        }).Produces<CalendarDto>();
    }

    private static SubmissionResultDto ResultOf(long id, Caller caller)
    {
        var (outcome, news, book) = (caller.Run(new ShowResult(caller.Workspace), id), caller.Run(new FollowSubmission(caller.Workspace), id).News, caller.Workspace.Book);
        var at = $"{Base}/submissions/{Say.Plain(id)}";
        return new SubmissionResultDto(
            SubmissionDto.Of(outcome.Submission), [.. outcome.Steps.Select(s => new StepDto(SubmissionDto.Name(s.State), s.At))],
            news is null ? null : new ProgressDto(SubmissionDto.Name(news.Step), news.Rows, news.About, news.At), [.. outcome.Counts.Select(CheckDto.CountOf)],
            CheckDto.ChangesOf(outcome.Submission.Changes), QualityScore.Of(outcome.Counts) is { } score ? Math.Round(score, 1) : null,
            [
                .. outcome.Reasons.Select(r => new ReasonDto(
                    r.Issue.Rule, SubmissionDto.Name(r.Issue.Severity), RuleBook.Message(r.Issue, book), RuleBook.Advice(r.Issue, book), $"/guide/rules/{r.Issue.Rule}")),
            ],
            outcome.InFiguresSince,
            new Dictionary<string, string>
            {
                ["events"] = at + "/events",
                ["issues"] = at + "/issues",
                ["feedback"] = at + "/feedback",
                ["errorsFile"] = at + "/errors-file",
                ["page"] = $"/submissions/{Say.Plain(id)}",
            });
    }

    /// <summary>Tells how a submission goes on; whoever comes back names the last event that it has seen.</summary>
    private static async Task Events(long id, Caller caller, HttpContext context)
    {
        var (seen, silent) = (context.Request.Headers["Last-Event-ID"].ToString(), 0);
        SubmissionNews Look() => caller.Run(new FollowSubmission(caller.Workspace), id);
        var news = Look();
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        for (var state = (SubmissionState?)null; ; news = Look())
        {
            var now = news.Submission.State;
            var isOver = now is not (SubmissionState.Received or SubmissionState.Checking);
            var data = JsonSerializer.Serialize(
                new { state = SubmissionDto.Name(now), rows = news.News?.Rows, about = news.News?.About, step = news.News is { } n ? SubmissionDto.Name(n.Step) : null },
                JsonSerializerOptions.Web);
            var eventId = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(data)))[..16];
            if (eventId != seen)
            {
                await Write($"id: {eventId}\nevent: {(isOver ? "end" : now == state ? "progress" : "state")}\ndata: {data}\n\n");
                (seen, silent, state) = (eventId, 0, now);
            }
            else if (++silent % 15 == 0)
            {
                await Write(": still there\n\n");
            }

            if (isOver)
                return;
            await Task.Delay(Beat, context.RequestAborted);
        }

        async Task Write(string text)
        {
            await context.Response.WriteAsync(text, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static RouteHandlerBuilder Get(IEndpointRouteBuilder app, string path, string row, string summary, Delegate handler) =>
        Described(app.MapGet(Base + path, handler), row, summary);

    private static RouteHandlerBuilder Post(IEndpointRouteBuilder app, string path, string row, string summary, Delegate handler) =>
        Described(app.MapPost(Base + path, handler), row, summary).WithMetadata(new RawBodyAttribute([.. Endings.Keys])).DisableAntiforgery();

    private static RouteHandlerBuilder Described(RouteHandlerBuilder endpoint, string row, string summary)
    {
        endpoint.WithMetadata(new AccessAttribute(row), new ByTokenAttribute()).WithGroupName(ApiDocument.Name).WithTags("API").WithSummary(summary);
        foreach (var status in ApiProblems.All.Select(p => p.Status).Where(s => s is 400 or 401 or 403 or 404 or 503).Distinct().Order())
            endpoint.ProducesProblem(status);
        return endpoint;
    }

    private static IResult Accepted<T>(HttpContext context, string location, bool replayed, T body)
    {
        context.Response.Headers.RetryAfter = "5";
        if (replayed)
            context.Response.Headers["Idempotent-Replayed"] = "true";
        return Results.Accepted(location, body);
    }

    private static IResult Paged<T>(HttpContext context, IReadOnlyList<T> items, long? last)
    {
        var next = last is { } number ? Cursor.Write(number) : null;
        if (next is not null)
        {
            var query = context.Request.Query.Where(q => q.Key != "after").SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v))).Append(KeyValuePair.Create("after", (string?)next));
            context.Response.Headers.Link = $"<{context.Request.Path}{QueryString.Create(query)}>; rel=\"next\"";
        }

        return Results.Json(new PageDto<T>(items, next));
    }

    private static void Require(List<ParameterError> errors)
    {
        if (errors.Count > 0)
            throw new ParameterException(errors);
    }

    private static int Limit(int? limit, List<ParameterError> errors)
    {
        if (limit is < 1 or > Storage.Page.Most)
            errors.Add(new ParameterError("limit", $"limit must be 1 to {Storage.Page.Most}"));
        return limit is null or < 1 or > Storage.Page.Most ? Usual : limit.Value;
    }

    private static DateOnly? Month(string? month, List<ParameterError> errors)
    {
        if (string.IsNullOrEmpty(month))
            return null;
        if (DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        errors.Add(new ParameterError("month", "month must be like 2012-03"));
        return null;
    }

    private static SubmissionState? State(string? state, List<ParameterError> errors) => OneOf<SubmissionState>("state", state, errors);

    private static Severity? SeverityOf(string? severity, List<ParameterError> errors) => OneOf<Severity>("severity", severity, errors);

    private static T? OneOf<T>(string name, string? text, List<ParameterError> errors)
        where T : struct, Enum
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var known = Enum.GetValues<T>().Where(v => SubmissionDto.Name(v) == text).ToList();
        if (known.Count == 0)
            errors.Add(new ParameterError(name, $"{name} must be one of {string.Join(", ", Enum.GetValues<T>().Select(SubmissionDto.Name))}"));
        return known.Count == 0 ? null : known[0];
    }

    /// <summary>Where a list goes on: opaque to whoever holds it.</summary>
    private static class Cursor
    {
        public static string Write(long number) => Convert.ToBase64String(Encoding.ASCII.GetBytes($"after:{number.ToString(CultureInfo.InvariantCulture)}"));

        public static long? Read(string? cursor, List<ParameterError> errors)
        {
            if (string.IsNullOrEmpty(cursor))
                return null;
            var bytes = new byte[64];
            if (Convert.TryFromBase64String(cursor, bytes, out var length) && Encoding.ASCII.GetString(bytes, 0, length) is var text
                && text.StartsWith("after:", StringComparison.Ordinal) && long.TryParse(text[6..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return number;
            }

            errors.Add(new ParameterError("after", "after must be what 'next' of an earlier answer said"));
            return null;
        }
    }

    /// <summary>What is said of a file beside its bytes.</summary>
    public sealed class UploadParameters
    {
        /// <summary>Agency code, where the name does not say it.</summary>
        [FromQuery(Name = "agency")]
        public string? Agency { get; set; }

        /// <summary>First day of the period, yyyy-mm-dd.</summary>
        [FromQuery(Name = "from")]
        public string? From { get; set; }

        /// <summary>Last day of the period, yyyy-mm-dd.</summary>
        [FromQuery(Name = "to")]
        public string? To { get; set; }

        /// <summary>The data set's letter.</summary>
        [FromQuery(Name = "dataSet")]
        public string? DataSet { get; set; }

        /// <summary>Whether the file corrects an earlier period.</summary>
        [FromQuery(Name = "correction")]
        public bool? Correction { get; set; }

        /// <summary>A new key of 16 to 64 letters, digits or hyphens for each file; the same when it is tried again.</summary>
        [FromHeader(Name = "Idempotency-Key")]
        public string? Key { get; set; }

        /// <summary>SHA-256 of the bytes: <c>sha-256=:BASE64:</c>.</summary>
        [FromHeader(Name = "Content-Digest")]
        public string? Digest { get; set; }

        /// <summary>The file's name: <c>attachment; filename="N0852-20110401-20120331-TREAT-IN-H.csv"</c>.</summary>
        [FromHeader(Name = "Content-Disposition")]
        public string? Disposition { get; set; }

        internal UploadedFile Read(HttpContext context)
        {
            if (Key is null)
                throw new ParameterMissingKeyException();
            var errors = new List<ParameterError>();
            if (Key.Length is < 16 or > 64 || !Key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
                errors.Add(new ParameterError("Idempotency-Key", "Idempotency-Key must be 16 to 64 letters, digits or hyphens"));
            if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || !Endings.TryGetValue(type.MediaType.ToString(), out var ending))
                throw new UploadException(UploadProblem.FileType, $"Content-Type must be one of {string.Join(", ", Endings.Keys)}");
            string? digest = null;
            if (Digest is not null && !TryDigest(Digest, out digest))
                errors.Add(new ParameterError("Content-Digest", "Content-Digest must be like sha-256=:BASE64:"));
            var (from, to) = (Day("from", From, errors), Day("to", To, errors));
            Require(errors);
            context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
                size.MaxRequestBodySize = UploadLimits.Bytes + 1;
            var name = ContentDispositionHeaderValue.TryParse(Disposition, out var named)
                ? HeaderUtilities.RemoveQuotes(named.FileNameStar.HasValue ? named.FileNameStar : named.FileName).ToString() : "";
            if (name.Length == 0)
                name = "extract" + ending;
            return new UploadedFile(name, context.Request.Body, new ExplicitFacts(Agency, from, to, DataSet), Correction == true, Key, digest);
        }

        private static bool TryDigest(string header, out string? digest)
        {
            digest = null;
            var part = header.Split(',', StringSplitOptions.TrimEntries).FirstOrDefault(p => p.StartsWith("sha-256=:", StringComparison.OrdinalIgnoreCase) && p.EndsWith(':'));
            var bytes = new byte[64];
            if (part is null || !Convert.TryFromBase64String(part[9..^1], bytes, out var length) || length != SHA256.HashSizeInBytes)
                return false;
            digest = Convert.ToHexStringLower(bytes.AsSpan(0, length));
            return true;
        }

        private static DateOnly? Day(string name, string? text, List<ParameterError> errors)
        {
            if (string.IsNullOrEmpty(text))
                return null;
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                return day;
            errors.Add(new ParameterError(name, $"{name} must be like 2012-03-31"));
            return null;
        }
    }
}
