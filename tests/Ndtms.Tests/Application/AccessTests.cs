using Ndtms.Application;
using Ndtms.Application.Access;
using Ndtms.Application.Calendar;
using Ndtms.Application.Feedback;
using Ndtms.Application.Figures;
using Ndtms.Application.Jobs;
using Ndtms.Application.Submissions;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Storage;

namespace Ndtms.Tests.Application;

/// <summary>Nobody sees or does more than access.csv says: every use case, asked by every role, by a token and by the operator, on a database
/// with files of several agencies in two regions.</summary>
public sealed class AccessTests(AccessEstate estate) : IClassFixture<AccessEstate>
{
    private const string Operator = "operator";

    private static readonly Areas Areas = CodeBook.Embedded.Areas;

    private static readonly string[] SeeClients = ["token", "provider", Operator];

    /// <summary>access.csv, read by itself: its columns, and the cells of each use case.</summary>
    private static readonly (string[] Columns, Dictionary<string, string[]> Rows) Table = ReadTable();

    /// <summary>The use cases, by class, each with its row in access.csv as it names it.</summary>
    private static readonly Dictionary<Type, string> UseCases = FindUseCases();

    public static TheoryData<string, string> Cells =>
        [.. UseCases.Keys.SelectMany(useCase => Table.Columns.Append(Operator).Select(column => (useCase.Name, column)))];

    public static TheoryData<string, string> CellsWithARight => [.. Cells.Select(cell => cell.Data).Where(cell => cell.Item2 != Operator
        && CellOf(UseCases.Keys.Single(t => t.Name == cell.Item1), cell.Item2).Split(' ').Intersect(["submit", "review", "publish"]).Any())];

