using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>What the service does by itself can be done by hand, and is kept alike.</summary>
public sealed class JobsTests : IDisposable
{
    private readonly CommandRun _run = new();
    private readonly string _config;

    public JobsTests() => _config = SettingsFile.Write(_run[""], [], new() { ["Backup:Folder"] = _run["backups"], ["Backup:Keep"] = "2" });

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_month_made_by_hand_is_kept_with_who_made_it()
    {
        _run.Put("inbox/N0852/N0852-20110401-20120331-TREAT-IN-H.csv");
        Run("jobs run intake", ExitCode.Done, "intake", "done, 1 accepted");
        Run("jobs run monthly-reports --month 2012-03", ExitCode.Done, "done for March 2012", "reports", $"by {Environment.UserName}");
        Assert.Contains("monthly-england-2012-03.xlsx", _run.Files("reports/2012-03"));
        Run("jobs run monthly-measures --month 2012-03", ExitCode.Done, "1 files");
        Run("jobs run quarterly-packs --month 2012-03", ExitCode.Done, "packs");
        Assert.NotEmpty(_run.Files("reports/quarterly"));
        Run("jobs run matching", ExitCode.Done, "done", "journeys");
        Run("jobs run feedback --month 2012-03", ExitCode.Done, "1 agencies", "1 partnerships");
        Run("jobs history --last 2", ExitCode.Done, "feedback", "matching");
        Assert.DoesNotContain("monthly-reports", _run.Output, StringComparison.Ordinal);
        Run("jobs history --job monthly-reports", ExitCode.Done, "March 2012");
        Run("jobs list", ExitCode.Done, "last  2012-04-10 10:00:00  done for March 2012");
    }

    [Fact]
    public void Reminders_go_out_once()
    {
        Run("jobs run reminders", ExitCode.Done, "3 messages");
        Assert.Equal(3, _run.Files("outbox").Length);
        Run("jobs run reminders", ExitCode.Done, "nothing to do");
    }

    [Fact]
    public void An_extended_deadline_is_looked_after_when_it_is_past_the_next_months_too()
    {
        _run.Put("extensions.csv", "agency,month,closes,reason\nN0852,2012-02,2012-04-17,flood\n"u8.ToArray(), _run.Now);
        Run("reference load extensions ./extensions.csv", ExitCode.Done);
        Run("jobs run reminders", ExitCode.Done);
        Assert.Contains("reminder-N0852-2012-02-by-20120417-5.eml", _run.Files("outbox"));
    }

    [Fact]
    public void Backups_are_made_once_a_day_and_the_oldest_go()
    {
        for (var day = 0; day < 4; day++)
        {
            Run("jobs run housekeeping", ExitCode.Done, "1 backups");
            Run("jobs run housekeeping", ExitCode.Done, "nothing to do");
            _run.Now = _run.Now.AddDays(1);
        }

        Assert.Equal(["ndtms-2012-04-12.db", "ndtms-2012-04-13.db"], _run.Files("backups"));
        var copy = Ndtms.Storage.Database.Open(_run["backups/ndtms-2012-04-13.db"]);
        Assert.Equal(4, new Ndtms.Storage.ReferenceData(copy).Agencies().Count);
    }

    [Fact]
    public void A_failure_is_kept_told_and_answered()
    {
        Directory.CreateDirectory(_run["inbox"]);
        File.WriteAllText(_run["rejected"], "in the way");
        _run.Put("inbox/N0852/N0852-20110401-20120331-TREAT-IN-H.csv");
        Run("jobs run intake", ExitCode.MachineFailed, "failed", "jobs run intake");
        Run("jobs history", ExitCode.Done, "failed", "by ");
        File.Delete(_run["rejected"]);
        Run("jobs run intake", ExitCode.Done, "1 accepted");
    }

    [Theory]
    [InlineData("jobs run reports", "no job 'reports'", "monthly-reports")]
    [InlineData("jobs run monthly-reports", "name the month")]
    [InlineData("jobs run intake --month 2012-03", "leave the month out")]
    [InlineData("jobs run monthly-reports --month march", "not a month")]
    [InlineData("jobs run quarterly-packs --month 2012-02", "does not end a quarter")]
    [InlineData("jobs history --last 0", "--last")]
    [InlineData("jobs history --last 1001", "--last")]
    [InlineData("jobs history --job nothing", "no job 'nothing'")]
    public void A_wrong_call_is_told(string call, params string[] told)
    {
        Assert.Equal(ExitCode.WrongCall, _run.Run($"{call} --config {_config}"));
        Assert.All(told, words => Assert.Contains(words, _run.Errors, StringComparison.Ordinal));
    }

    private void Run(string call, int code, params string[] told)
    {
        var answered = _run.Run($"{call} --config {_config}");
        Assert.True(answered == code, $"{answered} instead of {code}: {_run.Output}{_run.Errors}");
        Assert.All(told, words => Assert.Contains(words, _run.Output + _run.Errors, StringComparison.Ordinal));
    }
}
