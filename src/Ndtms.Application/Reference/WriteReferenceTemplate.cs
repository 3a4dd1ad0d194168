using Ndtms.Core.DataSets;
using Ndtms.Workbooks.Forms;

namespace Ndtms.Application.Reference;

/// <summary>A workbook to fill in.</summary>
/// <param name="FileName">A name for it.</param>
/// <param name="Content">The workbook.</param>
public sealed record ReferenceTemplate(string FileName, byte[] Content);

/// <summary>Writes the workbook of a form, with drop-downs of what is in the caller's scope, to be completed and loaded.</summary>
/// <param name="book">The data sets and code lists.</param>
/// <param name="workspace">Where the agencies are; null: there is no database yet.</param>
public sealed class WriteReferenceTemplate(CodeBook book, Workspace? workspace) : UseCase<string, ReferenceTemplate>("reference-template", book)
{
    private readonly CodeBook _book = book;

    /// <inheritdoc/>
    /// <exception cref="NotFoundException">There is no form of that name.</exception>
    protected override ReferenceTemplate Execute(Invocation invocation, string request)
    {
        var form = ReferenceForms.Find(request) ?? throw new NotFoundException(
            $"There is no template '{request}'; there are {string.Join(", ", ReferenceForms.All.Select(f => f.Name))}.");
        var scope = invocation.Allowed.Scope;
        using var content = new MemoryStream();
        FormTemplate.Write(
            form,
            FormLists.Of(
                _book, workspace is null ? [] : workspace.Reference.Agencies().Where(a => scope.Covers(a.Code, a.Partnership)), scope.CoversArea),
            content);
        return new ReferenceTemplate($"{form.Name}.xlsx", content.ToArray());
    }
}
