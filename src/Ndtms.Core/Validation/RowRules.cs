namespace Ndtms.Core.Validation;

/// <summary>Rules of whole rows.</summary>
public static class RowRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        new("ROW-01", "row", Severity.Reject, "The row has another number of values than the header")
        {
            Message = "The row was skipped.[ It has {count} values where the header has {expected}.][ A quotation mark opens on line {quote} and"
                + " closes only on line {end}: everything between was read as one value.][ A quotation mark opens on line {endless} and is"
                + " never closed: the rest of the file was read as one value.]",
            Advice = "Look on that line for a text, such as your own reference, with a stray comma or quotation mark in it; correct it in your"
                + " system and export again.",
            Examples =
            [
                Example.Fails("@cut=3 HRISK=X"),
                Example.Fails("@more=x"),
                Example.Passes("@cut=3"),
                Example.Passes("@more=''"),
                Example.Passes(""),
                Example.BlankOf("CLIENT=''"),
            ],
        },
        new("ROW-02", "row", Severity.Reject, "The row has another agency's code")
        {
            Message = "The row has agency code {value}, but the file is for agency {agency}; the row was skipped.[ Its {refusal} still counts.]",
            Advice = "Send each agency's clients in that agency's own file. If the code is wrong, correct it in your system.",
            Fields = ["AGNCY"],
            Examples =
            [
                Example.Fails("AGNCY=N0999"),
                Example.Fails("AGNCY=N09999999999"),
                Example.Passes("AGNCY=n0852"),
                Example.BlankOf("AGNCY=''"),
            ],
        },
        new("ROW-03", "row", Severity.Notice, "An exact copy of an earlier row")
        {
            Message = "The row is an exact copy of the row on line {original}; it was skipped.",
            Advice = "Nothing to do; if there are many, ask your system's supplier why rows come twice.",
            Examples =
            [
                Example.Fails("CLIENT=A | CLIENT=A"),
                Example.Passes("TOPID=1 | TOPID=2"),
                Example.BlankOf("CLIENT=''"),
            ],
        },
    ];
}
