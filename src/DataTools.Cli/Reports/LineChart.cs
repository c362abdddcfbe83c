using System.Globalization;
using System.Net;
using System.Text;

namespace DataTools.Cli.Reports;

/// <summary>One curve: y over 1, 2, 3 ...</summary>
/// <param name="Group">Curves of one group look alike and share a line of the legend.</param>
/// <param name="Values">The points.</param>
internal sealed record Curve(string Group, IReadOnlyList<double> Values);

/// <summary>Curves as an SVG picture within a page. Groups differ in dashes as well as in colour.</summary>
internal static class LineChart
{
    private const int Width = 640, Height = 320, Left = 56, Right = 16, Top = 36, Bottom = 44;

    private static readonly (string Colour, string Dashes)[] Looks = [("#0b6e99", ""), ("#b4451f", "6 3"), ("#4b7f2b", "2 3"), ("#6b4c9a", "9 3 2 3")];

    /// <summary>Draws the curves; <paramref name="format"/> prints the values of the y axis.</summary>
    public static string Svg(string title, string xTitle, IReadOnlyList<Curve> curves, Func<double, string> format)
    {
        var groups = curves.Select(c => c.Group).Distinct(StringComparer.Ordinal).ToList();
        var points = Math.Max(2, curves.Max(c => c.Values.Count));
        var (low, high) = (curves.Min(c => c.Values.Min()), curves.Max(c => c.Values.Max()));
        if (high - low < 1e-9)
            (low, high) = (low - 0.5, high + 0.5);
        double X(int i) => Left + ((double)i / (points - 1) * (Width - Left - Right));
        double Y(double v) => Height - Bottom - ((v - low) / (high - low) * (Height - Top - Bottom));

        var svg = new StringBuilder();
        void Add(FormattableString element) => svg.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Add($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">");
        Add($"<text x=\"{Left}\" y=\"18\" class=\"title\">{WebUtility.HtmlEncode(title)}</text>");
        for (var k = 0; k <= 4; k++)
        {
            var v = low + ((high - low) * k / 4);
            Add($"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(v):F1}\" y2=\"{Y(v):F1}\" class=\"grid\"/>");
            Add($"<text x=\"{Left - 6}\" y=\"{Y(v) + 4:F1}\" text-anchor=\"end\">{WebUtility.HtmlEncode(format(v))}</text>");
        }
        var every = Math.Max(1, (points + 9) / 10);
        for (var i = 0; i < points; i += every)
            Add($"<text x=\"{X(i):F1}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{i + 1}</text>");
        Add($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\">{WebUtility.HtmlEncode(xTitle)}</text>");
        foreach (var curve in curves)
        {
            var (colour, dashes) = Looks[groups.IndexOf(curve.Group) % Looks.Length];
            var path = string.Join(' ', curve.Values.Select((v, i) => string.Create(CultureInfo.InvariantCulture, $"{X(i):F1},{Y(v):F1}")));
            Add($"<polyline points=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.6\" stroke-dasharray=\"{dashes}\"/>");
        }
        for (var g = 0; g < groups.Count; g++)
        {
            var (colour, dashes) = Looks[g % Looks.Length];
            var x = Width - Right - (150 * (groups.Count - g));
            Add($"<line x1=\"{x}\" x2=\"{x + 30}\" y1=\"14\" y2=\"14\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"/>");
            Add($"<text x=\"{x + 36}\" y=\"18\">{WebUtility.HtmlEncode(groups[g])}</text>");
        }
        return svg.Append("</svg>").ToString();
    }
}
