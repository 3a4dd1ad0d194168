using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Quality;
using Ndtms.Core.Validation;
using Ndtms.Workbooks.Writing;
using Cell = Ndtms.Workbooks.Writing.Cell;

namespace Ndtms.Workbooks;

/// <content>The agencies that work with the residents, and the quality of what they send.</content>
public sealed partial class MonthlyReport
{
    private const int WorstFields = 12;
    private const int TopRules = 15;

    /// <summary>Agencies that had residents in treatment in one of the periods, and the area's own active ones; by code.</summary>
    private IReadOnlyList<Agency> Providers()
    {
        var partnerships = _area.Level switch
        {
            AreaLevel.Agency => [],
            AreaLevel.Partnership => [_area.Code],
            _ => AreasWithin(AreaLevel.Partnership).Select(a => a.Code),
        };
        var codes =
            from partnership in partnerships
            from population in new[] { Population.All, Prison }
            from span in Spans
            from figure in _data.Figures.Categories(AreaLevel.Partnership, partnership, population, span.Kind, "in-treatment", "agency")
            select figure.Key.Category;
        return
        [
            .. codes.Union(_data.Areas.AgenciesOf(_area.Level, _area.Code), StringComparer.Ordinal)
                .Select(code => _data.Agencies.GetValueOrDefault(code)).OfType<Agency>()
                .Where(a => a.ActiveOn(_data.Cut) || AgencyHas(a.Code)).OrderBy(a => a.Code, StringComparer.Ordinal),
        ];
    }

    private void AddProviders(Sheet sheet)
    {
        var agencies = Providers();
        var ofResidents = _area.Level == AreaLevel.Partnership;
        sheet.Title("Providers", _subtitle);
        sheet.Text($"Every agency that treated residents of {_area.Name} in the rolling 12 months or the financial year, wherever it is, and "
            + "every active agency of the area. "
            + (ofResidents ? "Residents are those of the partnership; all other figures are of everybody whom the agency treats." : "Figures "
                + "are of everybody whom the agency treats.")
            + " All are of the rolling 12 months; a prison's are of people in prison, the others' of everybody else.");
        sheet.Heading("What they do");
        var table = sheet.Table(
            "Providers",
            [
                new TableColumn("Agency"), "Code", "Service", "Home partnership",
                .. ofResidents ? [new("Residents in treatment", Format.Whole)] : Array.Empty<TableColumn>(),
                new("In treatment", Format.Whole), new("New presentations", Format.Whole), new("In effective treatment", Format.Percent),
                new($"First wait {Options.WaitTargetDays} days or less", Format.Percent), new("Planned exits", Format.Percent),
                new("Start TOP in time", Format.Percent),
            ],
            [.. agencies.Select(a => (Cell[])
            [
                a.Name, a.Code, Wording.Sentence(a.Service.Name()), _data.Book.Areas.Partnership(a.Partnership)?.Name ?? a.Partnership,
                .. ofResidents
                    ? [Find("in-treatment", PeriodKind.RollingTwelve, "agency", a.Code, WhoseOf(a))?.N ?? 0]
                    : Array.Empty<Cell>(),
                Own(a, "in-treatment")?.N, Own(a, "new-presentations")?.N, Own(a, "effective-treatment")?.Value, Own(a, "wait-first")?.Value,
                Own(a, "planned-exits")?.Value, Own(a, "top-start")?.Value,
            ])],
            new TableOptions { WhenEmpty = "No agency" });
        if (ofResidents && agencies.Count > 0)
        {
            table.Chart(new Chart(ChartKind.Bar, "Residents in treatment by agency", "Agency", "Residents in treatment")
            {
                Unit = "People, rolling 12 months",
                Place = ChartPlace.Below,
            });
        }

        sheet.Heading("What they send");
        if (_data.Context.Quality.Count == 0)
        {
            sheet.Text("Nothing is known of what the agencies sent.");
            return;
        }

        var quality = _data.Context.Quality.ToDictionary(q => q.Code, StringComparer.Ordinal);
        sheet.Table(
            "Submissions",
            [
                new TableColumn("Provider"), "Code", "File for the month", new("Deadline", Format.Date), new("Received", Format.Date),
                new("Rejected, records", Format.Whole), new("With a warning, records", Format.Whole), new("Score of 100", Format.Decimal),
            ],
            [.. agencies.Select(a => quality.GetValueOrDefault(a.Code) is { } of
                ? (Cell[])
                [
                    a.Name, a.Code, FileOf(of), of.IsActive ? of.Deadline : Cell.Blank, of.Accepted,
                    OfQuality("dq-rejected", a)?.N, OfQuality("dq-warnings", a)?.N, ScoreOf(of, a),
                ]
                : [a.Name, a.Code, "None due", .. Enumerable.Repeat(Cell.Blank, 5)])],
            new TableOptions { WhenEmpty = "No agency" });
        sheet.Note("Received: the first file for the month that was accepted. Rejected, warned and the score are of the agency's last file "
            + "that was loaded, whatever month it is for; Notes tell how the score is made.");
    }

