using DataTools.Imaging.Augmentation;

namespace DataTools.Imaging.Codecs;

/// <summary>The part of a stored image that a plan looks at.</summary>
/// <param name="X">Left edge, in pixels of the image shrunk by <see cref="Shrink"/>.</param>
/// <param name="Y">Upper edge.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Shrink">1, 2, 4 or 8: what the decoder divides both sides by.</param>
/// <param name="Turn">Whether the pixels are to be turned upright; otherwise the map does it.</param>
/// <param name="Map">Where in the decoded pixels each point of the output comes from.</param>
internal sealed record SourceRegion(int X, int Y, int Width, int Height, int Shrink, bool Turn, Homography Map)
{
    // Resamples halve large images in squares of pixels first: the part begins where a square of the whole image does.
    private const int Grid = 16;

    // Chroma is interpolated from neighbours that are decoded too.
    private const int Rim = 16;

    // A part that is nearly all is not worth the rows one by one.
    private const double Worthwhile = 0.85;

    /// <summary>Null where the whole image is needed, or nearly.</summary>
    public static SourceRegion? Of(AugmentationPlan plan, ImageSize stored, int orientation, bool exact, bool mayShrink)
    {
        if (plan.Passes is not [ResamplePass { Map: { Displacement: null, First: { IsAffine: true } map } } pass, ..])
            return null;
        var turn = orientation is >= 2 and <= 8 && (exact || (Orientation.IsOnItsSide(orientation) && map.IsAxisAligned));
        var toStored = Orientation.ToStored(orientation, stored);
        var whole = toStored.After(map.Affine);
        var scale = Scale(whole);
        var shrink = 1;
        while (mayShrink && shrink < 8 && Math.Min(scale.X, scale.Y) >= 2 * shrink)
            shrink *= 2;

        // What the output's corners enclose, and what a filter of that width reaches beyond.
        var (left, top, right, bottom) = Hull(whole, pass.Output);
        var reach = (2 * Math.Ceiling(Math.Max(scale.X, scale.Y))) + 4;
        (left, top, right, bottom) = (left - reach, top - reach, right + reach, bottom + reach);
        // A mirrored border shows pixels from anywhere inside.
        if (pass.Border == Border.Reflect && (left < 0 || top < 0 || right > stored.Width || bottom > stored.Height))
            return null;
        var (w, h) = ((stored.Width + shrink - 1) / shrink, (stored.Height + shrink - 1) / shrink);
        var (x0, x1) = Span(left / shrink, right / shrink, w);
        var (y0, y1) = Span(top / shrink, bottom / shrink, h);
        if (x0 >= x1 || y0 >= y1 || (shrink == 1 && (double)(x1 - x0) * (y1 - y0) > Worthwhile * w * h))
            return null;
        var region = Affine.Scaling(1.0 / shrink, 1.0 / shrink);
        region = Affine.Translation(-x0, -y0).After(region);
        if (!turn)
            return new(x0, y0, x1 - x0, y1 - y0, shrink, turn, region.After(whole));
        // The part turned upright has its corner where the whole image's corner, less what is cut off there, would be.
        var upright = Orientation.ToStored(orientation, new(x1 - x0, y1 - y0));
        return new(x0, y0, x1 - x0, y1 - y0, shrink, turn, Inverse(upright).After(region.After(whole)));
    }

    private static (int From, int To) Span(double low, double high, int length)
    {
        var from = Math.Clamp(((int)Math.Floor(Math.Clamp(low, 0, length)) - Rim) / Grid * Grid, 0, length);
        var to = Math.Clamp(((int)Math.Ceiling(Math.Clamp(high, 0, length)) + Rim + Grid - 1) / Grid * Grid, 0, length);
        return low >= length || high <= 0 ? (0, 0) : (from, to);
    }

    // Input pixels that a step of the output takes along each axis of the input.
    private static (double X, double Y) Scale(in Affine map) =>
        (Math.Sqrt((map.A * map.A) + (map.B * map.B)), Math.Sqrt((map.D * map.D) + (map.E * map.E)));

    private static (double Left, double Top, double Right, double Bottom) Hull(in Affine map, ImageSize output)
    {
        var (a, b, c, d) = (map.Apply(0, 0), map.Apply(output.Width, 0), map.Apply(0, output.Height), map.Apply(output.Width, output.Height));
        return (Math.Min(Math.Min(a.X, b.X), Math.Min(c.X, d.X)), Math.Min(Math.Min(a.Y, b.Y), Math.Min(c.Y, d.Y)),
            Math.Max(Math.Max(a.X, b.X), Math.Max(c.X, d.X)), Math.Max(Math.Max(a.Y, b.Y), Math.Max(c.Y, d.Y)));
    }

    private static Affine Inverse(in Affine map) => ((Homography)map).Inverse().Affine;
}
