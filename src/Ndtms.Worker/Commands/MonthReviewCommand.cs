using System.CommandLine;
using Ndtms.Application.Months;
using Ndtms.Core.DataSets;
using Ndtms.Storage;

namespace Ndtms.Worker.Commands;

/// <summary><c>month show|note</c>: what is left to do before a month is published.</summary>
internal static class MonthReviewCommand
{
    public static Command Show(Terminal terminal, TimeProvider time)
    {
        var cut = CommonOptions.Cut();
        var options = new WorkspaceOptions();
        var command = new Command("show", "Show what is left to do before a month is published.") { cut };
        options.AddTo(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            var month = terminal.Call(new ShowMonth(workspace), new ShowMonthRequest(CommonOptions.ParseMonth(call.GetValue(cut)!)));
            terminal.Line(FormattableString.Invariant(
                $"{month.Cut:MMMM yyyy}: {InWords(month.Publications.Count == 0 ? null : month.Publications[^1])}"));
            terminal.Line($"  Deadlines passed    {(month.DeadlinesPassed ? "yes" : "no")}, the last is {DayText.Show(month.LastDeadline)}");
            terminal.Line($"  Agencies            {month.Accepted} of {month.Active} in, {month.Late.Count} late{(month.Late.Count == 0 ? "" : $": {string.Join(", ", month.Late)}")}");
            terminal.Line($"  Figures made        {(month.FiguresMade ? "yes" : "no; 'report monthly' or the job 'figures' makes them")}");
            terminal.Line($"  Large changes       {(month.Changes is not { } changes ? "not known before the figures are made" : InWords(changes))}");
            foreach (var change in month.Changes ?? [])
                terminal.Line($"    {change.Partnership}  {change.Measure}: {change.Before} to {change.Now}{(change.Seen is { } seen ? $", looked at{(seen.Note is { } note ? $": {note}" : "")}" : "")}");
            foreach (var version in month.Versions)
                terminal.Line(FormattableString.Invariant($"  Version {version.Version}, snapshot {version.Id}, frozen {version.FrozenAt:yyyy-MM-dd HH:mm}"));
            return ExitCode.Done;
        });
        return command;
    }

    public static Command Note(Terminal terminal, TimeProvider time)
    {
        var cut = CommonOptions.Cut();
        var partnership = new Option<string>("--partnership") { Description = "The partnership's code.", HelpName = "CODE", Required = true };
        var measure = new Option<string>("--measure") { Description = "The measure, as 'month show' lists it.", HelpName = "ID", Required = true };
        var note = new Option<string?>("--note") { Description = "What explains the change. Do not write anything about a client.", HelpName = "TEXT" };
        var options = new WorkspaceOptions();
        var command = new Command("note", "Say that a large change has been looked at.") { cut, partnership, measure, note };
        options.AddTo(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            var seen = terminal.Call(new NoteChange(workspace), new NoteChangeRequest(
                CommonOptions.ParseMonth(call.GetValue(cut)!), call.GetValue(partnership)!, call.GetValue(measure)!, call.GetValue(note)));
            terminal.Line($"Noted: {seen.Measure} in {seen.Partnership}, {seen.Before} to {seen.Now}.");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>What was last published of a month.</summary>
    public static string InWords(Publication? publication) => publication switch
    {
        null => "not published",
        { Withdrawn: { } withdrawn } => FormattableString.Invariant($"version {publication.Version} withdrawn on {withdrawn.At:dd/MM/yyyy}: {publication.Reason}"),
        _ => FormattableString.Invariant($"version {publication.Version} published on {publication.Published.At:dd/MM/yyyy} by {publication.Published.Who}"),
    };

    private static string InWords(IReadOnlyList<LargeChange> changes) =>
        changes.Count == 0 ? "none" : $"{changes.Count}, of which {changes.Count(c => c.Seen is not null)} looked at";
}
