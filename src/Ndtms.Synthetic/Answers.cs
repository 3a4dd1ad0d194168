using System.Globalization;
using Ndtms.Core.Records;

namespace Ndtms.Synthetic;

/// <summary>The answers on the forms of an agency: the values of clients, episodes and their children, the same in every extract.</summary>
internal static class Answers
{
    private static readonly string[] YoungStart =
    [
        "YPSLEAD", "YPSMHS", "YPSYOT", "YPSSEXEX", "YPSSLFHM", "YPSUNSDR", "YPSOFFND", "YPSGP", "YPSCAF", "YPSLNDIF", "YPSUSS", "YPSFOU",
    ];

    private static readonly string[] YoungExit =
    [
        "YPELEAD", "YPEMHS", "YPEYOT", "YPESEXEX", "YPESLFHM", "YPEUNSDR", "YPEOFFND", "YPECAFE", "YPEFOU", "YPELNDIF", "YPEUSS", "YPESTD",
        "YPEGP", "YPECAREP",
    ];

    private static readonly string[] Interventions =
    [
        "PHSTBL", "PHWTH", "PHRELPR", "PSYMOTI", "PSYCNMG", "PSYFSNI", "PSYCGBH", "PSYCOUN", "RECPEER", "RECMAID", "RECFMSP", "RECHSE",
        "RECEMP", "RECEDUT",
    ];

    // TOP item, substances, percentages of reviews that are abstinent, improved and worse, and the days of a reliable change.
    private static readonly (string Item, string[] Substances, int Abstinent, int Improved, int Worse, int Reliable)[] Use =
    [
        ("ALCUSE", ["7000"], 33, 22, 3, 13),
        ("OPIUSE", ["1000", "1011", "1105"], 51, 23, 3, 13),
        ("CRAUSE", ["3201"], 63, 8, 2, 10),
        ("COCAUSE", ["3200"], 62, 9, 2, 8),
        ("AMPHUSE", ["3100"], 60, 10, 3, 9),
        ("CANNUSE", ["5000"], 40, 18, 4, 15),
        ("OTDRGUSE", ["2100", "2200", "3406", "4000", "6000", "8200", "8300", "8799", "9005"], 50, 15, 4, 10),
    ];

    public static void Of(SyntheticClient client, Entry entry)
    {
        var person = client.Person;
        var dice = Dice.For((ulong)person.Number, 5, person.True.DateOfBirth.DayNumber);
        entry["FINITIAL"] = client.Sent.FirstInitial.ToString();
        entry["SINITIAL"] = client.Sent.SurnameInitial.ToString();
        entry.Date("DOB", client.Sent.DateOfBirth);
        entry["SEX"] = client.Sent.Sex;
        entry["ETHNIC"] = person.Ethnic;
        entry["NATION"] = person.Nation;
        entry["AGNCY"] = client.Agency.Code;
        entry["CLIENT"] = "R" + client.Id;
        entry["CLIENTID"] = client.Id;
        entry["CONSENT"] = "Y";
        entry["SEXUAL"] = dice.Pick<string>([(82, "H"), (3, "G"), (3, "B"), (4, "Z"), (8, "")]);
        entry.Complete(client.Sent.DateOfBirth, dice);
    }

