using System.Globalization;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Ndtms.Application.Submissions;
using Ndtms.Core.Intake;

namespace Ndtms.Portal.Uploads;

/// <summary>A form with a file, read as it arrives: first its fields with the token against forgery, then the file, which is handed on as a stream and
/// never held.</summary>
internal sealed class UploadForm
{
    /// <summary>A form that is too large is read and thrown away up to here, for a browser shows no page when the line is cut.</summary>
    private const long MostThrownAway = 1_000_000_000;

    private const int LongestField = 1_000;

    private readonly HttpContext _context;
    private readonly Dictionary<string, StringValues> _fields = new(StringComparer.Ordinal);

    private UploadForm(HttpContext context) => _context = context;

    /// <summary>The name of the file; null: none was chosen.</summary>
    public string? FileName { get; private set; }

    /// <summary>The bytes of the file.</summary>
    public Stream Content { get; private set; } = Stream.Null;

    /// <summary>A field's text; empty: it was not filled.</summary>
    public string this[string field] => _fields.GetValueOrDefault(field).ToString().Trim();

    /// <summary>Whether a box is ticked.</summary>
    public bool IsTicked(string field) => this[field].Contains("true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the fields up to the file, and checks the token against forgery before a byte of the file is read.</summary>
    /// <exception cref="AntiforgeryValidationException">The form is not this site's, or is of an earlier session.</exception>
    /// <exception cref="BadHttpRequestException">It is no form with a file.</exception>
    public static async Task<UploadForm> Read(HttpContext context)
    {
        var form = new UploadForm(context);
        // The file is stored by code that reads it step by step; a thread waits for the line meanwhile.
        context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MostThrownAway;
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || type.MediaType != "multipart/form-data"
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and < 100 } boundary)
        {
            throw new BadHttpRequestException("The form was not sent as multipart/form-data.");
        }

        var reader = new MultipartReader(boundary.ToString(), context.Request.Body);
        while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var part))
                continue;
            var name = HeaderUtilities.RemoveQuotes(part.Name).ToString();
            if (part.IsFileDisposition())
            {
                var file = HeaderUtilities.RemoveQuotes(part.FileNameStar.HasValue ? part.FileNameStar : part.FileName).ToString();
                (form.FileName, form.Content) = (file.Length == 0 ? null : file, section.Body);
                break;
            }

            using var text = new StreamReader(section.Body);
            var buffer = new char[LongestField];
            var length = await text.ReadBlockAsync(buffer, context.RequestAborted);
            form._fields[name] = new string(buffer, 0, length);
        }

        context.Request.Form = new FormCollection(form._fields);
        await context.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(context);
        return form;
    }

    /// <summary>The facts given beside the file.</summary>
    /// <param name="problems">What is wrong with a field is added to it, by the field's name.</param>
    public ExplicitFacts Facts(List<(string Field, string Message)> problems)
    {
        var (from, to) = (Day("From", "first"), Day("To", "last"));
        try
        {
            return new ExplicitFacts(this["Agency"], from, to, this["DataSet"]);
        }
        catch (FactsException e)
        {
            problems.Add((e.Message.StartsWith("An agency", StringComparison.Ordinal) ? "Agency" : "DataSet", e.Message));
            return ExplicitFacts.None;
        }

        DateOnly? Day(string field, string which)
        {
            if (this[field].Length == 0)
                return null;
            foreach (var form in (string[])["d/M/yyyy", "d M yyyy", "d MMMM yyyy", "yyyy-MM-dd"])
            {
                if (DateOnly.TryParseExact(this[field], form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                    return day;
            }

            problems.Add((field, $"Enter the {which} day of the period, like 31/03/2012"));
            return null;
        }
    }

    /// <summary>The file as the use cases take it.</summary>
    public UploadedFile File(ExplicitFacts given) => new(FileName!, Content, given, IsTicked("Correction"), this["Key"] is { Length: > 0 } key ? key : null);

    /// <summary>Reads what is left and throws it away.</summary>
    public async Task ThrowAway()
    {
        try
        {
            var buffer = new byte[1 << 16];
            while (await _context.Request.Body.ReadAsync(buffer, _context.RequestAborted) > 0)
            {
                // Nothing is kept.
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The sender has gone, or sends more than is thrown away.
        }
    }
}

/// <summary>For pages that read their form themselves: nothing binds from it before.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ReadsItsFormAttribute : Attribute, IResourceFilter
{
    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        foreach (var fromForm in context.ValueProviderFactories.Where(f => f is FormValueProviderFactory or FormFileValueProviderFactory or JQueryFormValueProviderFactory).ToList())
            context.ValueProviderFactories.Remove(fromForm);
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }
}
