using System.Data.Common;
using System.Globalization;
using Dapper;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Persons;

namespace Ndtms.Storage;

/// <summary>A current client as linkage sees it.</summary>
/// <param name="Hash">The first digits of its keyed hash, by which it is the same client in every load.</param>
/// <param name="Client">The client.</param>
/// <param name="Compared">What is compared. The postcode, partnership and GP practice are those of the latest episode that has them.</param>
/// <param name="ComparedHash">A keyed hash of that.</param>
/// <param name="Residence">Whether a postcode is given, none, or one that stands for no fixed abode.</param>
/// <param name="TreatedIn">Partnerships of residence where the client was in treatment in the year to the cut.</param>
public sealed record LinkageClient(
    string Hash, CurrentClient Client, PersonValues Compared, string ComparedHash, string Residence, IReadOnlyList<string> TreatedIn);

/// <summary>Reads clients for linkage: a few plain queries, folded by client.</summary>
internal static class LinkageClients
{
    /// <summary>How many digits of a client's keyed hash name it.</summary>
    public const int HashDigits = 32;

    private const string Given = "postcode given";
    private const string NoFixedAbode = "no fixed abode";
    private const string Missing = "postcode missing";

    /// <summary>ACCMNEED of somebody without a fixed abode.</summary>
    private const string NeedOfTheHomeless = "1";

    /// <summary>Modalities at a place where the client lives: inpatient treatment and residential rehabilitation.</summary>
    private const string IsResidential = "m.modal IN ('1', '6')";

    /// <summary>Current clients, by the order of their hashes.</summary>
    /// <param name="connection">Within a transaction.</param>
    /// <param name="secrets">The keys.</param>
    /// <param name="book">The code lists.</param>
    /// <param name="cut">Last day of the month reported on; null: it does not matter who is in treatment.</param>
    public static List<LinkageClient> Read(DbConnection connection, Secrets secrets, CodeBook book, DateOnly? cut) => Read(connection, secrets, book, cut, null);

    /// <summary>The current client of an agency that a hash names; null: there is none.</summary>
    public static LinkageClient? Find(DbConnection connection, Secrets secrets, CodeBook book, string agency, string hash)
    {
        var ids = connection.Query<(long Id, string ClientId)>("SELECT id, clientid FROM client WHERE agncy = @agency", new { agency })
            .Where(c => HashOf(secrets, agency, c.ClientId) == hash).Select(c => c.Id).ToArray();
        return ids.Length == 0 ? null : Read(connection, secrets, book, null, ids).Single();
    }

    /// <summary>By what a client is named.</summary>
    public static string HashOf(Secrets secrets, string agency, string clientId) => secrets.ClientHash(agency, clientId)[..HashDigits];

    private static List<LinkageClient> Read(DbConnection connection, Secrets secrets, CodeBook book, DateOnly? cut, long[]? only)
    {
        var agencies = CurrentEpisodes.AgenciesOf(connection);
        var groups = book.List("ethnicity").Codes.ToDictionary(c => c.Value, c => c.Group, StringComparer.Ordinal);
        var folded = Clients(connection, only).ToDictionary(c => c.Id, c => new Folded(c.ToClient(), new Place()));
        foreach (var episode in Episodes(connection, only))
            Fold(episode, folded[episode.Client], agencies, cut);
        foreach (var (client, first, last) in ResidentialStays(connection, only))
        {
            if (first <= last)
                folded[client].Place.Stays.Add((first, last));
        }

        var read = new List<LinkageClient>(folded.Count);
        foreach (var (client, place) in folded.Values)
        {
            var postcode = place.IsHomeless ? default : PostcodeParts.Of(place.Postcode);
            var compared = new PersonValues($"{client.Agency}\0{client.ClientId}")
            {
                FirstInitial = client.FirstInitial,
                SurnameInitial = client.SurnameInitial,
                DateOfBirth = BirthDate.Of(client.DateOfBirth),
                Sex = client.Sex,
                Ethnic = client.Ethnic,
                EthnicGroup = client.Ethnic is { } ethnic ? groups.GetValueOrDefault(ethnic) : null,
                Outward = postcode.Outward,
                Sector = postcode.Sector,
                Partnership = place.Partnership,
                GpPractice = place.Gp,
                Stays = [.. place.Stays.Distinct().Order()],
            };
            read.Add(new LinkageClient(
                HashOf(secrets, client.Agency, client.ClientId), client, compared, secrets.ComparedHash(Text(compared)),
                place.IsHomeless ? NoFixedAbode : place.Postcode is null ? Missing : Given, [.. place.TreatedIn.Order(StringComparer.Ordinal)]));
        }

        read.Sort((a, b) => string.CompareOrdinal(a.Hash, b.Hash));
        return read;
    }

