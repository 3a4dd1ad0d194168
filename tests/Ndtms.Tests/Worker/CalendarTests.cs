using System.Text;
using Ndtms.Tests.Workbooks;
using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>The calendar tells analysts who is late, and extensions are loaded as they are exported.</summary>
public sealed class CalendarTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Each_active_agency_is_shown_with_what_became_of_its_file()
    {
        _run.Put("N0852-20110401-20120331-TREAT-IN-H.csv");
        _run.Run("submit ./N0852-20110401-20120331-TREAT-IN-H.csv --received 2012-04-10");
        _run.Put("N0853-20110401-20120331-TREAT-IN-H.csv", "-TRIAGED");
        _run.Run("submit ./N0853-20110401-20120331-TREAT-IN-H.csv --received 2012-04-11");
        Assert.Equal(ExitCode.Done, _run.Run("calendar --month 2012-03 --on 2012-04-17"));
        Assert.Equal(
            """
            Files for March 2012 are taken in from 01/04/2012 to 16/04/2012. At 17/04/2012:
              N0852     accepted, received 10/04/2012, in time
              N0853     rejected, received 11/04/2012; late
              N0854     nothing yet; late
            1 of 3 active agencies have an accepted file; 2 are late.
            """.ReplaceLineEndings(), _run.Output.TrimEnd());
        _run.Run("calendar --month 2012-03 --on 2012-04-17 --late");
        Assert.DoesNotContain("N0852", _run.Output, StringComparison.Ordinal);
        Assert.Contains("N0854", _run.Output, StringComparison.Ordinal);
        _run.Run("calendar --month 2012-03 --on 2012-04-16 --late");
        Assert.DoesNotContain("N0854", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_partnership_is_told_who_kept_the_deadline_with_its_extension()
    {
        _run.Put("N0852-20110401-20120331-TREAT-IN-H.csv");
        _run.Run("submit ./N0852-20110401-20120331-TREAT-IN-H.csv --received 2012-04-19");
        Assert.Equal(("No", 3.0), Timeliness());
        Load("agency,month,closes,reason\nN0852,2012-03,2012-04-19,\"flood, no power\"\n", ExitCode.Done);
        Assert.Equal(("Yes", null), Timeliness());

        (string?, double?) Timeliness()
        {
            Assert.Equal(ExitCode.Done, _run.Run("report partnership-feedback --cut 2012-03 --area A12B --out ./out"));
            var report = new WorkbookReading(stream => stream.Write(File.ReadAllBytes(_run["out/feedback-A12B-2012-03.xlsx"])));
            var agency = Assert.Single(report.Table("Agencies", "Agencies", "Agency"));
            return ((string?)agency["In time"], (double?)agency["Days late"]);
        }
    }

    [Fact]
    public void Extensions_are_exported_as_they_were_loaded_and_are_removed_only_by_their_number()
    {
        const string csv = "agency,month,closes,reason\nN0852,2012-03,2012-04-30,\"flood, no power\"\nN0853,2012-03,2012-04-21,new system\n";
        Load(csv, ExitCode.Done);
        _run.Run("reference export extensions");
        Assert.Equal(csv, _run.Output.ReplaceLineEndings("\n"));
        _run.Run("calendar --month 2012-03 --on 2012-04-22 --late");
        Assert.Contains("N0853     nothing yet; late (extended to 21/04/2012)", _run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("N0852", _run.Output, StringComparison.Ordinal);
        Load("agency,month,closes,reason\nN0852,2012-03,,\n", ExitCode.WrongCall);
        Assert.Contains("would remove 1 current row of extensions; nothing was changed. To remove it, add --remove 1.", _run.Errors, StringComparison.Ordinal);
        Load("agency,month,closes,reason\nN0852,2012-03,,\n", ExitCode.Done, "--remove 1");
        _run.Run("reference export extensions");
        Assert.DoesNotContain("N0852", _run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("N0852,2012-03,2012-04-16,not after the closing")]
    [InlineData("N0852,2012-3,2012-04-30,no month")]
    [InlineData("N0999,2012-03,2012-04-30,unknown")]
    [InlineData("N0852,2012-03,2012-04-30,")]
    [InlineData("N0853,2012-03,2012-04-30,stands twice")]
    public void A_file_with_an_extension_that_cannot_be_used_changes_nothing(string row)
    {
        Load($"agency,month,closes,reason\nN0853,2012-03,2012-04-30,good\n{row}\n", ExitCode.BadData);
        Assert.Contains("line 3", _run.Errors, StringComparison.Ordinal);
        _run.Run("reference export extensions");
        Assert.Equal("agency,month,closes,reason", _run.Output.Trim());
    }

    [Theory]
    [InlineData("calendar --month March")]
    [InlineData("calendar --month 2012-03 --on later")]
    public void A_month_or_day_that_is_none_is_refused(string words) => Assert.Equal(ExitCode.WrongCall, _run.Run(words));

    private void Load(string csv, int expected, string options = "")
    {
        _run.Put("extensions.csv", Encoding.UTF8.GetBytes(csv), _run.Now);
        Assert.Equal(expected, _run.Run($"reference load extensions ./extensions.csv {options}".TrimEnd()));
    }
}
