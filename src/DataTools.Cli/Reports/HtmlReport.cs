using System.Globalization;
using System.Net;
using System.Text;

namespace DataTools.Cli.Reports;

/// <summary>A page in one file: pictures and curves are inside, nothing is loaded from anywhere.</summary>
internal sealed class HtmlReport(string title)
{
    private const string Style = """
        body { font: 16px/1.5 system-ui, sans-serif; color: #222; background: #fff; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
        h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2rem }
        table { border-collapse: collapse } th, td { padding: .3rem .9rem; border-bottom: 1px solid #ccc; text-align: right }
        th:first-child, td:first-child { text-align: left } th { border-bottom: 2px solid #666 }
        img { max-width: 100%; image-rendering: pixelated } figcaption { color: #555 } figure { margin: 1rem 0 }
        svg { width: 100%; max-width: 40rem; font: 12px system-ui, sans-serif; fill: #333 } .title { font-weight: 600; font-size: 13px } .grid { stroke: #ddd }
        pre { background: #f2f2f2; padding: .5rem .8rem } .row { display: flex; flex-wrap: wrap; gap: .6rem; border-top: 1px solid #ccc; padding-top: .6rem } .row figure { margin: 0 }
        .row figcaption { white-space: pre-line; font-size: .8rem; max-width: 12rem }
        code { background: #f2f2f2; padding: .1rem .3rem } .wide { overflow-x: auto }
        .heat th, .heat td { padding: .2rem .4rem; border: 1px solid #eee; text-align: center; font-size: .85rem } .heat th { font-weight: 400 }
        .heat th:first-child { text-align: right } .heat .dark { color: #fff }
        """;

    private readonly StringBuilder _body = new();

    public HtmlReport Heading(string text) => Add($"<h2>{Encode(text)}</h2>");

    public HtmlReport Paragraph(string text) => Add($"<p>{Encode(text)}</p>");

    public HtmlReport Command(string text) => Add($"<p><code>{Encode(text)}</code></p>");

    public HtmlReport Picture(byte[] png, string caption) => Add(
        $"<figure><img alt=\"{Encode(caption)}\" src=\"data:image/png;base64,{Convert.ToBase64String(png)}\"/><figcaption>{Encode(caption)}</figcaption></figure>");

    public HtmlReport Text(string text) => Add($"<pre>{Encode(text)}</pre>");

    /// <summary>Pictures side by side.</summary>
    public HtmlReport Pictures(IEnumerable<(byte[] Png, string Caption)> pictures)
    {
        Add("<div class=\"row\">");
        foreach (var (png, caption) in pictures)
            Picture(png, caption);
        return Add("</div>");
    }

    public HtmlReport Chart(string svg) => Add($"<figure>{svg}</figure>");

    public HtmlReport Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        Add($"<table><thead><tr>{Cells("th", header)}</tr></thead><tbody>");
        foreach (var row in rows)
            Add($"<tr>{Cells("td", row)}</tr>");
        return Add("</tbody></table>");
    }

    /// <summary>Counts whose cells are the darker the larger they are of their row's sum. Empty cells are left empty.</summary>
    public HtmlReport Heat(string corner, IReadOnlyList<string> names, IReadOnlyList<int[]> counts)
    {
        Add($"<div class=\"wide\"><table class=\"heat\"><thead><tr>{Cells("th", [corner, .. names])}</tr></thead><tbody>");
        for (var r = 0; r < counts.Count; r++)
        {
            var sum = Math.Max(1, counts[r].Sum());
            Add($"<tr>{Cells("th", [names[r]])}{string.Concat(counts[r].Select(n => Heated(n, (double)n / sum)))}</tr>");
        }
        return Add("</tbody></table></div>");
    }

    public override string ToString() =>
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{Encode(title)}</title><style>
        {Style}
        </style></head>
        <body>
        <h1>{Encode(title)}</h1>
        {_body}</body>
        </html>

        """;

    private HtmlReport Add(string html)
    {
        _body.Append(html).Append('\n');
        return this;
    }

    private static string Cells(string tag, IEnumerable<string> texts) => string.Concat(texts.Select(t => $"<{tag}>{Encode(t)}</{tag}>"));

    private static string Heated(int count, double share) => count == 0 ? "<td></td>" : string.Create(
        CultureInfo.InvariantCulture, $"<td{(share > 0.5 ? " class=\"dark\"" : "")} style=\"background: rgba(11,110,153,{0.08 + (0.92 * share):F2})\">{count}</td>");

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
