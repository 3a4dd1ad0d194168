using Ndtms.Core.Intake;
using static Ndtms.Core.Validation.Example;

namespace Ndtms.Core.Validation;

/// <summary>Rules of the file as a whole. They are judged in the order of Definitions/rules.md, Files: FILE-01 alone, FILE-06 alone, -07 to
/// -11 and -16 together, then the header, then the content.</summary>
/// <remarks>Definitions/rules.md, File and row; Definitions/rules.md, Files (2).</remarks>
public static class FileRules
{
    /// <summary>From how many values of one column a cause is told (rules FILE-22 and FILE-23).</summary>
    internal const int FewestOfACause = 3;

    public static IReadOnlyList<Rule> All { get; } =
    [
        Of("FILE-01", Severity.File, "Nothing can be read", "The file cannot be read: {reason}.",
            "[{remedy}, then send the file again.]",
            Fails("@content=empty"), Fails("@content=binary"), Passes("")),
        Of("FILE-02", Severity.File, "A required column is absent",
            "The header has no column {column} ({label}).[ Line {first} has no column names; they are on line {names}.]",
            "Export again with all columns of the data set; the guide lists them.[ Delete what is above line {names}.]",
            Fails("-DOB"), Passes("-ETHNIC")),
        Of("FILE-03", Severity.File, "A header appears twice",
            "The header {column} appears more than once, so it is not clear which column is meant.",
            "Remove or rename the column that should not be there.",
            Fails("+DOB"), Fails("+dob"), Passes("+NOTES")),
        Of("FILE-04", Severity.Warning, "An unknown header",
            "[The header {column} is not in data set {letter}; the column was ignored.][ Did you mean {suggestion}?][ It contains {separator}, so"
                + " it was read as one column.][Column number {position} has values but no header; it was ignored.]",
            "Correct the header, or remove the column.[ Separate columns with commas in place of {separator}.]",
            Fails("+NOTES"), Fails("-GPPTCE +GPTCE"), Fails("@separator=; -DOB"), Passes("+ERRORS"), Passes("+''"), Passes("")),
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
        Of("FILE-12", Severity.File, "Nothing could be loaded",
            "No episode in the file could be loaded; current episodes stay.[ Refusals of consent carried out: {carried}.][ Refusals not carried"
                + " out, because they would delete {clients} clients of the current data: {waiting}.]",
            "Correct what the other issues name, or export again, then send the file again.[ To send refusals alone ({waiting}), send a file"
                + " with nothing else in it.]",
            Fails("@content=header"), Fails("DOB=''"), Fails("CONSENT=N | CLIENTID=C2 DOB=''"), Passes(""), Passes("CONSENT=N")),
        Of("FILE-13", Severity.Hold, "Far fewer episodes than in the current data",
            "The file has {count} episodes where the current data have {current} for the same period.",
            "Check that the export is complete. If it is not, withdraw the submission and send the whole file. If it is, confirm it.",
            Fails("@times=17 @replaced=20"), Passes("@times=18 @replaced=20"), Passes("@times=10 @replaced=19"),
            Fails("@times=2 @replaced=5"), Passes("@times=3 @replaced=5"), Passes("@replaced=4")),
        Of("FILE-14", Severity.Hold, "Many episodes were rejected", "{rejected} of {count} episodes were rejected, over 10 %.",
            "Correct what the other issues name and send the file again.[ If you cannot, confirm the submission to load the other {loaded} episodes.]",
            Fails("@times=17 | @times=3 CLIENTID=D DOB=''"), Passes("@times=18 | @times=2 CLIENTID=D DOB=''"),
            Passes("@times=9 | @times=10 CLIENTID=D DOB=''")),
        Of("FILE-15", Severity.Notice, "Dates in another form", "The file has dates in another form than dd/mm/yyyy; they were read.",
            "Nothing to do. The data set's own form is dd/mm/yyyy.",
            Fails("REFLD=2011-11-01"), Fails("REFLD=1-Nov-2011"), Fails("REFLD='01/11/2011 00:00'"), Passes("REFLD=1/11/2011")),
        Of("FILE-16", Severity.Notice, "What was given differs from the name",
            "You gave agency {agency}, window {from} to {to} and data set {letter}; the file's name says {value}. What you gave was used.",
            "Nothing to do if what you gave is right.",
            Fails("@given=,2011-04-02"), Passes("@given=n0852,2011-04-01,2012-03-31,H")),
        Of("FILE-17", Severity.Hold, "It looks like an export of referrals only",
            "No episode of the file has a readable referral date before {from}, while {current} episodes of the current data that do would be"
                + " removed, {open} of them open. It looks like an export of referrals in the window only.",
            "Export every episode that was active in the window. If there really is none from before, confirm the submission.",
            Fails("@before=3,1"), Fails("@before=3,1 REFLD=x"), Passes("@before=3,1 REFLD=31/03/2011"), Passes("@before=0,0")),
        Of("FILE-18", Severity.Hold, "Many rows were skipped", "{skipped} of {count} rows were skipped, over 10 %.",
            "Correct what the issues of these rows name, and send the file again.",
            Fails("@times=3 AGNCY=''"), Fails("@times=26 | @times=3 CLIENTID=D AGNCY=N0999"), Passes("@times=27 | @times=3 CLIENTID=D AGNCY=N0999"),
            Passes("| @times=2 CLIENTID=D AGNCY=''")),
        Of("FILE-19", Severity.Hold, "The file ends inside a row",
            "The file ends inside the row on this line, so it was probably cut off and rows after it are missing.",
            "Export the file again and send it whole.",
            Fails("@content=cut"), Fails("@content=quote"), Passes("@content=endless"), Passes("")),
        Of("FILE-20", Severity.Notice, "Rows shorter or longer than the header",
            "Rows with fewer or more values than the header: {count}. Missing values were read as blank.",
            "Nothing to do. Spreadsheets leave out blank cells at the end of a row.",
            Fails("@cut=3"), Fails("@more=''"), Passes("@cut=3 HRISK=X"), Passes("")),
        Of("FILE-21", Severity.Hold, "Client references have changed",
            "Of {clients} clients whose episodes the file would replace, {changed} are missing, while clients with the same initials, date of"
                + " birth and sex are in it under other ids. It looks as if the ids have changed, for instance because a spreadsheet removed"
                + " leading zeros.",
            "Send the ids as your system holds them. If your system has given new ids, confirm the submission.",
            Fails("@clients=D1,D2,D3,D4,D5"), Passes("@clients=D1,D2,D3,D4"), Passes("@clients=D1,D2,D3,D4,D5 SINITIAL=T"),
            Passes("@clients=D1,D2,D3,D4,D5,C1"), Passes("@clients=D1,D2,D3,D4,D5 | CLIENTID=D1 SINITIAL=T")),
        Of("FILE-22", Severity.Hold, "Day and month are probably exchanged",
            "{count} values of {column} are dates only if the month comes first, and none only if the day does: day and month are probably"
                + " exchanged in all of them.",
            "Export the dates as dd/mm/yyyy, and check the regional settings of the program that wrote them.",
            Fails("@times=3 DOB=05/25/1980"), Passes("@times=2 DOB=05/25/1980"), Passes("@times=3 DOB=05/25/1980 | CLIENTID=D DOB=25/05/1980"),
            Fails("@times=3 DOB=05/25/1980 | CLIENTID=D DOB=12/05/1980")),
        Of("FILE-23", Severity.Warning, "One cause of many values",
            "{count} values of {column} are {cause}.",
            "{remedy}.",
            Fails("@times=3 DOB=29351"), Fails("@times=3 DOB=29351.5"), Fails("@times=3 DOB=10/05/80"), Fails("@times=3 DOB=10-May-80"),
            Fails("@times=3 PCT=5.00E+01"), Fails("@times=3 DOB=01/01/1900"), Fails("@times=2 NATION=NULL | CLIENTID=D NATION=#N/A"),
            Passes("@times=2 DOB=29351"), Passes("@times=3 DOB=2935"), Passes("@times=3 DOB=10/05/1980"), Passes("@times=3 DOB=02/01/1900"),
            Passes("@times=3 NATION=NA")),
        Of("FILE-24", Severity.Notice, "Read with other separators, or from UTF-16",
            "The file was read[ with {separators} between values][ from {encoding}].",
            "Nothing to do. The data set's own form is CSV with commas, in UTF-8.",
            Fails("@separator=;"), Fails("@content=utf16"), Passes("@separator=; -DOB"), Passes("")),
        Of("FILE-25", Severity.Hold, "Refusals would delete many clients",
            "The {refusals} refusals of consent in the file would delete {clients} clients of the current data.",
            "Check that CONSENT is filled in rightly. If it is, confirm the submission and give the number of clients, {clients}.",
            Fails("@times=5 CONSENT=N @clients=C11,C12,C13,C14,C15"), Passes("@times=5 CONSENT=N @clients=C11,C12,C13,C14")),
    ];

