using System.Globalization;
using Ndtms.Core.DataSets;
using Ndtms.Core.Records;

namespace Ndtms.Synthetic;

/// <summary>Invents the people of a world and their treatment: when it starts, at which agencies, and how it ends.</summary>
internal sealed class Lives
{
    private const int Year = 365;

    // People in treatment on one day, and new people each year, in thousands: together they determine who was in treatment before the period.
    private static readonly (int Weight, ClientProfile Profile, int Stock, int Inflow)[] Profiles =
    [
        (485, ClientProfile.Opiate, 118, 48), (115, ClientProfile.OtherDrug, 14, 23),
        (315, ClientProfile.Alcohol, 26, 60), (85, ClientProfile.YoungPerson, 7, 15),
    ];

    // Exits of journeys by financial year from 2009/10, in tenths of a percentage point: adults in drug treatment, and in alcohol treatment.
    private static readonly int[] DrugCompleted = [378, 430, 474];
    private static readonly int[] DrugTransferred = [149, 145, 135];
    private static readonly int[] DrugCustody = [84, 106, 113];
    private static readonly int[] AlcoholCompleted = [480, 540, 570];

    private readonly WorldOptions _options;
    private readonly CodeBook _book;
    private readonly CodeList _reasons;
    private readonly Dictionary<AgencyService, (int Weight, string Choice)[]> _homes;
    private readonly Dictionary<(string Partnership, AgencyService Service), List<Agency>> _agencies;
    private readonly Dictionary<string, int> _sizes;
    private readonly List<Agency> _prisons;
    private readonly ILookup<string, string> _authorities;
    private readonly Dictionary<string, int> _clientsSoFar = new(StringComparer.Ordinal);

    public Lives(WorldOptions options, CodeBook book, List<(Agency Agency, int Size)> agencies)
    {
        _options = options;
        _book = book;
        _reasons = book.List("discharge-reason");
        _agencies = agencies.Select(a => a.Agency).GroupBy(a => (a.Partnership, a.Service)).ToDictionary(g => g.Key, g => g.ToList());
        _sizes = agencies.ToDictionary(a => a.Agency.Code, a => a.Size, StringComparer.Ordinal);
        _prisons = [.. agencies.Select(a => a.Agency).Where(a => a.Service == AgencyService.Prison)];
        _authorities = book.List("local-authority").Codes
            .ToLookup(c => c.Columns.GetValueOrDefault("partnership", "").ToUpperInvariant(), c => c.Value, StringComparer.Ordinal);
        _homes = new[] { AgencyService.Adult, AgencyService.Alcohol, AgencyService.YoungPeople }
            .ToDictionary(s => s, s => options.Partnerships.Select(code => (WeightOf(code, s), code)).ToArray());
    }

    /// <summary>The next person. Numbers must be in order, because agencies number their clients in order of arrival.</summary>
    public Person Next(int number)
    {
        var dice = Dice.For(_options.Seed, 1, number);
        var (profile, stock, inflow) = dice.Pick<(ClientProfile, int, int)>(
            [.. Profiles.Select(p => (p.Weight, (p.Profile, p.Stock, p.Inflow)))]);
        var days = _options.To.DayNumber - _options.From.DayNumber + 1;
        var longSince = dice.Chance(stock / (stock + (inflow * (double)days / Year)));
        var start = longSince ? _options.From.AddDays(-Elapsed(profile, dice)) : _options.From.AddDays(dice.Below(days));
        var person = Born(number, profile, start, dice);
        new Life(this, person, dice).Live(start, longSince);
        return person;
    }

    /// <summary>How many of the people whom a service treats live in a partnership: by its agencies where they are listed.</summary>
    private int WeightOf(string partnership, AgencyService service)
    {
        if (_options.Agencies.Count > 0)
            return _agencies.TryGetValue((partnership, service), out var there) ? there.Sum(a => _sizes[a.Code]) : 0;
        return WeightOf(_book, partnership);
    }

