using Ndtms.Core.Calendar;
using Ndtms.Core.DataSets;
using Ndtms.Core.Targets;
using Ndtms.Storage;

namespace Ndtms.Application.Reference;

/// <summary>Asks which reference data there is.</summary>
public sealed record ListReferenceRequest;

/// <summary>Reference data of one name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">How many rows it has, in the caller's scope.</param>
/// <param name="Loaded">Whether it was loaded; false: what is built in is in use.</param>
/// <param name="HasTemplate">Whether there is a workbook to fill in.</param>
public sealed record ListedReference(string Name, int Rows, bool Loaded, bool HasTemplate);

/// <summary>Lists the reference data: what people fill in, of the areas and agencies in the caller's scope, then the files of data sets and
/// code lists.</summary>
/// <param name="workspace">Where it is.</param>
public sealed class ListReference(Workspace workspace)
    : UseCase<ListReferenceRequest, IReadOnlyList<ListedReference>>("reference-list", workspace.Book)
{
    /// <inheritdoc/>
    protected override IReadOnlyList<ListedReference> Execute(Invocation invocation, ListReferenceRequest request)
    {
        var scope = invocation.Allowed.Scope;
        var agencies = workspace.Reference.Agencies().Where(a => scope.Covers(a.Code, a.Partnership)).Select(a => a.Code).ToHashSet(StringComparer.Ordinal);
        var targets = new TargetData(workspace.Database).Book().Within(scope.CoversArea);
        var loaded = workspace.Reference.FileNames();
        return
        [
            Filled(AgencyForm.Form, agencies.Count),
            Filled(ExtensionForm.Form, new CalendarData(workspace.Database).Extensions().Count(e => agencies.Contains(e.Agency))),
            Filled(TargetFile.Targets.Form(), targets.Targets.Count),
            Filled(TargetFile.Baselines.Form(), targets.Baselines.Count),
            Filled(TargetFile.Clusters.Form(), targets.Clusters.Count),
            Filled(TargetFile.LocalIndicators.Form(), targets.LocalIndicators.Count),
            Filled(TargetFile.Prevalence.Form(), targets.Prevalence.Count),
            .. workspace.Book.FileNames.Select(name => new ListedReference(
                name, ReferenceTable.Read(name, workspace.Book.File(name)).Count, loaded.Contains(name), HasTemplate: false)),
        ];

        static ListedReference Filled(ReferenceForm form, int rows) => new(form.Name, rows, Loaded: rows > 0, HasTemplate: true);
    }
}
