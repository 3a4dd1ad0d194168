using System.Text;
using ClosedXML.Excel;
using Ndtms.Application;
using Ndtms.Application.Access;
using Ndtms.Application.Reference;
using Ndtms.Core.DataSets;
using Serilog.Events;

namespace Ndtms.Tests.Application;

/// <summary>Nobody changes the reference data of another's area, and no row is lost that nobody agreed to lose.</summary>
public sealed class ReferenceUseCaseTests : IDisposable
{
    private const string Clusters = "partnership,cluster\nA12B,High\nA09B,Low\nX00BN,Low\n";
    private const string Extension = "agency,month,closes,reason\n";

    private readonly Installation _place = new();

    [Fact]
    public void Providers_and_partnerships_change_nothing_and_only_administrators_register_agencies()
    {
        foreach (var by in (Principal[])[Installation.Provider, Installation.Sunderland])
        {
            foreach (var what in (string[])["clusters", "extensions", "agencies", "partnership"])
                Assert.Throws<AccessDeniedException>(() => Load(by, what, ""));
            Assert.Throws<AccessDeniedException>(() => Template(by, "clusters"));
            Assert.Throws<AccessDeniedException>(() => List(by));
        }

        foreach (var by in (Principal[])[Installation.NorthEast, Installation.National])
        {
            Assert.Throws<AccessDeniedException>(() => Load(by, "agencies", ""));
            Assert.Throws<AccessDeniedException>(() => Load(by, "partnership", ""));
            Assert.Throws<AccessDeniedException>(() => Export(by, "agencies"));
            Assert.Throws<AccessDeniedException>(() => Remove(by, "partnership", LoadTerms.KeepAll));
        }

        Assert.Throws<AccessDeniedException>(() => Load(Installation.Administrator, "clusters", ""));
        var one = "code,name,partnership,service\nN0870,New Clinic,A12B,alcohol\n";
        Assert.Equal(new RowChanges(Read: 1, Added: 1, Changed: 0, Removed: 0), Load(Installation.Administrator, "agencies", one));
    }

    [Fact]
    public void A_region_loads_and_replaces_its_own_areas_only()
    {
        Load(Installation.National, "clusters", Clusters);
        Assert.Contains(
            "line 2: column partnership must hold an area that you may load rows for",
            Assert.Throws<CodeBookException>(() => Load(Installation.NorthEast, "clusters", "partnership,cluster\nX00BN,High\n")).Message, StringComparison.Ordinal);
        Assert.Equal(
            new RowChanges(Read: 1, Added: 0, Changed: 1, Removed: 1),
            Load(Installation.NorthEast, "clusters", "partnership,cluster\nA12B,Low\n", new LoadTerms { Removed = 1 }, replace: true));
        Assert.Equal("partnership,cluster\nA12B,Low\nX00BN,Low\n", Export(Installation.National, "clusters"));
        Assert.Equal("partnership,cluster\nA12B,Low\n", Export(Installation.NorthEast, "clusters"));
        Assert.Equal(1, List(Installation.NorthEast).Single(l => l.Name == "clusters").Rows);
        Assert.Equal(3, List(Installation.NorthEast).Single(l => l.Name == "agencies").Rows);
        Assert.Equal(4, List(Installation.Administrator).Single(l => l.Name == "agencies").Rows);
    }

