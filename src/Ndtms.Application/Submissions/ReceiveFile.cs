using Ndtms.Core.Intake;
using Ndtms.Storage;

namespace Ndtms.Application.Submissions;

/// <summary>A file to receive.</summary>
/// <param name="FileName">Its name, without folders.</param>
/// <param name="Content">The bytes as sent, read once.</param>
/// <param name="Given">Facts that win over those of its name.</param>
/// <param name="Received">The day of receipt.</param>
/// <param name="Correction">It corrects an earlier period (FILE-11).</param>
/// <param name="Confirmed">Where it would be held, it is loaded all the same, unless it removes much.</param>
/// <param name="Remove">The number that it may remove (<see cref="Removal.NumberWanted"/>).</param>
/// <param name="InInbox">Its file is in the inbox, and is put away once it is processed.</param>
public sealed record FileToReceive(
    string FileName, Stream Content, ExplicitFacts Given, DateOnly Received, bool Correction = false, bool Confirmed = false, int? Remove = null,
    bool InInbox = false);

/// <summary>Stores a file as sent and queues it, whatever is in it; <see cref="ProcessSubmissions"/> checks and loads it.</summary>
/// <remarks>The result is the submission's id.</remarks>
public sealed class ReceiveFile(Workspace workspace) : UseCase<FileToReceive, long>("file-receive", workspace.Book)
{
    protected override long Execute(Invocation invocation, FileToReceive request)
    {
        // Where the name already says whose it is, nothing of a file that may not be sent is kept.
        if (request.Given.KnownOver(SubmissionFacts.FromFileName(request.FileName)).Agency is { } named)
            Require(named);
        return workspace.Submissions().Receive(
            new Submission(
                request.FileName, request.Content, request.Given, request.Received, invocation.By.Name, request.Correction, request.Confirmed,
                request.Remove, request.InInbox),
            file => Require(request.Given.KnownOver(file.NamedFacts).Agency));

        void Require(string? agency)
        {
            if (!invocation.Allowed.Scope.IsEngland)
                Sending.Require(invocation.Allowed.Scope, agency, workspace.Reference.Agencies().FirstOrDefault(a => a.Code == agency)?.Partnership);
        }
    }
}