    /// <param name="episode">The episode.</param>
    /// <param name="entry">Receives the values.</param>
    /// <param name="known">Last day that the extract covers.</param>
    /// <param name="reviewed">Last day of a health care assessment in the extract.</param>
    public static void Of(SyntheticEpisode episode, Entry entry, DateOnly known, DateOnly reviewed)
    {
        var dice = new Dice(episode.Seed);
        var (person, sent) = (episode.Client.Person, episode.Client.Sent);
        var age = CompletedYears.Between(sent.DateOfBirth, episode.Triaged);
        var young = age < 18;
        var left = episode.Discharged <= known;
        entry["EPISODID"] = episode.Id;
        entry.Date("REFLD", episode.Referred);
        entry.Date("TRIAGED", episode.Triaged);
        entry.Date("CPLANDT", dice.Chance(0.8) ? episode.Triaged : dice.Between(episode.Referred, episode.Triaged));
        entry.Date("DISD", left ? episode.Discharged : null);
        entry["DISRSN"] = left ? episode.Reason : "";
        entry["TOPCC"] = YesNo(episode.TopCoordinator);
        entry["PREVTR"] = YesNo(episode.PreviouslyTreated);
        entry["RFLS"] = episode.ReferralSource;
        entry["PC"] = person.Postcode;
        entry["DAT"] = person.Partnership;
        entry["LA"] = person.LocalAuthority;
        entry["PCT"] = person.Pct;
        entry["GPPTCE"] = dice.Chance(0.7) ? "A89" + dice.Between(100, 199).ToString(CultureInfo.InvariantCulture) : "";
        entry["ACCMNEED"] = young ? dice.Pick<string>([(1, "1"), (5, "2"), (94, "3")]) : dice.Pick<string>([(10, "1"), (15, "2"), (75, "3")]);
        var parent = young
            ? dice.Pick<string>([(1, "12"), (2, "13"), (96, "14"), (1, "15")])
            : dice.Pick<string>([(15, "11"), (5, "12"), (29, "13"), (49, "14"), (2, "15")]);
        entry["PRNTSTAT"] = parent;
        entry["CHILDWTH"] = parent is "11" or "12" ? Text(dice.Pick<int>([(45, 1), (33, 2), (15, 3), (7, 4)])) : "0";
        Substances(person, age, entry, dice);
        entry["PREGNANT"] = sent.Sex == "F" ? YesNo(age is >= 16 and <= 45 && dice.Chance(0.04)) : "";
        Alcohol(person, entry, dice);
        entry["DUALDIAG"] = YesNo(dice.Chance(0.18));
        Hepatitis(episode, entry, dice);
        entry["EMPSTAT"] = young
            ? dice.Pick<string>([(80, "2"), (15, "12"), (5, "1")])
            : dice.Pick<string>([(42, "12"), (20, "9"), (18, "1"), (4, "10"), (2, "2"), (2, "14"), (2, "15"), (3, "5"), (7, "")]);
        entry["DISDEST"] = "";
        if (young)
            YoungPerson(entry, left, dice);
        entry.Date("HLCASSDT", LatestReview(episode, reviewed));
        entry.Complete(episode.Triaged, dice);
    }

    public static void Of(SyntheticEpisode episode, int at, Entry entry, DateOnly known)
    {
        var modality = episode.Modalities[at];
        var dice = Dice.For(episode.Seed, 6, at);
        entry["MODID"] = Text(at + 1);
        entry["MODAL"] = modality.Code;
        entry.Date("REFMODDT", modality.Referred);
        entry.Date("FAOMODDT", modality.Offered);
        entry.Date("MODST", modality.Started <= known ? modality.Started : null);
        entry.Date("MODEND", modality.Ended <= known ? modality.Ended : null);
        entry["MODEXIT"] = modality.Ended <= known ? modality.Exit : "";
        entry["OPRAGNCY"] = dice.Chance(0.3) ? episode.Client.Agency.Code : "";
        entry.Complete(modality.Started <= known ? modality.Started.Value : modality.Referred, dice);
    }

