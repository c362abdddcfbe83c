namespace DataTools.Catalog.Formats;

/// <summary>A file of a data set, wherever it lies: in a folder or in an archive.</summary>
/// <param name="Path">Relative to the data set's root, with '/' on every system. It never leads out of the root.</param>
/// <param name="Bytes">Its uncompressed size, as its folder or archive states it.</param>
/// <param name="Open">
/// Gives its bytes; the caller disposes the stream. Opening and reading throw <see cref="CorruptFileException"/> where
/// the file is damaged. One is open at a time: those of an archive share its stream.
/// </param>
public sealed record ListedFile(string Path, long Bytes, Func<Stream> Open)
{
    private static readonly string[] Archives = [".zip", ".tar.gz", ".tgz", ".tar"];

    // Larger than any picture; an archive's or server's word alone must not fill the memory.
    private const long LargestContent = 512 << 20;

    /// <summary>
    /// All its bytes. Throws <see cref="BadSampleException"/> where it is empty or larger than 512 MiB, and
    /// <see cref="CorruptFileException"/> where it is damaged.
    /// </summary>
    public byte[] ReadAll(string shownAs)
    {
        if (Bytes > LargestContent)
            throw new BadSampleException(shownAs, $"the file is larger than {LargestContent >> 20} MiB");
        if (Bytes == 0)
            throw new BadSampleException(shownAs, "the file is empty");
        using var stream = Open();
        var bytes = new byte[Bytes];
        var got = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        // Once more, for the stream to compare the end and the checksum with what the archive says.
        Span<byte> more = stackalloc byte[1];
        return stream.Read(more) == 0 && got == bytes.Length ? bytes : throw new CorruptFileException(shownAs, $"it has another length than its {Bytes} bytes");
    }

    /// <summary>The last part of its path.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>Whether it is an image, by its name.</summary>
    public bool IsImage => ImageTree.IsImage(Name);

    /// <summary>Whether it is a table of comma- or tab-separated values, by its name.</summary>
    public bool IsTable => EndsWith(".csv") || EndsWith(".tsv");

    /// <summary>Whether it is a zip, by its name.</summary>
    public bool IsZip => EndsWith(".zip");

    /// <summary>Whether it is a zip or a tar, by its name.</summary>
    public bool IsArchive => Suffix.Length > 0;

    /// <summary>Its path without the ending of an archive: <c>labels.csv</c> of <c>labels.csv.zip</c>.</summary>
    public string Unpacked => Path[..^Suffix.Length];

    private string Suffix => Array.Find(Archives, EndsWith) ?? "";

    private bool EndsWith(string ending) => Path.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}
