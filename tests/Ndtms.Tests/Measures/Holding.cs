using System.Globalization;
using System.Text;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Records;

namespace Ndtms.Tests.Measures;

/// <summary>A small world for measures: agencies X and Y in Northumberland (A10B) and G in Gateshead (A09B), both North East; L in
/// London; P a prison in Northumberland. Dates are written day/month/year.</summary>
internal sealed class Holding
{
    /// <summary>Two partnerships of one region, and one of another.</summary>
    public const string North = "A10B";
    public const string Gateshead = "A09B";

    /// <summary>A publication key that is always the same.</summary>
    public static PublicationKey Key { get; } = new([.. Enumerable.Range(1, PublicationKey.Length).Select(i => (byte)i)]);

    private readonly List<CurrentClient> _clients = [];
    private readonly List<CurrentEpisode> _episodes = [];

    public static CodeBook Book => CodeBook.Embedded;

    public static string London { get; } = Book.Areas.Partnerships.First(p => p.Region == "london").Code;

    public static IReadOnlyDictionary<string, Agency> Agencies { get; } = new[]
    {
        Registered("X", North, AgencyService.Adult), Registered("Y", North, AgencyService.Adult),
        Registered("G", Gateshead, AgencyService.YoungPeople), Registered("L", London, AgencyService.Alcohol),
        Registered("P", North, AgencyService.Prison),
    }.ToDictionary(a => a.Code);

    public CurrentData Data => new() { Agencies = Agencies, Clients = _clients, Episodes = _episodes, Quality = Quality, PublicationKey = Key };

    /// <summary>What the data-quality measures count; nothing, unless a test says so.</summary>
    public QualityFacts Quality { get; set; } = new()
    {
        Submissions = [],
        Found = [],
        Arrivals = [],
        Extensions = [],
        Filled = [.. ExpectedFields.Of(Book).Select(f => new FilledFields(f))],
    };

    public static DateOnly Day(string day) => DateOnly.ParseExact(day, "d/M/yyyy", CultureInfo.InvariantCulture);

    public static DateOnly? DayOrBlank(string? day) => day is null ? null : Day(day);

    public CurrentClient Client(string agency, string id, string born = "10/5/1980", string sex = "M", string? ethnic = null, char initial = 'A')
    {
        var client = new CurrentClient
        {
            Agency = agency,
            ClientId = id,
            FirstInitial = initial,
            SurnameInitial = 'B',
            DateOfBirth = Day(born),
            Sex = sex,
            Ethnic = ethnic,
        };
        _clients.Add(client);
        return client;
    }

    public Holding Add(CurrentEpisode episode)
    {
        _episodes.Add(episode);
        return this;
    }

    public static CurrentModality Modality(
        string started, string modality = "2", string? referred = null, string? offered = null, string id = "1", string? ended = null)
    {
        return new CurrentModality
        {
            ModalityId = id,
            Modality = modality,
            Referred = DayOrBlank(referred),
            FirstAppointmentOffered = DayOrBlank(offered),
            Started = started.Length == 0 ? null : Day(started),
            Ended = DayOrBlank(ended),
        };
    }

    /// <summary>An episode triaged and, if a start is given, in structured treatment from that day.</summary>
    public static CurrentEpisode Episode(
        CurrentClient client, string triaged, string? start = null, string? end = null, string? reason = null, string id = "1",
        string? partnership = null, string drug = "1011", string? drug2 = null, string? source = null, bool? previously = null,
        IReadOnlyList<CurrentModality>? modalities = null, IReadOnlyList<CurrentTop>? tops = null, string? pct = null, string? referred = null,
        string? parental = null, int? children = null, string? injecting = null, string? employment = null, string? accommodation = null,
        string? hepatitisB = null, string? vaccinations = null, string? hepatitisC = null, string? hepatitisCDate = null,
        bool? topCoordinator = null, IReadOnlyDictionary<string, string>? young = null)
    {
        return new CurrentEpisode
        {
            Client = client,
            EpisodeId = id,
            Referred = Day(referred ?? triaged),
            Triaged = Day(triaged),
            Discharged = DayOrBlank(end),
            DischargeReason = reason,
            Partnership = partnership,
            Pct = pct,
            Drug1 = drug,
            Drug2 = drug2,
            ReferralSource = source,
            PreviouslyTreated = previously,
            ParentalStatus = parental,
            ChildrenLivingWith = children,
            InjectingStatus = injecting,
            Employment = employment,
            Accommodation = accommodation,
            HepatitisB = hepatitisB,
            HepatitisBVaccinations = vaccinations,
            HepatitisCTested = hepatitisC,
            HepatitisCTestDate = DayOrBlank(hepatitisCDate),
            TopCoordinator = topCoordinator,
            YoungPerson = young,
            Modalities = modalities ?? (start is null ? [] : [Modality(start)]),
            Tops = tops ?? [],
        };
    }

    public Figures Compute(string cut, MeasureSelection? only = null) => MeasureRun.Compute(Data, Book, Day(cut), only: only);

    public ShownFigures Shown(string cut, MeasureSelection? only = null) => ShownFigures.Unchanged(Compute(cut, only));

    public static string Export(Figures figures)
    {
        using var stream = new MemoryStream();
        FigureExport.Write(figures, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static Agency Registered(string code, string partnership, AgencyService service) => new(
        code, code, partnership, Book.Areas.Partnership(partnership)!.Region, service, "", null, null, AgencyScope.Active);
}

/// <summary>Reading figures in a test's few words.</summary>
internal static class FigureReading
{
    /// <summary>n, d and value of a figure as the export writes them: "1/2=0.5", "3" for a count, "-" where there is no such row.</summary>
    public static string Read(
        this Figures figures, string measure, string breakdown = "", string category = "", string population = "all", string period = "month",
        string level = "england", string area = "england")
    {
        Assert.True(MeasureNames.TryParse(level, out AreaLevel ofLevel));
        Assert.True(MeasureNames.TryParse(population, out Population ofPopulation));
        Assert.True(MeasureNames.TryParse(period, out PeriodKind ofPeriod));
        if (figures.Find(new FigureKey(ofLevel, area, ofPopulation, ofPeriod, measure, breakdown, category)) is not { } figure)
            return "-";
        return figure.D is null
            ? string.Create(CultureInfo.InvariantCulture, $"{figure.N}")
            : string.Create(CultureInfo.InvariantCulture, $"{figure.N}/{figure.D}={figure.Value:0.######}");
    }
}
