using System.Buffers;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>For each output position along one axis: the first input position and the weights from there on; none: the fill.</summary>
internal readonly struct Taps
{
    private readonly int[] _starts, _ends;
    private readonly float[] _weights;

    /// <param name="scale">Input positions from one output position to the next; negative backwards.</param>
    /// <param name="offset">Where the output begins.</param>
    /// <param name="count">Of output positions.</param>
    /// <param name="input">Of input positions.</param>
    /// <param name="interpolation">The filter, widened by the scale where the image shrinks.</param>
    public Taps(double scale, double offset, int count, int input, Interpolation interpolation)
    {
        var widened = Math.Max(1, Math.Abs(scale));
        var radius = Filter.Radius(interpolation) * widened;
        // Positions outside have no weights: however far an image was shrunk before, there are not many more
        // weights than input and output positions.
        var inside = Math.Min(count, (input / Math.Abs(scale)) + 1);
        var most = Math.Min(input, Math.Ceiling(radius * 2) + 1);
        _starts = ArrayPool<int>.Shared.Rent(count);
        _ends = ArrayPool<int>.Shared.Rent(count);
        _weights = ArrayPool<float>.Shared.Rent(checked((int)Math.Ceiling(inside * most)));
        // What a crop left out is not looked at: a resized crop is the crop, resized.
        var (near, far) = Reach(scale, offset, count, input);
        var (low, high, next) = (int.MaxValue, -1, 0);
        for (var i = 0; i < count; i++)
        {
            var centre = (scale * (i + 0.5)) + offset;
            (_starts[i], _ends[i]) = (0, next);
            if (!(centre >= 0 && centre < input))
                continue;
            var from = (int)Math.Max(near, Math.Ceiling(centre - radius - 0.5));
            var to = (int)Math.Min(far, Math.Floor(centre + radius - 0.5));
            // A weight of zero at the rim would cost time and touch an input position for nothing.
            while (from < to && Filter.At(interpolation, (from + 0.5 - centre) / widened) == 0)
                from++;
            while (from < to && Filter.At(interpolation, (to + 0.5 - centre) / widened) == 0)
                to--;
            var total = 0.0;
            for (var k = from; k <= to; k++)
                total += Filter.At(interpolation, (k + 0.5 - centre) / widened);
            for (var k = from; k <= to; k++)
                _weights[next++] = (float)(Filter.At(interpolation, (k + 0.5 - centre) / widened) / total);
            (_starts[i], _ends[i]) = (from, next);
            (low, high) = (Math.Min(low, from), Math.Max(high, to));
        }
        Range = (high < 0 ? 0 : low, high);
    }

    /// <summary>The first and last input position that is needed; last is -1 where none is.</summary>
    public (int First, int Last) Range { get; }

    public int Start(int i) => _starts[i];

    public ReadOnlySpan<float> Weights(int i) => _weights.AsSpan((i == 0 ? 0 : _ends[i - 1])..(_ends[i]));

    public void Return()
    {
        ArrayPool<int>.Shared.Return(_starts);
        ArrayPool<int>.Shared.Return(_ends);
        ArrayPool<float>.Shared.Return(_weights);
    }

    private static (int First, int Last) Reach(double scale, double offset, int count, int input)
    {
        var (a, b) = (offset, offset + (scale * count));
        var first = (int)Math.Clamp(Math.Floor(Math.Min(a, b) + 1e-6), 0, input - 1);
        return (first, (int)Math.Clamp(Math.Ceiling(Math.Max(a, b) - 1e-6) - 1, first, input - 1));
    }
}