    /// <summary>What a trait of a column's values comes from, as the end of a sentence; null: nothing is said of it.</summary>
    internal static string? CauseOf(CellTraits trait) => trait switch
    {
        CellTraits.NullWord => "the word NULL or #N/A; they were read as blank",
        CellTraits.SerialNumber => "serial numbers, by which spreadsheets hold dates (29351 is 10/05/1980)",
        CellTraits.TwoDigitYear => "dates with a year of two digits",
        CellTraits.Exponent => "numbers in the form 1.2E+11, to which a spreadsheet has changed them",
        CellTraits.NoDate => "30/12/1899, 31/12/1899 or 01/01/1900, which some systems write for a date that is not known",
        _ => null,
    };

    /// <summary>What to do about it.</summary>
    internal static string? RemedyOf(CellTraits trait) => trait switch
    {
        CellTraits.NullWord => "Nothing to do. Better, set your system to leave such values blank",
        CellTraits.SerialNumber => "Format the column as dd/mm/yyyy before you save, or send the file as your system exports it",
        CellTraits.TwoDigitYear => "Format the column as dd/mm/yyyy, with four digits of the year",
        CellTraits.Exponent => "The original values are lost in this file: export it again, and do not open it in a spreadsheet before you send it",
        CellTraits.NoDate => "Leave the date blank where it is not known",
        _ => null,
    };