    public static void OfTop(SyntheticEpisode episode, int at, Entry entry)
    {
        var (person, top) = (episode.Client.Person, episode.Tops[at]);
        var (before, now) = (Dice.For(episode.Seed, 7), Dice.For(episode.Seed, 8, at));
        entry["TOPID"] = Text(at + 1);
        entry.Date("TOPDATE", top.Date);
        entry["TRSTAGE"] = top.Stage;
        var better = top.Stage == "S" ? 0 : 2;
        foreach (var (item, substances, abstinent, improved, worse, reliable) in Use)
        {
            var used = StartUse(person, item, substances, before);
            var days = top.Stage == "S" ? used : Review(used, abstinent, improved, worse, reliable, now);
            if (top.Stage == "E" && MustBeZero(episode.Reason, item))
                days = 0;
            entry[item] = Item(days, top.Stage, now);
        }

        var injected = person.Injecting == "C" ? before.Between(5, 28) : 0;
        if (top.Stage != "S" && (now.Chance(0.58) || MustBeZero(episode.Reason, "OPIUSE")))
            injected = 0;
        entry["IVDRGUSE"] = Text(injected);
        entry["SHARING"] = YesNo(injected > 0 && now.Chance(0.12));
        foreach (var crime in (string[])["SHOTHEFT", "DRGSELL", "OTHTHEFT"])
            entry[crime] = Text(person.Profile != ClientProfile.Alcohol && now.Chance(top.Stage == "S" ? 0.1 : 0.03) ? now.Between(1, 20) : 0);
        entry["ASSAULT"] = YesNo(now.Chance(0.04));
        foreach (var scale in (string[])["PSYHSTAT", "PHSTAT", "QUALLIFE"])
            entry[scale] = Item(Math.Clamp(now.Around(11 + better, 10), 0, 20), top.Stage, now);
        entry["PWORK"] = Text(before.Chance(0.16) || (better > 0 && now.Chance(0.06)) ? now.Between(8, 24) : 0);
        entry["EDUCAT"] = Text(now.Chance(person.Profile == ClientProfile.YoungPerson ? 0.55 : 0.04) ? now.Between(2, 20) : 0);
        entry["ACUTHPBM"] = YesNo(before.Chance(0.14) && (better == 0 || now.Chance(0.45)));
        entry["HRISK"] = YesNo(before.Chance(0.07) && (better == 0 || now.Chance(0.45)));
        entry.Complete(top.Date, now);
    }

    public static void OfSubIntervention(SyntheticEpisode episode, int at, DateOnly day, Entry entry)
    {
        var dice = Dice.For(episode.Seed, 9, at);
        entry["SUBMID"] = Text(at + 1);
        entry.Date("SUBMODDT", day);
        entry["PHMAIN"] = YesNo(episode.Client.Person.Profile == ClientProfile.Opiate && dice.Chance(0.7));
        foreach (var header in Interventions)
            entry[header] = YesNo(dice.Chance(0.2));
        entry.Complete(day, dice);
    }

