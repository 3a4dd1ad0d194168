using System.Globalization;
using Ndtms.Core.DataSets;
using Ndtms.Synthetic;

namespace Ndtms.Tests.Synthetic;

/// <summary>The world looks like the published figures: figures made from it must be credible, and trends point the right way.</summary>
public class CalibrationTests
{
    private static readonly DateOnly From = new(2009, 4, 1);
    private static readonly DateOnly To = new(2012, 3, 31);
    private static readonly World World = World.Create(new WorldOptions { Seed = 7, People = 12_000, Prisons = 6 }, CodeBook.Embedded);

    private static readonly List<Journey> Journeys = [.. World.People.SelectMany(JourneysOf)];

    private sealed record Journey(Person Person, List<SyntheticEpisode> Episodes)
    {
        public DateOnly Start { get; } = Episodes.Min(e => e.Modalities.Min(m => m.Started))!.Value;
        public DateOnly End { get; } = Episodes.Max(e => e.Discharged);
        public string Group { get; } = CodeBook.Embedded.List("discharge-reason").Find(Episodes.MaxBy(e => e.Discharged)!.Reason)!.Group;
        public bool Drug => Person.Profile is ClientProfile.Opiate or ClientProfile.OtherDrug;
    }

    private static IEnumerable<Journey> JourneysOf(Person person)
    {
        var all = person.Clients.Where(c => c.Agency.Service != AgencyService.Prison).SelectMany(c => c.Episodes)
            .Where(e => e.Modalities[0].Started is not null && e.Triaged <= To).OrderBy(e => e.Triaged).ThenBy(e => e.Discharged);
        var current = new List<SyntheticEpisode>();
        foreach (var episode in all)
        {
            if (current.Count > 0 && episode.Triaged > current.Max(e => e.Discharged).AddDays(21))
            {
                yield return new Journey(person, current);
                current = [];
            }

            current.Add(episode);
        }

        if (current.Count > 0)
            yield return new Journey(person, current);
    }

    private static void Share(double expected, double tolerance, int n, int d, string what)
    {
        var share = (double)n / d;
        Assert.True(Math.Abs(share - expected) <= tolerance, $"{what}: {share:0.000} ({n} of {d}), expected {expected} +- {tolerance}");
    }

    private static List<Journey> InTreatment(int year, params ClientProfile[] profiles) =>
        Journeys.FindAll(j => profiles.Contains(j.Person.Profile) && j.Start <= new DateOnly(year + 1, 3, 31) && j.End >= new DateOnly(year, 4, 1));

    [Fact]
    public void Most_people_are_at_one_provider()
    {
        int[] at = [.. Enumerable.Range(0, 9).Select(n => World.People.Count(p => p.Clients.Count == n))];
        Share(0.78, 0.03, at[1], World.People.Count, "one provider");
        Share(0.15, 0.03, at[2], World.People.Count, "two");
        Share(0.07, 0.02, at[3..].Sum(), World.People.Count, "three or more");
    }

    [Theory]
    [InlineData(2009)]
    [InlineData(2010)]
    [InlineData(2011)]
    public void A_years_files_have_the_usual_size(int year)
    {
        var (from, to) = (new DateOnly(year, 4, 1), new DateOnly(year + 1, 3, 31));
        var episodes = World.People.SelectMany(p => p.Clients).SelectMany(c => c.Episodes).Where(e => e.Referred <= to && e.Discharged >= from).ToList();
        var people = episodes.Select(e => e.Client.Person).Distinct().Count();
        Assert.InRange((double)episodes.Count / people, 1.1, 1.32);
        Assert.InRange((double)episodes.Sum(e => e.Modalities.Count(m => m.Referred <= to)) / episodes.Count, 1.2, 1.4);
        Assert.InRange((double)episodes.Sum(e => e.Tops.Count(t => t.Date <= to)) / episodes.Count, 1.4, 1.8);
    }

    [Theory]
    [InlineData(2009, 0.378, 0.149, 0.084)]
    [InlineData(2010, 0.430, 0.145, 0.106)]
    [InlineData(2011, 0.474, 0.135, 0.113)]
    public void Exits_change_as_published(int year, double completed, double transferred, double custody)
    {
        var exits = InTreatment(year, ClientProfile.Opiate, ClientProfile.OtherDrug).FindAll(j => j.End <= new DateOnly(year + 1, 3, 31));
        Share(completed, 0.045, exits.Count(j => j.Group == "completed"), exits.Count, "completed");
        Share(transferred, 0.035, exits.Count(j => j.Group == "transferred-not-in-custody"), exits.Count, "transferred");
        Share(custody, 0.03, exits.Count(j => j.Group == "transferred-in-custody"), exits.Count, "to custody");
    }

    [Theory]
    [InlineData(2009)]
    [InlineData(2010)]
    [InlineData(2011)]
    public void Nine_in_ten_are_in_effective_treatment(int year)
    {
        var end = new DateOnly(year + 1, 3, 31);
        var judged = InTreatment(year, ClientProfile.Opiate, ClientProfile.OtherDrug).FindAll(j => j.End <= end || j.Start.AddDays(84) <= end);
        Share(0.94, 0.025, judged.Count(j => j.End >= j.Start.AddDays(84) || (j.Group == "completed" && j.End <= end)), judged.Count, "effective");
    }

    [Fact]
    public void Four_in_ten_of_a_year_are_new_and_a_quarter_of_those_open_began_in_half_a_year()
    {
        var year = InTreatment(2010, ClientProfile.Opiate, ClientProfile.OtherDrug);
        Share(0.38, 0.06, year.Count(j => j.Start >= new DateOnly(2010, 4, 1)), year.Count, "new");
        var open = year.FindAll(j => j.End > new DateOnly(2011, 3, 31));
        Share(0.25, 0.04, open.Count(j => j.Start > new DateOnly(2010, 9, 30)), open.Count, "under six months");
        Share(0.16, 0.06, open.Count(j => j.Start <= new DateOnly(2007, 3, 31)), open.Count, "four years and over");
    }

