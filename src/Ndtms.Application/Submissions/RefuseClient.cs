using Ndtms.Core.Intake;
using Ndtms.Storage;

namespace Ndtms.Application.Submissions;

/// <summary>A client who refuses consent otherwise than by a file.</summary>
/// <param name="Agency">The agency's code.</param>
/// <param name="ClientId">CLIENTID as the agency sends it.</param>
public sealed record ClientToRefuse(string Agency, string ClientId);

/// <summary>Deletes all data of a client who refuses consent, and keeps only the refusal.</summary>
public sealed class RefuseClient(Workspace workspace) : UseCase<ClientToRefuse, RefusedByHand>("client-refuse", workspace.Book)
{
    /// <inheritdoc/>
    protected override RefusedByHand Execute(Invocation invocation, ClientToRefuse request)
    {
        var agency = request.Agency.Trim().ToUpperInvariant();
        if (!SubmissionFacts.IsAgencyCode(agency) || workspace.Reference.Agencies().FirstOrDefault(a => a.Code == agency) is not { } registered)
            throw new NotFoundException("There is no such agency; give the code of a registered agency.");
        if (string.IsNullOrWhiteSpace(request.ClientId))
            throw new RequestException("Give the client's CLIENTID as the agency sends it.");
        Sending.Require(invocation.Allowed.Scope, agency, registered.Partnership);
        try
        {
            var done = workspace.Refusals().Refuse(agency, request.ClientId.Trim());
            workspace.Journal.Refused(agency, invocation.By.Name);
            return done;
        }
        catch (SubmissionStateException e)
        {
            throw new RequestException(e.Message);
        }
    }
}
