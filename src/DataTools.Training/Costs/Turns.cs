using DataTools.Evaluation.Costs;

namespace DataTools.Training.Costs;

/// <summary>
/// Times configurations in rounds: in each of them each configuration has its turn, so that what disturbs the machine for a
/// while disturbs all of them. What a clock cannot resolve counts as a millionth of a millisecond.
/// </summary>
internal sealed class Turns
{
    private const double Resolution = 1e-6;

    private readonly LoadedConfiguration _configuration;
    private readonly CostOptions _options;
    private readonly TimeProvider _time;
    private readonly int[] _pictures;
    private readonly int[] _one = new int[1], _batch;
    private readonly double[] _probabilities;
    private readonly List<double[]> _singles = [], _batches = [];
    private int _at, _passes = 1, _batchPasses = 1;
    private double _joules;

    private Turns(LoadedConfiguration configuration, CostOptions options, int[] pictures, TimeProvider time)
    {
        (_configuration, _options, _pictures, _time) = (configuration, options, pictures, time);
        _batch = new int[options.Batch];
        _probabilities = new double[options.Batch * configuration.Classes];
    }

    /// <summary>The rounds of one picture at a time, in milliseconds.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Singles => _singles;

    /// <summary>The rounds of batches.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Batches => _batches;

    /// <summary>Energy of one picture, of those that were predicted one at a time; 0 where it is not counted.</summary>
    public double JoulesPerImage => _joules / _singles.Sum(r => r.Length);

    /// <summary>Times all of them.</summary>
    /// <param name="configurations">In the order of their turns.</param>
    /// <param name="options">How often.</param>
    /// <param name="pictures">Indices into the split, at least one.</param>
    /// <param name="energy">Null where it is not counted.</param>
    /// <param name="time">The clock.</param>
    /// <param name="told">Told before each turn of whose turn in which round it is; round 0 warms up.</param>
    /// <param name="between">Called after the last turn with one picture at a time, before any batch; null: nothing is done there.</param>
    /// <param name="cancellation">Stops between passes.</param>
    public static IReadOnlyList<Turns> Of(
        IReadOnlyList<LoadedConfiguration> configurations, CostOptions options, int[] pictures, RaplEnergy? energy, TimeProvider time,
        Action<int, int>? told, Action? between, CancellationToken cancellation)
    {
        List<Turns> all = [.. configurations.Select(c => new Turns(c, options, pictures, time))];
        void Round(int round, Action<Turns> turn)
        {
            foreach (var (i, one) in all.Index())
            {
                told?.Invoke(i, round);
                turn(one);
            }
        }
        Round(0, t => t.WarmUp(cancellation));
        for (var round = 1; round <= options.Rounds; round++)
            Round(round, t => t.Single(energy, cancellation));
        between?.Invoke();
        Round(0, t => t.WarmUpBatch(cancellation));
        for (var round = 1; round <= options.Rounds; round++)
            Round(round, t => t.Batched(cancellation));
        return all;
    }

    private void WarmUp(CancellationToken cancellation)
    {
        // As many as it takes until the methods are compiled for good, but no longer than a quarter of the time.
        var start = _time.GetTimestamp();
        var last = Once(_one, cancellation);
        for (var i = 1; i < _options.WarmUp && _time.GetElapsedTime(start).TotalSeconds < _options.Seconds / 4; i++)
            last = Once(_one, cancellation);
        _passes = Share(last, _options.Passes);
        // All begin with the same picture.
        _at = 0;
    }

    private void WarmUpBatch(CancellationToken cancellation)
    {
        // The first makes the buffers, the second says how long it takes.
        Once(_batch, cancellation);
        _batchPasses = Share(Once(_batch, cancellation), Math.Max(1, _options.Passes / 4));
    }

    // Half of the time for either.
    private int Share(double milliseconds, int most) => (int)Math.Clamp(_options.Seconds * 1000 / 2 / _options.Rounds / milliseconds, 1, most);

    private void Single(RaplEnergy? energy, CancellationToken cancellation)
    {
        var before = energy?.Read();
        _singles.Add(Many(_passes, _one, cancellation));
        if (before is not null)
            _joules += energy!.Joules(before, energy.Read());
    }

    private void Batched(CancellationToken cancellation) => _batches.Add(Many(_batchPasses, _batch, cancellation));

    private double[] Many(int passes, int[] pictures, CancellationToken cancellation)
    {
        var times = new double[passes];
        for (var i = 0; i < passes; i++)
            times[i] = Once(pictures, cancellation);
        return times;
    }

    private double Once(int[] pictures, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        for (var i = 0; i < pictures.Length; i++)
            pictures[i] = _pictures[_at++ % _pictures.Length];
        var start = _time.GetTimestamp();
        _configuration.Predict(pictures, _probabilities);
        return Math.Max(Resolution, _time.GetElapsedTime(start).TotalMilliseconds);
    }
}
