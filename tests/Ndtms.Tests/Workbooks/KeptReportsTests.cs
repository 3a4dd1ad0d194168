using System.Text;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Quality;
using Ndtms.Core.Targets;
using Ndtms.Core.Validation;
using Ndtms.Workbooks;

namespace Ndtms.Tests.Workbooks;

/// <summary>A report that was published can be written again, and earlier months stand as they were first reported.</summary>
public sealed class KeptReportsTests(SampleReports sample) : IClassFixture<SampleReports>
{
    private static readonly DateOnly January = new(2012, 1, 31);

    [Theory]
    [InlineData(Edition.Exact)]
    [InlineData(Edition.Own)]
    [InlineData(Edition.Public)]
    public void Every_report_is_written_again_to_the_byte(Edition edition)
    {
        var data = Prepare(Context(), ofAgencies: true);
        var again = ReportData.ReadFrom(new MemoryStream(Bytes(data)), "0.1.0");
        Assert.Equal(data.RunId, again.RunId);
        var agencies = data.Figures.Areas(AreaLevel.Agency).Take(2).Select(code => (level: AreaLevel.Agency, code)).ToList();
        var areas = new[] { AreaLevel.Partnership, AreaLevel.Region, AreaLevel.England }
            .SelectMany(level => data.Figures.Areas(level).Take(2).Select(code => (level, code))).Concat(agencies).ToList();
        var (before, after) = (data.In(edition), again.In(edition));
        Assert.Equal(before.RunId, after.RunId);
        Assert.All(areas, area => Assert.True(
            Report(before, area.level, area.code).AsSpan().SequenceEqual(Report(after, area.level, area.code)), area.code));
        Assert.Equal(Bytes(data), Bytes(again));
    }

    [Fact]
    public void What_is_shown_beside_the_figures_comes_back()
    {
        var again = ReportData.ReadFrom(new MemoryStream(Bytes(Prepare(Context(), ofAgencies: false))), "0.1.0");
        Assert.Equal(Context().Targets.Hash, again.Targets.Hash);
        Assert.Equal([1m, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12.50m], again.Targets.Targets[0].Profile!);
        var quality = Assert.Single(again.Context.Quality);
        Assert.Equal((new DateOnly(2012, 4, 18), 1, 95.0), (quality.Accepted, quality.DaysLate, quality.Score));
        Assert.Equal([new RuleCount("EPISODE-01", Severity.Warning, 5)], quality.Last!.Rules);
        Assert.Equal([January], again.Frozen.Select(f => f.Cut));
        Assert.Equal(sample.Data.LatestReceipt, again.LatestReceipt);
        Assert.Equal(sample.Data.Book.Hash, again.Book.Hash);
    }

