using System.Buffers;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>
/// Crops, flips and resizes: the two axes are independent, so for each row of the output the rows it comes from are
/// filtered into one line, and that line along x. The filter is the triangle of bilinear interpolation, widened by the
/// scale where the image shrinks (antialiasing as in Pillow and torchvision). Whole pixels at scale 1 come out exactly.
/// </summary>
internal static class AxisAligned
{
    public static void Resample(PixelImage image, in Affine map, ImageSize output, Span<float> planes)
    {
        var columns = new Taps(map.A, map.C, output.Width, image.Width);
        var rows = new Taps(map.E, map.F, output.Height, image.Height);
        var channels = image.Channels;

        // Down first: it needs one line of memory whatever the sizes, and of it only the columns that are used.
        var (first, last) = columns.Range;
        var length = Math.Max(0, last - first + 1) * channels;
        var line = ArrayPool<float>.Shared.Rent(length);
        for (var y = 0; y < output.Height; y++)
        {
            Vertical(image, rows, y, first * channels, line.AsSpan(0, length));
            for (var c = 0; c < channels; c++)
                Horizontal(line.AsSpan(0, length), columns, channels, c, planes.Slice(((c * output.Height) + y) * output.Width, output.Width));
        }
        ArrayPool<float>.Shared.Return(line);
        columns.Return();
        rows.Return();
    }

    private static void Vertical(PixelImage image, in Taps rows, int y, int start, Span<float> line)
    {
        line.Clear();
        var stride = image.Width * image.Channels;
        var at = (rows.Start(y) * stride) + start;
        foreach (var weight in rows.Weights(y))
        {
            var row = image.Pixels.AsSpan(at, line.Length);
            for (var i = 0; i < row.Length; i++)
                line[i] += weight * row[i];
            at += stride;
        }
    }

    private static void Horizontal(ReadOnlySpan<float> line, in Taps columns, int channels, int channel, Span<float> plane)
    {
        for (var x = 0; x < plane.Length; x++)
        {
            var value = 0f;
            var at = ((columns.Start(x) - columns.Range.First) * channels) + channel;
            foreach (var weight in columns.Weights(x))
            {
                value += weight * line[at];
                at += channels;
            }
            // Bytes to [0, 1] at the end, by division: a whole pixel comes out as the same float as byte / 255. The
            // weights may add up to a hair more than 1.
            plane[x] = MathF.Min(1, value / 255f);
        }
    }

    /// <summary>For each output position along one axis: the first input position and the weights from there on (none: black).</summary>
    private readonly struct Taps
    {
        private readonly int[] _starts, _ends;
        private readonly float[] _weights;

        public Taps(double scale, double offset, int count, int input)
        {
            var radius = Math.Max(1, Math.Abs(scale));
            // Positions outside have no weights: however far an image was shrunk before, there are not many more
            // weights than input and output positions.
            var inside = Math.Min(count, (input / Math.Abs(scale)) + 1);
            var most = Math.Min(input, Math.Ceiling(radius * 2) + 1);
            _starts = ArrayPool<int>.Shared.Rent(count);
            _ends = ArrayPool<int>.Shared.Rent(count);
            _weights = ArrayPool<float>.Shared.Rent(checked((int)Math.Ceiling(inside * most)));
            var (low, high, next) = (int.MaxValue, -1, 0);
            for (var i = 0; i < count; i++)
            {
                var centre = (scale * (i + 0.5)) + offset;
                (_starts[i], _ends[i]) = (0, next);
                if (!(centre >= 0 && centre <= input))
                    continue;
                var from = (int)Math.Max(0, Math.Ceiling(centre - radius - 0.5));
                var to = (int)Math.Min(input - 1, Math.Floor(centre + radius - 0.5));
                // A weight of zero at the rim would cost time and touch an input position for nothing.
                if (from < to && Triangle(from, centre, radius) <= 0)
                    from++;
                if (from < to && Triangle(to, centre, radius) <= 0)
                    to--;
                var total = 0.0;
                for (var k = from; k <= to; k++)
                    total += Triangle(k, centre, radius);
                for (var k = from; k <= to; k++)
                    _weights[next++] = (float)(Triangle(k, centre, radius) / total);
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

        private static double Triangle(int position, double centre, double radius) => Math.Max(0, 1 - (Math.Abs(position + 0.5 - centre) / radius));
    }
}
