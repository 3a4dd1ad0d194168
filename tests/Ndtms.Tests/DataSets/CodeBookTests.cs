using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;

namespace Ndtms.Tests.DataSets;

/// <summary>A new data set, or a longer list of codes, is a file and no program; a file that cannot be used says where and why.</summary>
public sealed class CodeBookTests
{
    private const string DataSetsWithM =
        "letter,in_force_from,in_force_to,fields\nH,2011-04-01,2013-03-31,fields-H.csv\nK,2013-04-01,2014-03-31,fields-K.csv\nM,2014-04-01,,fields-M.csv\n";

    private const string InM = "@letter=M @from=2014-04-01 @to=2015-03-31 @received=2015-04-10 NIGHTS=3 SHELTER=a";

    private static string Text(string name)
    {
        using var stream = typeof(CodeBook).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static CodeBook With(params (string Name, string Content)[] files) =>
        CodeBook.Embedded.With(files.Select(f => KeyValuePair.Create(f.Name, Encoding.UTF8.GetBytes(f.Content))));

    private static string FieldsM => Text("fields-H.csv").TrimEnd()
        + "\n113,NIGHTS,episode,Nights slept rough,integer,0,28,,expected,,\n114,SHELTER,episode,Shelter,code,,,shelter,optional,,\n";

    private static CodeBook BookWithM => With(
        ("data-sets.csv", DataSetsWithM), ("fields-M.csv", FieldsM), ("code-lists/shelter.csv", "code,label\nA,Night shelter\n07,Hostel\n"));

    [Fact]
    public void A_data_set_of_files_alone_is_checked_with_its_own_fields_and_codes()
    {
        var book = BookWithM;
        List<(string, string?)> Found(string text) =>
            [.. new TestFile(text, book).Check().Issues.Where(i => i.Column is "NIGHTS" or "SHELTER").Select(i => (i.Rule, i.Column))];
        Assert.Empty(Found(InM));
        Assert.Empty(Found(InM + " SHELTER=7"));
        Assert.Equal([("VALUE-02", "NIGHTS")], Found(InM + " NIGHTS=''"));
        Assert.Equal([("VALUE-04", "NIGHTS")], Found(InM + " NIGHTS=29"));
        Assert.Equal([("VALUE-05", "SHELTER")], Found(InM + " SHELTER=B"));
        Assert.Equal([("FILE-05", "NIGHTS")], Found(InM + " -NIGHTS"));
        Assert.Equal([("EPISODE-01", "NIGHTS")], Found(InM + " TOPID=1 | " + InM + " NIGHTS=4 TOPID=2"));
        var checkedFile = new TestFile(InM, book).Check();
        Assert.Equal("3", Assert.Single(checkedFile.Content!.Episodes).Show("NIGHTS"));
        Assert.DoesNotContain(checkedFile.Issues, i => i.Severity >= Severity.Reject);
    }

    [Fact]
    public void A_letter_is_in_force_from_its_first_day_to_its_last()
    {
        var book = BookWithM;
        bool InForce(string letter, string to) => !TestFile.Check(
            $"N0852-20110401-{to}-TREAT-IN-{letter}.csv", "x"u8.ToArray(), new DateOnly(2020, 1, 1), book).Issues.Any(i => i.Rule == "FILE-08");
        Assert.True(InForce("H", "20130331"));
        Assert.False(InForce("H", "20130401"));
        Assert.False(InForce("K", "20130331"));
        Assert.True(InForce("K", "20130401"));
        Assert.True(InForce("k", "20140331"));
        Assert.False(InForce("K", "20140401"));
        Assert.False(InForce("M", "20140331"));
        Assert.True(InForce("M", "20190331"));
        Assert.False(InForce("Z", "20190331"));
    }

    [Fact]
    public void A_code_that_a_deployment_adds_works_wherever_the_list_is_used()
    {
        var book = With(("code-lists/modality.csv", Text("code-lists/modality.csv").TrimEnd() + "\nX9,New treatment,structured,adult,local\n"));
        const string file = "MODAL=x9 MODST=01/12/2011 TOPDATE=02/12/2011";
        Assert.Contains(new TestFile(file).Check().Issues, i => i is { Rule: "VALUE-05", Column: "MODAL" });
        var checkedFile = new TestFile(file, book).Check();
        Assert.Empty(checkedFile.Issues);
        Assert.Equal(new DateOnly(2011, 12, 1), Assert.Single(checkedFile.Content!.Episodes).TreatmentStart);
        Assert.Contains(new TestFile(file + " CPLANDT=02/12/2011", book).Check().Issues, i => i.Rule == "EPISODE-18");
    }

    [Fact]
    public void Partnerships_and_authorities_can_be_replaced()
    {
        var book = With(
            ("code-lists/partnership.csv", "code,label,region\nQ01,North,north-east\nZ00B,Outside England,\n"),
            ("code-lists/local-authority.csv", "code,label,partnership\n99AA,Town,q01\n"));
        Assert.Empty(new TestFile("DAT=Q01 LA=99AA", book).Check().Issues);
        Assert.Equal("north-east", Assert.Single(book.Areas.Partnerships).Region);
        Assert.Contains(new TestFile("DAT=A12B LA=99AA", book).Check().Issues, i => i is { Rule: "VALUE-05", Column: "DAT" });
    }

    [Fact]
    public void The_hash_tells_books_apart()
    {
        Assert.NotEqual(CodeBook.Embedded.Hash, BookWithM.Hash);
        Assert.Equal(BookWithM.Hash, BookWithM.Hash);
    }

    [Fact]
    public void Spreadsheets_ways_of_saving_do_no_harm()
    {
        var book = With(("code-lists/sex.csv", "\uFEFFCode, Label ,Group\r\nM,Male,male\r\n\r\n F ,\"Female\",female\r\nU,Unknown\r\n\r\n"));
        Assert.Equal(["M", "F", "U"], book.List("sex").Codes.Select(c => c.Value));
        Assert.Equal("female", book.List("sex").Find("F")!.Group);
        Assert.Equal("", book.List("sex").Find("U")!.Group);
    }

    [Theory]
    [InlineData("code-lists/sex.csv", "code,label\nM,Male\n,None\n", "line 3")]
    [InlineData("code-lists/sex.csv", "code,label\nM,Male\nm,Male again\n", "line 3")]
    [InlineData("code-lists/sex.csv", "code,label\n1,Male\n01,Male again\n", "line 3")]
    [InlineData("code-lists/sex.csv", "label\nMale\n", "line 2")]
    [InlineData("code-lists/sex.csv", "code,label\nM,Male, or so\n", "line 2")]
    [InlineData("code-lists/sex.csv", "code,label,valid_from\nM,Male,31/02/2011\n", "line 2")]
    [InlineData("data-sets.csv", "letter,in_force_from,in_force_to,fields\nH,2011-04-01,,fields-H.csv\nh,2012-04-01,,fields-H.csv\n", "line 3")]
    [InlineData("data-sets.csv", "letter,in_force_from,in_force_to,fields\nH,,,fields-H.csv\n", "line 2")]
    [InlineData("data-sets.csv", "letter,in_force_from,in_force_to,fields\nH,2011-04-01,,fields-Q.csv\n", "line 2")]
    [InlineData("bank-holiday.csv", "date\n2011-12-25\nsoon\n", "line 3")]
    public void A_file_that_cannot_be_used_says_where(string name, string content, string line)
    {
        var message = Assert.Throws<CodeBookException>(() => With((name, content))).Message;
        Assert.Contains(name, message, StringComparison.Ordinal);
        Assert.Contains(line, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_encoding_is_refused()
    {
        var message = Assert.Throws<CodeBookException>(() => CodeBook.Embedded.With(
            [KeyValuePair.Create("code-lists/sex.csv", (byte[])[.. "code,label\nM,M"u8, 0xE2, .. "le\n"u8])])).Message;
        Assert.Contains("code-lists/sex.csv", message, StringComparison.Ordinal);
    }

    /// <summary>The program reads typed columns as what they are in the data sets it was built with: another type would be misread.</summary>
    [Theory]
    [InlineData("DISD,episode,Discharge date,date,,,", "DISD,episode,Discharge date,text,1,10,", "type")]
    [InlineData("DRUG1AGE,episode,", "DRUG1AGE,client,", "entity")]
    [InlineData("EMPSTAT,episode,Employment status,code,,,employment-status", "EMPSTAT,episode,Employment status,text,1,9,", "type")]
    [InlineData("TOPID,top,", "TOPID,modality,", "entity")]
    [InlineData("CHILDWTH,episode,\"Children under 18 living with the client, number\",integer,0,30", "CHILDWTH,episode,C,integer,30,0", "max")]
    [InlineData("PCT,episode,", "PCT,family,", "entity")]
    [InlineData("PCT,episode,Primary care trust of residence,text", "PCT,episode,Primary care trust of residence,word", "type")]
    [InlineData(",sex,reject,", ",gender,reject,", "code_list")]
    [InlineData(",sex,reject,", ",sex,needed,", "required")]
    [InlineData("DOB,client,Date of birth,date,,,,reject", "DOB,client,Date of birth,date,,,,expected", "required")]
    [InlineData("MODAL,modality,Treatment modality,code,,,modality,reject", "MODAL,modality,Treatment modality,code,,,modality,optional", "required")]
    [InlineData("CLALOCTN,episode,", "ACCMNEED,episode,", "header")]
    public void A_field_that_would_be_misread_is_refused(string field, string changed, string column)
    {
        var fields = Text("fields-H.csv");
        var at = fields.IndexOf(field, StringComparison.Ordinal);
        Assert.True(at >= 0);
        var line = fields[..at].Count(c => c == '\n') + 1;
        var message = Assert.Throws<CodeBookException>(() => With(
            ("data-sets.csv", DataSetsWithM), ("fields-M.csv", fields.Replace(field, changed, StringComparison.Ordinal)))).Message;
        Assert.Contains($"fields-M.csv, line {line}: column {column} ", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CLIENTID")]
    [InlineData("CONSENT")]
    [InlineData("TRIAGED")]
    [InlineData("TOPDATE")]
    [InlineData("MODID")]
    public void A_data_set_without_what_a_record_needs_is_refused(string header)
    {
        var fields = string.Join('\n', Text("fields-H.csv").Split('\n').Where(l => !l.Contains($",{header},", StringComparison.Ordinal)));
        var message = Assert.Throws<CodeBookException>(() => With(("data-sets.csv", DataSetsWithM), ("fields-M.csv", fields))).Message;
        Assert.Contains("data-sets.csv, line 4", message, StringComparison.Ordinal);
        Assert.Contains(header, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_typed_column_is_in_a_data_set_with_one_type_and_entity()
    {
        foreach (var column in Enum.GetValues<Column>())
        {
            var fields = CodeBook.Embedded.DataSets.Select(d => d.Find(column.ToString())).OfType<Field>().ToList();
            Assert.NotEmpty(fields);
            Assert.Single(fields.Select(f => (f.Type, f.Entity)).Distinct());
            Assert.All(fields, f => Assert.Equal(column, f.Column));
        }
    }

    [Fact]
    public void Personal_fields_stay_personal_in_a_file_without_the_mark()
    {
        var unmarked = string.Join('\n', FieldsM.Split('\n').Select(l => l.EndsWith(",Y", StringComparison.Ordinal) ? l[..^1] : l));
        var book = With(("data-sets.csv", DataSetsWithM), ("fields-M.csv", unmarked), ("code-lists/shelter.csv", "code,label\nA,Shelter\n"));
        var personal = book.DataSet("M")!.Fields.Where(f => f.Personal).Select(f => f.Header).ToList();
        Assert.Equal(book.DataSet("H")!.Fields.Where(f => f.Personal).Select(f => f.Header), personal);
        Assert.All((string[])["FINITIAL", "SINITIAL", "DOB", "CLIENT", "CLIENTID", "PC"], header => Assert.Contains(header, personal));
    }
}
