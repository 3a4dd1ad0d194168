using Ndtms.Core.Calendar;
using Ndtms.Core.DataSets;
using Ndtms.Storage;

namespace Ndtms.Application.Reference;

/// <summary>Writes agencies, extensions, or a file of data sets and code lists, as the CSV file that loads it again.</summary>
/// <param name="book">The data sets and code lists.</param>
/// <param name="workspace">Where agencies and extensions are; null: there is no database yet, and only the files can be had.</param>
public sealed class ExportReference(CodeBook book, Workspace? workspace) : UseCase<string, byte[]>("reference-export", book)
{
    private readonly CodeBook _book = book;

    /// <inheritdoc/>
    /// <exception cref="NotFoundException">There is no reference data of that name.</exception>
    protected override byte[] Execute(Invocation invocation, string request)
    {
        var form = ReferenceForms.Find(request);
        if (form == AgencyForm.Form && workspace is not null)
            return workspace.Reference.ExportAgencies();
        if (form == ExtensionForm.Form && workspace is not null)
            return new CalendarData(workspace.Database).ExportExtensions();
        var name = ReferenceForms.FileOf(request, _book);
        return _book.FileNames.Contains(name) ? _book.File(name) : throw new NotFoundException($"There is no file {name} among the reference data.");
    }
}
