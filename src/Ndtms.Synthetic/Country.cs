using Ndtms.Core.DataSets;

namespace Ndtms.Synthetic;

/// <summary>The files of one month of a country of England's size, or of a part of it: about 1,800 files with a median of 400 rows, the
/// largest of about 50,000, 2 million rows and 350,000 people in all 149 partnerships. A part has files, people and partnerships in proportion,
/// and files of the same sizes. The same share, seed and code book give the same files.</summary>
public sealed class Country
{
    /// <summary>The letter of the files' data set.</summary>
    public const string Letter = "H";

    private const int People = 350_000;
    private const int AllAgencies = 1_800;

    private const int JourneyLength = 250;

    /// <summary>One agency of so many is a prison.</summary>
    private const int FilesToAPrison = 30;

    private static readonly (DateOnly From, DateOnly To, DateOnly Received) Window = (new(2003, 4, 1), new(2012, 3, 31), new(2012, 4, 10));

    // Rows by the share of files, in ten thousandths, that have no more; between two of them in a straight line.
    private static readonly (int Share, int Rows)[] RowsByShare =
    [
        (0, 25), (500, 45), (2_500, 145), (5_000, 345), (7_500, 950), (9_000, 2_500), (9_700, 6_200), (9_900, 12_000), (9_970, 22_000), (10_000, 68_000),
    ];

    // The share of rows that each service sends, in hundredths.
    private static readonly (AgencyService Service, int Share)[] Services =
        [(AgencyService.Adult, 70), (AgencyService.Alcohol, 26), (AgencyService.YoungPeople, 4)];

    private readonly World _world;

    private Country(World world) => _world = world;

    /// <summary>Makes the country, or a part of it.</summary>
    /// <param name="share">The part, above 0 and at most 1.</param>
    /// <param name="seed">Another seed, other people.</param>
    /// <param name="book">Fields and codes.</param>
    public static Country Create(double share, ulong seed, CodeBook book)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        var all = book.Areas.Partnerships;
        var count = Part(all.Count, share);
        var partnerships = Enumerable.Range(0, count).Select(i => all[i * all.Count / count].Code).ToList();
        return new Country(World.Create(
            new WorldOptions
            {
                Seed = seed,
                People = Part(People, share),
                From = Window.From,
                To = Window.To,
                Partnerships = partnerships,
                JourneyLength = JourneyLength,
                Agencies = [.. AgenciesOf(Part(AllAgencies, share), partnerships, book)],
            },
            book));
    }

    /// <summary>Number of agencies.</summary>
    public int Agencies => _world.Agencies.Count;

    /// <summary>The files, one for each agency. A file is made when it is asked for and not kept, and several threads may ask at once; one without
    /// rows is not to be sent.</summary>
    /// <param name="defects">Share of clients (0 to 1) with something wrong.</param>
    public IEnumerable<(Submission Facts, Func<SyntheticFile> Make)> Files(double defects) => _world.Agencies.Select(agency =>
    {
        var facts = new Submission(agency.Code, Window.From, Window.To, Letter, Window.Received);
        return (facts, (Func<SyntheticFile>)(() => File(facts, defects)));
    });

    /// <summary>The file of the same window that an agency of the month sends a month later, with what has become known until then.</summary>
    /// <param name="first">Facts of its file of the month.</param>
    /// <param name="defects">Share of clients (0 to 1) with something wrong.</param>
    public SyntheticFile FileAgain(Submission first, double defects) => File(first with { Received = first.Received.AddMonths(1) }, defects);

    private SyntheticFile File(Submission facts, double defects) =>
        SyntheticFile.Create(_world, facts, SampleWorld.StyleOf(_world, _world.Agencies.First(a => a.Code == facts.Agency)) with { Rows = RowForm.CrossProduct }, defects);

    /// <summary>Writes <c>agencies.csv</c>, which <c>submit</c> loads first.</summary>
    public void WriteAgencies(Stream stream) => SampleWorld.WriteAgencies(_world, stream);

    /// <summary>Writes <c>submissions.csv</c>: the files in the order in which they are sent.</summary>
    public static void WriteSubmissions(IEnumerable<Submission> files, Stream stream) =>
        SampleWorld.WriteSubmissions(files.Select(f => (f.FileName, f)), stream);

    private static int Part(int whole, double share) => Math.Max(1, (int)Math.Round(whole * share));

    /// <summary>The agencies, the largest first in each place: each goes where most people are left without one.</summary>
    private static IEnumerable<SizedAgency> AgenciesOf(int count, List<string> partnerships, CodeBook book)
    {
        var prisons = count / FilesToAPrison;
        for (var i = 0; i < prisons; i++)
            yield return new SizedAgency(partnerships[i * partnerships.Count / prisons], AgencyService.Prison, 1);
        var sizes = Enumerable.Range(0, count - prisons).Select(i => RowsAt((int)(((2L * i) + 1) * 5_000 / (count - prisons)))).ToList();
        var weights = partnerships.ConvertAll(code => Lives.WeightOf(book, code));
        var left = new PriorityQueue<(string Partnership, AgencyService Service, long People), (long, int)>();
        foreach (var (service, share) in Services)
        {
            for (var i = 0; i < partnerships.Count; i++)
            {
                var people = sizes.Sum(s => (long)s) * weights[i] * share / (100 * weights.Sum(w => (long)w));
                left.Enqueue((partnerships[i], service, people), (-people, left.Count));
            }
        }

        foreach (var size in Enumerable.Reverse(sizes))
        {
            left.TryDequeue(out var place, out var order);
            yield return new SizedAgency(place.Partnership, place.Service, size);
            left.Enqueue(place with { People = place.People - size }, (size - place.People, order.Item2));
        }
    }

    private static int RowsAt(int share)
    {
        var at = Array.FindIndex(RowsByShare, r => r.Share > share);
        var ((from, least), (to, most)) = (RowsByShare[at - 1], RowsByShare[at]);
        return least + ((most - least) * (share - from) / (to - from));
    }
}
