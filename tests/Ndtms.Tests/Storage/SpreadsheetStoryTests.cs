using System.Text;
using ClosedXML.Excel;
using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;
using Ndtms.Storage;
using Ndtms.Tests.Worker;
using Ndtms.Worker;

namespace Ndtms.Tests.Storage;

/// <summary>What a spreadsheet does to a file against what an agency sent before (Data/spreadsheet-damage, the cases of several files).</summary>
public sealed class SpreadsheetStoryTests : IDisposable
{
    private const string Name = "N0801-20110401-20120331-TREAT-IN-H.csv";
    private static readonly DateOnly Received = new(2012, 4, 10);
    private readonly TestStore _store = new();

    public SpreadsheetStoryTests() => new ReferenceData(_store.Database).LoadAgencies(
        "agencies.csv", File.ReadAllBytes(Workplace.Sample(Workplace.Agencies)), CodeBook.Embedded);

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Ids_that_lost_their_zeros_hold_the_file()
    {
        Assert.Equal(SubmissionState.Accepted, Send("38-leading-zeros").State);
        var stripped = Text("38-leading-zeros").Replace(",001", ",1", StringComparison.Ordinal);
        var second = _store.Submit(Name, Encoding.UTF8.GetBytes(stripped), Received);
        Assert.Equal(SubmissionState.Held, second.State);
        Assert.Contains(second.Checked.Issues, i => i.Rule == "FILE-21");
        Assert.All(_store.Episodes("N0801"), e => Assert.StartsWith("001", e, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2-N0801-20110401-20120331-TREAT-IN-H.csv", Name)]
    [InlineData("3-N0801-20120201-20120331-TREAT-IN-H.csv", "N0801-20120201-20120331-TREAT-IN-H.csv")]
    public void A_refusal_under_an_id_without_its_zeros_deletes_the_client(string file, string name)
    {
        Send("39-refusal-other-id", "1-" + Name, Name);
        Assert.Contains("001005/1", _store.Episodes("N0801"));
        var second = Send("39-refusal-other-id", file, name);
        Assert.Contains(second.Checked.Issues, i => i is { Rule: "CLIENT-08", ClientId: "1005", Value: "001005" });
        if (second.State == SubmissionState.Held)
            _store.Submissions.Confirm(second.Id, TestStore.By, "the ids are right");
        Assert.DoesNotContain("001005/1", _store.Episodes("N0801"));
    }

    [Fact]
    public void A_client_who_married_keeps_the_episode()
    {
        Send("00-control");
        var second = Send("47-name-change");
        Assert.Equal(SubmissionState.Accepted, second.State);
        var warning = Assert.Single(second.Checked.Issues, i => i.Rule == "CLIENT-05");
        var message = RuleBook.Message(warning, CodeBook.Embedded);
        Assert.Contains("Z", message, StringComparison.Ordinal);
        Assert.Contains("C", message, StringComparison.Ordinal);
        Assert.Equal(30, _store.Episodes("N0801").Length);
    }

    [Fact]
    public void A_list_that_a_spreadsheet_saved_again_is_read()
    {
        using var place = new Workplace();
        var answer = place.CallHere("submit", Folder("46-submissions-csv-excel"));
        Assert.Contains("f1.csv: loaded, 30 of 30 episodes", answer.Output, StringComparison.Ordinal);
    }

    /// <summary>What we sent back comes in again under its own name, or under the first one.</summary>
    [Fact]
    public void An_errors_file_is_read_back_and_its_own_column_ignored()
    {
        foreach (var file in (string[])["first.csv", "errors-N0801-2012-03.csv"])
        {
            var found = Send("40-errors-file-back", file);
            Assert.DoesNotContain(found.Checked.Issues, i => i.Rule is "FILE-04" or "FILE-10" || i.Severity >= Severity.Hold);
            Assert.Equal(SubmissionState.Accepted, found.State);
        }
    }

    /// <summary>A name that begins like a formula, or that no sheet can have, stands as text.</summary>
    [Fact]
    public void Names_of_agencies_stand_as_text_in_every_workbook()
    {
        using var place = new Workplace();
        place.CallHere("reference", "load", "agencies", Path.Combine(Folder("42-agency-names"), "agencies.csv")).Is(ExitCode.Done);
        place.CallHere("submit", Path.Combine(Folder("00-control"), Name), "--received", "2012-04-10").Is(ExitCode.Done);
        place.CallHere("report", "feedback", "--cut", "2012-03", "--area", "N0801", "--out", place["out"]).Is(ExitCode.Done);
        place.CallHere("report", "partnership-feedback", "--cut", "2012-03", "--area", "A12B", "--out", place["out"]).Is(ExitCode.Done);
        place.CallHere("report", "monthly", "--cut", "2012-03", "--area", "A12B", "--out", place["out"]).Is(ExitCode.Done);
        var named = 0;
        foreach (var path in Directory.GetFiles(place["out"], "*.xlsx"))
        {
            using var workbook = new XLWorkbook(path);
            var cells = workbook.Worksheets.SelectMany(s => s.CellsUsed()).ToList();
            Assert.DoesNotContain(cells, c => c.HasFormula);
            named += cells.Count(c => c.DataType == XLDataType.Text && c.GetString().Contains("=HYPERLINK(\"http://x\",\"y\")", StringComparison.Ordinal));
        }

        Assert.True(named > 0);
    }

    private static string Folder(string name) => Path.Combine(AppContext.BaseDirectory, "Data", "spreadsheet-damage", name);

    private static string Text(string folder) => File.ReadAllText(Path.Combine(Folder(folder), Name));

    private Submitted Send(string folder, string file = Name, string name = Name) =>
        _store.Submit(name, File.ReadAllBytes(Path.Combine(Folder(folder), file)), Received);
}
