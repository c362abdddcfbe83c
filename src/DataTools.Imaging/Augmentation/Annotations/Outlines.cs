using DataTools.Catalog.Annotations;

namespace DataTools.Imaging.Augmentation;

/// <summary>Closed polygons as lists of points.</summary>
internal static class Outlines
{
    /// <summary>The corners of a box.</summary>
    public static IReadOnlyList<(double X, double Y)> Of(Box box) => [(box.X, box.Y), (box.Right, box.Y), (box.Right, box.Bottom), (box.X, box.Bottom)];

    /// <summary>x1, y1, x2, y2, ... as points.</summary>
    public static IReadOnlyList<(double X, double Y)> Of(IReadOnlyList<double> polygon) => [.. Enumerable.Range(0, polygon.Count / 2).Select(i => (polygon[2 * i], polygon[(2 * i) + 1]))];

    /// <summary>The area (shoelace formula), whichever way round.</summary>
    public static double Area(IReadOnlyList<(double X, double Y)> points)
    {
        var twice = 0.0;
        for (var i = 0; i < points.Count; i++)
        {
            var (a, b) = (points[i], points[(i + 1) % points.Count]);
            twice += (a.X * b.Y) - (b.X * a.Y);
        }
        return Math.Abs(twice) / 2;
    }

    /// <summary>The smallest box around the points of several outlines; null where there are none.</summary>
    public static Box? Hull(IEnumerable<IReadOnlyList<(double X, double Y)>> outlines)
    {
        var (left, top, right, bottom) = (double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity);
        foreach (var (x, y) in outlines.SelectMany(o => o))
            (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x), Math.Max(bottom, y));
        return left <= right ? Box.Between(left, top, right, bottom) : null;
    }

    /// <summary>
    /// What of a polygon lies within a picture of that size (Sutherland and Hodgman 1974): of one that is not convex, parts
    /// may stay joined by edges along the border.
    /// </summary>
    public static IReadOnlyList<(double X, double Y)> Within(IReadOnlyList<(double X, double Y)> points, ImageSize size)
    {
        var cut = Cut(Cut(Cut(Cut(points, p => p.X), p => size.Width - p.X), p => p.Y), p => size.Height - p.Y);
        // New points are rounded, to a hair beyond the edge too.
        return cut == points ? points : [.. cut.Select(p => (Math.Clamp(p.X, 0, size.Width), Math.Clamp(p.Y, 0, size.Height)))];
    }

    /// <summary>What lies where <paramref name="side"/>, a linear function, is not negative.</summary>
    public static IReadOnlyList<(double X, double Y)> Cut(IReadOnlyList<(double X, double Y)> points, Func<(double X, double Y), double> side)
    {
        if (points.All(p => side(p) >= 0))
            return points;
        var kept = new List<(double X, double Y)>(points.Count + 2);
        for (var i = 0; i < points.Count; i++)
        {
            var (a, b) = (points[i], points[(i + 1) % points.Count]);
            var (sideA, sideB) = (side(a), side(b));
            if (sideA >= 0)
                kept.Add(a);
            if (sideA >= 0 != sideB >= 0)
            {
                var t = sideA / (sideA - sideB);
                kept.Add((a.X + (t * (b.X - a.X)), a.Y + (t * (b.Y - a.Y))));
            }
        }
        return kept;
    }

    /// <summary>The same outline with points between, so that no edge is longer.</summary>
    public static IReadOnlyList<(double X, double Y)> Divided(IReadOnlyList<(double X, double Y)> points, double longest)
    {
        const int most = 4096;
        var divided = new List<(double X, double Y)>();
        for (var i = 0; i < points.Count; i++)
        {
            var (a, b) = (points[i], points[(i + 1) % points.Count]);
            var parts = (int)Math.Clamp(Math.Ceiling(Math.Sqrt(((b.X - a.X) * (b.X - a.X)) + ((b.Y - a.Y) * (b.Y - a.Y))) / longest), 1, most);
            for (var k = 0; k < parts; k++)
                divided.Add((a.X + ((b.X - a.X) * k / parts), a.Y + ((b.Y - a.Y) * k / parts)));
        }
        return divided;
    }
}
