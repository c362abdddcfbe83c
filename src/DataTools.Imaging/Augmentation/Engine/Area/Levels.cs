using System.Buffers;

namespace DataTools.Imaging.Augmentation.Engine.Area;

/// <summary>Planes as levels of 8 bits, for what is defined by histograms.</summary>
internal static class Levels
{
    public const int Count = 256;

    /// <summary>The plane's levels, rented.</summary>
    public static byte[] Rent(ReadOnlySpan<float> plane)
    {
        var levels = ArrayPool<byte>.Shared.Rent(plane.Length);
        PixelPlanes.Store(plane, 1, levels.AsSpan(0, plane.Length));
        return levels;
    }

    /// <summary>
    /// The table of Pillow's equalize: cumulative counts in steps of a 255th of all pixels but those of the last level;
    /// false where there is nothing to make even.
    /// </summary>
    public static bool TryEqualize(ReadOnlySpan<int> histogram, Span<float> table)
    {
        var (sum, last) = (0, 0);
        foreach (var count in histogram)
        {
            sum += count;
            last = count > 0 ? count : last;
        }
        var step = (sum - last) / 255;
        if (step == 0)
            return false;
        var n = step / 2;
        for (var i = 0; i < Count; i++)
        {
            table[i] = Math.Min(255, n / step) / 255f;
            n += histogram[i];
        }
        return true;
    }
}
