using Ndtms.Core.Persons;

namespace Ndtms.Tests.Persons;

/// <summary>What two records say of each other, at the edge of every level: an analyst decides by these words.</summary>
public sealed class ComparisonTests
{
    [Theory]
    [InlineData("AB", "AB", "Both initials the same")]
    [InlineData("AB", "BA", "Initials swapped")]
    [InlineData("AA", "AA", "Both initials the same")] // not swapped with itself
    [InlineData("AB", "CB", "Surname initial the same, forename initial not")]
    [InlineData("AB", "AC", "Forename initial the same, surname initial not")]
    [InlineData("AB", "BC", "Both initials differ")] // half a swap
    [InlineData("AB", "CD", "Both initials differ")]
    [InlineData("-B", "AB", "Surname initial the same, forename initial not known")]
    [InlineData("-B", "AC", "Surname initial differs, forename initial not known")]
    [InlineData("A-", "AB", "Forename initial the same, surname initial not known")]
    [InlineData("A-", "CB", "Forename initial differs, surname initial not known")]
    [InlineData("--", "AB", null)]
    [InlineData("A-", "-B", null)]
    [InlineData("XB", "XB", "Surname initial the same, forename initial not known")] // X, U and Z stand for unknown
    [InlineData("UB", "AB", "Surname initial the same, forename initial not known")]
    [InlineData("AZ", "AZ", "Forename initial the same, surname initial not known")]
    [InlineData("WB", "WB", "Both initials the same")]
    [InlineData("YB", "YB", "Both initials the same")]
    public void Initials(string one, string other, string? says) =>
        Assert.Equal(says, LinkageCase.Says(Comparison.Initials, $"{one} - -", $"{other} - -"));

    [Theory]
    [InlineData("1980-05-10", "1980-05-10", "Date of birth the same")]
    [InlineData("1980-05-10", "1980-10-05", "Day and month of birth swapped")]
    [InlineData("1980-05-05", "1980-05-05", "Date of birth the same")] // not swapped with itself
    [InlineData("1980-05-10", "1981-10-05", "Date of birth differs")] // swapped, and another year
    [InlineData("1980-05-10", "1981-05-10", "One digit of the date of birth differs")]
    [InlineData("1980-05-10", "1980-06-10", "One digit of the date of birth differs")]
    [InlineData("1980-05-10", "1980-05-19", "One digit of the date of birth differs")]
    [InlineData("1980-02-02", "1980-02-12", "One digit of the date of birth differs")] // the leading zero counts
    [InlineData("1956-05-10", "1965-05-10", "Two neighbouring digits of the date of birth swapped")]
    [InlineData("1980-05-12", "1980-05-21", "Two neighbouring digits of the date of birth swapped")]
    [InlineData("1980-05-01", "1980-05-10", "Two neighbouring digits of the date of birth swapped")]
    [InlineData("1980-01-10", "1980-10-10", "Two neighbouring digits of the date of birth swapped")]
    [InlineData("1953-05-10", "1965-05-10", "Only the year, or only the month, of birth differs")]
    [InlineData("1980-09-10", "1980-10-10", "Only the year, or only the month, of birth differs")]
    [InlineData("1980-05-09", "1980-05-10", "Same month and year of birth, another day")] // two digits
    [InlineData("1980-05-10", "1980-06-11", "Same year of birth, another day and month")]
    [InlineData("1980-05-10", "1981-05-11", "Date of birth differs")]
    [InlineData("1980-05-10", "1981-06-10", "Date of birth differs")]
    [InlineData("-", "1980-05-10", null)]
    [InlineData("1980-01-01", "1980-01-01", "Same year of birth; day and month are a placeholder")]
    [InlineData("1980-01-01", "1980-05-10", "Same year of birth; day and month are a placeholder")]
    [InlineData("1980-01-01", "1981-01-01", "Year of birth differs; day and month are a placeholder")]
    [InlineData("1980-01-02", "1980-01-02", "Date of birth the same")]
    [InlineData("1980-00-00", "1980-05-10", "Same year of birth; day and month are a placeholder")]
    [InlineData("1980-02-31", "1980-02-31", "Date of birth the same")] // as it was typed
    [InlineData("1980-13-05", "1980-05-13", "Day and month of birth swapped")]
    public void Date_of_birth(string one, string other, string? says) =>
        Assert.Equal(says, LinkageCase.Says(Comparison.DateOfBirth, $"-- {one} -", $"-- {other} -"));

    [Theory]
    [InlineData("M", "M", "Same sex")]
    [InlineData("M", "F", "Sex differs")]
    [InlineData("M", "-", null)]
    public void Sex(string one, string other, string? says) => Assert.Equal(says, LinkageCase.Says(Comparison.Sex, $"-- - {one}", $"-- - {other}"));

