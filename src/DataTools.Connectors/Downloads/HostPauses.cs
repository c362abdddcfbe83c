using System.Collections.Concurrent;

namespace DataTools.Connectors.Downloads;

/// <summary>Hosts that asked to be left alone for a while: no connection of ours asks them meanwhile.</summary>
internal sealed class HostPauses(DownloadOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _until = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Leaves <paramref name="host"/> alone for <paramref name="wait"/>.</summary>
    public void Pause(string host, TimeSpan wait)
    {
        var until = time.GetUtcNow() + wait;
        var before = _until.GetValueOrDefault(host);
        _until.AddOrUpdate(host, until, (_, other) => until > other ? until : other);
        // Several connections are told the same at once; the user is told once.
        if (wait >= TimeSpan.FromSeconds(1) && until - before > TimeSpan.FromSeconds(1))
            options.Talk?.Invoke($"{host} asks to be left alone for {Math.Ceiling(wait.TotalSeconds):0} seconds: waiting");
    }

    /// <summary>Returns when <paramref name="host"/> may be asked.</summary>
    public async Task WaitAsync(string host, CancellationToken cancellation)
    {
        while (_until.TryGetValue(host, out var until) && until - time.GetUtcNow() is { Ticks: > 0 } left)
            await Task.Delay(left, time, cancellation);
    }
}
