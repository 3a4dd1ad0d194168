using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;

namespace Ndtms.Tests.Measures;

/// <summary>Reports, pages and exports show a measure in its own words: one without them, or two with the same, could not be told apart.</summary>
public sealed class CatalogueTests
{
    public static TheoryData<string> Ids => [.. Catalogue.Measures.Select(m => m.Id)];

    [Fact]
    public void Ids_and_names_are_unique()
    {
        Assert.Distinct(Catalogue.Measures.Select(m => m.Id), StringComparer.Ordinal);
        Assert.Distinct(Catalogue.Measures.Select(m => m.Name), StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_measure_has_complete_words(string id)
    {
        var measure = Catalogue.Get(id);
        Assert.Matches("^[A-Z].*[^. ]$", measure.Name);
        Assert.Matches("^[A-Z].*[^. ]$", measure.ShortName);
        Assert.Matches(@"^[A-Z].*\.$", measure.Definition);
        if (measure.Note.Length > 0)
            Assert.Matches(@"^[A-Z].*\.$", measure.Note);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void What_the_denominator_counts_is_said_exactly_where_there_is_one(string id)
    {
        var measure = Catalogue.Get(id);
        // Scores at start and at review have no headline, and are means.
        var hasDenominator = measure.Headline is FigureKind.Share or FigureKind.Mean || measure.HighestScore is not null;
        Assert.Equal(hasDenominator, measure.Of.Length > 0);
        Assert.Equal(measure.Headline is FigureKind.Mean || id.StartsWith("outcome-", StringComparison.Ordinal) && !measure.HasHeadline, measure.HighestScore is not null);
    }

    [Fact]
    public void A_name_says_the_population_unless_there_is_no_other()
    {
        Assert.Equal("Effective treatment", Catalogue.Get("effective-treatment").NameFor(Population.All));
        Assert.Equal("Effective treatment: problem drug users", Catalogue.Get("effective-treatment").NameFor(Population.ProblemDrugUsers));
        Assert.Equal("Young people treated in time", Catalogue.Get("yp-treated-10-days").NameFor(Population.YoungPeople));
    }

    [Fact]
    public void A_measure_that_does_not_exist_is_refused() =>
        Assert.Contains("no-such-measure", Assert.Throws<ArgumentException>(() => Catalogue.Get("no-such-measure")).Message, StringComparison.Ordinal);
}
