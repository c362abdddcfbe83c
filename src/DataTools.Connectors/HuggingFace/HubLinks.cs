namespace DataTools.Connectors.HuggingFace;

/// <summary>The header Link (RFC 8288), as far as pages of answers need it.</summary>
public static class HubLinks
{
    /// <summary>
    /// The cursor of <c>&lt;https://...?cursor=X&gt;; rel="next"</c>; null on the last page. The rest of the address is
    /// left: a mirror passes on the Hub's, and whose host it names is no place to send a token to.
    /// </summary>
    public static string? NextCursor(IEnumerable<string> headers)
    {
        foreach (var link in headers.SelectMany(h => h.Split(", <")))
        {
            var end = link.IndexOf('>', StringComparison.Ordinal);
            if (end < 0 || !link[end..].Replace(" ", "", StringComparison.Ordinal).Contains("rel=\"next\"", StringComparison.Ordinal))
                continue;
            var question = link.IndexOf('?', StringComparison.Ordinal);
            var query = question >= 0 && question < end ? link[(question + 1)..end] : "";
            return query.Split('&').Where(p => p.StartsWith("cursor=", StringComparison.Ordinal)).Select(p => Uri.UnescapeDataString(p["cursor=".Length..])).FirstOrDefault();
        }
        return null;
    }
}
