using Ndtms.Core.Quality;

namespace Ndtms.Tests.Quality;

/// <summary>A field that looks filled when it is not is never asked for again.</summary>
public sealed class CompletenessTests
{
    [Fact]
    public void A_clean_file_has_every_expected_field_it_can_have()
    {
        var fields = Of("");
        Assert.All(fields.Values, f => Assert.Equal(f.Expected, f.Filled));
        Assert.Equal((1, 1), (fields["ETHNIC"].Filled, fields["ETHNIC"].Expected));
    }

    [Fact]
    public void Blank_and_unreadable_values_are_missing_alike() =>
        Assert.Equal((1, 3), Count(Of("ETHNIC='' | CLIENTID=C2 ETHNIC=?? | CLIENTID=C3")["ETHNIC"]));

    [Fact]
    public void Only_what_is_loaded_counts() =>
        Assert.Equal((1, 1), Count(Of("DISD=01/01/2010 DISRSN=80 PRNTSTAT='' | CLIENTID=C2")["PRNTSTAT"]));

    [Fact]
    public void A_column_that_the_file_leaves_out_is_missing_on_every_record() => Assert.Equal((0, 2), Count(Of("-ETHNIC | CLIENTID=C2")["ETHNIC"]));

    [Fact]
    public void An_authority_is_not_expected_of_who_lives_outside_England() =>
        Assert.Equal((1, 1), Count(Of("DAT=Z00B LA='' | CLIENTID=C2")["LA"]));

    private static (int, int) Count(FieldCompleteness field) => (field.Filled, field.Expected);

    private static Dictionary<string, FieldCompleteness> Of(string file) =>
        Completeness.Of(new TestFile(file).Check().Content!).ToDictionary(f => f.Header);
}
