using System.Data.Common;
using Dapper;
using Ndtms.Core.DataSets;
using Ndtms.Core.Persons;

namespace Ndtms.Storage;

/// <summary>What somebody decided of a pair.</summary>
public enum PersonVerdict
{
    /// <summary>One human being.</summary>
    Same,

    /// <summary>Two.</summary>
    Different,

    /// <summary>It cannot be told yet.</summary>
    Unsure,
}

/// <summary>Which pairs of the review queue are wanted.</summary>
public enum ReviewState
{
    /// <summary>Those that were not decided, or of which it could not be told.</summary>
    Open,

    /// <summary>Those that were decided the same or different.</summary>
    Decided,

    /// <summary>All.</summary>
    All,
}

/// <summary>A decision.</summary>
/// <param name="Verdict">What was decided.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
/// <param name="Who">By whom.</param>
/// <param name="NeedsSecond">It has no effect until somebody else has confirmed it.</param>
/// <param name="ConfirmedAt">When that was; null: not yet.</param>
/// <param name="ConfirmedBy">Who has.</param>
/// <param name="UndoneAt">When it was undone; null: it stands.</param>
/// <param name="UndoneBy">By whom.</param>
/// <param name="UndoReason">Why.</param>
public sealed record PersonDecision(
    PersonVerdict Verdict, string Reason, DateTimeOffset At, string Who, bool NeedsSecond, DateTimeOffset? ConfirmedAt, string? ConfirmedBy,
    DateTimeOffset? UndoneAt, string? UndoneBy, string? UndoReason);

/// <summary>A pair of the review queue.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What is suspected.</param>
/// <param name="AgencyOne">The one client's agency.</param>
/// <param name="AgencyOther">The other's.</param>
/// <param name="Bits">The match weight, with what is known beforehand.</param>
/// <param name="Probability">That the suspicion is right.</param>
/// <param name="Model">The model that suspects it.</param>
/// <param name="Effect">Where figures change if it is right.</param>
/// <param name="Standing">The decision that stands; null: none.</param>
public sealed record ReviewPair(
    long Id, SuspicionKind Kind, string AgencyOne, string AgencyOther, double Bits, double Probability, string Model, PairEffect Effect, PersonDecision? Standing)
{
    internal string One { get; init; } = "";

    internal string Other { get; init; } = "";
}

/// <summary>An episode on the time line of a pair.</summary>
/// <param name="Triaged">TRIAGED</param>
/// <param name="Discharged">DISD; null: open.</param>
/// <param name="DischargeReason">DISRSN</param>
/// <param name="Partnership">DAT of residence; null: not given.</param>
public sealed record LineEpisode(DateOnly Triaged, DateOnly? Discharged, string? DischargeReason, string? Partnership);

/// <summary>The two clients of a pair.</summary>
/// <param name="Pair">The pair.</param>
/// <param name="One">The one; null: no agency has the client any more.</param>
/// <param name="Other">The other; null: the same.</param>
/// <param name="OneEpisodes">The one's episodes, by triage.</param>
/// <param name="OtherEpisodes">The other's.</param>
/// <param name="History">All decisions, the latest first.</param>
/// <param name="Model">The model in use; null: none.</param>
public sealed record PairClients(
    ReviewPair Pair, LinkageClient? One, LinkageClient? Other, IReadOnlyList<LineEpisode> OneEpisodes, IReadOnlyList<LineEpisode> OtherEpisodes,
    IReadOnlyList<PersonDecision> History, LinkageModel? Model);

/// <summary>The queue of pairs that people decide on, and their decisions. A pair is in a scope where both its agencies are.</summary>
/// <param name="database">The database.</param>
/// <param name="secrets">Its keys.</param>
public sealed class PersonReviews(Database database, Secrets secrets)
{
    private const string Columns =
        """
        p.id, p.kind, p.one, p.other, p.agency_one, p.agency_other, p.bits, p.probability, p.model, p.effect, p.partnership, p.region,
        d.verdict, d.reason, d.at, d.who, d.needs_second, d.confirmed_at, d.confirmed_by
        """;

    /// <summary>Pairs, those first whose decision changes most figures, and of equal ones the most probable.</summary>
    /// <param name="scope">Whose.</param>
    /// <param name="state">Which.</param>
    /// <param name="page">Which part of the list.</param>
    public Paged<ReviewPair> List(Scope scope, ReviewState state, Page page) => database.Read(connection =>
    {
        var wanted = $"{On(scope)} AND {(state == ReviewState.All ? "1 = 1" : state == ReviewState.Open ? "(d.id IS NULL OR d.verdict = 'unsure')" : "d.verdict <> 'unsure'")}";
        const string from = "FROM review_pair p LEFT JOIN person_decision d ON d.pair_id = p.id AND d.undone_at IS NULL";
        var parameters = With(scope, page);
        return new Paged<ReviewPair>(
            [.. connection.Query<PairRow>(
                $"""
                SELECT * FROM (
                    SELECT {Columns}, ROW_NUMBER() OVER (ORDER BY p.effect DESC, p.probability DESC, p.id) AS place {from} WHERE {wanted}
                ) numbered
                WHERE place > @Skip AND place <= @Skip + @Take
                ORDER BY place
                """, parameters).Select(r => r.ToPair())],
            connection.ExecuteScalar<long>($"SELECT COUNT(*) {from} WHERE {wanted}", parameters));
    });

