namespace DataTools.Connectors.Pretrained;

/// <summary>A file of published weights, as a registry names it.</summary>
/// <param name="Source"><c>hf:OWNER/NAME</c>, or an https:// address.</param>
public sealed record PretrainedFile(string Source)
{
    /// <summary>Branch, tag or commit at the Hub; null: the default branch.</summary>
    public string? Revision { get; init; }

    /// <summary>The path in the repository at the Hub; null for an address.</summary>
    public string? File { get; init; }

    /// <summary>Its size, where known.</summary>
    public long? Bytes { get; init; }

    /// <summary>Its SHA-256, where known; at the Hub, what the Hub states is checked besides.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The beginning of it, where only that is known: PyTorch's own files carry it in their names.</summary>
    public string? Sha256Prefix { get; init; }
}

/// <summary>A file of weights in the cache, its bytes checked.</summary>
/// <param name="Path">Where it lies. Only to be read.</param>
/// <param name="Sha256">Of its bytes, lower-case hex.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Source">Exactly what it is: with the commit, at the Hub.</param>
public sealed record PulledWeights(string Path, string Sha256, long Bytes, string Source);

/// <summary>How weights are fetched.</summary>
public sealed record PretrainedOptions
{
    /// <summary>Rules of the form FROM=TO that replace the beginnings of addresses; they come before the workspace's.</summary>
    public IReadOnlyList<string> Mirrors { get; init; } = [];

    /// <summary>Use only what the cache holds.</summary>
    public bool Offline { get; init; }

    /// <summary>Told, in a sentence, of what the user should know though it stops nothing.</summary>
    public Action<string>? OnWarning { get; init; }
}
