using System.CommandLine;
using System.Globalization;
using Ndtms.Application;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Records;
using Ndtms.Storage;

namespace Ndtms.Worker.Commands;

/// <summary><c>explain</c>: who is behind a figure, and why.</summary>
internal static class ExplainCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var measure = new Option<string>("--measure") { Description = "The measure's id, such as effective-treatment.", HelpName = "ID", Required = true };
        var area = new Option<string>("--area") { Description = "A partnership, region, england or agency.", HelpName = "CODE", Required = true };
        var cut = CommonOptions.Cut();
        var population = new Option<string>("--population") { Description = "The population.", HelpName = "NAME", DefaultValueFactory = _ => "all" };
        var period = new Option<string>("--period") { Description = "month, quarter, ytd or rolling-12.", HelpName = "NAME", DefaultValueFactory = _ => "month" };
        var breakdown = new Option<string>("--breakdown") { Description = "A breakdown of the measure.", HelpName = "NAME", DefaultValueFactory = _ => "" };
        var category = new Option<string>("--category") { Description = "A category of the breakdown.", HelpName = "NAME", DefaultValueFactory = _ => "" };
        var agency = new Option<string?>("--agency") { Description = "Show this agency's own client and episode ids.", HelpName = "CODE" };
        var output = new Option<string?>("--out") { Description = "Write a CSV file instead of the screen.", HelpName = "FILE" };
        var options = new WorkspaceOptions();
        var command = new Command("explain", "List the persons behind a figure, with the dates that count them in or keep them out.")
        {
            measure, area, cut, population, period, breakdown, category, agency, output,
        };
        options.AddTo(command);
        command.SetAction(call =>
        {
            var day = CommonOptions.ParseMonth(call.GetValue(cut)!);
            using var workspace = options.OpenExisting(call, time);
            var held = new HeldEpisodes(workspace.Database).Load();
            var (level, code) = ReportCommand.FindArea(call.GetValue(area)!, workspace.Book, held.Agencies);
            var key = new FigureKey(
                level, code,
                MeasureNames.TryParse(call.GetValue(population)!, out Population whose) ? whose
                    : throw new RequestException($"There is no population '{call.GetValue(population)}'; there are {string.Join(", ", Enum.GetValues<Population>().Select(p => p.Name()))}."),
                MeasureNames.TryParse(call.GetValue(period)!, out PeriodKind span) ? span
                    : throw new RequestException($"There is no period '{call.GetValue(period)}'; there are month, quarter, ytd and rolling-12."),
                Catalogue.Find(call.GetValue(measure)!)?.Id
                    ?? throw new RequestException($"There is no measure '{call.GetValue(measure)}'; there are {string.Join(", ", Catalogue.Measures.Select(m => m.Id))}."),
                call.GetValue(breakdown)!, call.GetValue(category)!);
            if (Catalogue.Find(key.Measure)!.IsOfQuality)
            {
                throw new RequestException(
                    $"{key.Measure} counts {Catalogue.Find(key.Measure)!.Unit.ToString().ToLowerInvariant()}, not people, so there is nobody to list; see 'issues' and 'report feedback' for what is behind it.");
            }

            var caseload = Caseload.Prepare(held, workspace.Book);
            var behind = MeasureRun.Behind(caseload, day, key);
            var own = call.GetValue(agency)?.ToUpperInvariant() ?? (key.Level == AreaLevel.Agency ? key.Area : null);
            var lines = Lines(behind, own, day, workspace.Secrets).ToList();
            if (call.GetValue(output) is { } path)
            {
                Files.Write(path, stream =>
                {
                    using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
                    lines.ForEach(writer.WriteLine);
                });
                terminal.Line($"{path}: the {behind.Count} cases behind the figure.");
            }
            else
            {
                lines.ForEach(terminal.Line);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static IEnumerable<string> Lines(IReadOnlyList<Contribution> behind, string? own, DateOnly cut, Secrets secrets)
    {
        yield return "person,n,d,journey_start,treatment_start,journey_end,exit,days,own_episodes,why";
        var rows = behind.Select(c => (Person: secrets.ShownPersonHash(c.Episodes[0].Client), Case: c)).OrderBy(r => r.Person, StringComparer.Ordinal).ThenBy(r => r.Case.JourneyStart);
        foreach (var (person, c) in rows)
        {
            var episodes = c.Episodes.Where(e => e.Client.Agency == own).Select(e => $"{e.Client.ClientId}/{e.EpisodeId}");
            yield return string.Join(',', new[]
            {
                person, Show(c.N), Show(c.D), Show(c.JourneyStart), Show(c.TreatmentStart), Show(c.JourneyEnd), c.Exit ?? "",
                Show(Explanation.DaysInTreatment(c, cut)), string.Join(' ', episodes), Explanation.Of(c, cut),
            }.Select(CsvText.Quote));
        }
    }

    private static string Show(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private static string Show(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
