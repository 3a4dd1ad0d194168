using Ndtms.Application.Access;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Persons;
using Ndtms.Core.Quality;
using Ndtms.Storage;
using Ndtms.Workbooks;

namespace Ndtms.Application.Figures;

/// <summary>Where figures, and what reports rest on, come from: what is kept of them, current data, which it reads and prepares once where
/// something has to be calculated, or a snapshot.</summary>
/// <param name="workspace">The opened database.</param>
/// <param name="withQuality">Whether measures of data quality are wanted, for which much more is read.</param>
/// <param name="basis">Who is one person.</param>
public sealed class FigureSource(Workspace workspace, bool withQuality = true, Basis basis = Basis.Official)
{
    private readonly KeptFigures _kept = new(workspace.Database, workspace.Book, ProgramVersion.Text, workspace.Secrets.PublicationKey);
    private CurrentData? _data;
    private Caseload? _caseload;
    private KnownFigures? _known;
    private ReportData? _reports;
    private int _calculated;

    /// <summary>Current data.</summary>
    internal CurrentData Data => _data ??= new CurrentEpisodes(workspace.Database).Load(
        withQuality ? workspace.Book : null, workspace.Secrets.PublicationKey);

    /// <summary>Current data, prepared for measures.</summary>
    internal Caseload Caseload => _caseload ??= Caseload.Prepare(Data, workspace.Book, basis == Basis.Official ? null : PersonIndex.Resolved(
        Data.Clients, new PersonLinkage(workspace.Database, workspace.Secrets).Decisions(Data.Clients)));

    /// <summary>Every figure of current data at a cut.</summary>
    internal KnownFigures FiguresAt(DateOnly cut) => _known is { } known && known.Whole.Figures.Cut == cut
        ? known
        : _known = Find(cut, []);

    /// <summary>Every figure of current data at a cut, exact or as it is published.</summary>
    internal ShownFigures ShownAt(DateOnly cut, Edition edition) =>
        ShownFigures.Of(FiguresAt(cut).Whole.Figures, edition, new PublishedLists(workspace.Book, Agencies.Values));

    /// <summary>Makes sure that the figures of a cut's reports are kept.</summary>
    /// <returns>What that took.</returns>
    internal FiguresKept Keep(DateOnly cut)
    {
        var persons = Refresh() ?? 0;
        ReportsAt(cut, ofAgencies: false);
        return new FiguresKept(persons, _calculated);
    }

    /// <summary>What reports of current data at a cut rest on, with exact numbers.</summary>
    /// <param name="cut">Last day of the month reported on.</param>
    /// <param name="ofAgencies">Whether reports of agencies are wanted too.</param>
    internal ReportData ReportsAt(DateOnly cut, bool ofAgencies)
    {
        if (_reports is not { } reports || reports.Cut != cut || ofAgencies)
        {
            var known = Find(cut, [.. ReportData.TrendCuts(cut).Select(c => new WantedFigures(c, ofAgencies, Whole: false))]);
            _known = known;
            // Of the months that the trends show, and of the month itself.
            var from = new DateOnly(cut.Year, cut.Month, 1).AddMonths(2 - ReportData.TrendMonths).AddDays(-1);
            var snapshots = new Storage.Snapshots(workspace.Database);
            reports = ReportData.Of(new ReportSource
            {
                Book = workspace.Book,
                Agencies = known.Beside.Agencies,
                Months = [.. known.Earlier, known.Whole.Figures],
                Counts = known.Whole.Counts,
                LatestReceipt = known.Beside.LatestReceipt,
                ProgramVersion = ProgramVersion.Text,
                WrittenBy = ProgramVersion.Text,
                DataHash = known.DataHash,
                Context = new ReportContext
                {
                    Targets = new TargetData(workspace.Database).Book(),
                    Quality = AgencyQuality.At(known.Beside, workspace.Book, cut),
                    Frozen = InOrder(snapshots.FirstFrozen(from, cut.AddDays(1))),
                    LastFrozen = InOrder(snapshots.LastFrozen(from, cut.AddDays(1))),
                },
            });
            _reports = reports;
        }

        return reports;
    }

    /// <summary>The same from kept figures alone; null: some are not kept, or not up to date, or there are no data.</summary>
    internal ReportData? KeptReportsAt(DateOnly cut)
    {
        WantedFigures[] wanted = [.. ReportData.TrendCuts(cut).Append(cut).Select(c => new WantedFigures(c, OfAgencies: false, Whole: c == cut))];
        var reading = _kept.Read(wanted, PersonIndex.NameOf(basis));
        return wanted.All(w => reading.Cuts.ContainsKey(w.Cut)) ? ReportsAt(cut, ofAgencies: false) : null;
    }

    /// <summary>Figures of current data: those that are kept, and the others, which are calculated and then kept.</summary>
    /// <param name="cut">The cut of which all figures are wanted.</param>
    /// <param name="earlier">What is wanted of earlier cuts, oldest first.</param>
    private KnownFigures Find(DateOnly cut, IReadOnlyList<WantedFigures> earlier)
    {
        var whole = new WantedFigures(cut, OfAgencies: true, Whole: true);
        IReadOnlyList<WantedFigures> wanted = [.. earlier, whole];
        Refresh();
        var reading = _kept.Read(_known is { } before && before.Whole.Figures.Cut == cut ? earlier : wanted, PersonIndex.NameOf(basis));
        var found = reading.Cuts.ToDictionary();
        if (_known is { } known && known.Whole.Figures.Cut == cut && known.Beside.Version == reading.Beside.Version)
            found.TryAdd(cut, known.Whole);
        if (_data is null && reading.Records is { } records && wanted.All(w => found.ContainsKey(w.Cut)))
            return Known(reading.Beside, records);

        // What was calculated before from the same data can stand beside what is calculated now, else everything is.
        if (Data.Version != reading.Beside.Version)
            found.Clear();
        var sums = RecordSums.Of(Data);
        foreach (var one in wanted.Where(w => !found.ContainsKey(w.Cut)))
            found.Add(one.Cut, Calculate(one, sums));
        return Known(Data, sums);

        KnownFigures Known(CurrentData beside, RecordSums of) => new(
            beside, DataVersion.Of(of, beside), found[cut], [.. earlier.Select(e => found[e.Cut].Figures)]);
    }

