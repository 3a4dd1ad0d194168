using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Persons;
using Ndtms.Core.Records;
using Ndtms.Core.Validation;

namespace Ndtms.Core.Quality;

/// <summary>People whom a rule keeps out of a figure of their agency.</summary>
/// <param name="Measure">Id of the measure.</param>
/// <param name="Period">The period that ends with the month of the window's last day.</param>
/// <param name="Persons">How many.</param>
public sealed record MissingPersons(string Measure, PeriodKind Period, int Persons);

/// <summary>What rejected records cost in figures, computed: the measures of the agency are counted from the file's own content twice, once
/// as it is loaded and once with the records that a rule rejects put back, and who appears is who was missing.</summary>
/// <remarks>
/// A record is put back with everything above it, whatever else rejects them, so that one rejected by two rules is missing by each of
/// them: figures of several rules must not be added. Values are taken as sent, but a discharge before triage as of the day on which the
/// last modality started (or of triage), the first on which it could have been. A person counts who is in the figure (of a share: in its
/// numerator) with the records and not without. A record without an id, an episode without a readable TRIAGED and a modality without a
/// readable MODAL or MODST
/// cannot be placed in time and add no people; clients of whom initials, date of birth or sex cannot be read are each a person of
/// their own. Level agency, population <c>all</c>; the agency is taken as one of the community.
/// </remarks>
public static class EffectOnFigures
{
    /// <summary>The measures looked at, in the order of reports.</summary>
    public static IReadOnlyList<string> Measures { get; } = ["in-treatment", "effective-treatment", "planned-exits"];

    /// <summary>The periods looked at.</summary>
    public static IReadOnlyList<PeriodKind> Periods { get; } = [PeriodKind.RollingTwelve, PeriodKind.Month];

    /// <summary>By rule that rejects, the figures that people are missing from; a rule that removes no people from a figure is not
    /// included.</summary>
    /// <param name="submission">As checked.</param>
    /// <param name="book">The reference data.</param>
    public static IReadOnlyDictionary<string, IReadOnlyList<MissingPersons>> Of(CheckedSubmission submission, CodeBook book)
    {
        var effects = new Sum();
        if (submission.RejectingRules.Count > 0)
            submission.EachPart(content => effects.Add(submission, content, book));
        return effects.Total;
    }

    /// <summary>The month end that figures of a file are of.</summary>
    internal static DateOnly CutOf(SubmissionFacts facts) => new DateOnly(facts.To.Year, facts.To.Month, 1).AddMonths(1).AddDays(-1);

    /// <summary>Adds up the effects in the parts of a file. No person is in two of them.</summary>
    internal sealed class Sum
    {
        private readonly SortedDictionary<string, SortedDictionary<(int Measure, int Period), int>> _persons = new(StringComparer.Ordinal);

        /// <summary>By rule, the figures that people are missing from.</summary>
        public IReadOnlyDictionary<string, IReadOnlyList<MissingPersons>> Total => new SortedDictionary<string, IReadOnlyList<MissingPersons>>(
            _persons.ToDictionary(
                r => r.Key,
                r => (IReadOnlyList<MissingPersons>)[.. r.Value.Select(m => new MissingPersons(Measures[m.Key.Measure], Periods[m.Key.Period], m.Value))]),
            StringComparer.Ordinal);

        private static int Place<T>(IReadOnlyList<T> list, T item) => list.Index().First(i => Equals(i.Item, item)).Index;

        /// <summary>Adds a part.</summary>
        public void Add(CheckedSubmission submission, Content content, CodeBook book)
        {
            if (submission is not { Facts: { } facts, RejectingRules.Count: > 0 })
                return;
            var view = new FileView(content, facts, book);
            var rejected = content.Entities.Where(e => e.Rejected).ToList();
            foreach (var (rule, rejects) in submission.RejectingRules)
            {
                foreach (var missing in view.Effect(rejected.Where(rejects)))
                {
                    if (!_persons.TryGetValue(rule, out var figures))
                        _persons[rule] = figures = [];
                    var figure = (Place(Measures, missing.Measure), Place(Periods, missing.Period));
                    figures[figure] = figures.GetValueOrDefault(figure) + missing.Persons;
                }
            }
        }
    }

    /// <summary>A file's content in the form of current data.</summary>
    private sealed class FileView
    {
        private readonly SubmissionFacts _facts;
        private readonly CodeBook _book;
        private readonly DateOnly _cut;
        private readonly Dictionary<Client, CurrentClient> _current;
        private readonly PersonIndex _persons;
        private readonly ILookup<int, Client> _byPerson;

        public FileView(Content content, SubmissionFacts facts, CodeBook book)
        {
            _facts = facts;
            _book = book;
            _cut = CutOf(facts);
            _current = content.Clients.Index().ToDictionary(c => c.Item, c => FileRecords.Of(c.Item, facts.Agency, c.Index));
            _persons = PersonIndex.Of(Basis.Official, _current.Values);
            _byPerson = content.Clients.ToLookup(c => _persons[_current[c]]);
        }

        /// <summary>Who is kept out because these entities are rejected.</summary>
        public IReadOnlyList<MissingPersons> Effect(IEnumerable<Entity> rejected)
        {
            var putBack = new HashSet<Entity>(ReferenceEqualityComparer.Instance);
            foreach (var one in rejected)
            {
                for (var entity = one; entity is not null; entity = entity.Parent)
                    putBack.Add(entity);
            }

            // People are independent of each other, so only those whom it touches are counted.
            var touched = putBack.OfType<Client>().Select(c => _persons[_current[c]]).Distinct().SelectMany(p => _byPerson[p]).ToList();
            if (touched.Count == 0)
                return [];
            var without = Persons(Load(touched, e => !e.Rejected));
            var with = Persons(Load(touched, e => !e.Rejected || putBack.Contains(e)));
            return
            [
                .. from measure in Measures
                   from period in Periods
                   let missing = with[(measure, period)].Except(without[(measure, period)]).Count()
                   where missing > 0
                   select new MissingPersons(measure, period, missing),
            ];
        }

        private CurrentData Load(List<Client> clients, Func<Entity, bool> isIn) => new()
        {
            Agencies = new Dictionary<string, Agency>(StringComparer.Ordinal),
            Clients = [],
            Episodes =
            [
                .. clients.Where(c => isIn(c)).SelectMany(c => c.Episodes).Where(e => isIn(e)).Select(e => FileRecords.Of(e, _current[e.Client], isIn))
                    .OfType<CurrentEpisode>(),
            ],
        };

        private Dictionary<(string, PeriodKind), HashSet<int>> Persons(CurrentData current) =>
            PersonsIn(current, _facts.Agency, _cut, _book, _persons);
    }

    /// <summary>Who is in each of the figures of an agency.</summary>
    internal static Dictionary<(string Measure, PeriodKind Period), HashSet<int>> PersonsIn(
        CurrentData current, string agency, DateOnly cut, CodeBook book, PersonIndex persons)
    {
        var caseload = Caseload.Prepare(current, book, persons);
        return Measures.SelectMany(m => Periods.Select(p => (Measure: m, Period: p))).ToDictionary(k => k, k =>
            MeasureRun.Behind(caseload, cut, new FigureKey(AreaLevel.Agency, agency, Population.All, k.Period, k.Measure))
                .Where(c => c.N > 0).Select(c => persons[c.Episodes[0].Client]).ToHashSet());
    }
}
