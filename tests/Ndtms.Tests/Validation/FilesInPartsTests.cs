using System.Globalization;
using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Records;
using Ndtms.Core.Validation;
using Ndtms.Workbooks;

namespace Ndtms.Tests.Validation;

/// <summary>A file that is too much for memory is judged part by part, and nobody can tell: verdict, issues, counts and feedback are those of
/// the same file judged at once.</summary>
public sealed class FilesInPartsTests
{
    public static TheoryData<string> SampleFiles => [.. Directory.GetFiles(SampleData.Path, "*TREAT-IN-*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(SampleData.Path, path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(SampleFiles))]
    public void A_sample_file_comes_to_the_same(string name)
    {
        var path = Path.Combine(SampleData.Path, name);
        var received = name.Contains("2013", StringComparison.Ordinal) ? new DateOnly(2014, 4, 10) : new DateOnly(2012, 4, 10);
        AssertSame(limits => TestFile.Check(Path.GetFileName(path), File.ReadAllBytes(path), received, limits: limits), memory: 30_000);
    }

    [Fact]
    public void The_sample_has_files_of_many_parts()
    {
        var (name, content) = SampleData.Agency("N0802");
        var parts = 0;
        TestFile.Check(name, content, new DateOnly(2012, 4, 10), limits: Memory(30_000)).EachPart(_ => parts++);
        Assert.InRange(parts, 20, 1_000);
    }

    [Theory]
    [MemberData(nameof(RuleExamplesTests.Examples), MemberType = typeof(RuleExamplesTests))]
    public void An_example_of_a_rule_comes_to_the_same(string rule, string example, bool found)
    {
        var inParts = AssertSame(limits => new TestFile(example) { Limits = limits }.Check(), memory: 2_000);
        Assert.Equal(found, inParts.Issues.Any(i => i.Rule == rule));
    }

    [Fact]
    public void Every_rule_is_told_of_a_file_with_many_clients_beside_those_that_break_it()
    {
        foreach (var rule in RuleBook.Rules)
        {
            foreach (var example in rule.Examples.Where(e => e.Found && !e.Text.Contains("@times", StringComparison.Ordinal)))
            {
                var others = string.Concat(Enumerable.Range(1, 25).Select(n => string.Create(CultureInfo.InvariantCulture, $" | CLIENTID=X{n} SINITIAL={Letter(n)} DOB=11/05/1980")));
                AssertSame(limits => new TestFile(example.Text + others) { Limits = limits }.Check(), memory: 12_000);
            }
        }
    }

    [Fact]
    public void People_missing_from_figures_are_the_same_where_one_person_has_clients_in_several_parts()
    {
        // Each pair of clients is one person: one is in treatment, so that rejecting the other keeps nobody out of a figure.
        var rows = string.Join(" | ", Enumerable.Range(1, 60).Select(n =>
        {
            var person = string.Create(CultureInfo.InvariantCulture, $"SINITIAL={Letter(n)} DOB={1 + (n / 26)}/01/1980");
            return string.Create(CultureInfo.InvariantCulture, $"CLIENTID=A{n} {person} | CLIENTID=B{n} {person}{(n % 3 == 0 ? "" : " DRUG1=''")}");
        }));
        var found = AssertSame(limits => new TestFile(rows) { Limits = limits }.Check(), memory: 15_000);
        Assert.Null(found.Content);
        Assert.Empty(SubmissionFeedback.Of(found, 1).WithContent(found, CodeBook.Embedded).Effects);
    }

    [Fact]
    public void Clients_of_one_person_do_not_make_a_part_too_large()
    {
        var file = new TestFile($"@times={20_000} DRUG1=''");
        var parts = new List<int>();
        TestFile.Check(file.Name, file.Content(), file.Received, limits: Memory(4_000_000)).EachPart(content => parts.Add(content.Clients.Count));
        Assert.Equal(20_000, parts.Sum());
        Assert.InRange(parts.Max(), 10_000, 13_000);
    }

    [Fact]
    public void More_issues_than_are_listed_come_to_the_same()
    {
        var file = new TestFile("@times=10500 ETHNIC=Q PC=NFA | CLIENTID=D ETHNIC=Q DRUG1='' | @times=30 CLIENTID=E CONSENT=N");
        var found = AssertSame(limits => TestFile.Check(file.Name, file.Content(), file.Received, limits: limits), memory: 4_000_000);
        Assert.Null(found.Content);
        Assert.Equal(10_000, found.Issues.Count(i => i.Rule == "VALUE-05"));
    }

    [Fact]
    public void A_client_who_is_most_of_a_file_is_judged_at_once()
    {
        var rows = string.Join(" | ", Enumerable.Range(1, 200).Select(n => string.Create(CultureInfo.InvariantCulture, $"EPISODID=E{n}")));
        var found = AssertSame(limits => new TestFile(rows + " | CLIENTID=C2") { Limits = limits }.Check(), memory: 20_000);
        Assert.Equal(200, found.IssueCounts.Where(c => c.Rule == "EPISODE-19").Sum(c => c.Issues));
    }

    [Fact]
    public void Clients_too_large_for_any_part_are_judged_all_the_same()
    {
        // Each row takes more than may be taken, and some clients of so many are in one part however many parts there are.
        var rows = string.Join(" | ", Enumerable.Range(1, 300).Select(n => string.Create(CultureInfo.InvariantCulture, $"CLIENTID=C{n} TOPDATE='' MODAL='' REFMODDT='' MODST=''")));
        Assert.Null(AssertSame(limits => new TestFile(rows) { Limits = limits }.Check(), memory: 1).Content);
    }

    /// <summary>Checks a file at once and in parts, and asserts that there is no difference.</summary>
    /// <returns>What was found in parts.</returns>
    internal static CheckedSubmission AssertSame(Func<IntakeLimits, CheckedSubmission> check, long memory)
    {
        var whole = check(IntakeLimits.Default);
        var inParts = check(Memory(memory));
        Assert.Equal(Described(whole), Described(inParts));
        return inParts;
    }

    internal static IntakeLimits Memory(long bytes) => IntakeLimits.Default with { Memory = bytes };

    /// <summary>Everything that is known of a checked file.</summary>
    private static List<string> Described(CheckedSubmission found)
    {
        var entities = new List<string>();
        found.EachPart(content => entities.AddRange(content.Entities.Select(Described)));
        return
        [
            $"{found.Verdict} {found.Rows} {found.IsJudged} {found.ManyRefused}", .. found.Refusals, .. found.AlsoRefused,
            .. found.Counts.Select(c => c.ToString()), .. found.IssueCounts.Select(c => c.ToString()), .. found.Entities.Select(e => e.ToString()),
            .. found.Issues.Select(i =>
                $"{i with { Lines = [], Details = [] }} {string.Join(',', i.Lines)} {string.Join(',', i.Details)}"),
            .. found.Unlisted.Kinds.Select(k => k.ToString()), .. found.Unlisted.Places.Select(p => p.ToString()),
            .. entities.Order(StringComparer.Ordinal), Feedback(found), Errors(found),
        ];
    }

    private static string Described(Entity entity) =>
        $"{entity.Parent?.Parent?.Key}/{entity.Parent?.Key}/{entity.Kind} {entity.Key} {entity.Line} {entity.Loaded} {(entity as Episode)?.RowHash} "
        + string.Join(',', entity.Layout.Fields.Select(f => entity.Show(f)));

    private static string Feedback(CheckedSubmission found)
    {
        using var written = new MemoryStream();
        var feedback = SubmissionFeedback.Of(found, number: 1).WithContent(found, CodeBook.Embedded) with { CheckedOnly = true };
        FeedbackReport.Write(feedback, CodeBook.Embedded, "1", written);
        return Convert.ToBase64String(written.ToArray());
    }

    private static string Errors(CheckedSubmission found)
    {
        using var written = new MemoryStream();
        ErrorsFile.Write(found.File, found.Facts, found.Issues, found.Unlisted, CodeBook.Embedded, written);
        return Encoding.UTF8.GetString(written.ToArray());
    }

    private static char Letter(int number) => (char)('A' + (number % 26));

}