    /// <summary>A pair with its two clients; null: there is none of that id in the scope.</summary>
    /// <param name="scope">Whose.</param>
    /// <param name="id">Its id.</param>
    /// <param name="book">The code lists.</param>
    public PairClients? Find(Scope scope, long id, CodeBook book) => database.Read(connection =>
    {
        if (PairOf(connection, scope, id) is not { } pair)
            return null;
        var one = LinkageClients.Find(connection, secrets, book, pair.AgencyOne, pair.One);
        var other = LinkageClients.Find(connection, secrets, book, pair.AgencyOther, pair.Other);
        return new PairClients(
            pair, one, other, EpisodesOf(connection, one), EpisodesOf(connection, other), HistoryOf(connection, id), PersonLinkage.ModelOf(connection));
    });

    /// <summary>Notes that somebody looks at initials and dates of birth of a pair.</summary>
    public void Viewed(long id, Actor by) => database.Write(connection =>
        connection.Execute("INSERT INTO person_view (pair_id, at, who) VALUES (@id, @At, @Who)", new { id, by.At, by.Who }));

    /// <summary>Who has looked at initials and dates of birth, and of which pair, the latest first.</summary>
    /// <param name="page">Which part of the list.</param>
    public IReadOnlyList<(long Pair, DateTimeOffset At, string Who)> Views(Page page) => database.Read(connection => connection
        .Query<(long, DateTimeOffset, string)>(
            """
            SELECT pair_id, at, who FROM (SELECT pair_id, at, who, ROW_NUMBER() OVER (ORDER BY id DESC) AS place FROM person_view) numbered
            WHERE place > @Skip AND place <= @Skip + @Take ORDER BY place
            """, page).ToList());

    /// <summary>Decides on a pair of which no decision stands.</summary>
    /// <param name="id">The pair.</param>
    /// <param name="verdict">What is decided.</param>
    /// <param name="reason">Why.</param>
    /// <param name="needsSecond">It has no effect until somebody else has confirmed it.</param>
    /// <param name="by">Who decides, and when.</param>
    /// <returns>The decision that stood already, so that nothing was saved; null: this one was saved. One that could not tell gives way.</returns>
    public PersonDecision? Decide(long id, PersonVerdict verdict, string reason, bool needsSecond, Actor by) => database.Write(connection =>
    {
        if (PairOf(connection, Scope.England, id)?.Standing is { } standing)
        {
            if (standing.Verdict != PersonVerdict.Unsure)
                return standing;
            Undo(connection, id, "Decided again.", by);
        }

        connection.Execute(
            """
            INSERT INTO person_decision (pair_id, verdict, reason, at, who, needs_second)
            VALUES (@id, @name, @reason, @At, @Who, @needsSecond)
            """, new { id, name = NameOf(verdict), reason, by.At, by.Who, needsSecond });
        ChangeResolved(connection);
        return null;
    });

    /// <summary>Confirms the decision on a pair as the second person.</summary>
    /// <returns>Whether there was one that waited for somebody else.</returns>
    public bool Confirm(long id, Actor by) => database.Write(connection =>
    {
        var done = connection.Execute(
            """
            UPDATE person_decision SET confirmed_at = @At, confirmed_by = @Who
            WHERE pair_id = @id AND undone_at IS NULL AND needs_second = 1 AND confirmed_at IS NULL AND who <> @Who
            """, new { id, by.At, by.Who }) == 1;
        if (done)
            ChangeResolved(connection);
        return done;
    });

