using Ndtms.Application.Access;
using Ndtms.Core.Current;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Storage;

namespace Ndtms.Application.Figures;

/// <summary>Asks who is behind a figure.</summary>
/// <param name="Cut">Last day of the month reported on.</param>
/// <param name="Area">The code or name of the figure's area.</param>
/// <param name="Measure">The measure's id or name.</param>
/// <param name="Population">The id or name of its population.</param>
/// <param name="Period">The id or name of its period.</param>
/// <param name="Breakdown">Its breakdown; empty: none.</param>
/// <param name="Category">The id of its category; empty: none.</param>
/// <param name="Agency">Whose own client and episode ids are wanted; null: the figure's own agency's, where it is an agency's figure.</param>
/// <param name="Page">Which part of the list; null: all of it for the operator, the first page for anybody else.</param>
/// <param name="Edition">Whose figure it is: there are no people to list behind a published one.</param>
public sealed record ExplainFigureRequest(
    DateOnly Cut, string Area, string Measure, string Population = "all", string Period = "month",
    string Breakdown = "", string Category = "", string? Agency = null, Page? Page = null, Edition Edition = Edition.Exact);

/// <summary>A case that counts in a figure, or is kept out of its numerator.</summary>
/// <param name="Person">The person's keyed hash; null for the agency itself, which knows its clients by its own ids.</param>
/// <param name="N">What it adds to the numerator.</param>
/// <param name="D">What it adds to the denominator.</param>
/// <param name="JourneyStart">The journey's first triage.</param>
/// <param name="TreatmentStart">When treatment started; null: it has not.</param>
/// <param name="JourneyEnd">When the journey ended; null: it is open.</param>
/// <param name="Exit">The exit group; null: it is open.</param>
/// <param name="Days">Days in treatment until the end or the cut; null: treatment has not started.</param>
/// <param name="Agencies">The agencies of the episodes counted.</param>
/// <param name="OwnEpisodes">The agency's own client and episode ids; empty where they may not be shown or none are of that agency.</param>
/// <param name="Why">The dates and answers that count it in or keep it out, in a sentence.</param>
public sealed record CaseBehind(
    string? Person, long N, int D, DateOnly JourneyStart, DateOnly? TreatmentStart, DateOnly? JourneyEnd, string? Exit, int? Days,
    IReadOnlyList<string> Agencies, IReadOnlyList<(string Client, string Episode)> OwnEpisodes, string Why);