    private int? Refresh()
    {
        try
        {
            return _kept.Refresh();
        }
        catch (StorageException e) when (e.IsUnavailable)
        {
            // Somebody else writes for a long time: what is wanted is calculated from all data.
            return null;
        }
    }

    private CutFigures Calculate(WantedFigures wanted, RecordSums sums)
    {
        var made = new CutFigures(
            MeasureRun.Compute(Caseload, wanted.Cut, only: wanted.Whole ? null : FigureParts.WithoutCategories with { Levels = wanted.Levels }),
            wanted.Whole ? AreaCounts.Of(Caseload, wanted.Cut, wanted.Levels, AreaCounts.IsPrison(Data.Agencies)) : CutFigures.NoCounts);
        _calculated++;
        try
        {
            _kept.Keep(wanted, made, Data, sums);
        }
        catch (StorageException e) when (e.IsUnavailable)
        {
            // Somebody else writes for a long time, or nothing can be written: the figures are calculated again next time.
        }

        return made with { Figures = made.Figures.WithoutAmounts() };
    }

    /// <summary>What the reports of a snapshot rest on, agencies' reports among them, with exact numbers.</summary>
    /// <exception cref="NotFoundException">There is no such snapshot.</exception>
    /// <exception cref="StorageException">It cannot be read.</exception>
    internal ReportData ReportsOf(long snapshot)
    {
        var snapshots = new Storage.Snapshots(workspace.Database);
        var found = snapshots.Find(snapshot) ?? throw Snapshots.ShowSnapshot.NotFound(snapshot);
        try
        {
            using var report = snapshots.OpenReport(found.Id);
            return ReportData.ReadFrom(report, ProgramVersion.Text);
        }
        catch (InvalidDataException e)
        {
            throw new StorageException($"Snapshot {found.Id} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>What reports about some areas rest on, and which areas these are.</summary>
    /// <param name="origin">Which figures.</param>
    /// <param name="codes">Codes of areas, as the caller writes them.</param>
    /// <param name="edition">Which numbers are exact and which are rounded.</param>
    /// <param name="allowed">What the caller may see. Regions and England are open to those who see published figures only, rounded.</param>
    /// <returns>The data, the areas in their order without repetition (empty where no code is given), and which areas the scope covers:
    /// areas are those of the snapshot where it is one, for an agency or a partnership may have changed or gone since.</returns>
    /// <exception cref="NotFoundException">There is no such snapshot or area, or it is out of scope.</exception>
    internal (ReportData Data, IReadOnlyList<(AreaLevel Level, string Code)> Areas, AreaScope Scope) ReportsFor(
        FigureOrigin origin, IReadOnlyList<string> codes, Edition edition, Allowed allowed)
    {
        var (scope, isWide) = (allowed.Scope, allowed.PublishedOnly && edition == Edition.Public);
        switch (origin)
        {
            case FigureOrigin.Frozen(var snapshot):
                var all = ReportsOf(snapshot);
                var then = new AreaScope(scope, all.Book.Areas, all.Agencies, isWide);
                var ofThen = Find(codes, then);
                return (all.In(edition), ofThen, then);
            case FigureOrigin.Current(var cut):
                var now = new AreaScope(scope, workspace.Book.Areas, Agencies, isWide);
                var ofNow = Find(codes, now);
                return (ReportsAt(cut, AnyAgency(ofNow)).In(edition), ofNow, now);
            default:
                throw new ArgumentOutOfRangeException(nameof(origin));
        }
    }

    /// <summary>Every registered agency, by code.</summary>
    internal IReadOnlyDictionary<string, Agency> Agencies => _data?.Agencies ?? _known?.Beside.Agencies
        ?? workspace.Reference.Agencies().ToDictionary(a => a.Code, StringComparer.Ordinal);

    private static bool AnyAgency(IEnumerable<(AreaLevel Level, string Code)> areas) => areas.Any(a => a.Level == AreaLevel.Agency);

    private static List<(AreaLevel Level, string Code)> Find(IReadOnlyList<string> codes, AreaScope scope) =>
        [.. codes.Select(scope.Find).Distinct()];

    private static List<Core.Measures.Figures> InOrder(IReadOnlyDictionary<DateOnly, Core.Measures.Figures> frozen) =>
        [.. frozen.OrderBy(f => f.Key).Select(f => f.Value)];
}

/// <summary>Figures of current data at a cut and before it.</summary>
/// <param name="Beside">Current data; whether its clients and episodes were read depends.</param>
/// <param name="DataHash">SHA-256 of current data.</param>
/// <param name="Whole">All figures at the cut.</param>
/// <param name="Earlier">Those of earlier cuts, oldest first.</param>
internal sealed record KnownFigures(CurrentData Beside, string DataHash, CutFigures Whole, IReadOnlyList<Core.Measures.Figures> Earlier);
