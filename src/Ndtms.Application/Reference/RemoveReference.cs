using Ndtms.Core.DataSets;
using Ndtms.Core.Targets;

namespace Ndtms.Application.Reference;

/// <summary>A loaded file to remove.</summary>
/// <param name="What">Its name among the data sets and code lists.</param>
/// <param name="Terms">What was agreed to.</param>
public sealed record RemoveReferenceRequest(string What, LoadTerms Terms);

/// <summary>Removes a file that was laid over the data sets and code lists, or previews it: what is built in is used again.</summary>
/// <param name="workspace">From where.</param>
public sealed class RemoveReference(Workspace workspace) : UseCase<RemoveReferenceRequest, ReferenceChanges>("reference-load", workspace.Book)
{
    /// <inheritdoc/>
    /// <exception cref="RequestException">It is removed in another way, or nothing of that name was loaded.</exception>
    /// <exception cref="CodeBookException">The rest cannot be used without it; nothing was changed.</exception>
    protected override ReferenceChanges Execute(Invocation invocation, RemoveReferenceRequest request)
    {
        if (ReferenceForms.Find(request.What) is { } form)
        {
            throw new RequestException(
                TargetFiles.TryParse(form.Name, out _) ? $"To remove {form.Name}, load a file of those that stay as their replacement."
                : form.Columns.Any(c => c.Name == "closes") ? "To remove an extension, load its row with nothing in the column closes."
                : "An agency is not removed, because submissions name it; give it a last day in the column active_to.");
        }

        var name = ReferenceForms.FileOf(request.What, workspace.Book);
        return workspace.Reference.RemoveFile(name, workspace.BaseBook, request.Terms) is { } changes
            ? workspace.Journal.Loaded(new ReferenceChanges(name, changes), invocation.By)
            : throw new NotFoundException($"No file {name} was loaded; what is built in is in use.");
    }
}
