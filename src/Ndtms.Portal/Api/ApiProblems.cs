using Microsoft.AspNetCore.Mvc;
using Ndtms.Application;
using Ndtms.Application.Submissions;
using Ndtms.Core.Intake;
using Ndtms.Portal.Hosting;
using Ndtms.Storage;

namespace Ndtms.Portal.Api;

/// <summary>A kind of problem that the API answers with (RFC 9457); each has a page under <c>/api/problems/</c>.</summary>
/// <param name="Id">The end of its address.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Title">What it is.</param>
/// <param name="Advice">What to do.</param>
public sealed record ApiProblem(string Id, int Status, string Title, string Advice);

/// <summary>Every kind of problem. A file with bad data is none of them: it is a submission that was rejected.</summary>
public static class ApiProblems
{
    public static readonly ApiProblem Unauthenticated = new("unauthenticated", 401, "No usable token", "Send 'Authorization: Bearer' with a token that has not ended.");
    public static readonly ApiProblem RightMissing = new("right-missing", 403, "The token does not allow this", "Ask for a token with the right, or for the agency.");
    public static readonly ApiProblem NotFound = new("not-found", 404, "There is no such thing", "Check the address. What the token does not cover looks the same.");
    public static readonly ApiProblem KeyMissing = new("idempotency-key-missing", 400, "The Idempotency-Key header is missing", "Send a new key of 16 to 64 letters, digits or hyphens with each file, and the same key when you try again.");
    public static readonly ApiProblem DigestMismatch = new("digest-mismatch", 400, "The bytes are not those of the digest", "The file was not received whole. Send it again with the same key.");
    public static readonly ApiProblem ParameterInvalid = new("parameter-invalid", 400, "A parameter is missing or cannot be used", "Correct what 'errors' names.");
    public static readonly ApiProblem FileType = new("file-type", 415, "This kind of file is not read", "Send CSV or .xlsx, plain or in a .zip or .gz with that one file.");
    public static readonly ApiProblem FileTooLarge = new("file-too-large", 413, "The file is too large", "A file may have 300 MB, and 1 GB unpacked.");
    public static readonly ApiProblem AgencyBusy = new("agency-busy", 409, "Another file of the agency is being checked", "Wait until the submission that is named is done, then send the file again.");
    public static readonly ApiProblem StillRunning = new("still-running", 409, "The first request with this key is still running", "Ask again after the seconds that Retry-After gives.");
    public static readonly ApiProblem KeyReused = new("key-reused", 422, "The key was used for another file", "Use a new key for each file.");
    public static readonly ApiProblem SameFile = new("same-file", 409, "The same file is loaded or held", "You need not send anything; look at the submission that is named.");
    public static readonly ApiProblem NotPublished = new("not-published", 404, "The figures are not published", "Ask for a month that is published.");
    public static readonly ApiProblem TooManyCells = new("too-many-cells", 422, "The table would be too large", "Ask for fewer areas or months, or for all of it as CSV.");
    public static readonly ApiProblem TooManyRequests = new("too-many-requests", 429, "Too many requests", "Wait for the seconds that Retry-After gives.");
    public static readonly ApiProblem Unavailable = new("unavailable", 503, "The service is unavailable", "Try again later, with the same key.");
    public static readonly ApiProblem Fault = new("fault", 500, "The service failed", "Try again; quote 'traceId' if it stays.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ApiProblem> All { get; } =
    [
        Unauthenticated, RightMissing, NotFound, KeyMissing, DigestMismatch, ParameterInvalid, FileType, FileTooLarge, AgencyBusy, StillRunning, KeyReused, SameFile,
        NotPublished, TooManyCells, TooManyRequests, Unavailable, Fault,
    ];

    /// <summary>The answer with a problem.</summary>
    /// <param name="context">The request.</param>
    /// <param name="problem">Which.</param>
    /// <param name="detail">More about it, without any value of the data; null: nothing.</param>
    /// <param name="errors">Parameters that cannot be used, with why.</param>
    /// <param name="submission">The submission that stands in the way.</param>
    public static IResult Answer(
        HttpContext context, ApiProblem problem, string? detail = null, IReadOnlyList<ParameterError>? errors = null, long? submission = null)
    {
        var details = new ProblemDetails
        {
            Type = $"/api/problems/{problem.Id}",
            Title = problem.Title,
            Status = problem.Status,
            Detail = detail ?? problem.Advice,
            Extensions = { ["traceId"] = Faults.TraceOf(context) },
        };
        if (errors is not null)
            details.Extensions["errors"] = errors;
        if (submission is not null)
            details.Extensions["submission"] = submission;
        if (problem == StillRunning || problem == AgencyBusy)
            context.Response.Headers.RetryAfter = "5";
        if (problem == Unauthenticated)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        return Results.Problem(details);
    }

    /// <summary>The problem that a failure is.</summary>
    public static IResult Answer(HttpContext context, Exception failure) => failure switch
    {
        AccessDeniedException => Answer(context, RightMissing),
        UploadException upload => Answer(context, upload),
        ParameterMissingKeyException => Answer(context, KeyMissing),
        NotFoundException => Answer(context, NotFound),
        FactsException facts => Answer(context, ParameterInvalid, errors: [new ParameterError("agency", facts.Message)]),
        ParameterException wrong => Answer(context, ParameterInvalid, errors: wrong.Errors),
        StorageException { IsUnavailable: true } => Answer(context, Unavailable),
        RequestException request => Answer(context, ParameterInvalid, request.Message),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Answer(context, FileTooLarge),
        _ => Answer(context, Fault),
    };

    private static IResult Answer(HttpContext context, UploadException upload)
    {
        var problem = upload.Problems[0].Problem switch
        {
            UploadProblem.FileType => FileType,
            UploadProblem.TooLarge => FileTooLarge,
            UploadProblem.NotWhole => DigestMismatch,
            UploadProblem.AgencyBusy => AgencyBusy,
            UploadProblem.SameFile => SameFile,
            UploadProblem.KeyReused => KeyReused,
            UploadProblem.StillRunning => StillRunning,
            UploadProblem.Agency when upload.Problems[0].Message.StartsWith("You cannot", StringComparison.Ordinal) => RightMissing,
            _ => ParameterInvalid,
        };
        return Answer(
            context, problem, upload.Message,
            problem == ParameterInvalid ? [.. upload.Problems.Select(p => new ParameterError(p.Problem switch { UploadProblem.Agency => "agency", UploadProblem.DataSet => "dataSet", _ => "from" }, p.Message))] : null,
            upload.Submission);
    }
}

/// <summary>A parameter that cannot be used.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Message">What is wrong, and what to do.</param>
public sealed record ParameterError(string Name, string Message);

/// <summary>Parameters of a request cannot be used: all of them at once.</summary>
public sealed class ParameterException(IReadOnlyList<ParameterError> errors) : RequestException("A parameter cannot be used.")
{
    /// <summary>The parameters.</summary>
    public IReadOnlyList<ParameterError> Errors => errors;
}
