using System.Globalization;
using System.Net;
using System.Text;

namespace DataTools.Cli.Reports;

/// <summary>What all charts have: a size, a title, horizontal lines with the values of the y axis, the name of the x axis.</summary>
internal sealed class ChartFrame
{
    public const int Right = 16, Top = 36, Bottom = 44;

    private const int Lines = 4;

    private readonly StringBuilder _svg = new();
    private readonly int _width, _height, _left;
    private readonly double _low, _high;

    /// <param name="width">Of the drawing; the page scales it.</param>
    /// <param name="height">The same.</param>
    /// <param name="left">Room for the values of the y axis.</param>
    /// <param name="title">Above it.</param>
    /// <param name="xTitle">Below it.</param>
    /// <param name="low">The y axis begins here.</param>
    /// <param name="high">It ends here: higher.</param>
    /// <param name="format">Prints values of the y axis.</param>
    public ChartFrame(int width, int height, int left, string title, string xTitle, double low, double high, Func<double, string> format)
    {
        (_width, _height, _left, _low, _high) = (width, height, left, low, high);
        Add($"<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">");
        Add($"<text x=\"{left}\" y=\"18\" class=\"title\">{WebUtility.HtmlEncode(title)}</text>");
        for (var k = 0; k <= Lines; k++)
        {
            var v = low + ((high - low) * k / Lines);
            Add($"<line x1=\"{left}\" x2=\"{width - Right}\" y1=\"{Y(v):F1}\" y2=\"{Y(v):F1}\" class=\"grid\"/>");
            Add($"<text x=\"{left - 6}\" y=\"{Y(v) + 4:F1}\" text-anchor=\"end\">{WebUtility.HtmlEncode(format(v))}</text>");
        }
        Add($"<text x=\"{(left + width - Right) / 2}\" y=\"{height - 8}\" text-anchor=\"middle\">{WebUtility.HtmlEncode(xTitle)}</text>");
    }

    /// <summary>Where a share of the way along the x axis lies.</summary>
    public double Across(double share) => _left + (share * (_width - _left - Right));

    /// <summary>Where a value lies.</summary>
    public double Y(double value) => _height - Bottom - ((value - _low) / (_high - _low) * (_height - Top - Bottom));

    /// <summary>Text below the x axis.</summary>
    public void Tick(double x, string text) =>
        Add($"<text x=\"{x:F1}\" y=\"{_height - Bottom + 18}\" text-anchor=\"middle\">{WebUtility.HtmlEncode(text)}</text>");

    /// <summary>Adds an element, its numbers as a program reads them.</summary>
    public void Add(FormattableString element) => _svg.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');

    /// <summary>The whole drawing.</summary>
    public override string ToString() => $"{_svg}</svg>";
}
