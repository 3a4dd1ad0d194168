using System.CommandLine;
using Ndtms.Application.Guide;
using Ndtms.Core.DataSets;

namespace Ndtms.Worker.Commands;

/// <summary><c>data-set show H</c>: fields and codes of a data set, as a guide.</summary>
internal static class DataSetCommand
{
    public static Command Create(Terminal terminal)
    {
        var letter = new Argument<string>("letter") { Description = "The data set's letter, such as H." };
        var overlay = new WorkspaceOptions().DataSets;
        var show = new Command("show", "Show the fields of a data set and the codes they take.") { letter, overlay };
        show.SetAction(call =>
        {
            var book = WorkspaceOptions.Book(call.GetValue(overlay));
            Show(terminal, terminal.Call(new ShowDataSet(book), new ShowDataSetRequest(call.GetValue(letter)!)));
            return ExitCode.Done;
        });
        return new Command("data-set", "Show the fields and codes of the data sets.") { show };
    }

    private static void Show(Terminal terminal, DataSet dataSet)
    {
        terminal.Line($"Data set {dataSet.Letter}: {dataSet.Fields.Count} columns, for windows that end from {dataSet.InForceFrom:dd/MM/yyyy}"
            + (dataSet.InForceTo is { } to ? $" to {to:dd/MM/yyyy}" : " on"));
        terminal.Line("Columns are found by name, in any order. Blank: nothing, spaces or NA. Dates: dd/mm/yyyy.");
        foreach (var entity in dataSet.Fields.GroupBy(f => f.Entity).OrderBy(g => g.Key))
        {
            terminal.Line();
            terminal.Line(entity.Key.Name().ToUpperInvariant().Replace('-', ' '));
            foreach (var field in entity)
                terminal.Line($"  {field.Header,-9} {Need(field),-11} {Form(field),-34} {field.Label}{(field.Note.Length > 0 ? $" ({field.Note})" : "")}");
        }

        foreach (var list in dataSet.Fields.Select(f => f.CodeList).OfType<CodeList>().DistinctBy(l => l.Name).OrderBy(l => l.Name, StringComparer.Ordinal))
        {
            terminal.Line();
            terminal.Line($"Codes of {list.Name}");
            foreach (var code in list.Codes)
            {
                var group = code.Group.Length > 0 ? $" [{code.Group}]" : "";
                var valid = code.ValidFrom is { } first ? $", from {first:dd/MM/yyyy}" : code.ValidTo is { } last ? $", to {last:dd/MM/yyyy}" : "";
                terminal.Line($"  {code.Value,-6} {code.Label}{group}{valid}");
            }
        }
    }

    private static string Need(Field field) => field.Required switch
    {
        Requirement.Reject => "must",
        Requirement.Expected => "expected",
        Requirement.Conditional => "conditional",
        _ => "optional",
    };

    private static string Form(Field field) => field.Type switch
    {
        FieldType.Date => "date",
        FieldType.Integer => $"number {field.Min} to {field.Max}",
        FieldType.Code => $"code of {field.CodeList!.Name}",
        _ => Core.Validation.ValueRules.FormOf(field) is var form && form.Length > 34 ? "postcode, outward code and sector" : form,
    };
}
