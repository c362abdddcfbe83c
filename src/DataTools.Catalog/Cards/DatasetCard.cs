using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Cards;

/// <summary>What an entry says about itself: <c>dataset.json</c>.</summary>
public sealed record DatasetCard
{
    /// <summary>The version of this file's shape.</summary>
    public int FormatVersion { get; init; } = 1;

    /// <summary>The entry's name in the catalog.</summary>
    public required string Name { get; init; }

    /// <summary>A title for people.</summary>
    public string? Title { get; init; }

    /// <summary>The reference it was pulled from, or <c>OPERATION:PARENT</c>.</summary>
    public required string Source { get; init; }

    /// <summary>What pins the source: a hash of the recipe, a commit, a version of a generator.</summary>
    public string? Revision { get; init; }

    /// <summary>The options of the pull that decide about its content, as the command line takes them.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>The licence as the source states it; null is unknown.</summary>
    public string? License { get; init; }

    /// <summary>How to cite it.</summary>
    public string? Citation { get; init; }

    /// <summary>Where to read about it.</summary>
    public string? Homepage { get; init; }

    /// <summary>The Hub's name of the task.</summary>
    public string Task { get; init; } = "image-classification";

    /// <summary>Class names; a label is an index into them.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>What is said about images beside their label. Filled in by the writer.</summary>
    public AnnotationKinds Annotations { get; init; }

    /// <summary>What the keypoints are, for each class that has some.</summary>
    public IReadOnlyList<KeypointSet> Keypoints { get; init; } = [];

    /// <summary>The splits, filled in by the writer.</summary>
    public IReadOnlyList<SplitCard> Splits { get; init; } = [];

    /// <summary>Every raw file the entry was made from.</summary>
    public IReadOnlyList<RawFile> Files { get; init; } = [];

    /// <summary>The entry this one was derived from, and how.</summary>
    public Derivation? Parent { get; init; }

    /// <summary>
    /// <c>sha256:...</c> over classes, splits, ids, labels, annotations and image bytes; it does not depend on shard size,
    /// time or names. Filled in by the writer.
    /// </summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>When the entry was written (UTC).</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Which version of DataTools wrote it.</summary>
    public string Tool { get; init; } = "";

    /// <summary>Bad samples that were left out (<c>--on-bad-sample skip</c>).</summary>
    public int SkippedSamples { get; init; }
}

/// <summary>One split's counts.</summary>
/// <param name="Name">train, validation, test ...</param>
/// <param name="Samples">How many samples.</param>
/// <param name="Bytes">Sum of the encoded images' sizes.</param>
/// <param name="ClassCounts">Samples of each class, in the order of the classes.</param>
/// <param name="Unlabelled">Samples without a label.</param>
public sealed record SplitCard(string Name, int Samples, long Bytes, IReadOnlyList<int> ClassCounts, int Unlabelled)
{
    /// <summary>Objects of each class, in the order of the classes; null where the entry has no objects.</summary>
    public IReadOnlyList<int>? ObjectCounts { get; init; }

    /// <summary>Images of each class among several labels, in the order of the classes; null where images have one label.</summary>
    public IReadOnlyList<int>? LabelCounts { get; init; }
}

/// <summary>A file as it came from its source.</summary>
/// <param name="Name">Its name within the data set.</param>
/// <param name="Bytes">Its size as received.</param>
/// <param name="Sha256">Of the bytes received, lower-case hex.</param>
/// <param name="Url">The official address (not the mirror's); null where the user brought the file along.</param>
/// <param name="ContentSha256">Of the uncompressed content, where that was what was checked.</param>
public sealed record RawFile(string Name, long Bytes, string Sha256, string? Url = null, string? ContentSha256 = null);
