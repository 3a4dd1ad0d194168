using System.Globalization;
using Ndtms.Core.Journeys;
using Ndtms.Core.Quality;
using Ndtms.Core.Validation;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Feedback;

/// <summary>Issues by rule.</summary>
internal sealed class ByRuleSheet(FeedbackView view, DetailSheets detail) : ISheet
{
    public string Name => "By rule";

    public string Purpose => "Issues by rule, and how to correct them";

    public void Fill(Sheet sheet)
    {
        sheet.Title(Name, view.Subtitle);
        sheet.Text("Each rule links to its first issue in Detail. To see all its issues, filter that sheet by rule.");
        sheet.Gap();
        var listed = view.Issues.Index().GroupBy(i => (i.Item.Severity, i.Item.Rule)).ToDictionary(g => g.Key, g => g.ToList());
        var rules = view.Feedback.IssueCounts.GroupBy(c => (c.Severity, c.Rule)).OrderByDescending(g => g.Key.Severity)
            .ThenByDescending(g => g.Sum(c => c.Issues)).ThenBy(g => g.Key.Rule, StringComparer.Ordinal);
        sheet.Table(
            "By_rule",
            [
                "Severity", "Rule", new("Issues", Format.Whole), .. view.IsAllListed ? (TableColumn[])[] : [new("Listed", Format.Whole)],
                .. view.Confirmed == 0 ? (TableColumn[])[] : [new("Confirmed", Format.Whole)],
                new("What it means") { Width = 45 }, .. view.HasEffects ? (TableColumn[])[new("Effect on figures") { Width = 48 }] : [],
                new("Issues by column") { Width = 40 },
                new("How to correct it") { Width = 70 },
            ],
            [.. rules.Select(g => (Cell[])
            [
                g.Key.Severity.ToString(),
                listed.TryGetValue(g.Key, out var issues) ? Cell.Link(g.Key.Rule, detail.Row(issues[0].Index)) : g.Key.Rule, g.Sum(c => c.Issues), .. view.IsAllListed ? (Cell[])[] : [issues?.Count ?? 0],
                .. view.Confirmed == 0 ? (Cell[])[] : [g.Sum(c => c.Confirmed)],
                RuleBook.Find(g.Key.Rule).Title, .. view.HasEffects ? (Cell[])[g.Key.Severity == Severity.Reject ? Effect(g.Key.Rule) : Cell.Blank] : [],
                Columns(g), issues is null ? Cell.Blank : RuleBook.Advice(issues[0].Item, view.Book),
            ])],
            new TableOptions { WhenEmpty = "No issues" });
    }

    private static string Columns(IEnumerable<IssueCount> counts) => Ellipsis.Cut(
        string.Join(", ", counts.Where(c => c.Column is not null).OrderByDescending(c => c.Issues).ThenBy(c => c.Column, StringComparer.Ordinal)
            .Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Column} {c.Issues:#,##0}"))), IssueList.LongestText);

    /// <summary>"12 clients missing from effective treatment in 12 months, 8 in the month".</summary>
    private Cell Effect(string rule)
    {
        if (!view.Feedback.Effects.TryGetValue(rule, out var effects))
            return Cell.Blank;
        var words = EffectOnFigures.Measures.Select(measure =>
        {
            var year = Of(measure, PeriodKind.RollingTwelve);
            var month = Of(measure, PeriodKind.Month);
            return (year, month) switch
            {
                (0, 0) => null,
                (0, _) => $"{Wording.Count(month, "client")} missing from {Figure(measure)} in the month",
                _ => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Wording.Count(year, "client")} missing from {Figure(measure)} in 12 months, {month:#,##0} in the month"),
            };
        });
        return string.Join("; ", words.OfType<string>());

        int Of(string measure, PeriodKind period) => effects.FirstOrDefault(e => e.Measure == measure && e.Period == period)?.Persons ?? 0;

        static string Figure(string measure) => measure switch
        {
            "in-treatment" => "those in treatment",
            _ => measure.Replace('-', ' '),
        };
    }
}