    [Fact]
    public void Every_use_case_has_a_row_and_every_row_a_use_case()
    {
        Assert.Equal(
            Table.Rows.Keys.Where(row => !row.StartsWith("page-", StringComparison.Ordinal)).Order(StringComparer.Ordinal), UseCases.Values.Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(UseCases.Keys.Select(t => t.Name).Order(StringComparer.Ordinal), AccessTrials.All.Keys.Select(t => t.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_caller_gets_what_the_table_says_and_no_more(string useCase, string column)
    {
        var type = UseCases.Keys.Single(t => t.Name == useCase);
        var (trial, words) = (AccessTrials.All[type], column == Operator ? ["all"] : CellOf(type, column).Split(' '));
        using var copy = trial.Changes && words[0] != "-" ? new Installation(estate.Built) : null;
        var by = CallerOf(column);
        var asking = new Asking(estate, copy ?? estate.Built, by);
        if (words[0] == "-")
        {
            Assert.Throws<AccessDeniedException>(() => trial.Ask(asking, null));
            Assert.Throws<AccessDeniedException>(() => trial.Ask(asking, AccessEstate.Agencies[^1]));
            return;
        }

        if (words.Contains("published"))
        {
            Assert.Contains("have been published", Assert.Throws<NotFoundException>(() => trial.Ask(asking, null)).Message, StringComparison.Ordinal);
            return;
        }

        var answer = trial.Ask(asking, null);
        // Whoever sees counts only is not told which agency stands where.
        var namesAgencies = useCase != nameof(ShowCalendar) || !words.Contains("counts");
        var (told, compared) = (asking.Told(answer, workbooks: true), asking.Told(answer, workbooks: !trial.Compares));
        Assert.Equal(trial.ShowsClients && SeeClients.Contains(column), told.Contains(AccessEstate.ClientMark, StringComparison.Ordinal));
        foreach (var at in AccessEstate.Agencies)
        {
            if (IsCovered(column, words[0], at))
            {
                Assert.True(trial.Names is null || compared.Contains(trial.Names(at), StringComparison.Ordinal) == namesAgencies, $"{at} is {(namesAgencies ? "missing" : "told")}.");
                continue;
            }

            Assert.DoesNotContain(at.Agency, compared, StringComparison.Ordinal);
            Assert.DoesNotContain(AccessEstate.ClientMark + at.Agency[1..], told, StringComparison.Ordinal);
            if (trial.Outside is { } refusal)
                Assert.IsType(refusal, Record.Exception(() => trial.Ask(asking, at)), exactMatch: true);
        }
    }

    [Theory]
    [MemberData(nameof(CellsWithARight))]
    public void A_right_that_the_table_asks_for_is_needed(string useCase, string column)
    {
        var type = UseCases.Keys.Single(t => t.Name == useCase);
        Assert.Throws<AccessDeniedException>(() => AccessTrials.All[type].Ask(new Asking(estate, estate.Built, CallerOf(column, withRights: false)), null));
    }

    [Fact]
    public void Somebody_elses_submission_looks_like_one_that_does_not_exist()
    {
        foreach (var column in (string[])["token", "provider", "regional"])
        {
            var show = new ShowSubmission(estate.Built.Workspace);
            string MessageOf(long id) => Assert.Throws<NotFoundException>(() => show.Run(CallerOf(column), id)).Message;
            var other = estate.Accepted(AccessEstate.Agencies[^1]);
            Assert.Equal(MessageOf(9_999).Replace("9999", $"{other}", StringComparison.Ordinal), MessageOf(other));
        }
    }

    [Fact]
    public void Issues_of_somebody_elses_agency_are_none()
    {
        var path = estate.Built["others.csv"];
        Assert.Equal(new ExportedIssues(0, 0, 0), new ExportIssues(estate.Built.Workspace).Run(CallerOf("provider"), new IssuesToExport("N0855", path)));
        Assert.DoesNotContain(AccessEstate.ClientMark, File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_acts_as_a_token_whatever_it_may_do_as_a_provider()
    {
        Assert.Throws<AccessDeniedException>(() => Explain(CallerOf("token"), "N0852"));
        Assert.NotEmpty(Explain(CallerOf("provider"), "N0852").Items);
    }

    [Fact]
    public void The_people_behind_a_figure_are_shown_by_own_ids_to_their_agency_and_by_hashes_to_analysts()
    {
        var own = Assert.Single(Explain(CallerOf("provider"), "N0852").Items);
        Assert.Null(own.Person);
        Assert.Equal(20, own.OwnEpisodes.Count);
        foreach (var column in (string[])["regional", "national"])
        {
            foreach (var area in (string[])["N0852", "A12B"])
            {
                Assert.All(Explain(CallerOf(column), area).Items, behind =>
                {
                    Assert.NotNull(behind.Person);
                    Assert.Empty(behind.OwnEpisodes);
                });
            }

            Assert.Throws<RequestException>(() => Explain(CallerOf(column), "N0852", agency: "N0852"));
        }

        var both = Assert.Single(Explain(CallerOf(Operator), "N0852").Items);
        Assert.NotNull(both.Person);
        Assert.Equal(20, both.OwnEpisodes.Count);
    }

    [Fact]
    public void A_grant_of_one_role_adds_no_ids_to_another()
    {
        // A provider's data manager who is the region's analyst too: own ids for the own agency, hashes and no ids for its neighbour.
        var both = Principal.Account("both", Grant.Provider(Rights.None, "N0852"), Grant.Regional(Rights.None, "north-east"));
        Assert.Equal(20, Assert.Single(Explain(both, "N0852").Items).OwnEpisodes.Count);
        Assert.Empty(Assert.Single(Explain(both, "N0855").Items).OwnEpisodes);
        Assert.Throws<RequestException>(() => Explain(both, "N0855", agency: "N0852"));
        Assert.Throws<NotFoundException>(() => Explain(both, "N0854"));
        // Lines of the own agency alone, not of all that may be counted.
        var issues = new ListIssues(estate.Built.Workspace);
        var wanted = new IssuesWanted(estate.Accepted(AccessEstate.Agencies[0]), IssueFilter.None, Page.First());
        Assert.NotNull(issues.Run(both, wanted).Issues);
        Assert.Throws<NotFoundException>(() => issues.Run(both, wanted with { Submission = estate.Accepted(AccessEstate.Agencies[1]) }));
    }

    [Theory]
    [InlineData("provider", AreaLevel.Agency, "N0852", true)]
    [InlineData("provider", AreaLevel.Agency, "N0855", false)] // the neighbour in the same partnership
    [InlineData("provider", AreaLevel.Partnership, "A12B", false)]
    [InlineData("partnership", AreaLevel.Partnership, "A12B", true)]
    [InlineData("partnership", AreaLevel.Agency, "N0855", true)]
    [InlineData("partnership", AreaLevel.Agency, "N0853", false)] // the next partnership's
    [InlineData("partnership", AreaLevel.Partnership, "A09B", false)]
    [InlineData("partnership", AreaLevel.Region, "north-east", false)]
    [InlineData("regional", AreaLevel.Region, "north-east", true)]
    [InlineData("regional", AreaLevel.Partnership, "A09B", true)]
    [InlineData("regional", AreaLevel.Partnership, "X00BN", false)] // over the region's edge
    [InlineData("regional", AreaLevel.Agency, "N0854", false)]
    [InlineData("regional", AreaLevel.Region, "north-west", false)]
    [InlineData("regional", AreaLevel.England, "england", false)]
    [InlineData("national", AreaLevel.England, "england", true)]
    [InlineData("national", AreaLevel.Agency, "N0854", true)]
    [InlineData("national", AreaLevel.Agency, "N9999", false)] // not registered
    [InlineData("national", AreaLevel.Partnership, "Z00B", false)] // lives outside England: an area of nobody
    [InlineData("regional", AreaLevel.Partnership, "Z00B", false)]
    public void An_area_is_covered_to_its_edge(string column, AreaLevel level, string code, bool covered)
    {
        var scope = new AreaScope(ScopeOf(column), Areas, estate.Built.Workspace.Reference.Agencies().ToDictionary(a => a.Code));
        Assert.Equal(covered, scope.Covers(level, code));
        if (covered)
            Assert.Equal((level, code), scope.Find(level == AreaLevel.Agency ? code.ToLowerInvariant() : code));
    }

    [Fact]
    public void A_partnership_that_names_residents_outside_England_sees_nobody()
    {
        var nobody = Principal.Account("nobody", Grant.Partnership("Z00B"));
        Assert.Empty(new ListSubmissions(estate.Built.Workspace).Run(
            Principal.Account("nobody", new Grant(Role.Regional, Rights.None, [], ["Z00B"], [])), new SubmissionsWanted(new SubmissionFilter(), Page.First())).Items);
        Assert.Throws<NotFoundException>(() => new ListIssues(estate.Built.Workspace).Run(
            nobody, new IssuesWanted(estate.Accepted(AccessEstate.Agencies[0]), IssueFilter.None, Page.First())));
        Assert.Throws<NotFoundException>(() => new WritePartnershipFeedback(estate.Built.Workspace).Run(
            nobody, new PartnershipFeedbackToWrite(AccessEstate.Cut, ["Z00B"], estate.Built["nobody"])));
    }

    private Paged<CaseBehind> Explain(Principal by, string area, string? agency = null) => new ExplainFigure(estate.Built.Workspace).Run(
        by, new ExplainFigureRequest(AccessEstate.Cut, area, "in-treatment", Agency: agency));

    private static Principal CallerOf(string column, bool withRights = true)
    {
        Rights Of(Rights rights) => withRights ? rights : Rights.None;
        return column switch
        {
            "token" => Principal.Token("supplier", Of(Rights.Submit), "N0852"),
            "provider" => Principal.Account("provider", Grant.Provider(Of(Rights.Submit), "N0852")),
            "partnership" => Principal.Account("partnership", Grant.Partnership("A12B")),
            "regional" => Principal.Account("regional", Grant.Regional(Of(Rights.Review), "north-east")),
            "national" => Principal.Account("national", Grant.National(Of(Rights.Review | Rights.Publish))),
            "administrator" => Installation.Administrator,
            "visitor" => Principal.Visitor,
            _ => Installation.Operator,
        };
    }

    private static Scope ScopeOf(string column) => column switch
    {
        "token" or "provider" => Scope.Of(["N0852"], [], [], Areas),
        "partnership" => Scope.Of([], ["A12B"], [], Areas),
        "regional" => Scope.Of([], [], ["north-east"], Areas),
        _ => Scope.England,
    };

    /// <summary>Whether a caller's cell covers an agency.</summary>
    private static bool IsCovered(string column, string word, Where at) => word != "own" || ScopeOf(column).Covers(at.Agency, at.Partnership);

    private static string CellOf(Type useCase, string column) => Table.Rows[UseCases[useCase]][Array.IndexOf(Table.Columns, column)];

    private static Dictionary<Type, string> FindUseCases()
    {
        using var place = new Installation();
        return typeof(UseCase<,>).Assembly.GetTypes().Where(t => !t.IsAbstract && BaseOf(t) is not null)
            .OrderBy(t => t.Name, StringComparer.Ordinal).ToDictionary(t => t, t => NameOf(t, place));
    }

    private static string NameOf(Type useCase, Installation place)
    {
        var constructor = useCase.GetConstructors().Single();
        var made = constructor.Invoke([.. constructor.GetParameters().Select(p => p.ParameterType switch
        {
            var type when type == typeof(Workspace) => (object?)place.Workspace,
            var type when type == typeof(CodeBook) => CodeBook.Embedded,
            var type when type == typeof(JobRunner) => place.Runner(),
            _ => null,
        })]);
        return (string)useCase.GetProperty(nameof(ListIssues.Name))!.GetValue(made)!;
    }

    private static Type? BaseOf(Type type)
    {
        for (var parent = type.BaseType; parent is not null; parent = parent.BaseType)
        {
            if (parent.IsGenericType && parent.GetGenericTypeDefinition() == typeof(UseCase<,>))
                return parent;
        }

        return null;
    }

    private static (string[] Columns, Dictionary<string, string[]> Rows) ReadTable()
    {
        using var reader = new StreamReader(typeof(AccessTable).Assembly.GetManifestResourceStream("access.csv")!);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return (lines[0].Split(',')[1..], lines[1..].Select(l => l.Split(',')).ToDictionary(l => l[0], l => l[1..], StringComparer.Ordinal));
    }
}
