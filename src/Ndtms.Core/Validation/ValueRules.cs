using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Records;

namespace Ndtms.Core.Validation;

/// <summary>Rules of single values. They follow from the field table: 112 columns, no 112 rules.</summary>
public static class ValueRules
{
    private const string ByField = "any";

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("VALUE-01", ByField, Severity.Reject, "A value that must be there is blank")
        {
            Message = "{label} ({column}) is blank, and the {entity} cannot be loaded without it.",
            Advice = "Enter it in your system and export again.",
            Examples =
            [
                Example.Fails("DOB=''"),
                Example.Fails("TRIAGED=NA"),
                Example.Fails("DRUG1= "),
                Example.Fails("MODID=''"),
                Example.Fails("MODAL=''"),
                Example.Fails("EPISODID=''"),
                Example.Fails("CLIENTID=''"),
                Example.Fails("AGNCY=''"),
                Example.Fails("-MODID"),
                Example.Passes(""),
                Example.BlankOf("MODAL='' REFMODDT='' MODST='' MODID='' FAOMODDT='' MODEND='' MODEXIT=''"),
            ],
        },
        new("VALUE-02", ByField, Severity.Warning, "A value that is expected is blank")
        {
            Message = "{label} ({column}) is blank.",
            Advice = "Enter it if it is known: figures leave out what has no value.",
            Examples =
            [
                Example.Fails("ETHNIC=''"),
                Example.Fails("PC=''"),
                Example.Fails("SEX=F PREGNANT=''"),
                Example.Fails("HEPBSTAT=A HEPBVAC=''"),
                Example.Fails("HEPCTD=Y HEPCTSTD=''"),
                Example.Fails("ALCUSE=''"),
                Example.Passes("ALCUSE=NA"),
                Example.Passes("ETHNIC=XX"),
                Example.Passes("DAT=Z00B LA=''"),
                Example.Passes("-ETHNIC"),
                Example.Passes("SEX=M PREGNANT=''"),
                Example.BlankOf("GPPTCE=''"),
            ],
        },
        new("VALUE-03", ByField, Severity.Reject, "Not a date, or an impossible one")
        {
            Message = "{label} ({column}) is '{value}', which is not a date, or is a day that does not exist.",
            Advice = "Correct the date; write dates as dd/mm/yyyy, such as 05/12/2011.",
            Examples =
            [
                Example.Fails("DISD=31/02/2012"),
                Example.Fails("DOB=1980"),
                Example.Fails("REFLD=01/06/11"),
                Example.Fails("TRIAGED=2011-6-3"),
                Example.Fails("MODST=24.06.2011"),
                Example.Fails("CPLANDT=2011-06-24T00:00:01"),
                Example.Passes("REFLD=1/6/2011"),
                Example.Passes("REFLD=2011-06-01"),
                Example.BlankOf("DISD=0000-00-00"),
                Example.BlankOf("DISD=''"),
            ],
        },
        new("VALUE-04", ByField, Severity.Reject, "Not a whole number, or out of range")
        {
            Message = "{label} ({column}) is '{value}', which is not a whole number from {least} to {most}.",
            Advice = "Enter a whole number in that range, without a unit.",
            Examples =
            [
                Example.Fails("ALCUSE=29"),
                Example.Fails("ALCUSE=-1"),
                Example.Fails("ALCUNITS=12.5"),
                Example.Fails("CHILDWTH=two"),
                Example.Fails("CHILDWTH=99999999999"),
                Example.Passes("ALCUSE=28"),
                Example.Passes("ALCUSE=0"),
                Example.Passes("ALCUSE=007"),
                Example.BlankOf("ALCUSE=''"),
            ],
        },
        new("VALUE-05", ByField, Severity.Reject, "Not in the code list")
        {
            Message = "{label} ({column}) is '{value}', which is not a code of the list {list}.",
            Advice = "Choose one of the list's codes: the guide shows them.",
            Examples =
            [
                Example.Fails("ETHNIC=X"),
                Example.Fails("DRUG1=9999"),
                Example.Fails("MODAL=F1"),
                Example.Fails("SEX=U"),
                Example.Passes("ETHNIC=a"),
                Example.Passes("MODAL=02"),
                Example.BlankOf("ETHNIC=na"),
            ],
        },
        new("VALUE-06", ByField, Severity.Warning, "A code out of its time")
        {
            Message = "{label} ({column}) is {value}, which was not a valid code on {day}; it is used all the same.",
            Advice = "Use the code that replaced it, or correct the date.",
            Examples =
            [
                Example.Fails("DISD=05/12/2011 DISRSN=2"),
                Example.Passes("DISD=05/12/2011 DISRSN=80"),
                Example.BlankOf("DISD='' DISRSN=2"),
            ],
        },
        new("VALUE-07", ByField, Severity.Reject, "A value of the wrong length or form")
        {
            Message = "{label} ({column}) is '{value}', which is not in the form it must have: {form}.",
            Advice = "Set your system to export one letter for an initial, Y or N for yes and no, a postcode such as NE1 4 (ZZ99 for no fixed abode), and "
                + "no more characters than the column takes. Where nothing is known, leave the column blank; do not write a word such as UNKNOWN.",
            Examples =
            [
                Example.Fails("FINITIAL=1"),
                Example.Fails("SINITIAL=AB"),
                Example.Fails("SINITIAL=Æ"),
                Example.Fails("CONSENT=yes"),
                Example.Fails("PC=NFA"),
                Example.Fails("PC=UNKNOWN"),
                Example.Fails("NATION=GB"),
                Example.Fails("CLIENTID=0123456789012345678901234567890"),
                Example.Passes("PC=NE1"),
                Example.Passes("PC=ZZ99"),
                Example.Passes("FINITIAL=Ł"),
                Example.BlankOf("PC=''"),
            ],
        },
        new("VALUE-08", "file", Severity.Notice, "Initials or postcodes were brought into their form")
        {
            Message = "[Accented initials that were read as the letter without its accent: {initials}.][ Postcodes that were cut to their first"
                + " half and the digit after it, the rest not kept: {postcodes}.]",
            Advice = "Nothing to do. Better still, set your system to send postcodes without their last two letters.",
            Examples =
            [
                Example.Fails("FINITIAL=Á"),
                Example.Fails("PC='SR1 2AB'"),
                Example.Passes("PC='SR1 2'"),
                Example.Passes("FINITIAL=a"),
                Example.BlankOf("PC=''"),
            ],
        },
    ];

    /// <summary>The rule that a malformed value breaks.</summary>
    public static string RuleOf(Malformation reason) => reason switch
    {
        Malformation.NotADate => "VALUE-03",
        Malformation.NotAnInteger => "VALUE-04",
        Malformation.NotInCodeList => "VALUE-05",
        Malformation.WrongForm => "VALUE-07",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    /// <summary>The form that a field's values must have, in words.</summary>
    public static string FormOf(Field field) => field.Type switch
    {
        FieldType.Initial => "one letter A to Z",
        FieldType.YesNo => "Y or N",
        FieldType.Text when field.Form == TextForm.Postcode => "a postcode such as NE1 4 (ZZ99 for no fixed abode)",
        FieldType.Text when field.Min == field.Max => $"{field.Min} characters",
        _ => $"{field.Min} to {field.Max} characters",
    };

    /// <summary>The day on which a code of the entity must be valid; null: none is judged (Definitions/rules.md, VALUE-06 dates).</summary>
    internal static DateOnly? CodeDay(Entity entity, Field field) => entity switch
    {
        Episode e => field.Column == Column.DISRSN ? e.Discharged : e.Triaged,
        Modality m => m.Started,
        Top t => t.Taken,
        SubIntervention s => s.Reviewed,
        TimeInTreatment t => t.Assessed,
        _ => null,
    };

    /// <summary>On what it depends whether a field is expected; null: on nothing.</summary>
    internal static ExpectedWhere? ConditionOf(Field field) => field.Column switch
    {
        Column.PREGNANT => new ExpectedWhere(Column.SEX, "F", true),
        Column.HEPBVAC => new ExpectedWhere(Column.HEPBSTAT, "A", true),
        Column.HEPCTSTD => new ExpectedWhere(Column.HEPCTD, "Y", true),
        Column.LA => new ExpectedWhere(Column.DAT, Areas.OutsideEngland, false),
        _ => null,
    };

    /// <summary>Whether a blank in the field is a warning on this entity.</summary>
    internal static bool IsExpected(Entity entity, Field field) => ConditionOf(field) is { } where
        ? (field.Required == Requirement.Expected || (where.Holds && field.Required == Requirement.Conditional))
            && where.IsMet(CodeOf(where.On == Column.SEX ? entity.Parent ?? entity : entity, where.On))
        : field.Required == Requirement.Expected;

    private static string? CodeOf(Entity entity, Column column) => entity[column] is { HasValue: true, Value: var place }
        ? entity.Layout.FieldOf(column).CodeList?.Codes[place].Value
        : null;
}

/// <summary>A field is expected only where another one holds a code, or only where it does not; blank, it does not hold it.</summary>
/// <param name="On">The other field.</param>
/// <param name="Code">The code.</param>
/// <param name="Holds">Whether that one must hold it.</param>
internal sealed record ExpectedWhere(Column On, string Code, bool Holds)
{
    public bool IsMet(string? code) => (code == Code) == Holds;
}
