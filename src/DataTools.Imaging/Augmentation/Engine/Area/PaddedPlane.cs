using System.Buffers;

namespace DataTools.Imaging.Augmentation.Engine.Area;

/// <summary>
/// A copy of a plane with what lies beyond its edge, so that a filter need not ask where it is. Rented: to be returned.
/// </summary>
internal readonly struct PaddedPlane
{
    /// <summary>Filters work on this many pixels at a time and may read as many beyond a row's end.</summary>
    public const int Group = 32;

    public PaddedPlane(ReadOnlySpan<float> plane, ImageSize size, int across, int down, Border border)
    {
        Stride = size.Width + (2 * across) + Group;
        Values = ArrayPool<float>.Shared.Rent(checked(Stride * (size.Height + (2 * down))));
        Origin = (down * Stride) + across;
        for (var y = 0; y < size.Height + (2 * down); y++)
        {
            var source = plane.Slice(Inside(y - down, size.Height, border) * size.Width, size.Width);
            var row = Values.AsSpan(y * Stride, Stride);
            source.CopyTo(row[across..]);
            for (var x = 1; x <= across; x++)
            {
                row[across - x] = source[Inside(-x, size.Width, border)];
                row[across + size.Width - 1 + x] = source[Inside(size.Width - 1 + x, size.Width, border)];
            }
            row[^Group..].Clear();
        }
    }

    /// <summary>Rows, one after the other.</summary>
    public float[] Values { get; }

    public int Stride { get; }

    /// <summary>Where the plane's first pixel is.</summary>
    public int Origin { get; }

    public void Return() => ArrayPool<float>.Shared.Return(Values);

    /// <summary>The pixel of a row of <paramref name="count"/> that stands for one beyond its edge.</summary>
    public static int Inside(int at, int count, Border border)
    {
        if ((uint)at < (uint)count)
            return at;
        if (border == Border.Replicate || count == 1)
            return Math.Clamp(at, 0, count - 1);
        // Mirrored again and again: there and back is 2 (count - 1).
        var period = 2 * (count - 1);
        var folded = ((at % period) + period) % period;
        return Math.Min(folded, period - folded);
    }
}
