using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Quality;
using Ndtms.Core.Targets;

namespace Ndtms.Workbooks;

/// <summary>What reports show beside the figures of a cut.</summary>
public sealed record ReportContext
{
    /// <summary>Targets, baselines, clusters and local indicators.</summary>
    public TargetBook Targets { get; init; } = TargetBook.Empty;

    /// <summary>The data quality of each agency, by code.</summary>
    public IReadOnlyList<AgencyQuality> Quality { get; init; } = [];

    /// <summary>Figures of earlier months as they were first frozen, oldest first.</summary>
    public IReadOnlyList<Figures> Frozen { get; init; } = [];
}

/// <summary>What the reports of one cut rest on, made once for all areas: figures, and nothing about any person.</summary>
public sealed partial class ReportData
{
    /// <summary>How many month ends a trend has, the cut being the last.</summary>
    public const int TrendMonths = 24;

    /// <summary>The levels of the trends where no reports of agencies are wanted.</summary>
    private static readonly HashSet<AreaLevel> AboveAgencies = [AreaLevel.Partnership, AreaLevel.Region, AreaLevel.England];

    private readonly IReadOnlyList<Figures> _months;
    private readonly Func<AreaLevel, string, Population, AreaCounts> _counts;

    private ReportData(
        CodeBook book, IReadOnlyDictionary<string, Agency> agencies, IReadOnlyList<Figures> months,
        Func<AreaLevel, string, Population, AreaCounts> counts, DateOnly? latestReceipt, string programVersion, string dataHash,
        DisclosureMode mode, ReportContext context, string writtenBy)
    {
        Book = book;
        Agencies = agencies;
        _months = months;
        _counts = counts;
        LatestReceipt = latestReceipt;
        ProgramVersion = programVersion;
        DataHash = dataHash;
        Mode = mode;
        Context = context;
        WrittenBy = writtenBy;
        Areas = new AreaTree(book.Areas, agencies.Values);
        Months = ShownFigures.Of(months, mode, Areas);
        Frozen = context.Frozen.Count == 0 ? [] : ShownFigures.Of(context.Frozen, mode, Areas);
        RunId = Hash([dataHash, book.Hash, programVersion, Figures.Basis, Figures.Cut.ToString("O", CultureInfo.InvariantCulture), mode.Name(),
            context.Targets.Hash, JsonSerializer.Serialize(context.Quality), .. context.Frozen.Select(HashOf),
            .. ReportParameters.Of(Figures.Options).Select(p => $"{p.Name}: {p.Value}")])[..12];
    }

    public CodeBook Book { get; }

    /// <summary>Every registered agency, by code.</summary>
    public IReadOnlyDictionary<string, Agency> Agencies { get; }

    /// <summary>Which areas lie in which.</summary>
    public AreaTree Areas { get; }

    /// <summary>All figures at the cut, as the mode shows them.</summary>
    public ShownFigures Figures => Months[^1];

    /// <summary>All figures at the cut as they were computed, whatever the mode: to be kept, not to be shown.</summary>
    public Figures Computed => _months[^1];

    /// <summary>Figures at 24 month ends, the cut last, as the mode shows them. All but the last hold only what trends show: headlines and
    /// breakdowns without categories.</summary>
    public IReadOnlyList<ShownFigures> Months { get; }

    /// <summary>What is shown beside the figures.</summary>
    public ReportContext Context { get; }

    /// <summary>Targets, baselines, clusters and local indicators.</summary>
    public TargetBook Targets => Context.Targets;

    /// <summary>Figures of earlier months as they were first frozen, oldest first, as the mode shows them: headlines only.</summary>
    public IReadOnlyList<ShownFigures> Frozen { get; }

    /// <summary>What becomes of small numbers.</summary>
    public DisclosureMode Mode { get; }

    /// <summary>Last day of the month reported on.</summary>
    public DateOnly Cut => _months[^1].Cut;

