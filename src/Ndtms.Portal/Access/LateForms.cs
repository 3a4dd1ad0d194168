using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Core.Infrastructure;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Ndtms.Application.Accounts;
using Ndtms.Storage;

namespace Ndtms.Portal.Access;

/// <summary>Keeps what was typed in a form that came too late, after the session had ended or the form had grown stale, and fills it in again
/// where the form is next opened by the same account. Nothing of it is carried out.</summary>
internal sealed class LateForms : IPageFilter, IAlwaysRunResultFilter
{
    /// <summary>Set where a form was filled in again.</summary>
    public const string IsRestored = "restored";

    private const string Purpose = "late-form";
    private const int MostBytes = 64 * 1024;

    // What proves who somebody is is not kept, and neither is what belongs to the request alone.
    private static readonly string[] NotKept = ["__RequestVerificationToken", "Password", "Code", "Codes", "To"];

    /// <summary>Keeps the fields of a form for an account.</summary>
    public static async Task Keep(HttpContext context, Caller caller, long account)
    {
        var request = context.Request;
        if (request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true || request.ContentLength is null or > MostBytes)
            return;
        var form = await request.ReadFormAsync(context.RequestAborted);
        var fields = form.Where(f => !NotKept.Contains(f.Key, StringComparer.OrdinalIgnoreCase)).ToDictionary(f => f.Key, f => f.Value.OfType<string>().ToArray());
        if (fields.Count == 0)
            return;
        var secrets = caller.Workspace.Secrets;
        new AccountProofs(caller.Workspace.Database).KeepDraft(
            account, PathOf(request), secrets.Seal(Purpose, JsonSerializer.Serialize(fields)), caller.Workspace.Time.GetUtcNow() + Sessions.Remembered);
    }

    public void OnPageHandlerSelected(PageHandlerSelectedContext context)
    {
    }

    public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        var caller = context.HttpContext.RequestServices.GetRequiredService<Caller>();
        if (!HttpMethods.IsGet(context.HttpContext.Request.Method) || caller.Account is not { } account || context.HandlerInstance is not PageModel page)
            return;
        var kept = new AccountProofs(caller.Workspace.Database).TakeDraft(account.Id, PathOf(context.HttpContext.Request), caller.Workspace.Time.GetUtcNow());
        if (kept is null)
            return;
        foreach (var (name, values) in JsonSerializer.Deserialize<Dictionary<string, string[]>>(caller.Workspace.Secrets.Unseal(Purpose, kept))!)
            page.ModelState.SetModelValue(name, values, string.Join(',', values));
        page.ViewData[IsRestored] = true;
    }

    public void OnPageHandlerExecuted(PageHandlerExecutedContext context)
    {
    }

    /// <summary>A form whose token no longer fits is not refused but shown again, with what was typed.</summary>
    public void OnResultExecuting(ResultExecutingContext context)
    {
        if (context.Result is not IAntiforgeryValidationFailedResult)
            return;
        var (http, caller) = (context.HttpContext, context.HttpContext.RequestServices.GetRequiredService<Caller>());
        // Only a form of this account's may have grown stale; what another site sends is refused before.
        if (caller.Account is { } account)
            Keep(http, caller, account.Id).GetAwaiter().GetResult();
        context.Result = new LocalRedirectResult(http.Request.Path);
    }

    public void OnResultExecuted(ResultExecutedContext context)
    {
    }

    private static string PathOf(HttpRequest request) => request.Path.Value is { Length: <= 400 } path ? path : "/";
}
