using System.Globalization;
using System.Net;
using System.Text;

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
    private const int Width = 760, Height = 400, Left = 64, Right = 24, Top = 36, Bottom = 48, Numbered = 12;

    /// <summary>Draws at least one point. Those of the front have the number of their place in it, from the left; the caller lists them.</summary>
    public static string Svg(string title, string xTitle, IReadOnlyList<ScatterPoint> points)
    {
        var (left, right) = (Math.Log(points.Min(p => p.X)), Math.Log(points.Max(p => p.X)));
        var (low, high) = (points.Min(p => p.Y), points.Max(p => p.Y));
        // Room around, also for one point alone.
        var (across, up) = (Math.Max(0.1, 0.06 * (right - left)), Math.Max(0.002, 0.08 * (high - low)));
        (left, right, low, high) = (left - across, right + across, low - up, high + up);
        double X(double v) => Left + ((Math.Log(v) - left) / (right - left) * (Width - Left - Right));
        double Y(double v) => Height - Bottom - ((v - low) / (high - low) * (Height - Top - Bottom));

        var svg = new StringBuilder();
        void Add(FormattableString element) => svg.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Add($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">");
        Add($"<text x=\"{Left}\" y=\"18\" class=\"title\">{WebUtility.HtmlEncode(title)}</text>");
        for (var k = 0; k <= 4; k++)
        {
            var v = low + ((high - low) * k / 4);
            Add($"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(v):F1}\" y2=\"{Y(v):F1}\" class=\"grid\"/>");
            Add($"<text x=\"{Left - 6}\" y=\"{Y(v) + 4:F1}\" text-anchor=\"end\">{100 * v:F2} %</text>");
        }
        foreach (var tick in Ticks(Math.Exp(left), Math.Exp(right)))
        {
            Add($"<line x1=\"{X(tick):F1}\" x2=\"{X(tick):F1}\" y1=\"{Top}\" y2=\"{Height - Bottom}\" class=\"grid\"/>");
            Add($"<text x=\"{X(tick):F1}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{tick:G3}</text>");
        }
        Add($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\">{WebUtility.HtmlEncode(xTitle)}</text>");
        List<ScatterPoint> front = [.. points.Where(p => p.IsFront).OrderBy(p => p.X).ThenBy(p => p.Y)];
        Add($"<polyline points=\"{string.Join(' ', front.Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.X):F1},{Y(p.Y):F1}")))}\" fill=\"none\" stroke=\"#0b6e99\" stroke-width=\"1.4\"/>");
        foreach (var p in points)
            Add($"<circle cx=\"{X(p.X):F1}\" cy=\"{Y(p.Y):F1}\" r=\"{(p.IsFront ? 5 : 4)}\" fill=\"{(p.IsFront ? "#0b6e99" : "#fff")}\" stroke=\"{(p.IsFront ? "#0b6e99" : "#b4451f")}\"><title>{WebUtility.HtmlEncode(p.Name)}</title></circle>");
        foreach (var (i, p) in front.Take(Numbered).Index())
            Add($"<text x=\"{X(p.X):F1}\" y=\"{Y(p.Y) - 9:F1}\" text-anchor=\"middle\">{i + 1}</text>");
        return svg.Append("</svg>").ToString();
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
