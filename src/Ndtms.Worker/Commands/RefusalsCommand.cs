using System.CommandLine;
using Ndtms.Application.Databases;
using Ndtms.Storage;

namespace Ndtms.Worker.Commands;

/// <summary><c>refusals replay</c>: brings a database that was restored to the journal of refusals.</summary>
internal static class RefusalsCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var options = new WorkspaceOptions();
        var replay = new Command(
            "replay", "Delete from a database that an administrator has restored whoever has refused consent since the backup; 'db restore' does it by itself.");
        options.AddTo(replay);
        replay.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            terminal.Line(Words(terminal.Call(new ReplayRefusals(workspace), new ReplayRefusalsRequest())));
            return ExitCode.Done;
        });
        return new Command("refusals", "Refusals of consent, as the journal beside the keys has them.") { replay };
    }

    /// <summary>What a replay changed, in words.</summary>
    public static string Words(ReplayedRefusals replayed) =>
        $"Refusals replayed from {replayed.Journal}: {replayed.Refused} carried out again, {replayed.TakenBack} taken back, {replayed.Standing} standing.";
}
