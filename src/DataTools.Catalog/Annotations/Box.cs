namespace DataTools.Catalog.Annotations;

/// <summary>
/// A box in pixels of the image as it is seen (its EXIF orientation applied): the left upper corner and the extent, as in
/// COCO. Pixel (0, 0) covers 0 to 1.
/// </summary>
public readonly record struct Box(double X, double Y, double Width, double Height)
{
    /// <summary>The right edge.</summary>
    public double Right => X + Width;

    /// <summary>The lower edge.</summary>
    public double Bottom => Y + Height;

    /// <summary>In square pixels; 0 where it has no extent.</summary>
    public double Area => IsEmpty ? 0 : Width * Height;

    /// <summary>Whether it covers nothing.</summary>
    public bool IsEmpty => !(Width > 0 && Height > 0);

    /// <summary>The box between two corners.</summary>
    public static Box Between(double left, double top, double right, double bottom) => new(left, top, right - left, bottom - top);

    /// <summary>Whether it lies within an image of that size, give or take <paramref name="slack"/> pixels.</summary>
    public bool IsWithin(int width, int height, double slack) =>
        X >= -slack && Y >= -slack && Right <= width + slack && Bottom <= height + slack;
}
