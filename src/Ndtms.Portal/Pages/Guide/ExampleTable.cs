using Ndtms.Application.Guide;
using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;

namespace Ndtms.Portal.Pages.Guide;

/// <summary>A row of an example: a column, and its value in the rows that fail and in the row that passes.</summary>
/// <param name="Column">The column.</param>
/// <param name="Label">What it is.</param>
/// <param name="Fails">Its values on the rows that fail.</param>
/// <param name="Passes">Its value on a row that passes.</param>
public sealed record ExampleLine(string Column, string Label, string Fails, string Passes);

/// <summary>An example of a rule that fails beside one that passes, made from the rule's own tested examples.</summary>
/// <param name="Lines">The columns that matter.</param>
/// <param name="Fails">What else is true of the file that fails.</param>
/// <param name="Passes">What else is true of the file that passes.</param>
public sealed record ExampleTable(IReadOnlyList<ExampleLine> Lines, IReadOnlyList<string> Fails, IReadOnlyList<string> Passes)
{
    private const string Blank = "(blank)";
    private const string AsUsual = "(correct)";

    /// <summary>The example of a rule.</summary>
    public static ExampleTable Of(Rule rule, CodeBook book)
    {
        var failing = rule.Examples.FirstOrDefault(e => e.Found) is { } fails ? ReadExample.Of(fails) : null;
        var passing = rule.Examples.FirstOrDefault(e => e is { Found: false, Blank: false }) is { } passes ? ReadExample.Of(passes) : null;
        var columns = rule.Fields.Concat(ColumnsOf(failing)).Concat(ColumnsOf(passing)).Distinct(StringComparer.Ordinal).ToList();
        return new ExampleTable(
            [.. columns.Select(c => new ExampleLine(c, LabelOf(c, book), ValuesOf(failing, c), ValuesOf(passing, c))).Where(l => l.Fails != AsUsual || l.Passes != AsUsual)],
            FactsOf(failing), FactsOf(passing));
    }

    private static IEnumerable<string> ColumnsOf(ReadExample? example) => example?.Rows.SelectMany(r => r.Keys) ?? [];

    private static string ValuesOf(ReadExample? example, string column) => example is null || example.Rows.All(r => !r.ContainsKey(column))
        ? AsUsual
        : string.Join(", then ", example.Rows.Select(r => r.TryGetValue(column, out var value) ? value.Length == 0 ? Blank : value : AsUsual));

    private static string LabelOf(string column, CodeBook book) => book.DataSets.Select(d => d.Find(column)).FirstOrDefault(f => f is not null)?.Label ?? "";

    private static IReadOnlyList<string> FactsOf(ReadExample? example) => example is null ? [] :
    [
        .. example.WithoutColumns.Select(c => $"The file lacks the column {c}."),
        .. example.MoreColumns.Select(c => c.Length == 0 ? "The file has a column without a name." : $"The file has a column {c}, which the data set has not."),
        .. example.Facts.Select(f => f.Key switch
        {
            "agency" => $"The file is of agency {f.Value}.",
            "from" => $"The period begins on {f.Value}.",
            "to" => $"The period ends on {f.Value}.",
            "letter" => $"The file is of data set {f.Value}.",
            "received" => $"The file is received on {f.Value}.",
            "name" => $"The file is called {f.Value}.",
            "given" => $"Given beside the file: {f.Value}.",
            "content" => f.Value switch
            {
                "empty" => "The file is empty.",
                "binary" => "The file is not text.",
                "header" => "The file has a header and no rows.",
                "utf16" => "The file is UTF-16.",
                "cut" => "The file ends inside its last row.",
                "quote" => "A quotation mark is open at the end of the file.",
                _ => "The last row has no line end.",
            },
            "separator" => $"Values are separated by {(f.Value == ";" ? "semicolons" : f.Value)}.",
            "cut" => $"The row has {f.Value} values too few.",
            "more" => "The row has a value too many.",
            "times" => $"{f.Value} clients have such a row.",
            "held" => $"Held of the client so far: {f.Value}.",
            "clients" => $"Clients held so far: {f.Value}.",
            "active" => $"The agency is active: {f.Value}.",
            "current" => f.Value == "same" ? "The same file is already loaded." : $"The period of the current submission ends on {f.Value}.",
            "correction" => "The file is marked as a correction.",
            "replaced" => $"The file would replace {f.Value} held episodes.",
            "before" => $"Held episodes referred before the period, and how many of them are open: {f.Value}.",
            _ => $"{f.Key}: {f.Value}.",
        }),
    ];
}
