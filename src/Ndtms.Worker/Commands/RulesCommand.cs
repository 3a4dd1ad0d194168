using System.CommandLine;
using Ndtms.Application.Guide;
using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;

namespace Ndtms.Worker.Commands;

/// <summary><c>rules show</c>: the catalogue of validation rules.</summary>
internal static class RulesCommand
{
    public static Command Create(Terminal terminal)
    {
        var id = new Argument<string?>("rule") { Description = "A rule's id, or the start of some. If left out, every rule.", Arity = ArgumentArity.ZeroOrOne };
        var show = new Command("show", "Show what each rule finds, what it does and what to do about it.") { id };
        show.SetAction(call =>
        {
            foreach (var rule in terminal.Call(new ShowRules(CodeBook.Embedded), new ShowRulesRequest(call.GetValue(id) ?? "")))
                Show(terminal, rule);
            terminal.Line("An example is laid over a file of one row with nothing wrong: COLUMN=value, '' for a blank, | between rows, -COLUMN for a column");
            terminal.Line("left out, +COLUMN for one too many, @... for what is true of the file or known of its agency before.");
            return ExitCode.Done;
        });
        return new Command("rules", "Show the validation rules.") { show };
    }

    private static void Show(Terminal terminal, Rule rule)
    {
        terminal.Line($"{rule.Id}  {rule.Entity}, {rule.Severity.ToString().ToLowerInvariant()}: {rule.Title}");
        terminal.Line($"  says     {rule.Message}");
        terminal.Line($"  do       {rule.Advice}");
        if (rule.Fields.Count > 0)
            terminal.Line($"  looks at {string.Join(", ", rule.Fields)}");
        if (rule.Examples.FirstOrDefault(e => e.Found) is { } example)
            terminal.Line($"  example  {example.Text}");
        terminal.Line();
    }
}
