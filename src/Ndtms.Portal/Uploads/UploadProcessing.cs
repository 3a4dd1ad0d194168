using System.Threading.Channels;
using Ndtms.Application;
using Ndtms.Application.Access;
using Ndtms.Application.Submissions;
using Ndtms.Portal.Hosting;

namespace Ndtms.Portal.Uploads;

/// <summary>Has files processed as soon as they are received, outside any request. What it does not get to, the job "processing" does.</summary>
/// <param name="options">What the portal is told.</param>
/// <param name="log">The log.</param>
public sealed class UploadProcessing(PortalOptions options, ILogger<UploadProcessing> log) : BackgroundService
{
    // One signal stands for all that waits.
    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>A file was received.</summary>
    public void Signal() => _signals.Writer.TryWrite(true);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await foreach (var _ in _signals.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                using var workspace = options.Open();
                var by = Principal.Operator("portal");
                new ProcessSubmissions(workspace).Run(by, SubmissionsToProcess.All, cancellation: stoppingToken);
                new ProcessChecks(workspace).Run(by, new ChecksToProcess(), cancellation: stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning("Files that were sent could not be processed at once: {Problem}", Failure.InWords(e));
            }
        }
    }
}
