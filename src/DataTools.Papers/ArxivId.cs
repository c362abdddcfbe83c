using System.Globalization;
using System.Text.RegularExpressions;

namespace DataTools.Papers;

/// <summary>
/// An arXiv identifier without its version: 1512.03385 or, before April 2007, astro-ph/0601001 (without a subject class).
/// Source: https://info.arxiv.org/help/arxiv_identifier.html
/// </summary>
public sealed partial record ArxivId
{
    private ArxivId(string value, int year, int month) => (Value, Year, Month) = (value, year, month);

    /// <summary>The text.</summary>
    public string Value { get; }

    /// <summary>When it was submitted first.</summary>
    public int Year { get; }

    /// <summary>1 to 12.</summary>
    public int Month { get; }

    /// <summary>Its page.</summary>
    public string Url => $"https://arxiv.org/abs/{Value}";

    /// <summary>The DOI that arXiv gives every paper.</summary>
    public string Doi => $"10.48550/arxiv.{Value}";

    /// <summary>Reads an id, bare or after <c>arXiv:</c>, with a version or without; null for anything else.</summary>
    public static ArxivId? TryParse(string? text)
    {
        if (text is null || Form().Match(text.Trim()) is not { Success: true } match)
            return null;
        var date = match.Groups["date"].Value;
        var (yy, month) = (int.Parse(date[..2], CultureInfo.InvariantCulture), int.Parse(date[2..], CultureInfo.InvariantCulture));
        if (month is < 1 or > 12)
            return null;
        // The class of old ids may be left out (math.GT/0309136), and arXiv itself does.
        var value = match.Groups["new"] is { Success: true } id ? id.Value : $"{match.Groups["archive"].Value}/{match.Groups["number"].Value}";
        return new(value.ToLowerInvariant(), yy >= 91 ? 1900 + yy : 2000 + yy, month);
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    [GeneratedRegex(
        @"\A(arxiv:\s*)?((?<new>(?<date>[0-9]{4})\.[0-9]{4,5})|((?<archive>[a-z]+(-[a-z]+)*)(\.[a-z]{2})?/(?<number>(?<date>[0-9]{4})[0-9]{3})))(v[0-9]+)?\z",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