    [Fact]
    public void Words_are_those_of_the_lists_at_the_time()
    {
        var renamed = CodeBook.Embedded.With([KeyValuePair.Create(
            "code-lists/region.csv",
            Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(CodeBook.Embedded.File("code-lists/region.csv")).Replace("North East", "Old North", StringComparison.Ordinal)))]);
        var data = ReportData.Prepare(sample.Current, renamed, sample.Caseload, sample.Figures, "0.1.0");
        var again = ReportData.ReadFrom(new MemoryStream(Bytes(data)), "0.1.0");
        Assert.Equal(renamed.Hash, again.Book.Hash);
        Assert.Equal("Old North", ReportArea.Of(again, AreaLevel.Region, "north-east").Name);
    }

    [Fact]
    public void Nobody_is_in_it_not_even_who_gets_an_agencys_mail()
    {
        var text = Encoding.Latin1.GetString(Bytes(Prepare(Context(), ofAgencies: true)));
        Assert.All(sample.Current.Agencies.Values, a => Assert.DoesNotContain(a.Email, text, StringComparison.Ordinal));
        Assert.All(sample.Current.Agencies.Values, a => Assert.Contains(a.Name.Split('\'')[0], text, StringComparison.Ordinal));
        Assert.All(sample.Current.Clients.Select(c => c.DateOfBirth.ToString("yyyy-MM-dd", null)).Distinct(),
            born => Assert.DoesNotContain(born, text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_contents_name_both_programs_where_another_one_writes_the_report_again()
    {
        var bytes = Bytes(sample.Data);
        IEnumerable<string> Contents(string version)
        {
            var data = ReportData.ReadFrom(new MemoryStream(bytes), version);
            return new WorkbookReading(stream => MonthlyReport.Write(data, ReportArea.Of(data, AreaLevel.England, "england"), stream)).Texts("Contents");
        }

        Assert.Contains("figures 0.1.0, workbook 9.9.9", Contents("9.9.9"));
        Assert.Contains("0.1.0", Contents("0.1.0"));
    }

    [Fact]
    public void What_is_damaged_or_newer_is_refused()
    {
        var bytes = Bytes(sample.Data);
        Assert.Throws<InvalidDataException>(() => ReportData.ReadFrom(new MemoryStream("nothing of ours"u8.ToArray()), "0.1.0"));
        for (var length = 0; length < bytes.Length; length += bytes.Length / 40)
            Assert.Throws<InvalidDataException>(() => ReportData.ReadFrom(new MemoryStream(bytes[..length]), "0.1.0"));
        bytes[8] = 3;
        Assert.Contains("newer version", Assert.Throws<InvalidDataException>(() => ReportData.ReadFrom(new MemoryStream(bytes), "0.1.0")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Earlier_months_stand_as_first_reported_and_as_they_are_now()
    {
        var frozen = Frozen();
        var data = Prepare(Context(), ofAgencies: false);
        var sheet = new WorkbookReading(stream => MonthlyReport.Write(data, ReportArea.Of(data, AreaLevel.England, "england"), stream));
        var rows = sheet.Table("Revisions", "Revisions", "Measure");
        FigureKey key = new(AreaLevel.England, "england", Population.All, PeriodKind.Month, "in-treatment");
        var now = data.Months.Single(m => m.Cut == January).Find(key)!.Value.N.Value!.Value;
        var row = rows.First(r => r["Measure"] as string == "In treatment");
        Assert.NotEqual((double)now, row["First reported"]);
        Assert.Equal((double)frozen.Find(key)!.Value.N!.Value, row["First reported"]);
        Assert.Equal(row["First reported"], row["Last frozen"]);
        Assert.Equal((double)now, row["Now"]);
        Assert.Equal((double)now - (double)row["First reported"]!, row["Revision since first reported"]);
        Assert.Equal(row["Revision since first reported"], row["Revision since last frozen"]);
        Assert.Equal(new DateTime(2012, 1, 31), row["Month"]);
        Assert.Empty(sheet.Errors());
        Assert.DoesNotContain("Revisions", sample.Report(AreaLevel.England, "england").Sheets);
        Assert.NotEqual(sample.Data.RunId, data.RunId);
    }

    /// <summary>What a partnership was told last is what it compares with: the month itself too, and the last of several versions.</summary>
    [Fact]
    public void The_month_itself_and_its_last_version_are_compared_too()
    {
        Figures Headlines(DateOnly cut, int part) => MeasureRun.Compute(Part(part), CodeBook.Embedded, cut, only: new MeasureSelection { Breakdowns = new HashSet<string> { "" } });
        var context = Context() with
        {
            Frozen = [Headlines(January, 2), Headlines(SampleReports.Cut, 2)],
            LastFrozen = [Headlines(SampleReports.Cut, 4)],
        };
        var data = Prepare(context, ofAgencies: false);
        var again = ReportData.ReadFrom(new MemoryStream(Bytes(data)), "0.1.0");
        Assert.Equal([SampleReports.Cut], again.LastFrozen.Select(f => f.Cut));
        Assert.Equal(data.RunId, again.RunId);
        Assert.NotEqual(Prepare(context with { LastFrozen = [] }, ofAgencies: false).RunId, data.RunId);
        var sheet = new WorkbookReading(stream => MonthlyReport.Write(data, ReportArea.Of(data, AreaLevel.England, "england"), stream));
        var rows = sheet.Table("Revisions", "Revisions", "Measure").Where(r => r["Measure"] as string == "In treatment").ToList();
        Assert.Equal([new DateTime(2012, 1, 31), new DateTime(2012, 3, 31)], rows.Select(r => (DateTime)r["Month"]!));
        FigureKey key = new(AreaLevel.England, "england", Population.All, PeriodKind.Month, "in-treatment");
        Assert.Equal((double)context.Frozen[1].Find(key)!.Value.N!.Value, rows[1]["First reported"]);
        Assert.Equal((double)context.LastFrozen[0].Find(key)!.Value.N!.Value, rows[1]["Last frozen"]);
        Assert.NotEqual(rows[1]["First reported"], rows[1]["Last frozen"]);
        Assert.Equal((double)rows[1]["Now"]! - (double)rows[1]["Last frozen"]!, rows[1]["Revision since last frozen"]);
        Assert.Equal(rows[0]["First reported"], rows[0]["Last frozen"]);
    }

    private ReportData Prepare(ReportContext context, bool ofAgencies) =>
        ReportData.Prepare(sample.Current, CodeBook.Embedded, sample.Caseload, sample.Figures, "0.1.0", ofAgencies, context);

    private ReportContext Context() => new()
    {
        Targets = new TargetBook(
            [
                new Target(AreaLevel.England, "england", "in-treatment", Population.All, PeriodKind.RollingTwelve, 2011, false, 1.5m, 20,
                    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12.50m], LessIsBetter: false),
            ],
            [new Baseline(NationalIndicators.Ni40, AreaLevel.England, "england", 100, "published")], [new("A12B", "urban")],
            [new LocalIndicator("A12B", "NI 39", new(2012, 3, 31), 3.20m, "per 1,000", "somebody", new(2012, 4, 2))],
            [new Prevalence("A12B", 2011, 164.5m, 139, 202, "estimates")]),
        Quality =
        [
            new AgencyQuality("N0801", "One", "A12B", AgencyService.YoungPeople, true, new(2012, 4, 17), new(2012, 4, 18),
                new LoadedSubmission("N0801", new(2012, 3, 31), new(2012, 4, 18), 100, 97, 4, [new RuleCount("EPISODE-01", Severity.Warning, 5)])),
        ],
        Frozen = [Frozen()],
    };

    /// <summary>The headlines of January as they were when half of the episodes had not been sent yet.</summary>
    private Figures Frozen() =>
        MeasureRun.Compute(Part(2), CodeBook.Embedded, January, only: new MeasureSelection { Breakdowns = new HashSet<string> { "" } });

    /// <summary>Current data without one of so many episodes; of 2 every other.</summary>
    private CurrentData Part(int of) => new()
    {
        Agencies = sample.Current.Agencies,
        Clients = sample.Current.Clients,
        Episodes = [.. sample.Current.Episodes.Where((_, i) => i % of != 1)],
        PublicationKey = sample.Current.PublicationKey,
    };

    private static byte[] Report(ReportData data, AreaLevel level, string code)
    {
        using var stream = new MemoryStream();
        MonthlyReport.Write(data, ReportArea.Of(data, level, code), stream);
        return stream.ToArray();
    }

    private static byte[] Bytes(ReportData data)
    {
        using var stream = new MemoryStream();
        data.WriteTo(stream);
        return stream.ToArray();
    }
}
