using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ndtms.Core.DataSets;
using Ndtms.Synthetic;

namespace Ndtms.Tests.Synthetic;

public class SyntheticFileTests
{
    private static readonly WorldOptions Options = new()
    {
        Seed = 11,
        People = 250,
        To = new(2014, 3, 31),
        Partnerships = ["A12B", "X00BN"],
        AdultAgencies = 1,
    };

    private static readonly World World = World.Create(Options, CodeBook.Embedded);
    private static readonly Submission H = new("N0801", new(2009, 4, 1), new(2012, 3, 31), "H", new(2012, 4, 10));
    private static readonly Submission K = new("N0801", new(2013, 4, 1), new(2014, 3, 31), "K", new(2014, 4, 10));

    private static FileStyle StyleOf(int bits) => new()
    {
        Rows = (RowForm)(bits & 1),
        CrLf = (bits & 2) != 0,
        QuoteAll = (bits & 4) != 0,
        ShuffledHeader = (bits & 8) != 0,
        OddHeader = (bits & 16) != 0,
        IsoDates = (bits & 32) != 0,
        NullTokens = (bits & 64) != 0,
        LineBreaks = (bits & 128) != 0,
        ShuffledRows = (bits & 256) != 0,
        Encoding = (FileEncoding)(bits >> 9),
    };

