using Ndtms.Core.Records;
using static Ndtms.Core.Validation.Example;

namespace Ndtms.Core.Validation;

/// <summary>Rules of sub-intervention reviews and time in treatment (data set K), and of child columns without a child.</summary>
public static class ChildRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        new("CHILD-01", "sub-intervention", Severity.Reject, "Rows of one review or assessment differ")
        {
            Message = "Rows of this {entity} differ in {label} ({column}): {value}.",
            Advice = "Correct the rows that are wrong, or give the second an id of its own.",
            Examples =
            [
                Fails("@letter=K SUBMID=1 SUBMODDT=01/12/2013 PHSTBL=Y MODID=1 | SUBMID=1 SUBMODDT=01/12/2013 PHSTBL=N MODID=2"),
                Fails("@letter=K TITID=1 TITDATE=01/12/2013 TITREAT=1 MODID=1 | TITID=1 TITDATE=01/12/2013 TITREAT=2 MODID=2"),
                Passes("@letter=K SUBMID=1 SUBMODDT=01/12/2013 PHSTBL=Y MODID=1 | SUBMID=2 SUBMODDT=01/12/2013 PHSTBL=N MODID=2"),
                BlankOf("@letter=K SUBMID=1 SUBMODDT=01/12/2013 PHSTBL=Y MODID=1 | SUBMID=1 SUBMODDT=01/12/2013 PHSTBL='' MODID=2"),
            ],
        },
        new Rule<SubIntervention>("CHILD-02", "sub-intervention", Severity.Reject, "Before the referral, or after the file was received")
        {
            Message = "{label} is {value}: it cannot be before the referral[ on {REFLD}], nor after the day the file was received ({receipt}).",
            Advice = "Correct the date.",
            Fields = ["SUBMODDT", "TITDATE", "REFLD"],
            Checks = [new("SUBMODDT", (s, x) => s.Reviewed < s.Episode.Referred || s.Reviewed > x.Receipt)],
            Examples =
            [
                Fails("@letter=K SUBMID=1 SUBMODDT=31/10/2013"),
                Fails("@letter=K SUBMID=1 SUBMODDT=11/04/2014"),
                Fails("@letter=K TITID=1 TITDATE=31/10/2013 TITREAT=1"),
                Fails("@letter=K TITID=1 TITDATE=11/04/2014 TITREAT=1"),
                Passes("@letter=K SUBMID=1 SUBMODDT=01/11/2013"),
                Passes("@letter=K TITID=1 TITDATE=10/04/2014 TITREAT=1"),
                BlankOf("@letter=K REFLD='' SUBMID=1 SUBMODDT=31/10/2013"),
            ],
        },
        new("CHILD-03", "modality", Severity.Warning, "Child columns filled without the child")
        {
            Message = "Columns of a {entity} are filled while {column} is blank; they were ignored. Rows: {count}, the first on line {line}.",
            Advice = "Enter {column} if there is a {entity}; otherwise ask your system's supplier why the columns are filled.",
            Examples =
            [
                Fails("TOPDATE='' ALCUSE=3"),
                Fails("MODAL='' REFMODDT='' MODST='' MODID=1"),
                Fails("@letter=K TITREAT=1"),
                Passes("TOPDATE=''"
                    + " TOPID='' TRSTAGE='' ALCUSE=NA OPIUSE='' CRAUSE='' COCAUSE='' AMPHUSE='' CANNUSE='' OTDRGUSE='' IVDRGUSE='' SHARING=NA"
                    + " SHOTHEFT='' DRGSELL='' OTHTHEFT='' ASSAULT='' PSYHSTAT='' PWORK='' EDUCAT='' ACUTHPBM='' HRISK='' PHSTAT='' QUALLIFE=NA"),
                BlankOf("MODAL='' REFMODDT='' MODST='' MODID='' FAOMODDT='' MODEND='' MODEXIT=''"),
            ],
        },
    ];

    /// <summary>CHILD-02 as it is judged on time in treatment.</summary>
    internal static readonly Check<TimeInTreatment> TimeInTreatmentDate =
        new("TITDATE", (t, x) => t.Assessed < t.Episode.Referred || t.Assessed > x.Receipt);
}
