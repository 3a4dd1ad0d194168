using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;

namespace Ndtms.Synthetic;

/// <summary>A file as it is submitted: its name and the facts supplied with it, and what the database knows about its agency and its earlier
/// files.</summary>
public sealed record Delivery
{
    /// <summary>The name of the file as submitted.</summary>
    public required string FileName { get; init; }

    /// <summary>Its bytes as submitted, compressed or not.</summary>
    public required byte[] Content { get; init; }

    /// <summary>The day of receipt.</summary>
    public required DateOnly Received { get; init; }

    /// <summary>The facts supplied with the file.</summary>
    public ExplicitFacts Given { get; init; } = ExplicitFacts.None;

    /// <summary>The limits of what is read.</summary>
    public IntakeLimits Limits { get; init; } = IntakeLimits.Default;

    /// <summary>The agency as registered; null: it is not registered.</summary>
    public Agency? Agency { get; init; }

    /// <summary>Files of the agency that are submitted and loaded before this one.</summary>
    public IReadOnlyList<Delivery> Before { get; init; } = [];

    /// <summary>Every issue that it must raise.</summary>
    public IReadOnlyList<ExpectedIssue> Issues { get; init; } = [];
}
