namespace Ndtms.Core.Records;

/// <summary>The form of a CLIENTID, by which a client is found whose id a spreadsheet or another system has changed (Definitions/data-set.md,
/// Refusals under another form of the id).</summary>
public static class ClientIdForm
{
    /// <summary>An id without leading zeros, case, blanks and punctuation; null: it has no letter or digit.</summary>
    public static string? Of(string clientId)
    {
        var form = string.Concat(clientId.Where(char.IsLetterOrDigit)).ToUpperInvariant();
        return form.Length == 0 ? null : form.TrimStart('0') is { Length: > 0 } rest ? rest : "0";
    }
}
