using Ndtms.Application.Access;
using Ndtms.Application.Figures;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Persons;
using Ndtms.Storage;

namespace Ndtms.Application.Persons;

/// <summary>Asks how far the official count of people in treatment may be off.</summary>
/// <param name="Area">The code or name of England, a region or a partnership.</param>
public sealed record ShowCountEstimateRequest(string Area = Areas.England);

/// <summary>People in treatment in the year to the cut of the last run of linkage, counted in three ways.</summary>
/// <param name="Level">The area's level.</param>
/// <param name="Area">Its code.</param>
/// <param name="Cut">The cut.</param>
/// <param name="OverAgencies">Residents as their agencies count them, each agency for itself.</param>
/// <param name="Estimate">Persons by attributors, and by linkage with the interval.</param>
/// <param name="Run">The run. Its match rates are of England, and null for whoever may not see England.</param>
public sealed record ShownCountEstimate(AreaLevel Level, string Area, DateOnly Cut, long OverAgencies, CountEstimate Estimate, LinkageRun? Run);

/// <summary>Says how far the official count of people may be off: the sum over agencies, persons by attributors, and persons by linkage, with the
/// decisions of analysts taken as certain.</summary>
/// <param name="workspace">The opened database.</param>
public sealed class ShowCountEstimate(Workspace workspace)
    : UseCase<ShowCountEstimateRequest, ShownCountEstimate>("count-estimate-show", workspace.Book)
{
    private const string Measure = "in-treatment";

    protected override ShownCountEstimate Execute(Invocation invocation, ShowCountEstimateRequest request)
    {
        var run = new PersonLinkage(workspace.Database, workspace.Secrets).LastRun()
            ?? throw new RequestException("Persons were not linked yet; run: persons link.");
        var source = new FigureSource(workspace);
        var (level, code) = new AreaScope(invocation.Allowed.Scope, workspace.Book.Areas, source.Agencies).Find(request.Area);
        if (level == AreaLevel.Agency)
            throw new RequestException("An agency's count does not depend on who its clients are elsewhere; give a partnership, a region or england.");
        var figures = source.FiguresAt(run.Cut).Whole.Figures;
        var partnerships = workspace.Book.Areas.Partnerships
            .Where(p => level == AreaLevel.England || (level == AreaLevel.Region ? p.Region == code : p.Code == code));
        var overAgencies = partnerships.Sum(p => figures
            .Categories(AreaLevel.Partnership, p.Code, Population.All, PeriodKind.RollingTwelve, Measure, "agency").Sum(f => f.N ?? 0));
        var official = figures.Find(new FigureKey(level, code, Population.All, PeriodKind.RollingTwelve, Measure))?.N ?? 0;
        var suspected = new PersonReviews(workspace.Database, workspace.Secrets).Suspected(
            level == AreaLevel.Region ? code : null, level == AreaLevel.Partnership ? code : null);
        return new ShownCountEstimate(
            level, code, run.Cut, overAgencies, CountEstimate.Of(official, suspected), invocation.Allowed.Scope.IsEngland ? run : null);
    }
}
