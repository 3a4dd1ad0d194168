using System.Collections.Frozen;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Persons;
using Ndtms.Core.Records;
using Ndtms.Core.Validation;

namespace Ndtms.Core.Journeys;

/// <summary>All current data, prepared once for any number of cuts: persons, codes as groups, areas, and episodes in order. Neither the
/// order in which clients and episodes are given nor anything but their values matters.</summary>
public sealed class Caseload
{
    private static readonly CurrentTop[] NoTops = [];
    private static readonly CaseModality[] NoModalities = [];

    private readonly LevelIndex[] _levels;
    private readonly Lazy<IReadOnlyList<SharedEpisodes>> _shared;

    private Caseload(CodeBook book, PersonIndex persons, CaseEpisode[] episodes, LevelIndex[] levels, Categories categories)
    {
        Basis = persons.Basis;
        PersonCount = persons.Count;
        WorkingDays = book.WorkingDays;
        Episodes = episodes;
        _levels = levels;
        _shared = new Lazy<IReadOnlyList<SharedEpisodes>>(() => SharedEpisodes.Of(Episodes));
        Categories = categories;
        PersonFirst = new int[persons.Count + 1];
        foreach (var episode in episodes)
            PersonFirst[episode.Person + 1]++;
        for (var i = 0; i < persons.Count; i++)
            PersonFirst[i + 1] += PersonFirst[i];
    }

    /// <summary>How persons were identified: <c>official</c>.</summary>
    public string Basis { get; }

    /// <summary>How many persons there are, with an episode or without.</summary>
    public int PersonCount { get; }

    internal WorkingDays WorkingDays { get; }

    /// <summary>The key under which the hashes of episodes, modalities and persons are; null: they are 0.</summary>
    internal PublicationKey? PublicationKey { get; private init; }

    /// <summary>By person, community before prison, TRIAGED, agency, CLIENTID, EPISODID.</summary>
    internal CaseEpisode[] Episodes { get; }

    /// <summary>Where each person's episodes begin in <see cref="Episodes"/>; one more at the end.</summary>
    internal int[] PersonFirst { get; }

    internal Categories Categories { get; }

    /// <summary>What the data-quality measures count; null: not read.</summary>
    internal CaseloadQuality? Quality { get; private init; }

