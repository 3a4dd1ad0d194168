using System.Diagnostics;
using System.Text;
using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>Folders are taken in as their lists say, and whatever interrupts or meets a submission, nothing is lost or doubled.</summary>
[Collection(DemoTestGroup.Name)]
public sealed class SubmitTests(Demo demo) : IDisposable
{
    private const string Adults = "2009-2012/N0817-20090401-20120331-TREAT-IN-H.csv";

    private readonly Workplace _place = new();

    [Fact]
    public void A_folder_is_taken_in_by_its_list()
    {
        Fill("in", "b.csv,2012-04-10,,,n0817,2009-04-01,2012-03-31,h", "a.csv,2012-04-12,,13,N0817,2009-04-01,2012-03-31,H");
        var answer = _place.CallHere("submit", _place["in"]).Is(ExitCode.BadData);
        Assert.Collection(answer.Lines(), l => Assert.StartsWith("There was no database", l), l => Assert.StartsWith("b.csv: loaded", l), l => Assert.StartsWith("a.csv: loaded", l));
        Assert.Collection(
            _place.CallHere("submission", "list").Lines(),
            l => Assert.Matches("1 +2012-04-10 +N0817 +2009-04-01 to 2012-03-31 +H +superseded", l),
            l => Assert.Matches("2 +2012-04-12 +N0817 +2009-04-01 to 2012-03-31 +H +accepted", l));
    }

    [Fact]
    public void What_is_held_waits_for_a_decision()
    {
        Fill("in", "b.csv,2012-04-10,,,N0817,2009-04-01,2012-03-31,H", "a.csv,2012-04-12,,,N0817,2009-04-01,2012-03-31,H");
        _place.CallHere("submit", _place["in"]).Is(ExitCode.BadData, "a.csv: held as submission 2 until it is confirmed or withdrawn (confirming it would add 0 episodes, change 0 and remove 13 of 24 current episodes", "to confirm it, give --remove 13)", "FILE-13");
        var before = _place.Current();
        var all = _place.Query<long>("SELECT COUNT(*) FROM episode").Single();
        _place.CallHere("submission", "withdraw", "2", "--reason", "half a file").Is(ExitCode.Done, "Submission 2 is withdrawn.");
        Assert.Equal(before, _place.Current());
        _place.CallHere("submission", "confirm", "2", "--reason", "after all").Refuses(ExitCode.WrongCall, "is not held: it is withdrawn");

        _place.CallHere("submit", _place["in/a.csv"], "--agency", "N0817", "--from", "2009-04-01", "--to", "2012-03-31", "--data-set", "H").Is(ExitCode.BadData, "submission 3");
        _place.CallHere("submission", "confirm", "3", "--reason", "the service has shrunk")
            .Refuses(ExitCode.WrongCall, "would remove 13 of 24 current episodes", "--remove 13");
        Assert.Equal(before, _place.Current());
        _place.CallHere("submission", "confirm", "3", "--reason", "the service has shrunk", "--remove", "13").Is(ExitCode.Done, "Submission 3 is loaded.");
        Assert.InRange(_place.Query<long>("SELECT COUNT(*) FROM episode").Single(), 1, all - 1);
        Assert.Collection(
            _place.CallHere("submission", "list").Lines().Select(l => l.Split("  ", StringSplitOptions.RemoveEmptyEntries)[^2].Trim()),
            l => Assert.EndsWith("superseded", l), l => Assert.EndsWith("withdrawn", l), l => Assert.EndsWith("accepted", l));
    }

    [Fact]
    public void Confirmed_beforehand_with_its_number_a_file_is_loaded_even_where_it_would_be_held()
    {
        Fill("in", "b.csv,2012-04-10,,,N0817,2009-04-01,2012-03-31,H");
        _place.CallHere("submit", _place["in"]).Is(ExitCode.Done);
        _place.CallHere("submit", _place["in/a.csv"], "--agency", "N0817", "--from", "2009-04-01", "--to", "2012-03-31", "--data-set", "H", "--confirm")
            .Is(ExitCode.BadData, "a.csv: held as submission 2");
        _place.CallHere("submission", "withdraw", "2", "--reason", "again with its number").Is(ExitCode.Done);
        _place.CallHere("submit", _place["in/a.csv"], "--agency", "N0817", "--from", "2009-04-01", "--to", "2012-03-31", "--data-set", "H", "--confirm", "--remove", "13")
            .Is(ExitCode.BadData, "a.csv: loaded");
    }

