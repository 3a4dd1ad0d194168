using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>The quarterly review pack of a partnership, a region or England: what the meeting of partnership and regional team
/// needs.</summary>
/// <remarks>A sheet is a method. Figures are those of the export at the ends of quarters; no sheet shows one of another mode.</remarks>
public sealed partial class QuarterlyPack : AreaReport
{
    private readonly IReadOnlyList<ReviewAction> _actions;

    /// <summary>The measures on the sheets, in the order in which they are met.</summary>
    private readonly List<string> _shown = [];

    private QuarterlyPack(ReportData data, ReportArea area, IReadOnlyList<ReviewAction> actions)
        : base(data, area, Quarters.Name(Quarters.Require(data.Cut)))
    {
        _actions = actions;
        QuarterEnds = [.. data.Months.Where(m => Quarters.IsEnd(m.Cut)).TakeLast(Quarters.Shown)];
        Poor = Performance.SustainedPoor(data.Months, data.Targets);
    }

    /// <summary>The figures at the ends of eight quarters, the cut's last.</summary>
    private IReadOnlyList<ShownFigures> QuarterEnds { get; }

    private IReadOnlyList<PoorPerformance> Poor { get; }

    /// <summary>The name of a pack's file: <c>quarterly-A12B-2011-12-Q4.xlsx</c>, financial year and quarter.</summary>
    /// <exception cref="ArgumentException">The cut does not end a quarter.</exception>
    public static string FileName(ReportArea area, DateOnly cut) => $"quarterly-{area.Code}-{Quarters.InFileName(Quarters.Require(cut))}.xlsx";

    /// <summary>Writes the pack of an area; the same data and actions give the same bytes.</summary>
    /// <param name="data">The data of the cut, which ends a quarter.</param>
    /// <param name="area">A partnership, a region or England. One without an episode at the cut has a pack that says so.</param>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="previousActions">The actions carried over from the last pack; null: none.</param>
    /// <exception cref="ArgumentException">The cut does not end a quarter, or the area is an agency.</exception>
    public static void Write(ReportData data, ReportArea area, Stream stream, IReadOnlyList<ReviewAction>? previousActions = null)
    {
        if (area.Level == AreaLevel.Agency)
            throw new ArgumentException("A quarterly pack is of a partnership, a region or England; there is none of an agency.", nameof(area));
        new QuarterlyPack(data, area, previousActions ?? []).Describe().Save(stream);
    }

    private Workbook Describe()
    {
        var book = new Workbook($"Quarterly review: {_subtitle}") { Footer = $"Run {_data.RunId}" };
        book.AddContents(Contents("Quarterly review pack"));
        AddSummary(book.AddSheet("Summary", "The quarter in words: targets, what moved most, and what stays poor"));
        AddPlan(book.AddSheet("Plan against progress", "Each target of the year: where the figure is, and where it should be"));
        AddEffectiveTreatment(book.AddSheet("Effective treatment", "Problem drug users and adults; growth on the baseline of 2007/08"));
        AddCompletions(book.AddSheet("Successful completions", "Completed treatment by substance, its growth, and who came back"));
        AddOutcomes(book.AddSheet("Outcomes", "What changed between start and review, and how many TOPs are done"));
        AddAccess(book.AddSheet("Access and waits", "Who comes into treatment, and how long they wait"));
        AddTimeInTreatment(book.AddSheet("Time in treatment", "How long those in treatment have been in it"));
        AddYoungPeople(book.AddSheet("Young people", "Numbers against the baseline, waits, exits and transition to adult services"));
        AddCriminalJustice(book.AddSheet("Criminal justice and custody", "Referrals by criminal justice, and who is picked up after custody"));
        AddHarmReduction(book.AddSheet("Harm reduction", "Hepatitis B vaccination and hepatitis C tests"));
        AddParents(book.AddSheet("Parents and children", "Parents among those who come into treatment, and children living with them"));
        AddLocalIndicators(book.AddSheet("Local indicators", "Those reckoned from the data, and those entered by hand"));
        AddBenchmark(book.AddSheet("Benchmark", "Partnerships beside each other, with what chance alone explains"));
        AddProviders(book.AddSheet("Provider comparison", "The area's agencies beside each other"));
        RevisionsSheet.AddTo(book, _data, _area, _subtitle);
        AddActions(book.AddSheet(ReviewActions.SheetName, "What the meeting agrees on"));
        book.AddNotes(Notes());
        return book;
    }

