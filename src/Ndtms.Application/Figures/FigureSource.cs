using Ndtms.Application.Access;
using Ndtms.Core.Current;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Quality;
using Ndtms.Storage;
using Ndtms.Workbooks;

namespace Ndtms.Application.Figures;

/// <summary>Where figures, and what reports rest on, come from: current data, which it reads and prepares once, or a snapshot.</summary>
/// <param name="workspace">The opened database.</param>
/// <param name="withQuality">Whether measures of data quality are wanted, for which much more is read.</param>
public sealed class FigureSource(Workspace workspace, bool withQuality = true)
{
    private CurrentData? _data;
    private Caseload? _caseload;
    private Core.Measures.Figures? _figures;
    private ReportData? _reports;

    /// <summary>Current data.</summary>
    internal CurrentData Data => _data ??= new CurrentEpisodes(workspace.Database).Load(
        withQuality ? workspace.Book : null, workspace.Secrets.PublicationKey);

    /// <summary>Current data, prepared for measures.</summary>
    internal Caseload Caseload => _caseload ??= Caseload.Prepare(Data, workspace.Book);

    /// <summary>Every figure of current data at a cut.</summary>
    internal Core.Measures.Figures FiguresAt(DateOnly cut) => _figures is { } known && known.Cut == cut
        ? known
        : _figures = MeasureRun.Compute(Caseload, cut);

    /// <summary>Every figure of current data at a cut, exact or as it is published.</summary>
    internal ShownFigures ShownAt(DateOnly cut, Edition edition) =>
        ShownFigures.Of(FiguresAt(cut), edition, new PublishedLists(workspace.Book, Data.Agencies.Values));

    /// <summary>What reports of current data at a cut rest on, with exact numbers.</summary>
    /// <param name="cut">Last day of the month reported on.</param>
    /// <param name="ofAgencies">Whether reports of agencies are wanted too.</param>
    internal ReportData ReportsAt(DateOnly cut, bool ofAgencies)
    {
        if (_reports is not { } known || known.Cut != cut || ofAgencies)
        {
            var context = new ReportContext
            {
                Targets = new TargetData(workspace.Database).Book(),
                Quality = AgencyQuality.At(Data, workspace.Book, cut),
                Frozen = FirstFrozen(cut),
            };
            known = ReportData.Prepare(Data, workspace.Book, Caseload, FiguresAt(cut), ProgramVersion.Text, ofAgencies, context);
            _reports = known;
        }

        return known;
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
    /// <param name="scope">The caller's scope.</param>
    /// <returns>The data, the areas in their order without repetition (empty where no code is given), and which areas the scope covers:
    /// areas are those of the snapshot where it is one, for an agency or a partnership may have changed or gone since.</returns>
    /// <exception cref="NotFoundException">There is no such snapshot or area, or it is out of scope.</exception>
    internal (ReportData Data, IReadOnlyList<(AreaLevel Level, string Code)> Areas, AreaScope Scope) ReportsFor(
        FigureOrigin origin, IReadOnlyList<string> codes, Edition edition, Scope scope)
    {
        switch (origin)
        {
            case FigureOrigin.Frozen(var snapshot):
                var all = ReportsOf(snapshot);
                var then = new AreaScope(scope, all.Book.Areas, all.Agencies);
                var ofThen = Find(codes, then);
                return (all.In(edition), ofThen, then);
            case FigureOrigin.Current(var cut):
                var now = new AreaScope(scope, workspace.Book.Areas, Data.Agencies);
                var ofNow = Find(codes, now);
                return (ReportsAt(cut, AnyAgency(ofNow)).In(edition), ofNow, now);
            default:
                throw new ArgumentOutOfRangeException(nameof(origin));
        }
    }

    private static bool AnyAgency(IEnumerable<(AreaLevel Level, string Code)> areas) => areas.Any(a => a.Level == AreaLevel.Agency);

    private static List<(AreaLevel Level, string Code)> Find(IReadOnlyList<string> codes, AreaScope scope) =>
        [.. codes.Select(scope.Find).Distinct()];

    /// <summary>Figures of the months before a cut that its trends show, as they were first frozen, oldest first.</summary>
    private List<Core.Measures.Figures> FirstFrozen(DateOnly cut)
    {
        var from = new DateOnly(cut.Year, cut.Month, 1).AddMonths(2 - ReportData.TrendMonths).AddDays(-1);
        return [.. new Storage.Snapshots(workspace.Database).FirstFrozen(from, cut).OrderBy(f => f.Key).Select(f => f.Value)];
    }
}
