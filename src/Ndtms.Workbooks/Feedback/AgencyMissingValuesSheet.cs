using Ndtms.Core.Quality;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Feedback;

/// <summary>Completeness of the fields sent by the agencies of a partnership.</summary>
internal sealed class AgencyMissingValuesSheet(PartnershipView view) : ISheet
{
    public string Name => "Missing values";

    public string Purpose => "Completeness of the fields that the data set expects";

    public void Fill(Sheet sheet)
    {
        sheet.Title(Name, view.Subtitle);
        sheet.Heading("By agency");
        sheet.Table(
            "Completeness_by_agency",
            [new("Agency") { Width = 44 }, "Code", new("Expected", Format.Whole), new("Missing", Format.Whole), new("Complete", Format.Percent)],
            [.. view.Sent.Select(s => Row(s.Agency.Name, s.Agency.Code, s.Last.Completeness))]);
        sheet.Heading("By field");
        sheet.Table(
            "Completeness_by_field",
            [new("Field") { Width = 44 }, "Column", new("Expected", Format.Whole), new("Missing", Format.Whole), new("Complete", Format.Percent)],
            [
                .. view.Sent.SelectMany(s => s.Last.Completeness).GroupBy(f => f.Header, StringComparer.Ordinal)
                    .OrderBy(g => g.Sum(f => f.Expected) is > 0 and var expected ? (double)g.Sum(f => f.Filled) / expected : 2)
                    .ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => Row(g.First().Label, g.Key, g)),
            ],
            new TableOptions { WhenEmpty = "No content was checked" });

        Cell[] Row(string name, string code, IEnumerable<FieldCompleteness> fields)
        {
            var (filled, expected) = (fields.Sum(f => f.Filled), fields.Sum(f => f.Expected));
            return [name, code, expected, expected - filled, ((Cell)(expected == 0 ? (decimal?)null : (decimal)filled / expected)).As(Format.Percent)];
        }
    }
}