    /// <summary>How many people live in a partnership beside the others.</summary>
    public static int WeightOf(CodeBook book, string partnership)
    {
        var text = book.List("partnership").Find(partnership)?.Columns.GetValueOrDefault("weight", "") ?? "";
        return decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var weight) && weight > 0
            ? Math.Max(1, (int)(weight * 100))
            : 100;
    }

    /// <summary>Days in treatment so far of a person who is in treatment on the first day.</summary>
    private static int Elapsed(ClientProfile profile, Dice dice) => profile == ClientProfile.Opiate
        ? dice.Pick<(int From, int To)>([(22, (1, 180)), (15, (181, 365)), (20, (366, 730)), (24, (731, 1460)), (12, (1461, 2190)), (7, (2191, 3200))])
            is var (from, to) ? dice.Between(from, to) : 0
        : dice.Wait(110, 700) + 1;

    private Person Born(int number, ClientProfile profile, DateOnly start, Dice dice)
    {
        var age = profile switch
        {
            ClientProfile.YoungPerson => dice.Pick<int>([(1, 12), (4, 13), (12, 14), (25, 15), (33, 16), (25, 17)]),
            ClientProfile.Alcohol => Math.Clamp(dice.Around(42, 28), 18, 80),
            ClientProfile.OtherDrug => Math.Clamp(dice.Around(28, 19), 18, 70),
            _ => Math.Clamp(dice.Around(34, 19), 18, 75),
        };
        var born = start.AddYears(-age).AddDays(-dice.Below(364) - 1);
        var woman = dice.Chance(profile switch { ClientProfile.YoungPerson => 0.34, ClientProfile.Alcohol => 0.35, _ => 0.26 });
        var home = dice.Pick<string>(_homes[profile switch
        {
            ClientProfile.YoungPerson => AgencyService.YoungPeople,
            ClientProfile.Alcohol => AgencyService.Alcohol,
            _ => AgencyService.Adult,
        }]);
        var abroad = dice.Chance(0.004);
        var (drug1, drug2, drug3) = Drugs(profile, dice);
        var injects = profile switch
        {
            ClientProfile.Opiate => dice.Pick<string>([(24, "C"), (36, "P"), (39, "N"), (1, "Z")]),
            ClientProfile.OtherDrug => dice.Pick<string>([(5, "C"), (9, "P"), (86, "N")]),
            ClientProfile.Alcohol => dice.Pick<string>([(5, "P"), (95, "N")]),
            _ => dice.Pick<string>([(1, "P"), (99, "N")]),
        };
        var (pct, town) = AreaOf(home);
        var first = Names.Draw(Names.Forenames, dice);
        var surname = Names.Draw(Names.Surnames, dice);
        return new Person
        {
            Number = number,
            True = new Attributors(first, surname, born, woman ? "F" : "M"),
            Profile = profile,
            Ethnic = dice.Pick<string>(
            [
                (825, "A"), (12, "B"), (34, "C"), (15, "D"), (4, "E"), (5, "F"), (9, "G"), (12, "H"), (14, "J"), (5, "K"), (8, "L"),
                (20, "M"), (7, "N"), (9, "P"), (1, "R"), (8, "S"), (12, "Z"),
            ]),
            Nation = dice.Pick<string>([(950, "GBR"), (15, "IRL"), (15, "POL"), (8, "PRT"), (6, "LTU"), (6, "IRN")]),
            Partnership = abroad ? Areas.OutsideEngland : home,
            LocalAuthority = abroad || !_authorities.Contains(home) ? "" : dice.Pick<string>([.. _authorities[home]]),
            Pct = pct,
            Postcode = abroad
                ? "EH6 5"
                : string.Create(CultureInfo.InvariantCulture, $"{town}{dice.Between(1, 15)} {dice.Below(10)}"),
            Drug1 = drug1,
            Drug2 = drug2,
            Drug3 = drug3,
            FirstUsed = Math.Min(age, profile == ClientProfile.YoungPerson ? dice.Between(10, 14) : dice.Between(13, 26)),
            Injecting = injects,
        };
    }

    /// <summary>PCT and the letters of the outward code: real ones where the real exporter shows them, invented and well-formed elsewhere.</summary>
    private static (string Pct, string Town) AreaOf(string partnership) => partnership switch
    {
        "A12B" => ("5KL", "SR"),
        "A09B" => ("5KF", "NE"),
        "A11B" => ("5KG", "NE"),
        _ => Letters(partnership),
    };

    private static (string Pct, string Town) Letters(string partnership)
    {
        var sum = 0;
        foreach (var letter in partnership)
            sum = ((sum * 31) + letter) % 576;
        var first = (char)('A' + (sum / 26));
        var second = (char)('A' + (sum % 26));
        return ($"5{first}{second}", $"{first}{second}");
    }

    private static (string, string, string) Drugs(ClientProfile profile, Dice dice)
    {
        switch (profile)
        {
            case ClientProfile.Opiate:
                var opiate = dice.Pick<string>([(88, "1011"), (7, "1105"), (5, "1000")]);
                if (dice.Chance(0.41))
                    return (opiate, "3201", dice.Pick<string>([(50, "9997"), (20, "7000"), (15, "5000"), (15, "2200")]));
                return dice.Chance(0.5)
                    ? (opiate, "9996", "9997")
                    : (opiate, dice.Pick<string>([(40, "7000"), (30, "5000"), (30, "2200")]), dice.Pick<string>([(80, "9997"), (20, "3100")]));
            case ClientProfile.OtherDrug:
                var drug = dice.Pick<string>([(20, "3201"), (35, "5000"), (25, "3200"), (15, "3100"), (5, "3406")]);
                return dice.Chance(0.5)
                    ? (drug, "7000", "9997")
                    : (drug, dice.Pick<string>([(80, "9996"), (20, drug == "2200" ? "9996" : "2200")]), "9997");
            case ClientProfile.Alcohol:
                return ("7000", "9996", "9997");
            default:
                var young = dice.Pick<string>([(55, "5000"), (36, "7000"), (3, "3200"), (2, "3406"), (3, "3100"), (1, "6000")]);
                return dice.Chance(0.55)
                    ? (young, young == "5000" ? "7000" : "5000", dice.Pick<string>([(85, "9997"), (15, young == "3200" ? "9997" : "3200")]))
                    : (young, "9996", "9997");
        }
    }

    /// <summary>The exit of a journey that ends on a given day.</summary>
    private static string ExitGroup(ClientProfile profile, DateOnly end, Dice dice)
    {
        var financialYear = end.Month >= 4 ? end.Year : end.Year - 1;
        var at = Math.Clamp(financialYear - 2009, 0, 2);
        var (completed, transferred, custody) = profile switch
        {
            ClientProfile.YoungPerson => (750, 90, 10),
            ClientProfile.Alcohol => (AlcoholCompleted[at], 90, 15),
            _ => (DrugCompleted[at], DrugTransferred[at], DrugCustody[at]),
        };
        var rest = 1_000 - completed - transferred - custody;
        return dice.Pick<string>(
        [
            (completed, "completed"), (transferred, "transferred-not-in-custody"), (custody, "transferred-in-custody"),
            (rest * 78 / 100, "dropped-out"), (rest * 10 / 100, "withdrawn"), (rest * 4 / 100, "declined"),
            (rest * 5 / 100, "incomplete-other"), (rest * 3 / 100, "died"),
        ]);
    }

    /// <summary>The preferred discharge reason or, on a day when it is not valid, the first valid reason in its group.</summary>
    private string Reason(string preferred, string group, DateOnly day)
    {
        if (_reasons.Find(preferred) is { } code && code.ValidOn(day))
            return code.Value;
        return _reasons.Codes.FirstOrDefault(c => c.Group == group && c.ValidOn(day))?.Value
            ?? throw new CodeBookException($"The list discharge-reason has no code of group {group} that is valid on {day:yyyy-MM-dd}; add one.");
    }

    /// <summary>One person's treatment, as a succession of journeys.</summary>
    private sealed class Life(Lives lives, Person person, Dice dice)
    {
        private readonly WorldOptions _options = lives._options;
        private readonly string _home = person.Partnership == Areas.OutsideEngland ? lives._options.Partnerships[0] : person.Partnership;
        private int _episodes;
        private bool _treated = dice.Chance(person.Profile switch
        {
            ClientProfile.Opiate => 0.68,
            ClientProfile.YoungPerson => 0.12,
            _ => 0.35,
        });

        public void Live(DateOnly start, bool longSince)
        {
            var providers = dice.Pick<int>([(785, 1), (137, 2), (78, 3)]);
            var agency = Choose(start, null);
            var previousEnd = DateOnly.MinValue;
            var source = "";
            var inPrisonFirst = lives._prisons.Count > 0 && IsAdultDrug && !longSince && dice.Chance(0.015);
            if (inPrisonFirst)
            {
                var release = start.AddDays(dice.Between(30, 240));
                AddEpisode(dice.Pick(lives._prisons), start, start.AddDays(-dice.Wait(3, 14)), release, "83", "transferred-not-in-custody", "13", true);
                if (release > _options.To || dice.Chance(0.4))
                    return;
                (start, source, previousEnd) = (release.AddDays(dice.Between(1, 20)), "13", release);
            }
            else if (!longSince && dice.Chance(0.04))
            {
                // Assessed, but treatment never started.
                var left = start.AddDays(dice.Between(12, 50));
                AddEpisode(agency, start, ReferredBefore(start, previousEnd), left, "88", "declined", "", false);
                if (dice.Chance(0.6))
                    return;
                (start, previousEnd) = (left.AddDays(dice.Between(25, 200)), left);
            }

            for (var first = true; start <= _options.To; first = false)
            {
                var days = Length(first && longSince) * _options.JourneyLength / 100;
                if (first && longSince)
                    days += _options.From.DayNumber - start.DayNumber;
                var end = start.AddDays(days);
                var group = ExitGroup(person.Profile, end, dice);
                var transition = group == "transferred-not-in-custody" && AgeAt(start) == 17 && dice.Chance(0.7);
                if (transition)
                    end = Later(start.AddDays(30), EighteenthBirthday.AddDays(dice.Between(0, 40)));
                (agency, previousEnd) = Journey(agency, start, end, group, transition, source, previousEnd, providers);
                if (end > _options.To || group == "died")
                    return;
                (start, source, previousEnd) = After(end, group, transition, previousEnd);
                if (start > _options.To)
                    return;
                if (transition || (AgeAt(start) >= 18 && agency.Service == AgencyService.YoungPeople) || (person.Clients.Count < providers && dice.Chance(0.7)))
                    agency = Choose(start, agency);
            }
        }

        private bool IsAdultDrug => person.Profile is ClientProfile.Opiate or ClientProfile.OtherDrug;

        private DateOnly EighteenthBirthday => person.True.DateOfBirth.AddYears(18);

        private int AgeAt(DateOnly day) => CompletedYears.Between(person.True.DateOfBirth, day);

        private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;

        private static DateOnly Earlier(DateOnly a, DateOnly b) => a < b ? a : b;

        /// <summary>The days of a journey; from the first day of the period for a person already in treatment.</summary>
        private int Length(bool longSince) => person.Profile switch
        {
            ClientProfile.Opiate when longSince => 1 + (30 * dice.Wait(28, 200)) + dice.Below(30),
            ClientProfile.Opiate => dice.Pick<int>([(17, 0), (33, 1), (30, 2), (20, 3)]) switch
            {
                0 => dice.Between(14, 83),
                1 => dice.Between(84, 365),
                2 => dice.Between(366, 1_000),
                _ => dice.Between(1_001, 3_000),
            },
            ClientProfile.OtherDrug => dice.Chance(0.2) && !longSince ? dice.Between(14, 83) : 84 + dice.Wait(130, 900),
            ClientProfile.Alcohol => dice.Chance(0.2) && !longSince ? dice.Between(14, 83) : 84 + dice.Wait(110, 900),
            _ => dice.Chance(0.25) ? dice.Between(14, 83) : 84 + dice.Wait(60, 500),
        };

        /// <summary>When the person returns, and the referral source; a date after the period for those who do not return.</summary>
        private (DateOnly Start, string Source, DateOnly PreviousEnd) After(DateOnly end, string group, bool transition, DateOnly previousEnd)
        {
            if (transition && dice.Chance(0.75))
                return (end.AddDays(dice.Between(1, 20)), "2", end);
            if (group == "transferred-in-custody" && lives._prisons.Count > 0 && dice.Chance(0.6))
            {
                var reception = end.AddDays(dice.Between(1, 18));
                if (reception > _options.To)
                    return (DateOnly.MaxValue, "", previousEnd);
                var release = reception.AddDays(dice.Between(25, 260));
                AddEpisode(dice.Pick(lives._prisons), reception, ReferredBefore(reception, end), release, "83", "transferred-not-in-custody", "13", true);
                return dice.Chance(0.6)
                    ? (release.AddDays(dice.Between(1, 20)), "13", release)
                    : (release.AddDays(dice.Between(60, 500)), "", release);
            }

            var (soon, later) = group switch
            {
                "completed" => (0.082, 0.12),
                "transferred-not-in-custody" or "transferred-in-custody" => (0.2, 0.2),
                _ => (0.22, 0.25),
            };
            if (dice.Chance(soon))
                return (end.AddDays(dice.Between(23, 180)), "", end);
            return dice.Chance(later) ? (end.AddDays(dice.Between(185, 800)), "", end) : (DateOnly.MaxValue, "", end);
        }

        /// <summary>One journey, of one episode or of several that join. Returns the agency and the day where it ended.</summary>
        private (Agency, DateOnly) Journey(
            Agency agency, DateOnly start, DateOnly end, string group, bool transition, string source, DateOnly previousEnd, int providers)
        {
            var reason = transition ? "97" : ReasonFor(group);
            var referred = ReferredBefore(start, previousEnd);
            // A second agency joins in the part of the journey that is within the period.
            var begins = Later(start, _options.From);
            var seen = Earlier(end, _options.To.AddDays(-3)).DayNumber - begins.DayNumber;
            var wanted = providers - person.Clients.Count - (Knows(agency) ? 0 : 1);
            if (seen >= 45 && wanted > 0)
            {
                var other = Choose(start, agency);
                var third = wanted > 1 ? Choose(start, agency, other) : agency;
                var (joins, leaves) = (begins.AddDays(dice.Between(5, seen - 20)), begins.AddDays(dice.Between(20, seen - 25)));
                var alongside = other != agency && (third != agency || dice.Chance(0.45));
                var last = agency;
                if (!alongside || third != agency)
                    last = Handed(agency, alongside ? third : other, start, leaves, end, reason, group, source, referred);
                else
                    AddEpisode(agency, start, referred, end, reason, group, source, true);
                // Two agencies at the same time: one prescribes, the other provides all other treatment.
                if (alongside)
                    AddEpisode(other, joins, joins.AddDays(-dice.Wait(7, Math.Min(30, joins.DayNumber - start.DayNumber))), end, reason, group, "2", true);
                return (last, end);
            }

            if (seen >= 200 && dice.Chance(0.05))
            {
                Handed(agency, agency, start, begins.AddDays(dice.Between(60, seen - 60)), end, reason, group, source, referred);
                return (agency, end);
            }

            AddEpisode(agency, start, referred, end, reason, group, source, true);
            return (agency, end);
        }

        private Agency Handed(
            Agency from, Agency to, DateOnly start, DateOnly leaves, DateOnly end, string reason, string group, string source, DateOnly referred)
        {
            AddEpisode(from, start, referred, leaves, dice.Pick<string>([(90, "83"), (4, "93"), (2, "94"), (4, "95")]), "transferred-not-in-custody", source, true);
            var arrives = leaves.AddDays(dice.Between(1, 14));
            AddEpisode(to, arrives, Later(leaves, arrives.AddDays(-dice.Wait(6, 14))), end, reason, group, "1", true);
            return to;
        }

        private bool Knows(Agency agency) => person.Clients.Exists(c => c.Agency == agency);

        private DateOnly ReferredBefore(DateOnly triaged, DateOnly previousEnd)
        {
            var lag = person.Profile == ClientProfile.YoungPerson ? dice.Wait(3, 20) : dice.Wait(7.2, 35);
            var referred = triaged.AddDays(-lag);
            return referred <= previousEnd ? Earlier(previousEnd.AddDays(1), triaged) : referred;
        }

        private string ReasonFor(string group) => group switch
        {
            "completed" when person.Profile == ClientProfile.Alcohol || person.Drug1 == "7000" => "81",
            "completed" => dice.Chance(0.7) ? "80" : "82",
            "transferred-not-in-custody" => "83",
            "transferred-in-custody" => "84",
            "dropped-out" => "85",
            "withdrawn" => "86",
            "declined" => "88",
            "died" => "89",
            _ => "87",
        };

        /// <summary>An agency for the right service. Where others are given, a different one if possible, else the first of them.</summary>
        private Agency Choose(DateOnly day, Agency? not, Agency? norThis = null)
        {
            var service = AgeAt(day) < 18 ? AgencyService.YoungPeople
                : person.Profile == ClientProfile.Alcohol || person.Drug1 == "7000" ? AgencyService.Alcohol : AgencyService.Adult;
            var area = _options.Partnerships.Count > 1 && dice.Chance(0.04) ? dice.Pick(_options.Partnerships) : _home;
            var known = person.Clients.Select(c => c.Agency).ToHashSet();
            foreach (var place in (IEnumerable<string>)[area, .. _options.Partnerships])
            {
                foreach (var kind in (AgencyService[])[service, AgencyService.Adult])
                {
                    if (!lives._agencies.TryGetValue((place, kind), out var there))
                        continue;
                    var fresh = not is null ? there : there.FindAll(a => a != not && a != norThis && !known.Contains(a));
                    if (fresh.Count > 0)
                        return dice.Pick<Agency>([.. fresh.Select(a => (lives._sizes[a.Code], a))]);
                    if (service == AgencyService.YoungPeople && not is not null)
                        break;
                }
            }

            return not ?? throw new InvalidOperationException("A world has an adult agency in every partnership.");
        }

        private SyntheticClient ClientAt(Agency agency, DateOnly triaged)
        {
            if (person.Clients.Find(c => c.Agency == agency) is { } known)
                return known;
            var number = lives._clientsSoFar[agency.Code] = lives._clientsSoFar.GetValueOrDefault(agency.Code) + 1;
            // A typing error must not move anybody out of the ages that raise no issue (12 to 90).
            var error = person.Clients.Count > 0 && AgeAt(triaged) is >= 14 and <= 85 && dice.Chance(_options.TypingErrors)
                ? Typing.Draw(dice)
                : TypingError.None;
            var client = new SyntheticClient
            {
                Person = person,
                Agency = agency,
                Id = (1_000 + number).ToString(CultureInfo.InvariantCulture),
                Sent = person.True,
                Error = TypingError.None,
            };
            (client.Sent, client.Error) = Typing.Mistype(person.True, error, dice);
            person.Clients.Add(client);
            return client;
        }

        /// <summary>Adds an episode.</summary>
        private void AddEpisode(
            Agency agency, DateOnly triaged, DateOnly referred, DateOnly discharged, string reason, string group, string source, bool starts)
        {
            _episodes++;
            var client = ClientAt(agency, triaged);
            var structured = !starts || dice.Chance(0.97);
            var modalities = starts
                ? Courses.Started(person.Profile, agency.Service, referred, triaged, discharged, group, structured, dice)
                : [Courses.NeverStarted(person.Profile, agency.Service, triaged, dice)];
            var firstStructured = structured && starts ? modalities.Min(m => m.Started) : null;
            var coordinates = dice.Chance(person.Profile == ClientProfile.YoungPerson ? 0.3 : agency.Service == AgencyService.Prison ? 0.3 : 0.6);
            var tops = coordinates && group != "died" && firstStructured is { } treatment
                ? Courses.Tops(treatment, referred, discharged, dice)
                : [];
            client.Episodes.Add(new SyntheticEpisode
            {
                Client = client,
                Id = (client.Episodes.Count + 1).ToString(CultureInfo.InvariantCulture),
                Referred = referred,
                Triaged = triaged,
                Discharged = discharged,
                Reason = lives.Reason(reason, group, discharged),
                ReferralSource = source.Length > 0 ? source : Courses.ReferralSource(person.Profile, dice),
                PreviouslyTreated = _treated,
                Seed = Dice.Derive(_options.Seed, 2, person.Number, _episodes),
                Modalities = modalities,
                Tops = tops,
            });
            _treated |= starts && structured;
        }
    }
}
