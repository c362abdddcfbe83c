using DataTools.Catalog;

namespace DataTools.Papers.Finding;

/// <summary>What went wrong on the way, each said once. May be used by several threads.</summary>
internal sealed class FailureList
{
    private readonly Lock _gate = new();
    private readonly List<SourceFailure> _all = [];
    private readonly Dictionary<string, List<string>> _notCached = [];

    /// <summary>Everything, the first first; for each source one line for all that was not on disk.</summary>
    public IReadOnlyList<SourceFailure> All
    {
        get
        {
            lock (_gate)
                return [.. _all, .. _notCached.Select(Missing)];
        }
    }

    /// <summary>Whether something could not be looked at because it was not on disk.</summary>
    public bool LacksAnswers
    {
        get
        {
            lock (_gate)
                return _notCached.Count > 0;
        }
    }

    public void Add(SourceFailure failure)
    {
        lock (_gate)
        {
            if (!_all.Contains(failure))
                _all.Add(failure);
        }
    }

    /// <summary>What <paramref name="source"/> threw when it was asked for <paramref name="what"/>.</summary>
    public void Add(string source, string what, DataToolsException fault)
    {
        if (fault is not NotFoundException { NotCached: true })
        {
            Add(new(source, fault.Message, fault.Hint) { ResetsAt = (fault as RateLimitedException)?.ResetsAt });
            return;
        }
        lock (_gate)
        {
            if (!_notCached.TryGetValue(source, out var list))
                _notCached[source] = list = [];
            if (!list.Contains(what))
                list.Add(what);
        }
    }

    private static SourceFailure Missing(KeyValuePair<string, List<string>> source)
    {
        const int shown = 3;
        var (name, all) = source;
        var more = all.Count > shown ? $" and {all.Count - shown} more" : "";
        return new(name, $"offline, and the cache lacks {string.Join(", ", all.Take(shown))}{more}", "Run the command without --offline once.");
    }
}
