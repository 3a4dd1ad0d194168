namespace Ndtms.Storage;

/// <summary>Who takes a step in a submission's life, when and why.</summary>
internal sealed record Step(string Who, DateTimeOffset At, string? Reason = null);
