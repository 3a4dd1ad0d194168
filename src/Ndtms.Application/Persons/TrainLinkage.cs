using Ndtms.Core.Persons;
using Ndtms.Storage;

namespace Ndtms.Application.Persons;

/// <summary>Asks for a model of linkage.</summary>
/// <param name="From">A file with a model to use; null: one is learned from current clients.</param>
/// <param name="Path">A file to write the model to as well; null: none.</param>
/// <param name="Force">A file that is not ours may be replaced.</param>
public sealed record TrainLinkageRequest(string? From = null, string? Path = null, bool Force = false);

/// <summary>A model that is in use now.</summary>
/// <param name="Model">The model.</param>
/// <param name="Training">How it was learned; null: it was given.</param>
public sealed record TrainedLinkage(LinkageModel Model, Trained? Training);

/// <summary>Learns a model of linkage from current clients and puts it in use: the next run compares all clients with it.</summary>
/// <param name="workspace">The opened database.</param>
public sealed class TrainLinkage(Workspace workspace) : UseCase<TrainLinkageRequest, TrainedLinkage>("linkage-train", workspace.Book)
{
    protected override TrainedLinkage Execute(Invocation invocation, TrainLinkageRequest request)
    {
        var output = request.Path is { } path ? ModelFiles.Output(path, request.Force) : null;
        output?.Check(request.From);
        var linkage = new PersonLinkage(workspace.Database, workspace.Secrets);
        var given = request.From is { } from ? ModelFiles.Read(from) : null;
        Trained? trained = null;
        if (given is null)
        {
            var values = linkage.Values(workspace.Book);
            if (values.Count < 2)
                throw new RequestException("There are fewer than two clients to learn from; submit files first.");
            trained = Training.Train(PersonRecords.Of(values));
        }

        invocation.Cancellation.ThrowIfCancellationRequested();
        var model = given ?? trained!.Model;
        output?.Write(stream => stream.Write(model.Write()));
        linkage.Use(model, new Actor(invocation.By.Name, workspace.Time.GetUtcNow()));
        workspace.Journal.Trained(model.Id, model.Records, invocation.By.Name);
        return new TrainedLinkage(model, trained);
    }
}
