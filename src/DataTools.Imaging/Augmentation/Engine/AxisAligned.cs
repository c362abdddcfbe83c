using System.Buffers;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>
/// Crops, flips and resizes: the two axes are independent, so for each row of the output the rows it comes from are
/// filtered into one line, and that line along x. The filter is widened by the scale where the image shrinks
/// (antialiasing as in Pillow and torchvision). Eight rows are worked on together, turned so that they lie side by side.
/// </summary>
internal static class AxisAligned
{
    private const int Together = 8;

    public static void Resample(in PixelView source, in Affine map, ImageSize output, Interpolation interpolation, float fill, Span<float> planes)
    {
        var work = new Work(map, new(source.Width, source.Height), output, source.Channels, interpolation, fill);
        for (var y = 0; y < output.Height; y += Together)
        {
            for (var i = y; i < Math.Min(y + Together, output.Height); i++)
            {
                var at = (work.Rows.Start(i) * source.Stride) + (work.Columns.Range.First * source.Channels);
                if (work.Needs(i))
                    Filtering.Down(source.Pixels[at..], source.Stride, work.Rows.Weights(i), work.Line(i - y));
            }
            work.Finish(y, planes, output.Width * output.Height, bytes: true);
        }
        work.Return();
    }

    /// <summary>The same from planes of floats.</summary>
    public static void Resample(ReadOnlySpan<float> source, ImageSize input, int channels, in Affine map, ImageSize output, Interpolation interpolation, float fill, Span<float> planes)
    {
        var (area, work) = (output.Width * output.Height, new Work(map, input, output, 1, interpolation, fill));
        for (var c = 0; c < channels; c++)
        {
            for (var y = 0; y < output.Height; y += Together)
            {
                for (var i = y; i < Math.Min(y + Together, output.Height); i++)
                {
                    var at = (((c * input.Height) + work.Rows.Start(i)) * input.Width) + work.Columns.Range.First;
                    if (work.Needs(i))
                        Filtering.Down(source[at..], input.Width, work.Rows.Weights(i), work.Line(i - y));
                }
                work.Finish(y, planes.Slice(c * area, area), area, bytes: false);
            }
        }
        work.Return();
    }

    /// <summary>The weights and what is in between.</summary>
    private readonly struct Work
    {
        private readonly ImageSize _output;
        private readonly int _channels, _length, _padded;
        private readonly float _fill;
        private readonly float[] _lines, _turned, _result;

        public Work(in Affine map, ImageSize input, ImageSize output, int channels, Interpolation interpolation, float fill)
        {
            Columns = new(map.A, map.C, output.Width, input.Width, interpolation);
            Rows = new(map.E, map.F, output.Height, input.Height, interpolation);
            (_output, _channels, _fill) = (output, channels, fill);
            // Of the lines only the columns that are used.
            _length = Math.Max(0, Columns.Range.Last - Columns.Range.First + 1) * channels;
            _padded = (_length + Together - 1) / Together * Together;
            _lines = ArrayPool<float>.Shared.Rent(_padded * Together);
            _turned = ArrayPool<float>.Shared.Rent(_padded * Together);
            _result = ArrayPool<float>.Shared.Rent(output.Width * Together * channels);
        }

        public Taps Columns { get; }

        public Taps Rows { get; }

        public bool Needs(int row) => _length > 0 && !Rows.Weights(row).IsEmpty;

        public Span<float> Line(int i) => _lines.AsSpan(i * _padded, _length);

        /// <summary>Filters the lines along x into the rows from y on.</summary>
        public void Finish(int y, Span<float> planes, int area, bool bytes)
        {
            for (var i = 0; i < _padded; i += Together)
                Filtering.Turn(_lines.AsSpan(i), _padded, _turned.AsSpan(i * Together), Together);
            if (_channels == 3)
                Across.Colour(_turned, Columns, _output.Width, _fill, bytes, _result);
            else
                Across.Plane(_turned, Columns, _output.Width, _fill, bytes, _result);
            for (var c = 0; c < _channels; c++)
                Write(_result.AsSpan(c * _output.Width * Together), y, planes.Slice(c * area, area));
        }

        public void Return()
        {
            Columns.Return();
            Rows.Return();
            ArrayPool<float>.Shared.Return(_lines);
            ArrayPool<float>.Shared.Return(_turned);
            ArrayPool<float>.Shared.Return(_result);
        }

        private void Write(ReadOnlySpan<float> result, int y, Span<float> plane)
        {
            var (rows, x) = (Math.Min(Together, _output.Height - y), 0);
            for (; rows == Together && x <= _output.Width - Together; x += Together)
                Filtering.Turn(result[(x * Together)..], Together, plane[((y * _output.Width) + x)..], _output.Width);
            for (; x < _output.Width; x++)
            {
                for (var i = 0; i < rows; i++)
                    plane[((y + i) * _output.Width) + x] = result[(x * Together) + i];
            }
            for (var i = y; i < y + rows; i++)
            {
                if (!Needs(i))
                    plane.Slice(i * _output.Width, _output.Width).Fill(_fill);
            }
        }
    }
}