    [Fact]
    public void An_agency_code_or_letter_that_cannot_be_one_is_refused_before_anything_is_stored()
    {
        _place.CallHere("db", "migrate").Is(ExitCode.Done);
        Fill("in", "b.csv,2012-04-10,,,N08171234,2009-04-01,2012-03-31,H");
        _place.CallHere("submit", _place["in"]).Refuses(ExitCode.BadData, "submissions.csv, line 2: An agency code is 1 to 8 letters or digits");
        _place.CallHere("submit", _place["in/b.csv"], "--agency", "N08171234").Refuses(ExitCode.WrongCall, "An agency code is 1 to 8 letters or digits");
        _place.CallHere("submit", _place["in/b.csv"], "--data-set", "HH").Refuses(ExitCode.WrongCall, "A data set letter is one letter");
        Workplace.Call("check", _place["in/b.csv"], "--data-set", "HH").Refuses(ExitCode.WrongCall, "A data set letter is one letter");
        Assert.Equal(0, _place.Query<long>("SELECT COUNT(*) FROM submission").Single());
    }

    [Fact]
    public void A_crash_loses_nothing_and_sending_again_doubles_nothing()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "Ndtms.Worker.dll"), "submit", Workplace.Sample("2009-2012"), "--database", _place.Database,
            },
            RedirectStandardOutput = true,
        };
        using (var process = Process.Start(start)!)
        {
            // Killed in the middle: after the fifth file was reported, before the last.
            for (var line = 0; line < 6; line++)
                Assert.NotNull(process.StandardOutput.ReadLine());
            process.Kill();
            process.WaitForExit();
            Assert.NotEqual(ExitCode.Done, process.ExitCode);
        }

        Assert.InRange(_place.Query<long>("SELECT COUNT(*) FROM submission WHERE state = 'accepted'").Single(), 4, 24);
        _place.CallHere("submit", Workplace.Sample("2009-2012")).Is(ExitCode.BadData);
        AssertAsInTheDemo();
    }

    [Fact]
    public async Task Two_that_submit_at_once_load_each_file_once()
    {
        // The first call of all makes keys and schema: both must manage that together, too.
        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => _place.CallHere("submit", Workplace.Sample("2009-2012")))));
        Assert.All(both, answer => Assert.Empty(answer.Errors));
        AssertAsInTheDemo();
    }

    public void Dispose() => _place.Dispose();

    private void AssertAsInTheDemo()
    {
        Assert.Equal(25, _place.CallHere("submission", "list", "--state", "accepted").Lines().Length);
        Assert.Equal(["There is no such submission."], _place.CallHere("submission", "list", "--state", "superseded").Lines());
        _place.CallHere("measures", "--cut", "2012-03", "--out", _place["m.csv"]).Is(ExitCode.Done);
        Assert.True(File.ReadAllBytes(_place["m.csv"]).AsSpan().SequenceEqual(File.ReadAllBytes(demo.Measures)));
    }

    /// <summary>A folder with agencies, a list, an agency's whole file as b.csv and the half of it as a.csv.</summary>
    private void Fill(string folder, params string[] list)
    {
        var file = File.ReadAllText(Workplace.Sample(Adults));
        var lines = file.Split('\n');
        _place.Write($"{folder}/agencies.csv", File.ReadAllBytes(Workplace.Sample(Workplace.Agencies)));
        _place.Write($"{folder}/submissions.csv", "file,received,correction,confirm,agency,from,to,letter\n" + string.Join('\n', list) + "\n");
        _place.Write($"{folder}/b.csv", Encoding.UTF8.GetBytes(file));
        _place.Write($"{folder}/a.csv", Encoding.UTF8.GetBytes(string.Join('\n', lines[..(lines.Length / 2)]) + "\n"));
    }
}
