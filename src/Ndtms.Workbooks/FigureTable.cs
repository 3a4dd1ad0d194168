using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>Figures of a cut as one table with names, for analysts (Definitions/reports.md, Analysts' tables): a row a figure, in the order of
/// the export.</summary>
public sealed class FigureTable
{
    /// <summary>How many figures a sheet has room for, below its title and header.</summary>
    public const int Most = 1_000_000;

    private readonly ShownFigures _figures;
    private readonly CodeBook _book;
    private readonly IReadOnlyDictionary<string, Agency> _agencies;
    private readonly DateOnly? _latestReceipt;
    private readonly string _dataHash;
    private readonly string _programVersion;
    private readonly Func<FigureKey, bool> _wanted;
    private readonly SortedSet<string> _measures = new(StringComparer.Ordinal);
    private readonly SortedSet<Population> _populations = [];

    /// <param name="figures">The figures, as they may be shown.</param>
    /// <param name="book">The areas and code lists.</param>
    /// <param name="agencies">Every registered agency, by code.</param>
    /// <param name="latestReceipt">The latest date on which data was received; null: none has been.</param>
    /// <param name="dataHash">SHA-256 of the data that they are of.</param>
    /// <param name="programVersion">The program that computed them.</param>
    /// <param name="wanted">Which of them.</param>
    public FigureTable(
        ShownFigures figures, CodeBook book, IReadOnlyDictionary<string, Agency> agencies, DateOnly? latestReceipt, string dataHash, string programVersion,
        Func<FigureKey, bool> wanted)
    {
        (_figures, _book, _agencies, _latestReceipt) = (figures, book, agencies, latestReceipt);
        (_dataHash, _programVersion, _wanted) = (dataHash, programVersion, wanted);
        foreach (var figure in Wanted())
        {
            Count++;
            _measures.Add(figure.Key.Measure);
            _populations.Add(figure.Key.Population);
        }
    }

    /// <summary>How many figures there are.</summary>
    public int Count { get; }

    /// <summary>Writes the workbook; the same figures give the same bytes.</summary>
    /// <param name="stream">Where to; left open.</param>
    public void Write(Stream stream)
    {
        var contents = new FigureContents(_figures, _book, _latestReceipt, _dataHash, _programVersion, RunId(_dataHash));
        var book = new Workbook($"Figures: {Wording.Month(_figures.Cut)}") { RunId = contents.RunId, Marking = Wording.Marking(_figures.Edition) };
        book.AddContents(contents.Page("Table of figures", "Areas and measures as chosen"));
        var sheet = book.AddSheet("Figures", "A row for each figure, with names");
        sheet.Title("Figures", $"At {Wording.Day(_figures.Cut)}");
        sheet.Table(
            "Figures",
            [
                "Period", "Level", "Area", "Area code", "Population", "Measure", "Breakdown", "Category", "Counted",
                new("Number", Format.Whole), new("Of", Format.Whole), new("Value", Format.Decimal),
            ],
            Rows(),
            new TableOptions { FrozenColumns = 3, WhenEmpty = "There are no figures." });
        book.AddNotes(
        [
            AreaNotes.Definitions("Definitions are from the measure catalogue.", AreaNotes.Named(_measures)),
            AreaNotes.Terms(_figures.Options, _populations),
            AreaNotes.WhoIsCountedWhere(),
            .. AreaNotes.Rounding(_figures.Edition),
        ]);
        book.Save(stream);
    }

    private IEnumerable<ShownFigure> Wanted() => _figures.All().Where(f => _wanted(f.Key));

    private IEnumerable<Cell[]> Rows() => Wanted().Select(figure =>
    {
        var key = figure.Key;
        var measure = Catalogue.Get(key.Measure);
        var kind = measure.KindOf(key.Breakdown);
        return (Cell[])
        [
            Wording.Name(key.Period), Wording.Sentence(key.Level.Name()), NameOf(key.Level, key.Area), key.Area, Wording.Name(key.Population), measure.Name,
            key.Breakdown.Length == 0 ? "All" : Wording.Sentence(key.Breakdown),
            key.Category.Length == 0 ? "" : CategoryOf(key), measure.UnitOf(key.Breakdown).Heading(), (Shown?)figure.N, (Shown?)figure.D,
            ((Cell)(Shown?)figure.Value).As(kind == FigureKind.Share ? Format.Percent : Format.Decimal),
        ];
    });

    private string CategoryOf(in FigureKey key) => key.Breakdown == "agency"
        ? NameOf(AreaLevel.Agency, key.Category)
        : Wording.Category(key.Breakdown, key.Category, _book).Words;

    private string NameOf(AreaLevel level, string code) => level switch
    {
        AreaLevel.England => ReportArea.England.Name,
        AreaLevel.Region => _book.Areas.Region(code)?.Name ?? code,
        AreaLevel.Partnership => _book.Areas.Partnership(code)?.Name ?? code,
        _ => _agencies.GetValueOrDefault(code)?.Name ?? code,
    };

    private string RunId(string dataHash)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in (string[])
        [
            dataHash, _book.Hash, _programVersion, _figures.Basis, _figures.Cut.ToString("O", CultureInfo.InvariantCulture), _figures.Edition.Name(),
            .. _figures.Edition == Edition.Exact ? [] : (string[])[_figures.PublishedBy!],
            .. ReportParameters.Of(_figures.Options).Select(p => $"{p.Name}: {p.Value}"), .. Wanted().Select(f => f.Key.ToString()),
        ])
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part + "\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }
}
