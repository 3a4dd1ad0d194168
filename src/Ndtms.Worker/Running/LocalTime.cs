namespace Ndtms.Worker.Running;

/// <summary>A clock whose days are those of a place, whatever the machine is set to: a file that comes half an hour after midnight in a
/// British summer is a day later than the UTC of a container says.</summary>
/// <param name="clock">The clock.</param>
/// <param name="zone">The place's time.</param>
internal sealed class LocalTime(TimeProvider clock, TimeZoneInfo zone) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => zone;

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(callback, state, dueTime, period);
}