    public static void OfTimeInTreatment(SyntheticEpisode episode, int at, DateOnly day, Entry entry)
    {
        var dice = Dice.For(episode.Seed, 10, at);
        entry["TITID"] = Text(at + 1);
        entry.Date("TITDATE", day);
        entry["TITREAT"] = dice.Pick<string>([(90, "1"), (7, "2"), (3, "3")]);
        entry.Complete(day, dice);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string YesNo(bool yes) => yes ? "Y" : "N";

    private static void Substances(Person person, int age, Entry entry, Dice dice)
    {
        entry["DRUG1"] = person.Drug1;
        entry["DRUG2"] = person.Drug2;
        entry["DRUG3"] = person.Drug3;
        entry["DRUG1AGE"] = Text(Math.Min(person.FirstUsed, age));
        entry["INJSTAT"] = person.Injecting;
        var injects = person.Injecting == "C";
        entry["ROUTE"] = person.Drug1 switch
        {
            "7000" => "4",
            "1011" or "1000" => injects && dice.Chance(0.85) ? "1" : "3",
            "3100" => injects && dice.Chance(0.7) ? "1" : dice.Pick<string>([(60, "2"), (40, "4")]),
            "3200" => "2",
            "3201" or "5000" => "3",
            "6000" => "5",
            _ => "4",
        };
    }

    private static void Alcohol(Person person, Entry entry, Dice dice)
    {
        var drinks = person.Uses("7000") || dice.Chance(0.3);
        var days = drinks ? (person.Drug1 == "7000" && person.Profile == ClientProfile.Alcohol ? dice.Between(12, 28) : dice.Between(1, 16)) : 0;
        entry["ALCDDAYS"] = Text(days);
        entry["ALCUNITS"] = Text(days == 0 ? 0 : person.Profile == ClientProfile.Alcohol ? dice.Between(8, 45) : dice.Between(2, 20));
    }

    private static void Hepatitis(SyntheticEpisode episode, Entry entry, Dice dice)
    {
        var b = dice.Pick<string>([(22, "A"), (30, "B"), (13, "C"), (31, "D"), (4, "E")]);
        entry["HEPBSTAT"] = b;
        entry["HEPBVAC"] = b == "A" ? dice.Pick<string>([(40, "1"), (20, "2"), (20, "3"), (20, "C")]) : "";
        var c = dice.Pick<string>([(32, "A"), (28, "B"), (40, "D")]);
        var tested = c == "A" && dice.Chance(0.7);
        entry["HEPCSTAT"] = c;
        entry["HEPCTD"] = tested ? "Y" : dice.Pick<string>([(80, "N"), (20, "99")]);
        entry.Date("HEPCTSTD", tested ? episode.Triaged.AddDays(-dice.Between(0, 400)) : null);
        entry["PREVHEPB"] = dice.Pick<string>([(5, "Y"), (75, "N"), (20, "")]);
        entry["HEPCPOS"] = tested ? YesNo(dice.Chance(0.3)) : "";
    }

    private static void YoungPerson(Entry entry, bool left, Dice dice)
    {
        foreach (var header in YoungStart)
            entry[header] = dice.Chance(0.95) ? YesNo(dice.Chance(header is "YPSGP" ? 0.9 : 0.2)) : "";
        entry["YPSESTAT"] = dice.Pick<string>([(70, "SCHOOL"), (20, "NEET"), (10, "WORK")]);
        foreach (var header in YoungExit)
        {
            var value = YesNo(dice.Chance(header is "YPEGP" ? 0.93 : 0.12));
            entry[header] = left ? value : "";
        }
    }

    /// <summary>Health care is assessed at triage and then every 170 days; an extract shows the latest.</summary>
    private static DateOnly LatestReview(SyntheticEpisode episode, DateOnly reviewed)
    {
        var last = episode.Discharged < reviewed ? episode.Discharged : reviewed;
        var days = Math.Max(0, last.DayNumber - episode.Triaged.DayNumber);
        return episode.Triaged.AddDays(days / 170 * 170);
    }

    private static int StartUse(Person person, string item, string[] substances, Dice dice)
    {
        var days = dice.Between(item is "CRAUSE" or "COCAUSE" ? 2 : 6, item is "COCAUSE" ? 20 : 28);
        var rarely = dice.Chance(item == "ALCUSE" ? 0.3 : item == "CANNUSE" ? 0.15 : 0.02) ? dice.Between(1, 8) : 0;
        return person.Uses(substances) ? (dice.Chance(0.85) ? days : 0) : rarely;
    }

    /// <summary>Days of use at a review. People who cannot improve or worsen by a reliable change are unchanged.</summary>
    private static int Review(int used, int abstinent, int improved, int worse, int reliable, Dice dice)
    {
        var roll = dice.Below(100);
        var less = dice.Between(reliable, reliable + 5);
        var slight = dice.Between(-3, 3);
        if (used == 0)
            return roll < 97 ? 0 : less / 3;
        if (roll < abstinent)
            return 0;
        if (roll < abstinent + improved && used > reliable)
            return Math.Max(1, used - less);
        if (roll >= 100 - worse && used + reliable <= 28)
            return Math.Min(28, used + less);
        return Math.Clamp(used + slight, 1, 28);
    }

    /// <summary>People who completed drug free, or as occasional users of drugs other than opiates and crack, have no such use at exit.</summary>
    private static bool MustBeZero(string reason, string item) => reason switch
    {
        "80" or "90" => item != "ALCUSE",
        "82" or "91" => item is "OPIUSE" or "CRAUSE",
        _ => false,
    };

    /// <summary>A few items of reviews are not disclosed.</summary>
    private static string Item(int number, string stage, Dice dice) => dice.Chance(stage == "R" ? 0.01 : 0) ? "NA" : Text(number);
}
