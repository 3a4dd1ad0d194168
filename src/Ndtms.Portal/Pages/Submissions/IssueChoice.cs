using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;
using Ndtms.Storage;

namespace Ndtms.Portal.Pages.Submissions;

/// <summary>Which issues a list shows, as its address says.</summary>
/// <param name="Filter">What is asked of the database.</param>
/// <param name="Unknown">Values of the address that are not known: they are ignored, and that is said.</param>
public sealed record IssueChoice(IssueFilter Filter, IReadOnlyList<string> Unknown)
{
    /// <summary>Reads an address.</summary>
    public static IssueChoice Of(IQueryCollection query, CodeBook book)
    {
        var unknown = new List<string>();
        string? Value(string name, Func<string, bool> isKnown)
        {
            if (query[name].ToString() is not { Length: > 0 } given)
                return null;
            if (isKnown(given))
                return given;
            unknown.Add(name);
            return null;
        }

        long? Number(string name) => Value(name, v => long.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out _)) is { } number
            ? long.Parse(number, CultureInfo.InvariantCulture) : null;

        var severity = Value("severity", v => Enum.TryParse<Severity>(v, ignoreCase: true, out _) && !char.IsAsciiDigit(v[0]));
        return new IssueChoice(
            new IssueFilter(
                severity is null ? null : Enum.Parse<Severity>(severity, ignoreCase: true),
                Value("rule", v => RuleBook.Rules.Any(r => r.Id == v)), Value("field", v => book.DataSets.Any(d => d.Find(v) is not null)))
            {
                Entity = Value("kind", v => v is "file" or "row" || EntityKinds.TryParse(v, out _)),
                NotIn = Number("notIn"),
                AlsoIn = Number("alsoIn"),
                Unconfirmed = query["unchecked"].ToString() == "true",
                ByRule = query["by"].ToString() != "line",
            }, unknown);
    }

    /// <summary>The address's query for a choice; empty: everything.</summary>
    /// <param name="filter">The choice.</param>
    public static string Query(IssueFilter filter)
    {
        var query = new QueryBuilder();
        Add("severity", filter.Severity?.ToString().ToLowerInvariant());
        Add("rule", filter.Rule);
        Add("field", filter.Column);
        Add("kind", filter.Entity);
        Add("notIn", filter.NotIn?.ToString(CultureInfo.InvariantCulture));
        Add("alsoIn", filter.AlsoIn?.ToString(CultureInfo.InvariantCulture));
        Add("unchecked", filter.Unconfirmed ? "true" : null);
        Add("by", filter.ByRule ? null : "line");
        return query.ToString();

        void Add(string name, string? value)
        {
            if (value is not null)
                query.Add(name, value);
        }
    }
}
