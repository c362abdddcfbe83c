using System.Text.Json.Serialization;

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

    /// <summary>The reference it was pulled from, or <c>augment:PARENT</c>.</summary>
    public required string Source { get; init; }

    /// <summary>What pins the source: a hash of the recipe, a commit, a version of a generator.</summary>
    public string? Revision { get; init; }

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

    /// <summary>The only splits that were asked for (<c>--split</c>); null: all that there were.</summary>
    public IReadOnlyList<string>? ChosenSplits { get; init; }

    /// <summary>The splits, filled in by the writer.</summary>
    public IReadOnlyList<SplitCard> Splits { get; init; } = [];

    /// <summary>Every raw file the entry was made from.</summary>
    public IReadOnlyList<RawFile> Files { get; init; } = [];

    /// <summary>The entry this one was derived from, and how.</summary>
    public Derivation? Parent { get; init; }

    /// <summary>
    /// <c>sha256:...</c> over classes, splits, ids, labels and image bytes; it does not depend on shard size,
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
public sealed record SplitCard(string Name, int Samples, long Bytes, IReadOnlyList<int> ClassCounts, int Unlabelled);

/// <summary>A file as it came from its source.</summary>
/// <param name="Name">Its name within the data set.</param>
/// <param name="Bytes">Its size as received.</param>
/// <param name="Sha256">Of the bytes received, lower-case hex.</param>
/// <param name="Url">The official address (not the mirror's); null where the user brought the file along.</param>
/// <param name="ContentSha256">Of the uncompressed content, where that was what was checked.</param>
public sealed record RawFile(string Name, long Bytes, string Sha256, string? Url = null, string? ContentSha256 = null);

/// <summary>How an entry was made from another.</summary>
/// <param name="Name">The parent entry.</param>
/// <param name="Fingerprint">The parent's fingerprint.</param>
/// <param name="Policy">The augmentation policy, whole, as YAML.</param>
/// <param name="Copies">Augmented copies of each sample.</param>
/// <param name="Seed">The seed of the draws.</param>
public sealed record Derivation(string Name, string Fingerprint, string Policy, int Copies, ulong Seed);
