namespace DataTools.FakeServices.GitHub;

/// <summary>The calls of one client in the windows of one resource, counted as GitHub counts them.</summary>
internal sealed class FakeQuota(string resource, int limit, TimeSpan window, TimeProvider time)
{
    private DateTimeOffset _reset;
    private int _used;

    public string Resource { get; } = resource;

    public int Limit { get; } = limit;

    public int Used { get { Renew(); return _used; } }

    public int Remaining => Limit - Used;

    public long Reset { get { Renew(); return _reset.ToUnixTimeSeconds(); } }

    /// <summary>Counts a call; false where none is left.</summary>
    public bool Take()
    {
        Renew();
        if (_used == Limit)
            return false;
        _used++;
        return true;
    }

    /// <summary>Counts a call no longer: it was answered "unchanged".</summary>
    public void GiveBack() => _used--;

    private void Renew()
    {
        if (time.GetUtcNow() < _reset)
            return;
        (_used, _reset) = (0, time.GetUtcNow() + window);
    }
}
