namespace DataTools.FakeServices.Faults;

/// <summary>Which answers go wrong, and how: by chance, but the same for the same seed and order of requests.</summary>
/// <param name="seed">Decides all of it.</param>
/// <param name="chance">That an answer goes wrong, 0 to 1.</param>
/// <param name="most">After so many faults everything is well.</param>
/// <param name="kinds">The faults that there are, each as likely.</param>
public sealed class FaultSchedule(int seed, double chance, int most, IReadOnlyList<Fault> kinds)
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private Fault _storm;
    private int _left = most;
    private int _stormLeft;

    /// <summary>No faults at all.</summary>
    public static FaultSchedule Calm { get; } = new(0, 0, 0, []);

    /// <summary>The fault of the next answer.</summary>
    public Fault Next()
    {
        lock (_gate)
        {
            if (_stormLeft > 0)
            {
                _stormLeft--;
                return _storm;
            }
            if (_left == 0 || _random.NextDouble() >= chance)
                return Fault.None;
            _left--;
            var fault = kinds[_random.Next(kinds.Count)];
            if (fault is Fault.TooManyRequests or Fault.ServerError or Fault.Unavailable)
                (_storm, _stormLeft) = (fault, _random.Next(3));
            return fault;
        }
    }

    /// <summary>Where in <paramref name="length"/> bytes it happens.</summary>
    public int Place(int length)
    {
        lock (_gate)
            return length == 0 ? 0 : _random.Next(length);
    }
}