    private void Begin(Sheet sheet, string text)
    {
        sheet.Title(sheet.Name, _subtitle);
        if (!HasFigures)
            sheet.Text($"No episode of {_area.Name} is held at {Wording.Day(_data.Cut)}: there are no figures.");
        sheet.Text(text);
    }

    private ShownFigure? Find(TrendRow row, ShownFigures? figures = null, ReportArea? area = null) =>
        Find(row.Measure, row.Period, row.Breakdown, population: row.Population, figures: figures, area: area);

    /// <summary>Eight quarters of some figures, a row each: how they changed since the last quarter, which way, and whether that is
    /// better.</summary>
    private void AddTrend(Sheet sheet, string name, string heading, params IReadOnlyList<TrendRow> rows)
    {
        sheet.Heading(heading);
        _shown.AddRange(rows.Select(r => r.Measure));
        var quarters = QuarterEnds.Select(q => Quarters.Header(q.Cut)).ToList();
        var cells = rows.Select(row =>
        {
            var (way, better) = Way(row);
            return (Cell[])
            [
                row.Label, row.Counted, .. QuarterEnds.Select(q => row.CellOf(Find(row, q))),
                ((Cell)(Shown?)Change(row)).As(row.ChangeFormat), way, better, Cell.Blank,
            ];
        }).ToList();
        var table = sheet.Table(
            name,
            [
                "Measure", new("Counted") { Width = 30 }, .. quarters.Select(q => new TableColumn(q, Format.Whole)),
                new("Since last quarter", Format.Change), "Direction", "Better or worse", new("Trend") { Width = 16 },
            ],
            cells, new TableOptions { FrozenColumns = 1, RowHeight = 20 });
        for (var i = 0; i < cells.Count; i++)
            cells[i][^1] = Cell.Trend(table.Values(i, quarters[0], quarters[^1]));
    }

    /// <summary>What a figure changed by since the last quarter.</summary>
    private Shown Change(TrendRow row) => row.Of(Find(row)) - row.Of(Find(row, QuarterEnds[^2]));

    private (Cell Direction, Cell Better) Way(TrendRow row)
    {
        var moved = Change(row);
        if (moved.Value is not { } change)
            return moved.Suppressed ? (Cell.Suppressed, Cell.Suppressed) : (Cell.Blank, Cell.Blank);
        var way = Narrative.DirectionOf(change, row.Decimals);
        return (
            way switch { Direction.Up => "▲ up", Direction.Down => "▼ down", _ => "► level" },
            Narrative.Judgement(way, row.Better));
    }

    /// <summary>Eight quarters of some figures that are drawn: a row a quarter, with its chart.</summary>
    private void AddDrawn(
        Sheet sheet, string name, string title, string unit, IReadOnlyList<TrendRow> rows, params IReadOnlyList<(string Header, decimal Value)> against)
    {
        sheet.Heading(title);
        var format = rows[0].Format;
        sheet.Table(
            name,
            ["Quarter", .. rows.Select(r => new TableColumn(r.Label, r.Format)), .. against.Select(a => new TableColumn(a.Header, format))],
            [.. QuarterEnds.Select(q => (Cell[])
            [
                Quarters.Header(q.Cut), .. rows.Select(r => r.CellOf(Find(r, q))), .. against.Select(a => (Cell)a.Value),
            ])])
            .Chart(new Chart(
                ChartKind.Line, title, "Quarter",
                [.. rows.Select(r => new Series(r.Label)), .. against.Select(a => new Series(a.Header, SeriesRole.Reference))])
            {
                Unit = unit,
                Height = 260,
                Maximum = format == Format.Percent ? Top(rows.SelectMany(r => QuarterEnds.Select(q => r.Of(Find(r, q)).Value))) : null,
            });
    }

    /// <summary>The end of an axis of shares: the tenth at or above the highest, and never more than all.</summary>
    private static double Top(IEnumerable<decimal?> shares) =>
        (double)Math.Clamp(Math.Ceiling((shares.Max() ?? 1) * 10) / 10, 0.1m, 1);
}
