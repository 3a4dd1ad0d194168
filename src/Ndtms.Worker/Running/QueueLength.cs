using System.Diagnostics.Metrics;
using Ndtms.Storage;

namespace Ndtms.Worker.Running;

/// <summary>The gauge <c>ndtms.queue</c>: how many submissions are received or being checked. It asks the database when it is read.</summary>
internal sealed class QueueLength : IDisposable
{
    private readonly Meter _meter = new(Measurements.Name);

    public QueueLength(SubmissionQueries submissions) => _meter.CreateObservableGauge("ndtms.queue", () =>
    {
        try
        {
            return [new Measurement<int>(submissions.Waiting())];
        }
        catch (StorageException)
        {
            // Readiness says so; a number would be wrong.
            return Array.Empty<Measurement<int>>();
        }
    }, "{submission}", "Submissions that are received or being checked.");

    public void Dispose() => _meter.Dispose();
}
