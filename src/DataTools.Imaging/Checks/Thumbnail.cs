using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Checks;

/// <summary>
/// A small square grayscale picture of an image, the sides squashed, as brightness 0 to 255: what two images are compared by.
/// </summary>
internal sealed class Thumbnail(int side, float[] values)
{
    /// <summary>Pixels a side.</summary>
    public int Side => side;

    /// <summary>Row by row.</summary>
    public float[] Values => values;

    /// <summary>Of a whole image.</summary>
    public static Thumbnail Of(PixelImage image, int side)
    {
        var (columns, rows) = (Area.Weights(0, image.Width, image.Width, side), Area.Weights(0, image.Height, image.Height, side));
        var values = new float[side * side];
        var line = new float[image.Width];
        for (var y = 0; y < side; y++)
        {
            Array.Clear(line);
            foreach (var (row, weight) in rows[y])
                AddRow(image, row, weight, line);
            Area.Apply(line, columns, values.AsSpan(y * side, side));
        }
        return new(side, values);
    }

    /// <summary>Of a part of this one; the rectangle is given in fractions of its sides.</summary>
    public Thumbnail Crop(double left, double top, double extent, int newSide)
    {
        var columns = Area.Weights(left * side, extent * side, side, newSide);
        var rows = Area.Weights(top * side, extent * side, side, newSide);
        var result = new float[newSide * newSide];
        var line = new float[side];
        for (var y = 0; y < newSide; y++)
        {
            Array.Clear(line);
            foreach (var (row, weight) in rows[y])
            {
                for (var x = 0; x < side; x++)
                    line[x] += weight * values[(row * side) + x];
            }
            Area.Apply(line, columns, result.AsSpan(y * newSide, newSide));
        }
        return new(newSide, result);
    }

    /// <summary>The standard deviation of its values: 0 is a plain colour.</summary>
    public double Contrast()
    {
        double sum = 0, squares = 0;
        foreach (var value in values)
        {
            sum += value;
            squares += (double)value * value;
        }
        return Math.Sqrt(Math.Max(0, (squares / values.Length) - Math.Pow(sum / values.Length, 2)));
    }

    // Brightness as in JPEG (ITU-R BT.601).
    private static void AddRow(PixelImage image, int row, float weight, float[] line)
    {
        var pixels = image.Pixels.AsSpan(row * image.Width * image.Channels);
        if (image.Channels == 1)
        {
            for (var x = 0; x < line.Length; x++)
                line[x] += weight * pixels[x];
            return;
        }
        for (var x = 0; x < line.Length; x++)
            line[x] += weight * ((0.299f * pixels[3 * x]) + (0.587f * pixels[(3 * x) + 1]) + (0.114f * pixels[(3 * x) + 2]));
    }

    /// <summary>Averages over areas: for a side of the source, the pixels that each pixel of the result covers and how much.</summary>
    private static class Area
    {
        public static (int Index, float Weight)[][] Weights(double start, double extent, int available, int count)
        {
            var step = extent / count;
            var weights = new (int, float)[count][];
            for (var i = 0; i < count; i++)
            {
                var (from, to) = (start + (i * step), start + ((i + 1) * step));
                var first = Math.Clamp((int)Math.Floor(from), 0, available - 1);
                var last = Math.Clamp((int)Math.Ceiling(to) - 1, first, available - 1);
                weights[i] = new (int, float)[last - first + 1];
                for (var k = first; k <= last; k++)
                {
                    var covered = Math.Max(1e-9, Math.Min(to, k + 1) - Math.Max(from, k));
                    weights[i][k - first] = (k, (float)(covered / step));
                }
            }
            return weights;
        }

        public static void Apply(float[] line, (int Index, float Weight)[][] weights, Span<float> result)
        {
            for (var i = 0; i < result.Length; i++)
            {
                var sum = 0f;
                foreach (var (index, weight) in weights[i])
                    sum += weight * line[index];
                result[i] = sum;
            }
        }
    }
}
