using Ndtms.Core.DataSets;
using Ndtms.Core.Records;
using static Ndtms.Core.Validation.Example;

namespace Ndtms.Core.Validation;

/// <summary>Rules of a client and its rows.</summary>
public static class ClientRules
{
    /// <summary>The attributors: what identifies a person (Definitions/persons.md, Official persons).</summary>
    internal static readonly Column[] Attributors = [Column.FINITIAL, Column.SINITIAL, Column.DOB, Column.SEX];

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("CLIENT-01", "client", Severity.Notice, "The client refuses consent")
        {
            Message = "The client does not consent to share data: nothing of the client is loaded, and the client's current data are deleted.",
            Advice = "Nothing to do. If the client consents later, send CONSENT = Y on all rows.",
            Fields = ["CONSENT"],
            Examples =
            [
                Fails("CONSENT=N"),
                Fails("CONSENT=N | CONSENT=Y EPISODID=E2"),
                Fails("CONSENT=N AGNCY=N0999 | CONSENT=Y"),
                Passes("CONSENT=Y"),
                BlankOf("CONSENT=''"),
            ],
        },
        Of("CLIENT-02", Severity.Reject, "An impossible date of birth",
            "The date of birth is {DOB}: it must be from 1903 on, and not after the day the file was received ({receipt}).",
            "Correct the date of birth.",
            ["DOB"],
            [new("DOB", (c, x) => c.DateOfBirth?.Year < 1903 || c.DateOfBirth > x.Receipt)],
            Fails("DOB=31/12/1902"), Fails("DOB=11/04/2012"), Passes("DOB=01/01/1903"), Passes("DOB=10/04/2012"), BlankOf("DOB=''")),
        new("CLIENT-03", "client", Severity.Reject, "Two people under one client id")
        {
            Message = "Rows of this client differ in {label}: {value}. With a difference in two or more of initials, date of birth and sex they"
                + " are two people under one CLIENTID.",
            Advice = "Give each person an id of their own, or correct the rows that are wrong.",
            Fields = ["FINITIAL", "SINITIAL", "DOB", "SEX"],
            Examples =
            [
                Fails("FINITIAL=A SEX=M | FINITIAL=B SEX=F"),
                Fails("DOB=01/01/1980 EPISODID=E1 FINITIAL=A | DOB=02/01/1980 EPISODID=E2 FINITIAL=B"),
                Passes("FINITIAL=A | FINITIAL=B EPISODID=E2"),
                Passes("DOB=10/05/1980 FINITIAL=P | DOB=1980-05-10 FINITIAL=p"),
                BlankOf("FINITIAL=A SEX=M | FINITIAL='' SEX=''"),
            ],
        },
        new("CLIENT-07", "client", Severity.Warning, "Rows differ in one of initials, date of birth, sex")
        {
            Message = "Rows of this client differ in {label}: {value}. The value of the latest referral, {used}, is used.",
            Advice = "Correct the rows that are wrong, so that all agree.",
            Fields = ["FINITIAL", "SINITIAL", "DOB", "SEX"],
            Examples =
            [
                Fails("FINITIAL=A | FINITIAL=B EPISODID=E2"),
                Passes("FINITIAL=A SEX=M | FINITIAL=B SEX=F"),
                Passes("FINITIAL=Á | FINITIAL=A EPISODID=E2"),
                BlankOf("FINITIAL=A | FINITIAL='' EPISODID=E2"),
            ],
        },
        new("CLIENT-04", "client", Severity.Warning, "Rows differ in another client field")
        {
            Message = "Rows of this client differ in {label}: {value}. The value of the latest referral, {used}, is used.",
            Advice = "Correct the rows that are wrong, so that all agree.",
            Examples =
            [
                Fails("ETHNIC=A | ETHNIC=B EPISODID=E2"),
                Fails("CLIENT=R1 | CLIENT=R2 EPISODID=E2"),
                Passes("ETHNIC=A | ETHNIC=a EPISODID=E2"),
                Passes("ETHNIC=A | ETHNIC=XX EPISODID=E2"),
                BlankOf("ETHNIC=A | ETHNIC='' EPISODID=E2"),
            ],
        },
        new("CLIENT-05", "client", Severity.Warning, "Initials, date of birth or sex differ from the current data")
        {
            Message = "{label} is {value} in this file, but {held} was sent before.",
            Advice = "If it is a correction, there is nothing to do. If the CLIENTID was given to another person, give each person an id of their"
                + " own.",
            Fields = ["FINITIAL", "SINITIAL", "DOB", "SEX"],
            Examples =
            [
                Fails("@held=B,S,10/05/1980,M FINITIAL=A"),
                Fails("@held=P,S,10/05/1980,F"),
                Passes("@held=P,S,10/05/1980,M"),
                BlankOf("@held=P,S,10/05/1980,M FINITIAL=''"),
            ],
        },
        new("CLIENT-06", "client", Severity.Warning, "A client without any episode")
        {
            Message = "The client consents, but the file holds no episode of the client.",
            Advice = "Check whether the client's episode was left out of the export; if there is none, leave the client out.",
            Fields = ["EPISODID"],
            Examples =
            [
                Fails("EPISODID='' REFLD='' TRIAGED='' DRUG1='' MODAL='' REFMODDT='' MODST='' TOPDATE=''"),
                Passes("EPISODID=''"),
                Passes(""),
                BlankOf("CONSENT='' EPISODID='' REFLD='' TRIAGED='' DRUG1='' MODAL='' REFMODDT='' MODST='' TOPDATE=''"),
            ],
        },
        new("CLIENT-08", "client", Severity.Warning, "A refusal under another form of a client's id")
        {
            Message = "A client[, {clientid},] refuses consent whom the current data have under another id[, {value}]: the ids differ in zeros,"
                + " case, blanks or punctuation only. The refusal deletes the current data under that id.",
            Advice = "If they are two people, withdraw the submission and give each an id of their own. Send ids as your system holds them: a"
                + " spreadsheet removes leading zeros.",
            Fields = ["CLIENTID", "CONSENT"],
            Examples =
            [
                Fails("@clients=00C1 CLIENTID=C1 CONSENT=N"),
                Fails("@clients=c-1 CLIENTID=C1 CONSENT=N"),
                Passes("@clients=C1 CLIENTID=C1 CONSENT=N"),
                Passes("@clients=00C1,0C1 CLIENTID=C1 CONSENT=N"),
                Passes("@clients=00C1 CLIENTID=C1 CONSENT=N | CLIENTID=00C1"),
                Passes("@clients=C2 CLIENTID=C1 CONSENT=N"),
                BlankOf("@clients=00C1 CLIENTID=C1 CONSENT=''"),
            ],
        },
        new("CLIENT-09", "client", Severity.Notice, "Two clients count as one person")
        {
            Message = "The client has the same initials, date of birth and sex as {others}: in the figures they count as one person.",
            Advice = "If it is one person, use one CLIENTID. If they are different people, there is nothing to do.",
            Fields = ["FINITIAL", "SINITIAL", "DOB", "SEX"],
            Examples =
            [
                Fails("CLIENTID=C1 | CLIENTID=C2"),
                Fails("CLIENTID=C1 TRIAGED='' | CLIENTID=C2"),
                Passes("CLIENTID=C1 | CLIENTID=C2 SINITIAL=T"),
                Passes("CLIENTID=C1 | CLIENTID=C2 CONSENT=N"),
                BlankOf("CLIENTID=C1 DOB='' | CLIENTID=C2 DOB=''"),
            ],
        },
    ];

    private static Rule<Client> Of(
        string id, Severity severity, string title, string message, string advice, IReadOnlyList<string> fields,
        IReadOnlyList<Check<Client>> checks, params Example[] examples) => new(id, "client", severity, title)
        {
            Message = message,
            Advice = advice,
            Fields = fields,
            Checks = checks,
            Examples = examples,
        };
}
