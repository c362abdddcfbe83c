using System.Globalization;
using System.Net;

namespace DataTools.Cli.Reports;

/// <summary>One point of a scatter plot.</summary>
/// <param name="Name">Shown when the mouse rests on it, and beside it where <paramref name="IsFront"/>.</param>
/// <param name="X">Above 0: the axis is logarithmic.</param>
/// <param name="Y">A share.</param>
/// <param name="IsFront">Whether it is one of those that a line connects.</param>
internal sealed record ScatterPoint(string Name, double X, double Y, bool IsFront);

/// <summary>Accuracy over a cost as an SVG picture within a page; costs differ by factors, so their axis is logarithmic.</summary>
internal static class ScatterChart
{
    private const int Width = 760, Height = 400, Left = 64, Numbered = 12;

    /// <summary>Draws at least one point. Those of the front have the number of their place in it, from the left; the caller lists them.</summary>
    public static string Svg(string title, string xTitle, IReadOnlyList<ScatterPoint> points)
    {
        var (left, right) = (Math.Log(points.Min(p => p.X)), Math.Log(points.Max(p => p.X)));
        var (low, high) = (points.Min(p => p.Y), points.Max(p => p.Y));
        // Room around, also for one point alone.
        var (across, up) = (Math.Max(0.1, 0.06 * (right - left)), Math.Max(0.002, 0.08 * (high - low)));
        (left, right, low, high) = (left - across, right + across, low - up, high + up);
        var frame = new ChartFrame(Width, Height, Left, title, xTitle, low, high, v => string.Create(CultureInfo.InvariantCulture, $"{100 * v:F2} %"));
        double X(double v) => frame.Across((Math.Log(v) - left) / (right - left));
        foreach (var tick in Ticks(Math.Exp(left), Math.Exp(right)))
        {
            frame.Add($"<line x1=\"{X(tick):F1}\" x2=\"{X(tick):F1}\" y1=\"{ChartFrame.Top}\" y2=\"{Height - ChartFrame.Bottom}\" class=\"grid\"/>");
            frame.Tick(X(tick), tick.ToString("G3", CultureInfo.InvariantCulture));
        }
        List<ScatterPoint> front = [.. points.Where(p => p.IsFront).OrderBy(p => p.X).ThenBy(p => p.Y)];
        frame.Add($"<polyline points=\"{string.Join(' ', front.Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.X):F1},{frame.Y(p.Y):F1}")))}\" fill=\"none\" stroke=\"#0b6e99\" stroke-width=\"1.4\"/>");
        foreach (var p in points)
            frame.Add($"<circle cx=\"{X(p.X):F1}\" cy=\"{frame.Y(p.Y):F1}\" r=\"{(p.IsFront ? 5 : 4)}\" fill=\"{(p.IsFront ? "#0b6e99" : "#fff")}\" stroke=\"{(p.IsFront ? "#0b6e99" : "#b4451f")}\"><title>{WebUtility.HtmlEncode(p.Name)}</title></circle>");
        foreach (var (i, p) in front.Take(Numbered).Index())
            frame.Add($"<text x=\"{X(p.X):F1}\" y=\"{frame.Y(p.Y) - 9:F1}\" text-anchor=\"middle\">{i + 1}</text>");
        return frame.ToString();
    }

    // 1, 2 and 5 of each power of ten; where there are too many, the powers alone.
    private static IEnumerable<double> Ticks(double least, double most)
    {
        List<double> all =
        [
            .. from power in Enumerable.Range((int)Math.Floor(Math.Log10(least)), (int)Math.Ceiling(Math.Log10(most)) - (int)Math.Floor(Math.Log10(least)) + 1)
               from digit in new[] { 1, 2, 5 }
               let tick = digit * Math.Pow(10, power)
               where tick >= least && tick <= most
               select tick,
        ];
        return all.Count <= 10 ? all : all.Where(t => Math.Abs(Math.Log10(t) - Math.Round(Math.Log10(t))) < 1e-9);
    }
}
