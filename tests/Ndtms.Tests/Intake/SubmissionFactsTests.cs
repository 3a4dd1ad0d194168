using Ndtms.Core.Intake;

namespace Ndtms.Tests.Intake;

/// <summary>The wrong window or agency would replace the wrong records.</summary>
public sealed class SubmissionFactsTests
{
    [Theory]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H.csv")]
    [InlineData("n0852-20110401-20120331-treat-in-h.CSV")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H.csv.gz")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H.csv.zip")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H.zip")]
    [InlineData(" N0852 -20110401-20120331-TREAT-IN-H.csv")]
    [InlineData("N0852 - 20110401 - 20120331 - TREAT - IN - H.csv")]
    [InlineData("N0852\u00A0- 20110401-20120331-TREAT-IN-H.csv")]
    [InlineData("N0852\u201320110401\u201420120331-TREAT\u2011IN\u2212H.csv")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H.txt")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H.csv.txt")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H.csv.csv")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H.xlsx")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H.txt.gz.zip")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H (1).csv")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H(12).csv")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H.csv (1)")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H[1].csv")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H - Copy.csv")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H - Copy (2).csv")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H copy 2.csv")]
    [InlineData("Copy of N0852-20110401-20120331-TREAT-IN-H.csv")]
    [InlineData("Copy (2) of Copy of N0852-20110401-20120331-TREAT-IN-H.csv")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H-ERRORS.csv")]
    [InlineData("copy of n0852-20110401-20120331-treat-in-h-errors (1) - Copy.csv.csv.TXT.zip")]
    public void A_name_that_follows_the_pattern(string name) => Assert.Equal(
        new SubmissionFacts("N0852", new DateOnly(2011, 4, 1), new DateOnly(2012, 3, 31), "H"), SubmissionFacts.FromFileName(name));

    [Theory]
    [InlineData("")]
    [InlineData("export.csv")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H (1)")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H.pdf")]
    [InlineData("N0852-20110401-20120331-TREAT-OUT-H.csv")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-.csv")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H (a).csv")]
    [InlineData("-20110401-20120331-TREAT-IN-H.csv")]
    [InlineData(" -20110401-20120331-TREAT-IN-H.csv")]
    [InlineData("N08521234-20110401-20120331-TREAT-IN-H.csv")]
    [InlineData("N085.2-20110401-20120331-TREAT-IN-H.csv")]
    [InlineData("N085\u00C92-20110401-20120331-TREAT-IN-H.csv")]
    [InlineData("N0852-2011041-20120331-TREAT-IN-H.csv")]
    [InlineData("N0852-20110431-20120331-TREAT-IN-H.csv")]
    [InlineData("N0852-01042011-20120331-TREAT-IN-H.csv")]
    [InlineData("N0852-20110401-TREAT-IN-H.csv")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H-2.csv")]
    public void A_name_that_does_not(string name) => Assert.Null(SubmissionFacts.FromFileName(name));

    [Fact]
    public void A_name_reads_back_what_was_written()
    {
        var facts = new SubmissionFacts("N0852", new DateOnly(2011, 4, 1), new DateOnly(2012, 3, 31), "H");
        Assert.Equal(facts, SubmissionFacts.FromFileName(facts.ToFileName()));
    }

    [Fact]
    public void Each_given_fact_wins_over_the_name_and_a_blank_one_is_not_given()
    {
        var named = new SubmissionFacts("N0852", new DateOnly(2011, 4, 1), new DateOnly(2012, 3, 31), "H");
        Assert.Equal(named, ExplicitFacts.None.Over(named));
        Assert.Equal(named with { Agency = "N0999" }, new ExplicitFacts(Agency: " n0999 ").Over(named));
        Assert.Equal(named with { Letter = "K" }, new ExplicitFacts(Letter: "k").Over(named));
        Assert.Equal(named with { To = new DateOnly(2013, 3, 31) }, new ExplicitFacts(To: new DateOnly(2013, 3, 31)).Over(named));
        Assert.Equal(named, new ExplicitFacts(Agency: " ", Letter: "").Over(named));
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData("N0852abc", "N0852ABC")]
    [InlineData("  N0852abc\t", "N0852ABC")]
    public void An_agency_code_of_one_to_eight_letters_or_digits_is_accepted(string given, string agency)
    {
        Assert.Equal(agency, new ExplicitFacts(given).Agency);
        Assert.Equal(agency, (ExplicitFacts.None with { Agency = given }).Agency);
    }

    [Theory]
    [InlineData("N08521234")]
    [InlineData("N0852-1")]
    [InlineData("N0852 A")]
    [InlineData("N085\u00C92")]
    [InlineData("N0852\u0000")]
    public void Any_other_is_refused_before_it_is_stored(string given)
    {
        Assert.Contains("1 to 8 letters or digits", Assert.Throws<FactsException>(() => new ExplicitFacts(given)).Message, StringComparison.Ordinal);
        Assert.Throws<FactsException>(() => ExplicitFacts.None with { Agency = given });
    }

    [Theory]
    [InlineData("HH")]
    [InlineData("1")]
    [InlineData("\u00C9")]
    public void A_data_set_letter_that_is_not_one_letter_is_refused(string given)
    {
        Assert.Contains("one letter", Assert.Throws<FactsException>(() => new ExplicitFacts(Letter: given)).Message, StringComparison.Ordinal);
        Assert.Throws<FactsException>(() => ExplicitFacts.None with { Letter = given });
    }

    [Fact]
    public void Without_a_name_all_four_must_be_given()
    {
        var from = new DateOnly(2011, 4, 1);
        var to = new DateOnly(2012, 3, 31);
        Assert.NotNull(new ExplicitFacts("N0852", from, to, "H").Over(null));
        Assert.Null(new ExplicitFacts(null, from, to, "H").Over(null));
        Assert.Null(new ExplicitFacts("N0852", null, to, "H").Over(null));
        Assert.Null(new ExplicitFacts("N0852", from, null, "H").Over(null));
        Assert.Null(new ExplicitFacts("N0852", from, to).Over(null));
    }

    [Fact]
    public void Each_fact_that_is_known_is_kept_where_others_are_missing()
    {
        var given = new ExplicitFacts("n0852", To: new DateOnly(2012, 3, 31));
        Assert.Equal(given, given.KnownOver(null));
        Assert.Equal(("N0852", null, new DateOnly(2012, 3, 31), null), (given.KnownOver(null).Agency, given.KnownOver(null).From, given.KnownOver(null).To, given.KnownOver(null).Letter));
        var named = new SubmissionFacts("N0853", new DateOnly(2010, 4, 1), new DateOnly(2011, 3, 31), "G");
        Assert.Equal(new ExplicitFacts("N0852", named.From, new DateOnly(2012, 3, 31), "G"), given.KnownOver(named));
    }
}
