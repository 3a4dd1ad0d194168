namespace Ndtms.Tests;

/// <summary>A clock that a test moves; its timers ring when it is moved past them.</summary>
internal sealed class FakeClock(DateTimeOffset now) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _now = now;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by) => MoveTo(GetUtcNow() + by);

    /// <summary>Moves it forward; each timer on the way rings at its own time.</summary>
    public void MoveTo(DateTimeOffset moment)
    {
        while (Next(moment) is { } timer)
            timer.Ring();
    }

    private Timer? Next(DateTimeOffset moment)
    {
        lock (_lock)
        {
            var next = _timers.Where(t => t.Due <= moment).MinBy(t => t.Due);
            var until = next?.Due ?? moment;
            _now = until > _now ? until : _now;
            next?.Repeat();
            return next;
        }
    }

    private sealed class Timer(FakeClock clock, Action ring) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset Due { get; private set; }

        public void Ring() => ring();

        public void Repeat()
        {
            if (_period <= TimeSpan.Zero)
                clock._timers.Remove(this);
            else
                Due += _period;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                    clock._timers.Add(this);
                (Due, _period) = (clock._now + dueTime, period);
                return true;
            }
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