    /// <summary>Undoes the decision on a pair; it stays in the pair's history.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Undo(long id, string reason, Actor by) => database.Write(connection =>
    {
        var done = Undo(connection, id, reason, by);
        if (done)
            ChangeResolved(connection);
        return done;
    });

    /// <summary>What is suspected of people in treatment in the year to the cut of the last run, and how probable it is, or what was decided.</summary>
    /// <param name="region">In this region; null: in any.</param>
    /// <param name="partnership">In this partnership; null: in any.</param>
    public IReadOnlyList<(SuspicionKind Kind, double Probability)> Suspected(string? region, string? partnership) => database.Read(connection => connection
        .Query<(string Kind, double Probability, string? Verdict)>(
            """
            SELECT p.kind, p.probability, d.verdict
            FROM review_pair p
            LEFT JOIN person_decision d ON d.pair_id = p.id AND d.undone_at IS NULL AND d.verdict <> 'unsure'
                AND (d.needs_second = 0 OR d.confirmed_at IS NOT NULL)
            WHERE p.effect > 0 AND (@region IS NULL OR p.region = @region) AND (@partnership IS NULL OR p.partnership = @partnership)
            """, new { region, partnership })
        .Select(r =>
        {
            var kind = r.Kind == "split" ? SuspicionKind.Split : SuspicionKind.Link;
            return (kind, r.Verdict is null ? r.Probability : (r.Verdict == "same") == (kind == SuspicionKind.Link) ? 1.0 : 0.0);
        }).ToList());

    /// <summary>A verdict as the database writes it.</summary>
    internal static string NameOf(PersonVerdict verdict) => verdict.ToString().ToLowerInvariant();

    /// <summary>A suspicion as the database writes it.</summary>
    internal static string NameOf(SuspicionKind kind) => kind.ToString().ToLowerInvariant();

    internal static PersonVerdict Parse(string verdict) => Enum.Parse<PersonVerdict>(verdict, ignoreCase: true);

    /// <summary>Makes sure that no figures are kept, or will be, that rest on other decisions.</summary>
    private static void ChangeResolved(DbConnection connection)
    {
        KeptFigures.ForgetOthers(connection);
        DataMoment.RaiseVersion(connection);
    }

    private static bool Undo(DbConnection connection, long id, string reason, Actor by) => connection.Execute(
        "UPDATE person_decision SET undone_at = @At, undone_by = @Who, undo_reason = @reason WHERE pair_id = @id AND undone_at IS NULL",
        new { id, reason, by.At, by.Who }) == 1;

    private static ReviewPair? PairOf(DbConnection connection, Scope scope, long id) => connection.Query<PairRow>(
        $"""
        SELECT {Columns} FROM review_pair p LEFT JOIN person_decision d ON d.pair_id = p.id AND d.undone_at IS NULL
        WHERE p.id = @id AND {On(scope)}
        """, With(scope, new { id })).Select(r => r.ToPair()).SingleOrDefault();

    private static List<PersonDecision> HistoryOf(DbConnection connection, long id) => [.. connection.Query<DecisionRow>(
        """
        SELECT verdict, reason, at, who, needs_second, confirmed_at, confirmed_by, undone_at, undone_by, undo_reason
        FROM person_decision WHERE pair_id = @id ORDER BY id DESC
        """, new { id }).Select(r => r.ToDecision())];

    private static List<LineEpisode> EpisodesOf(DbConnection connection, LinkageClient? client) => client is null ? [] : [.. connection
        .Query<(DateOnly Triaged, DateOnly? Discharged, string? Reason, string? Dat)>(
            """
            SELECT e.triaged, e.disd, e.disrsn, e.dat FROM episode e JOIN client c ON c.id = e.client
            WHERE c.agncy = @Agency AND c.clientid = @ClientId ORDER BY e.triaged, e.id
            """, new { client.Client.Agency, client.Client.ClientId })
        .Select(e => new LineEpisode(e.Triaged, e.Discharged, e.Reason, e.Dat))];

    private static string On(Scope scope) => $"{scope.On("p.agency_one")} AND {scope.On("p.agency_other")}";

    private static DynamicParameters With(Scope scope, object parameters)
    {
        var all = new DynamicParameters(parameters);
        all.Add("scopeAgencies", scope.Agencies);
        all.Add("scopePartnerships", scope.Partnerships);
        return all;
    }

    private class DecisionRow
    {
        public string? Verdict { get; init; }
        public string? Reason { get; init; }
        public DateTimeOffset? At { get; init; }
        public string? Who { get; init; }
        public bool NeedsSecond { get; init; }
        public DateTimeOffset? ConfirmedAt { get; init; }
        public string? ConfirmedBy { get; init; }
        public DateTimeOffset? UndoneAt { get; init; }
        public string? UndoneBy { get; init; }
        public string? UndoReason { get; init; }

        public PersonDecision ToDecision() => new(Parse(Verdict!), Reason!, At!.Value, Who!, NeedsSecond, ConfirmedAt, ConfirmedBy, UndoneAt, UndoneBy, UndoReason);
    }

    private sealed class PairRow : DecisionRow
    {
        public long Id { get; init; }
        public string Kind { get; init; } = "";
        public string One { get; init; } = "";
        public string Other { get; init; } = "";
        public string AgencyOne { get; init; } = "";
        public string AgencyOther { get; init; } = "";
        public double Bits { get; init; }
        public double Probability { get; init; }
        public string Model { get; init; } = "";
        public long Effect { get; init; }
        public string? Partnership { get; init; }
        public string? Region { get; init; }

        public ReviewPair ToPair() => new(
            Id, Enum.Parse<SuspicionKind>(Kind, ignoreCase: true), AgencyOne, AgencyOther, Bits, Probability, Model,
            new PairEffect((int)Effect, Partnership, Region), Verdict is null ? null : ToDecision())
        {
            One = One,
            Other = Other,
        };
    }
}
