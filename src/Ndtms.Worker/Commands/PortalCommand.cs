using System.CommandLine;
using Microsoft.Extensions.Hosting;
using Ndtms.Application;
using Ndtms.Application.Jobs;
using Ndtms.Portal.Hosting;
using Ndtms.Storage;
using Ndtms.Worker.Running;
using Ndtms.Worker.Settings;
using Serilog;

namespace Ndtms.Worker.Commands;

/// <summary><c>portal</c>: serves the web site alone, without jobs; <c>run</c> serves it too.</summary>
internal static class PortalCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var url = new Option<string>("--url") { Description = "Where to listen.", HelpName = "URL", DefaultValueFactory = _ => "http://127.0.0.1:5080" };
        var options = new WorkspaceOptions();
        var command = new Command("portal", "Serve the web site alone; 'run' serves it and does everything else.") { url };
        options.AddTo(command);
        command.SetAction(async (call, cancellation) =>
        {
            var address = call.GetValue(url)!;
            if (!AddressAttribute.Is(address))
                throw new RequestException($"'{address}' is not an address to listen on; write it as http://127.0.0.1:5080.");
            var sources = options.Settings(call);
            var settings = ServiceSettings.Over(sources);
            options.ThrowIfLost(call, sources);
            var time = new LocalTime(clock, settings.Zone);
            await using var log = settings.OpenLog(terminal);
            var node = Node.This(time);
            using (settings.Open(time, log, node))
            {
                // A database that cannot be used is told now, and not by the first page.
            }

            var portal = settings.PortalOf(time, log, node, new JobRunner(settings.JobsOf(time, log, node), node, time, log));
            await using var app = PortalHost.Build(address, portal, services => services.AddSerilog(log));
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
