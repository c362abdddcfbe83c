using DataTools.Catalog.Annotations;

namespace DataTools.Imaging.Augmentation;

/// <summary>A mask in the output.</summary>
/// <param name="Mask">It.</param>
/// <param name="Pixels">How many it covers.</param>
/// <param name="Extent">The box around them; null where there are none.</param>
internal sealed record MappedMask(RleMask Mask, long Pixels, Box? Extent);

/// <summary>Takes masks through a map: each pixel of the output is what the nearest pixel of the mask is.</summary>
internal static class MaskMap
{
    /// <summary>Throws <see cref="FormatException"/> where the mask cannot be read.</summary>
    public static MappedMask Apply(PlanMap map, RleMask mask)
    {
        var source = mask.ToPixels();
        var (width, height) = (map.Output.Width, map.Output.Height);
        var pixels = new byte[width * height];
        var (count, left, top, right, bottom) = (0L, width, height, -1, -1);
        // A mask need not be as large as its image.
        var (scaleX, scaleY) = ((double)mask.Width / map.Input.Width, (double)mask.Height / map.Input.Height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                if (map.Back(x + 0.5, y + 0.5) is not var (u, v))
                    continue;
                var (column, row) = (Math.Min((int)(u * scaleX), mask.Width - 1), Math.Min((int)(v * scaleY), mask.Height - 1));
                if (source[(row * mask.Width) + column] == 0)
                    continue;
                pixels[(y * width) + x] = 1;
                count++;
                (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x), Math.Max(bottom, y));
            }
        }
        return new(RleMask.FromPixels(height, width, pixels), count, count == 0 ? null : Box.Between(left, top, right + 1, bottom + 1));
    }
}