    [Fact]
    public void A_region_extends_the_deadlines_of_its_own_agencies_only()
    {
        Assert.Contains("line 2: column agency", Assert.Throws<CodeBookException>(
            () => Load(Installation.NorthEast, "extensions", Extension + "N0854,2012-03,2012-05-11,Flood\n")).Message, StringComparison.Ordinal);
        Assert.Equal(1, Load(Installation.NorthEast, "extensions", Extension + "N0852,2012-03,2012-05-11,Flood\n").Added);
        Assert.Contains("column month must hold the month", Assert.Throws<CodeBookException>(
            () => Load(Installation.NorthEast, "extensions", Extension + "N0852,9999-12,9999-12-31,Flood\n")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_offers_what_is_in_the_callers_scope()
    {
        using var book = new XLWorkbook(new MemoryStream(Template(Installation.NorthEast, "extensions")));
        var texts = book.Worksheet("Lists").CellsUsed().Select(c => c.GetString()).ToList();
        Assert.Contains("N0852", texts);
        Assert.DoesNotContain("N0854", texts);
        using var targets = new XLWorkbook(new MemoryStream(Template(Installation.NorthEast, "targets")));
        var areas = targets.Worksheet("Lists").CellsUsed().Select(c => c.GetString()).ToList();
        Assert.Contains("north-east", areas);
        Assert.DoesNotContain("england", areas);
        Assert.DoesNotContain("X00BN", areas);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(2)]
    public void An_extension_is_removed_only_by_its_number(int? agreed)
    {
        Load(Installation.Operator, "extensions", Extension + "N0852,2012-03,2012-05-11,Flood\nN0853,2012-03,2012-05-11,Flood\n");
        var before = Export(Installation.Operator, "extensions");
        const string change = Extension + "N0852,2012-03,,\nN0853,2012-03,2012-05-14,Flood\n";
        Assert.Equal(
            new RowChanges(Read: 2, Added: 0, Changed: 1, Removed: 1) { Made = false },
            Load(Installation.Operator, "extensions", change, new LoadTerms { Removed = agreed }));
        Assert.Equal(before, Export(Installation.Operator, "extensions"));
        Assert.True(Load(Installation.Operator, "extensions", change, new LoadTerms { Removed = 1 }).Made);
        Assert.Equal(Extension + "N0853,2012-03,2012-05-14,Flood\n", Export(Installation.Operator, "extensions"));
    }

    [Fact]
    public void A_code_list_loses_no_code_unasked_and_comes_back_as_it_was_built_in()
    {
        var builtIn = Export(Installation.Administrator, "sex");
        var shorter = string.Join('\n', builtIn.TrimEnd('\n').Split('\n')[..^1]) + "\n";
        Assert.False(Load(Installation.Administrator, "sex", shorter).Made);
        Assert.False(Load(Installation.Administrator, "sex", shorter, new LoadTerms { Removed = 1, Preview = true }).Made);
        Assert.Equal(builtIn, Reopened());
        Assert.Throws<NotFoundException>(() => Remove(Installation.Administrator, "sex", LoadTerms.KeepAll));

        Assert.Equal(1, Load(Installation.Administrator, "sex", shorter, new LoadTerms { Removed = 1 }).Removed);
        Assert.Equal(shorter, Reopened());
        Assert.True(List(Installation.Administrator).Single(l => l.Name == "code-lists/sex.csv").Loaded);
        var rows = shorter.Count(c => c == '\n') - 1;
        Assert.Equal(
            new RowChanges(Read: 0, Added: rows + 1, Changed: 0, Removed: rows) { Made = false }, Remove(Installation.Administrator, "sex", LoadTerms.KeepAll));
        Assert.Equal(shorter, Reopened());
        Assert.True(Remove(Installation.Administrator, "sex", new LoadTerms { Removed = rows }).Made);
        Assert.Equal(builtIn, Reopened());
        Assert.False(List(Installation.Administrator).Single(l => l.Name == "code-lists/sex.csv").Loaded);

        string Reopened()
        {
            using var again = Workspace.Open(_place.Storage, _place["keys"], CodeBook.Embedded, _place.Clock, Serilog.Core.Logger.None);
            return Encoding.UTF8.GetString(again.Book.File("code-lists/sex.csv"));
        }
    }

    [Fact]
    public void What_a_file_leaves_out_of_an_agency_stays()
    {
        Load(Installation.Administrator, "agencies", "code,name,partnership,service\nN0860,Older Quay Clinic,A12B,adult\n");
        var agency = _place.Workspace.Reference.Agencies().Single(a => a.Code == "N0860");
        Assert.Equal(
            ("Older Quay Clinic", "data@n0860.example", new DateOnly(2009, 4, 1), new DateOnly(2011, 3, 31)),
            (agency.Name, agency.Email, agency.ActiveFrom!.Value, agency.ActiveTo!.Value));
        Load(Installation.Administrator, "agencies", "code,name,partnership,service,email,active_to\nN0860,Older Quay Clinic,A12B,adult,,\n");
        agency = _place.Workspace.Reference.Agencies().Single(a => a.Code == "N0860");
        Assert.Equal(("", null), (agency.Email, agency.ActiveTo));
    }

    [Fact]
    public void What_was_loaded_is_logged_with_who_did_it_and_a_preview_is_not()
    {
        Load(Installation.National, "clusters", Clusters, new LoadTerms { Preview = true });
        Assert.Empty(_place.Logged(LogEventLevel.Information));
        Assert.Equal("partnership,cluster\n", Export(Installation.National, "clusters"));
        Load(Installation.National, "clusters", Clusters);
        Assert.Equal("Reference data clusters loaded by nat: 3 rows, 3 added, 0 changed, 0 removed", Assert.Single(_place.Logged(LogEventLevel.Information)));
    }

    public void Dispose() => _place.Dispose();

    private RowChanges Load(Principal by, string what, string csv, LoadTerms? terms = null, bool replace = false) =>
        ReferenceForms.Loading(what, _place.Workspace).Run(
            by, new LoadReferenceRequest(what, $"{what}.csv", Encoding.UTF8.GetBytes(csv), terms ?? LoadTerms.KeepAll, replace)).Changes;

    private RowChanges Remove(Principal by, string what, LoadTerms terms) =>
        new RemoveReference(_place.Workspace).Run(by, new RemoveReferenceRequest(what, terms)).Changes;

    private string Export(Principal by, string what) => Encoding.UTF8.GetString(what == "clusters"
        ? new ExportTargets(_place.Workspace).Run(by, what)
        : new ExportReference(_place.Workspace.Book, _place.Workspace).Run(by, what));

    private byte[] Template(Principal by, string what) => new WriteReferenceTemplate(CodeBook.Embedded, _place.Workspace).Run(by, what).Content;

    private IReadOnlyList<ListedReference> List(Principal by) => new ListReference(_place.Workspace).Run(by, new ListReferenceRequest());
}
