namespace DataTools.Tests;

/// <summary>
/// A clock whose short waits are over as soon as they begin: they are noted, and the clock put forward. Long ones, which
/// are limits, never end; nor do the limits of cancellations, however short, and what is done again and again is not begun.
/// </summary>
internal sealed class SwiftTime : TimeProvider
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(25);

    private readonly Lock _gate = new();
    private readonly List<TimeSpan> _waits = [];
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_gate)
                return [.. _waits];
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public void Advance(TimeSpan by)
    {
        lock (_gate)
            _now += by;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || dueTime >= Short || period >= TimeSpan.Zero || state is CancellationTokenSource)
            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_gate)
        {
            _waits.Add(dueTime);
            _now += dueTime;
        }
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
