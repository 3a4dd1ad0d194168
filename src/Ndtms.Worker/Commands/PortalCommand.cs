using System.CommandLine;
using Microsoft.Extensions.Hosting;
using Ndtms.Portal;

namespace Ndtms.Worker.Commands;

/// <summary><c>portal</c>: serves the web site.</summary>
internal static class PortalCommand
{
    public static Command Create(Terminal terminal)
    {
        var url = new Option<string>("--url") { Description = "Where to listen.", HelpName = "URL", DefaultValueFactory = _ => "http://127.0.0.1:5080" };
        var command = new Command("portal", "Serve the web site; for now one page that says what it will be.") { url };
        command.SetAction(async (call, cancellation) =>
        {
            await using var app = PortalHost.Build(["--urls", call.GetValue(url)!]);
            await app.StartAsync(cancellation);
            terminal.Line($"The portal listens on {string.Join(", ", app.Urls)}. Stop it with Ctrl+C.");
            await app.WaitForShutdownAsync(cancellation);
            return ExitCode.Done;
        });
        return command;
    }
}
