using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

/// <summary>The categories of breakdowns (Definitions/measures.md, Names).</summary>
public static class BreakdownCategories
{
    private static readonly Dictionary<string, string> Lists = new()
    {
        ["sex"] = "sex",
        ["ethnic-group"] = "ethnicity",
        ["exit-group"] = "discharge-reason",
        ["referral-source-group"] = "referral-source",
        ["accommodation"] = "accommodation-need",
        ["parental-status"] = "parental-status",
        ["injecting-status"] = "injecting-status",
        ["employment"] = "employment-status",
        ["modality"] = "modality",
    };

    /// <summary>The code list from which a breakdown's categories come; null: from none.</summary>
    public static string? ListOf(string breakdown) => Lists.GetValueOrDefault(breakdown);

    /// <summary>The categories that a breakdown can have whatever the data; empty where they depend on the data.</summary>
    /// <param name="breakdown">Its name.</param>
    /// <param name="book">The code lists.</param>
    public static IReadOnlyList<string> Of(string breakdown, CodeBook book)
    {
        return breakdown switch
        {
            "age-band" => Bands.Ages,
            "years" => Bands.Years,
            "status" => Bands.Known,
            "at-start" => Answers("YPS"),
            "at-exit" => Answers("YPE"),
            "substance-group" => SubstanceGroups.All,
            "modality" => [.. book.List("modality").Codes.Where(c => c.Group == "structured").Select(c => c.Value)],
            "exit-group" => [.. Groups("discharge-reason").Append(ExitGroups.IncompleteOther).Append(ExitGroups.Inconsistent).Distinct(StringComparer.Ordinal)],
            _ => ListOf(breakdown) is { } list ? [.. Groups(list).Append(Categories.Unknown).Distinct(StringComparer.Ordinal)] : [],
        };

        IReadOnlyList<string> Answers(string prefix) =>
        [
            .. book.DataSets.SelectMany(d => d.Fields).Select(f => f.Header).Where(h => h.StartsWith(prefix, StringComparison.Ordinal))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];

        IEnumerable<string> Groups(string list) => book.List(list).Codes.Select(c => c.Category);
    }
}