    private void AddDataQuality(Sheet sheet)
    {
        sheet.Title("Data quality", _subtitle);
        sheet.Text("How complete what is held is, what the checks found, and whether files came in time. Prisons' agencies are in these "
            + "figures too.");
        sheet.Heading("Overall");
        sheet.Table(
            "Quality",
            [
                "Area", new("Values expected", Format.Whole), new("Complete", Format.Percent), new("Records rejected", Format.Whole),
                new("Records with a warning", Format.Whole), new("Files due, agencies", Format.Whole),
                new("In time, agencies", Format.Whole), new("In time", Format.Percent),
            ],
            [.. ((ReportArea[])[_area, .. _area.Around]).Select(area =>
            {
                var (complete, inTime) = (OfQuality("dq-completeness", area), OfQuality("dq-timeliness", area));
                return (Cell[])
                [
                    area.Name, complete?.D, complete?.Value, OfQuality("dq-rejected", area)?.N, OfQuality("dq-warnings", area)?.N,
                    inTime?.D, inTime?.N, inTime?.Value,
                ];
            })]);
        AddFields(sheet);
        AddRules(sheet, "dq-rejected", "Rules that rejected most", "Rules_rejected", "Records rejected");
        AddRules(sheet, "dq-warnings", "Rules that warned most", "Rules_warned", "Records with a warning");
        if (_area.Level != AreaLevel.Agency)
            AddCompletenessByAgency(sheet);
        sheet.Heading("Month by month");
        sheet.Table(
            "Quality_by_month",
            [
                new("Month", Format.Month), new("Files due, agencies", Format.Whole), new("In time, agencies", Format.Whole),
                new("In time", Format.Percent), new("Values complete", Format.Percent),
            ],
            [.. _data.Months.Select(m =>
            {
                var inTime = OfQuality("dq-timeliness", _area, m);
                return (Cell[])[Cell.Month(m.Cut), inTime?.D, inTime?.N, inTime?.Value, OfQuality("dq-completeness", _area, m)?.Value];
            })])
            .Chart(new Chart(ChartKind.Line, "Files in time and values complete", "Month", "In time", "Values complete")
            {
                Unit = "Share of agencies with a file due; share of expected values",
                Maximum = 1,
            });
        sheet.Note("Values complete are those of today's data at each month's end. In a month for which no agency sent a file of its own none "
            + "is in time, though later files may have brought its data.");
    }

    private void AddCompletenessByAgency(Sheet sheet)
    {
        sheet.Heading("Completeness by agency");
        sheet.Table(
            "Complete_by_agency",
            [new TableColumn("Agency"), "Code", new("Values expected", Format.Whole), new("Missing", Format.Whole), new("Complete", Format.Percent)],
            [
                .. Providers().Select(a => (Agency: a, Figure: OfQuality("dq-completeness", a))).Where(a => a.Figure is not null)
                    .OrderBy(a => Place(a.Figure!.Value)).ThenBy(a => a.Agency.Code, StringComparer.Ordinal)
                    .Select(a => (Cell[])[a.Agency.Name, a.Agency.Code, .. Missing(a.Figure!.Value)]),
            ],
            new TableOptions { WhenEmpty = "No agency" });
        sheet.Note("Everything that the agency sent, of residents and others. The least complete stand first.");
    }

    private void AddFields(Sheet sheet)
    {
        var fields = _data.Figures.Categories(_area.Level, _area.Code, Population.All, PeriodKind.Month, "dq-completeness", "field")
            .OrderBy(Place).ThenBy(f => f.Key.Category, StringComparer.Ordinal).ToList();
        sheet.Heading("Least complete fields");
        TableColumn[] columns =
        [
            "Field", "Column", new("Values expected", Format.Whole), new("Missing", Format.Whole), new("Complete", Format.Percent),
        ];
        var worst = sheet.Table(
            "Worst_fields", columns, [.. fields.Take(WorstFields).Select(Row)], new TableOptions { WhenEmpty = "No values are expected" });
        if (fields.Count == 0)
            return;
        worst.Chart(new Chart(ChartKind.Bar, "Least complete fields", "Field", "Complete") { Unit = "Share of values expected", Maximum = 1 });
        if (fields.Exists(f => f.Value.Suppressed))
            sheet.Note("Fields of which the share is not shown stand last, whatever it is.");
        if (fields.Count <= WorstFields)
            return;
        sheet.Heading("All other fields");
        sheet.Table("Other_fields", columns, [.. fields.Skip(WorstFields).Select(Row)]);

        Cell[] Row(ShownFigure field) => [FieldLabel(field.Key.Category), field.Key.Category, .. Missing(field)];
    }

