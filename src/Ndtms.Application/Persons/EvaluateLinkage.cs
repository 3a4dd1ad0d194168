using Ndtms.Core.DataSets;
using Ndtms.Core.Persons;

namespace Ndtms.Application.Persons;

/// <summary>Asks how good linkage is on records of which it is known who belongs together.</summary>
/// <param name="File">The file: see <see cref="LabelledFile"/>.</param>
/// <param name="Model">The file of the model to use; null: one is learned from the records, without looking at who belongs together.</param>
public sealed record EvaluateLinkageRequest(string File, string? Model = null);

/// <summary>How good one way of telling who belongs together is.</summary>
/// <param name="Threshold">The least probability of a link; null: exact attributors.</param>
/// <param name="Quality">How right it is.</param>
/// <param name="Different">Of the true pairs whose attributors are not equal, the share that it finds; 1 where there are none.</param>
/// <param name="Sizes">How many persons have how many records, by the number of records.</param>
public sealed record EvaluatedThreshold(double? Threshold, LinkageQuality Quality, double Different, IReadOnlyDictionary<int, int> Sizes)
{
    /// <summary>How many persons there are.</summary>
    public int Persons => Sizes.Values.Sum();
}

/// <summary>How good linkage is.</summary>
/// <param name="Records">How many records there are.</param>
/// <param name="Humans">Of how many human beings.</param>
/// <param name="Columns">What was compared.</param>
/// <param name="Ignored">Columns that were not.</param>
/// <param name="Unreadable">How many values were taken as blank because they cannot be read, by column.</param>
/// <param name="Thresholds">Exact attributors, and linkage from the strictest threshold to the least strict.</param>
/// <param name="Training">How the model was learned; null: it was given.</param>
/// <param name="Model">The model.</param>
/// <param name="Blocking">What each blocking rule did.</param>
/// <param name="Elapsed">How long training, linking and clustering took.</param>
/// <param name="Processor">The processor time of the same.</param>
public sealed record EvaluatedLinkage(
    int Records, int Humans, IReadOnlyList<string> Columns, IReadOnlyList<string> Ignored, IReadOnlyDictionary<string, int> Unreadable,
    IReadOnlyList<EvaluatedThreshold> Thresholds, Trained? Training, LinkageModel Model, IReadOnlyList<BlockingCount> Blocking, TimeSpan Elapsed,
    TimeSpan Processor);

/// <summary>Measures linkage on labelled records.</summary>
/// <param name="book">The code lists.</param>
/// <param name="time">The clock.</param>
public sealed class EvaluateLinkage(CodeBook book, TimeProvider time)
    : UseCase<EvaluateLinkageRequest, EvaluatedLinkage>("linkage-evaluate", book)
{
    private static readonly double[] Thresholds = [0.99, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5];

    private readonly CodeBook _book = book;

    protected override EvaluatedLinkage Execute(Invocation invocation, EvaluateLinkageRequest request)
    {
        var given = request.Model is { } path ? ModelFiles.Read(path) : null;
        var file = ReadRecords(request.File);
        if (file.Values.Count < 2)
            throw new RequestException($"{request.File} has fewer than two records, so there is nothing to link.");

        var (started, processor) = (time.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var records = PersonRecords.Of(file.Values);
        var trained = given is null ? Training.Train(records) : null;
        invocation.Cancellation.ThrowIfCancellationRequested();
        var linkage = Linkage.Of(given ?? trained!.Model, records);
        var groups = Thresholds.Select(t => (Threshold: t, Clusters: Clusters.Of(linkage, t))).ToList();
        var (elapsed, used) = (time.GetElapsedTime(started), Environment.CpuUsage.TotalTime - processor);

        var truth = Clusters.Of([.. records.Given.Select(i => file.Truth[i])]);
        var exact = file.ByAttributors(records);
        return new EvaluatedLinkage(
            records.Count, truth.Count, file.Columns, file.Ignored, file.Unreadable,
            [Evaluated(null, exact), .. groups.Select(g => Evaluated(g.Threshold, g.Clusters))],
            trained, linkage.Model, linkage.Blocking, elapsed, used);

        EvaluatedThreshold Evaluated(double? threshold, Clusters found) => new(
            threshold, LinkageQuality.Of(found, truth, records.Count), LinkageQuality.Among(found, truth, exact, records.Count), found.Sizes());
    }

    private LabelledFile ReadRecords(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return LabelledFile.Read(path, stream, _book);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RequestException($"There is no file {path}; give the labelled records as CSV.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"{path} cannot be read: {e.Message.TrimEnd('.')}. Check its rights.", e);
        }
    }
}
