using Ndtms.Core.Records;
using static Ndtms.Core.Validation.Example;

namespace Ndtms.Core.Validation;

/// <summary>Rules of the Treatment Outcomes Profile. TOP-04 to -06 are issues of the episode.</summary>
public static class TopRules
{
    private const int FarDays = 28;

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("TOP-01", "top", Severity.Reject, "Rows of one TOP differ")
        {
            Message = "Rows of this TOP differ in {label} ({column}): {value}.",
            Advice = "Correct the rows that are wrong, or give the second TOP an id of its own.",
            Examples =
            [
                Fails("ALCUSE=1 MODID=1 | ALCUSE=2 MODID=2"),
                Fails("ALCUSE=NA MODID=1 | ALCUSE=2 MODID=2"),
                Passes("ALCUSE=1 TOPID=1 | ALCUSE=2 TOPID=2"),
                Passes("ALCUSE=1 MODID=1 | ALCUSE=01 MODID=2"),
                BlankOf("ALCUSE=1 MODID=1 | ALCUSE='' MODID=2"),
            ],
        },
        OfTop("TOP-02", Severity.Reject, "Taken on or before the day of birth, or after the file was received",
            "The TOP was taken on {TOPDATE}: it must be after the date of birth[, {DOB}], and not after the day the file was received"
                + " ({receipt}).",
            "Correct the date of the TOP.", ["TOPDATE", "DOB"],
            [new("TOPDATE", (t, x) => t.Taken <= t.Episode.Client.DateOfBirth || t.Taken > x.Receipt)],
            Fails("TOPDATE=10/05/1980"), Fails("TOPDATE=11/04/2012"), Passes("TOPDATE=10/04/2012"), BlankOf("DOB='' TOPDATE=10/05/1980")),
        OfTop("TOP-03", Severity.Warning, "Taken long before the referral or after the discharge",
            "The TOP was taken on {TOPDATE}: it should not be more than 28 days before the referral[ on {REFLD}], nor more than 28 days after"
                + " the discharge[ on {DISD}].",
            "Check the date, and the episode it belongs to.", ["TOPDATE", "REFLD", "DISD"],
            [new("TOPDATE", (t, _) => t.Episode.Referred?.DayNumber - t.Taken?.DayNumber > FarDays
                || t.Taken?.DayNumber - t.Episode.Discharged?.DayNumber > FarDays)],
            Fails("TOPDATE=03/10/2011"), Fails("DISD=01/12/2011 TOPDATE=30/12/2011"), Passes("TOPDATE=04/10/2011"),
            Passes("DISD=01/12/2011 TOPDATE=29/12/2011"), BlankOf("DISD='' TOPDATE=30/12/2011")),
        EpisodeRules.Of("TOP-04", Severity.Warning, "More than one start TOP",
            "The episode has more than one TOP of stage S (treatment start).", "Keep one as the start; the others are reviews.", ["TRSTAGE"],
            [new("TRSTAGE", (e, _) => e.SoundTops.Count(t => t.Stage?.Value == "S") > 1)],
            Fails("TOPID=1 | TOPID=2 TOPDATE=19/11/2011"), Passes("TOPID=1 | TOPID=2 TRSTAGE=R"), BlankOf("TOPID=1 | TOPID=2 TRSTAGE=''")),
        EpisodeRules.Of("TOP-05", Severity.Warning, "The start TOP is missing",
            "Structured treatment started on {start}, and there is no start TOP within 14 days of it.",
            "Enter the start TOP, or correct its date or stage; if another agency co-ordinates the TOP, set TOPCC to N.",
            ["TRSTAGE", "TOPDATE", "TOPCC", "MODST"],
            [new("TRSTAGE", (e, x) => EpisodeRules.LacksTop(e, "S", e.TreatmentStart, x.To))],
            Fails("TOPDATE=03/12/2011"), Fails("TRSTAGE=R"), Fails("TRSTAGE=''"), Passes("TOPDATE=02/12/2011"), Passes("TOPDATE=04/11/2011"),
            Passes("TRSTAGE=Q"), Passes("MODST=18/03/2012 TOPDATE=01/12/2011"), Fails("MODST=17/03/2012 TOPDATE=01/12/2011"),
            BlankOf("TOPCC='' TRSTAGE=R")),
        EpisodeRules.Of("TOP-06", Severity.Warning, "The exit TOP is missing",
            "The episode was discharged on {DISD}, and there is no exit TOP within 14 days of it.",
            "Enter the exit TOP, or correct its date or stage; if another agency co-ordinates the TOP, set TOPCC to N.",
            ["TRSTAGE", "TOPDATE", "TOPCC", "DISD"],
            [new("TRSTAGE", (e, x) => EpisodeRules.LacksTop(e, "E", e.Discharged, x.To))],
            Fails("DISD=01/12/2011"), Fails("DISD=01/12/2011 TRSTAGE=E TOPDATE=16/12/2011"),
            Passes("DISD=01/12/2011 TRSTAGE=E TOPDATE=15/12/2011"), Passes("DISD=18/03/2012"), Passes("DISD=01/12/2011 TOPCC=N"),
            BlankOf("DISD=''")),
        OfTop("TOP-07", Severity.Warning, "An empty TOP",
            "Every item of the TOP[ taken on {TOPDATE}] is blank or not disclosed, so it does not count as a TOP that was"
                + " held.",
            "Enter the client's answers, or take the TOP out.", ["TOPDATE"],
            [new("TOPDATE", (t, _) => t.IsEmpty)],
            Fails("ALCUSE='' OPIUSE='' CRAUSE='' COCAUSE='' AMPHUSE='' CANNUSE='' OTDRGUSE='' IVDRGUSE='' SHARING=NA SHOTHEFT='' DRGSELL=''"
                + " OTHTHEFT='' ASSAULT='' PSYHSTAT='' PWORK='' EDUCAT='' ACUTHPBM='' HRISK='' PHSTAT='' QUALLIFE=NA"),
            Fails("TOPDATE=99/99/2011 ALCUSE='' OPIUSE='' CRAUSE='' COCAUSE='' AMPHUSE='' CANNUSE='' OTDRGUSE='' IVDRGUSE='' SHARING=''"
                + " SHOTHEFT='' DRGSELL='' OTHTHEFT='' ASSAULT='' PSYHSTAT='' PWORK='' EDUCAT='' ACUTHPBM='' HRISK='' PHSTAT='' QUALLIFE=''"),
            Passes("ALCUSE='' OPIUSE='' CRAUSE='' COCAUSE='' AMPHUSE='' CANNUSE='' OTDRGUSE='' IVDRGUSE='' SHARING=X SHOTHEFT='' DRGSELL=''"
                + " OTHTHEFT='' ASSAULT='' PSYHSTAT='' PWORK='' EDUCAT='' ACUTHPBM='' HRISK='' PHSTAT='' QUALLIFE=''"),
            BlankOf("TOPDATE='' ALCUSE=''")),
    ];

    private static Rule<Top> OfTop(
        string id, Severity severity, string title, string message, string advice, IReadOnlyList<string> fields,
        IReadOnlyList<Check<Top>> checks, params Example[] examples) => new(id, "top", severity, title)
        {
            Message = message,
            Advice = advice,
            Fields = fields,
            Checks = checks,
            Examples = examples,
        };
}