    private void AddRules(Sheet sheet, string measure, string heading, string name, string counted)
    {
        var rules = _data.Figures.Categories(_area.Level, _area.Code, Population.All, PeriodKind.Month, measure, "rule")
            .OrderByDescending(f => f.N.Value ?? -1).ThenBy(f => f.Key.Category, StringComparer.Ordinal).ToList();
        sheet.Heading(heading);
        sheet.Table(
            name,
            [new TableColumn("What the rule finds"), "Rule", new(counted, Format.Whole)],
            [.. rules.Take(TopRules).Select(r => (Cell[])[TitleOf(r.Key.Category), r.Key.Category, r.N])],
            new TableOptions { WhenEmpty = "Nothing was found" });
        if (rules.Count > TopRules)
            sheet.Note($"The first {TopRules} of {Wording.Count(rules.Count, "rule")} that found something. A record can be found by several.");
        else if (rules.Count > 0)
            sheet.Note("A record can be found by several rules.");
    }

    /// <summary>The least complete first; where the share is withheld its place would tell of it, so these come last.</summary>
    private static decimal Place(ShownFigure share) => share.Value.Value ?? decimal.MaxValue;

    private static Cell[] Missing(ShownFigure share) => [share.D, share.D - share.N, share.Value];

    /// <summary>What became of an agency's file for the month.</summary>
    private static string FileOf(AgencyQuality agency) => agency switch
    {
        { DaysLate: 0 } => "In time",
        { DaysLate: { } late } => $"{Wording.Count(late, "day")} late",
        { IsActive: true } => "None accepted",
        _ => "None due",
    };

    /// <summary>The score of what may be shown of an agency's last file: of rounded counts where counts are rounded, and none where one of
    /// them is withheld.</summary>
    private Cell ScoreOf(AgencyQuality agency, Agency of)
    {
        if (agency.Last is not { } last)
            return Cell.Blank;
        var (parts, read) = ShownFigures.Counts(_data.Mode, [last.Read - last.Loaded, last.Warned, last.Loaded - last.Warned], last.Read);
        if (read.Suppressed || parts[0].Suppressed || parts[1].Suppressed || OfQuality("dq-rejected", of) is { N.Suppressed: true }
            || OfQuality("dq-warnings", of) is { N.Suppressed: true })
            return Cell.Suppressed;
        var score = QualityScore.Of((long)read.Value!.Value, (long)(read.Value - parts[0].Value)!.Value, (long)parts[1].Value!.Value);
        return score is { } known ? Math.Round((decimal)known, 1, MidpointRounding.AwayFromZero) : Cell.Blank;
    }

    private string FieldLabel(string header) =>
        _data.Book.DataSets.Select(d => d.Find(header)).LastOrDefault(f => f is not null)?.Label ?? header;

    private static string TitleOf(string rule) => RuleBook.Rules.FirstOrDefault(r => r.Id == rule)?.Title ?? "";

    private bool AgencyHas(string code) => _data.Figures.Areas(AreaLevel.Agency).Contains(code, StringComparer.Ordinal);

    private static Population WhoseOf(Agency agency) => agency.Service == AgencyService.Prison ? Prison : Population.All;

    /// <summary>An agency's own figure over twelve months.</summary>
    private ShownFigure? Own(Agency agency, string measure) => _data.Figures.Find(
        new FigureKey(AreaLevel.Agency, agency.Code, WhoseOf(agency), PeriodKind.RollingTwelve, measure));

    private ShownFigure? OfQuality(string measure, Agency agency) => _data.Figures.Find(
        new FigureKey(AreaLevel.Agency, agency.Code, Population.All, PeriodKind.Month, measure));

    private ShownFigure? OfQuality(string measure, ReportArea area, ShownFigures? figures = null) =>
        Find(measure, PeriodKind.Month, population: Population.All, figures: figures, area: area);
}
