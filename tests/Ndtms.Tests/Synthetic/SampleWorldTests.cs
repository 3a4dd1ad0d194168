using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Synthetic;

namespace Ndtms.Tests.Synthetic;

public class SampleWorldTests
{
    private static readonly SampleWorld Sample = SampleWorld.Create(CodeBook.Embedded);

    private static string[] Lines(string name)
    {
        using var stream = new MemoryStream();
        Sample.Contents().Single(c => c.Name == name).Write(stream);
        return Encoding.UTF8.GetString(stream.ToArray()).TrimEnd('\n').Split('\n');
    }

    [Fact]
    public void It_has_the_size_and_the_kinds_of_agency_that_a_reader_can_take_in()
    {
        Assert.InRange(Sample.World.Agencies.Count, 22, 26);
        Assert.Equal(1, Sample.World.Agencies.Count(a => a.Service == AgencyService.Prison));
        Assert.Equal(4, Sample.World.Agencies.Select(a => a.Service).Distinct().Count());
        Assert.Equal(6, Sample.World.Agencies.Select(a => a.Partnership).Distinct().Count());
        Assert.Equal(2, Sample.World.Agencies.Select(a => a.Region).Distinct().Count());
        Assert.Equal(2, Sample.Files.Count(f => f.Submission.Letter == "K"));
        var people = Sample.Files.Where(f => f.Submission.Letter == "H")
            .SelectMany(f => f.Clients.Select(c => (f.Submission.Agency, c.Key)))
            .Select(key => Sample.World.ClientsByAgency[key.Agency].First(c => c.Id == key.Key).Person.Number).Distinct().Count();
        Assert.InRange(people, 1_350, 1_650);
    }

    [Fact]
    public void Windows_suit_their_data_sets()
    {
        Assert.All(Sample.Files, f => Assert.True(f.DataSet.InForceOn(f.Submission.To) && f.Submission.Received > f.Submission.To));
        Assert.Equal(Sample.Files.Select(f => f.Submission.Received).Order(), Sample.Files.Select(f => f.Submission.Received));
    }

    [Fact]
    public void Few_clients_have_a_defect_and_many_rules_are_shown()
    {
        var clients = Sample.Files.Sum(f => f.Clients.Count);
        var issues = Sample.Files.SelectMany(f => f.Issues).ToList();
        Assert.InRange((double)issues.Count / clients, 0.01, 0.04);
        Assert.True(issues.Select(i => i.Rule).Distinct().Count() >= 15);
    }

    [Fact]
    public void The_lists_beside_the_files_are_complete()
    {
        var names = Sample.Contents().Select(c => c.Name).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        foreach (var folder in (string[])["2009-2012/", "2013-14/"])
        {
            var submissions = Lines(folder + "submissions.csv");
            Assert.Equal("file,received,correction,confirm,agency,from,to,letter", submissions[0]);
            Assert.Equal(
                names.Where(n => n.StartsWith(folder, StringComparison.Ordinal) && !n.EndsWith("s.csv", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
                submissions.Skip(1).Select(l => folder + l.Split(',')[0]).Order(StringComparer.Ordinal));
        }

        var agencies = Lines("2009-2012/agencies.csv");
        Assert.Equal("code,name,partnership,region,service,email,active_from,active_to,scope", agencies[0]);
        Assert.Contains("N0801,Wearside Recovery Service,A12B,north-east,adult,n0801@example.org,,,active", agencies);
        Assert.All(agencies, l => Assert.Equal(9, l.Split(',').Length));
    }

    [Fact]
    public void The_truth_says_who_is_who_and_what_is_wrong()
    {
        var persons = Lines("truth/persons.csv");
        Assert.Equal("person,agency,clientid,finitial,sinitial,dob,sex,sent_finitial,sent_sinitial,sent_dob,sent_sex,error", persons[0]);
        Assert.Equal(Sample.World.People.Sum(p => p.Clients.Count), persons.Length - 1);
        var issues = Lines("truth/issues.csv");
        Assert.Equal("file,rule,lines,clientid,episodid,child_kind,child,column", issues[0]);
        Assert.Equal(Sample.Files.Sum(f => f.Issues.Count), issues.Length - 1);
    }

    [Fact]
    public void Two_submissions_of_an_agency_agree_on_every_client()
    {
        foreach (var later in Sample.Files.Where(f => f.Submission.Letter == "K"))
        {
            var earlier = Sample.Files.Single(f => f.Submission.Agency == later.Submission.Agency && f != later);
            var held = earlier.Clients.ToDictionary(c => c.Key);
            var both = later.Clients.Where(c => held.ContainsKey(c.Key)).ToList();
            Assert.NotEmpty(both);
            foreach (var header in (string[])["FINITIAL", "SINITIAL", "DOB", "SEX"])
            {
                // What is blank or malformed in one of the files is a defect of its own.
                var differ = both.Where(c => Entry.Allowed(later.DataSet.Find(header)!, c[header])
                    && Entry.Allowed(later.DataSet.Find(header)!, held[c.Key][header]) && c[header] != held[c.Key][header]);
                Assert.Empty(differ.Select(c => c.Key));
            }
        }
    }

    [Fact]
    public void The_later_submission_is_no_suspicious_fall()
    {
        foreach (var later in Sample.Files.Where(f => f.Submission.Letter == "K"))
        {
            var earlier = Sample.Files.Single(f => f.Submission.Agency == later.Submission.Agency && f != later);
            var replaced = earlier.Clients.Sum(c => c.Children.Count(e => e["DISD"].Length == 0));
            var brings = later.Clients.Sum(c => c.Children.Count);
            Assert.True(replaced < 20 || brings * 10 >= replaced * 9, $"{later.Submission.FileName}: {brings} for {replaced}");
        }
    }
}