/// <summary>Lists the cases behind a figure. No initials or dates of birth are shown. An agency sees its own figures by its own ids;
/// analysts see keyed hashes and no agency's ids; only the operator sees both.</summary>
/// <param name="workspace">The opened database.</param>
public sealed class ExplainFigure(Workspace workspace)
    : UseCase<ExplainFigureRequest, Paged<CaseBehind>>("figure-explain", workspace.Book)
{
    protected override Paged<CaseBehind> Execute(Invocation invocation, ExplainFigureRequest request)
    {
        if (request.Edition == Edition.Public)
        {
            throw new RequestException(
                "A public figure is rounded at random, so the people behind it are not listed; ask for the exact figure, with --disclosure none.");
        }

        var source = new FigureSource(workspace, withQuality: false);
        var (level, code) = new AreaScope(invocation.Allowed.Scope, workspace.Book.Areas, source.Data.Agencies).Find(request.Area);
        var measure = FigureChoice.Measure(request.Measure);
        if (measure.IsOfQuality)
        {
            throw new RequestException(
                $"{measure.Id} counts {measure.Unit.ToString().ToLowerInvariant()}, not people, so there are no people to list; see the agencies' issues and feedback for what is behind it.");
        }

        var (agency, showsHash) = Identity(invocation.By, level, code, request.Agency?.ToUpperInvariant());
        var key = new FigureKey(
            level, code, FigureChoice.Population(request.Population, measure), FigureChoice.Period(request.Period, measure, request.Cut), measure.Id,
            FigureChoice.Breakdown(request.Breakdown, measure));
        if (measure.LevelOf(key.Breakdown) is { } only && only != level)
            throw new RequestException($"The breakdown {key.Breakdown} of {measure.Id} exists for each {only.Name()} only.");
        key = key with { Category = Category(request.Category, key, source.Caseload, request.Cut) };
        var behind = MeasureRun.Behind(source.Caseload, request.Cut, key)
            .Select(c => (Person: workspace.Secrets.ShownPersonHash(c.Episodes[0].Client), Case: c))
            .OrderBy(c => c.Person, StringComparer.Ordinal).ThenBy(c => c.Case.JourneyStart).ToList();
        var page = request.Page ?? (invocation.By.Kind == PrincipalKind.Operator ? null : Page.First());
        return new Paged<CaseBehind>(
            [.. (page is null ? behind : behind.Skip(page.Skip).Take(page.Take)).Select(c => Shown(c.Case, showsHash ? c.Person : null, agency, request.Cut))],
            behind.Count);
    }

    /// <summary>The category of a breakdown; of one without categories, none.</summary>
    private string Category(string wanted, FigureKey breakdown, Caseload caseload, DateOnly cut)
    {
        var measure = Catalogue.Get(breakdown.Measure);
        if (breakdown.Breakdown.Length == 0 || measure.BreakdownsWithoutCategories.Contains(breakdown.Breakdown))
        {
            return wanted.Length == 0 ? "" : throw new NotFoundException(
                $"{(breakdown.Breakdown.Length == 0 ? measure.Id : breakdown.Breakdown)} has no categories; leave the category out.");
        }

        var has = BreakdownCategories.Of(breakdown.Breakdown, workspace.Book);
        if (has.Count == 0)
            has = MeasureRun.Categories(caseload, cut, breakdown);
        return has.FirstOrDefault(c => c.Equals(wanted, StringComparison.OrdinalIgnoreCase)) ?? throw new NotFoundException(has.Count == 0
            ? $"{breakdown.Breakdown} has no categories here, as nobody is counted."
            : $"There is no category '{wanted}' of {breakdown.Breakdown}; there are {string.Join(", ", has)}.");
    }

    /// <summary>By what the persons of a figure are shown.</summary>
    /// <returns>The agency whose own ids are shown (null: none), and whether keyed hashes are.</returns>
    private static (string? Agency, bool ShowsHash) Identity(Principal by, AreaLevel level, string code, string? wanted)
    {
        var figures = level == AreaLevel.Agency ? code : null;
        if (by.Kind == PrincipalKind.Operator)
            return (wanted ?? figures, true);
        var own = figures is not null && by.Grants.Any(g => g.Role == Role.Provider && g.Agencies.Contains(figures)) ? figures : null;
        return wanted is null || wanted == own
            ? (own, own is null)
            : throw new RequestException("An agency's own ids are shown to that agency alone, on its own figures; leave the agency out.");
    }

    private static CaseBehind Shown(Contribution behind, string? person, string? agency, DateOnly cut) => new(
        person, behind.N, behind.D, behind.JourneyStart, behind.TreatmentStart, behind.JourneyEnd, behind.Exit,
        Explanation.DaysInTreatment(behind, cut), AgenciesOf(behind), OwnEpisodes(behind.Episodes, agency), Explanation.Of(behind, cut));

    private static IReadOnlyList<string> AgenciesOf(Contribution behind) => behind.Episode is { } episode
        ? [episode.Client.Agency]
        : [.. behind.Episodes.Select(e => e.Client.Agency).Distinct(StringComparer.Ordinal)];

    private static IReadOnlyList<(string Client, string Episode)> OwnEpisodes(IEnumerable<CurrentEpisode> episodes, string? agency) =>
        agency is null ? [] : [.. episodes.Where(e => e.Client.Agency == agency).Select(e => (e.Client.ClientId, e.EpisodeId))];
}
