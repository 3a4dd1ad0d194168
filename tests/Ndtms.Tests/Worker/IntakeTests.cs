using System.IO.Compression;
using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Storage;
using Ndtms.Tests.Storage;
using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>What an agency drops is taken in once, whole, and put away with its feedback; nothing is lost on the way.</summary>
public sealed class IntakeTests : IDisposable
{
    private const string Name = "N0852-20110401-20120331-TREAT-IN-H.csv";
    private const string Intake = "intake --inbox ./inbox";

    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_loaded_file_goes_to_the_archive_with_its_feedback()
    {
        _run.Put($"inbox/N0852/{Name}");
        Assert.Equal(ExitCode.Done, _run.Run(Intake));
        Assert.Equal(["N0852/N0852-20110401-20120331-TREAT-IN-H-ERRORS.csv", "N0852/N0852-20110401-20120331-TREAT-IN-H-ERRORS.xlsx", $"N0852/{Name}", "N0852/feedback-N0852-2012-03-1.xlsx"], _run.Files("archive"));
        Assert.Empty(_run.Files("inbox"));
        Assert.Equal("Accepted", _run.States());
    }

    [Fact]
    public void A_file_as_sent_that_is_named_like_our_feedback_is_not_replaced_by_it()
    {
        _run.Put("archive/N0852/feedback-N0852-2012-03-1.xlsx", "as sent"u8.ToArray(), _run.Now);
        _run.Put($"inbox/N0852/{Name}");
        Assert.Equal(ExitCode.Done, _run.Run(Intake));
        Assert.Equal("as sent", File.ReadAllText(_run["archive/N0852/feedback-N0852-2012-03-1.xlsx"]));
        Assert.Contains("N0852/feedback-N0852-2012-03-1-2.xlsx", _run.Files("archive"));
    }

    [Theory]
    [InlineData(0, false, false)]
    [InlineData(59, false, false)]
    [InlineData(60, false, true)]
    [InlineData(0, true, true)]
    public void A_file_is_ready_when_it_has_settled_or_is_marked(int secondsAgo, bool marked, bool ready)
    {
        _run.Put($"inbox/N0852/{Name}", Encoding.UTF8.GetBytes(new TestFile().Csv()), _run.Now.AddSeconds(-secondsAgo));
        if (marked)
            _run.Put($"inbox/N0852/{Name}.done", [], _run.Now);
        Assert.Equal(ExitCode.Done, _run.Run(Intake));
        Assert.Equal(ready ? "Accepted" : "", _run.States());
        // A marker that stayed would call the next file of that name ready.
        Assert.Equal(ready ? [] : [$"N0852/{Name}"], _run.Files("inbox"));
    }

