using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Validation;

namespace Ndtms.Tests.Validation;

/// <summary>Files as a real provider system wrote them (Data/real-exporter/README.md).</summary>
public sealed class RealExporterTests
{
    private static readonly DateOnly Received = new(2014, 4, 10);

    private static CheckedSubmission Check(string name, ExplicitFacts? given = null) =>
        TestFile.Check(name, File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "real-exporter", name)), Received, given: given);

    private static EntityCount Count(CheckedSubmission submission, EntityKind kind) => submission.Counts.Single(c => c.Kind == kind);

    [Fact]
    public void Everything_quoted_with_two_null_tokens()
    {
        var checkedFile = Check("N0852-20100101-20131212-TREAT-IN-K.csv");
        Assert.Equal(63, checkedFile.Rows);
        // Ten refusal rows, two of them of one client.
        Assert.Equal(10, checkedFile.Issues.Where(i => i.Rule == "CLIENT-01").Sum(i => i.Lines.Count));
        Assert.Equal(9, checkedFile.Refusals.Count);
        // 53 rows with an episode, two of them of clients 13 and 37 whom other agencies' rows refuse. The files' README counts one more,
        // read and loaded; the rule "N on any row of a CLIENTID, whatever agency code that row bears" leaves no room for it.
        Assert.Equal(51, Count(checkedFile, EntityKind.Episode).Read);
        Assert.Equal(46, Count(checkedFile, EntityKind.Episode).Loaded);
        Assert.Equal(5, checkedFile.Issues.Count(i => i is { Rule: "VALUE-05", Column: "MODAL" }));
    }

    [Fact]
    public void Minimal_quoting_with_empty_nulls()
    {
        var checkedFile = Check("N0852-20110202-20121212-TREAT-IN-H.csv");
        Assert.Equal(32, checkedFile.Rows);
        Assert.Equal(27, Count(checkedFile, EntityKind.Episode).Read);
        Assert.Equal(25, Count(checkedFile, EntityKind.Episode).Loaded);
    }

    [Fact]
    public void Day_and_month_swapped_in_the_name()
    {
        const string name = "N0852-20130104-19700101-TREAT-IN-K.csv";
        Assert.Equal(["FILE-07", "FILE-08"], Check(name).Issues.Select(i => i.Rule));

        var given = Check(name, new ExplicitFacts(From: new DateOnly(2013, 4, 1), To: new DateOnly(2014, 3, 31)));
        Assert.Contains(given.Issues, i => i.Rule == "FILE-16");
        Assert.Equal(9, Count(given, EntityKind.Episode).Read);
        Assert.Equal(7, Count(given, EntityKind.Episode).Loaded);
    }

    [Fact]
    public void A_header_and_nothing_else()
    {
        var checkedFile = Check("N0852-20130401-20140331-TREAT-IN-K.csv");
        Assert.Equal(["FILE-12"], checkedFile.Issues.Select(i => i.Rule));
        Assert.Equal(Verdict.Rejected, checkedFile.Verdict);
    }
}
