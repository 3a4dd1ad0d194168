using System.CommandLine;
using Ndtms.Worker.Running;
using Ndtms.Worker.Settings;

namespace Ndtms.Worker.Commands;

/// <summary><c>run</c>: the service.</summary>
internal static class RunCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var options = new WorkspaceOptions();
        var command = new Command("run", "Run by itself, until it is stopped: take in files, make each month's reports, remind, delete what is no longer needed.");
        options.AddTo(command);
        command.SetAction(async (call, cancellation) =>
        {
            var sources = options.Settings(call);
            var settings = ServiceSettings.Over(sources);
            options.ThrowIfLost(call, sources);
            await using var service = ServiceHost.Open(settings, time, terminal);
            await service.Start(cancellation);
            terminal.Line($"The service listens on {string.Join(", ", service.Urls)}. Stop it with Ctrl+C.");
            await service.Wait(cancellation);
            return ExitCode.Done;
        });
        return command;
    }
}