    /// <summary>The latest day on which data was received; null where nothing is held.</summary>
    public DateOnly? LatestReceipt { get; }

    /// <summary>The program that computed the figures.</summary>
    public string ProgramVersion { get; }

    /// <summary>The program that writes the reports: another one where they are written again from a snapshot.</summary>
    public string WrittenBy { get; }

    /// <summary>Which program made a report, as its contents say it.</summary>
    internal string CodeVersion => WrittenBy == ProgramVersion ? ProgramVersion : $"figures {ProgramVersion}, workbook {WrittenBy}";

    /// <summary>SHA-256 of what is held (<see cref="DataVersion"/>).</summary>
    public string DataHash { get; }

    /// <summary>Twelve hexadecimal digits of a hash over data, codes, parameters, cut, basis, mode and program version: equal for equal
    /// reports, whenever and wherever they are made.</summary>
    public string RunId { get; }

    /// <summary>Prepares the reports of a cut.</summary>
    /// <param name="current">What is held.</param>
    /// <param name="book">The reference data of the run.</param>
    /// <param name="caseload">The caseload made of both.</param>
    /// <param name="figures">All figures at the cut, computed from it.</param>
    /// <param name="programVersion">Shown on every report, and part of the run id.</param>
    /// <param name="ofAgencies">Whether reports of agencies are wanted too, whose trends are otherwise not computed.</param>
    /// <param name="context">What is shown beside the figures; null: nothing.</param>
    public static ReportData Prepare(
        CurrentData current, CodeBook book, Caseload caseload, Figures figures, string programVersion, bool ofAgencies = false,
        ReportContext? context = null)
    {
        var only = new MeasureSelection
        {
            Levels = ofAgencies ? null : AboveAgencies,
            Breakdowns = Catalogue.Measures.SelectMany(m => m.BreakdownsWithoutCategories).Append("").ToHashSet(StringComparer.Ordinal),
        };
        var (cut, options) = (figures.Cut, figures.Options);
        var firstOfMonth = new DateOnly(cut.Year, cut.Month, 1);
        return new ReportData(
            book, current.Agencies,
            [
                .. Enumerable.Range(1, TrendMonths - 1).Reverse()
                    .Select(back => MeasureRun.Compute(caseload, firstOfMonth.AddMonths(1 - back).AddDays(-1), options, only)),
                figures,
            ],
            (level, area, population) => new AreaCounts(
                StockAndFlow.Of(caseload, cut, level, area, population, options), ResidenceCount.Of(caseload, cut, level, area, population)),
            current.LatestReceipt, programVersion, DataVersion.Of(current), DisclosureMode.None, context ?? new ReportContext(),
            programVersion);
    }

    /// <summary>The same data for outputs of another mode.</summary>
    public ReportData In(DisclosureMode mode) =>
        mode == Mode ? this : new ReportData(Book, Agencies, _months, _counts, LatestReceipt, ProgramVersion, DataHash, mode, Context, WrittenBy);

    /// <summary>The same data without the trends of agencies, of which no reports are wanted: what is suppressed elsewhere must not depend on
    /// whether they were computed.</summary>
    public ReportData WithoutAgencies() => new(
        Book, Agencies, [.. _months.SkipLast(1).Select(m => m.Only(new MeasureSelection { Levels = AboveAgencies })), _months[^1]], _counts,
        LatestReceipt, ProgramVersion, DataHash, Mode, Context, WrittenBy);

    /// <summary>What is counted beside the measures for the reconciliation of an area.</summary>
    internal AreaCounts CountsOf(ReportArea area) => _counts(area.Level, area.Code, area.Whose);

    private static string HashOf(Figures figures)
    {
        using var bytes = new MemoryStream();
        figures.WriteTo(bytes);
        return Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()));
    }

    private static string Hash(IEnumerable<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));
}

/// <summary>What is counted beside the measures for the reconciliation of an area.</summary>
internal sealed record AreaCounts(StockAndFlow Flow, ResidenceCount Residence);

