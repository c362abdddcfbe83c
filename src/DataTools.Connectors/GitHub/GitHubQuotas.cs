namespace DataTools.Connectors.GitHub;

/// <summary>A budget of calls that GitHub keeps apart from the others.</summary>
internal enum QuotaKind
{
    /// <summary>Everything that is no search.</summary>
    Core,

    /// <summary>Searches.</summary>
    Search,

    /// <summary>Asking for the limits, which costs nothing.</summary>
    Free,
}

/// <summary>What an answer's headers say of a quota.</summary>
/// <param name="Limit">Calls in a window.</param>
/// <param name="Remaining">Calls left.</param>
/// <param name="Reset">When the next window begins, in seconds since 1970 by GitHub's clock.</param>
/// <param name="ResetsAt">The same by ours.</param>
internal sealed record QuotaNews(int Limit, int Remaining, long Reset, DateTimeOffset ResetsAt);

/// <summary>
/// Lets a call out only where GitHub has one left to give, so that none is spent on being refused. It begins with the
/// published limits and follows what the answers say; a server that says nothing (an enterprise's own) has no limits.
/// A call on its way counts as spent until its answer tells: the answer "unchanged" costs nothing with a token.
/// </summary>
/// <param name="withToken">Calls carry a token.</param>
/// <param name="options">The longest wait.</param>
/// <param name="time">The clock.</param>
internal sealed class GitHubQuotas(bool withToken, GitHubOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Quota _core = new(withToken ? 5000 : 60, TimeSpan.FromHours(1));
    private readonly Quota _search = new(withToken ? 30 : 10, TimeSpan.FromMinutes(1));
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _closedUntil;

    /// <summary>Waits until a call may go. Throws <see cref="Catalog.RateLimitedException"/> where that takes too long.</summary>
    public async Task EnterAsync(QuotaKind kind, CancellationToken cancellation)
    {
        while (true)
        {
            DateTimeOffset until;
            Task? changed = null;
            lock (_gate)
            {
                var now = time.GetUtcNow();
                var quota = Of(kind);
                quota?.Renew(now);
                if (_closedUntil > now)
                {
                    until = _closedUntil;
                }
                else if (quota is null || quota.Unlimited || quota.Remaining > quota.OnTheirWay)
                {
                    if (quota is not null)
                        quota.OnTheirWay++;
                    return;
                }
                else
                {
                    until = quota.ResetsAt;
                    // A call on its way may turn out to cost nothing.
                    changed = quota.OnTheirWay > 0 ? _changed.Task : null;
                }
            }
            if (changed is not null)
                await changed.WaitAsync(cancellation);
            else
                await WaitAsync(until, cancellation);
        }
    }

    /// <summary>A call has ended; <paramref name="news"/> is null where its answer says nothing, or where there is none.</summary>
    public void Leave(QuotaKind kind, QuotaNews? news, bool answered)
    {
        lock (_gate)
        {
            if (Of(kind) is { } quota)
            {
                quota.OnTheirWay--;
                if (news is not null)
                    quota.Learn(news);
                else if (answered && quota.Reset is null)
                    quota.Unlimited = true;
            }
            Changed();
        }
    }

    /// <summary>GitHub wants no call of that kind, or none at all (<see cref="QuotaKind.Free"/>), until then.</summary>
    public void Close(QuotaKind kind, DateTimeOffset until)
    {
        lock (_gate)
        {
            if (Of(kind) is { } quota)
                quota.Exhaust(until);
            else if (until > _closedUntil)
                _closedUntil = until;
            Changed();
        }
    }

    /// <summary>What is known of a quota.</summary>
    public GitHubQuota Known(QuotaKind kind)
    {
        lock (_gate)
        {
            var quota = Of(kind)!;
            quota.Renew(time.GetUtcNow());
            return quota.Unlimited
                ? new(int.MaxValue, int.MaxValue, time.GetUtcNow())
                : new(quota.Limit, Math.Max(0, quota.Remaining - quota.OnTheirWay), quota.ResetsAt);
        }
    }

    private async Task WaitAsync(DateTimeOffset until, CancellationToken cancellation)
    {
        if (until - time.GetUtcNow() > options.LongestWait)
            throw GitHubFaults.Limited(until, withToken);
        options.OnWait?.Invoke(until);
        // Timers count whole milliseconds: rounded down, the end of a wait would be waited for, and told, dozens of times.
        if (until - time.GetUtcNow() is { Ticks: > 0 } wait)
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), time, cancellation);
    }

    private Quota? Of(QuotaKind kind) => kind switch { QuotaKind.Core => _core, QuotaKind.Search => _search, _ => null };

    private void Changed()
    {
        _changed.SetResult();
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Quota(int limit, TimeSpan window)
    {
        public int Limit { get; private set; } = limit;

        public int Remaining { get; private set; } = limit;

        public int OnTheirWay { get; set; }

        public bool Unlimited { get; set; }

        /// <summary>The end of the window as GitHub named it; null before it did.</summary>
        public long? Reset { get; private set; }

        public DateTimeOffset ResetsAt { get; private set; }

        // A window of our own begins where the last has ended; GitHub's answer corrects it.
        public void Renew(DateTimeOffset now)
        {
            if (now < ResetsAt)
                return;
            Remaining = Limit;
            ResetsAt = now + window;
        }

        public void Learn(QuotaNews news)
        {
            Unlimited = false;
            // Answers overtake each other: within a window the fewest are right, of an earlier window none is.
            if (news.Reset > (Reset ?? 0))
                (Limit, Remaining, Reset, ResetsAt) = (news.Limit, news.Remaining, news.Reset, news.ResetsAt);
            else if (news.Reset == Reset)
                (Remaining, ResetsAt) = (Math.Min(Remaining, news.Remaining), news.ResetsAt);
        }

        public void Exhaust(DateTimeOffset until)
        {
            Unlimited = false;
            (Remaining, ResetsAt) = (0, until);
        }
    }
}