    /// <summary>Prepares the current data.</summary>
    /// <param name="current">The clients and their episodes.</param>
    /// <param name="book">The reference data of the run.</param>
    /// <param name="persons">Who is who; official persons where not given.</param>
    public static Caseload Prepare(CurrentData current, CodeBook book, PersonIndex? persons = null)
    {
        var clients = current.Clients.Concat(current.Episodes.Select(e => e.Client))
            .Distinct<CurrentClient>(ReferenceEqualityComparer.Instance).ToArray();
        persons ??= PersonIndex.Of(Persons.Basis.Official, clients);
        Array.Sort(clients, static (a, b) => CompareKeys(a, b));
        var ranks = new Dictionary<CurrentClient, int>(clients.Length, ReferenceEqualityComparer.Instance);
        for (var i = 0; i < clients.Length; i++)
            ranks.Add(clients[i], i > 0 && CompareKeys(clients[i - 1], clients[i]) == 0 ? ranks[clients[i - 1]] : i);

        string[][] codes =
        [
            [.. clients.Select(c => c.Agency).Union(current.Agencies.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            [Areas.England],
            [.. book.Areas.Partnerships.Select(p => p.Code)],
            [.. book.Areas.Regions.Select(r => r.Code)],
        ];
        var places = PlacesOf(codes);
        var lists = new Lists(book);

        // Sorted before they are prepared, so that the episodes of a person lie side by side in memory.
        var sorted = Sorted(current, persons, ranks);
        var episodes = new CaseEpisode[sorted.Length];
        for (var i = 0; i < sorted.Length; i++)
        {
            var client = sorted[i].Client;
            var agency = current.Agencies.GetValueOrDefault(client.Agency);
            episodes[i] = Prepare(
                sorted[i], lists, persons[client], ranks[client], agency?.Service == AgencyService.Prison,
                AreasOf(sorted[i], agency, book.Areas, places));
        }

        if (current.PublicationKey is { } key)
            Hash(episodes, PersonHashes(clients, persons, key), key);

        return new Caseload(
            book, persons, episodes,
            [.. Enum.GetValues<AreaLevel>().Select(level => LevelIndex.Of(codes[(int)level], episodes, level))],
            Categories.Of(book, current, codes[(int)AreaLevel.Agency]))
        {
            PublicationKey = current.PublicationKey,
            Quality = current.Quality is not { } facts ? null : new CaseloadQuality(
                current, facts, book.WorkingDays, Array.ConvertAll(codes, level => level.Length),
                agency => PlacesOf(agency.Code, book.Areas.Partnership(agency.Partnership), places),
                episode => AreasOf(episode, current.Agencies.GetValueOrDefault(episode.Client.Agency), book.Areas, places)),
        };
    }

    /// <summary>Each person's hash: of the attributors, of several those of the member whose person is the oldest.</summary>
    private static ulong[] PersonHashes(CurrentClient[] clients, PersonIndex persons, PublicationKey key)
    {
        var oldest = new CurrentClient?[persons.Count];
        foreach (var client in clients)
        {
            ref var first = ref oldest[persons[client]];
            if (first is null || (client.PersonId ?? long.MaxValue) < (first.PersonId ?? long.MaxValue))
                first = client;
        }

        var hashes = new ulong[oldest.Length];
        Parallel.For(0, hashes.Length, i =>
        {
            if (oldest[i] is { } client)
                hashes[i] = key.Person(client.FirstInitial, client.SurnameInitial, client.DateOfBirth, client.Sex);
        });
        return hashes;
    }

    private static void Hash(CaseEpisode[] episodes, ulong[] persons, PublicationKey key) => Parallel.ForEach(episodes, episode =>
    {
        var (client, id) = (episode.Record.Client, episode.Record.EpisodeId);
        episode.PersonHash = persons[episode.Person];
        episode.Hash = key.Episode(client.Agency, client.ClientId, id);
        foreach (var modality in episode.Modalities)
            modality.Hash = key.Child(EntityKind.Modality, client.Agency, client.ClientId, id, modality.Record.ModalityId);
    });

    internal LevelIndex Level(AreaLevel level) => _levels[(int)level];

    /// <summary>All episodes above the agencies, by the areas that share them.</summary>
    internal IReadOnlyList<SharedEpisodes> Shared => _shared.Value;

    /// <summary>All episodes of a person, wherever they are, in the order of <see cref="Episodes"/>.</summary>
    internal ReadOnlySpan<CaseEpisode> EpisodesOf(int person) => Episodes.AsSpan(PersonFirst[person]..PersonFirst[person + 1]);

    private static int CompareKeys(CurrentClient a, CurrentClient b)
    {
        var order = string.CompareOrdinal(a.Agency, b.Agency);
        return order != 0 ? order : string.CompareOrdinal(a.ClientId, b.ClientId);
    }

    /// <summary>DAT decides; where it is blank or no partnership's code, the agency's own partnership. Outside England: the agency
    /// only.</summary>
    private static AreaPlaces AreasOf(CurrentEpisode episode, Agency? agency, Areas areas, FrozenDictionary<string, int>[] places)
    {
        var residence = episode.Partnership == Areas.OutsideEngland
            ? null
            : areas.Partnership(episode.Partnership) ?? areas.Partnership(agency?.Partnership);
        return PlacesOf(episode.Client.Agency, residence, places);
    }

    /// <summary>An agency's place and those of a partnership with its region; without one, the agency only. An area that is not among the places
    /// has none.</summary>
    internal static AreaPlaces PlacesOf(string agency, Partnership? residence, FrozenDictionary<string, int>[] places)
    {
        return residence is null
            ? new AreaPlaces(At(AreaLevel.Agency, agency), -1, -1, -1)
            : new AreaPlaces(
                At(AreaLevel.Agency, agency), At(AreaLevel.Partnership, residence.Code), At(AreaLevel.Region, residence.Region),
                At(AreaLevel.England, Areas.England));

        int At(AreaLevel level, string code) => places[(int)level].TryGetValue(code, out var place) ? place : -1;
    }

    /// <summary>The place of each code of each level.</summary>
    internal static FrozenDictionary<string, int>[] PlacesOf(string[][] codes) => Array.ConvertAll(
        codes, level => level.Select((code, place) => (code, place)).ToFrozenDictionary(p => p.code, p => p.place, StringComparer.Ordinal));

    private static CaseEpisode Prepare(CurrentEpisode current, Lists lists, int person, int clientRank, bool prison, AreaPlaces areas)
    {
        var modalities = Modalities(current, lists);
        var tops = current.Tops.Any(t => !t.Empty) ? [.. current.Tops.Where(t => !t.Empty)] : NoTops;
        var start = Dates.Blank;
        var last = current.Discharged ?? Dates.Blank;
        foreach (var modality in modalities)
        {
            start = modality.Started < start ? modality.Started : start;
            last = modality.Started > last && modality.Started != Dates.Blank ? modality.Started : last;
        }

        foreach (var top in tops)
            last = top.Date > last ? top.Date : last;

        return new CaseEpisode
        {
            Record = current,
            Person = person,
            ClientRank = clientRank,
            Prison = prison,
            Areas = areas,
            Triaged = current.Triaged,
            Discharged = current.Discharged ?? Dates.Blank,
            TreatmentStart = start,
            LastEvent = last,
            Substances = lists.SubstancesOf(current.Drug1) | lists.SubstancesOf(current.Drug2) | lists.SubstancesOf(current.Drug3),
            ExitGroup = lists.DischargeReason.Find(current.DischargeReason)?.Category,
            Sex = lists.Sex.Find(current.Client.Sex)?.Category,
            EthnicGroup = lists.Ethnicity.Find(current.Client.Ethnic)?.Category,
            ReferralSourceGroup = lists.ReferralSource.Find(current.ReferralSource)?.Category,
            Accommodation = lists.Accommodation.Find(current.Accommodation)?.Category,
            ParentalStatus = lists.ParentalStatus.Find(current.ParentalStatus)?.Category,
            InjectingStatus = lists.InjectingStatus.Find(current.InjectingStatus)?.Category,
            Employment = lists.Employment.Find(current.Employment)?.Category,
            Modalities = modalities,
            Tops = tops,
        };
    }

    private static CaseModality[] Modalities(CurrentEpisode current, Lists lists)
    {
        List<CaseModality>? structured = null;
        foreach (var modality in current.Modalities)
        {
            if (lists.Modality.Find(modality.Modality) is { Group: "structured" } code)
            {
                (structured ??= []).Add(new CaseModality
                {
                    Record = modality,
                    Code = code.Value,
                    Referred = modality.Referred ?? Dates.Blank,
                    Offered = modality.FirstAppointmentOffered ?? Dates.Blank,
                    Started = modality.Started ?? Dates.Blank,
                });
            }
        }

        return structured is null ? NoModalities : [.. structured];
    }

    /// <summary>By person, community before prison, TRIAGED, agency, CLIENTID, EPISODID.</summary>
    private static CurrentEpisode[] Sorted(CurrentData current, PersonIndex persons, Dictionary<CurrentClient, int> ranks)
    {
        // Person, prison and day of triage in one number; the few that agree in it are put in order of their keys afterwards.
        var episodes = current.Episodes.ToArray();
        var keys = Array.ConvertAll(episodes, e =>
        {
            var prison = current.Agencies.TryGetValue(e.Client.Agency, out var agency) && agency.Service == AgencyService.Prison;
            return ((ulong)persons[e.Client] << 32) | (prison ? 1UL << 31 : 0) | (uint)e.Triaged.DayNumber;
        });
        Array.Sort(keys, episodes);
        for (var first = 0; first < episodes.Length;)
        {
            var end = first + 1;
            while (end < episodes.Length && keys[end] == keys[first])
                end++;
            if (end - first > 1)
            {
                episodes.AsSpan(first..end).Sort((a, b) => ranks[a.Client].CompareTo(ranks[b.Client]) is not 0 and var order
                    ? order
                    : string.CompareOrdinal(a.EpisodeId, b.EpisodeId));
            }

            first = end;
        }

        return episodes;
    }

    /// <summary>The code lists that measures read.</summary>
    private sealed class Lists(CodeBook book)
    {
        private readonly CodeList _substances = book.List("substance");

        public CodeList Sex { get; } = book.List("sex");
        public CodeList Ethnicity { get; } = book.List("ethnicity");
        public CodeList DischargeReason { get; } = book.List("discharge-reason");
        public CodeList ReferralSource { get; } = book.List("referral-source");
        public CodeList Accommodation { get; } = book.List("accommodation-need");
        public CodeList ParentalStatus { get; } = book.List("parental-status");
        public CodeList InjectingStatus { get; } = book.List("injecting-status");
        public CodeList Employment { get; } = book.List("employment-status");
        public CodeList Modality { get; } = book.List("modality");

        public Substances SubstancesOf(string? code) =>
            _substances.Find(code) is { } found ? SubstanceGroups.Of(found.Category) : Substances.None;
    }
}

/// <summary>The areas of a level, and the episodes of each in the order of the caseload.</summary>
internal sealed class LevelIndex
{
    private readonly CaseEpisode[] _episodes;
    private readonly int[] _first;

    private LevelIndex(string[] codes, CaseEpisode[] episodes, int[] first)
    {
        Codes = codes;
        _episodes = episodes;
        _first = first;
    }

    /// <summary>Area codes in ordinal order.</summary>
    public string[] Codes { get; }

    public ReadOnlySpan<CaseEpisode> Episodes(int place) => _episodes.AsSpan(_first[place].._first[place + 1]);

    public static LevelIndex Of(string[] codes, CaseEpisode[] episodes, AreaLevel level)
    {
        var first = new int[codes.Length + 1];
        foreach (var episode in episodes)
        {
            if (episode.Areas.At(level) is >= 0 and var at)
                first[at + 1]++;
        }

        for (var i = 0; i < codes.Length; i++)
            first[i + 1] += first[i];
        var next = first[..codes.Length];
        var sorted = new CaseEpisode[first[^1]];
        foreach (var episode in episodes)
        {
            if (episode.Areas.At(level) is >= 0 and var at)
                sorted[next[at]++] = episode;
        }

        return new LevelIndex(codes, sorted, first);
    }
}

/// <summary>Every category that a breakdown can have, numbered in ordinal order.</summary>
internal sealed class Categories
{
    public const string Unknown = "unknown";

    private readonly string[] _names;
    private readonly FrozenDictionary<string, int> _numbers;

    private Categories(IEnumerable<string> names)
    {
        _names = [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _numbers = _names.Select((name, number) => (name, number)).ToFrozenDictionary(p => p.name, p => p.number, StringComparer.Ordinal);
    }

    public int Count => _names.Length;

    public IReadOnlyList<string> Names => _names;

    public string this[int number] => _names[number];

    public int this[string name] => _numbers[name];

    /// <summary>-1 where there is no such category.</summary>
    public int Find(string name) => _numbers.TryGetValue(name, out var number) ? number : -1;

    /// <summary>These categories.</summary>
    public static Categories Of(IEnumerable<string> names) => new(names);

    public static Categories Of(CodeBook book, CurrentData current, string[] agencies)
    {
        string[] lists =
        [
            "sex", "ethnicity", "discharge-reason", "referral-source", "accommodation-need", "parental-status", "injecting-status",
            "employment-status",
        ];
        var names = new HashSet<string>(StringComparer.Ordinal)
        {
            Unknown, ExitGroups.IncompleteOther, ExitGroups.Inconsistent,
        };
        names.UnionWith(SubstanceGroups.All);
        names.UnionWith(Bands.Ages);
        names.UnionWith(Bands.Years);
        names.UnionWith(Bands.Known);
        names.UnionWith(lists.SelectMany(l => book.List(l).Codes).Select(c => c.Category));
        names.UnionWith(book.List("modality").Codes.Select(c => c.Value));
        names.UnionWith(agencies);
        if (current.Quality is { } quality)
        {
            names.UnionWith(RuleBook.Rules.Select(r => r.Id));
            names.UnionWith(quality.Found.Select(f => f.Rule).OfType<string>());
            names.UnionWith((quality.Filled ?? []).SelectMany(f => f.Fields.Headers));
        }

        foreach (var episode in current.Episodes)
        {
            if (episode.Pct is { } pct)
                names.Add(pct);
            if (episode.YoungPerson is { } answers)
                names.UnionWith(answers.Keys);
        }

        return new Categories(names);
    }
}
