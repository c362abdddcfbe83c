using System.Globalization;
using System.Net;

namespace DataTools.Cli.Reports;

/// <summary>One curve: y over 1, 2, 3 ..., or over <see cref="At"/>.</summary>
/// <param name="Group">Curves of one group look alike and share a line of the legend.</param>
/// <param name="Values">The points; those that are not finite are left out.</param>
internal sealed record Curve(string Group, IReadOnlyList<double> Values)
{
    /// <summary>Where the points are, from 0 to 1; null: one behind the other. All curves of a chart have them, or none.</summary>
    public IReadOnlyList<double>? At { get; init; }
}

/// <summary>Curves as an SVG picture within a page. Groups differ in dashes as well as in colour.</summary>
internal static class LineChart
{
    private const int Width = 640, Height = 320, Left = 56;

    private static readonly (string Colour, string Dashes)[] Looks = [("#0b6e99", ""), ("#b4451f", "6 3"), ("#4b7f2b", "2 3"), ("#6b4c9a", "9 3 2 3")];

    /// <summary>Draws the curves; <paramref name="format"/> prints the values of the y axis.</summary>
    public static string Svg(string title, string xTitle, IReadOnlyList<Curve> curves, Func<double, string> format)
    {
        var groups = curves.Select(c => c.Group).Distinct(StringComparer.Ordinal).ToList();
        var points = Math.Max(2, curves.Max(c => c.Values.Count));
        List<double> finite = [.. curves.SelectMany(c => c.Values).Where(double.IsFinite).DefaultIfEmpty(0)];
        var (low, high) = (finite.Min(), finite.Max());
        if (high - low <= 1e-9 * Math.Abs(high))
        {
            var half = high == 0 ? 0.5 : Math.Abs(high) / 2;
            (low, high) = (low - half, high + half);
        }
        var placed = curves[0].At is not null;
        var frame = new ChartFrame(Width, Height, Left, title, xTitle, low, high, format);
        double X(Curve curve, int i) => frame.Across(curve.At?[i] ?? (double)i / (points - 1));
        var every = Math.Max(1, (points + 9) / 10);
        foreach (var (at, text) in placed
            ? Enumerable.Range(0, 6).Select(k => (k / 5.0, format(k / 5.0)))
            : Enumerable.Range(0, points).Where(i => i % every == 0).Select(i => ((double)i / (points - 1), $"{i + 1}")))
        {
            frame.Tick(frame.Across(at), text);
        }
        foreach (var curve in curves)
        {
            var (colour, dashes) = Looks[groups.IndexOf(curve.Group) % Looks.Length];
            var path = string.Join(' ', curve.Values.Index().Where(p => double.IsFinite(p.Item))
                .Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(curve, p.Index):F1},{frame.Y(p.Item):F1}")));
            frame.Add($"<polyline points=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.6\" stroke-dasharray=\"{dashes}\"/>");
        }
        for (var g = 0; g < groups.Count; g++)
        {
            var (colour, dashes) = Looks[g % Looks.Length];
            var x = Width - ChartFrame.Right - (150 * (groups.Count - g));
            frame.Add($"<line x1=\"{x}\" x2=\"{x + 30}\" y1=\"14\" y2=\"14\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"/>");
            frame.Add($"<text x=\"{x + 36}\" y=\"18\">{WebUtility.HtmlEncode(groups[g])}</text>");
        }
        return frame.ToString();
    }
}
