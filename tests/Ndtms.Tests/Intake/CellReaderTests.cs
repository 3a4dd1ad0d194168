using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;

namespace Ndtms.Tests.Intake;

/// <summary>A value misread here is a wrong figure everywhere, and nobody would notice.</summary>
public sealed class CellReaderTests
{
    private const string Blank = "(blank)";
    private const string NotDisclosed = "(not disclosed)";
    private const string Malformed = "(malformed)";

    private static readonly DataSet K = CodeBook.Embedded.DataSet("K")!;

    private static string Read(string header, string value) => Read(header, value, out _);

    private static string Read(string header, string value, out CellTraits traits)
    {
        var texts = new TextPool();
        using var reader = new CellReader(texts);
        var field = K.Find(header)!;
        traits = CellTraits.None;
        var cell = reader.Read(field, Encoding.UTF8.GetBytes(value), out var malformation, ref traits);
        Assert.Equal(cell == Cell.Malformed, malformation != Malformation.None);
        return cell == Cell.Blank ? Blank
            : cell == Cell.NotDisclosed ? NotDisclosed
            : cell == Cell.Malformed ? Malformed
            : cell.Show(field, texts);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\t")]
    [InlineData("\u00A0")]
    [InlineData("NA")]
    [InlineData("na")]
    [InlineData(" nA ")]
    public void A_blank_is_blank_in_every_type_of_field(string value)
    {
        foreach (var header in (string[])["FINITIAL", "DOB", "SEX", "NATION", "CONSENT", "CHILDWTH", "PC", "CLIENTID"])
            Assert.Equal(Blank, Read(header, value));
    }

    [Fact]
    public void A_null_date_is_blank_in_a_date_only()
    {
        Assert.Equal(Blank, Read("DISD", " 0000-00-00 "));
        Assert.Equal(Malformed, Read("CHILDWTH", "0000-00-00"));
        Assert.Equal("0000-00-00", Read("CLIENT", "0000-00-00"));
    }

    [Theory]
    [InlineData("ALCUSE")]
    [InlineData("SHARING")]
    [InlineData("QUALLIFE")]
    public void NA_in_an_item_of_the_TOP_is_an_answer(string header)
    {
        Assert.Equal(NotDisclosed, Read(header, "NA"));
        Assert.Equal(NotDisclosed, Read(header, " na "));
        Assert.Equal(Blank, Read(header, ""));
        Assert.Equal(Malformed, Read(header, "N/A"));
    }

    [Theory]
    [InlineData("01/02/2012", "01/02/2012")]
    [InlineData("1/2/2012", "01/02/2012")]
    [InlineData("1/02/2012", "01/02/2012")]
    [InlineData(" 29/02/2012\u00A0", "29/02/2012")]
    [InlineData("2012-02-29", "29/02/2012")]
    [InlineData("2012-02-9", "09/02/2012")]
    [InlineData("29-Feb-2012", "29/02/2012")]
    [InlineData("9-FEB-2012", "09/02/2012")]
    [InlineData("1-oct-2012", "01/10/2012")]
    [InlineData("29/02/2012 00:00", "29/02/2012")]
    [InlineData("29/02/2012T00:00:00", "29/02/2012")]
    [InlineData("2012-02-29T00:00:00.000", "29/02/2012")]
    [InlineData("25-OCT-2012T00:00", "25/10/2012")]
    [InlineData("0000-00-00", Blank)]
    [InlineData("0000-00-00 00:00:00", Blank)]
    [InlineData("NULL", Blank)]
    [InlineData("#n/a", Blank)]
    [InlineData("'29/02/2012", "29/02/2012")]
    [InlineData("=\"29/02/2012\"", "29/02/2012")]
    [InlineData("'", Blank)]
    [InlineData("''29/02/2012", Malformed)]
    [InlineData("29/02/2012  00:00", Malformed)]
    [InlineData("29/02/2012t00:00", Malformed)]
    [InlineData("29/02/2012 0:00", Malformed)]
    [InlineData("29/02/2012 00:01", Malformed)]
    [InlineData("29/02/2012 00:00:00.", Malformed)]
    [InlineData("29/02/2012 00:00:00.01", Malformed)]
    [InlineData("29/02/201200:00", Malformed)]
    [InlineData("29-Febr-2012", Malformed)]
    [InlineData("29-Foo-2012", Malformed)]
    [InlineData("29-Feb-12", Malformed)]
    [InlineData("30-Feb-2012", Malformed)]
    [InlineData("31/12/9999", "31/12/9999")]
    [InlineData("01/01/0001", "01/01/0001")]
    [InlineData("29/02/2011", Malformed)]
    [InlineData("29/02/1900", Malformed)]
    [InlineData("2011-02-29", Malformed)]
    [InlineData("00/01/2012", Malformed)]
    [InlineData("01/00/2012", Malformed)]
    [InlineData("01/13/2012", Malformed)]
    [InlineData("01/01/0000", Malformed)]
    [InlineData("01/02/12", Malformed)]
    [InlineData("01/02/02012", Malformed)]
    [InlineData("001/02/2012", Malformed)]
    [InlineData("2012-2-9", Malformed)]
    [InlineData("2012/02/29", Malformed)]
    [InlineData("29-02-2012", Malformed)]
    [InlineData("29.02.2012", Malformed)]
    [InlineData("1/2/3/2012", Malformed)]
    [InlineData("+1/02/2012", Malformed)]
    [InlineData("٠١/٠٢/٢٠١٢", Malformed)]
    [InlineData("//", Malformed)]
    [InlineData("40878", Malformed)]
    public void Dates(string value, string expected) => Assert.Equal(expected, Read("DISD", value));

    [Fact]
    public void Only_a_readable_date_in_another_form_is_noticed()
    {
        Read("DISD", "2012-02-29", out var traits);
        Assert.Equal(CellTraits.OtherDateForm, traits);
        Read("DISD", "2012-02-30", out traits);
        Assert.Equal(CellTraits.None, traits);
        Read("DISD", "09/02/2012", out traits);
        Assert.Equal(CellTraits.None, traits);
        Read("DISD", "0000-00-00 00:00", out traits);
        Assert.Equal(CellTraits.None, traits);
    }

    /// <summary>A cause is named once for a column (rules FILE-22 and FILE-23), so it must be known of each value.</summary>
    [Theory]
    [InlineData("DISD", "29351", CellTraits.SerialNumber)]
    [InlineData("DISD", "29351.25", CellTraits.SerialNumber)]
    [InlineData("DISD", "2935", CellTraits.None)]
    [InlineData("DISD", "293511", CellTraits.None)]
    [InlineData("DISD", "10/05/80", CellTraits.TwoDigitYear)]
    [InlineData("DISD", "1/5/80", CellTraits.TwoDigitYear)]
    [InlineData("DISD", "1-May-80", CellTraits.TwoDigitYear)]
    [InlineData("DISD", "1/5/980", CellTraits.None)]
    [InlineData("DISD", "05/25/1980", CellTraits.OnlyMonthFirst)]
    [InlineData("DISD", "25/25/1980", CellTraits.None)]
    [InlineData("DISD", "02/30/1980", CellTraits.None)]
    [InlineData("DISD", "12/12/1980", CellTraits.None)]
    [InlineData("DISD", "13/12/1980", CellTraits.OnlyDayFirst)]
    [InlineData("DISD", "30/12/1899", CellTraits.NoDate | CellTraits.OnlyDayFirst)]
    [InlineData("DISD", "1900-01-01", CellTraits.NoDate | CellTraits.OtherDateForm)]
    [InlineData("DISD", "02/01/1900", CellTraits.None)]
    [InlineData("DISD", "null", CellTraits.NullWord)]
    [InlineData("DISD", "1.2E+11", CellTraits.Exponent)]
    [InlineData("CLIENTID", "1.00037E+11", CellTraits.Exponent)]
    [InlineData("CLIENTID", "1E+5", CellTraits.Exponent)]
    [InlineData("CLIENTID", "5E1", CellTraits.None)]
    [InlineData("CLIENTID", "A1E+5", CellTraits.None)]
    [InlineData("PCT", "5.00E+01", CellTraits.Exponent)]
    public void The_cause_of_a_value_is_noticed(string header, string value, CellTraits expected)
    {
        Read(header, value, out var traits);
        Assert.Equal(expected, traits);
    }

    [Theory]
    [InlineData("CLIENTID", "1.00037E+11", Malformed)]
    [InlineData("EPISODID", "1e+5", Malformed)]
    [InlineData("CLIENT", "1E+5", Malformed)]
    [InlineData("CLIENTID", "1E5", "1E5")]
    [InlineData("CLIENTID", "=\"001000\"", "001000")]
    [InlineData("CLIENTID", "'001000", "001000")]
    [InlineData("CLIENTID", "=\"a\"\"b\"", "a\"b")]
    [InlineData("CLIENTID", "=1000", "=1000")]
    [InlineData("CLIENTID", "=\"", "=\"")]
    public void Ids_that_a_spreadsheet_changed_are_read_or_refused(string header, string value, string expected) => Assert.Equal(expected, Read(header, value));

    [Theory]
    [InlineData("0", "0")]
    [InlineData("28", "28")]
    [InlineData(" 007 ", "7")]
    [InlineData("-0", "0")]
    [InlineData("0000000000000000000000000000028", "28")]
    [InlineData("29", Malformed)]
    [InlineData("-1", Malformed)]
    [InlineData("+5", Malformed)]
    [InlineData("-", Malformed)]
    [InlineData("5.0", Malformed)]
    [InlineData("1,0", Malformed)]
    [InlineData("1e1", Malformed)]
    [InlineData("0x1", Malformed)]
    [InlineData("5 days", Malformed)]
    [InlineData("2147483648", Malformed)]
    [InlineData("99999999999999999999", Malformed)]
    [InlineData("-2147483648", Malformed)]
    [InlineData("٥", Malformed)]
    public void Whole_numbers(string value, string expected) => Assert.Equal(expected, Read("ALCUSE", value));

    [Theory]
    [InlineData("MODAL", "2", "2")]
    [InlineData("MODAL", "02", "2")]
    [InlineData("MODAL", "0000000002", "2")]
    [InlineData("MODAL", "\u00A02 ", "2")]
    [InlineData("MODAL", "2.0", Malformed)]
    [InlineData("MODAL", "0", Malformed)]
    [InlineData("MODAL", "00", Malformed)]
    [InlineData("SEX", "m", "M")]
    [InlineData("SEX", "0M", Malformed)]
    [InlineData("SEX", "Male", Malformed)]
    [InlineData("DAT", "a12b", "A12B")]
    [InlineData("DAT", "A012B", Malformed)]
    [InlineData("DAT", "A12BA12BA12BA12BA12BA12BA12BA12BA12B", Malformed)]
    public void Codes(string header, string value, string expected) => Assert.Equal(expected, Read(header, value));

    [Theory]
    [InlineData("Y", "Y")]
    [InlineData("y", "Y")]
    [InlineData(" n ", "N")]
    [InlineData("Yes", Malformed)]
    [InlineData("1", Malformed)]
    [InlineData("-", Malformed)]
    public void Yes_and_no(string value, string expected) => Assert.Equal(expected, Read("CONSENT", value));

    [Theory]
    [InlineData("A", "A", false)]
    [InlineData("z", "Z", false)]
    [InlineData("Á", "A", true)]
    [InlineData("é", "E", true)]
    [InlineData("A\u0301", "A", true)]
    [InlineData("o\u0308\u0304", "O", true)]
    [InlineData("Ł", "L", true)]
    [InlineData("ł", "L", true)]
    [InlineData("Ø", "O", true)]
    [InlineData("đ", "D", true)]
    [InlineData("Ð", "D", true)]
    [InlineData("Ŧ", "T", true)]
    [InlineData("ħ", "H", true)]
    [InlineData("ệ", "E", true)]
    [InlineData("ǰ", "J", true)]
    [InlineData("Æ", Malformed, false)]
    [InlineData("œ", Malformed, false)]
    [InlineData("ß", Malformed, false)]
    [InlineData("Þ", Malformed, false)]
    [InlineData("Я", Malformed, false)]
    [InlineData("1", Malformed, false)]
    [InlineData("\u0301", Malformed, false)]
    [InlineData("AB", Malformed, false)]
    [InlineData("A.", Malformed, false)]
    [InlineData("😀", Malformed, false)]
    public void Initials(string value, string expected, bool folded)
    {
        Assert.Equal(expected, Read("FINITIAL", value, out var traits));
        Assert.Equal(folded, traits.HasFlag(CellTraits.AccentFolded));
    }

    [Theory]
    [InlineData("N1", "N1")]
    [InlineData("N12", "N12")]
    [InlineData("NE1", "NE1")]
    [InlineData("NE14", "NE14")]
    [InlineData("W1A", "W1A")]
    [InlineData("SW1A", "SW1A")]
    [InlineData("ne1", "NE1")]
    [InlineData("N1 4", "N1 4")]
    [InlineData("N12 4", "N12 4")]
    [InlineData("NE1 4", "NE1 4")]
    [InlineData("NE14 4", "NE14 4")]
    [InlineData("W1A 1", "W1A 1")]
    [InlineData("SW1A 1", "SW1A 1")]
    [InlineData("N124", "N12 4")]
    [InlineData("W1A1", "W1A 1")]
    [InlineData("NE144", "NE14 4")]
    [InlineData("SW1A1", "SW1A 1")]
    [InlineData("ZZ99", "ZZ99")]
    public void Postcodes_that_need_no_cutting(string value, string expected)
    {
        Assert.Equal(expected, Read("PC", value, out var traits));
        Assert.Equal(CellTraits.None, traits);
    }

    [Theory]
    [InlineData("N1 4XF", "N1 4")]
    [InlineData("N14XF", "N1 4")]
    [InlineData("N12 4XF", "N12 4")]
    [InlineData("N124XF", "N12 4")]
    [InlineData("NE1 4XF", "NE1 4")]
    [InlineData("NE14XF", "NE1 4")]
    [InlineData("NE14X", "NE1 4")]
    [InlineData("NE14 4XF", "NE14 4")]
    [InlineData("NE144XF", "NE14 4")]
    [InlineData("W1A 1AA", "W1A 1")]
    [InlineData("W1A1AA", "W1A 1")]
    [InlineData("SW1A 1AA", "SW1A 1")]
    [InlineData("sw1a1aa", "SW1A 1")]
    [InlineData("NE1  4XF", "NE1 4")]
    [InlineData("  NE1 4XF  ", "NE1 4")]
    [InlineData("ZZ99 3VZ", "ZZ99 3")]
    public void Postcodes_are_cut_to_their_sector(string value, string expected)
    {
        Assert.Equal(expected, Read("PC", value, out var traits));
        Assert.Equal(CellTraits.PostcodeCut, traits);
    }

    [Theory]
    [InlineData("NFA")]
    [InlineData("UNKNOWN")]
    [InlineData("N")]
    [InlineData("1N")]
    [InlineData("NE1 X")]
    [InlineData("NE1 4XFF")]
    [InlineData("NE1 44")]
    [InlineData("NEE1 4XF")]
    [InlineData("NE1A4 4X")]
    [InlineData("SW1A  1AA")]
    [InlineData("NE1-4XF")]
    public void What_is_no_postcode(string value) => Assert.Equal(Malformed, Read("PC", value));

    [Fact]
    public void Lengths_are_judged_on_the_trimmed_value_in_characters()
    {
        Assert.Equal("GBR", Read("NATION", "  GBR  "));
        Assert.Equal(Malformed, Read("NATION", "GB"));
        Assert.Equal(Malformed, Read("NATION", "GBRX"));
        Assert.Equal("ÅÄÖ", Read("NATION", "ÅÄÖ"));
        Assert.Equal("a😀b", Read("NATION", "a😀b"));
        Assert.Equal(30, Read("CLIENTID", new string('9', 30)).Length);
        Assert.Equal(Malformed, Read("CLIENTID", new string('9', 31)));
    }

    [Fact]
    public void Ids_keep_case_and_zeros_while_agency_and_authority_are_upper_case()
    {
        Assert.Equal("007a", Read("CLIENTID", " 007a "));
        Assert.Equal("N0852", Read("AGNCY", "n0852"));
        Assert.Equal("00CM", Read("LA", "00cm"));
    }

    [Fact]
    public void A_very_long_value_is_read_to_its_end()
    {
        Assert.Equal(Malformed, Read("CLIENT", new string('é', 5000)));
        Assert.Equal("7", Read("ALCUSE", new string('0', 5000) + "7"));
    }
}
