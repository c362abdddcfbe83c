using System.Buffers;

namespace DataTools.Imaging.Augmentation.Engine.Area;

/// <summary>A plane made small and large again.</summary>
internal static class Rescaling
{
    public static void DownAndUp(Span<float> plane, ImageSize size, ImageSize small, bool nearest)
    {
        if (small == size)
            return;
        var narrow = ArrayPool<float>.Shared.Rent(small.Width * size.Height);
        var little = ArrayPool<float>.Shared.Rent(small.Width * small.Height);
        Across(plane, narrow, size.Width, small.Width, size.Height, nearest);
        Down(narrow, little, small.Width, size.Height, small.Height, nearest);
        Down(little, narrow, small.Width, small.Height, size.Height, nearest);
        Across(narrow, plane, small.Width, size.Width, size.Height, nearest);
        ArrayPool<float>.Shared.Return(narrow);
        ArrayPool<float>.Shared.Return(little);
    }

    private static void Across(ReadOnlySpan<float> from, Span<float> to, int before, int after, int rows, bool nearest)
    {
        var taps = new Taps(before, after, nearest);
        for (var y = 0; y < rows; y++)
        {
            var result = to.Slice(y * after, after);
            for (var x = 0; x < after; x++)
            {
                var (sum, at) = (0f, (y * before) + taps.Start(x));
                foreach (var weight in taps.Weights(x))
                    sum += from[at++] * weight;
                result[x] = MathF.Min(1, sum);
            }
        }
        taps.Return();
    }

    private static void Down(ReadOnlySpan<float> from, Span<float> to, int width, int before, int after, bool nearest)
    {
        var taps = new Taps(before, after, nearest);
        for (var y = 0; y < after; y++)
        {
            var at = taps.Start(y) * width;
            var result = to.Slice(y * width, width);
            result.Clear();
            foreach (var weight in taps.Weights(y))
            {
                PlaneMath.Blend(result, 1, from.Slice(at, width), weight);
                at += width;
            }
        }
        taps.Return();
    }

    /// <summary>What each position after is made of: the mean of what it covers where it shrinks, two neighbours where it grows.</summary>
    private readonly struct Taps
    {
        private readonly int[] _starts;
        private readonly float[] _weights;
        private readonly int _most;

        public Taps(int before, int after, bool nearest)
        {
            var scale = (double)before / after;
            _most = nearest ? 1 : (int)Math.Ceiling(Math.Max(1, scale)) + 1;
            _starts = ArrayPool<int>.Shared.Rent(after);
            _weights = ArrayPool<float>.Shared.Rent(after * _most);
            _weights.AsSpan(0, after * _most).Clear();
            for (var i = 0; i < after; i++)
            {
                var weights = _weights.AsSpan(i * _most, _most);
                // So far left that all taps are inside.
                var last = Math.Max(0, before - _most);
                if (nearest)
                {
                    (_starts[i], weights[0]) = (Math.Min(before - 1, (int)((i + 0.5) * scale)), 1);
                    continue;
                }
                var (low, high) = (i * scale, (i + 1) * scale);
                var (centre, share) = Linear((low + high) / 2, before);
                var first = scale > 1 ? (int)low : centre;
                _starts[i] = Math.Min(first, last);
                if (scale > 1)
                {
                    for (var k = first; k < Math.Min(Math.Min(before, _starts[i] + _most), Math.Ceiling(high)); k++)
                        weights[k - _starts[i]] = (float)((Math.Min(high, k + 1) - Math.Max(low, k)) / scale);
                }
                else
                {
                    weights[first - _starts[i]] = 1 - share;
                    if (share > 0)
                        weights[first - _starts[i] + 1] = share;
                }
            }
            Before = before;
        }

        private int Before { get; }

        public int Start(int i) => _starts[i];

        public ReadOnlySpan<float> Weights(int i) => _weights.AsSpan(i * _most, Math.Min(_most, Before - _starts[i]));

        public void Return()
        {
            ArrayPool<int>.Shared.Return(_starts);
            ArrayPool<float>.Shared.Return(_weights);
        }

        // The pixel before a position and how near the next one is; none beyond the edge.
        private static (int First, float Share) Linear(double position, int count)
        {
            var at = Math.Clamp(position - 0.5, 0, count - 1);
            return ((int)at, (float)(at - (int)at));
        }
    }
}
