using Ndtms.Application.Figures;
using Ndtms.Core.DataSets;

namespace Ndtms.Worker.Commands;

/// <summary>Warns where figures are asked for a month that no file reaches the end of.</summary>
internal static class FreshnessWarning
{
    /// <summary>Says that figures may be incomplete, where they may be.</summary>
    public static void Warn(this Terminal terminal, Freshness data)
    {
        if (data.MayBeIncomplete)
        {
            terminal.Line(
                $"Warning: the latest file was received on {DayText.Show(data.LatestReceipt)}, before the end of the month, so the figures may be incomplete.");
        }
    }
}
