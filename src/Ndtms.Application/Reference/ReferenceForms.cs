using Ndtms.Core.Calendar;
using Ndtms.Core.DataSets;
using Ndtms.Core.Targets;

namespace Ndtms.Application.Reference;

/// <summary>The names of reference data: forms that people fill in, and the files of data sets and code lists.</summary>
public static class ReferenceForms
{
    /// <summary>Every form: agencies, extensions, and what goes with targets.</summary>
    public static IReadOnlyList<ReferenceForm> All { get; } = [AgencyForm.Form, ExtensionForm.Form, .. TargetFiles.All.Select(f => f.Form())];

    /// <summary>The form of a name; null where there is none.</summary>
    public static ReferenceForm? Find(string name) => All.FirstOrDefault(f => f.Name == name);

    /// <summary>The use case that loads reference data of a name.</summary>
    /// <param name="what">The name of a form, or of a file of data sets or code lists.</param>
    /// <param name="workspace">Where to.</param>
    public static UseCase<LoadReferenceRequest, ReferenceChanges> Loading(string what, Workspace workspace) =>
        TargetFiles.TryParse(what, out _) ? new LoadTargets(workspace)
        : Find(what) == ExtensionForm.Form ? new LoadExtensions(workspace)
        : new LoadReference(workspace);

    /// <summary>The file of data sets and code lists of a name, with or without its folder and ending.</summary>
    /// <param name="what">The name; of a new file, with its ending.</param>
    /// <param name="book">The files there are.</param>
    /// <exception cref="NotFoundException">There is none.</exception>
    internal static string FileOf(string what, CodeBook book) =>
        book.FileNames.FirstOrDefault(n => n.Equals(what, StringComparison.OrdinalIgnoreCase)
            || Path.GetFileNameWithoutExtension(n).Equals(what, StringComparison.OrdinalIgnoreCase))
        ?? (what.EndsWith(".csv", StringComparison.Ordinal) ? what : throw new NotFoundException(
            $"There is no reference data '{what}'; there are {string.Join(", ", All.Select(f => f.Name))}, {string.Join(", ", book.FileNames.Select(Path.GetFileNameWithoutExtension))}."
            + " A new file is named with its ending, such as fields-M.csv or code-lists/colour.csv."));

    /// <summary>The kind of a name of targets and what goes with them.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    internal static TargetFile TargetFileOf(string what) => TargetFiles.TryParse(what, out var file)
        ? file
        : throw new NotFoundException($"There is no '{what}' among {string.Join(", ", TargetFiles.All.Select(f => f.Name()))}.");

    /// <summary>Only targets and what goes with them can be replaced as a whole.</summary>
    /// <exception cref="RequestException">Something else is to be.</exception>
    internal static void CheckReplace(LoadReferenceRequest request)
    {
        if (request.Replace)
        {
            throw new RequestException(
                $"Only {string.Join(", ", TargetFiles.All.Select(f => f.Name()))} can be replaced as a whole; load {request.What} without replacing.");
        }
    }
}