/// <summary>A headline of the scorecard.</summary>
/// <param name="Label">What is shown, in plain words.</param>
/// <param name="Unit">What is counted, or of what the share is.</param>
/// <param name="Measure">The measure's id.</param>
/// <param name="Population">Of whom.</param>
/// <param name="IsShare">The value n/d is shown; else n.</param>
internal sealed record Headline(string Label, string Unit, string Measure, Population Population, bool IsShare)
{
    /// <summary>The period of what is called the latest figure: the month, or for measures that have none, twelve months.</summary>
    public PeriodKind Latest => Catalogue.Get(Measure).Periods.Contains(PeriodKind.Month) ? PeriodKind.Month : PeriodKind.RollingTwelve;

    /// <summary>The value is a mean, not a share in per cent.</summary>
    public bool IsMean => Catalogue.Get(Measure).Headline == FigureKind.Mean;

    /// <summary>How the value n/d is shown.</summary>
    public Writing.Format ShareFormat => IsMean ? Writing.Format.Decimal : Writing.Format.Percent;

    /// <summary>The headlines in order; of a prison's agency those that prisons have.</summary>
    public static IReadOnlyList<Headline> Of(Population whose, MeasureOptions options)
    {
        var inTime = string.Create(CultureInfo.InvariantCulture, $"{options.WaitTargetDays} days");
        var effective = string.Create(CultureInfo.InvariantCulture, $"{options.EffectiveDays} days");
        var retained = string.Create(CultureInfo.InvariantCulture, $"{options.RetainedDays} days");
        Headline[] all =
        [
            new("In treatment", "People", "in-treatment", whose, false),
            new("In treatment at the month's end", "People", "time-in-treatment", whose, false),
            new("Problem drug users in treatment", "People", "in-treatment", Population.ProblemDrugUsers, false),
            new("Adults in treatment for alcohol", "People", "in-treatment", Population.AdultAlcohol, false),
            new("Young people in treatment", "People", "in-treatment", Population.YoungPeople, false),
            new("New presentations", "People", "new-presentations", whose, false),
            new("Not treated before", "% of new presentations", "treatment-naive", whose, true),
            new("In effective treatment", "People", "effective-treatment", whose, false),
            new("Problem drug users in effective treatment", "People", "effective-treatment", Population.ProblemDrugUsers, false),
            new($"In effective treatment ({effective}, or completed)", "% of people in treatment", "effective-treatment", whose, true),
            new($"Kept in treatment {retained}", $"% of journeys begun {retained} before", "retained-12-weeks", whose, true),
            new($"First wait {inTime} or less", "% of first modalities", "wait-first", whose, true),
            new($"Later wait {inTime} or less", "% of later modalities", "wait-subsequent", whose, true),
            new($"Waiting over {inTime} at the month's end", "Modalities", "waiting-now", whose, false),
            new("Exits", "Journeys", "exits", whose, false),
            new("Planned exits", "% of exits", "planned-exits", whose, true),
            new("Completions of treatment", "% of people in treatment", "completions-of-treatment", whose, true),
            new($"Came back within {Wording.Count(options.RePresentationMonths, "month")}", "% of completed journeys", "re-presentations",
                whose, true),
            new("Picked up after transfer in custody", "% of episodes", "custody-continuity", whose, true),
            new("Start TOP done in time", "% of episodes due", "top-start", whose, true),
            new("Review TOP done in time", "% of episodes due", "top-review", whose, true),
            new("Exit TOP done in time", "% of episodes due", "top-exit", whose, true),
            new("Hepatitis B vaccination offered", "% of new presentations", "hepb-offered", whose, true),
            new("Injectors tested for hepatitis C", "% of injectors in treatment", "hepc-tested-injectors", whose, true),
        ];
        return whose == Population.Prison
            ? [.. all.Where(h => h.Population == Population.Prison && h.Measure != "custody-continuity")]
            : all;
    }
}
