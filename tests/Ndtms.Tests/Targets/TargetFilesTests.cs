using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Tests.Measures;

namespace Ndtms.Tests.Targets;

/// <summary>What somebody types into a spreadsheet is taken as it stands or refused with a sentence that says where and why.</summary>
public sealed class TargetFilesTests
{
    private const string Header = "area_level,area_code,measure,population,period,year,figure,baseline,target,better";
    private const string Months = ",apr,may,jun,jul,aug,sep,oct,nov,dec,jan,feb,mar";
    private const string Good = "partnership,A10B,effective-treatment,pdu,rolling-12,2011/12,n,61,66,more";

    [Fact]
    public void A_target_is_read_as_it_stands() => Assert.Equal(
        new Target(
            AreaLevel.Partnership, "A10B", "effective-treatment", Population.ProblemDrugUsers, PeriodKind.RollingTwelve, 2011, false, 61, 66,
            null, false),
        Assert.Single(Targets($"{Header}\n{Good}\n").Targets));

    [Fact]
    public void Columns_may_stand_in_any_order_and_codes_in_any_case()
    {
        var read = Assert.Single(Targets(
            """
            better,target,baseline,figure,year,period,population,measure,area_code,area_level
            less,0.08,0.1,value,2011/12,rolling-12,all,re-presentations,North-East,region
            """).Targets);
        Assert.Equal(
            new Target(
                AreaLevel.Region, "north-east", "re-presentations", Population.All, PeriodKind.RollingTwelve, 2011, true, 0.1m, 0.08m, null, true),
            read);
    }

    [Fact]
    public void A_profile_is_read_for_those_that_have_one()
    {
        var book = Targets($"{Header}{Months}\n{Good},61,61,62,62,63,63,64,64,65,65,66,66\n{Good.Replace("A10B", "A09B", StringComparison.Ordinal)},,,,,,,,,,,,\n");
        Assert.Null(book.Targets[0].Profile);
        Assert.Equal([61, 61, 62, 62, 63, 63, 64, 64, 65, 65, 66, 66], book.Targets[1].Profile!);
    }

