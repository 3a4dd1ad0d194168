using Ndtms.Core.Validation;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Feedback;

/// <summary>Issues by rule at the agencies of a partnership.</summary>
internal sealed class AgencyRulesSheet(PartnershipView view) : ISheet
{
    public string Name => "By rule";

    public string Purpose => "Issues by rule, how to correct them, at all agencies and by agency";

    public void Fill(Sheet sheet)
    {
        sheet.Title(Name, view.Subtitle);
        sheet.Heading("All agencies");
        var rules = view.Sent.SelectMany(s => s.Last.Rules.Select(r => (Rule: r, s.Agency))).GroupBy(r => (r.Rule.Severity, r.Rule.Rule))
            .Select(g => (g.Key.Severity, g.Key.Rule, Issues: g.Sum(r => r.Rule.Issues), By: g.ToList()))
            .OrderByDescending(r => r.Severity).ThenByDescending(r => r.Issues).ThenBy(r => r.Rule, StringComparer.Ordinal).ToList();
        sheet.Table(
            "Rules",
            ["Severity", "Rule", new("Issues", Format.Whole), new("Agencies", Format.Whole), new("What it means") { Width = 52 }, new("How to correct it") { Width = 90 }],
            [.. rules.Select(r => new Cell[] { r.Severity.ToString(), r.Rule, r.Issues, r.By.Count, RuleBook.Find(r.Rule).Title, RuleBook.AdviceOn(r.Rule) })],
            new TableOptions { WhenEmpty = "No issues" });
        sheet.Heading("By agency");
        sheet.Table(
            "Rules_by_agency",
            ["Severity", "Rule", new("Issues", Format.Whole), "Code", new("Agency") { Width = 52 }],
            [
                .. from rule in rules
                   from found in rule.By
                   orderby rule.Severity descending, found.Rule.Issues descending, rule.Rule, found.Agency.Code
                   select new Cell[] { rule.Severity.ToString(), rule.Rule, found.Rule.Issues, found.Agency.Code, found.Agency.Name },
            ],
            new TableOptions { WhenEmpty = "No issues" });
    }
}
