using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Storage;

namespace Ndtms.Tests.Storage;

/// <summary>A client who refuses consent leaves nothing behind but that.</summary>
public abstract class RefusalTests(TestEngine engine) : IDisposable
{
    private readonly TestStore _store = new(engine);

    public void Dispose()
    {
        _store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_refusal_deletes_what_is_held_and_is_audited_by_hash()
    {
        _store.Submit("CLIENTID=C1 EPISODID=E1 | CLIENTID=C2 EPISODID=E2");
        var result = _store.Submit("CLIENTID=C1 CONSENT=N | CLIENTID=C2 EPISODID=E2");
        Assert.Equal(["C2/E2"], _store.Episodes());
        var hash = _store.Secrets.ClientHash("N0852", "C1");
        Assert.Equal([hash], _store.Query<string>("SELECT client_hash FROM refusal"));
        Assert.Equal([$"{hash}/1/1"], _store.Query<string>("SELECT CONCAT(client_hash, '/', episodes, '/', raw_files) FROM purge"));
        Assert.Single(result.Checked.Refusals);
    }

    [Fact]
    public void Earlier_files_and_issues_lose_the_client_too()
    {
        _store.Submit("CLIENTID=C1 ETHNIC='' CLIENT=secret-1 | CLIENTID=C2 EPISODID=E2 SINITIAL=T ETHNIC=''");
        _store.Submit("CLIENTID=C1 CONSENT=N | CLIENTID=C2 EPISODID=E2");
        var first = _store.Queries.All()[0];
        var kept = ReadAll(_store.Queries.FileOf(first)!);
        Assert.DoesNotContain("secret-1", kept, StringComparison.Ordinal);
        Assert.Contains("C2", kept, StringComparison.Ordinal);
        Assert.Equal("C2", Assert.Single(_store.Queries.IssuesOf(first.Id)).ClientId);
    }

    [Fact]
    public void A_refusal_stands_until_the_client_consents_loaded_or_not()
    {
        _store.Submit("CLIENTID=C1 CONSENT=N | CLIENTID=C2");
        _store.Submit("CLIENTID=C2 CLIENT=a");
        Assert.Single(_store.Query<string>("SELECT client_hash FROM refusal"));
        _store.Submit("CLIENTID=C1 CONSENT=Y DOB='' | CLIENTID=C2 CLIENT=b", confirmed: true);
        Assert.Empty(_store.Query<string>("SELECT client_hash FROM refusal"));
    }

    /// <summary>A system that leaves CONSENT blank has not asked the client again.</summary>
    [Theory]
    [InlineData("''")]
    [InlineData("NA")]
    [InlineData("yes")]
    public void A_refusal_is_not_taken_back_by_what_is_no_consent(string consent)
    {
        _store.Submit("CLIENTID=C1 CONSENT=N | CLIENTID=C2");
        _store.Submit($"CLIENTID=C1 CONSENT={consent} | CLIENTID=C2 CLIENT=b", confirmed: true);
        Assert.Single(_store.Query<string>("SELECT client_hash FROM refusal"));
    }

    /// <summary>A spreadsheet took the zeros from the id: what is there for the person goes all the same (rule CLIENT-08).</summary>
    [Fact]
    public void A_refusal_under_another_form_of_the_id_deletes_the_client_too()
    {
        _store.Submit("CLIENTID=001 EPISODID=E1 CLIENT=secret-1 | CLIENTID=C2 EPISODID=E2");
        var result = _store.Submit("CLIENTID=1 CONSENT=N | CLIENTID=C2 EPISODID=E2 CLIENT=x");
        Assert.Contains(result.Checked.Issues, i => i is { Rule: "CLIENT-08", ClientId: "1", Value: "001" });
        Assert.Equal(["C2/E2"], _store.Episodes());
        Assert.DoesNotContain("secret-1", ReadAll(_store.Queries.FileOf(_store.Queries.All()[0])!), StringComparison.Ordinal);
        Assert.Equal(1, _store.Queries.All()[1].RefusalCount);
        // Putting the earlier file back does not revive the client.
        _store.Submissions.Withdraw(result.Id, TestStore.By, "the wrong file");
        Assert.Equal(["C2/E2"], _store.Episodes());
    }

    [Fact]
    public void A_refusal_by_hand_deletes_nobody_where_the_form_of_the_id_fits_two()
    {
        _store.Submit("CLIENTID=001 EPISODID=E1 | CLIENTID=01 EPISODID=E2 SINITIAL=T | CLIENTID=02 EPISODID=E3 SINITIAL=U");
        var refusals = new Refusals(_store.Database, _store.Secrets, CodeBook.Embedded, TimeProvider.System);
        Assert.Equal(0, refusals.Refuse("N0852", "1").Episodes);
        Assert.Equal(1, refusals.Refuse("N0852", "2").Episodes);
        Assert.Equal(1, refusals.Refuse("N0852", "01").Episodes);
        Assert.Equal(["001/E1"], _store.Episodes());
    }

    [Fact]
    public void Refusals_are_carried_out_although_nothing_else_of_the_file_can_be_loaded()
    {
        _store.Submit("CLIENTID=C1 | CLIENTID=C2");
        var result = _store.Submit("CLIENTID=C1 CONSENT=N | CLIENTID=C2 DOB='' | CLIENTID=C3 DOB=''");
        Assert.Equal(SubmissionState.Rejected, result.State);
        Assert.Equal(["C2/E1"], _store.Episodes());
        Assert.Equal(1, _store.Query<long>("SELECT COUNT(*) FROM refusal")[0]);
        // A Y in such a file ends no refusal.
        _store.Submit("CLIENTID=C1 DOB='' CONSENT=Y | CLIENTID=C2 DOB=''");
        Assert.Equal(1, _store.Query<long>("SELECT COUNT(*) FROM refusal")[0]);
    }

    /// <summary>A column CONSENT that was filled with N by mistake would delete the agency.</summary>
    [Fact]
    public void Refusals_of_many_wait_for_their_number()
    {
        string Clients(string more) => string.Join(" | ", Enumerable.Range(1, 6).Select(i => $"CLIENTID=C{i} {more}"));
        _store.Submit(Clients(""));
        var held = _store.Submit(Clients("CONSENT=N"));
        Assert.Equal(SubmissionState.Held, held.State);
        Assert.Equal(6, _store.Queries.All()[1].Removal.NumberWanted);
        Assert.Throws<SubmissionStateException>(() => _store.Submissions.Confirm(Scope.England, held.Id, "test", "sure", remove: 5));
        // Beside a file of which nothing can be loaded they are not carried out at all.
        var rejected = _store.Submit(Clients("CONSENT=N") + " | CLIENTID=C9 DOB=''", correction: true);
        Assert.Equal(SubmissionState.Rejected, rejected.State);
        Assert.Equal(6, _store.Episodes().Length);
        _store.Submissions.Confirm(Scope.England, held.Id, "test", "sure", remove: 6);
        Assert.Empty(_store.Episodes());
    }

    [Fact]
    public void A_file_of_refusals_alone_is_loaded()
    {
        _store.Submit("CLIENTID=C1");
        Assert.Equal(SubmissionState.Accepted, _store.Submit("CLIENTID=C1 CONSENT=N", confirmed: true).State);
        Assert.Empty(_store.Query<string>("SELECT clientid FROM client"));
    }

    [Fact]
    public void A_stored_file_keeps_lines_cuts_postcodes_and_drops_what_may_not_be_held()
    {
        var csv = new TestFile("+NHSNO CLIENTID=C1 PC='SR1 2AB' NHSNO=9434765919 CLIENT='two\nlines'"
            + " | CLIENTID=C2 CONSENT=N CLIENT='gone' | CLIENTID=C3 PC='12 Front Street'").Csv();
        _store.Submit("N0852-20110401-20120331-TREAT-IN-H.csv", Encoding.UTF8.GetBytes(csv), new DateOnly(2012, 4, 10));
        var kept = ReadAll(_store.Queries.FileOf(_store.Queries.All()[0])!);
        foreach (var secret in (string[])["2AB", "9434765919", "gone", "Front", "C2"])
            Assert.DoesNotContain(secret, kept, StringComparison.Ordinal);
        var lines = kept.Split('\n');
        Assert.Equal("", lines[3]);
        Assert.Contains("C3", lines[4], StringComparison.Ordinal);
    }

    /// <summary>An issue names a line; in the file that was kept it is the same one.</summary>
    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void A_stored_file_keeps_its_lines_whatever_breaks_a_value(string lineBreak)
    {
        var csv = new TestFile($"CLIENT='two{lineBreak}lines' | CLIENTID=C2").Csv();
        _store.Submit("N0852-20110401-20120331-TREAT-IN-H.csv", Encoding.UTF8.GetBytes(csv), new DateOnly(2012, 4, 10));
        using var rows = _store.Queries.FileOf(_store.Queries.All()[0])!.OpenRows(dataSet: null);
        var lines = new List<int>();
        while (rows.Read())
            lines.Add(rows.Line);
        Assert.Equal([2, 4], lines);
    }

    [Fact]
    public void Stored_files_cannot_be_read_without_the_keys()
    {
        _store.Submit("CLIENT=needle");
        Assert.Contains("needle", ReadAll(_store.Queries.FileOf(_store.Queries.All()[0])!), StringComparison.Ordinal);
        using var elsewhere = new TemporaryFolder();
        var stranger = new SubmissionQueries(_store.Database, new Secrets(elsewhere["keys"]));
        Assert.Throws<StorageException>(() => stranger.FileOf(_store.Queries.All()[0]));
    }

    private static string ReadAll(ReceivedFile file)
    {
        var text = new StringBuilder();
        using var rows = file.OpenRows(dataSet: null);
        rows.ReadHeader();
        var line = rows.HeaderLine;
        text.AppendJoin(',', rows.Header);
        while (rows.Read())
        {
            for (; line < rows.Line; line++)
                text.Append('\n');
            text.Append(Encoding.UTF8.GetString(rows.Raw));
            line += Encoding.UTF8.GetString(rows.Raw).Count(c => c == '\n');
        }

        return text.ToString();
    }
}
