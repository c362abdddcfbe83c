using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Formats;

/// <summary>The box around polygons.</summary>
internal static class PolygonBox
{
    /// <summary>The smallest that holds every point of x1, y1, x2, y2, ...; there is one point at least.</summary>
    public static Box Of(IReadOnlyList<IReadOnlyList<double>> polygons)
    {
        var (left, top, right, bottom) = (double.MaxValue, double.MaxValue, double.MinValue, double.MinValue);
        foreach (var polygon in polygons)
        {
            for (var i = 0; i + 1 < polygon.Count; i += 2)
            {
                (left, right) = (Math.Min(left, polygon[i]), Math.Max(right, polygon[i]));
                (top, bottom) = (Math.Min(top, polygon[i + 1]), Math.Max(bottom, polygon[i + 1]));
            }
        }
        return Box.Between(left, top, right, bottom);
    }
}
