using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Quarterly;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>The data behind the reports of one cut, prepared once for all areas: figures only, nothing about any person.</summary>
public sealed class ReportData
{
    /// <summary>How many month ends a trend has; the last is the cut.</summary>
    public const int TrendMonths = 24;

    /// <summary>The levels of the trends where no reports of agencies are wanted.</summary>
    public static IReadOnlySet<AreaLevel> AboveAgencies { get; } = new HashSet<AreaLevel> { AreaLevel.Partnership, AreaLevel.Region, AreaLevel.England };

    private readonly PublishedLists _lists;
    private readonly Lazy<IReadOnlyList<Comparison>> _comparisons;

    private ReportData(ReportSource source, Edition edition)
    {
        Source = source;
        Edition = edition;
        _lists = new PublishedLists(Book, Agencies.Values);
        Months = [.. source.Months.Select(m => Show(m, null))];
        Frozen = [.. Context.Frozen.Select(m => Show(m, null))];
        LastFrozen = [.. Context.LastFrozen.Select(m => Show(m, null))];
        Compared = Figures;
        _comparisons = new Lazy<IReadOnlyList<Comparison>>(() => [.. Benchmarked.All(this).Select(b => new Comparison(this, b))]);
        RunId = Hash([DataHash, Book.Hash, ProgramVersion, Figures.Basis, Figures.Cut.ToString("O", CultureInfo.InvariantCulture), edition.Name(),
            .. edition == Edition.Exact ? [] : (string[])[Figures.PublishedBy!],
            Context.Targets.Hash, JsonSerializer.Serialize(Context.Quality), .. Context.Frozen.Concat(Context.LastFrozen).Select(HashOf),
            .. ReportParameters.Of(Figures.Options).Select(p => $"{p.Name}: {p.Value}")])[..12];
    }

    private ReportData(ReportData of, ReportArea own)
    {
        Source = of.Source;
        Edition = of.Edition;
        _lists = of._lists;
        Months = [.. Source.Months.Select(m => Show(m, own))];
        Frozen = [.. Context.Frozen.Select(m => Show(m, own))];
        LastFrozen = [.. Context.LastFrozen.Select(m => Show(m, own))];
        Compared = of.Figures;
        _comparisons = of._comparisons;
        RunId = of.RunId;
    }

    /// <summary>The data before anything is rounded.</summary>
    internal ReportSource Source { get; }

    public CodeBook Book => Source.Book;

    /// <summary>Every registered agency, by code.</summary>
    public IReadOnlyDictionary<string, Agency> Agencies => Source.Agencies;

    /// <summary>All figures at the cut, as the edition shows them.</summary>
    public ShownFigures Figures => Months[^1];

    /// <summary>The same where areas are compared with each other: no area's own are exact there alone.</summary>
    public ShownFigures Compared { get; }

    /// <summary>The partnerships compared, by every figure that they are compared by; prepared once for all areas.</summary>
    internal IReadOnlyList<Comparison> Comparisons => _comparisons.Value;

    /// <summary>All figures at the cut before anything is rounded: to be stored, not shown.</summary>
    public Figures Computed => Source.Months[^1];

    /// <summary>Figures at 24 month ends, the cut last, as the edition shows them. All but the last contain only headlines and breakdowns
    /// without categories, which trends show.</summary>
    public IReadOnlyList<ShownFigures> Months { get; }

    /// <summary>What is shown beside the figures.</summary>
    public ReportContext Context => Source.Context;

    /// <summary>Targets, baselines, clusters, local indicators and estimates of prevalence.</summary>
    public TargetBook Targets => Context.Targets;

    /// <summary>Figures of the month and earlier ones as they were first frozen, oldest first, as the edition shows them: headlines only.</summary>
    public IReadOnlyList<ShownFigures> Frozen { get; }

    /// <summary>The same as they were last frozen, of months that were frozen more than once.</summary>
    public IReadOnlyList<ShownFigures> LastFrozen { get; }

    /// <summary>Which numbers are exact and which are rounded.</summary>
    public Edition Edition { get; }

    /// <summary>Last day of the month reported on.</summary>
    public DateOnly Cut => Source.Months[^1].Cut;

    /// <summary>The latest date on which data was received; null: none has been.</summary>
    public DateOnly? LatestReceipt => Source.LatestReceipt;

    /// <summary>The program that computed the figures.</summary>
    public string ProgramVersion => Source.ProgramVersion;

    /// <summary>The program that writes the reports; a later one where they are written again from a snapshot.</summary>
    public string WrittenBy => Source.WrittenBy;

    /// <summary>The program that made a report, as its contents page shows it.</summary>
    internal string CodeVersion => WrittenBy == ProgramVersion ? ProgramVersion : $"figures {ProgramVersion}, workbook {WrittenBy}";

    /// <summary>SHA-256 of current data (<see cref="DataVersion"/>).</summary>
    public string DataHash => Source.DataHash;

