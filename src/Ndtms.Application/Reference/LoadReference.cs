using Ndtms.Core.DataSets;
using Ndtms.Workbooks.Forms;

namespace Ndtms.Application.Reference;

/// <summary>Loads agencies, or lays a file over the data sets and code lists, or previews it. Agencies that are not in the file stay; a file
/// of data sets or code lists replaces the whole file of its name.</summary>
/// <param name="workspace">Where to.</param>
public sealed class LoadReference(Workspace workspace) : UseCase<LoadReferenceRequest, ReferenceChanges>("reference-load", workspace.Book)
{
    /// <inheritdoc/>
    /// <exception cref="NotFoundException">There is no reference data of that name.</exception>
    /// <exception cref="CodeBookException">A row cannot be used; nothing was changed.</exception>
    protected override ReferenceChanges Execute(Invocation invocation, LoadReferenceRequest request)
    {
        ReferenceForms.CheckReplace(request);
        return workspace.Journal.Loaded(
            ReferenceForms.Find(request.What) == AgencyForm.Form ? LoadAgencies(request) : LoadFile(request), invocation.By);
    }

    private ReferenceChanges LoadAgencies(LoadReferenceRequest request) => new(
        AgencyForm.Form.Name,
        workspace.Reference.LoadAgencies(
            request.FileName, FormReader.Read(AgencyForm.Form, request.FileName, request.Content), workspace.Book, request.Terms));

    private ReferenceChanges LoadFile(LoadReferenceRequest request)
    {
        var name = ReferenceForms.FileOf(request.What, workspace.Book);
        return FormReader.IsWorkbook(request.Content)
            ? throw new CodeBookException($"{request.FileName} is a workbook, and {name} is loaded from a CSV file; save the sheet as \"CSV UTF-8\".")
            : new ReferenceChanges(name, workspace.Reference.LoadFile(name, request.Content, workspace.BaseBook, request.Terms));
    }
}
