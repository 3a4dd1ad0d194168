using Microsoft.Extensions.DependencyInjection;
using Ndtms.Application;
using Ndtms.Storage;
using Ndtms.Worker.Settings;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Ndtms.Worker.Running;

/// <summary>The metrics of the service: its own, and those of the scheduler, of retries, of HTTP and of the runtime. No label is about a
/// person.</summary>
internal static class Telemetry
{
    /// <summary>Adds what is measured, and where it goes.</summary>
    public static void Add(IServiceCollection services, OtlpSection settings) => services.AddOpenTelemetry()
        .ConfigureResource(resource => resource.AddService("ndtms", serviceVersion: ProgramVersion.Text))
        .WithMetrics(metrics =>
        {
            // The exporter of /metrics has never left beta; its page is a standard form (OpenMetrics, Prometheus), so another can replace it.
            metrics.AddMeter(Measurements.Name, "Quartz*", "Polly").AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddPrometheusExporter();
            if (settings.Endpoint is { } endpoint)
            {
                metrics.AddOtlpExporter(o =>
                    (o.Endpoint, o.Protocol) = (new Uri(endpoint), settings.Protocol == OtlpProtocol.Http ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc));
            }
        });
}
