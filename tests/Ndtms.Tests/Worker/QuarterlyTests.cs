using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Storage;
using Ndtms.Workbooks;
using Ndtms.Workbooks.Quarterly;
using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>The packs for review meetings come under the names that people know, with what the last meeting agreed on.</summary>
[Collection(DemoTestGroup.Name)]
public sealed class QuarterlyTests(Demo demo) : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public void A_pack_is_written_for_each_area_asked_for()
    {
        demo.Call("report", "quarterly", "--cut", "2012-03", "--area", "a12b", "North-East", "--area", "england", "--out", _place["r"])
            .Is(ExitCode.Done, "3 quarterly packs written to");
        Assert.Equal(["quarterly-A12B-2011-12-Q4.xlsx", "quarterly-england-2011-12-Q4.xlsx", "quarterly-north-east-2011-12-Q4.xlsx"], Files("r"));
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(demo.Output, "quarterly-A12B-2011-12-Q4.xlsx")), File.ReadAllBytes(_place["r/quarterly-A12B-2011-12-Q4.xlsx"]));
    }

    [Fact]
    public void Only_quarters_partnerships_regions_and_England_have_packs()
    {
        demo.Call("report", "quarterly", "--cut", "2012-02", "--out", _place["r"]).Refuses(ExitCode.WrongCall, "2012-02 does not end a quarter", "March");
        demo.Call("report", "quarterly", "--cut", "2012-03", "--area", "N0801", "--out", _place["r"]).Refuses(ExitCode.WrongCall, "no quarterly pack of N0801");
        demo.Call("report", "quarterly", "--cut", "2012-03", "--actions", _place["none"], "--out", _place["r"]).Refuses(ExitCode.WrongCall, "There is no folder");
        demo.Call("report", "quarterly", "--cut", "2012-03", "--area", "X00EH", "--out", _place["r"]).Is(ExitCode.BadData, "Darlington (X00EH)", "0 quarterly packs");
        Assert.False(Directory.Exists(_place["r"]));
    }

    [Fact]
    public void The_actions_of_the_latest_earlier_pack_are_carried_over_and_a_wrong_file_is_told()
    {
        var current = new CurrentEpisodes(Database.Open(demo.Database)).Load();
        var caseload = Caseload.Prepare(current, CodeBook.Embedded);
        var earlier = new DateOnly(2011, 12, 31);
        var data = ReportData.Prepare(current, CodeBook.Embedded, caseload, MeasureRun.Compute(caseload, earlier), "0.1.0");
        var area = ReportArea.Of(data, AreaLevel.Partnership, "A12B");
        Directory.CreateDirectory(_place["last"]);
        using (var file = File.Create(_place[$"last/{QuarterlyPack.FileName(area, earlier, Edition.Exact)}"]))
            QuarterlyPack.Write(data, area, file, [new ReviewAction("Ask about waits", "Jo", "June", "open")]);
        File.WriteAllText(_place["last/quarterly-A12B-2011-12-Q2.xlsx"], "older, and not looked at");
        File.WriteAllText(_place["last/quarterly-england-2011-12-Q3.xlsx"], "not a workbook");
        demo.Call("report", "quarterly", "--cut", "2012-03", "--area", "A12B", "england", "--actions", _place["last"], "--out", _place["r"])
            .Is(ExitCode.BadData, "quarterly-england-2011-12-Q3.xlsx is not an Excel workbook", "The pack of England is not written", "1 quarterly pack written");
        Assert.Equal(["quarterly-A12B-2011-12-Q4.xlsx"], Files("r"));
        using var pack = File.OpenRead(_place["r/quarterly-A12B-2011-12-Q4.xlsx"]);
        Assert.Equal([new ReviewAction("Ask about waits", "Jo", "June", "open")], ReviewActions.Read("r", pack).Actions);
    }

    /// <summary>What a meeting entered is lost if the pack is made again over it.</summary>
    [Fact]
    public void A_pack_made_again_keeps_the_table_that_was_filled_in()
    {
        string[] again = ["report", "quarterly", "--cut", "2012-03", "--area", "A12B", "north-east", "--out", _place["r"]];
        demo.Call(again).Is(ExitCode.Done, "2 quarterly packs written");
        var (path, blank) = (_place["r/quarterly-A12B-2011-12-Q4.xlsx"], File.ReadAllBytes(_place["r/quarterly-A12B-2011-12-Q4.xlsx"]));
        using (var book = new ClosedXML.Excel.XLWorkbook(path))
        {
            var table = book.Worksheet("Actions").Tables.Single(t => t.Fields.Any(f => f.Name == "Linked measure")).DataRange;
            foreach (var (column, value) in new[] { "Visit N0801", "Planned exits: adults, drugs", "High", "Jo" }.Index())
                table.Cell(1, column + 1).SetValue(value);
            table.Cell(1, 5).SetValue(new DateTime(2012, 4, 20));
            table.Cell(1, 6).SetValue(new DateTime(2012, 6, 30));
            table.Cell(1, 7).SetValue("In progress");
            book.Save();
        }

        demo.Call(again).Is(ExitCode.Done, "2 quarterly packs written");
        Assert.NotEqual(blank, File.ReadAllBytes(path));
        using (var pack = File.OpenRead(path))
        {
            Assert.Equal(
                [new ReviewAction("Visit N0801", "Jo", "30/06/2012", "In progress") { Measure = "Planned exits: adults, drugs", Priority = "High", Raised = "20/04/2012" }],
                ReviewActions.Read("r", pack).Actions);
        }

        // A table that cannot be read is not written over, whatever is forced; the other pack is written.
        File.WriteAllText(path, "taken apart");
        File.Delete(_place["r/quarterly-north-east-2011-12-Q4.xlsx"]);
        demo.Call([.. again, "--force"]).Is(ExitCode.BadData, "The pack of Sunderland (A12B) is not written, so that no actions are lost", "1 quarterly pack written");
        Assert.Equal("taken apart", File.ReadAllText(path));
        Assert.Contains("quarterly-north-east-2011-12-Q4.xlsx", Files("r"));
    }

    [Fact]
    public void Lists_of_exceptions_are_written_for_England_and_each_region()
    {
        demo.Call("report", "exceptions", "--cut", "2012-03", "--out", _place["r"]).Is(ExitCode.Done, "3 lists of exceptions written to");
        Assert.Equal(["exceptions-england-2012-03.xlsx", "exceptions-north-east-2012-03.xlsx", "exceptions-north-west-2012-03.xlsx"], Files("r"));
        demo.Call("report", "exceptions", "--cut", "2012-03", "--disclosure", "public", "--out", _place["p"]).Is(ExitCode.Done, "10 lists of exceptions written to");
        Assert.Contains("exceptions-london-2012-03-public.xlsx", Files("p"));
        demo.Call("report", "exceptions", "--cut", "2012-03", "--disclosure", "own", "--out", _place["no"]).Refuses(ExitCode.WrongCall, "no area's own");
        demo.Call("report", "exceptions", "--cut", "2012-02", "--area", "north-west", "--out", _place["one"]).Is(ExitCode.Done, "1 list of exceptions written to");
        demo.Call("report", "exceptions", "--cut", "2012-03", "--area", "A12B", "--out", _place["no"]).Refuses(ExitCode.WrongCall, "no list of exceptions of A12B");
    }

    public void Dispose() => _place.Dispose();

    private IEnumerable<string> Files(string folder) => Directory.GetFiles(_place[folder]).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal);
}
