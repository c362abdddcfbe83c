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
    /// SHA-256 of the uncompressed content. A file that was compressed anew, and so has another size and checksum, is
    /// right when this is.
    /// </summary>
    public string? ContentSha256 { get; init; }
}

/// <summary>A file in the cache, its bytes checked.</summary>
/// <param name="Path">Where it lies. Only to be read; its name is its SHA-256.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Of its bytes, lower-case hex.</param>
/// <param name="ContentSha256">Of its uncompressed content, where that was what was checked.</param>
internal sealed record Blob(string Path, long Bytes, string Sha256, string? ContentSha256 = null);