    /// <summary>Every entity of a file, as kind, key and values.</summary>
    private static SortedSet<string> Entities(FileReading reading, DataSet dataSet)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var row in reading.Rows)
        {
            foreach (var kind in Enum.GetValues<EntityKind>())
            {
                if (!kind.DecidingHeaders().Any(h => row[h].Length > 0))
                    continue;
                var values = dataSet.Of(kind).Fields.Where(f => f.Header is not ("FINITIAL" or "CLIENT"))
                    .Select(f => row.Day(f.Header)?.ToString("O", CultureInfo.InvariantCulture) ?? (f.NotDisclosedAllowed ? row.Raw(f.Header) : row[f.Header]));
                found.Add($"{kind} {row["CLIENTID"]} {row["EPISODID"]} {string.Join('|', values)}");
            }
        }

        return found;
    }

    [Fact]
    public void Every_style_carries_the_same_entities()
    {
        foreach (var submission in (Submission[])[H, K])
        {
            var dataSet = CodeBook.Embedded.DataSet(submission.Letter)!;
            var plain = Entities(FileReading.Of(SyntheticFile.Create(World, submission, new FileStyle(), [])), dataSet);
            Assert.True(plain.Count > 100);
            Prop.ForAll(Gen.Choose(0, (3 << 9) - 1).ToArbitrary(), bits =>
            {
                var file = SyntheticFile.Create(World, submission, StyleOf(bits), []);
                var reading = FileReading.Of(file, bits >> 9 == 2 ? Encoding.Latin1 : null);
                Assert.Equal(file.RowCount, reading.Rows.Count);
                return plain.SetEquals(Entities(reading, dataSet));
            }).QuickCheckThrowOnFailure();
        }
    }

    [Fact]
    public void Styles_do_to_the_bytes_what_they_say()
    {
        string Text(FileStyle style) => Encoding.Latin1.GetString(FileReading.Bytes(SyntheticFile.Create(World, H, style, [])));
        var plain = Text(new FileStyle());
        Assert.StartsWith("FINITIAL,SINITIAL,DOB,", plain, StringComparison.Ordinal);
        Assert.DoesNotContain('"', plain);
        Assert.DoesNotContain('\r', plain);
        Assert.EndsWith("\r\n", Text(new FileStyle { CrLf = true }), StringComparison.Ordinal);
        Assert.StartsWith("\"FINITIAL\",\"SINITIAL\"", Text(new FileStyle { QuoteAll = true }), StringComparison.Ordinal);
        Assert.DoesNotContain('/', Text(new FileStyle { IsoDates = true }));
        Assert.Contains(",NA,", Text(new FileStyle { NullTokens = true }), StringComparison.Ordinal);
        Assert.Contains(",\"R\n", Text(new FileStyle { LineBreaks = true }), StringComparison.Ordinal);
        Assert.Contains(",\"R\r\n", Text(new FileStyle { LineBreaks = true, CrLf = true }), StringComparison.Ordinal);
        Assert.StartsWith("ï»¿FINITIAL", Text(new FileStyle { Encoding = FileEncoding.Utf8WithMark }), StringComparison.Ordinal);
        Assert.Contains(Text(new FileStyle { Encoding = FileEncoding.Windows1252 }), c => "ÁÉÍÓÚÇÑ".Contains(c, StringComparison.Ordinal));
        Assert.Throws<DecoderFallbackException>(() => new UTF8Encoding(false, true).GetString(
            FileReading.Bytes(SyntheticFile.Create(World, H, new FileStyle { Encoding = FileEncoding.Windows1252 }, []))));
    }

    [Fact]
    public void Notices_of_a_style_are_in_the_truth()
    {
        Assert.Equal(["FILE-15"], SyntheticFile.Create(World, H, new FileStyle { IsoDates = true }, []).Issues.Select(i => i.Rule));
        Assert.Equal(["VALUE-08"], SyntheticFile.Create(World, H, new FileStyle { Encoding = FileEncoding.Windows1252 }, []).Issues.Select(i => i.Rule));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        var ids = Defects.All.Select(d => d.Id).ToList();
        byte[] Bytes(ulong seed) => FileReading.Bytes(
            SyntheticFile.Create(World.Create(Options with { Seed = seed }, CodeBook.Embedded), K, StyleOf(0b1_1111_1111), ids));
        Assert.Equal(Bytes(11), Bytes(11));
        Assert.NotEqual(Bytes(11), Bytes(12));
    }

    [Fact]
    public void The_dice_are_xoshiro256_seeded_by_splitmix64()
    {
        // Computed apart from the program: whoever has written down a seed must find the same world again.
        var dice = new Dice(1);
        Assert.Equal([12966619160104079557UL, 9600361134598540522UL, 10590380919521690900UL], [dice.Next(), dice.Next(), dice.Next()]);
    }

    [Fact]
    public void The_name_says_agency_window_and_letter() => Assert.Equal("N0801-20090401-20120331-TREAT-IN-H.csv", H.FileName);

    [Fact]
    public void An_extract_holds_the_episodes_active_in_the_window_and_nothing_later_than_its_day()
    {
        Prop.ForAll(Gen.Choose(0, 700).Two().ToArbitrary(), window =>
        {
            var from = new DateOnly(2011, 4, 1).AddDays(window.Item1);
            var to = from.AddDays(window.Item2);
            var received = to.AddDays(window.Item2 % 40);
            var clients = Extract.Take(World, "N0801", CodeBook.Embedded.DataSet("H")!, from, to, received);
            var expected = World.ClientsByAgency["N0801"].SelectMany(c => c.Episodes.Select(e => (c, e)))
                .Where(p => p.e.Referred <= to && p.e.Triaged <= received && p.e.Discharged >= from).Select(p => $"{p.c.Id}/{p.e.Id}");
            Assert.Equal(expected.Order(StringComparer.Ordinal), clients.SelectMany(c => c.Children.Select(e => $"{c.Key}/{e.Key}")).Order(StringComparer.Ordinal));
            // Only an appointment that was offered may lie ahead.
            foreach (var entry in clients.SelectMany(c => c.Children.SelectMany(e => e.Children.Append(e))))
            {
                foreach (var field in CodeBook.Embedded.DataSet("H")!.Of(entry.Kind).Fields.Where(f => f.Type == FieldType.Date && f.Header != "FAOMODDT"))
                {
                    if (DateOnly.TryParseExact(entry[field.Header], "dd/MM/yyyy", out var day))
                        Assert.True(day <= received, field.Header);
                }
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_later_extract_tells_the_same_story_further()
    {
        string Story(DateOnly to)
        {
            var file = SyntheticFile.Create(World, H with { To = to, Received = to }, new FileStyle(), []);
            return string.Join("\n", file.Clients.SelectMany(c => c.Children.Where(e => e["DISD"].Length > 0 && DateOnly.ParseExact(e["DISD"], "dd/MM/yyyy") < new DateOnly(2011, 3, 1))
                .SelectMany(e => e.Children.Prepend(e)).SelectMany(e => file.DataSet.Of(e.Kind).Fields.Select(f => e[f.Header]))));
        }

        Assert.Equal(Story(new(2011, 3, 31)), Story(new(2012, 3, 31)));
    }

    [Fact]
    public void A_new_data_set_letter_needs_new_files_and_no_code()
    {
        static string Csv(string name)
        {
            using var reader = new StreamReader(typeof(CodeBook).Assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        }

        var fields = Csv("fields-K.csv").TrimEnd()
            + "\n145,HOUSEHLD,episode,People in the household,integer,2,9,,expected,,\n146,REVIEWER,top,Who held the interview,text,3,5,,reject,,"
            + "\n147,SINCE,episode,Since when,date,,,,expected,,\n148,CARER,client,Has a carer,yesno,,,,expected,,\n149,HOBBY,episode,Hobby,text,1,9,,optional,,\n";
        var sets = Csv("data-sets.csv").TrimEnd().Replace("K,2013-04-01,,", "K,2013-04-01,2014-03-31,", StringComparison.Ordinal) + "\nM,2014-04-01,,fields-M.csv\n";
        var book = CodeBook.Embedded.With(
        [
            new("fields-M.csv", Encoding.UTF8.GetBytes(fields)), new("data-sets.csv", Encoding.UTF8.GetBytes(sets)),
        ]);
        var world = World.Create(Options with { To = new(2015, 3, 31) }, book);
        var file = SyntheticFile.Create(world, new("N0801", new(2014, 4, 1), new(2015, 3, 31), "M", new(2015, 4, 9)), new FileStyle(), []);
        Assert.Empty(RuleBook.Judge(file));
        var rows = FileReading.Of(file).Rows;
        Assert.NotEmpty(rows);
        Assert.All(rows, r => Assert.InRange(int.Parse(r["HOUSEHLD"], CultureInfo.InvariantCulture), 2, 9));
        Assert.All(rows, r => Assert.Equal("", r["HOBBY"]));
    }
}
