using Ndtms.Core.DataSets;
using Ndtms.Core.Targets;
using Ndtms.Storage;
using Ndtms.Workbooks.Forms;

namespace Ndtms.Application.Reference;

/// <summary>Loads targets and what goes with them, of the areas in the caller's scope, or previews it. A row of another area is refused, and
/// no row of another area is removed.</summary>
/// <param name="workspace">Where to.</param>
public sealed class LoadTargets(Workspace workspace) : UseCase<LoadReferenceRequest, ReferenceChanges>("targets-load", workspace.Book)
{
    /// <inheritdoc/>
    /// <exception cref="NotFoundException">There are no targets of that name.</exception>
    /// <exception cref="CodeBookException">A row cannot be used; nothing was changed.</exception>
    protected override ReferenceChanges Execute(Invocation invocation, LoadReferenceRequest request)
    {
        var file = ReferenceForms.TargetFileOf(request.What);
        var changes = new TargetData(workspace.Database).Load(
            file,
            FormReader.Read(file.Form(), request.FileName, request.Content),
            new TargetUpdate(request.FileName, workspace.Book) { Replace = request.Replace, Covers = invocation.Allowed.Scope.CoversArea },
            request.Terms);
        return workspace.Journal.Loaded(new ReferenceChanges(file.Name(), changes), invocation.By);
    }
}
