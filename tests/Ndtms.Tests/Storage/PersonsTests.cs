using System.Globalization;
using Ndtms.Application;
using Ndtms.Application.Access;
using Ndtms.Application.Figures;
using Ndtms.Application.Persons;
using Ndtms.Core.DataSets;
using Ndtms.Core.Measures;
using Ndtms.Core.Persons;
using Ndtms.Storage;
using Ndtms.Tests.Persons;
using Serilog.Core;

namespace Ndtms.Tests.Storage;

/// <summary>What is suspected month after month, and what analysts decide of it: decisions always win, ids last, and nobody sees more than they
/// may.</summary>
public abstract class PersonsTests : IDisposable
{
    private static readonly DateOnly Cut = new(2012, 3, 31);
    private static readonly Principal Operator = Principal.Operator("somebody");
    private static readonly Principal National = Principal.Account("nat", Grant.National(Rights.Review));
    private static readonly Principal Second = Principal.Account("second", Grant.National(Rights.Review));
    private static readonly Principal NorthEast = Principal.Account("ne", Grant.Regional(Rights.Review, "north-east"));
    private static readonly Principal Wearside = Principal.Account("sun", new Grant(Role.Regional, Rights.Review, [], ["A12B"], []));

    private readonly TestStore _store;
    private readonly Workspace _workspace;

    protected PersonsTests(TestEngine engine)
    {
        _store = new TestStore(engine);
        _workspace = Workspace.Open(
            _store.ConnectionString is { } server
                ? new StorageOptions { Engine = StorageOptions.SqlServer, ConnectionString = server }
                : new StorageOptions { Path = Path.Combine(_store.Folder, "ndtms.db") },
            Path.Combine(_store.Folder, "keys"), CodeBook.Embedded, TimeProvider.System, Logger.None);
        var model = Path.Combine(_store.Folder, "model.json");
        File.WriteAllBytes(model, LinkageCase.ModelOfMany.Write());
        new TrainLinkage(_workspace).Run(Operator, new TrainLinkageRequest(model));
    }

