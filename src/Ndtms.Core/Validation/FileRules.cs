using Ndtms.Core.Intake;
using static Ndtms.Core.Validation.Example;

namespace Ndtms.Core.Validation;

/// <summary>Rules of the file as a whole. They are judged in the order of Definitions/rules.md, Files: FILE-01 alone, FILE-06 alone, -07 to
/// -11 and -16 together, then the header, then the content.</summary>
public static class FileRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        Of("FILE-01", Severity.File, "Nothing can be read", "The file cannot be read: {reason}.",
            "Export the file again and send it as .csv, or as a .zip or .gz that holds exactly one such file.",
            Fails("@content=empty"), Fails("@content=binary"), Passes("")),
        Of("FILE-02", Severity.File, "A column that must be there is absent", "The header has no column {column} ({label}).",
            "Export again with all columns of the data set; the guide lists them.",
            Fails("-DOB"), Passes("-ETHNIC")),
        Of("FILE-03", Severity.File, "A header stands twice",
            "[The header {column} stands more than once, so it is not clear which is meant.][Column number {position} has no header, and it is not"
                + " the only one.]",
            "Take out or rename the column that is too many.",
            Fails("+DOB"), Fails("+dob"), Passes("+NOTES")),
        Of("FILE-04", Severity.Warning, "An unknown header",
            "[The header {column} is not known in data set {letter}; the column was ignored.][ Is {suggestion} meant?][ It holds {separator}, and so"
                + " was taken for one column: columns must be separated by commas.][Column number {position} has no header; it was ignored.]",
            "Correct the header, or take the column out.[ A spreadsheet program set up for another country writes {separator}: save the file as"
                + " CSV with commas, or send it as your system exports it.]",
            Fails("+NOTES"), Fails("-GPPTCE +GPTCE"), Fails("@separator=;"), Passes("")),
        Of("FILE-05", Severity.Warning, "A column of the data set is absent",
            "The column {column} ({label}) is absent; it was read as blank.", "Export again with all columns of the data set.",
            Fails("-ETHNIC"), Passes("-DOB")),
        Of("FILE-06", Severity.File, "The name does not say what the file is",
            "The file's name does not follow the pattern AGENCY-FROM-TO-TREAT-IN-LETTER.csv (dates as yyyymmdd), and agency, window and data"
                + " set were not all given.",
            "Give the file a name such as N0852-20110401-20120331-TREAT-IN-H.csv, or give agency, first and last day and data set letter.",
            Fails("@name=export.csv"), Fails("@name=export.csv @given=N0852"), Passes("@name=export.csv @given=N0852,2011-04-01,2012-03-31,H")),
        Of("FILE-07", Severity.File, "An impossible window",
            "The window from {from} to {to} is impossible: it must not end before it starts, nor after the day the file was received"
                + " ({receipt}).",
            "Give the window's first and last day explicitly; some systems write day and month the wrong way round into the name.",
            Fails("@from=2012-04-01"), Fails("@received=2012-03-30"), Fails("@name=N0852-20130104-19700101-TREAT-IN-K.csv"),
            Passes("@from=2012-03-31"), Passes("@received=2012-03-31")),
        Of("FILE-08", Severity.File, "The data set is unknown or not in force", "Data set {value} is unknown, or was not in force on {to}.",
            "Use the letter that was in force on the window's last day; if the window is wrong, give its first and last day explicitly.",
            Fails("@letter=Z"), Fails("@name=N0852-20110401-20120331-TREAT-IN-K.csv"), Passes("@letter=K")),
        Of("FILE-09", Severity.File, "The agency is unknown or not active",
            "Agency {value} is not registered, or was not active on {to}.",
            "Check the agency code; to register an agency, write to your regional team.",
            Fails("@active=never"), Fails("@active=2012-04-01.."), Fails("@active=..2012-03-30"), Passes("@active=2012-03-31..2012-03-31")),
        Of("FILE-10", Severity.File, "The same file again", "The file is the same, byte for byte, as the one that is loaded for the agency now.",
            "Nothing to do: it is loaded already.",
            Fails("@current=same"), Passes("@current=2012-03-31")),
        Of("FILE-11", Severity.File, "The window ends earlier than the current one",
            "The window ends on {to}, before the end of the current submission's window, {current}.",
            "If you mean to correct an earlier month, mark the submission as a correction.",
            Fails("@current=2012-04-01"), Passes("@current=2012-03-31"), Passes("@current=2012-04-01 @correction=Y")),
        Of("FILE-12", Severity.File, "Nothing could be loaded", "No episode and no refusal in the file could be loaded.",
            "See the other findings; a file with a header only has nothing in it: export again.",
            Fails("@content=header"), Fails("DOB=''"), Passes(""), Passes("CONSENT=N")),
        Of("FILE-13", Severity.Hold, "Far fewer episodes than are held",
            "The file brings {count} episodes, over 10 % fewer than the {held} that are held for the same window.",
            "Check that the export is complete. If it is, confirm the submission; else withdraw it and send the whole file.",
            Fails("@times=17 @replaced=20"), Passes("@times=18 @replaced=20"), Passes("@replaced=19")),
        Of("FILE-14", Severity.Hold, "Many episodes were rejected", "{rejected} of {count} episodes were rejected, over 10 %.",
            "Correct what the findings name and send the file again, or confirm the submission to load the rest.",
            Fails("@times=17 | @times=3 CLIENTID=D DOB=''"), Passes("@times=18 | @times=2 CLIENTID=D DOB=''"),
            Passes("@times=9 | @times=10 CLIENTID=D DOB=''")),
        Of("FILE-15", Severity.Notice, "Dates written yyyy-mm-dd", "Dates in the file are written yyyy-mm-dd; they were read.",
            "Nothing to do; dd/mm/yyyy is the data set's way.",
            Fails("REFLD=2011-11-01"), Passes("REFLD=1/11/2011")),
        Of("FILE-16", Severity.Notice, "What was given differs from the name",
            "Given were agency {agency}, window {from} to {to} and data set {letter}; the name says otherwise ({value}). What was given was"
                + " used.",
            "Nothing to do if what was given is right.",
            Fails("@given=,2011-04-02"), Passes("@given=n0852,2011-04-01,2012-03-31,H")),
        Of("FILE-17", Severity.Hold, "It looks like an export of referrals only",
            "No episode of the file was referred before {from}, while {held} held episodes that were would be removed, {open} of them open. It"
                + " looks like an export of the window's referrals only.",
            "Export every episode that was active in the window. If there really is none from before, confirm the submission.",
            Fails("@before=3,1"), Passes("@before=3,1 REFLD=31/03/2011"), Passes("@before=0,0")),
    ];

    /// <summary>Why a file cannot be read, in words.</summary>
    internal static string Reason(Unreadable problem) => problem switch
    {
        Unreadable.Empty => "it is empty",
        Unreadable.Binary => "it is no text (it holds bytes that no text has)",
        Unreadable.TooLarge => "it is over the limit of 1 GiB unpacked",
        Unreadable.TooManyRows => "it has over 2,000,000 rows",
        Unreadable.NotUnpackable => "the archive is damaged or ends too early",
        Unreadable.NotOneFile => "the archive does not hold exactly one file",
        Unreadable.PackedUnderAnotherName => "it is an archive or a workbook, not a .csv",
        Unreadable.NoHeader => "a quotation mark opens in its first line, the one with the column names, and is never closed",
        _ => throw new ArgumentOutOfRangeException(nameof(problem)),
    };

    private static Rule Of(string id, Severity severity, string title, string message, string advice, params Example[] examples) =>
        new(id, "file", severity, title) { Message = message, Advice = advice, Examples = examples };
}
