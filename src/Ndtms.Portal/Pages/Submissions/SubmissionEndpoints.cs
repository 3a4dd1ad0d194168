using System.Text.Json;
using Ndtms.Application.Submissions;
using Ndtms.Portal.Access;
using Ndtms.Portal.Hosting;
using Ndtms.Storage;

namespace Ndtms.Portal.Pages.Submissions;

/// <summary>What the pages of submissions and checks load by themselves, and what they offer to download.</summary>
internal static class SubmissionEndpoints
{
    /// <summary>How often a stream of events looks for news.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    /// <summary>After so many beats without news a stream says that it is still there.</summary>
    private const int Quiet = 15;

    private const string Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private const string Csv = "text/csv; charset=utf-8";

    public static void Map(IEndpointRouteBuilder app)
    {
        Watch(app, "/submissions/{id:long}", "submission-follow", (long id, Caller caller) => ProgressView.Of(caller.Run(new FollowSubmission(caller.Workspace), id), caller.Now));
        Watch(app, "/checks/{id}", "check-show", (string id, Caller caller) => ProgressView.Of(caller.Run(new ShowCheck(caller.Workspace), id), caller.Now));
        Download(app, "/submissions/{id:long}/feedback", "feedback-download", Workbook, (caller, id, _) => caller.Run(new DownloadFeedback(caller.Workspace), id));
        Download(app, "/submissions/{id:long}/errors-file", "errors-download", Csv, (caller, id, _) => caller.Run(new DownloadErrors(caller.Workspace), new ErrorsToDownload(id, AsWorkbook: false)));
        Download(app, "/submissions/{id:long}/errors-workbook", "errors-download", Workbook, (caller, id, _) => caller.Run(new DownloadErrors(caller.Workspace), new ErrorsToDownload(id, AsWorkbook: true)));
        Download(app, "/submissions/{id:long}/issues.csv", "issues-download", Csv, (caller, id, query) =>
            caller.Run(new DownloadIssues(caller.Workspace), new IssuesToDownload(id, IssueChoice.Of(query, caller.Workspace.Book).Filter)));
        Download(app, "/submissions/{id:long}/changes.csv", "changes-download", Csv, (caller, id, query) =>
            caller.Run(new DownloadChanges(caller.Workspace), new ChangesWanted(id, ChangesModel.Known(query["change"]), Page.First())));
        Download(app, "/submissions/{id:long}/top.csv", "tops-download", Csv, (caller, id, query) =>
            caller.Run(new DownloadTops(caller.Workspace), new TopsWanted(id, TopsModel.Known(query["standing"]), Page.First())));
        app.MapGet("/checks/{id}/issues.csv", (string id, Caller caller, HttpContext context) =>
        {
            caller.Run(new ShowCheck(caller.Workspace), id);
            return Sent("check-issues.csv", Csv, stream => caller.Run(new DownloadCheckIssues(caller.Workspace), new CheckIssuesToDownload(id, stream)));
        }).WithMetadata(new AccessAttribute("check-issues-download"));
    }

    /// <summary>A file made while it is sent. Nothing of it is held, and its name is made of codes alone.</summary>
    internal static IResult Sent(string name, string type, Action<Stream> write) => Results.Stream(
        async output =>
        {
            // What writes it writes step by step; the answer is sent in blocks.
            await using var buffer = new BufferedStream(new WrittenThrough(output), 1 << 16);
            write(buffer);
            await buffer.FlushAsync();
        }, type, name);

    private static void Download(IEndpointRouteBuilder app, string path, string row, string type, Func<Caller, long, IQueryCollection, Download> make) =>
        app.MapGet(path, (long id, Caller caller, HttpContext context) =>
        {
            var download = make(caller, id, context.Request.Query);
            return Sent(download.FileName, type, download.Write);
        }).WithMetadata(new AccessAttribute(row));

    /// <summary>Tells how something is going on: as it stands, and as a stream of events.</summary>
    private static void Watch<TId>(IEndpointRouteBuilder app, string path, string row, Func<TId, Caller, ProgressView> look)
    {
        app.MapGet(path + "/progress", (TId id, Caller caller) => Results.Json(look(id, caller)))
            .WithMetadata(new AccessAttribute(row), new WatchingAttribute());
        app.MapGet(path + "/events", async (TId id, Caller caller, HttpContext context, PortalOptions options) =>
        {
            var (seen, silent) = ("", 0);
            var first = look(id, caller);
            context.Response.ContentType = "text/event-stream; charset=utf-8";
            for (var view = first; ; view = look(id, caller))
            {
                var text = JsonSerializer.Serialize(view, JsonSerializerOptions.Web);
                if (text != seen)
                {
                    await context.Response.WriteAsync($"event: {(view.IsOver ? "end" : "progress")}\ndata: {text}\n\n", context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                    (seen, silent) = (text, 0);
                }
                else if (++silent % Quiet == 0)
                {
                    // The right to see it may have ended meanwhile, and a line that is dead is noticed by writing to it.
                    if (!caller.IsStillAllowed(row))
                        return;
                    await context.Response.WriteAsync(": still there\n\n", context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                }

                if (view.IsOver)
                    return;
                await Task.Delay(Beat, context.RequestAborted);
            }
        }).WithMetadata(new AccessAttribute(row), new WatchingAttribute());
    }

    /// <summary>Lets code that writes step by step write to an answer, which is sent without a thread's waiting.</summary>
    private sealed class WrittenThrough(Stream output) : Stream
    {
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => output.WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => output.WriteAsync(buffer, cancellationToken);

        public override void Flush() => output.FlushAsync().GetAwaiter().GetResult();

        public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
