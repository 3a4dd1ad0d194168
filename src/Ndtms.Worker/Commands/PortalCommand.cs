using System.CommandLine;
using Microsoft.Extensions.Hosting;
using Ndtms.Application;
using Ndtms.Portal;
using Ndtms.Worker.Settings;

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
            var address = call.GetValue(url)!;
            if (!AddressAttribute.Is(address))
                throw new RequestException($"'{address}' is not an address to listen on; write it as http://127.0.0.1:5080.");
            await using var app = PortalHost.Build(["--urls", address]);
            try
            {
                await app.StartAsync(cancellation);
            }
            catch (IOException e)
            {
                throw new EnvironmentException(
                    $"The portal cannot listen on {address}: {e.InnerException?.Message ?? e.Message}. Choose another --url.", e);
            }

            terminal.Line($"The portal listens on {string.Join(", ", app.Urls)}. Stop it with Ctrl+C.");
            await app.WaitForShutdownAsync(cancellation);
            return ExitCode.Done;
        });
        return command;
    }
}
