using Ndtms.Application.Reference;
using Ndtms.Tests.Workbooks.Forms;
using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>A template that was filled in loads what the same rows load as CSV: what is stored does not depend on the program it was entered
/// in.</summary>
public sealed class ReferenceFormTests : IDisposable
{
    private const string Extensions = "agency,month,closes,reason\nN0801,2012-03,2012-05-11,\"New system, late\"\nN0802,2012-02,2012-04-30,Flood\n";

    private readonly Workplace _csv = new();
    private readonly Workplace _form = new();

    public static TheoryData<string> Forms { get; } = [.. ReferenceForms.All.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_filled_in_template_loads_what_the_csv_file_loads(string name)
    {
        var form = ReferenceForms.Find(name)!;
        var csv = name switch
        {
            "agencies" => File.ReadAllText(Workplace.Sample(Workplace.Agencies)),
            "extensions" => Extensions,
            _ => File.ReadAllText(Workplace.Sample($"2009-2012/reference/{name}.csv")),
        };
        var rows = csv.TrimEnd('\n').Split('\n').Length - 1;
        if (name == "extensions")
        {
            foreach (var place in (Workplace[])[_csv, _form])
                place.CallHere("reference", "load", "agencies", Workplace.Sample(Workplace.Agencies)).Is(ExitCode.Done);
        }

        _csv.CallHere("reference", "load", name, _csv.Write($"{name}.csv", csv)).Is(ExitCode.Done, $"{rows} rows of {name} loaded: {rows} added, 0 changed.");
        var path = _form[$"{name}.xlsx"];
        if (name == "extensions")
            _form.CallHere("reference", "template", name, "--out", path).Is(ExitCode.Done, $"ndtms reference load {name} {path}");
        else
            Workplace.Call("reference", "template", name, "--out", path).Is(ExitCode.Done);
        var filled = _form.Write("filled.xlsx", Templates.Filled(File.ReadAllBytes(path), form, csv));
        _form.CallHere("reference", "load", name, filled, "--preview").Is(ExitCode.Done, $"Preview, nothing was changed. {rows} rows of {name}: {rows} added, 0 changed.");
        _form.CallHere("reference", "load", name, filled).Is(ExitCode.Done, $"{rows} rows of {name} loaded: {rows} added, 0 changed.");
        Assert.Equal(Exported(_csv, name), Exported(_form, name));
        Assert.Equal(rows + 1, Exported(_form, name).Split('\n').Length);
        _form.CallHere("reference", "load", name, filled).Is(ExitCode.Done, $"{rows} rows of {name} loaded: 0 added, 0 changed.");
    }

    [Fact]
    public void A_wrong_value_is_told_of_in_the_same_words_with_its_row()
    {
        var form = ReferenceForms.Find("clusters")!;
        const string csv = "partnership,cluster\nA12B,High\nQ99Z,High\n";
        var path = _form["t.xlsx"];
        Workplace.Call("reference", "template", "clusters", "--out", path).Is(ExitCode.Done);
        const string wrong = "column partnership must hold the code of a partnership";
        _csv.CallHere("reference", "load", "clusters", _csv.Write("c.csv", csv)).Refuses(ExitCode.BadData, "c.csv, line 3: " + wrong);
        _form.CallHere("reference", "load", "clusters", _form.Write("c.xlsx", Templates.Filled(File.ReadAllBytes(path), form, csv)))
            .Refuses(ExitCode.BadData, "c.xlsx, sheet Clusters, row 4: " + wrong);
        Assert.Equal("partnership,cluster", Exported(_form, "clusters"));
    }

    [Fact]
    public void A_template_that_may_have_been_filled_in_is_not_overwritten()
    {
        var path = _form.Write("clusters.xlsx", "filled in");
        Workplace.Call("reference", "template", "clusters", "--out", path).Refuses(ExitCode.WrongCall, "exists already", "choose another name", "--force");
        Assert.Equal("filled in", File.ReadAllText(path));
        Workplace.Call("reference", "template", "weather", "--out", path).Refuses(ExitCode.WrongCall, "'weather'", "clusters");
    }

    [Fact]
    public void Code_lists_are_not_loaded_from_a_workbook()
    {
        var workbook = _form.Write("p.xlsx", Templates.Of(ReferenceForms.Find("clusters")!));
        _form.CallHere("reference", "load", "partnership", workbook).Refuses(ExitCode.BadData, "p.xlsx is a workbook", "CSV UTF-8");
    }

    public void Dispose()
    {
        _csv.Dispose();
        _form.Dispose();
    }

    private static string Exported(Workplace place, string name) => place.CallHere("reference", "export", name).Is(ExitCode.Done).Output.TrimEnd('\n');
}
