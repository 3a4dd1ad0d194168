using System.Globalization;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>What the workbooks about one area have in common: how they find its figures, say what they rest on and explain their
/// terms.</summary>
public abstract class AreaReport
{
    private protected readonly ReportData _data;
    private protected readonly ReportArea _area;
    private protected readonly Population _whose;
    private protected readonly string _subtitle;

    /// <param name="data">The data of the cut.</param>
    /// <param name="area">The area.</param>
    /// <param name="span">The time reported on, in words.</param>
    private protected AreaReport(ReportData data, ReportArea area, string span)
    {
        _data = data;
        _area = area;
        _whose = area.Whose;
        _subtitle = $"{area.Title}, {span}";
    }

    private protected bool HasFigures => _data.Figures.Areas(_area.Level).Contains(_area.Code, StringComparer.Ordinal);

    private protected MeasureOptions Options => _data.Figures.Options;

    private protected ContentsPage Contents(string what) => ContentsOf(_data, what, _area.Title);

    /// <summary>The contents of any workbook of a cut.</summary>
    internal static ContentsPage ContentsOf(ReportData data, string what, string area) => new()
    {
        What = what,
        Area = area,
        Cut = data.Cut,
        DataAsAt = data.LatestReceipt is { } latest
            ? $"{Wording.Day(latest)}, the latest day on which data was received"
            : "Nothing is held",
        Basis = data.Figures.Basis == "official"
            ? "official: people with equal initials, date of birth and sex are one person"
            : data.Figures.Basis,
        Disclosure = Wording.Disclosure(data.Mode),
        Parameters = ReportParameters.Of(data.Figures.Options),
        CodeVersion = data.CodeVersion,
        DataVersion = $"data {data.DataHash[..12]}, codes {data.Book.Hash[..12]}",
        RunId = data.RunId,
    };

    private protected ShownFigure? Find(
        string measure, PeriodKind period, string breakdown = "", string category = "", Population? population = null,
        ShownFigures? figures = null, ReportArea? area = null) =>
        (figures ?? _data.Figures).Find(new FigureKey(
            (area ?? _area).Level, (area ?? _area).Code, population ?? _whose, period, measure, breakdown, category));

    private protected static Cell Share(ShownFigure? figure) => ((Cell)figure?.Value).As(Format.Percent);

    /// <summary>A breakdown's categories that any of some periods has, in the order of reports.</summary>
    private protected List<(string Category, string Words)> CategoriesOf(
        string measure, string breakdown, params IEnumerable<PeriodKind> periods) =>
    [
        .. periods.SelectMany(p => _data.Figures.Categories(_area.Level, _area.Code, _whose, p, measure, breakdown))
            .Select(f => f.Key.Category).Distinct(StringComparer.Ordinal)
            .Select(c => (Category: c, Wording: Wording.Category(breakdown, c, _data.Book)))
            .OrderBy(c => c.Wording.Place).ThenBy(c => c.Category, StringComparer.Ordinal).Select(c => (c.Category, c.Wording.Words)),
    ];

    private protected static string Header(ShownFigures month) => month.Cut.ToString("MMM yyyy", CultureInfo.InvariantCulture);

    private protected static string Level(ReportArea area) => Wording.Sentence(area.Level.Name());

    /// <summary>A table of shares: d, n and n/d.</summary>
    private protected static Table AddShares(
        Sheet sheet, string name, string header, string of, string counted, IEnumerable<(Cell Row, ShownFigure? Share)> rows) => sheet.Table(
            name,
            [
                new TableColumn(header), new TableColumn(of, Format.Whole), new TableColumn(counted, Format.Whole),
                new TableColumn("Share", Format.Percent),
            ],
            [.. rows.Select(r => (Cell[])[r.Row, r.Share?.D, r.Share?.N, r.Share?.Value])]);

    private protected NoteSection Terms(IEnumerable<Population> populations) => new("Terms")
    {
        Definitions =
        [
            new("Cut", "The last day of the month reported on. Dates after it are read as blank."),
            new("Treatment episode", "An episode at an agency with at least one structured modality that has started. Only these "
                + "count, unless a definition says otherwise."),
            new("Treatment start", "The day on which the earliest structured modality started."),
            new("Journey", "A person's treatment episodes in the area, in order; the next one belongs to the same journey if the "
                + $"person was triaged no later than {Wording.Count(Options.JoinDays, "day")} after discharge from those before."),
            new("Exit", "The discharge reason group of the episode that ended last. Without a usable reason it is incomplete; "
                + "reasons of one day that differ contradict each other."),
            new("Year to date", "From 1 April to the cut."),
            new("Rolling 12 months", "The twelve months that end at the cut."),
            .. populations.Select(p => new Definition(Wording.Name(p), Wording.Meaning(p), p.Name())),
        ],
    };

    private protected static NoteSection WhoIsCountedWhere() => new(
        "Who is counted where",
        "A partnership's figures are of its residents, wherever they are treated; where the residence is blank, the agency's own "
            + "partnership stands in for it. An agency's figures are of the episodes that it sent.",
        "People who live outside England (residence Z00B) are in the figures of their agency, and in no partnership, region or England.",
        "Episodes at prisons' agencies make journeys of their own. They are in the population \"In prison\" and in no other.",
        "A person with several journeys in a period counts once in measures of people, described by the journey with the latest "
            + "treatment start. Measures of journeys, episodes and modalities count each.",
        "People are told apart by initials, date of birth and sex. Two people who share all of these are counted as one; one whose "
            + "details differ between agencies is counted as two.");

    /// <summary>What is held of the area's agencies, in sentences.</summary>
    private protected IEnumerable<string> Completeness()
    {
        var held = _data.Figures.Areas(AreaLevel.Agency).ToHashSet(StringComparer.Ordinal);
        bool OfArea(string partnership) => _area.Level switch
        {
            AreaLevel.England => true,
            AreaLevel.Region => _data.Book.Areas.Partnership(partnership)?.Region == _area.Code,
            _ => partnership == _area.Code,
        };
        if (_area.Level != AreaLevel.Agency)
        {
            var active = _data.Agencies.Values.Where(a => OfArea(a.Partnership) && a.ActiveOn(_data.Cut))
                .OrderBy(a => a.Code, StringComparer.Ordinal).ToList();
            var missing = active.Where(a => !held.Contains(a.Code)).ToList();
            yield return missing.Count == 0
                ? $"Data is held from every active agency of {_area.Name} ({active.Count})."
                : $"Of {Wording.Count(active.Count, "active agency", "active agencies")} of {_area.Name}, {missing.Count} "
                    + $"{(missing.Count == 1 ? "has" : "have")} nothing held: {string.Join(", ", missing.Select(a => $"{a.Name} ({a.Code})"))}.";
        }

        yield return "What an agency sent last stands until it sends again: one that has not sent for this month counts with what it "
            + "sent before, "
            + "and its clients look as if they had stayed.";
    }
}
