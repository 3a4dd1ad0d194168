using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>Young people's vulnerabilities at start and at exit, on the sheets of several workbooks.</summary>
internal static class Vulnerabilities
{
    /// <summary>Adds the answers at start and at exit side by side, with a chart; all but a few items are the same.</summary>
    public static void AddVulnerabilities(this Sheet sheet, AreaView view)
    {
        sheet.Heading("Vulnerabilities");
        var start = Answers("at-start");
        var exit = Answers("at-exit");
        var table = sheet.Table(
            "Vulnerabilities",
            [
                new TableColumn("Vulnerability"), new("At start, answered", Format.Whole), new("At start, yes", Format.Whole),
                new("At start, share", Format.Percent), new("At exit, answered", Format.Whole), new("At exit, yes", Format.Whole),
                new("At exit, share", Format.Percent),
            ],
            [
                .. start.Keys.Union(exit.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
                    .Select(item => (Cell[])[item, .. Row(start, item), .. Row(exit, item)]),
            ],
            new TableOptions { WhenEmpty = "No answers have been submitted" });
        if (start.Count + exit.Count > 0)
        {
            table.Chart(new Chart(ChartKind.Bar, "Vulnerabilities at start and at exit", "Vulnerability", "At start, share", "At exit, share")
            {
                Unit = "Share of people or journeys with an answer, rolling 12 months",
                Maximum = 1,
                Height = 360,
            });
        }

        sheet.Note("Rolling 12 months. At start: new presentations with an answer. At exit: journeys that ended, with an answer.");

        Dictionary<string, ShownFigure> Answers(string breakdown) =>
            view.Of(Population.YoungPeople).Categories("yp-vulnerabilities", PeriodKind.RollingTwelve, breakdown)
                .ToDictionary(f => ItemOf(view.FieldLabel(f.Key.Category)), StringComparer.Ordinal);

        static IEnumerable<Cell> Row(Dictionary<string, ShownFigure> answers, string item) =>
            answers.TryGetValue(item, out var figure) ? [figure.D, figure.N, figure.Value] : [0, Cell.Blank, Cell.Blank];
    }

    /// <summary>The subject of an item, without the words that say when it is asked: "Young person at exit: self-harm" is "Self-harm".</summary>
    private static string ItemOf(string label)
    {
        var item = label[(label.IndexOf(": ", StringComparison.Ordinal) is >= 0 and var at ? at + 2 : 0)..];
        return string.Concat(item[..1].ToUpperInvariant(), item.AsSpan(1));
    }
}
