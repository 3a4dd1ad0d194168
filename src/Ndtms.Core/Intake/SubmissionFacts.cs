using System.Globalization;
using System.Text.RegularExpressions;

namespace Ndtms.Core.Intake;

/// <summary>What a submission says of itself: whose it is, for which reporting window, in which data set.</summary>
/// <param name="Agency">Agency code, upper case.</param>
/// <param name="From">First day of the window.</param>
/// <param name="To">Last day of the window.</param>
/// <param name="Letter">Data set letter, upper case.</param>
public sealed partial record SubmissionFacts(string Agency, DateOnly From, DateOnly To, string Letter)
{
    /// <summary>Reads the facts from a file name <c>AGENCY-FROM-TO-TREAT-IN-LETTER.csv</c> (dates yyyymmdd; case does not matter); null
    /// where the name does not follow the pattern.</summary>
    /// <remarks>What browsers, file managers and this program add to a name does not matter: copy marks, doubled endings, <c>.txt</c>,
    /// <c>-ERRORS</c>, other dashes, blanks around the dashes (Definitions/data-set.md, The file, additions to the name).</remarks>
    /// <param name="fileName">The name without folders.</param>
    public static SubmissionFacts? FromFileName(string fileName)
    {
        var name = Unmarked(fileName.ToUpperInvariant(), out var hasEnding);
        return hasEnding && name.Split('-', StringSplitOptions.TrimEntries) is [var agency, var from, var to, "TREAT", "IN", [>= 'A' and <= 'Z'] letter]
            && IsAgencyCode(agency) && Day(from) is { } first && Day(to) is { } last
            ? new SubmissionFacts(agency, first, last, letter)
            : null;
    }

    /// <summary>Whether a text, without blanks around it, is the code of an agency: 1 to 8 letters or digits (Definitions/data-set.md, The
    /// file). A code of that form need not be in the register.</summary>
    public static bool IsAgencyCode(string text) => text.Length is >= 1 and <= 8 && text.All(char.IsAsciiLetterOrDigit);

    /// <summary>Whether a text, without blanks around it, is a data set letter, in force or not.</summary>
    public static bool IsLetter(string text) => text is [var letter] && char.IsAsciiLetter(letter);

    /// <summary>The name that a file of these facts has.</summary>
    public string ToFileName() => string.Create(CultureInfo.InvariantCulture, $"{Agency}-{From:yyyyMMdd}-{To:yyyyMMdd}-TREAT-IN-{Letter}.csv");

    /// <summary>The name without endings and without what is added to it, in any order and number; dashes are hyphens.</summary>
    private static string Unmarked(string name, out bool hasEnding)
    {
        hasEnding = false;
        name = Dash().Replace(
            string.Concat(name.Where(c => !InvisibleCharacters.IsDropped(c)).Select(c => InvisibleCharacters.IsSpace(c) ? ' ' : c)), "-").Trim();
        while (true)
        {
            if (Ending().Match(name) is { Success: true } ending)
            {
                hasEnding = true;
                name = name[..ending.Index].TrimEnd();
            }
            else if (CopyMark().Match(name) is { Success: true } mark)
            {
                name = name[..mark.Index].TrimEnd();
            }
            else if (CopyOf().Match(name) is { Success: true } copy)
            {
                name = name[copy.Length..].TrimStart();
            }
            else
            {
                return name;
            }
        }
    }

    private static DateOnly? Day(string text) =>
        text.Length == 8 && DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;

    [GeneratedRegex(@"[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]")]
    private static partial Regex Dash();

    [GeneratedRegex(@"\.(CSV|TXT|XLSX|GZ|ZIP)$")]
    private static partial Regex Ending();

    /// <summary><c>-ERRORS</c>, <c>-ERRORS-2</c>, <c> (1)</c>, <c>[1]</c>, <c> - Copy</c>, <c> copy 2</c>.</summary>
    [GeneratedRegex(@"(\s*-\s*ERRORS(-[0-9]+)?|\s*\([0-9]+\)|\s*\[[0-9]+\]|(\s*-\s*|\s+)COPY(\s+[0-9]+)?)$")]
    private static partial Regex CopyMark();

    /// <summary><c>Copy of </c>, <c>Copy (2) of </c>.</summary>
    [GeneratedRegex(@"^COPY\s+(\([0-9]+\)\s+)?OF\s+")]
    private static partial Regex CopyOf();
}

/// <summary>A fact given beside a file cannot be one; the message says how it is written.</summary>
public sealed class FactsException(string message) : FormatException(message);

/// <summary>Facts given beside the file (command line, <c>submissions.csv</c>, form): each wins over the file name. A blank text is not
/// given; others are kept without blanks around them, in upper case.</summary>
/// <param name="Agency">Agency code, 1 to 8 letters or digits.</param>
/// <param name="From">First day of the window.</param>
/// <param name="To">Last day of the window.</param>
/// <param name="Letter">Data set letter.</param>
/// <exception cref="FactsException">The agency code or the data set letter cannot be one, whichever the data sets and agencies are.</exception>
public sealed record ExplicitFacts(string? Agency = null, DateOnly? From = null, DateOnly? To = null, string? Letter = null)
{
    public static ExplicitFacts None { get; } = new();

    /// <summary>Agency code, upper case; null: not given.</summary>
    public string? Agency { get; init => field = AsAgency(value); } = AsAgency(Agency);

    /// <summary>Data set letter, upper case; null: not given.</summary>
    public string? Letter { get; init => field = AsLetter(value); } = AsLetter(Letter);

    /// <summary>The facts that hold: explicit ones before those of the name; null where one is in neither.</summary>
    public SubmissionFacts? Over(SubmissionFacts? named) =>
        KnownOver(named) is { Agency: { } agency, From: { } from, To: { } to, Letter: { } letter } ? new SubmissionFacts(agency, from, to, letter) : null;

    /// <summary>What is known of the facts that hold: explicit ones before those of the name, codes in upper case.</summary>
    public ExplicitFacts KnownOver(SubmissionFacts? named) => new(
        Agency ?? named?.Agency, From ?? named?.From, To ?? named?.To, Letter ?? named?.Letter);

    private static string? AsAgency(string? text) => Given(text) is not { } code || SubmissionFacts.IsAgencyCode(code)
        ? Given(text)
        : throw new FactsException("An agency code is 1 to 8 letters or digits, such as N0852; correct the one that is given.");

    private static string? AsLetter(string? text) => Given(text) is not { } letter || SubmissionFacts.IsLetter(letter)
        ? Given(text)
        : throw new FactsException("A data set letter is one letter, such as H; correct the one that is given.");

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim().ToUpperInvariant();
}
