using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Quality;
using Ndtms.Core.Validation;
using Ndtms.Storage;
using Ndtms.Tests.Storage;

namespace Ndtms.Tests.Quality;

/// <summary>"12 clients missing from effective treatment" decides what a provider mends first, and it is money: it must be true.</summary>
public sealed class EffectOnFiguresTests
{
    [Fact]
    public void A_rejected_client_is_missing_from_treatment_and_effective_treatment()
    {
        var effect = Of("CLIENTID=C1 | CLIENTID=C2 SINITIAL=T DOB=''");
        Assert.Equal(["VALUE-01"], effect.Keys);
        Assert.Equal(
            [
                new("in-treatment", PeriodKind.RollingTwelve, 1), new("in-treatment", PeriodKind.Month, 1),
                new("effective-treatment", PeriodKind.RollingTwelve, 1), new MissingPersons("effective-treatment", PeriodKind.Month, 1),
            ],
            effect["VALUE-01"]);
    }

    [Fact]
    public void A_planned_exit_is_missing_from_its_months_only()
    {
        // Discharged before the last modality began is a warning; a blank DRUG1 rejects, and what was said of the exit can be read.
        var effect = Of("CLIENTID=C1 | CLIENTID=C2 SINITIAL=T DRUG1='' MODEND=20/02/2012 MODEXIT=A DISD=20/02/2012 DISRSN=80");
        Assert.Contains(new MissingPersons("planned-exits", PeriodKind.RollingTwelve, 1), effect["VALUE-01"]);
        Assert.DoesNotContain(effect["VALUE-01"], m => m.Period == PeriodKind.Month);
    }

    [Fact]
    public void Somebody_counted_by_another_episode_is_not_missing() =>
        Assert.Empty(Of("CLIENTID=C1 | CLIENTID=C2 DRUG1=''"));

    [Fact]
    public void A_rejected_modality_takes_its_client_out_of_treatment() =>
        Assert.Contains(
            new MissingPersons("in-treatment", PeriodKind.Month, 1), Of("CLIENTID=C1 | CLIENTID=C2 SINITIAL=T MODEND=01/11/2011 MODEXIT=A")["MODALITY-03"]);

    [Fact]
    public void What_two_rules_reject_is_missing_by_each()
    {
        var both = Of("CLIENTID=C1 | CLIENTID=C2 SINITIAL=T DRUG1='' TRIAGED=05/11/2011 REFLD=06/11/2011");
        Assert.Equal(["EPISODE-03", "VALUE-01"], both.Keys);
        Assert.Equal(both["EPISODE-03"], both["VALUE-01"]);
    }

    [Fact]
    public void An_impossible_discharge_claims_no_more_than_is_certain()
    {
        var effect = Of("CLIENTID=C1 | CLIENTID=C2 SINITIAL=T DISD=01/01/2010 DISRSN=83")["EPISODE-08"];
        Assert.Equal([new MissingPersons("in-treatment", PeriodKind.RollingTwelve, 1)], effect);
    }

    [Fact]
    public void An_episode_that_cannot_be_placed_in_time_is_not_guessed_at() =>
        Assert.Empty(Of("CLIENTID=C1 | CLIENTID=C2 SINITIAL=T TRIAGED=''"));

    [Fact]
    public void Clients_without_a_readable_date_of_birth_are_each_somebody() =>
        Assert.Contains(
            new MissingPersons("in-treatment", PeriodKind.Month, 3),
            Of("CLIENTID=C1 | CLIENTID=C2 DOB='' | CLIENTID=C3 DOB='' | CLIENTID=C4 DOB=nonsense").Values.SelectMany(m => m)
                .GroupBy(m => (m.Measure, m.Period)).Select(g => new MissingPersons(g.Key.Measure, g.Key.Period, g.Sum(m => m.Persons))));

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(2)]
    public void What_is_missing_is_what_comes_back_when_it_is_mended(int every)
    {
        var file = SampleData.Agency("N0806");
        var (whole, _) = Load(file.Name, file.Content);
        // The measures do not look at the date of referral, so that a broken one can be mended without another change.
        var lines = Encoding.UTF8.GetString(file.Content).TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        var header = lines[0].Split(',');
        var (referred, client) = (Array.IndexOf(header, "REFLD"), Array.IndexOf(header, "CLIENTID"));
        var clients = new List<string>();
        for (var i = 1; i < lines.Length && lines[i].Length > 0; i++)
        {
            var cells = lines[i].Split(',');
            Assert.Equal(header.Length, cells.Length);
            if (!clients.Contains(cells[client]))
                clients.Add(cells[client]);
            if (clients.IndexOf(cells[client]) % every == 0)
                cells[referred] = "";
            lines[i] = string.Join(',', cells);
        }

        var (broken, check) = Load(file.Name, Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        var missing = EffectOnFigures.Of(check, CodeBook.Embedded)["VALUE-01"];
        foreach (var period in EffectOnFigures.Periods)
        {
            var key = new FigureKey(AreaLevel.Agency, "N0806", Population.All, period, "in-treatment");
            var lost = whole.Find(key)!.Value.N - broken.Find(key)!.Value.N;
            Assert.True(lost > 0);
            Assert.Equal(lost, missing.Single(m => m.Measure == "in-treatment" && m.Period == period).Persons);
        }
    }

    private static (Figures Figures, CheckedSubmission Check) Load(string name, byte[] content)
    {
        using var store = new TestStore();
        new ReferenceData(store.Database).LoadAgencies("agencies.csv", SampleData.Agencies, CodeBook.Embedded);
        var check = TestFile.Check(name, content, new DateOnly(2012, 4, 10));
        store.Submit(name, content, new DateOnly(2012, 4, 10), confirmed: true);
        return (MeasureRun.Compute(new CurrentEpisodes(store.Database).Load(), CodeBook.Embedded, check.Facts!.To), check);
    }

    private static IReadOnlyDictionary<string, IReadOnlyList<MissingPersons>> Of(string file) =>
        EffectOnFigures.Of(new TestFile(file).Check(), CodeBook.Embedded);
}
