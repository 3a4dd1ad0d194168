using Ndtms.Application.Guide;
using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;
using Ndtms.Portal.Access;

namespace Ndtms.Portal.Pages.Guide;

/// <summary>The fields of a data set.</summary>
[Access("data-set-show")]
public sealed class DataSetModel : PortalPage
{
    /// <summary>The data set.</summary>
    public DataSet DataSet { get; private set; } = null!;

    /// <summary>Whether a blank is possible.</summary>
    public static string Need(Field field) => field.Required switch
    {
        Requirement.Reject => "Must be filled: without it the record is not loaded",
        Requirement.Expected => "Expected: a blank is a warning",
        Requirement.Conditional => "Needed where the rules say so",
        _ => "Optional",
    };

    /// <summary>How a value is written.</summary>
    public static string Form(Field field) => field.Type switch
    {
        FieldType.Date => "Date, like 31/03/2012",
        FieldType.Integer => FormattableString.Invariant($"Whole number, {field.Min} to {field.Max}"),
        FieldType.Code => $"Code of {field.CodeList!.Name.Replace('-', ' ')}",
        _ => ValueRules.FormOf(field) is { Length: > 0 } form ? char.ToUpperInvariant(form[0]) + form[1..] : "Text",
    };

    public void OnGet(string letter)
    {
        DataSet = Caller.Run(new ShowDataSet(Caller.Workspace.Book), new ShowDataSetRequest(letter));
        Title = $"Data set {DataSet.Letter}";
    }
}
