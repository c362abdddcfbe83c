using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace DataTools.Papers.Resolving;

/// <summary>Titles and abstracts as plain text; publishers send them with markup.</summary>
internal static class PlainText
{
    // Elements that stand apart from what is around them.
    private static readonly HashSet<string> Blocks = new(StringComparer.OrdinalIgnoreCase) { "p", "sec", "title", "list", "list-item", "br", "div", "li" };

    /// <summary>White space as single spaces; null where nothing is left.</summary>
    public static string? OneLine(string? text) =>
        text is not null && string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } line ? line : null;

    /// <summary>
    /// On one line without tags: HTML, and JATS (https://jats.nlm.nih.gov) as Crossref passes it on. The heading "Abstract"
    /// goes; of a formula that is there twice, the TeX stays. Null where nothing is left.
    /// </summary>
    public static string? OfMarkup(string? text)
    {
        if (text is null || text.AsSpan().IndexOfAny('<', '&') < 0)
            return OneLine(text);
        var plain = new StringBuilder();
        Append(new HtmlParser().ParseDocument($"<body>{text}").Body!, plain);
        return OneLine(plain.ToString());
    }

    private static void Append(INode node, StringBuilder plain)
    {
        foreach (var child in node.ChildNodes)
        {
            switch (child)
            {
                case IText words:
                    plain.Append(words.Data);
                    break;
                case IElement element when !IsLeftOut(element):
                    var apart = Blocks.Contains(Name(element));
                    plain.Append(apart ? " " : "");
                    Append(element, plain);
                    plain.Append(apart ? " " : "");
                    break;
            }
        }
    }

    private static bool IsLeftOut(IElement element) => Name(element) switch
    {
        "title" => element.TextContent.Trim().Equals("Abstract", StringComparison.OrdinalIgnoreCase),
        "math" => element.ParentElement!.Children.Any(sibling => Name(sibling) == "tex-math"),
        "script" or "style" => true,
        _ => false,
    };

    // Without the prefix of a namespace: jats:p is p.
    private static string Name(IElement element) => element.LocalName[(element.LocalName.IndexOf(':', StringComparison.Ordinal) + 1)..].ToLowerInvariant();
}
