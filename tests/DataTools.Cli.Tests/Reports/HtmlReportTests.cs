using System.Xml.Linq;
using DataTools.Cli.Reports;

namespace DataTools.Cli.Tests.Reports;

public sealed class HtmlReportTests
{
    [Fact]
    public void A_page_is_whole_well_formed_and_loads_nothing()
    {
        var svg = LineChart.Svg("Loss & <more>", "epoch", [new("plain", [2, 1, 0.5]), new("plain", [2.1, 1.2, 0.7]), new("augmented", [2.2, 1.5])], v => $"{v:F1}");
        var html = new HtmlReport("A <title> & more")
            .Heading("h").Paragraph("a < b").Command("datatools \"x\"").Picture([1, 2, 3], "caption").Chart(svg)
            .Table(["a", "b"], [["1", "<2>"]]).ToString();

        var page = Parse(html);
        Assert.Equal("A <title> & more", page.Root!.Element("head")!.Element("title")!.Value);
        Assert.Equal(3, page.Descendants("polyline").Count());
        Assert.Equal(2, page.Descendants("polyline").Select(p => p.Attribute("stroke-dasharray")!.Value).Distinct().Count());
        Assert.Equal("<2>", page.Descendants("td").Last().Value);
        Assert.All(page.Descendants().Attributes().Where(a => a.Name.LocalName is "src" or "href"), a => Assert.StartsWith("data:", a.Value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(new double[] { 1 })]
    [InlineData(new double[] { 3, 3, 3 })]
    public void A_curve_without_extent_is_drawn_within_the_picture(double[] values)
    {
        var svg = XDocument.Parse(LineChart.Svg("t", "x", [new("g", values)], v => $"{v}"));
        var points = svg.Descendants("polyline").Single().Attribute("points")!.Value.Split(' ').Select(p => p.Split(',').Select(double.Parse).ToArray());
        Assert.All(points, p => Assert.True(p[0] is >= 0 and <= 640 && p[1] is >= 0 and <= 320));
    }

    [Fact]
    public void A_curve_over_places_lies_where_they_are_and_leaves_out_what_is_no_number()
    {
        var svg = XDocument.Parse(LineChart.Svg("t", "x", [new("g", [0, double.NaN, 1]) { At = [0, 0.3, 1] }, new("h", [0, 1]) { At = [0, 0.5] }], v => $"{v:F1}"));
        var lines = svg.Descendants("polyline").Select(p => p.Attribute("points")!.Value).ToList();
        // From the lower left to the upper right of the plot, the second to its middle.
        Assert.Equal(["56.0,276.0 624.0,36.0", "56.0,276.0 340.0,36.0"], lines);
        Assert.Equal(6, svg.Descendants("text").Count(t => t.Attribute("text-anchor")?.Value == "middle" && t.Value.Contains('.', StringComparison.Ordinal)));
    }

    [Fact]
    public void Counts_are_the_darker_the_larger_their_share_of_the_row()
    {
        var html = new HtmlReport("t").Heat("true", ["a & b", "c"], [[9, 1], [0, 4]]).ToString();
        var cells = Parse(html).Descendants("td").ToList();
        Assert.Equal(["9", "1", "", "4"], cells.Select(c => c.Value));
        Assert.Equal(["dark", null, null, "dark"], cells.Select(c => c.Attribute("class")?.Value));
        Assert.EndsWith("0.91)", cells[0].Attribute("style")!.Value, StringComparison.Ordinal);
        Assert.Contains("a &amp; b", html, StringComparison.Ordinal);
    }

    /// <summary>Our pages are XML but for what HTML leaves open.</summary>
    internal static XDocument Parse(string html) => XDocument.Parse(html.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal)
        .Replace("<meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">", "", StringComparison.Ordinal));
}
