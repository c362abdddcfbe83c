using DataTools.Catalog;
using DataTools.Catalog.Annotations;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Drawing;

/// <summary>
/// Draws what is said about an image over a picture of it: masks, polygons and classes of pixels half transparent, boxes and
/// keypoints, each in its class's colour, with its name. Lines are one pixel of the picture wide, whatever size it has been
/// brought to.
/// </summary>
public static class AnnotationOverlay
{
    private const int LabelHeight = BitmapFont.Height + 1, PointRadius = 1, DoNotCare = 255;

    /// <summary>A copy of the picture in RGB with the annotations drawn over it.</summary>
    /// <param name="picture">The image, brought to any size.</param>
    /// <param name="size">The image's own size, in whose pixels the annotations are.</param>
    /// <param name="said">What is said about it.</param>
    /// <param name="classes">The names of the classes.</param>
    public static PixelImage Draw(PixelImage picture, (int Width, int Height) size, SampleAnnotations said, IReadOnlyList<string> classes)
    {
        var image = Coloured(picture);
        var scale = (X: (double)image.Width / size.Width, Y: (double)image.Height / size.Height);
        if (said.Segmentation.Length > 0)
            Segmentation(image, ImageCodec.Decode(said.Segmentation.Span, "the classes of pixels"));
        // The large ones first, so that they hide no other.
        var objects = said.Objects.OrderByDescending(o => o.Box.Area).ToList();
        foreach (var o in objects)
        {
            if (o.Mask is { } mask)
                Mask(image, mask, Colour(o.Category));
            else if (o.Polygons.Count > 0)
                Polygons(image, o.Polygons, scale, Colour(o.Category));
        }
        foreach (var o in objects)
            Outline(image, o, scale);
        foreach (var o in objects)
            Name(image, o.Box.X * scale.X, o.Box.Y * scale.Y, classes[o.Category], Colour(o.Category));
        return image;
    }

    /// <summary>The colour of a class: bright, so that black can be read on it, and neighbours far apart.</summary>
    internal static (byte R, byte G, byte B) Colour(int category)
    {
        const double goldenRatio = 0.618033988749895, dark = 100;
        var hue = 6 * ((0.02 + (category * goldenRatio)) % 1);
        byte Channel(double shift)
        {
            var distance = Math.Abs(((hue + shift) % 6) - 3);
            return (byte)(dark + ((255 - dark) * Math.Clamp(distance - 1, 0, 1)));
        }
        return (Channel(0), Channel(4), Channel(2));
    }

    private static PixelImage Coloured(PixelImage picture)
    {
        var image = new PixelImage(picture.Width, picture.Height, 3);
        for (var i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = picture.Pixels[picture.Channels == 3 ? i : i / 3];
        return image;
    }

    // A picture with a palette has colours of its own; one of gray levels is indices of classes from 1.
    private static void Segmentation(PixelImage image, PixelImage classes)
    {
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                var at = ((y * classes.Height / image.Height * classes.Width) + (x * classes.Width / image.Width)) * classes.Channels;
                var gray = classes.Pixels[at];
                if (classes.Channels == 3 && classes.Pixels.AsSpan(at, 3).ContainsAnyExcept((byte)0))
                    Blend(image, x, y, (gray, classes.Pixels[at + 1], classes.Pixels[at + 2]));
                else if (classes.Channels == 1 && gray is not (0 or DoNotCare))
                    Blend(image, x, y, Colour(gray - 1));
            }
        }
    }

    private static void Mask(PixelImage image, RleMask mask, (byte R, byte G, byte B) colour)
    {
        var pixels = mask.ToPixels();
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                var (row, column) = ((long)y * mask.Height / image.Height, (long)x * mask.Width / image.Width);
                if (pixels[(row * mask.Width) + column] != 0)
                    Blend(image, x, y, colour);
            }
        }
    }

    // Row by row: what lies between an odd and the next crossing is inside, so that a hole is one.
    private static void Polygons(PixelImage image, IReadOnlyList<IReadOnlyList<double>> polygons, (double X, double Y) scale, (byte R, byte G, byte B) colour)
    {
        var crossings = new List<double>();
        for (var y = 0; y < image.Height; y++)
        {
            crossings.Clear();
            var middle = (y + 0.5) / scale.Y;
            foreach (var p in polygons)
            {
                for (var i = 0; i < p.Count; i += 2)
                {
                    var j = (i + 2) % p.Count;
                    if (p[i + 1] <= middle != p[j + 1] <= middle)
                        crossings.Add((p[i] + ((middle - p[i + 1]) / (p[j + 1] - p[i + 1]) * (p[j] - p[i]))) * scale.X);
                }
            }
            crossings.Sort();
            for (var c = 0; c + 1 < crossings.Count; c += 2)
            {
                for (var x = Whole(crossings[c], image.Width); x < Whole(crossings[c + 1], image.Width); x++)
                    Blend(image, x, y, colour);
            }
        }
    }

    private static void Outline(PixelImage image, ObjectAnnotation o, (double X, double Y) scale)
    {
        var colour = Colour(o.Category);
        var (left, top) = (Whole(o.Box.X * scale.X, image.Width - 1), Whole(o.Box.Y * scale.Y, image.Height - 1));
        var (right, bottom) = (Whole((o.Box.Right * scale.X) - 1, image.Width - 1), Whole((o.Box.Bottom * scale.Y) - 1, image.Height - 1));
        for (var x = left; x <= right; x++)
        {
            Paint(image, x, top, colour);
            Paint(image, x, bottom, colour);
        }
        for (var y = top; y <= bottom; y++)
        {
            Paint(image, left, y, colour);
            Paint(image, right, y, colour);
        }
        foreach (var k in o.Keypoints.Where(k => k.Visibility > 0))
            Fill(image, (int)(k.X * scale.X) - PointRadius, (int)(k.Y * scale.Y) - PointRadius, (2 * PointRadius) + 1, (2 * PointRadius) + 1, colour);
    }

    // On a ground of the class's colour, within the picture.
    private static void Name(PixelImage image, double left, double top, string name, (byte R, byte G, byte B) colour)
    {
        var width = Math.Min(image.Width, (name.Length * BitmapFont.Advance) + 1);
        var (x, y) = (Whole(left, image.Width - width), Whole(top - LabelHeight, Math.Max(0, image.Height - LabelHeight)));
        Fill(image, x, y, width, LabelHeight, colour);
        BitmapFont.Draw(image, x + 1, y + 1, name, width - 1);
    }

    private static int Whole(double value, int most) => (int)Math.Clamp(Math.Round(value), 0, Math.Max(0, most));

    private static void Fill(PixelImage image, int left, int top, int width, int height, (byte R, byte G, byte B) colour)
    {
        for (var y = top; y < top + height; y++)
        {
            for (var x = left; x < left + width; x++)
                Paint(image, x, y, colour);
        }
    }

    private static void Blend(PixelImage image, int x, int y, (byte R, byte G, byte B) colour)
    {
        var pixel = image.Pixels.AsSpan(((y * image.Width) + x) * 3, 3);
        (pixel[0], pixel[1], pixel[2]) = ((byte)((pixel[0] + colour.R) / 2), (byte)((pixel[1] + colour.G) / 2), (byte)((pixel[2] + colour.B) / 2));
    }

    private static void Paint(PixelImage image, int x, int y, (byte R, byte G, byte B) colour)
    {
        if (x < 0 || y < 0 || x >= image.Width || y >= image.Height)
            return;
        var pixel = image.Pixels.AsSpan(((y * image.Width) + x) * 3, 3);
        (pixel[0], pixel[1], pixel[2]) = colour;
    }
}
