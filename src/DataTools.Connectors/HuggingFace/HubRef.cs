using DataTools.Catalog;

namespace DataTools.Connectors.HuggingFace;

/// <summary>
/// A data set on the Hugging Face Hub: <c>owner/name</c>, an old one without owner (<c>mnist</c>), with
/// <c>@revision</c> (branch, tag, commit; it may hold '/') and <c>#config</c>. Prints itself as it is read.
/// </summary>
/// <param name="Id">OWNER/NAME or NAME.</param>
/// <param name="Revision">Null: the default branch.</param>
/// <param name="Config">Null: the data set's default.</param>
public sealed record HubRef(string Id, string? Revision = null, string? Config = null)
{
    private const int LongestPart = 96, LongestRevision = 250, LongestConfig = 250;

    /// <summary>Reads what <see cref="ToString"/> prints. Throws <see cref="InvalidInputException"/>.</summary>
    public static HubRef Parse(string text) => TryParse(text) ?? throw new InvalidInputException(
        $"'{text}' is not the name of a data set on Hugging Face",
        "Write hf:OWNER/NAME, hf:OWNER/NAME@REVISION or hf:OWNER/NAME#CONFIG, as in its address: https://huggingface.co/datasets/OWNER/NAME.");

    /// <summary>As <see cref="Parse"/>; null where the text is no reference.</summary>
    public static HubRef? TryParse(string text)
    {
        var (rest, config) = Cut(text, '#');
        var (id, revision) = Cut(rest, '@');
        return IsId(id) && (revision is null || IsRevision(revision)) && (config is null || IsConfig(config)) ? new(id, revision, config) : null;
    }

    /// <summary>Whether it can be a data set's id: it becomes part of addresses.</summary>
    public static bool IsId(string text) => text.Split('/') is [_] or [_, _] && text.Split('/').All(IsName);

    /// <summary>Whether it is a commit's id, which names the same files for ever.</summary>
    public static bool IsCommit(string? text) => text is { Length: 40 } && text.All(char.IsAsciiHexDigitLower);

    /// <inheritdoc/>
    public override string ToString() => $"{Id}{(Revision is null ? "" : $"@{Revision}")}{(Config is null ? "" : $"#{Config}")}";

    private static (string Before, string? After) Cut(string text, char at) =>
        text.IndexOf(at, StringComparison.Ordinal) is >= 0 and var i ? (text[..i], text[(i + 1)..]) : (text, null);

    private static bool IsName(string part) =>
        part.Length is > 0 and <= LongestPart && char.IsAsciiLetterOrDigit(part[0]) && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') &&
        !part.Contains("..", StringComparison.Ordinal);

    // As git names references, and no more than an address can carry.
    private static bool IsRevision(string text) =>
        text.Length is > 0 and <= LongestRevision && text[0] is not ('/' or '-') && text[^1] != '/' &&
        !text.Contains("..", StringComparison.Ordinal) && !text.Contains("//", StringComparison.Ordinal) &&
        text.All(c => c is > ' ' and < '\x7F' and not ('\\' or '^' or ':' or '?' or '*' or '[' or '~'));

    private static bool IsConfig(string text) => text.Length is > 0 and <= LongestConfig && !text.Any(char.IsControl) && text.Trim() == text;
}
