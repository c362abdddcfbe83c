using System.Net.Http.Headers;

namespace DataTools.Connectors.Downloads;

/// <summary>A file to be had from elsewhere, and what is known about its bytes.</summary>
/// <param name="Name">What people call it, for progress.</param>
/// <param name="Urls">Where it is, the best address first; each holds the same bytes.</param>
internal sealed record RemoteFile(string Name, IReadOnlyList<string> Urls)
{
    /// <summary>Its size, where published.</summary>
    public long? Bytes { get; init; }

    /// <summary>Lower-case hex, where published; asked only where there is no <see cref="Sha256"/>.</summary>
    public string? Md5 { get; init; }

    /// <summary>Lower-case hex, where published.</summary>
    public string? Sha256 { get; init; }

    /// <summary>
    /// The beginning of the SHA-256, lower-case hex, where only that is published. Asked only where there is no
    /// <see cref="Sha256"/> and no <see cref="Md5"/>.
    /// </summary>
    public string? Sha256Prefix { get; init; }

    /// <summary>
    /// The id that git gives the file: SHA-1, lower-case hex, of <c>blob SIZE\0</c> and the bytes. Asked only where there
    /// is neither <see cref="Sha256"/> nor <see cref="Md5"/>.
    /// </summary>
    public string? GitSha1 { get; init; }

    /// <summary>
    /// SHA-256 of the uncompressed content. A file that was compressed anew, and so has another size and checksum, is
    /// right when this is.
    /// </summary>
    public string? ContentSha256 { get; init; }

    /// <summary>Sent to the host (and port) of the first of <see cref="Urls"/> and to no other, wherever redirects lead.</summary>
    public AuthenticationHeaderValue? Authorization { get; init; }

    /// <summary>Whether a published checksum tells right bytes from wrong ones.</summary>
    public bool HasChecksum => (Sha256 ?? Md5 ?? Sha256Prefix ?? GitSha1 ?? ContentSha256) is not null;

    /// <summary>The name alone: a record would print the credentials.</summary>
    public override string ToString() => Name;
}

/// <summary>A file in the cache, its bytes checked.</summary>
/// <param name="Path">Where it lies. Only to be read; its name is its SHA-256.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Of its bytes, lower-case hex.</param>
/// <param name="ContentSha256">Of its uncompressed content, where that was what was checked.</param>
internal sealed record Blob(string Path, long Bytes, string Sha256, string? ContentSha256 = null);
