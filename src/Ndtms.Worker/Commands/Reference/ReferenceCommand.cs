using System.CommandLine;
using Ndtms.Application;
using Ndtms.Application.Reference;
using Ndtms.Core.DataSets;

namespace Ndtms.Worker.Commands.Reference;

/// <summary><c>reference list|template|load|export|remove</c>: agencies, extensions of deadlines, targets and what goes with them, and files
/// laid over data sets and code lists.</summary>
internal static class ReferenceCommand
{
    public static Command Create(Terminal terminal, TimeProvider time) =>
        new("reference", "Load and export agencies, partnerships, targets and the rest of the reference data.")
        {
            ListCommand.Create(terminal, time),
            TemplateCommand.Create(terminal, time),
            LoadCommand.Create(terminal, time),
            ExportCommand.Create(terminal, time),
            RemoveCommand.Create(terminal, time),
        };

    /// <summary>The reference data that a call names.</summary>
    public static Argument<string> NameArgument() => new("name")
    {
        Description = $"{string.Join(", ", ReferenceForms.All.Select(f => f.Name))}, partnership, local-authority, region, bank-holiday, data-sets, fields-H, or any other code list.",
    };

    /// <summary>How many rows a call agrees to remove.</summary>
    public static Option<int?> RemoveOption() => new("--remove")
    {
        Description = "How many rows are removed: exactly the number that the call without it says. Without it no row is removed.",
        HelpName = "N",
    };

    /// <summary>Whether a call only counts.</summary>
    public static Option<bool> PreviewOption() => new("--preview") { Description = "Only say what would change." };

    /// <summary>The data sets and code lists in use; before there is a database, those that are built in.</summary>
    public static CodeBook Book(Workspace? workspace, WorkspaceOptions options, ParseResult call) =>
        workspace?.Book ?? WorkspaceOptions.Book(call.GetValue(options.DataSets));

    /// <summary>The refusal of a call that would remove rows without agreeing to their number.</summary>
    /// <param name="what">What would remove them: "Loading new.csv".</param>
    /// <param name="rows">How many.</param>
    /// <param name="name">What they are rows of.</param>
    public static RequestException NotAgreed(string what, int rows, string name) => new(
        $"{what} would remove {Rows(rows, "current ")} of {name}; nothing was changed. To remove {(rows == 1 ? "it" : "them")}, add --remove {rows}.");

    /// <summary>A number of rows, in words.</summary>
    public static string Rows(int count, string kind = "") => $"{count} {kind}{(count == 1 ? "row" : "rows")}";
}
