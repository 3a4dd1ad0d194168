using Ndtms.Core.Targets;
using Ndtms.Storage;

namespace Ndtms.Application.Reference;

/// <summary>Writes targets, baselines, clusters, local indicators or estimates of prevalence of the areas in the caller's scope, as the CSV
/// file that loads them again.</summary>
/// <param name="workspace">Where they are.</param>
public sealed class ExportTargets(Workspace workspace) : UseCase<string, byte[]>("targets-export", workspace.Book)
{
    /// <inheritdoc/>
    /// <exception cref="NotFoundException">There are no targets of that name.</exception>
    protected override byte[] Execute(Invocation invocation, string request) => TargetFiles.Write(
        ReferenceForms.TargetFileOf(request), new TargetData(workspace.Database).Book().Within(invocation.Allowed.Scope.CoversArea));
}
