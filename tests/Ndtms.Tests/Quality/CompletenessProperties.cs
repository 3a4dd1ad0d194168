using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Tests.Measures;

namespace Ndtms.Tests.Quality;

/// <summary>Completeness in bits is what counting field by field gives, in every area and of any data set.</summary>
public sealed class CompletenessProperties
{
    /// <summary>A data set that expects nearly every field, so that those of an episode need more than one word.</summary>
    private static readonly CodeBook Demanding = CodeBook.Embedded.With(
    [
        new("fields-K.csv", Encoding.UTF8.GetBytes(Text("fields-K.csv").Replace(",optional,", ",expected,", StringComparison.Ordinal))),
    ]);

    private static readonly IReadOnlyList<ExpectedFields> Kinds = ExpectedFields.Of(Demanding);

    [Fact]
    public void There_are_more_fields_of_an_episode_than_one_word_holds() =>
        Assert.InRange(Kinds[(int)EntityKind.Episode].Headers.Count, ExpectedFields.PlacesInWord + 1, 100);

    [Fact]
    public void Counting_in_bits_is_counting_field_by_field() => Prop.ForAll(
        RandomHoldings.Any, Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
        (current, seed) =>
        {
            var random = new Random(seed);
            var values = new List<Value>();
            var filled = Kinds.Select(fields => new FilledFields(fields)).ToArray();
            for (var i = 0; i < current.Clients.Count; i++)
                Fill(filled[(int)EntityKind.Client], i, random, null, [.. current.Episodes.Where(e => e.Client == current.Clients[i])], values);
            for (var i = 0; i < current.Episodes.Count; i++)
            {
                foreach (var kind in new[] { EntityKind.Episode, EntityKind.Top, EntityKind.TimeInTreatment, EntityKind.Modality })
                {
                    var since = kind is EntityKind.Top or EntityKind.TimeInTreatment ? RandomHoldings.Cut.AddDays(random.Next(-5, 5)) : (DateOnly?)null;
                    Fill(filled[(int)kind], i, random, since, [current.Episodes[i]], values);
                }
            }

            var data = new CurrentData
            {
                Agencies = current.Agencies,
                Clients = current.Clients,
                Episodes = current.Episodes,
                Quality = new QualityFacts { Submissions = [], Found = [], Arrivals = [], Extensions = [], Filled = filled },
            };
            var figures = MeasureRun.Compute(data, Demanding, RandomHoldings.Cut, only: new MeasureSelection
            {
                Measures = new HashSet<string> { "dq-completeness" },
            });
            return figures.Areas(AreaLevel.Agency).All(a => Agrees(figures, AreaLevel.Agency, a, values, e => e.Client.Agency == a))
                && figures.Areas(AreaLevel.Partnership).All(a => Agrees(figures, AreaLevel.Partnership, a, values, e => PartnershipOf(e) == a))
                && figures.Areas(AreaLevel.Region).All(a => Agrees(
                    figures, AreaLevel.Region, a, values, e => Demanding.Areas.Partnership(PartnershipOf(e))?.Region == a))
                && figures.Areas(AreaLevel.England).All(a => Agrees(figures, AreaLevel.England, a, values, e => PartnershipOf(e) is not null));
        }).QuickCheckThrowOnFailure();

    /// <summary>Puts an entity in bits, and every value that is expected of it in a list.</summary>
    private static void Fill(FilledFields filled, int owner, Random random, DateOnly? since, CurrentEpisode[] episodes, List<Value> values)
    {
        var letter = random.Next(2) == 0 ? "H" : "K";
        if (!filled.Add(owner, letter, since, filled.Fields.Kind == EntityKind.Episode ? episodes[0] : null))
            return;
        foreach (var field in Demanding.DataSet(letter)!.Of(filled.Fields.Kind).Fields.Where(f => filled.Fields.PlaceOf(f.Header) >= 0))
        {
            var place = filled.Fields.PlaceOf(field.Header);
            var day = field.Type == FieldType.Date ? RandomHoldings.Cut.AddDays(random.Next(-2, 3)) : (DateOnly?)null;
            var given = random.Next(3) > 0;
            if (given && day is { } date)
                filled.Fill(place, date);
            else if (given)
                filled.Fill(place);
            // A field that is expected in another data set alone may be filled too, and nothing is made of it.
            if (field.Required == Requirement.Expected && (field.Header != "LA" || episodes[0].Partnership != "Z00B"))
                values.Add(new Value(field.Header, given && !(day > RandomHoldings.Cut), since, episodes));
        }
    }

    private static bool Agrees(Figures figures, AreaLevel level, string area, List<Value> values, Func<CurrentEpisode, bool> lies)
    {
        var counted = values
            .Where(v => !(v.Since > RandomHoldings.Cut) && v.Episodes.Any(e => e.Triaged <= RandomHoldings.Cut && lies(e)))
            .GroupBy(v => v.Header).Select(g => (g.Key, (long?)g.Count(v => v.Given), (long?)g.Count()))
            .OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        var figure = figures.Find(new FigureKey(level, area, Population.All, PeriodKind.Month, "dq-completeness"))!.Value;
        return counted.SequenceEqual(figures.Categories(level, area, Population.All, PeriodKind.Month, "dq-completeness", "field")
                .Select(f => (f.Key.Category, f.N, f.D)))
            && figure.N == counted.Sum(c => c.Item2) && figure.D == counted.Sum(c => c.Item3);
    }

    private static string? PartnershipOf(CurrentEpisode episode) => episode.Partnership switch
    {
        "Z00B" => null,
        null => Holding.Agencies[episode.Client.Agency].Partnership,
        var given => given,
    };

    private static string Text(string name)
    {
        using var reader = new StreamReader(typeof(CodeBook).Assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>A value that is expected, on something that exists from a day on and belongs to one of a client's episodes or to one.</summary>
    private sealed record Value(string Header, bool Given, DateOnly? Since, CurrentEpisode[] Episodes);
}
