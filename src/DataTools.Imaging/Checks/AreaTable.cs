namespace DataTools.Imaging.Checks;

/// <summary>
/// Averages of any part of a square grayscale picture (a summed-area table: Crow, "Summed-area tables for texture mapping",
/// 1984), so that a part at any place and size is a thumbnail in microseconds.
/// </summary>
internal sealed class AreaTable
{
    private readonly int _side;
    private readonly float[] _sums;

    public AreaTable(ReadOnlySpan<byte> values, int side)
    {
        _side = side;
        var row = side + 1;
        _sums = new float[row * row];
        for (var y = 0; y < side; y++)
        {
            var sum = 0f;
            for (var x = 0; x < side; x++)
            {
                sum += values[(y * side) + x];
                _sums[((y + 1) * row) + x + 1] = _sums[(y * row) + x + 1] + sum;
            }
        }
    }

    /// <summary>Writes the part with that corner and extent, in fractions of the sides, as size x size averages.</summary>
    public void Crop(double left, double top, double extent, int size, Span<float> result)
    {
        var step = (float)(extent * _side / size);
        var (x0, y0) = ((float)(left * _side), (float)(top * _side));
        Span<float> above = stackalloc float[size + 1], below = stackalloc float[size + 1];
        Line(y0, x0, step, above);
        var scale = 1 / (step * step);
        for (var y = 0; y < size; y++)
        {
            Line(y0 + ((y + 1) * step), x0, step, below);
            for (var x = 0; x < size; x++)
                result[(y * size) + x] = (below[x + 1] - below[x] - above[x + 1] + above[x]) * scale;
            below.CopyTo(above);
        }
    }

    // The table at a height, at equal steps from x0 on, between its entries.
    private void Line(float y, float x0, float step, Span<float> line)
    {
        var row = _side + 1;
        var top = Math.Clamp((int)y, 0, _side - 1);
        var fy = Math.Clamp(y - top, 0, 1);
        ReadOnlySpan<float> a = _sums.AsSpan(top * row, row), b = _sums.AsSpan((top + 1) * row, row);
        for (var i = 0; i < line.Length; i++)
        {
            var x = x0 + (i * step);
            var column = Math.Clamp((int)x, 0, _side - 1);
            var fx = Math.Clamp(x - column, 0, 1);
            var upper = a[column] + (fx * (a[column + 1] - a[column]));
            var lower = b[column] + (fx * (b[column + 1] - b[column]));
            line[i] = upper + (fy * (lower - upper));
        }
    }
}