    [Fact]
    public void First_waits_are_short()
    {
        var first = Journeys.Where(j => j.Drug && j.Start >= From).Select(j => j.Episodes[0].Modalities[0])
            .Select(m => m.Offered.DayNumber - m.Referred.DayNumber).Order().ToList();
        Assert.InRange(first[first.Count / 2], 4, 6);
        Share(0.95, 0.015, first.Count(w => w <= 21), first.Count, "within three weeks");
        var young = Journeys.Where(j => j.Person.Profile == ClientProfile.YoungPerson).Select(j => j.Episodes[0].Modalities[0])
            .Average(m => m.Offered.DayNumber - m.Referred.DayNumber);
        Assert.InRange(young, 1.6, 2.6);
    }

    [Fact]
    public void Seven_to_eight_per_cent_of_completers_are_back_within_six_months()
    {
        var completed = Journeys.FindAll(j => j.Group == "completed" && j.End >= From && j.End <= To.AddMonths(-6));
        var back = completed.Count(j => JourneysOf(j.Person).Any(o => o.Episodes[0].Triaged > j.End && o.Episodes[0].Triaged <= j.End.AddMonths(6)));
        Share(0.075, 0.012, back, completed.Count, "back");
    }

    [Fact]
    public void Opiates_lead_and_young_people_use_cannabis_and_alcohol()
    {
        var drug = Journeys.FindAll(j => j.Drug);
        Share(0.80, 0.04, drug.Count(j => j.Person.Profile == ClientProfile.Opiate), drug.Count, "opiates");
        Share(0.33, 0.04, drug.Count(j => j.Person.Profile == ClientProfile.Opiate && j.Person.Uses("3201")), drug.Count, "opiates and crack");
        var young = World.People.Where(p => p.Profile == ClientProfile.YoungPerson).ToList();
        Share(0.91, 0.03, young.Count(p => p.Drug1 is "5000" or "7000"), young.Count, "cannabis or alcohol");
        Share(0.20, 0.04, drug.Count(j => j.Person.Injecting == "C"), drug.Count, "injecting");
        Share(0.73, 0.03, drug.Count(j => j.Person.True.Sex == "M"), drug.Count, "men");
    }

    [Fact]
    public void Young_people_leave_as_planned()
    {
        var exits = Journeys.FindAll(j => j.Person.Profile == ClientProfile.YoungPerson && j.End >= From && j.End <= To);
        Share(0.75, 0.05, exits.Count(j => j.Group == "completed"), exits.Count, "planned");
    }

    [Fact]
    public void Half_of_opiate_users_are_abstinent_at_a_review()
    {
        var reviews = new List<(int Start, int Then)>();
        foreach (var agency in World.Agencies.Where(a => a.Service == AgencyService.Adult))
        {
            var submission = new Submission(agency.Code, From, To, "H", To);
            foreach (var episode in SyntheticFile.Create(World, submission, new FileStyle(), []).Clients.SelectMany(c => c.Children))
            {
                var tops = episode.Children.FindAll(c => c.Kind == EntityKind.Top);
                if (tops.Find(t => t["TRSTAGE"] == "S") is { } start && Days(start) is { } used && used > 0)
                    reviews.AddRange(tops.Where(t => t["TRSTAGE"] == "R").Select(Days).OfType<int>().Select(then => (used, then)));
            }
        }

        static int? Days(Entry top) => int.TryParse(top["OPIUSE"], CultureInfo.InvariantCulture, out var days) ? days : null;
        Share(0.51, 0.03, reviews.Count(r => r.Then == 0), reviews.Count, "abstinent");
        Share(0.20, 0.07, reviews.Count(r => r.Then > 0 && r.Start - r.Then >= 13), reviews.Count, "improved");
        Share(0.03, 0.025, reviews.Count(r => r.Then - r.Start >= 13), reviews.Count, "worse");
    }

    [Fact]
    public void Custody_and_referrals_between_agencies_are_followed_up_within_three_weeks()
    {
        Assert.Contains(Journeys, j => j.Episodes.Select(e => e.Client.Agency).Distinct().Count() > 1);
        var custody = World.People.SelectMany(p => p.Clients).Where(c => c.Agency.Service != AgencyService.Prison).SelectMany(c => c.Episodes)
            .Where(e => e.Reason == "84" && e.Discharged >= From && e.Discharged <= To.AddDays(-21)).ToList();
        Share(0.6, 0.08, custody.Count(e => e.Client.Person.Clients.SelectMany(c => c.Episodes)
            .Any(o => o != e && o.Triaged >= e.Discharged && o.Triaged <= e.Discharged.AddDays(21))), custody.Count, "followed up");
    }

    [Fact]
    public void Some_second_agencies_mistype_attributors_and_no_first_agency_does()
    {
        var later = World.People.SelectMany(p => p.Clients.Skip(1)).ToList();
        Share(World.Options.TypingErrors * 0.85, 0.05, later.Count(c => c.Error != TypingError.None), later.Count, "mistyped");
        Assert.All(World.People, p => Assert.Equal(p.True, p.Clients[0].Sent));
        Assert.All(later, c => Assert.Equal(c.Error == TypingError.None, c.Sent == c.Person.True));
        Assert.Equal(Enum.GetValues<TypingError>().Length, later.Select(c => c.Error).Distinct().Count());
    }
}
