using System.Globalization;
using DataTools.Catalog.Annotations;

namespace DataTools.Catalog;

/// <summary>One image with its label, on its way into an entry.</summary>
/// <param name="Id">Unique within its split and stable from pull to pull: predictions and random draws are keyed by it.</param>
/// <param name="Image">The encoded file (PNG, JPEG, ...), as it came.</param>
/// <param name="Label">Index into the classes, or <see cref="Unlabelled"/>.</param>
/// <param name="Path">Where the image lay in its source, for people; not part of the fingerprint.</param>
public sealed record Sample(string Id, ReadOnlyMemory<byte> Image, int Label, string? Path = null)
{
    /// <summary>The label of a sample whose class is not known (Hugging Face's convention).</summary>
    public const int Unlabelled = -1;

    /// <summary>What else is said about it.</summary>
    public SampleAnnotations Annotations { get; init; } = SampleAnnotations.None;

    /// <summary>The id of the <paramref name="copy"/>-th augmented copy (from 1) of a sample.</summary>
    public static string CopyId(string id, int copy) => $"{id}~{copy}";

    /// <summary>The number of the copy that <paramref name="id"/> names; 0 where it is an original.</summary>
    public static int CopyNumber(string id)
    {
        var number = id.AsSpan(id.LastIndexOf('~') + 1);
        return number.Length is > 0 and <= 9 && number.Length < id.Length - 1 && number[0] != '0' && !number.ContainsAnyExceptInRange('0', '9')
            ? int.Parse(number, CultureInfo.InvariantCulture)
            : 0;
    }

    /// <summary>
    /// The id of the sample that <paramref name="id"/> was augmented from, through any number of copies of copies; itself
    /// where it is an original.
    /// </summary>
    public static string OriginalId(string id)
    {
        while (CopyNumber(id) > 0)
            id = id[..id.LastIndexOf('~')];
        return id;
    }
}

/// <summary>What a reader hands to the writer: classes, and splits that are streams of samples, each read once.</summary>
public sealed record DatasetContent(IReadOnlyList<string> Classes, IReadOnlyList<SplitContent> Splits)
{
    /// <summary>What samples may carry beside their label; a sample with more is a fault of the reader.</summary>
    public AnnotationKinds Kinds { get; init; }

    /// <summary>What the keypoints of each class are that has some.</summary>
    public IReadOnlyList<KeypointSet> Keypoints { get; init; } = [];
}

/// <summary>One split as a stream.</summary>
/// <param name="Name">train, validation or test.</param>
/// <param name="ExpectedCount">How many samples will come, where that is known beforehand: for progress only.</param>
/// <param name="Samples">The samples, in the order in which they are stored.</param>
public sealed record SplitContent(string Name, long? ExpectedCount, IEnumerable<Sample> Samples);