    /// <summary>Why a file cannot be read, in words, and what to do.</summary>
    internal static IEnumerable<KeyValuePair<string, string>> Reason(Unreadable problem, int? line)
    {
        const string again = "Export it again";
        const string asCsv = "Save it as .xlsx or CSV";
        var (reason, remedy) = problem switch
        {
            Unreadable.Empty => ("it is empty", again),
            Unreadable.Binary => (line is { } at ? FormattableString.Invariant($"it has a NUL byte on line {at}, which no text has") : "it is not text", again),
            Unreadable.TooLarge => ("it is over the limit of 1 GiB unpacked", "Send a shorter period"),
            Unreadable.TooManyRows => ("it has over 2,000,000 rows", "Send a shorter period"),
            Unreadable.TooManyRowsOfClient => ("one CLIENTID is on over 100,000 rows", "Give each client an id of its own in CLIENTID"),
            Unreadable.TooManyRefusals => (
                "over 200,000 clients in it refuse consent", "Check the column CONSENT; where they do refuse, send them in several files, each of a shorter period"),
            Unreadable.NotUnpackable => ("the archive is damaged or incomplete", again),
            Unreadable.DamagedWorkbook => ("it is an Excel workbook that is damaged or has no sheet", again),
            Unreadable.EmptyArchive => ("the archive is empty", "Put the .csv or .xlsx in it"),
            Unreadable.NotOneFile => ("the archive has more than one file", "Send an archive with one .csv or .xlsx in it"),
            Unreadable.NestedArchive => ("the archive has another archive in it", "Send an archive with one .csv or .xlsx in it"),
            Unreadable.Protected => ("the archive is protected by a password", "Make it again without a password"),
            Unreadable.UnknownCompression => ("the archive is compressed by an unknown method", "Make it again as a plain .zip"),
            Unreadable.StrayCells => ("the workbook has values far outside the data", "Delete the columns and rows that have no data, or save it as CSV"),
            Unreadable.ProtectedWorkbook => ("it is an Excel workbook protected by a password", "Save it without a password"),
            Unreadable.OldWorkbook => ("it is an Excel workbook of the old form (.xls)", asCsv),
            Unreadable.BinaryWorkbook => ("it is an Excel binary workbook (.xlsb)", asCsv),
            Unreadable.SevenZip => ("it is a .7z archive", "Use .zip"),
            Unreadable.Rar => ("it is a .rar archive", "Use .zip"),
            Unreadable.Pdf => ("it is a PDF", "Export the data as CSV"),
            Unreadable.Html => ("it is a web page (HTML)", "Export the data as CSV"),
            Unreadable.Xml => ("it is XML", "Export the data as CSV"),
            Unreadable.Json => ("it is JSON", "Export the data as CSV"),
            Unreadable.OtherDocument => ("it is a document, and not a CSV file or an Excel workbook", asCsv),
            Unreadable.NoHeader => ("a quotation mark opens in its first line, the one with the column names, and is never closed", "Correct that line"),
            _ => throw new ArgumentOutOfRangeException(nameof(problem)),
        };
        return [new("reason", reason), new("remedy", remedy)];
    }

    private static Rule Of(string id, Severity severity, string title, string message, string advice, params Example[] examples) =>
        new(id, "file", severity, title) { Message = message, Advice = advice, Examples = examples };
}
