using Ndtms.Core.DataSets;

namespace Ndtms.Core.Targets;

/// <summary>The forms of what a <see cref="TargetBook"/> has.</summary>
public static class TargetForms
{
    /// <summary>The columns of a target's profile, in the order of the financial year.</summary>
    internal static readonly string[] ProfileColumns =
        ["apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "jan", "feb", "mar"];

    private static readonly FormColumn AreaLevel = new("area_level", FormValue.Code, "What kind of area it is for.", "partnership") { List = "level" };

    private static readonly FormColumn AreaCode =
        new("area_code", FormValue.Code, "The code of the area: england, or that of the region or partnership.", "A12B") { List = "area" };

    private static readonly FormColumn Partnership = new("partnership", FormValue.Code, "The code of the partnership.", "A12B") { List = "partnership" };

    private static readonly ReferenceForm[] All =
    [
        new("targets", "Targets",
            "The annual target of a headline figure. A row replaces that of the same area, measure, population, period and year.",
            [
                AreaLevel,
                AreaCode,
                new("measure", FormValue.Code, "The id of the measure. It must have a headline figure for the population and period.", "effective-treatment")
                {
                    List = "measure", Width = 26,
                },
                new("population", FormValue.Code, "Whose figure it is.", "pdu") { List = "population" },
                new("period", FormValue.Code, "The period of the figure, ending with the month reported on.", "rolling-12") { List = "period" },
                new("year", FormValue.FinancialYear, "The financial year, April to March, such as 2011/12.", "2001/02") { Width = 9 },
                new("figure", FormValue.Code, "Whether the target is for the number (n) or for the share or mean (value).", "n") { List = "figure", Width = 8 },
                new("baseline", FormValue.Number, "What the figure was when the year began. A share is a number from 0 to 1: 0.85 for 85 %.", "58") { Width = 10 },
                new("target", FormValue.Number, "What the figure should be at the end of March. A share is a number from 0 to 1.", "62") { Width = 10 },
                new("better", FormValue.Code, "Whether a higher figure is better (more) or a lower one (less).", "more") { List = "better", Width = 8 },
                .. ProfileColumns.Select((month, i) => new FormColumn(
                    month, FormValue.Number,
                    i + 1 < ProfileColumns.Length
                        ? i == 0
                            ? "The profile: what the figure should be at the end of April. Fill in all twelve months or none; with none it rises or falls evenly."
                            : $"The profile at the end of {Months[i]}."
                        : "The profile at the end of March. It must equal the target.")
                { Need = FormNeed.Optional, Width = 7 }),
            ]),
        new("baselines", "Baselines",
            "What an earlier year's figure was, for a national indicator that compares with it. A row replaces that of the same indicator and area.",
            [
                new("indicator", FormValue.Code, "The national indicator.", NationalIndicators.Ni40) { List = "indicator", Width = 18 },
                AreaLevel,
                AreaCode,
                new("value", FormValue.Number, "The number of people in the baseline year.", "58"),
                new("source", FormValue.Text, "Where the number was published, at most 200 characters.", "Example: annual return 2007/08") { Width = 50 },
            ]),
        new("clusters", "Clusters",
            "Partnerships of similar need, which packs compare with each other. A row replaces that of the same partnership.",
            [
                Partnership,
                new("cluster", FormValue.Text, "The name of the cluster, at most 80 characters, spelt alike for all its partnerships.", "Example cluster")
                {
                    Width = 40,
                },
            ]),
        new("local-indicators", "Local indicators",
            "A figure that a partnership supplies and that cannot be calculated from what agencies send. A row replaces that of the same partnership, "
                + "indicator and month.",
            [
                Partnership,
                new("indicator", FormValue.Text, "Which figure, at most 200 characters, spelt alike every month.", "Example: deaths") { Width = 44 },
                new("month", FormValue.Month, "The month that the value is for, as yyyy-mm.", "2011-12"),
                new("value", FormValue.Number, "The value, in its unit.", "4"),
                new("unit", FormValue.Text, "What it is counted in, at most 80 characters.", "deaths in the year") { Width = 24 },
                new("source", FormValue.Text, "Who published it, at most 200 characters.", "Coroners' returns") { Width = 30 },
                new("date", FormValue.Day, "The day on which it was entered.", "2012-02-20"),
            ]),
        new("prevalence", "Prevalence",
            "How many people of a partnership are estimated to use opiates or crack. A row replaces that of the same partnership and year.",
            [
                Partnership,
                new("year", FormValue.FinancialYear, "The financial year that the estimate is for, such as 2011/12.", "2001/02") { Width = 9 },
                new("group", FormValue.Code, "Who is estimated.", Prevalence.Group) { List = "prevalence-group", Width = 18 },
                new("estimate", FormValue.Number, "The estimated number of people.", "140") { Width = 10 },
                new("lower", FormValue.Number, "The lower bound of its interval.", "120") { Width = 10 },
                new("upper", FormValue.Number, "The upper bound of its interval.", "170") { Width = 10 },
                new("source", FormValue.Text, "Who published it, at most 200 characters.", "Example: prevalence estimates 2001/02") { Width = 50 },
            ]),
    ];

    private static string[] Months =>
        ["April", "May", "June", "July", "August", "September", "October", "November", "December", "January", "February"];

    /// <summary>The form of a kind.</summary>
    public static ReferenceForm Form(this TargetFile file) => All[(int)file];
}
