using Ndtms.Core.Validation;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Feedback;

/// <summary>Issues by rule at the agencies of a partnership.</summary>
internal sealed class AgencyRulesSheet(PartnershipView view) : ISheet
{
    public string Name => "By rule";

    public string Purpose => "Issues by rule, at all agencies and by agency";

    public void Fill(Sheet sheet)
    {
        sheet.Title(Name, view.Subtitle);
        sheet.Heading("All agencies");
        var rules = view.Sent.SelectMany(s => s.Last.Rules.Select(r => (Rule: r, s.Agency))).GroupBy(r => (r.Rule.Severity, r.Rule.Rule))
            .Select(g => (g.Key.Severity, g.Key.Rule, Issues: g.Sum(r => r.Rule.Issues), By: g.ToList()))
            .OrderByDescending(r => r.Severity).ThenByDescending(r => r.Issues).ThenBy(r => r.Rule, StringComparer.Ordinal).ToList();
        sheet.Table(
            "Rules",
            ["Rule", "Severity", new("Issues", Format.Whole), new("Agencies", Format.Whole), new("What it means") { Width = 60 }],
            [.. rules.Select(r => new Cell[] { r.Rule, r.Severity.ToString(), r.Issues, r.By.Count, RuleBook.Find(r.Rule).Title })],
            new TableOptions { WhenEmpty = "No issues" });
        sheet.Heading("By agency");
        sheet.Table(
            "Rules_by_agency",
            ["Rule", "Severity", new("Issues", Format.Whole), "Code", new("Agency") { Width = 60 }],
            [
                .. from rule in rules
                   from found in rule.By
                   orderby rule.Severity descending, found.Rule.Issues descending, rule.Rule, found.Agency.Code
                   select new Cell[] { rule.Rule, rule.Severity.ToString(), found.Rule.Issues, found.Agency.Code, found.Agency.Name },
            ],
            new TableOptions { WhenEmpty = "No issues" });
    }
}
