using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Records;
using static Ndtms.Core.Validation.Example;

namespace Ndtms.Core.Validation;

/// <summary>Rules of an episode, alone and with its children.</summary>
public static class EpisodeRules
{
    /// <summary>A treatment that has not begun, or a TOP that is due, is looked at so many days after.</summary>
    private const int OverdueStartDays = 84;

    private const int TopDays = 14;

    private const int SilentDays = 183;

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("EPISODE-01", "episode", Severity.Reject, "Rows of one episode differ")
        {
            Message = "Rows of this episode differ in {label} ({column}): {value}.",
            Advice = "Every row of an episode must carry the same episode values: correct the rows that are wrong, or give the second episode"
                + " an id of its own.",
            Examples =
            [
                Fails("RFLS=4 TOPID=1 | RFLS=5 TOPID=2"),
                Fails("DISD='' TOPID=1 | DISD=05/12/2011 TOPID=2 | DISD=06/12/2011 TOPID=3"),
                Passes("RFLS=4 TOPID=1 | RFLS=04 TOPID=2"),
                Passes("RFLS=4 TOPID=1 | RFLS=77 TOPID=2"),
                Passes("RFLS=4 | RFLS=5 EPISODID=E2"),
                BlankOf("RFLS=4 TOPID=1 | RFLS='' TOPID=2"),
            ],
        },
        Of("EPISODE-02", Severity.Reject, "Referred on or before the day of birth",
            "The referral date {REFLD} is on or before the date of birth, {DOB}.", "Correct whichever of the two is wrong.", ["REFLD", "DOB"],
            [new("REFLD", (e, _) => e.Referred <= e.Client.DateOfBirth)],
            Fails("REFLD=10/05/1980"), Fails("REFLD=09/05/1980"), Passes("REFLD=11/05/1980"), BlankOf("DOB=''"), BlankOf("REFLD=''")),
        Of("EPISODE-03", Severity.Reject, "Triaged before the referral",
            "The triage date {TRIAGED} is before the referral date {REFLD}.", "Correct whichever of the two is wrong.", ["TRIAGED", "REFLD"],
            [new("TRIAGED", (e, _) => e.Triaged < e.Referred)],
            Fails("TRIAGED=31/10/2011"), Passes("TRIAGED=01/11/2011"), BlankOf("TRIAGED=''"), BlankOf("REFLD=31/02/2011")),
        Of("EPISODE-04", Severity.Reject, "Referred or triaged after the file was received",
            "{label} is {value}, after the day the file was received ({receipt}).", "Correct the date: it cannot lie ahead.",
            ["REFLD", "TRIAGED"],
            [new("REFLD", (e, x) => e.Referred > x.Receipt), new("TRIAGED", (e, x) => e.Triaged > x.Receipt)],
            Fails("TRIAGED=11/04/2012"), Fails("REFLD=11/04/2012"), Passes("TRIAGED=10/04/2012"), BlankOf("TRIAGED=''")),
        Of("EPISODE-05", Severity.Reject, "An impossible age",
            "At triage on {TRIAGED} the client, born {DOB}, was {age} years old: under 9 or over 100.",
            "Correct the date of birth or the triage date.", ["TRIAGED", "DOB"],
            [new("TRIAGED", (e, _) => e.AgeAtTriage is < 9 or > 100)],
            Fails("DOB=04/11/2002"), Fails("DOB=03/11/1910"), Passes("DOB=03/11/2002"), Passes("DOB=04/11/1910"), BlankOf("DOB=''")),
        Of("EPISODE-06", Severity.Warning, "An unusual age",
            "At triage on {TRIAGED} the client, born {DOB}, was {age} years old, which is rare.",
            "Check the date of birth and the triage date.", ["TRIAGED", "DOB"],
            [new("TRIAGED", (e, _) => e.AgeAtTriage is (>= 9 and <= 11) or (>= 91 and <= 100))],
            Fails("DOB=03/11/2002"), Fails("DOB=04/11/1999"), Fails("DOB=03/11/1920"), Fails("DOB=03/11/1911"), Passes("DOB=03/11/1999"),
            Passes("DOB=04/11/1920"), Passes("DOB=03/11/1910"), BlankOf("DOB=''")),
        Of("EPISODE-07", Severity.Warning, "A discharge date without a reason, or a reason without a date",
            "[The episode was discharged on {DISD} without a reason: it counts as incomplete.][The discharge reason {DISRSN} has no date: the"
                + " episode counts as open.]",
            "Enter both, or neither.", ["DISD", "DISRSN"],
            [
                new("DISRSN", (e, _) => e.Discharged is not null && e[Column.DISRSN] == Cell.Blank),
                new("DISD", (e, _) => e.DischargeReason is not null && e[Column.DISD] == Cell.Blank),
            ],
            Fails("DISD=05/12/2011"), Fails("DISRSN=80"), Passes("DISD=05/12/2011 DISRSN=80"), Passes("DISD=05/12/2011 DISRSN=77"),
            BlankOf("DISD='' DISRSN=''")),
        Of("EPISODE-08", Severity.Reject, "Discharged before triage, or after the file was received",
            "The discharge date is {DISD}: it must not be before the triage date[, {TRIAGED},] nor after the day the file was received"
                + " ({receipt}).",
            "Correct the discharge date.", ["DISD", "TRIAGED"],
            [new("DISD", (e, x) => e.Discharged < e.Triaged || e.Discharged > x.Receipt)],
            Fails("DISD=02/11/2011"), Fails("DISD=11/04/2012"), Passes("DISD=03/11/2011"), Passes("DISD=10/04/2012"), BlankOf("DISD=''")),
        Of("EPISODE-09", Severity.Warning, "Discharged before treatment began or ended",
            "The discharge date {DISD} is before the last start or end of a modality, {last}.",
            "Correct the discharge date, or the dates of the modality.", ["DISD"],
            [new("DISD", (e, _) => e.Discharged < LastModalityDate(e))],
            Fails("DISD=17/11/2011"), Fails("DISD=30/11/2011 MODEND=01/12/2011"), Passes("DISD=18/11/2011"),
            Passes("DISD=30/11/2011 MODEND=30/11/2011"), BlankOf("DISD=''")),
        Of("EPISODE-10", Severity.Warning, "Discharged with a modality still open",
            "The episode was discharged on {DISD}, but a started modality has no end date.",
            "Enter the end date and exit status of every modality that was started.", ["DISD", "MODEND"],
            [new("MODEND", (e, _) => e.Discharged is not null
                && e.SoundModalities.Any(m => m.Started is not null && m[Column.MODEND] == Cell.Blank))],
            Fails("DISD=05/12/2011"), Passes("DISD=05/12/2011 MODEND=05/12/2011"), Passes("DISD=05/12/2011 MODST=''"),
            Passes("DISD=05/12/2011 MODEND=32/12/2011"), BlankOf("DISD=''")),
        Of("EPISODE-11", Severity.Warning, "A substance cited twice, or out of order",
            "{label} ({value}) is a substance that was given already, or there is no second substance before it.[ First: {DRUG1}.][ Second:"
                + " {DRUG2}.][ Third: {DRUG3}.]",
            "Cite each substance once, the main one first; use 9996 and 9997 where there is no second or third.", ["DRUG1", "DRUG2", "DRUG3"],
            [
                new("DRUG2", (e, _) => IsSubstance(e.Drug2) && e.Drug2 == e.Drug1),
                new("DRUG3", (e, _) => IsSubstance(e.Drug3)
                    && (e.Drug3 == e.Drug1 || e.Drug3 == e.Drug2 || e[Column.DRUG2] == Cell.Blank
                        || (e.Drug2 is not null && !IsSubstance(e.Drug2)))),
            ],
            Fails("DRUG2=1011"), Fails("DRUG2=3201 DRUG3=1011"), Fails("DRUG2=9996 DRUG3=7000"), Fails("DRUG2='' DRUG3=7000"),
            Fails("DRUG2=3409 DRUG3=7000"), Fails("DRUG1='' DRUG2='' DRUG3=7000"), Passes("DRUG2=3201 DRUG3=7000"), Passes("DRUG1=9996 DRUG2=9996 DRUG3=9997"),
            Passes("DRUG2=1 DRUG3=7000"), BlankOf("DRUG2='' DRUG3=''")),
        Of("EPISODE-12", Severity.Warning, "An unlikely age of first use",
            "The age at first use is {DRUG1AGE}: it is under 5, or over the age at triage[ ({age})].", "Correct the age of first use.",
            ["DRUG1AGE", "TRIAGED", "DOB"],
            [new("DRUG1AGE", (e, _) => e.AgeAtFirstUse < 5 || e.AgeAtFirstUse > e.AgeAtTriage)],
            Fails("DRUG1AGE=4"), Fails("DRUG1AGE=32"), Passes("DRUG1AGE=31"), Passes("DRUG1AGE=5"), BlankOf("DRUG1AGE=''"),
            BlankOf("DOB='' DRUG1AGE=32")),
        Of("EPISODE-13", Severity.Warning, "Pregnant, and not female",
            "The client is recorded as pregnant, and with sex {SEX}.", "Correct whichever of the two is wrong.", ["PREGNANT", "SEX"],
            [new("PREGNANT", (e, _) => e.Pregnant == true && e.Client.Sex is { Value: not "F" })],
            Fails("PREGNANT=Y"), Passes("PREGNANT=Y SEX=F"), Passes("PREGNANT=N"), BlankOf("PREGNANT=Y SEX=''"), BlankOf("PREGNANT=''")),
        Of("EPISODE-14", Severity.Warning, "Drinking days and units contradict each other",
            "The client drank on {ALCDDAYS} of 28 days, and {ALCUNITS} units on a typical drinking day: one of the two is zero, the other is"
                + " not.",
            "Correct whichever of the two is wrong.", ["ALCDDAYS", "ALCUNITS"],
            [new("ALCDDAYS", (e, _) => (e.DrinkingDays == 0 && e.AlcoholUnits > 0) || (e.DrinkingDays > 0 && e.AlcoholUnits == 0))],
            Fails("ALCDDAYS=0 ALCUNITS=5"), Fails("ALCDDAYS=3 ALCUNITS=0"), Passes("ALCDDAYS=3 ALCUNITS=5"), Passes("ALCDDAYS=0 ALCUNITS=0"),
            BlankOf("ALCDDAYS=0 ALCUNITS=''"), BlankOf("ALCDDAYS='' ALCUNITS=5")),
        Of("EPISODE-15", Severity.Warning, "Vaccinated or tested, though not accepted",
            "{label} is given ({value}), but the offer is not recorded as accepted.",
            "Set the intervention status to A (offered and accepted), or take the value out.", ["HEPBVAC", "HEPBSTAT", "HEPCTSTD", "HEPCSTAT"],
            [
                new("HEPBVAC", (e, _) => e[Column.HEPBVAC].HasValue && e.HepatitisB is { Value: not "A" }),
                new("HEPCTSTD", (e, _) => e[Column.HEPCTSTD].HasValue && e.HepatitisC is { Value: not "A" }),
            ],
            Fails("HEPBVAC=1 HEPBSTAT=B"), Fails("HEPCTSTD=01/12/2011 HEPCSTAT=D"), Passes("HEPBVAC=1 HEPBSTAT=A"),
            BlankOf("HEPBVAC=1 HEPBSTAT=''"), BlankOf("HEPBVAC='' HEPBSTAT=B")),
        Of("EPISODE-16", Severity.Warning, "The local authority does not lie in the partnership",
            "Local authority {LA} is unknown, or does not lie in partnership {DAT}.",
            "Correct the local authority or the partnership; leave the authority blank for a client from outside England.", ["LA", "DAT"],
            [new("LA", (e, x) => e.Partnership is { } dat && e.LocalAuthority is { } la
                && (dat.Value == Areas.OutsideEngland || x.Areas.PartnershipOfAuthority(la) != dat.Value))],
            Fails("LA=00CH"), Fails("LA=99ZZ"), Fails("DAT=Z00B"), Passes("DAT=A09B LA=00ch"), BlankOf("LA=''"), BlankOf("DAT=''")),
        Of("EPISODE-17", Severity.Warning, "Injecting contradicts what else is recorded",
            "The main substance[ ({DRUG1})] is recorded as injected, but the client as never having injected[ (INJSTAT {INJSTAT})], or the"
                + " substance is alcohol.",
            "Correct the route, the injecting status or the substance.", ["ROUTE", "INJSTAT", "DRUG1"],
            [new("ROUTE", (e, _) => e.Route?.Value == "1" && (e.InjectingStatus?.Value == "N" || e.Drug1?.Value == "7000"))],
            Fails("ROUTE=1 INJSTAT=N"), Fails("ROUTE=1 DRUG1=7000"), Fails("ROUTE=1 INJSTAT='' DRUG1=7000"), Passes("ROUTE=1 INJSTAT=C"), Passes("ROUTE=3 INJSTAT=N"),
            BlankOf("ROUTE=1 INJSTAT=''"), BlankOf("ROUTE='' INJSTAT=N")),
        Of("EPISODE-18", Severity.Warning, "The care plan starts before referral or after treatment",
            "The care plan starts on {CPLANDT}: it should not start before the referral[ on {REFLD}], nor after the first structured"
                + " treatment[ on {start}].",
            "Correct the care plan's start date.", ["CPLANDT", "REFLD", "MODST"],
            [new("CPLANDT", (e, _) => e.CarePlanStarted < e.Referred || e.CarePlanStarted > e.TreatmentStart)],
            Fails("CPLANDT=31/10/2011"), Fails("CPLANDT=19/11/2011"), Passes("CPLANDT=01/11/2011"), Passes("CPLANDT=18/11/2011"),
            Passes("CPLANDT=19/11/2011 MODAL=8"), BlankOf("CPLANDT=''"), BlankOf("CPLANDT=19/11/2011 MODST=''")),
        new("EPISODE-19", "episode", Severity.Warning, "Overlaps another episode of the client")
        {
            Message = "The episode triaged on {TRIAGED} overlaps episode {other} of the same client at your agency (triaged {otherTriaged}).",
            Advice = "Close the earlier one before the later begins, or join them if they are one spell of treatment.",
            Fields = ["TRIAGED", "DISD"],
            Examples =
            [
                Fails("EPISODID=E1 | EPISODID=E2 TRIAGED=04/11/2011"),
                Fails("EPISODID=E1 DISD=10/11/2011 | EPISODID=E2 TRIAGED=05/11/2011 DISD=05/11/2011"),
                Passes("EPISODID=E1 DISD=10/11/2011 | EPISODID=E2 TRIAGED=10/11/2011"),
                Passes("EPISODID=E1 | EPISODID=E2 CLIENTID=C2"),
                BlankOf("EPISODID=E1 | EPISODID=E2 TRIAGED=''"),
            ],
        },
        Of("EPISODE-20", Severity.Warning, "No treatment started",
            "The client was triaged on {TRIAGED} and is not discharged, but no treatment (modality) had started by {to}, 84 days or more"
                + " later.",
            "Enter the start date of the modality, or discharge the client.", ["MODST", "TRIAGED", "DISD"],
            [new("MODST", (e, x) => IsOpenAt(e, x.To) && DaysUntil(x.To, e.Triaged) >= OverdueStartDays
                && e.SoundModalities.All(m => m[Column.MODST] == Cell.Blank || m.Started > x.To))],
            Fails("TRIAGED=07/01/2012 REFLD=07/01/2012 MODST='' REFMODDT=''"), Fails("MODST=01/04/2012"),
            Passes("TRIAGED=08/01/2012 REFLD=08/01/2012 MODST='' REFMODDT=''"), Passes("MODST='' DISD=30/03/2012"), Passes("MODST=31/02/2012"),
            BlankOf("TRIAGED='' MODST=''")),
        Of("EPISODE-21", Severity.Warning, "Nothing recorded for half a year",
            "The episode is not discharged, but no date in it lies in the 183 days up to {to}.",
            "Discharge the client if treatment has ended; otherwise record what happened, such as a TOP review.", ["DISD"],
            [new(null, (e, x) => IsOpenAt(e, x.To) && !IsTriagedAfter(e, x.To) && !HasDateIn(e, x.To.AddDays(1 - SilentDays), x.To))],
            Fails("REFLD=01/06/2011 TRIAGED=03/06/2011 CPLANDT=10/06/2011 REFMODDT=03/06/2011 FAOMODDT=14/06/2011 MODST=30/09/2011"
                + " TOPDATE=18/06/2011"),
            Passes("REFLD=01/06/2011 TRIAGED=03/06/2011 CPLANDT=10/06/2011 REFMODDT=03/06/2011 FAOMODDT=14/06/2011 MODST=01/10/2011"
                + " TOPDATE=18/06/2011"),
            Passes("REFLD=01/06/2011 TRIAGED=03/06/2011 CPLANDT=10/06/2011 REFMODDT=03/06/2011 FAOMODDT=14/06/2011 MODST=18/06/2011"
                + " TOPDATE=18/06/2011 DISD=20/06/2011"),
            BlankOf("TRIAGED=''")),
        Of("EPISODE-22", Severity.Warning, "Completed, though the exit TOP shows use",
            "The discharge reason is {DISRSN}, but an exit TOP shows use that it rules out: of any drug where the client left drug-free, of"
                + " opiates or crack where the client left as an occasional user.",
            "Correct the discharge reason, or the answers of the exit TOP.", ["DISRSN", "TRSTAGE"],
            [new("DISRSN", (e, _) => e.DischargeReason?.Value switch
            {
                "80" or "90" => ExitTopShows(e, Column.OPIUSE, Column.CRAUSE, Column.COCAUSE, Column.AMPHUSE, Column.CANNUSE, Column.OTDRGUSE),
                "82" or "91" => ExitTopShows(e, Column.OPIUSE, Column.CRAUSE),
                _ => false,
            })],
            Fails("DISRSN=80 TRSTAGE=E CANNUSE=1"), Fails("DISRSN=82 TRSTAGE=E OPIUSE=1"), Passes("DISRSN=82 TRSTAGE=E CANNUSE=1 OPIUSE=0"),
            Passes("DISRSN=80 TRSTAGE=S CANNUSE=1"), Passes("DISRSN=81 TRSTAGE=E CANNUSE=1"),
            BlankOf("DISRSN=80 TRSTAGE=E OPIUSE='' CRAUSE='' COCAUSE='' AMPHUSE=NA CANNUSE='' OTDRGUSE=''")),
        Of("EPISODE-23", Severity.Warning, "Discharged before the window",
            "The discharge date {DISD} is before the window's first day, {from}: the episode was not active in the window.",
            "Nothing to do if you meant to send it. Otherwise export only episodes that were active in the window.", ["DISD"],
            [new("DISD", (e, x) => e.Discharged < x.From)],
            Fails("REFLD=01/02/2011 TRIAGED=01/02/2011 DISD=31/03/2011"), Passes("REFLD=01/02/2011 TRIAGED=01/02/2011 DISD=01/04/2011"),
            BlankOf("DISD=''")),
        Of("EPISODE-24", Severity.Warning, "No problem substance",
            "The main problem substance is {DRUG1}, a code that stands for no problem substance.",
            "Enter the substance that brought the client to treatment as the first one.", ["DRUG1"],
            [new("DRUG1", (e, _) => e.Drug1 is not null && !IsSubstance(e.Drug1))],
            Fails("DRUG1=9996"), Fails("DRUG1=3409"), Passes("DRUG1=7000"), BlankOf("DRUG1=''")),
        new("EPISODE-25", "episode", Severity.Warning, "A date after the file was received")
        {
            Message = "{label} is {value}, after the day the file was received ({receipt}); it was read as blank.",
            Advice = "Correct the date: it cannot lie ahead.",
            Fields = ["CPLANDT", "HLCASSDT", "HEPCTSTD"],
            Examples =
            [
                Fails("CPLANDT=11/04/2012"),
                Fails("HLCASSDT=11/04/2012"),
                Fails("HEPCTSTD=11/04/2012"),
                Passes("CPLANDT=10/04/2012"),
                BlankOf("CPLANDT=''"),
            ],
        },
    ];

    /// <summary>The columns whose dates after receipt are read as blank (rule EPISODE-25).</summary>
    internal static readonly Column[] NotAhead = [Column.CPLANDT, Column.HLCASSDT, Column.HEPCTSTD];

    internal static Rule<Episode> Of(
        string id, Severity severity, string title, string message, string advice, IReadOnlyList<string> fields,
        IReadOnlyList<Check<Episode>> checks, params Example[] examples) => new(id, "episode", severity, title)
        {
            Message = message,
            Advice = advice,
            Fields = fields,
            Checks = checks,
            Examples = examples,
        };

    /// <summary>The latest MODST or MODEND of a sound modality.</summary>
    internal static DateOnly? LastModalityDate(Episode episode) =>
        episode.SoundModalities.Max(m => m.Ended > m.Started || m.Started is null ? m.Ended : m.Started);

    /// <summary>For each episode that overlaps another of the client, one that it overlaps. Spans are [TRIAGED, DISD or open): a shared day
    /// is no overlap, but an episode of one day inside another is.</summary>
    internal static Dictionary<Episode, Episode> Overlaps(Client client)
    {
        var found = new Dictionary<Episode, Episode>();
        if (client.Episodes.Count < 2)
            return found;
        var spans = client.Episodes
            .Where(e => !e.Rejected && !e.Unkeyed && e.Triaged is not null && (e.Discharged is not null || e[Column.DISD] == Cell.Blank))
            .Select(e => (Episode: e, Start: e.Triaged!.Value, End: e.Discharged ?? DateOnly.MaxValue))
            .GroupBy(s => s.Start).OrderBy(g => g.Key);
        (Episode Episode, DateOnly End)? longest = null;
        foreach (var sameStart in spans)
        {
            var together = sameStart.OrderByDescending(s => s.End).ThenBy(s => s.Episode.Key, StringComparer.Ordinal).ToList();
            foreach (var span in together)
            {
                var twin = together.Find(o => o.Episode != span.Episode && o.End > o.Start);
                if (longest is { } earlier && earlier.End > span.Start)
                {
                    found.TryAdd(span.Episode, earlier.Episode);
                    found.TryAdd(earlier.Episode, span.Episode);
                }
                else if (span.End > span.Start && twin.Episode is not null)
                {
                    found.TryAdd(span.Episode, twin.Episode);
                }
            }

            if (longest is null || together[0].End > longest.Value.End)
                longest = (together[0].Episode, together[0].End);
        }

        return found;
    }

    private static bool IsSubstance(Code? drug) => drug is { Group: not ("none" or "adjunct") };

    private static bool ExitTopShows(Episode episode, params Column[] substances) =>
        episode.SoundTops.Any(t => t.Stage?.Value == "E" && t.ShowsUse(substances));

    /// <summary>Not discharged at a day: a date after it counts as blank; an unreadable one is no answer.</summary>
    internal static bool IsOpenAt(Episode episode, DateOnly day) => episode[Column.DISD] == Cell.Blank || episode.Discharged > day;

    /// <summary>Triaged after a day, or on a day that cannot be read.</summary>
    internal static bool IsTriagedAfter(Episode episode, DateOnly day) =>
        episode[Column.TRIAGED] != Cell.Blank && !(episode.Triaged <= day);

    /// <summary>How many days a day lies before another; null where it is blank. Never out of range, however far a date lies.</summary>
    internal static int? DaysUntil(DateOnly later, DateOnly? day) => later.DayNumber - day?.DayNumber;

    private static bool HasDateIn(Episode episode, DateOnly first, DateOnly last) =>
        HasDateOfIn(episode, first, last) || episode.Children.Any(c => !c.Rejected && HasDateOfIn(c, first, last));

    /// <summary>A date that cannot be read may lie anywhere, so it counts as one that does.</summary>
    private static bool HasDateOfIn(Entity entity, DateOnly first, DateOnly last)
    {
        foreach (var field in entity.Layout.Fields)
        {
            if (field.Type == FieldType.Date && entity[field] is var cell && cell != Cell.Blank
                && (!cell.HasValue || (cell.Value >= first.DayNumber && cell.Value <= last.DayNumber)))
                return true;
        }

        return false;
    }

    /// <summary>No sound TOP of the stage with something in it was taken within 14 days either side; one of unreadable stage in those days
    /// leaves the question open.</summary>
    internal static bool LacksTop(Episode episode, string stage, DateOnly? day, DateOnly to) =>
        episode.TopCoordinator == true && DaysUntil(to, day) >= TopDays
        && !episode.SoundTops.Any(t => t.Taken is { } taken && Math.Abs(taken.DayNumber - day!.Value.DayNumber) <= TopDays && !t.IsEmpty
            && (t.Stage?.Value == stage || (t.Stage is null && t[Column.TRSTAGE] != Cell.Blank)));
}
