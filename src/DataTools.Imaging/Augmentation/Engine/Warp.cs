using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>
/// Any affine map, by bilinear interpolation. Where the map shrinks the image, each output pixel is the mean of a grid of
/// points spread over its area, about one for each input pixel it covers.
/// </summary>
internal static class Warp
{
    public static void Resample(PixelImage image, in Affine map, ImageSize output, Span<float> planes)
    {
        var across = Points(map.A, map.D);
        var down = Points(map.B, map.E);
        // Half the width and height of the box around what one output pixel covers.
        var (halfWidth, halfHeight) = ((Math.Abs(map.A) + Math.Abs(map.B)) / 2, (Math.Abs(map.D) + Math.Abs(map.E)) / 2);
        var area = output.Width * output.Height;
        // Doubles: a pixel may be the mean of millions.
        Span<double> pixel = stackalloc double[3];
        pixel = pixel[..image.Channels];
        for (var y = 0; y < output.Height; y++)
        {
            for (var x = 0; x < output.Width; x++)
            {
                pixel.Clear();
                // Far outside there is nothing to sum up, however many points that would take.
                var (cx, cy) = map.Apply(x + 0.5, y + 0.5);
                var touches = cx + halfWidth >= 0 && cx - halfWidth <= image.Width && cy + halfHeight >= 0 && cy - halfHeight <= image.Height;
                for (var j = 0; touches && j < down; j++)
                {
                    for (var i = 0; i < across; i++)
                    {
                        var (sx, sy) = map.Apply(x + ((i + 0.5) / across), y + ((j + 0.5) / down));
                        AddBilinear(image, sx, sy, pixel);
                    }
                }
                for (var c = 0; c < pixel.Length; c++)
                    planes[(c * area) + (y * output.Width) + x] = (float)(pixel[c] / across / down) / 255f;
            }
        }
    }

    // Input pixels that one step of an output axis spans; rounding errors of a pure rotation are no shrinking.
    private static int Points(double x, double y) => Math.Max(1, (int)Math.Ceiling(Math.Sqrt((x * x) + (y * y)) - 1e-6));

    private static void AddBilinear(PixelImage image, double sx, double sy, Span<double> pixel)
    {
        if (!(sx >= 0 && sx <= image.Width && sy >= 0 && sy <= image.Height))
            return;
        var (x, y) = (Math.Floor(sx - 0.5), Math.Floor(sy - 0.5));
        var (fx, fy) = ((float)(sx - 0.5 - x), (float)(sy - 0.5 - y));
        var (x0, x1) = (Math.Max(0, (int)x), Math.Min(image.Width - 1, (int)x + 1));
        var (y0, y1) = (Math.Max(0, (int)y), Math.Min(image.Height - 1, (int)y + 1));
        var (n, pixels) = (image.Channels, image.Pixels);
        var (top, bottom) = (y0 * image.Width, y1 * image.Width);
        for (var c = 0; c < pixel.Length; c++)
        {
            var upper = Mix(pixels[((top + x0) * n) + c], pixels[((top + x1) * n) + c], fx);
            var lower = Mix(pixels[((bottom + x0) * n) + c], pixels[((bottom + x1) * n) + c], fx);
            pixel[c] += Mix(upper, lower, fy);
        }
    }

    private static float Mix(float a, float b, float t) => a + ((b - a) * t);
}
