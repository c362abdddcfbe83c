namespace DataTools.Catalog.Formats;

/// <summary>A way in which data sets are laid out. A new one is a file of its own and a line in <see cref="DatasetFormats"/>.</summary>
/// <param name="Name">What <c>--format</c> calls it.</param>
/// <param name="Description">One line for help.</param>
/// <param name="Recognise">
/// Whether these files are of this format, by names alone or by a few first bytes: what was seen ("Annotations/ with 60 XML
/// files"), or null. It must not mistake another format's files for its own.
/// </param>
/// <param name="Read">
/// The content: classes and splits as streams of samples with the images' own bytes, in the order of the list. Images are
/// not decoded here: whoever asks does that. Throws <see cref="CorruptFileException"/> naming file and line, row or record
/// where the data set as a whole cannot be read; what concerns one sample alone is reported to the options' bad samples.
/// </param>
public sealed record DatasetFormat(
    string Name, string Description, Func<FileList, string?> Recognise, Func<FileList, ReadOptions, CancellationToken, DatasetContent> Read);

/// <summary>What a user may say about reading.</summary>
public sealed record ReadOptions
{
    /// <summary>Where samples that cannot be read are reported.</summary>
    public required BadSamples BadSamples { get; init; }

    /// <summary>Told, in a sentence, of what the user should know though it stops nothing.</summary>
    public Action<string>? OnNote { get; init; }

    /// <summary>The column of a table that names the image (<c>--image-column</c>); null: found by looking.</summary>
    public string? ImageColumn { get; init; }

    /// <summary>The column of a table that holds the class (<c>--label-column</c>); null: found by looking.</summary>
    public string? LabelColumn { get; init; }
}