    private static IEnumerable<ClientRow> Clients(DbConnection connection, long[]? only) => connection.Query<ClientRow>(
        $"""
        SELECT id, agncy, clientid, finitial, sinitial, dob, sex, ethnic, person FROM client c
        WHERE {Condition("c.id", only)} ORDER BY id
        """, new { only }, buffered: false);

    /// <summary>Episodes, of each client the latest last, so that what it gives is what stays.</summary>
    private static IEnumerable<EpisodeRow> Episodes(DbConnection connection, long[]? only) => connection.Query<EpisodeRow>(
        $"""
        SELECT e.client, e.triaged, e.disd, e.pc, e.dat, e.gpptce, e.accmneed, t.started
        FROM episode e
        LEFT JOIN (SELECT episode, MIN(modst) AS started FROM modality GROUP BY episode) t ON t.episode = e.id
        WHERE {Condition("e.client", only)}
        ORDER BY e.client, e.triaged, e.id
        """, new { only }, buffered: false);

    private static IEnumerable<(long Client, DateOnly First, DateOnly Last)> ResidentialStays(DbConnection connection, long[]? only) =>
        connection.Query<(long, DateOnly, DateOnly)>(
            $"""
            SELECT e.client, m.modst, m.modend FROM modality m JOIN episode e ON e.id = m.episode
            WHERE {IsResidential} AND m.modst IS NOT NULL AND m.modend IS NOT NULL AND {Condition("e.client", only)}
            ORDER BY m.id
            """, new { only }, buffered: false);

    private static string Condition(string column, long[]? only) => only is null ? "1 = 1" : $"{column} IN @only";

    private static void Fold(EpisodeRow episode, Folded client, Dictionary<string, Agency> agencies, DateOnly? cut)
    {
        var place = client.Place;
        if (episode.Pc is { } postcode)
            (place.Postcode, place.IsHomeless) = (postcode, postcode.StartsWith("ZZ", StringComparison.Ordinal));
        else if (episode.Accmneed == NeedOfTheHomeless)
            (place.Postcode, place.IsHomeless) = (null, true);
        place.Partnership = episode.Dat ?? place.Partnership;
        place.Gp = episode.Gpptce ?? place.Gp;
        var agency = agencies.GetValueOrDefault(client.Client.Agency);
        if (agency?.Service == AgencyService.Prison && episode.Disd is { } left && left >= episode.Triaged)
            place.Stays.Add((episode.Triaged, left));
        if (cut is { } day && episode.Started <= day && (episode.Disd is null || episode.Disd > day.AddYears(-1)))
            place.TreatedIn.Add(episode.Dat ?? agency?.Partnership ?? Areas.OutsideEngland);
    }

    private static string Text(PersonValues v) => string.Join('\0', (string?[])
    [
        v.FirstInitial?.ToString(), v.SurnameInitial?.ToString(), v.DateOfBirth?.ToString(), v.Sex, v.Ethnic, v.Outward, v.Sector, v.Partnership, v.GpPractice,
        .. v.Stays.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.First:yyyyMMdd}{s.Last:yyyyMMdd}")),
    ]);

    private sealed class ClientRow
    {
        public long Id { get; init; }
        public string Agncy { get; init; } = "";
        public string Clientid { get; init; } = "";
        public string Finitial { get; init; } = "";
        public string Sinitial { get; init; } = "";
        public DateOnly Dob { get; init; }
        public string Sex { get; init; } = "";
        public string? Ethnic { get; init; }
        public long Person { get; init; }

        public CurrentClient ToClient() => new()
        {
            Agency = string.Intern(Agncy),
            ClientId = Clientid,
            FirstInitial = Finitial[0],
            SurnameInitial = Sinitial[0],
            DateOfBirth = Dob,
            Sex = string.Intern(Sex),
            Ethnic = Ethnic is null ? null : string.Intern(Ethnic),
            PersonId = Person,
        };
    }

    private sealed class EpisodeRow
    {
        public long Client { get; init; }
        public DateOnly Triaged { get; init; }
        public DateOnly? Disd { get; init; }
        public string? Pc { get; init; }
        public string? Dat { get; init; }
        public string? Gpptce { get; init; }
        public string? Accmneed { get; init; }

        /// <summary>The first start of a modality; null: none has started.</summary>
        public DateOnly? Started { get; init; }
    }

    private sealed record Folded(CurrentClient Client, Place Place);

    private sealed class Place
    {
        public string? Postcode { get; set; }
        public bool IsHomeless { get; set; }
        public string? Partnership { get; set; }
        public string? Gp { get; set; }
        public List<(DateOnly First, DateOnly Last)> Stays { get; } = [];
        public HashSet<string> TreatedIn { get; } = new(StringComparer.Ordinal);
    }
}
