using System.CommandLine;
using Ndtms.Application;
using Ndtms.Application.Access;
using Ndtms.Application.Accounts;
using Ndtms.Worker.Settings;

namespace Ndtms.Worker.Commands;

/// <summary><c>user add</c>: invites somebody to the portal. The first administrator comes into being by it; the others are invited there.</summary>
internal static class UserCommand
{
    public static Command Create(Terminal terminal, TimeProvider time) => new("user", "People with accounts for the portal.") { Add(terminal, time) };

    private static Command Add(Terminal terminal, TimeProvider time)
    {
        var email = new Option<string>("--email") { Description = "The e-mail address.", HelpName = "ADDRESS", Required = true };
        var role = new Option<Role>("--role") { Description = "What the account is for.", Required = true };
        var agencies = Codes("--agency", "Codes of agencies, for a provider.");
        var partnerships = Codes("--partnership", "Codes of partnerships, for a partnership.");
        var regions = Codes("--region", "Codes of regions, for a regional analyst.");
        var rights = new Option<Rights[]>("--right")
        {
            Description = "What it may do in addition to viewing: submit (provider), review (regional, national), publish (national).",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        var options = new WorkspaceOptions();
        var command = new Command("add", "Make an account, and print the link with which its owner sets it up.") { email, role, agencies, partnerships, regions, rights };
        options.AddTo(command);
        command.SetAction(call =>
        {
            var settings = ServiceSettings.Over(options.Settings(call));
            using var workspace = options.Open(call, time);
            var grant = new Grant(
                call.GetValue(role), call.GetValue(rights)!.Aggregate(Rights.None, (all, r) => all | r), call.GetValue(agencies)!, call.GetValue(partnerships)!,
                call.GetValue(regions)!);
            var outcome = terminal.Call(new InviteAccount(workspace, settings.MailOf(time)), new Invitation(call.GetValue(email)!, [grant]));
            if (outcome.Faults.Count > 0)
                throw new RequestException(string.Join(Environment.NewLine, outcome.Faults.Values.Select(f => f + ".")));
            terminal.Line($"Account {outcome.Account} is made. Its owner sets it up within 72 hours at");
            terminal.Line(outcome.Link!.AbsoluteUri);
            terminal.Line(outcome.Problem is { } problem ? $"The link was not sent: {problem}" : "The link was sent to the address too.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Option<string[]> Codes(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "CODE",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };
}
