namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>A rectangle of continuous coordinates.</summary>
internal readonly record struct Bounds(double Left, double Top, double Right, double Bottom)
{
    // A crop of whole pixels stays one although its corners are rounded.
    private const double Tolerance = 1e-6;

    /// <summary>Where an output comes from; null where a map folds the plane.</summary>
    public static Bounds? Of(in Route route, ImageSize output)
    {
        var area = Of(route.First, new(0, 0, output.Width, output.Height));
        return route.Displacement is { } field && area is var (left, top, right, bottom)
            ? Of(route.Then, new(left - field.Largest, top - field.Largest, right + field.Largest, bottom + field.Largest))
            : area;
    }

    public bool Within(double left, double top, double right, double bottom) =>
        Left >= left - Tolerance && Top >= top - Tolerance && Right <= right + Tolerance && Bottom <= bottom + Tolerance;

    /// <summary>The pixels of an image that lie within, and <paramref name="margin"/> more on all sides where there are any; one at least.</summary>
    public Window Window(ImageSize image, int margin)
    {
        var (left, right) = Range(Left, Right, image.Width, margin);
        var (top, bottom) = Range(Top, Bottom, image.Height, margin);
        return new(left, top, right - left, bottom - top);
    }

    private static (int From, int To) Range(double low, double high, int length, int margin)
    {
        var from = (int)Math.Clamp(Math.Floor(low + Tolerance) - margin, 0, Math.Max(0, length - Math.Max(1, 2 * margin)));
        return (from, (int)Math.Clamp(Math.Ceiling(high - Tolerance) + margin, Math.Min(length, from + Math.Max(1, 2 * margin)), length));
    }

    private static Bounds? Of(in Homography map, in Bounds from)
    {
        var result = new Bounds(double.MaxValue, double.MaxValue, double.MinValue, double.MinValue);
        for (var corner = 0; corner < 4; corner++)
        {
            var (x, y) = ((corner & 1) == 0 ? from.Left : from.Right, corner < 2 ? from.Top : from.Bottom);
            // What lies behind the horizon comes from the other side of the plane.
            if (!((map.G * x) + (map.H * y) + 1 > 1e-9))
                return null;
            var (u, v) = map.Apply(x, y);
            if (!double.IsFinite(u) || !double.IsFinite(v))
                return null;
            result = new(Math.Min(result.Left, u), Math.Min(result.Top, v), Math.Max(result.Right, u), Math.Max(result.Bottom, v));
        }
        return result;
    }
}

/// <summary>A rectangle of whole pixels.</summary>
internal readonly record struct Window(int X, int Y, int Width, int Height);
