using System.CommandLine;
using Ndtms.Core.Intake;

namespace Ndtms.Worker.Commands;

/// <summary>The options that say of a file what its name does not, or says wrongly.</summary>
internal sealed class FileOptions
{
    private readonly Option<string?> _agency = new("--agency")
    {
        Description = "Code of the agency whose file it is. This and the next three win over the file's name.",
        HelpName = "CODE",
    };

    private readonly Option<string?> _from = new("--from") { Description = "First day of the window, such as 2011-04-01.", HelpName = "DAY" };
    private readonly Option<string?> _to = new("--to") { Description = "Last day of the window, such as 2012-03-31.", HelpName = "DAY" };
    private readonly Option<string?> _letter = new("--data-set") { Description = "Data set letter, such as H.", HelpName = "LETTER" };
    private readonly Option<string?> _received = new("--received") { Description = "The day it was received; without it, today.", HelpName = "DAY" };

    private readonly Option<bool> _correction = new("--correction")
    {
        Description = "The file corrects an earlier month: its window may end before that of the current submission.",
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_agency, _from, _to, _letter, _received, _correction])
            command.Options.Add(option);
    }

    public ExplicitFacts Facts(ParseResult call) =>
        new(Given(call, _agency), Day(call, _from), Day(call, _to), Given(call, _letter));

    public DateOnly Received(ParseResult call, TimeProvider time) =>
        Day(call, _received) ?? DateOnly.FromDateTime(time.GetLocalNow().DateTime);

    public bool Correction(ParseResult call) => call.GetValue(_correction);

    private static string? Given(ParseResult call, Option<string?> option) =>
        call.GetValue(option) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    private static DateOnly? Day(ParseResult call, Option<string?> option) =>
        Given(call, option) is { } text ? CommonOptions.ParseDay(text, option.Name) : null;
}
