using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Ndtms.Application;
using Ndtms.Application.Demo;
using Ndtms.Core.DataSets;
using Ndtms.Worker.Running;
using Ndtms.Worker.Settings;

namespace Ndtms.Worker.Commands;

/// <summary><c>run</c>: the service, with the portal.</summary>
internal static class RunCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var options = new WorkspaceOptions();
        var demo = new Option<bool>("--demo") { Description = "Load the sample data into a database of its own, make an account of each role, and serve the portal to this machine alone." };
        var folder = new Option<string>("--folder") { Description = "With --demo: where to put the database; as with 'demo'.", HelpName = "DIR", DefaultValueFactory = _ => "demo" };
        var command = new Command("run", "Run by itself, until it is stopped: serve the portal, take in files, make each month's reports, remind, delete what is no longer needed.") { demo, folder };
        options.AddTo(command);
        command.SetAction(async (call, cancellation) =>
        {
            var settings = call.GetValue(demo) ? Demonstration(call.GetValue(folder)!, options.Settings(call), terminal, time) : Settings();
            await using var service = ServiceHost.Open(settings, time, terminal);
            await service.Start(cancellation);
            terminal.Line($"The service listens on {string.Join(", ", service.Urls)}. Stop it with Ctrl+C.");
            await service.Wait(cancellation);
            return ExitCode.Done;

            ServiceSettings Settings()
            {
                var sources = options.Settings(call);
                var read = ServiceSettings.Over(sources);
                options.ThrowIfLost(call, sources);
                return read;
            }
        });
        return command;
    }

    /// <summary>The settings of a demonstration: its own folder, and nothing of the installation but where to listen.</summary>
    private static ServiceSettings Demonstration(string folder, IConfiguration given, Terminal terminal, TimeProvider time)
    {
        var place = new DemoFolder(folder);
        var address = given["Service:Url"] ?? new ServiceSection().Url;
        if (!new Uri(address).IsLoopback)
            throw new RequestException($"A demonstration shows its passwords, so it listens on this machine alone and not on {address}; change Service:Url.");
        place.Clear();
        var sources = new ConfigurationBuilder().AddInMemoryCollection(
        [
            KeyValuePair.Create<string, string?>(NdtmsConfiguration.Database, place.Database), KeyValuePair.Create<string, string?>("Service:Url", address),
        ]).Build();
        using var workspace = WorkspaceOptions.Open(sources, CodeBook.Embedded, time);
        terminal.Call(new RunDemo(workspace), new RunDemoRequest(DemoCommand.Sample(), place.Output));
        terminal.Line("All data are invented. Sign in with one of these accounts; put its key into an authenticator app, which shows the security code.");
        foreach (var account in terminal.Call(new MakeDemoAccounts(workspace), new DemoAccountsWanted()))
            terminal.Line($"  {account.Email,-38} {account.Password}  {account.Key}");
        return ServiceSettings.Over(sources, isDemonstration: true);
    }
}
