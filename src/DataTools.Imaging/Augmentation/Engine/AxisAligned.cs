using System.Buffers;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>
/// Crops, flips and resizes: the two axes are independent, so rows are filtered first and columns after. The filter is
/// the triangle of bilinear interpolation, widened by the scale where the image shrinks (antialiasing as in Pillow and
/// torchvision). Whole pixels at scale 1 come out exactly.
/// </summary>
internal static class AxisAligned
{
    public static void Resample(PixelImage image, in Affine map, ImageSize output, Span<float> planes)
    {
        var columns = new Taps(map.A, map.C, output.Width, image.Width);
        var rows = new Taps(map.E, map.F, output.Height, image.Height);
        var (channels, width) = (image.Channels, output.Width);

        // Rows of the input that some row of the output needs, filtered along x: interleaved, row after row.
        var (first, last) = rows.Range;
        var stride = width * channels;
        var lines = ArrayPool<float>.Shared.Rent(Math.Max(0, last - first + 1) * stride);
        for (var y = first; y <= last; y++)
            Horizontal(image.Pixels.AsSpan(y * image.Width * channels, image.Width * channels), columns, channels, lines.AsSpan((y - first) * stride, stride));

        var area = width * output.Height;
        var sum = ArrayPool<float>.Shared.Rent(stride);
        for (var y = 0; y < output.Height; y++)
        {
            Vertical(lines, first, stride, rows, y, sum.AsSpan(0, stride));
            for (var c = 0; c < channels; c++)
            {
                var plane = planes.Slice((c * area) + (y * width), width);
                for (var x = 0; x < width; x++)
                    plane[x] = sum[(x * channels) + c];
            }
        }
        ArrayPool<float>.Shared.Return(sum);
        ArrayPool<float>.Shared.Return(lines);
        columns.Return();
        rows.Return();
    }

    private static void Horizontal(ReadOnlySpan<byte> row, Taps taps, int channels, Span<float> line)
    {
        for (var x = 0; x < taps.Count; x++)
        {
            var weights = taps.Weights(x);
            for (var c = 0; c < channels; c++)
            {
                var value = 0f;
                var at = (taps.Start(x) * channels) + c;
                foreach (var weight in weights)
                {
                    value += weight * row[at];
                    at += channels;
                }
                line[(x * channels) + c] = value;
            }
        }
    }

    private static void Vertical(float[] lines, int first, int stride, Taps taps, int y, Span<float> sum)
    {
        sum.Clear();
        var weights = taps.Weights(y);
        for (var k = 0; k < weights.Length; k++)
        {
            var weight = weights[k];
            var line = lines.AsSpan((taps.Start(y) + k - first) * stride, stride);
            for (var i = 0; i < stride; i++)
                sum[i] += weight * line[i];
        }
        // Bytes to [0, 1] at the end, by division: a whole pixel comes out as the same float as byte / 255. The weights
        // may add up to a hair more than 1.
        for (var i = 0; i < stride; i++)
            sum[i] = MathF.Min(1, sum[i] / 255f);
    }

    /// <summary>For each output position along one axis: the first input position and the weights from there on (none: black).</summary>
    private readonly struct Taps
    {
        private readonly int[] _starts, _counts;
        private readonly float[] _weights;
        private readonly int _most;

        public Taps(double scale, double offset, int count, int input)
        {
            Count = count;
            var radius = Math.Max(1, Math.Abs(scale));
            _most = (int)Math.Ceiling(radius * 2) + 1;
            _starts = ArrayPool<int>.Shared.Rent(count);
            _counts = ArrayPool<int>.Shared.Rent(count);
            _weights = ArrayPool<float>.Shared.Rent(count * _most);
            var (low, high) = (int.MaxValue, -1);
            for (var i = 0; i < count; i++)
            {
                var centre = (scale * (i + 0.5)) + offset;
                (_starts[i], _counts[i]) = (0, 0);
                if (!(centre >= 0 && centre <= input))
                    continue;
                var from = Math.Max(0, (int)Math.Ceiling(centre - radius - 0.5));
                var to = Math.Min(input - 1, (int)Math.Floor(centre + radius - 0.5));
                var total = 0.0;
                for (var k = from; k <= to; k++)
                    total += Triangle(k, centre, radius);
                // Zero weights at the rim would cost time and pull in a row that is not needed.
                while (from < to && Triangle(from, centre, radius) <= 0)
                    from++;
                while (to > from && Triangle(to, centre, radius) <= 0)
                    to--;
                (_starts[i], _counts[i]) = (from, to - from + 1);
                for (var k = from; k <= to; k++)
                    _weights[(i * _most) + k - from] = (float)(Triangle(k, centre, radius) / total);
                (low, high) = (Math.Min(low, from), Math.Max(high, to));
            }
            Range = (low == int.MaxValue ? 0 : low, high);
        }

        public int Count { get; }

        /// <summary>The first and last input position that is needed; last is -1 where none is.</summary>
        public (int First, int Last) Range { get; }

        public int Start(int i) => _starts[i];

        public ReadOnlySpan<float> Weights(int i) => _weights.AsSpan(i * _most, _counts[i]);

        public void Return()
        {
            ArrayPool<int>.Shared.Return(_starts);
            ArrayPool<int>.Shared.Return(_counts);
            ArrayPool<float>.Shared.Return(_weights);
        }

        private static double Triangle(int position, double centre, double radius) => Math.Max(0, 1 - (Math.Abs(position + 0.5 - centre) / radius));
    }
}
