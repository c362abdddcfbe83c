using System.Text;

namespace DataTools.Connectors.GitHub;

/// <summary>Octokit's types into ours.</summary>
internal static class Read
{
    /// <summary>Throws <see cref="FormatException"/> where the answer lacks a name.</summary>
    public static GitHubRepository Repository(Octokit.Repository r) => new(Name(r), r.HtmlUrl)
    {
        OwnerKind = Kind(r.Owner?.Type),
        Description = NullIfEmpty(r.Description),
        Homepage = NullIfEmpty(r.Homepage),
        Language = NullIfEmpty(r.Language),
        License = NullIfEmpty(r.License?.SpdxId),
        Topics = r.Topics ?? [],
        Stars = r.StargazersCount,
        Fork = r.Fork,
        Parent = r.Parent is null ? null : Name(r.Parent),
        Archived = r.Archived,
        DefaultBranch = r.DefaultBranch ?? "main",
        KiB = r.Size,
        CreatedAt = r.CreatedAt,
        PushedAt = r.PushedAt,
    };

    public static RepositoryItem Item(Octokit.RepositoryContent c) => new(c.Path, c.Type.StringValue switch
    {
        "file" or "symlink" => ItemKind.File,
        "dir" => ItemKind.Folder,
        _ => ItemKind.Other,
    }, c.Size);

    public static RepositoryItem Item(Octokit.TreeItem t) => new(t.Path, t.Type.StringValue switch
    {
        "blob" => ItemKind.File,
        "tree" => ItemKind.Folder,
        _ => ItemKind.Other,
    }, t.Size);

    public static GitHubOwner Owner(Octokit.User u) => new(u.Login, Kind(u.Type), NullIfEmpty(u.Name), NullIfEmpty(u.Blog), NullIfEmpty(u.Company));

    public static CommitAuthor Author(Octokit.GitHubCommit c) => c.Commit?.Author is { } author
        ? new(author.Name ?? "", NullIfEmpty(c.Author?.Login), author.Date)
        : throw new FormatException("a commit without an author");

    /// <summary>The id of a commit, which is asked for as plain text.</summary>
    public static string Commit(string body) => body.Trim() is { Length: 40 or 64 } id && id.All(char.IsAsciiHexDigitLower) ? id : throw new FormatException("that is no commit's id");

    public static RepositoryFile File(Octokit.RepositoryContent file) =>
        new(file.Path ?? throw new FormatException("a file without a path"), file.HtmlUrl, file.Size, Text(file));

    // Octokit would read UTF-8 only; Windows' editors write UTF-16 with a byte order mark now and then.
    private static string? Text(Octokit.RepositoryContent file)
    {
        if (file.Encoding != "base64" || file.EncodedContent is null)
            return null;
        // The line breaks in it are no part of the encoding, and are passed over here.
        return Text(Convert.FromBase64String(file.EncodedContent));
    }

    /// <summary>The text of a file.</summary>
    public static string Text(byte[] bytes)
    {
        using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    private static RepositoryName Name(Octokit.Repository r) => RepositoryName.TryParse(r.FullName) ?? throw new FormatException($"'{r.FullName}' is no repository's name");

    private static OwnerKind Kind(Octokit.AccountType? type) => type switch
    {
        Octokit.AccountType.User or Octokit.AccountType.Mannequin => OwnerKind.User,
        Octokit.AccountType.Organization => OwnerKind.Organization,
        Octokit.AccountType.Bot => OwnerKind.Bot,
        _ => OwnerKind.Unknown,
    };

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