    /// <summary>Twelve hexadecimal digits of a hash over data, codes, parameters, cut, basis, edition and program version: equal for equal
    /// reports, whenever and wherever they are made.</summary>
    public string RunId { get; }

    /// <summary>Prepares the reports of a cut.</summary>
    /// <param name="current">Current data.</param>
    /// <param name="book">The reference data of the run.</param>
    /// <param name="caseload">The caseload made of both.</param>
    /// <param name="figures">All figures at the cut, computed from it.</param>
    /// <param name="programVersion">Shown on every report, and part of the run id.</param>
    /// <param name="ofAgencies">Whether to compute the trends of agencies, which reports of agencies need.</param>
    /// <param name="context">What is shown beside the figures; null: nothing.</param>
    public static ReportData Prepare(
        CurrentData current, CodeBook book, Caseload caseload, Figures figures, string programVersion, bool ofAgencies = false,
        ReportContext? context = null)
    {
        var levels = ofAgencies ? Enum.GetValues<AreaLevel>() : [.. AboveAgencies];
        return Of(new ReportSource
        {
            Book = book,
            Agencies = current.Agencies,
            Months = [.. TrendCuts(figures.Cut).Select(cut => MeasureRun.Compute(caseload, cut, figures.Options, FigureParts.WithoutCategories with { Levels = levels.ToHashSet() })), figures],
            Counts = AreaCounts.Of(caseload, figures.Cut, levels, AreaCounts.IsPrison(current.Agencies), figures.Options),
            LatestReceipt = current.LatestReceipt,
            ProgramVersion = programVersion,
            WrittenBy = programVersion,
            DataHash = DataVersion.Of(current),
            Context = context ?? new ReportContext(),
        });
    }

    /// <summary>The month ends before a cut that its trends show, oldest first.</summary>
    public static IEnumerable<DateOnly> TrendCuts(DateOnly cut) =>
        Enumerable.Range(1, TrendMonths - 1).Reverse().Select(back => new DateOnly(cut.Year, cut.Month, 1).AddMonths(1 - back).AddDays(-1));

    /// <summary>Writes all the data that reports of the cut are made from; leaves the stream open.</summary>
    public void WriteTo(Stream stream) => StoredReportData.Write(this, stream);

    /// <summary>Reads what <see cref="WriteTo"/> wrote, in this program or an earlier one. Numbers are exact
    /// unless <see cref="In"/> sets another edition.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="programVersion">The program that will write the reports.</param>
    /// <exception cref="InvalidDataException">The bytes are not data of reports, are damaged, or were written by a newer program.</exception>
    public static ReportData ReadFrom(Stream stream, string programVersion) => StoredReportData.Read(stream, programVersion);

    /// <summary>The data made of a source, with exact numbers.</summary>
    public static ReportData Of(ReportSource source) => new(source, Edition.Exact);

    /// <summary>The same data for outputs of another edition.</summary>
    /// <exception cref="InvalidOperationException">The figures were computed without a publication key, and have no published
    /// numbers.</exception>
    public ReportData In(Edition edition) => edition == Edition ? this : new ReportData(Source, edition);

    /// <summary>The data as the workbook of an area shows them: in the edition for areas themselves, its own figures are exact.</summary>
    public ReportData For(ReportArea area) => Edition == Edition.Own ? new ReportData(this, area) : this;

    /// <summary>Whether an area has figures: an episode at the cut or, where every area is listed, in any case.</summary>
    public bool HasFigures(ReportArea area) => (Edition == Edition.Public ? Figures.Areas(area.Level) : Computed.Areas(area.Level))
        .Contains(area.Code, StringComparer.Ordinal);

    private ShownFigures Show(Figures month, ReportArea? own) => Edition == Edition.Own && own is not null
        ? ShownFigures.OwnOf(month, _lists, own.Level, own.Code)
        : ShownFigures.Of(month, Edition == Edition.Own ? Edition.Public : Edition, _lists);

    /// <summary>The name of a partnership's region; empty where it has none.</summary>
    internal string RegionNameOf(string partnership) => Book.Areas.Region(Book.Areas.Partnership(partnership)?.Region)?.Name ?? "";

    /// <summary>The contents page of a workbook of the cut.</summary>
    /// <param name="what">What the workbook is.</param>
    /// <param name="area">The area it is about.</param>
    internal ContentsPage Contents(string what, ReportArea area) =>
        new FigureContents(Figures, Book, LatestReceipt, DataHash, CodeVersion, RunId).Page(what, area.Title);

    /// <summary>What is counted beside the measures for the reconciliation of an area.</summary>
    internal AreaCounts CountsOf(ReportArea area) => Source.Counts.GetValueOrDefault((area.Level, area.Code), AreaCounts.None);

    private static string HashOf(Figures figures)
    {
        using var bytes = new MemoryStream();
        figures.WriteExactTo(bytes);
        return Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()));
    }

    private static string Hash(IEnumerable<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));
}