    [Theory]
    [InlineData("area_level,agency", "area_level", "england, region or partnership")]
    [InlineData("area_level,county", "area_level", "england, region or partnership")]
    [InlineData("area_code,Q99Z", "area_code", "the code of a partnership")]
    [InlineData("area_code,Z00B", "area_code", "the code of a partnership")]
    [InlineData("measure,effective", "measure", "the id of a measure")]
    [InlineData("measure,parents", "measure", "the id of a measure")]
    [InlineData("population,addicts", "population", "a population")]
    [InlineData("population,", "population", "a value")]
    [InlineData("measure,yp-assessed-5-days", "population", "a population for which yp-assessed-5-days exists")]
    [InlineData("period,year", "period", "month, quarter, rolling-12, ytd")]
    [InlineData("year,2011/13", "year", "such as 2011/12")]
    [InlineData("year,Dec-11", "year", "such as 2011/12")]
    [InlineData("figure,share", "figure", "n (the number) or value (the share)")]
    [InlineData("measure,in-treatment figure,value", "figure", "n, for in-treatment is a count")]
    [InlineData("baseline,-1", "baseline", "0 or more")]
    [InlineData("baseline,1e3", "baseline", "a number")]
    [InlineData("target,66.1234567", "target", "at most six decimal places")]
    [InlineData("target,1000000000", "target", "a number")]
    [InlineData("figure,value", "target", "0.85 for 85 %")]
    [InlineData("better,bigger", "better", "more or less")]
    public void A_row_that_cannot_be_used_is_refused_with_its_line_and_column(string changes, string column, string wanted)
    {
        var columns = Header.Split(',').Zip(Good.Split(',')).ToDictionary(p => p.First, p => p.Second);
        foreach (var change in changes.Split(' '))
            columns[change.Split(',')[0]] = change.Split(',')[1];
        var rows = $"{Header}\n{Good.Replace("A10B", "A09B", StringComparison.Ordinal)}\n{string.Join(',', Header.Split(',').Select(c => columns[c]))}\n";
        var message = Assert.Throws<CodeBookException>(() => Targets(rows)).Message;
        Assert.StartsWith($"targets.csv, line 3: column {column} must hold ", message, StringComparison.Ordinal);
        Assert.Contains(wanted, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(",1,,,,,,,,,,,", "column may must hold a value, for a profile has all twelve months or none")]
    [InlineData(",61,61,61,61,61,61,61,61,61,61,61,65", "column mar must hold the target of the year, 66")]
    public void Half_a_profile_or_one_that_ends_elsewhere_is_refused(string profile, string wanted) => Assert.Contains(
        wanted, Assert.Throws<CodeBookException>(() => Targets($"{Header}{Months}\n{Good}{profile}\n")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_mean_has_a_target_of_its_value_which_is_no_share()
    {
        const string Mean = "england,england,local-ni119-quality-of-life,all,rolling-12,2011/12,value,11.5,12.25,more";
        Assert.Equal(12.25m, Assert.Single(Targets($"{Header}\n{Mean}\n").Targets).Goal);
        Assert.Contains(
            "value, for local-ni119-quality-of-life is a mean",
            Assert.Throws<CodeBookException>(() => Targets($"{Header}\n{Mean.Replace("value", "n", StringComparison.Ordinal)}\n")).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("area_level,area_code\n", "has no column measure")]
    [InlineData(Header + ",aprl\n" + Good + ",61\n", "has a column 'aprl' that is not known")]
    [InlineData(Header + ",better\n" + Good + ",less\n", "has the column better twice")]
    [InlineData(Header + "\n", "has no row")]
    [InlineData(Header + "\n" + Good + "\n" + Good + "\n", "line 3: column year must hold a year that appears only once")]
    public void A_file_that_is_not_what_it_should_be_is_refused(string csv, string said) =>
        Assert.Contains(said, Assert.Throws<CodeBookException>(() => Targets(csv)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(TargetFile.Baselines, "ni41,england,england,5,x", "column indicator must hold ni40 or yp-participation")]
    [InlineData(TargetFile.Baselines, "ni40,region,A10B,5,x", "column area_code must hold the code of a region")]
    [InlineData(TargetFile.Baselines, "ni40,england,A10B,5,x", "column area_code must hold england")]
    [InlineData(TargetFile.Baselines, "ni40,england,england,many,x", "column value must hold a number")]
    [InlineData(TargetFile.Baselines, "ni40,england,england,5,", "column source must hold a value")]
    [InlineData(TargetFile.Clusters, "Q99Z,One", "column partnership must hold the code of a partnership")]
    [InlineData(TargetFile.Clusters, "A10B,", "column cluster must hold a value")]
    [InlineData(TargetFile.LocalIndicators, "A10B,local-hidden-harm,2012-03,5,%,x,2012-04-01", "local-hidden-harm is computed")]
    [InlineData(TargetFile.LocalIndicators, "A10B,Deaths,Mar-12,5,deaths,x,2012-04-01", "column month must hold the month")]
    [InlineData(TargetFile.LocalIndicators, "A10B,Deaths,2012-13,5,deaths,x,2012-04-01", "column month must hold the month")]
    [InlineData(TargetFile.LocalIndicators, "A10B,Deaths,2012-03,5,deaths,x,", "column date must hold the day")]
    [InlineData(TargetFile.LocalIndicators, "A10B,Deaths,2012-03,5,deaths,x,31/02/2012", "column date must hold a day")]
    [InlineData(TargetFile.LocalIndicators, "A10B,Deaths,2012-03,5,,x,2012-04-01", "column unit must hold a value")]
    [InlineData(TargetFile.Prevalence, "A10B,2011/12,crack,100,90,110,x", "column group must hold opiate-or-crack")]
    [InlineData(TargetFile.Prevalence, "A10B,2011,opiate-or-crack,100,90,110,x", "column year must hold a financial year")]
    [InlineData(TargetFile.Prevalence, "A10B,2011/12,opiate-or-crack,89,90,110,x", "column estimate must hold a number from the lower to the upper bound")]
    [InlineData(TargetFile.Prevalence, "A10B,2011/12,opiate-or-crack,111,90,110,x", "column estimate must hold a number from the lower to the upper bound")]
    [InlineData(TargetFile.Prevalence, "A10B,2011/12,opiate-or-crack,100,90,,x", "column upper must hold a value")]
    [InlineData(TargetFile.Prevalence, "north-east,2011/12,opiate-or-crack,100,90,110,x", "column partnership must hold the code of a partnership")]
    public void The_other_files_are_as_strict(TargetFile file, string row, string said)
    {
        var header = Encoding.UTF8.GetString(TargetFiles.Write(file, TargetBook.Empty));
        var message = Assert.Throws<CodeBookException>(() => Read(file, header + row + "\n", TargetBook.Empty)).Message;
        Assert.Contains("line 2", message, StringComparison.Ordinal);
        Assert.Contains(said, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2011/12")]
    [InlineData("2011-12")]
    public void An_estimate_of_prevalence_may_lie_on_its_bounds_and_name_its_year_in_either_way(string year) => Assert.Equal(
        [new Prevalence("A10B", 2011, 90, 90, 90, "x")],
        Read(TargetFile.Prevalence, $"partnership,year,group,estimate,lower,upper,source\nA10B,{year},opiate-or-crack,90,90,90,x\n", TargetBook.Empty).Prevalence);

    [Fact]
    public void A_local_indicators_source_may_hold_commas_and_quotes_but_no_line_break()
    {
        const string Row = "A10B,Deaths,2012-03,5,deaths,\"Coroner,{0} \"\"north\"\"\",2012-04-01\n";
        var header = Encoding.UTF8.GetString(TargetFiles.Write(TargetFile.LocalIndicators, TargetBook.Empty));
        var book = Read(TargetFile.LocalIndicators, header + Row.Replace("{0}", "", StringComparison.Ordinal), TargetBook.Empty);
        Assert.Equal("Coroner, \"north\"", Assert.Single(book.LocalIndicators).Source);
        Assert.Equal(new DateOnly(2012, 3, 31), book.LocalIndicators[0].Period);
        Assert.Contains(
            "on one line",
            Assert.Throws<CodeBookException>(() => Read(TargetFile.LocalIndicators, header + Row.Replace("{0}", "\n", StringComparison.Ordinal), TargetBook.Empty))
                .Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_are_added_or_replace_those_with_the_same_key_and_the_rest_stays()
    {
        var book = Targets($"{Header}\n{Good}\n{Good.Replace("2011/12", "2012/13", StringComparison.Ordinal)}\n");
        var (changed, changes) = TargetFiles.Read(
            TargetFile.Targets, "t.csv", Encoding.UTF8.GetBytes($"{Header}\n{Good.Replace(",66,", ",70,", StringComparison.Ordinal)}\n"), CodeBook.Embedded, book);
        Assert.Equal(new RowChanges(Read: 1, Added: 0, Changed: 1, Removed: 0), changes);
        Assert.Equal([70, 66], changed.Targets.Select(t => t.Goal));
        Assert.Equal(2, book.Targets.Count);

        (changed, changes) = TargetFiles.Read(
            TargetFile.Targets, "t.csv", Encoding.UTF8.GetBytes($"{Header}\n{Good}\n"), CodeBook.Embedded, changed, replace: true);
        Assert.Equal([66], changed.Targets.Select(t => t.Goal));
        Assert.Equal(new RowChanges(Read: 1, Added: 0, Changed: 1, Removed: 1), changes);
        (changed, _) = TargetFiles.Read(TargetFile.Targets, "t.csv", Encoding.UTF8.GetBytes($"{Header}\n"), CodeBook.Embedded, changed, replace: true);
        Assert.Equal(TargetBook.Empty.Hash, changed.Hash);
    }

    [Fact]
    public void What_is_written_reads_back_as_the_same_and_again_to_the_same_bytes() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
        seed =>
        {
            var book = RandomBook(new Random(seed));
            var read = TargetBook.Empty;
            foreach (var file in TargetFiles.All)
                (read, _) = TargetFiles.Read(file, "f.csv", TargetFiles.Write(file, book), CodeBook.Embedded, read, replace: true);
            return read.Targets.SequenceEqual(book.Targets) && read.Baselines.SequenceEqual(book.Baselines)
                && read.Clusters.SequenceEqual(book.Clusters) && read.LocalIndicators.SequenceEqual(book.LocalIndicators)
                && read.Prevalence.SequenceEqual(book.Prevalence)
                && read.Hash == book.Hash;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("targets", true)]
    [InlineData("local-indicators", true)]
    [InlineData("Targets", false)]
    [InlineData("agencies", false)]
    public void A_kind_is_known_by_its_name(string name, bool known) => Assert.Equal(known, TargetFiles.TryParse(name, out _));

    private static TargetBook RandomBook(Random random)
    {
        T One<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];
        decimal Number() => random.Next(0, 10_000_000) / 1_000_000m;
        string Words() => One(["Home Office", "a \"survey\", of 2010", "Ärzte, 5 %", "x"]);
        string[] partnerships = [Holding.North, Holding.Gateshead, Holding.London];
        (AreaLevel Level, string Area)[] areas =
            [(AreaLevel.England, "england"), (AreaLevel.Region, "north-east"), .. partnerships.Select(p => (AreaLevel.Partnership, p))];
        string[] months = ["in-treatment", "new-presentations"];
        return new TargetBook(
            Enumerable.Range(0, random.Next(6)).Select(i =>
            {
                var (level, area) = One(areas);
                var goal = Number();
                return new Target(
                    level, area, One(months), One(Enum.GetValues<Population>()), One(Enum.GetValues<PeriodKind>()), 2000 + i, false, Number(), goal,
                    random.Next(2) == 0 ? null : [.. Enumerable.Range(0, 11).Select(_ => Number()), goal], random.Next(2) == 0);
            }),
            areas.Where(_ => random.Next(2) == 0).Select(a => new Baseline(One(NationalIndicators.All), a.Level, a.Area, Number(), Words())),
            partnerships.Where(_ => random.Next(2) == 0).Select(p => KeyValuePair.Create(p, Words())),
            Enumerable.Range(0, random.Next(6)).Select(i => new LocalIndicator(
                One(partnerships), Words(), new DateOnly(2012, 1, 1).AddMonths(i).AddDays(-1), Number(), Words(), Words(), new DateOnly(2012, 1, i + 1))),
            Enumerable.Range(0, random.Next(4)).Select(i => new Prevalence(One(partnerships), 2000 + i, 10, Number(), 10 + Number(), Words())));
    }

    private static TargetBook Targets(string csv) => Read(TargetFile.Targets, csv, TargetBook.Empty);

    private static TargetBook Read(TargetFile file, string csv, TargetBook known) =>
        TargetFiles.Read(file, $"{file.Name()}.csv", Encoding.UTF8.GetBytes(csv), CodeBook.Embedded, known).Book;
}
