namespace DataTools.Catalog.Formats;

/// <summary>Pictures stored as a plane of red, one of green and one of blue.</summary>
internal static class PlanarRgb
{
    /// <summary>
    /// Writes <paramref name="planes"/> into <paramref name="pixels"/>, channels interleaved, rows from the top.
    /// </summary>
    /// <param name="planes">3 x side x side bytes.</param>
    /// <param name="side">Width and height.</param>
    /// <param name="columnMajor">Each plane is stored column by column (MATLAB's order), not row by row.</param>
    /// <param name="pixels">side x side x 3 bytes.</param>
    public static void Interleave(ReadOnlySpan<byte> planes, int side, bool columnMajor, Span<byte> pixels)
    {
        var plane = side * side;
        var (acrossStep, downStep) = columnMajor ? (side, 1) : (1, side);
        var at = 0;
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                var from = (x * acrossStep) + (y * downStep);
                pixels[at++] = planes[from];
                pixels[at++] = planes[plane + from];
                pixels[at++] = planes[(2 * plane) + from];
            }
        }
    }
}