    [Fact]
    public void A_marker_of_an_earlier_file_does_not_make_a_half_written_one_ready()
    {
        _run.Put($"inbox/N0852/{Name}.done", [], _run.Now.AddDays(-30));
        _run.Put($"inbox/N0852/{Name}", "half"u8.ToArray(), _run.Now.AddSeconds(-1));
        _run.Run(Intake);
        Assert.Equal("", _run.States());
        Assert.Contains("1 file is not ready", _run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H.csv.part")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H.csv.TMP")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H.csv.filepart")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H.csv.crdownload")]
    [InlineData("~$N0852-20110401-20120331-TREAT-IN-H.csv")]
    [InlineData(".DS_Store")]
    [InlineData("Thumbs.db")]
    [InlineData("desktop.ini")]
    [InlineData(".N0852-20110401-20120331-TREAT-IN-H.csv")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H.csv.done")]
    public void What_is_no_file_to_take_in_is_left_alone(string name)
    {
        _run.Put($"inbox/N0852/{name}");
        Assert.Equal(ExitCode.Done, _run.Run(Intake));
        Assert.Equal([$"N0852/{name}"], _run.Files("inbox"));
        Assert.Equal("", _run.States());
    }

    [Fact]
    public void A_file_already_loaded_is_archived_and_not_loaded_twice()
    {
        // As after a process that ended between loading and moving.
        _run.Put($"inbox/N0852/{Name}");
        _run.Run($"submit ./inbox/N0852/{Name}");
        Assert.Equal(ExitCode.Done, _run.Run(Intake));
        Assert.Contains("loaded already", _run.Output, StringComparison.Ordinal);
        Assert.Equal(["N0852/N0852-20110401-20120331-TREAT-IN-H-ERRORS.csv", "N0852/N0852-20110401-20120331-TREAT-IN-H-ERRORS.xlsx", $"N0852/{Name}", "N0852/feedback-N0852-2012-03-1.xlsx"], _run.Files("archive"));
        Assert.Empty(_run.Files("rejected"));
        Assert.Equal("Accepted Rejected", _run.States());
    }

    [Fact]
    public void A_file_already_held_is_archived_and_not_held_twice()
    {
        _run.Put($"inbox/N0852/{Name}", string.Join(" | ", Enumerable.Range(1, 20).Select(i => $"CLIENTID=C{i}")));
        _run.Run(Intake);
        _run.Put($"inbox/N0852/{Name}", "CLIENTID=C1");
        _run.Run($"submit ./inbox/N0852/{Name}");
        Assert.Equal(ExitCode.BadData, _run.Run(Intake));
        Assert.Contains("held already, as submission 2", _run.Output, StringComparison.Ordinal);
        Assert.Equal("Accepted Held", _run.States());
        Assert.Empty(_run.Files("inbox"));
    }

    [Fact]
    public void A_name_that_is_taken_gets_a_number()
    {
        foreach (var rows in (string[])["", "RFLS=5", "RFLS=3"])
        {
            _run.Put($"inbox/N0852/{Name}", rows);
            Assert.Equal(ExitCode.Done, _run.Run(Intake));
        }

        Assert.Equal(
            ["-2.csv", "-3.csv", ".csv"],
            _run.Files("archive").Where(f => f.Contains("TREAT", StringComparison.Ordinal) && !f.Contains("ERRORS", StringComparison.Ordinal)).Select(f => f[(f.IndexOf("-H", StringComparison.Ordinal) + 2)..]));
    }

    [Fact]
    public void A_held_file_goes_to_the_archive_and_a_rejected_one_does_not()
    {
        _run.Put($"inbox/N0852/{Name}", string.Join(" | ", Enumerable.Range(1, 20).Select(i => $"CLIENTID=C{i}")));
        _run.Run(Intake);
        _run.Put($"inbox/N0852/{Name}", "CLIENTID=C1");
        Assert.Equal(ExitCode.BadData, _run.Run(Intake));
        _run.Put("inbox/N0853/nothing.csv", "AGNCY=N0853");
        Assert.Equal(ExitCode.BadData, _run.Run(Intake));
        Assert.Equal("Accepted Held Rejected", _run.States());
        Assert.Contains("N0852/N0852-20110401-20120331-TREAT-IN-H-2.csv", _run.Files("archive"));
        Assert.Equal(["N0853/feedback-submission-3.xlsx", "N0853/nothing.csv", "N0853/submission-3-ERRORS.csv", "N0853/submission-3-ERRORS.xlsx"], _run.Files("rejected"));
    }

    [Theory]
    [InlineData("N0999", "N0852", "FILE-09")]
    [InlineData("N0853", "N0852", "FILE-16")]
    public void The_folder_says_whose_file_it_is_and_wins_over_the_name(string folder, string named, string rule)
    {
        _run.Put($"inbox/{folder}/{named}-20110401-20120331-TREAT-IN-H.csv", $"AGNCY={folder}");
        _run.Run(Intake);
        var submissions = new SubmissionQueries(Database.Open(_run["ndtms.db"]), new Secrets(_run["keys"]));
        Assert.Equal(folder, submissions.All().Single().Agency);
        Assert.Contains(rule, submissions.IssuesOf(1).Select(i => i.Rule));
        Assert.Contains($"{folder}/{named}-20110401-20120331-TREAT-IN-H.csv", _run.Files(rule == "FILE-09" ? "rejected" : "archive"));
    }

    [Fact]
    public void Packed_files_are_taken_in()
    {
        var content = Encoding.UTF8.GetBytes(new TestFile().Csv());
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = archive.CreateEntry(Name).Open())
            entry.Write(content);
        _run.Put("inbox/N0852/march.zip", zip.ToArray(), _run.Now.AddHours(-1));
        using var gzip = new MemoryStream();
        using (var packed = new GZipStream(gzip, CompressionMode.Compress, leaveOpen: true))
            packed.Write(Encoding.UTF8.GetBytes(new TestFile("AGNCY=N0853").Csv()));
        _run.Put("inbox/N0853/N0853-20110401-20120331-TREAT-IN-H.csv.gz", gzip.ToArray(), _run.Now.AddHours(-1));
        Assert.Equal(ExitCode.Done, _run.Run(Intake));
        Assert.Equal("Accepted Accepted", _run.States());
    }

    [Fact]
    public void Months_dropped_together_are_taken_in_in_their_order()
    {
        // By name alone, the later month would come first and the earlier one be refused.
        _run.Put("inbox/N0852/N0852-20110401-20120331-TREAT-IN-H.csv", "RFLS=5");
        _run.Put("inbox/N0852/N0852-20120101-20120229-TREAT-IN-H.csv", "EPISODID=E2 @from=2012-01-01 @to=2012-02-29");
        _run.Run(Intake);
        Assert.DoesNotContain("FILE-11", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_put_away_is_told_and_the_others_go_on()
    {
        _run.Put($"inbox/N0852/{Name}");
        _run.Put("inbox/N0853/N0853-20110401-20120331-TREAT-IN-H.csv", "AGNCY=N0853");
        _run.Put("archive/N0852", "a file where the folder should be"u8.ToArray(), _run.Now);
        Assert.Equal(ExitCode.MachineFailed, _run.Run(Intake));
        Assert.Contains($"N0852/{Name}: not taken in, and left where it is.", _run.Output, StringComparison.Ordinal);
        Assert.Equal("Accepted", _run.States());
        Assert.Equal([$"N0852/{Name}"], _run.Files("inbox"));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_told_and_the_others_go_on()
    {
        _run.Put($"inbox/N0852/{Name}");
        _run.Put("inbox/N0853/N0853-20110401-20120331-TREAT-IN-H.csv", "AGNCY=N0853");
        using (new FileStream(_run[$"inbox/N0852/{Name}"], FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            Assert.Equal(ExitCode.MachineFailed, _run.Run(Intake));
        Assert.Equal([$"N0852/{Name}"], _run.Files("inbox"));
        Assert.Equal(ExitCode.Done, _run.Run(Intake));
        Assert.Equal("Accepted Accepted", _run.States());
    }

    [Fact]
    public void What_lies_in_no_agencys_folder_is_told_and_left()
    {
        _run.Put($"inbox/{Name}");
        Assert.Equal(ExitCode.BadData, _run.Run(Intake));
        Assert.Contains($"{Name}: not taken in", _run.Output, StringComparison.Ordinal);
        Assert.Equal([Name], _run.Files("inbox"));
    }

    [Fact]
    public void A_folder_whose_name_cannot_be_an_agency_code_is_told_and_left()
    {
        _run.Put($"inbox/old files/{Name}");
        _run.Run(Intake);
        Assert.Contains("is not an agency code", _run.Output, StringComparison.Ordinal);
        Assert.Equal([$"old files/{Name}"], _run.Files("inbox"));
        Assert.Equal("", _run.States());
    }

    [Fact]
    public void A_link_is_not_followed()
    {
        _run.Put("secret.csv");
        Directory.CreateDirectory(_run["inbox/N0852"]);
        File.CreateSymbolicLink(_run[$"inbox/N0852/{Name}"], _run["secret.csv"]);
        _run.Now = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(ExitCode.BadData, _run.Run(Intake));
        Assert.Contains("It is a link", _run.Output, StringComparison.Ordinal);
        Assert.Equal("", _run.States());
    }

    [Fact]
    public void A_file_that_was_submitted_and_not_put_away_is_put_away_with_its_own_feedback()
    {
        _run.Put($"inbox/N0852/{Name}", "ETHNIC=''");
        Assert.Equal(ExitCode.Done, _run.Run(Intake));
        var (files, feedback) = (_run.Files("archive"), Read("archive"));
        // As after a process that ended after the submission, and after one that ended after writing the feedback too.
        foreach (var written in (bool[])[false, true])
        {
            if (!written)
                files.ToList().ForEach(f => File.Delete(_run[$"archive/{f}"]));
            else
                File.Delete(_run[$"archive/N0852/{Name}"]);
            _run.Put($"inbox/N0852/{Name}", "ETHNIC=''");
            Database.Open(_run["ndtms.db"]).Write(c => Dapper.SqlMapper.Execute(c, "UPDATE submission SET in_inbox = 1"));
            Assert.Equal(ExitCode.Done, _run.Run(Intake));
            Assert.Contains("submitted already, as submission 1", _run.Output, StringComparison.Ordinal);
            Assert.Equal(files, _run.Files("archive"));
            Assert.Equal(feedback, Read("archive"));
            Assert.Empty(_run.Files("rejected"));
            Assert.Equal("Accepted", _run.States());
        }

        // One that is dropped again later is another submission.
        _run.Put($"inbox/N0852/{Name}", "ETHNIC=''");
        Assert.Equal(ExitCode.Done, _run.Run(Intake));
        Assert.Contains("loaded already", _run.Output, StringComparison.Ordinal);
        Assert.Equal("Accepted Rejected", _run.States());
    }

    [Fact]
    public void A_file_that_another_process_checks_stays_until_there_is_feedback_on_it()
    {
        _run.Put($"inbox/N0852/{Name}", "ETHNIC=''");
        var checks = 0;
        // As by the processing job, after an intake that was killed.
        var other = new Submissions(Database.Open(_run["ndtms.db"]), new Secrets(_run["keys"]), CodeBook.Embedded, new Node("other", new FakeClock(_run.Now)))
        {
            Stepped = (_, state) =>
            {
                if (state != SubmissionState.Checking)
                    return;
                checks++;
                Assert.Equal(ExitCode.Done, _run.Run(Intake));
                Assert.Contains("received as submission 1, and stays", _run.Output, StringComparison.Ordinal);
                Assert.Equal([$"N0852/{Name}"], _run.Files("inbox"));
            },
        };
        using (var content = File.OpenRead(_run[$"inbox/N0852/{Name}"]))
            other.Receive(new Submission(Name, content, ExplicitFacts.None, new(2012, 4, 10), "intake", InInbox: true));
        Assert.Equal(SubmissionState.Accepted, other.Process(1, "processing")!.State);
        Assert.Equal(1, checks);
        Assert.Equal(ExitCode.Done, _run.Run(Intake));
        Assert.Contains("N0852/feedback-N0852-2012-03-1.xlsx", _run.Files("archive"));
        Assert.Empty(_run.Files("inbox"));
        Assert.Equal("Accepted", _run.States());
    }

    [Fact]
    public void A_pipe_stops_nobody()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Named pipes among files are of Unix.");
        _run.Put("inbox/N0853/N0853-20110401-20120331-TREAT-IN-H.csv", "AGNCY=N0853");
        Directory.CreateDirectory(_run["inbox/N0852"]);
        using (var pipe = System.Diagnostics.Process.Start("mkfifo", [_run[$"inbox/N0852/{Name}"]]))
            pipe.WaitForExit();
        _run.Now = DateTimeOffset.UtcNow.AddHours(1);
        Assert.Equal(ExitCode.BadData, _run.Run(Intake));
        Assert.Contains("It is a pipe", _run.Output, StringComparison.Ordinal);
        Assert.Equal("Accepted", _run.States());
        Assert.Equal(ExitCode.WrongCall, _run.Run($"check ./inbox/N0852/{Name}"));
    }

    [Fact]
    public void Names_that_are_long_or_no_text_are_put_away_too_and_steer_no_terminal()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Such names are of Linux.");
        var name = new string('x', 251) + ".csv";
        _run.Put($"inbox/N0852/{name}");
        Assert.True(_run.Run(Intake) == ExitCode.BadData, _run.Output);
        _run.Put($"inbox/N0852/{name}", "RFLS=5");
        Assert.True(_run.Run(Intake) == ExitCode.BadData, _run.Output);
        _run.Put("inbox/N0852/plain.csv", "RFLS=3");
        using (var move = System.Diagnostics.Process.Start("bash", ["-c", "mv \"$0/plain.csv\" \"$0/$(printf 'bad\\377\\033[31m.csv')\"", _run["inbox/N0852"]]))
            move.WaitForExit();
        Assert.True(_run.Run(Intake) == ExitCode.BadData, _run.Output);
        Assert.Contains("not valid UTF-8", _run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', _run.Output);
        Assert.Empty(_run.Files("inbox"));
        Assert.Equal("Rejected Rejected Rejected", _run.States());
        Assert.Contains("N0852/submission-3-ERRORS.csv", _run.Files("rejected"));
        Assert.Equal(3, _run.Files("rejected").Count(f => !f.Contains("submission-", StringComparison.Ordinal)));
    }

    private byte[][] Read(string folder) => [.. _run.Files(folder).Select(f => File.ReadAllBytes(_run[$"{folder}/{f}"]))];

    [Fact]
    public void A_name_with_the_last_day_of_all_is_judged_like_any_other()
    {
        _run.Put("inbox/N0852/N0852-20110401-99991231-TREAT-IN-H.csv");
        Assert.Equal(ExitCode.BadData, _run.Run(Intake));
        Assert.Contains("FILE-07", _run.Output, StringComparison.Ordinal);
        Assert.Equal("Rejected", _run.States());
        Assert.Single(_run.Files("rejected"), f => f.EndsWith("TREAT-IN-H.csv", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_at_once_do_not_share_an_inbox()
    {
        _run.Put($"inbox/N0852/{Name}");
        using (new FileStream(_run["inbox/.intake.lock"], FileMode.Create, FileAccess.ReadWrite, FileShare.None))
            Assert.Equal(ExitCode.MachineFailed, _run.Run(Intake));
        Assert.Equal("", _run.States());
    }

    [Theory]
    [InlineData("intake --inbox ./nowhere")]
    [InlineData("intake --inbox ./inbox --archive ./inbox/archive")]
    [InlineData("intake --inbox ./inbox --settle -1")]
    public void A_call_that_cannot_work_is_refused(string words)
    {
        _run.Put($"inbox/N0852/{Name}");
        Assert.Equal(ExitCode.WrongCall, _run.Run(words));
        Assert.Equal([$"N0852/{Name}"], _run.Files("inbox"));
    }
}
