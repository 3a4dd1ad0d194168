using Ndtms.Application.Reports;
using Ndtms.Workbooks;
using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>Who only prints needs no spreadsheet program; who has none on the server still gets the workbooks.</summary>
[Collection(DemoTestGroup.Name)]
public sealed class PdfTests(Demo demo) : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public void A_copy_stands_beside_each_workbook_where_the_setting_asks_for_it()
    {
        var installed = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(f => File.Exists(Path.Combine(f, "soffice")));
        Assert.SkipUnless(installed, "LibreOffice is not installed");
        Directory.CreateDirectory(_place["r"]);
        File.WriteAllText(_place["pdf.json"], """{ "Reports": { "Pdf": true } }""");
        string[] call = ["report", "exceptions", "--cut", "2012-03", "--area", "north-east", "north-west", "--out", _place["r"], "--config", _place["pdf.json"]];
        File.WriteAllText(_place["r/exceptions-north-west-2012-03.pdf"], "%PDF-1.4 of somebody else");

        demo.Call(call).Is(ExitCode.Done, "exceptions-north-west-2012-03.pdf exists already", "2 lists of exceptions written");
        Assert.Equal("%PDF-1.4 of somebody else", File.ReadAllText(_place["r/exceptions-north-west-2012-03.pdf"]));
        using (var copy = File.OpenRead(_place["r/exceptions-north-east-2012-03.pdf"]))
            Assert.True(ReportReference.IsInPdf(copy));
        // An earlier copy is replaced.
        File.SetLastWriteTimeUtc(_place["r/exceptions-north-east-2012-03.pdf"], new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        demo.Call(call[..^2]).Is(ExitCode.Done);
        Assert.Equal(2020, File.GetLastWriteTimeUtc(_place["r/exceptions-north-east-2012-03.pdf"]).Year);
        demo.Call(call).Is(ExitCode.Done);
        Assert.NotEqual(2020, File.GetLastWriteTimeUtc(_place["r/exceptions-north-east-2012-03.pdf"]).Year);
    }

    [Fact]
    public void Without_LibreOffice_the_workbooks_are_there_and_one_sentence_says_what_to_do()
    {
        var told = new PdfCopies(null).Make([_place["a.xlsx"], _place["b.xlsx"]], force: false, CancellationToken.None);
        Assert.Equal("LibreOffice is not installed, so no PDF copies were made. Install it, or set Reports:Pdf to false.", Assert.Single(told));
        Assert.Contains("cannot be started", Assert.Single(new PdfCopies(_place["none"]).Make([_place["a.xlsx"]], force: false, CancellationToken.None)), StringComparison.Ordinal);
        Assert.Empty(new PdfCopies(null).Make([], force: false, CancellationToken.None));
    }

    public void Dispose() => _place.Dispose();
}