    public void Dispose()
    {
        _workspace.Dispose();
        _store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_typing_error_is_suspected_and_chance_is_too()
    {
        Wear("CLIENTID=C1 FINITIAL=Q SINITIAL=V DOB=12/05/1950 | CLIENTID=C2 FINITIAL=A SINITIAL=B DOB=01/02/1970");
        Gateshead("CLIENTID=D1 FINITIAL=Q SINITIAL=V DOB=12/05/1951 | CLIENTID=D2 FINITIAL=A SINITIAL=B DOB=01/02/1970 PC='LE9 9' DAT=A09B ETHNIC=M LA=''");

        var outcome = Link().Outcome;

        Assert.Equal((4, 4, 3), (outcome.Clients, outcome.Compared, outcome.ByAttributors));
        var pairs = List(National);
        Assert.Equal([SuspicionKind.Link, SuspicionKind.Split], pairs.Select(p => p.Kind).Order());
        var link = pairs.Single(p => p.Kind == SuspicionKind.Link);
        // Both in treatment in one partnership: the first to look at. Of the other two, each is in treatment, in two partnerships of a region.
        Assert.Equal(new PairEffect(3, "A12B", "north-east"), link.Effect);
        Assert.Equal(link.Id, pairs[0].Id);
        Assert.Equal(new PairEffect(2, null, "north-east"), pairs[1].Effect);
        Assert.All(pairs, p => Assert.InRange(p.Probability, 0.5, 1));
        Assert.Equal(3 - link.Probability + pairs[1].Probability, outcome.Estimate.ByLinkage, 9);

        var shown = new ShowPair(_workspace).Run(National, new ShowPairRequest(link.Id));
        Assert.Contains(shown.Waterfall!.Bars, b => b.Text == "One digit of the date of birth differs");
        Assert.Equal(link.Bits, shown.Waterfall.Bits, 9);
        Assert.Equal(["N0852", "N0853"], new[] { shown.One!.Agency, shown.Other!.Agency }.Order());
        Assert.NotEqual(shown.One.Person, shown.Other.Person);
        Assert.Equal([new LineEpisode(new DateOnly(2011, 11, 3), null, null, "A12B")], shown.One.Episodes);
    }

    [Fact]
    public void Initials_and_dates_are_shown_on_request_only_and_it_is_kept_who_looked()
    {
        var pair = SuspectOne();
        var shown = new ShowPair(_workspace).Run(National, new ShowPairRequest(pair));
        Assert.Equal((null, null), (shown.One!.Initials, shown.One.DateOfBirth));
        Assert.Empty(Views());

        var revealed = new ShowPair(_workspace).Run(National, new ShowPairRequest(pair, Reveal: true));
        Assert.Equal(("QV", "QV"), (revealed.One!.Initials, revealed.Other!.Initials));
        Assert.Equal([1950, 1951], new[] { revealed.One.DateOfBirth!.Value.Year, revealed.Other.DateOfBirth!.Value.Year }.Order());
        Assert.Equal([(pair, "nat")], Views().Select(v => (v.Pair, v.Who)));
    }

    [Fact]
    public void A_pair_is_seen_only_by_whoever_may_see_both_agencies()
    {
        var pair = SuspectOne();
        Assert.Equal([pair], List(NorthEast).Select(p => p.Id));
        Assert.Empty(List(Wearside));
        Assert.Throws<NotFoundException>(() => new ShowPair(_workspace).Run(Wearside, new ShowPairRequest(pair, Reveal: true)));
        Assert.Throws<NotFoundException>(() => Decide(Wearside, pair, PersonVerdict.Same));
        Assert.Empty(Views());
    }

    [Fact]
    public void A_decision_joins_persons_on_the_resolved_basis_alone_and_survives_every_reload()
    {
        var pair = SuspectOne();
        Assert.True(Decide(National, pair, PersonVerdict.Same).Saved);

        Assert.Equal((2, 1), (Persons(Basis.Official), Persons(Basis.Resolved)));
        Assert.Empty(List(National));
        // The client comes again with every file, as another row.
        Wear("CLIENTID=C1 FINITIAL=Q SINITIAL=V DOB=12/05/1950 CHILDWTH=1");
        Link();
        Assert.Equal((2, 1), (Persons(Basis.Official), Persons(Basis.Resolved)));
        Assert.Empty(List(National));
        Assert.Equal(1, new PersonLinkage(_store.Database, _store.Secrets).LastRun()!.Outcome.ByLinkage);
    }

    [Fact]
    public void A_decision_can_be_undone_and_stays_in_the_history()
    {
        var pair = SuspectOne();
        Decide(National, pair, PersonVerdict.Same);
        new UndoPair(_workspace).Run(Second, new UndoPairRequest(pair, "wrong pair"));

        Assert.Equal(2, Persons(Basis.Resolved));
        Assert.Equal([pair], List(National).Select(p => p.Id));
        var history = Assert.Single(new ShowPair(_workspace).Run(National, new ShowPairRequest(pair)).History);
        Assert.Equal((PersonVerdict.Same, "nat", "second", "wrong pair"), (history.Verdict, history.Who, history.UndoneBy, history.UndoReason));
        Assert.Throws<RequestException>(() => new UndoPair(_workspace).Run(Second, new UndoPairRequest(pair, "again")));
        Assert.True(Decide(Second, pair, PersonVerdict.Different).Saved);
    }

    [Fact]
    public void A_pair_that_somebody_has_decided_is_not_decided_again()
    {
        var pair = SuspectOne();
        Decide(National, pair, PersonVerdict.Same);
        var (saved, standing) = Decide(Second, pair, PersonVerdict.Different);
        Assert.False(saved);
        Assert.Equal((PersonVerdict.Same, "nat"), (standing.Verdict, standing.Who));
        Assert.Equal(1, Persons(Basis.Resolved));
    }

    [Fact]
    public void Who_cannot_tell_leaves_the_pair_in_the_queue_and_a_later_decision_takes_its_place()
    {
        var pair = SuspectOne();
        Decide(National, pair, PersonVerdict.Unsure);
        Assert.Equal(PersonVerdict.Unsure, Assert.Single(List(National)).Standing!.Verdict);
        Assert.Equal(2, Persons(Basis.Resolved));
        Assert.True(Decide(Second, pair, PersonVerdict.Same).Saved);
        Assert.Equal(1, Persons(Basis.Resolved));
    }

    [Fact]
    public void A_decision_that_waits_for_a_second_person_has_no_effect_until_somebody_else_confirms_it()
    {
        var pair = SuspectOne();
        Decide(National, pair, PersonVerdict.Same, needsSecond: true);
        Assert.Equal(2, Persons(Basis.Resolved));
        Assert.Contains("somebody else", Assert.Throws<RequestException>(() => new ConfirmPair(_workspace).Run(National, pair)).Message, StringComparison.Ordinal);
        Assert.Equal("second", new ConfirmPair(_workspace).Run(Second, pair).ConfirmedBy);
        Assert.Equal(1, Persons(Basis.Resolved));
        Assert.Throws<RequestException>(() => new ConfirmPair(_workspace).Run(Second, pair));
    }

    [Fact]
    public void A_decision_that_two_are_different_is_never_undone_by_a_later_run()
    {
        var pair = SuspectOne();
        Decide(National, pair, PersonVerdict.Different);
        foreach (var all in (bool[])[false, true])
        {
            Assert.Equal(2, Link(all).Outcome.ByLinkage);
            Assert.Empty(List(National));
        }

        // Both are as like as before: undone, they are suspected again.
        new UndoPair(_workspace).Run(National, new UndoPairRequest(pair, "asked the agencies"));
        Link();
        Assert.Equal([pair], List(National).Select(p => p.Id));
    }

    [Fact]
    public void One_official_person_who_was_decided_to_be_two_is_split_on_the_resolved_basis()
    {
        Wear("CLIENTID=C2 FINITIAL=A SINITIAL=B DOB=01/02/1970");
        Gateshead("CLIENTID=D2 FINITIAL=A SINITIAL=B DOB=01/02/1970 PC='LE9 9' DAT=A09B ETHNIC=M LA=''");
        Link();
        Decide(National, Assert.Single(List(National)).Id, PersonVerdict.Different);
        Assert.Equal((1, 2), (Persons(Basis.Official), Persons(Basis.Resolved)));
        Assert.Equal((SuspicionKind.Split, 1.0), Assert.Single(new PersonReviews(_store.Database, _store.Secrets).Suspected(null, null)));
        var estimate = Link().Outcome.Estimate;
        Assert.Equal((1, 2.0, 0.0), (estimate.ByAttributors, estimate.ByLinkage, estimate.Variance));
    }

    [Fact]
    public void Only_new_and_changed_clients_are_compared_and_the_outcome_is_that_of_a_run_of_all()
    {
        var pair = SuspectOne();
        Assert.Equal(0, Link().Outcome.Compared);
        Assert.Equal([pair], List(National).Select(p => p.Id));
        Gateshead(
            "CLIENTID=D1 FINITIAL=Q SINITIAL=V DOB=12/05/1951 | CLIENTID=D3 FINITIAL=K SINITIAL=L DOB=03/04/1980 | CLIENTID=D4 FINITIAL=L SINITIAL=K DOB=03/04/1980");
        var run = Link().Outcome;
        Assert.Equal((4, 2), (run.Clients, run.Compared));
        var (some, links) = (List(National), Links());
        Assert.Equal(4, Link(all: true).Outcome.Compared);
        Assert.Equal(some, List(National));
        Assert.Equal(links, Links());
        Assert.Equal(2, links.Length);

        // The typing error is corrected: nothing is suspected of the two any more.
        Wear("CLIENTID=C1 FINITIAL=Q SINITIAL=V DOB=12/05/1951");
        Assert.Equal(1, Link().Outcome.Compared);
        Assert.DoesNotContain(pair, List(National).Select(p => p.Id));
    }

    [Fact]
    public void Persons_keep_their_ids_a_merge_keeps_the_older_and_leaves_an_alias_and_a_split_gets_a_new_one()
    {
        var linkage = new PersonLinkage(_store.Database, _store.Secrets);
        Wear("CLIENTID=C1 FINITIAL=Q SINITIAL=V DOB=12/05/1950");
        Link();
        Gateshead("CLIENTID=D1 FINITIAL=A SINITIAL=B DOB=01/02/1970");
        Link();
        Assert.Equal([1, 2], PersonIds());

        // The second turns out to be the first.
        Gateshead("CLIENTID=D1 FINITIAL=Q SINITIAL=V DOB=12/05/1950");
        Link();
        Assert.Equal([1], PersonIds());
        Assert.Equal((1, 1), (linkage.PersonOf(2), linkage.PersonOf(1)));
        Assert.Throws<StorageException>(() => linkage.PersonOf(3));

        // And then not.
        Gateshead("CLIENTID=D1 FINITIAL=A SINITIAL=B DOB=01/02/1970");
        Link();
        Assert.Equal([1, 3], PersonIds());
        // Whom no agency has for a while comes back as before.
        Gateshead("CLIENTID=D9 FINITIAL=K SINITIAL=L DOB=03/04/1980", confirmed: true);
        Link();
        Gateshead("CLIENTID=D1 FINITIAL=A SINITIAL=B DOB=01/02/1970", confirmed: true);
        Link();
        Assert.Contains(3, PersonIds());
    }

    [Fact]
    public void A_client_who_refuses_is_gone_from_links_pairs_and_decisions()
    {
        var pair = SuspectOne();
        Decide(National, pair, PersonVerdict.Same);
        _workspace.Refusals().Refuse("N0853", "D1");
        foreach (var table in (string[])["suspected_link", "review_pair", "person_decision"])
            Assert.Equal(0, _store.Query<long>($"SELECT COUNT(*) FROM {table}").Single());
        Assert.Equal(1, _store.Query<long>("SELECT COUNT(*) FROM linked_client").Single());
        Assert.Null(new PersonReviews(_store.Database, _store.Secrets).Find(Scope.England, pair, CodeBook.Embedded));
    }

    [Fact]
    public void No_table_of_linkage_holds_initials_dates_postcodes_or_references()
    {
        SuspectOne();
        foreach (var table in (string[])["linkage_model", "linked_person", "linked_client", "suspected_link", "linkage_run", "review_pair"])
        {
            var text = string.Join('\n', _store.Query<dynamic>($"SELECT * FROM {table}").SelectMany(r => ((IDictionary<string, object?>)r).Values)
                .Select(v => v is byte[] bytes ? System.Text.Encoding.UTF8.GetString(bytes) : Convert.ToString(v, CultureInfo.InvariantCulture)));
            Assert.All((string[])["1950-05-12", "BirthDate", "SR1", "D1\0", "\0C1"], secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Without_a_model_nothing_is_linked()
    {
        using var store = new TestStore();
        using var workspace = Workspace.Open(
            new StorageOptions { Path = Path.Combine(store.Folder, "ndtms.db") }, Path.Combine(store.Folder, "keys"), CodeBook.Embedded, TimeProvider.System, Logger.None);
        Assert.Contains("persons train", Assert.Throws<RequestException>(() => new LinkPersons(workspace).Run(Operator, new LinkPersonsRequest(Cut))).Message, StringComparison.Ordinal);
        Assert.Contains("submit files", Assert.Throws<RequestException>(() => new TrainLinkage(workspace).Run(Operator, new TrainLinkageRequest())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void A_decision_needs_a_reason(string reason)
    {
        var pair = SuspectOne();
        Assert.Throws<RequestException>(() => new DecidePair(_workspace).Run(National, new DecidePairRequest(pair, PersonVerdict.Same, reason)));
        Assert.Throws<RequestException>(() => new DecidePair(_workspace).Run(National, new DecidePairRequest(pair, PersonVerdict.Same, new string('x', 1_001))));
    }

    [Fact]
    public void Figures_on_the_resolved_basis_follow_decisions_at_once_and_official_ones_do_not()
    {
        var pair = SuspectOne();
        Assert.Equal((2, 2), (InTreatment(Basis.Official), InTreatment(Basis.Resolved)));
        Decide(National, pair, PersonVerdict.Same);
        Assert.Equal((2, 1), (InTreatment(Basis.Official), InTreatment(Basis.Resolved)));
        // They are kept, and followed when data change.
        Assert.Equal(1, InTreatment(Basis.Resolved));
        Assert.Equal(["official", "resolved"], _store.Query<string>("SELECT DISTINCT basis FROM kept_cut ORDER BY basis"));
        Wear("CLIENTID=C1 FINITIAL=Q SINITIAL=V DOB=12/05/1950 | CLIENTID=C5 FINITIAL=K SINITIAL=L DOB=03/04/1980");
        Assert.Equal((3, 2), (InTreatment(Basis.Official), InTreatment(Basis.Resolved)));
        new UndoPair(_workspace).Run(National, new UndoPairRequest(pair, "a slip"));
        Assert.Equal((3, 3), (InTreatment(Basis.Official), InTreatment(Basis.Resolved)));
    }

    [Fact]
    public void Figures_on_the_resolved_basis_are_not_published() => Assert.Throws<RequestException>(() => new ExportMeasures(_workspace).Run(
        Operator, new ExportMeasuresRequest(Cut, FigureChoice.All, Edition.Public, Path.Combine(_store.Folder, "figures.csv"), Basis: Basis.Resolved)));

    [Theory]
    [InlineData("england")]
    [InlineData("north-east")]
    [InlineData("A12B")]
    public void The_three_counts_of_an_area_and_what_lies_between_them(string area)
    {
        var pair = SuspectOne();
        var estimate = new ShowCountEstimate(_workspace);
        var shown = estimate.Run(NorthEast, new ShowCountEstimateRequest(area == "england" ? "north-east" : area));
        Assert.Null(shown.Run);
        shown = estimate.Run(National, new ShowCountEstimateRequest(area));
        Assert.Equal((2, 2), (shown.OverAgencies, shown.Estimate.ByAttributors));
        var p = List(National).Single().Probability;
        Assert.Equal((2 - p, p * (1 - p)), (shown.Estimate.ByLinkage, shown.Estimate.Variance));
        Assert.Equal(2, shown.Run!.Outcome.ByResidence.Single().Clients);

        Decide(National, pair, PersonVerdict.Same);
        shown = estimate.Run(National, new ShowCountEstimateRequest(area));
        Assert.Equal((2, 1.0, 1.0, 1.0), (shown.Estimate.ByAttributors, shown.Estimate.ByLinkage, shown.Estimate.Lower, shown.Estimate.Upper));
        Assert.Throws<RequestException>(() => estimate.Run(National, new ShowCountEstimateRequest("N0852")));
        Assert.Throws<NotFoundException>(() => estimate.Run(Wearside, new ShowCountEstimateRequest("north-east")));
    }

    private long SuspectOne()
    {
        Wear("CLIENTID=C1 FINITIAL=Q SINITIAL=V DOB=12/05/1950");
        Gateshead("CLIENTID=D1 FINITIAL=Q SINITIAL=V DOB=12/05/1951");
        Link();
        return Assert.Single(List(National)).Id;
    }

    private void Wear(string rows) => Assert.Equal(SubmissionState.Accepted, _store.Submit(rows, confirmed: true).State);

    private void Gateshead(string rows, bool confirmed = true) => Assert.Equal(
        SubmissionState.Accepted,
        _store.Submit(string.Join(" | ", rows.Split(" | ").Select(r => $"@agency=N0853 AGNCY=N0853 {r}")), confirmed: confirmed).State);

    private LinkageRun Link(bool all = false) => new LinkPersons(_workspace).Run(Operator, new LinkPersonsRequest(Cut, all));

    private DecidedPair Decide(Principal by, long pair, PersonVerdict verdict, bool needsSecond = false) =>
        new DecidePair(_workspace).Run(by, new DecidePairRequest(pair, verdict, "the agencies say so", needsSecond));

    private IReadOnlyList<ReviewPair> List(Principal by) => new ListPairs(_workspace).Run(by, new ListPairsRequest(ReviewState.Open, Page.First())).Items;

    private IReadOnlyList<(long Pair, DateTimeOffset At, string Who)> Views() => new PersonReviews(_store.Database, _store.Secrets).Views(Page.First());

    private long[] PersonIds() => _store.Query<long>("SELECT DISTINCT person FROM linked_client WHERE content_hash <> '' ORDER BY person");

    private int InTreatment(Basis basis)
    {
        var path = Path.Combine(_store.Folder, "figures.csv");
        new ExportMeasures(_workspace).Run(Operator, new ExportMeasuresRequest(
            Cut, new FigureChoice { Measures = ["in-treatment"], Areas = ["england"], Populations = ["all"], Periods = ["rolling-12"], Breakdowns = ["headline"] },
            Edition.Exact, path, Basis: basis));
        var row = Assert.Single(File.ReadLines(path).Skip(1)).Split(',');
        Assert.Equal(PersonIndex.NameOf(basis), row[1]);
        return int.Parse(row[9], CultureInfo.InvariantCulture);
    }

    private string[] Links() => [.. _store.Query<(string, string, double)>("SELECT one, other, bits FROM suspected_link ORDER BY one, other").Select(l => $"{l}")];

    private int Persons(Basis basis)
    {
        var clients = new CurrentEpisodes(_store.Database).Load().Clients;
        return basis == Basis.Official
            ? PersonIndex.Of(basis, clients).Count
            : PersonIndex.Resolved(clients, new PersonLinkage(_store.Database, _store.Secrets).Decisions(clients)).Count;
    }
}
