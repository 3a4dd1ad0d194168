using Ndtms.Core.Calendar;
using Ndtms.Core.DataSets;
using Ndtms.Storage;
using Ndtms.Workbooks.Forms;

namespace Ndtms.Application.Reference;

/// <summary>Loads agencies' own deadlines, of the agencies in the caller's scope, or previews it. Those that are not in the file stay; a row
/// without a day removes one.</summary>
/// <param name="workspace">Where to.</param>
public sealed class LoadExtensions(Workspace workspace) : UseCase<LoadReferenceRequest, ReferenceChanges>("extensions-load", workspace.Book)
{
    /// <inheritdoc/>
    /// <exception cref="CodeBookException">A row cannot be used; nothing was changed.</exception>
    protected override ReferenceChanges Execute(Invocation invocation, LoadReferenceRequest request)
    {
        ReferenceForms.CheckReplace(request);
        var changes = new CalendarData(workspace.Database).LoadExtensions(
            request.FileName, FormReader.Read(ExtensionForm.Form, request.FileName, request.Content), workspace.Book,
            invocation.Allowed.Scope, request.Terms);
        return workspace.Journal.Loaded(new ReferenceChanges(ExtensionForm.Form.Name, changes), invocation.By);
    }
}
