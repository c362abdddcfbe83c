using System.Buffers;

namespace DataTools.Imaging.Augmentation.Engine.Area;

/// <summary>
/// CLAHE as OpenCV's createCLAHE, to the bit on 8-bit gray: where the tiles do not divide the picture it is mirrored at its
/// right and lower edge, clipped counts are spread evenly, and each pixel is mapped by the four nearest tiles.
/// </summary>
internal static class ContrastLimited
{
    public static void Apply(Span<float> plane, ImageSize size, float clipLimit, int columns, int rows)
    {
        var levels = Levels.Rent(plane);
        var divides = size.Width % columns == 0 && size.Height % rows == 0;
        // Where only one side is divided, OpenCV adds a whole tile's worth to it too.
        var width = (divides ? size.Width : size.Width + columns - (size.Width % columns)) / columns;
        var height = (divides ? size.Height : size.Height + rows - (size.Height % rows)) / rows;
        var tables = ArrayPool<byte>.Shared.Rent(columns * rows * Levels.Count);
        for (var tile = 0; tile < columns * rows; tile++)
        {
            var (left, top) = (tile % columns * width, tile / columns * height);
            Table(levels, size, new(left, top, width, height), clipLimit, tables.AsSpan(tile * Levels.Count, Levels.Count));
        }
        Map(levels, plane, size, (columns, rows), new(width, height), tables);
        ArrayPool<byte>.Shared.Return(levels);
        ArrayPool<byte>.Shared.Return(tables);
    }

    private static void Table(ReadOnlySpan<byte> levels, ImageSize size, Augmentation.Area.PixelRectangle tile, float clipLimit, Span<byte> table)
    {
        Span<int> histogram = stackalloc int[Levels.Count];
        histogram.Clear();
        for (var y = tile.Y; y < tile.Y + tile.Height; y++)
        {
            var row = levels.Slice(PaddedPlane.Inside(y, size.Height, Border.Reflect) * size.Width, size.Width);
            for (var x = tile.X; x < tile.X + tile.Width; x++)
                histogram[row[PaddedPlane.Inside(x, size.Width, Border.Reflect)]]++;
        }
        var pixels = tile.Width * tile.Height;
        Clip(histogram, Math.Max(1, (int)Math.Min(pixels, (double)clipLimit * pixels / Levels.Count)));
        var (sum, scale) = (0, 255f / pixels);
        for (var i = 0; i < Levels.Count; i++)
        {
            sum += histogram[i];
            table[i] = (byte)Math.Min(255, MathF.Round(sum * scale));
        }
    }

    private static void Clip(Span<int> histogram, int limit)
    {
        var over = 0;
        foreach (ref var count in histogram)
        {
            over += Math.Max(0, count - limit);
            count = Math.Min(count, limit);
        }
        foreach (ref var count in histogram)
            count += over / Levels.Count;
        var left = over % Levels.Count;
        for (var (i, step) = (0, Math.Max(1, Levels.Count / Math.Max(1, left))); i < Levels.Count && left > 0; i += step, left--)
            histogram[i]++;
    }

    private static void Map(
        ReadOnlySpan<byte> levels, Span<float> plane, ImageSize size, (int Columns, int Rows) grid, ImageSize tile, ReadOnlySpan<byte> tables)
    {
        var (across, down) = (1f / tile.Width, 1f / tile.Height);
        for (var y = 0; y < size.Height; y++)
        {
            var (top, bottom, fy) = Between(y * down, grid.Rows);
            for (var x = 0; x < size.Width; x++)
            {
                var (left, right, fx) = Between(x * across, grid.Columns);
                int level = levels[(y * size.Width) + x];
                float At(ReadOnlySpan<byte> t, int row, int column) => t[(((row * grid.Columns) + column) * Levels.Count) + level];
                var upper = (At(tables, top, left) * (1 - fx)) + (At(tables, top, right) * fx);
                var lower = (At(tables, bottom, left) * (1 - fx)) + (At(tables, bottom, right) * fx);
                plane[(y * size.Width) + x] = MathF.Round((upper * (1 - fy)) + (lower * fy)) / 255f;
            }
        }
    }

    // The two tiles between whose middles a position is, and how far it is from the first.
    private static (int First, int Second, float Share) Between(float position, int tiles)
    {
        var from = position - 0.5f;
        var first = (int)MathF.Floor(from);
        return (Math.Max(0, first), Math.Min(tiles - 1, first + 1), from - first);
    }
}
