using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;

namespace Ndtms.Synthetic;

/// <summary>A file on its way in: under a name, with facts given beside it, to a database that knows its agency and what it sent
/// before.</summary>
public sealed record Delivery
{
    /// <summary>The name under which it comes.</summary>
    public required string FileName { get; init; }

    /// <summary>Its bytes as they come, packed or not.</summary>
    public required byte[] Content { get; init; }

    /// <summary>The day it comes.</summary>
    public required DateOnly Received { get; init; }

    /// <summary>What is given beside the file.</summary>
    public ExplicitFacts Given { get; init; } = ExplicitFacts.None;

    /// <summary>How much may be read.</summary>
    public IntakeLimits Limits { get; init; } = IntakeLimits.Default;

    /// <summary>The agency as it is registered; null: it is not.</summary>
    public Agency? Agency { get; init; }

    /// <summary>Files of the agency that come, and are loaded, before this one.</summary>
    public IReadOnlyList<Delivery> Before { get; init; } = [];

    /// <summary>Every issue that it must raise.</summary>
    public IReadOnlyList<ExpectedIssue> Issues { get; init; } = [];
}
