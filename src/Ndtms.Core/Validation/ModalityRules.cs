using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Records;
using static Ndtms.Core.Validation.Example;

namespace Ndtms.Core.Validation;

/// <summary>Rules of a modality.</summary>
public static class ModalityRules
{
    private const int OverdueStartDays = 84;

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("MODALITY-01", "modality", Severity.Reject, "Rows of one modality differ")
        {
            Message = "Rows of this modality differ in {label} ({column}): {value}.",
            Advice = "Correct the rows that are wrong, or give the second modality an id of its own.",
            Examples =
            [
                Fails("MODST=18/11/2011 TOPID=1 | MODST=19/11/2011 TOPID=2"),
                Passes("MODST=18/11/2011 MODID=1 | MODST=19/11/2011 MODID=2"),
                Passes("MODST=18/11/2011 MODID=1 | MODST=19/11/2011 MODID=1 EPISODID=E2"),
                BlankOf("MODEND=20/11/2011 TOPID=1 | MODEND='' TOPID=2"),
            ],
        },
        Of("MODALITY-02", Severity.Reject, "Started before the referral, or after the file was received",
            "The modality started on {MODST}: it cannot start before the referral[ on {REFLD}], nor after the day the file was received"
                + " ({receipt}).",
            "Correct the start date.", ["MODST", "REFLD"],
            [new("MODST", (m, x) => m.Started < m.Episode.Referred || m.Started > x.Receipt)],
            Fails("MODST=31/10/2011"), Fails("MODST=11/04/2012"), Passes("MODST=01/11/2011"), Passes("MODST=10/04/2012"), BlankOf("MODST=''"),
            BlankOf("REFLD='' MODST=31/10/2011")),
        Of("MODALITY-03", Severity.Reject, "An impossible end date",
            "The modality ended on {MODEND}: it must have a start date and not end before it[ ({MODST})], nor after the day the file was"
                + " received ({receipt}).",
            "Correct the end date, or enter the start date.", ["MODEND", "MODST"],
            [new("MODEND", (m, x) => m.Ended < m.Started || m.Ended > x.Receipt || (m.Ended is not null && m[Column.MODST] == Cell.Blank))],
            Fails("MODEND=17/11/2011"), Fails("MODEND=11/04/2012"), Fails("MODST='' MODEND=20/11/2011"), Passes("MODEND=18/11/2011"),
            Passes("MODST=99 MODEND=20/11/2011"), BlankOf("MODEND=''")),
        Of("MODALITY-04", Severity.Warning, "An end date without an exit status, or the reverse",
            "[The modality ended on {MODEND} without an exit status.][The exit status {MODEXIT} has no end date.]", "Enter both, or neither.",
            ["MODEND", "MODEXIT"],
            [
                new("MODEXIT", (m, _) => m.Ended is not null && m[Column.MODEXIT] == Cell.Blank),
                new("MODEND", (m, _) => m[Column.MODEXIT].HasValue && m[Column.MODEND] == Cell.Blank),
            ],
            Fails("MODEND=20/11/2011"), Fails("MODEXIT=A"), Passes("MODEND=20/11/2011 MODEXIT=A"), Passes("MODEND=20/11/2011 MODEXIT=X"),
            BlankOf("MODEND='' MODEXIT=''")),
        Of("MODALITY-05", Severity.Warning, "A wait that cannot be measured",
            "{label} is {value}: a modality cannot be referred to before the episode's referral[ on {REFLD}], nor its first appointment offered"
                + " before it was referred to[ on {REFMODDT}]. Its wait is not measured.",
            "Correct the dates.", ["REFMODDT", "FAOMODDT", "REFLD"],
            [
                new("REFMODDT", (m, _) => m.Referred < m.Episode.Referred),
                new("FAOMODDT", (m, _) => m.FirstAppointmentOffered < m.Referred),
            ],
            Fails("REFMODDT=31/10/2011"), Fails("FAOMODDT=02/11/2011"), Fails("REFLD=99 FAOMODDT=02/11/2011"), Passes("REFMODDT=01/11/2011"), Passes("FAOMODDT=03/11/2011"),
            BlankOf("REFMODDT=''"), BlankOf("FAOMODDT=''")),
        Of("MODALITY-06", Severity.Warning, "Started before triage",
            "The modality started on {MODST}, before the triage on {TRIAGED}.", "Check both dates.", ["MODST", "TRIAGED"],
            [new("MODST", (m, _) => m.Started < m.Episode.Triaged)],
            Fails("MODST=02/11/2011"), Passes("MODST=03/11/2011"), BlankOf("MODST=''")),
        Of("MODALITY-07", Severity.Warning, "Started before the first appointment offered",
            "The modality started on {MODST}, before the first appointment offered, {FAOMODDT}.", "Check both dates.", ["MODST", "FAOMODDT"],
            [new("MODST", (m, _) => m.Started < m.FirstAppointmentOffered)],
            Fails("MODST=13/11/2011"), Passes("MODST=14/11/2011"), BlankOf("FAOMODDT=''")),
        Of("MODALITY-08", Severity.Warning, "Waiting for 84 days or more",
            "The client was referred to this modality on {REFMODDT}, and it had not started by {to}, 84 days or more later.",
            "Enter its start date, or take the modality out if it will not happen.", ["MODST", "REFMODDT", "DISD"],
            [new("MODST", (m, x) => (m[Column.MODST] == Cell.Blank || m.Started > x.To) && EpisodeRules.DaysUntil(x.To, m.Referred) >= OverdueStartDays
                && EpisodeRules.IsOpenAt(m.Episode, x.To) && !EpisodeRules.IsTriagedAfter(m.Episode, x.To))],
            Fails("MODST='' REFMODDT=07/01/2012"), Fails("MODST=01/04/2012 REFMODDT=07/01/2012"), Passes("MODST='' REFMODDT=08/01/2012"),
            Passes("MODST='' DISD=30/03/2012"), Passes("MODST=32/01/2012 REFMODDT=07/01/2012"), BlankOf("MODST='' REFMODDT=''")),
    ];

    private static Rule<Modality> Of(
        string id, Severity severity, string title, string message, string advice, IReadOnlyList<string> fields,
        IReadOnlyList<Check<Modality>> checks, params Example[] examples) => new(id, "modality", severity, title)
        {
            Message = message,
            Advice = advice,
            Fields = fields,
            Checks = checks,
            Examples = examples,
        };
}