    [Theory]
    [InlineData("ethnic=A group=white", "ethnic=A group=white", "Same ethnic group")]
    [InlineData("ethnic=A group=white", "ethnic=B group=white", "Same broad ethnic group")]
    [InlineData("ethnic=A group=white", "ethnic=M group=black", "Ethnic group differs")]
    [InlineData("ethnic=green", "ethnic=blue", "Ethnic group differs")] // codes without a broad group
    [InlineData("ethnic=A group=white", "ethnic=Z group=not-stated", null)]
    [InlineData("ethnic=A group=white", "dat=A12B", null)]
    public void Ethnicity(string one, string other, string? says) =>
        Assert.Equal(says, LinkageCase.Says(Comparison.Ethnicity, $"-- - - {one}", $"-- - - {other}"));

    [Theory]
    [InlineData("pc=NE1_4", "pc=NE1_4", "Same postcode sector")]
    [InlineData("pc=NE1_4AB", "pc=NE1_4XY", "Same postcode sector")]
    [InlineData("pc=NE1_4", "pc=NE1_5", "Same outward code, another sector")]
    [InlineData("pc=NE1_4", "pc=NE11_4", "Outward code differs")]
    [InlineData("pc=NE1", "pc=NE1_4", "Same outward code; sector not known")]
    [InlineData("pc=NE1", "pc=NE2_4", "Outward code differs; sector not known")]
    [InlineData("pc=ZZ99_3", "pc=ZZ99_3", null)] // no fixed abode
    [InlineData("pc=NE1_4", "dat=A12B", null)]
    public void Postcode(string one, string other, string? says) =>
        Assert.Equal(says, LinkageCase.Says(Comparison.Postcode, $"-- - - {one}", $"-- - - {other}"));

    [Theory]
    [InlineData("dat=A12B", "dat=A12B", "Same partnership of residence")]
    [InlineData("dat=A12B", "dat=A09B", "Partnership of residence differs")]
    [InlineData("dat=A12B pc=NE1_4", "dat=A12B pc=NE2_4", "Same partnership of residence, at another postcode")]
    [InlineData("dat=A12B pc=NE1_4", "dat=A09B pc=NE2_4", "Partnership of residence differs, as does the postcode")]
    [InlineData("dat=A12B pc=NE1_4", "dat=A12B pc=NE1_4", null)] // the postcode has said so already
    [InlineData("dat=A12B pc=NE1_4", "dat=A12B pc=NE1_5", null)]
    [InlineData("dat=A12B pc=NE1", "dat=A12B pc=NE1", null)]
    [InlineData("dat=A12B", "pc=NE1_4", null)]
    public void Partnership(string one, string other, string? says) =>
        Assert.Equal(says, LinkageCase.Says(Comparison.Partnership, $"-- - - {one}", $"-- - - {other}"));

    [Theory]
    [InlineData("gp=A1 pc=NE1_4", "gp=A1 pc=NE1_4", "Same GP practice, as is to be expected near by")]
    [InlineData("gp=A1 pc=NE1_4", "gp=A2 pc=NE1_5", "Another GP practice near by")]
    [InlineData("gp=A1 pc=NE1_4", "gp=A1 pc=NE2_4", "Same GP practice, at another address")]
    [InlineData("gp=A1 pc=NE1_4", "gp=A2 pc=NE2_4", "GP practice differs, as does the address")]
    [InlineData("gp=A1 dat=A12B", "gp=A1 dat=A09B", "Same GP practice, at another address")]
    [InlineData("gp=A1", "gp=A1", "Same GP practice; no address to compare")]
    [InlineData("gp=A1 dat=A12B", "gp=A2 dat=A12B", "GP practice differs; no address to compare")]
    [InlineData("gp=A1", "dat=A12B", null)]
    public void Gp_practice(string one, string other, string? says) =>
        Assert.Equal(says, LinkageCase.Says(Comparison.GpPractice, $"-- - - {one}", $"-- - - {other}"));

    [Theory]
    [InlineData("20110401/20110430", "20110428/20110530", "In two prisons or residential places at once")] // three days
    [InlineData("20110401/20110430", "20110429/20110530", "Never in two prisons or residential places at once")] // two, as at a transfer
    [InlineData("20110401/20110430", "20110501/20110530", "Never in two prisons or residential places at once")]
    [InlineData("20100401/20100430+20110401/20110430", "20110410/20110412", "In two prisons or residential places at once")]
    [InlineData("20110401/20110430", null, null)]
    public void Stays(string one, string? other, string? says) => Assert.Equal(
        says, LinkageCase.Says(Comparison.Stays, $"-- - - stay={one}", other is null ? "-- - -" : $"-- - - stay={other}"));

    [Theory]
    [InlineData("NE1 4AB", "NE1", "NE1 4")]
    [InlineData("ne14ab", "NE1", "NE1 4")]
    [InlineData("NE1 4", "NE1", "NE1 4")]
    [InlineData("NE14", "NE14", null)] // an outward code: nothing says where a sector would begin
    [InlineData("211", "211", null)]
    [InlineData(" ", null, null)]
    [InlineData(null, null, null)]
    public void A_postcode_is_taken_apart(string? text, string? outward, string? sector) => Assert.Equal(new PostcodeParts(outward, sector), PostcodeParts.Of(text));
}
