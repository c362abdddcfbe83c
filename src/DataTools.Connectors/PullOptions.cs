using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Formats;

namespace DataTools.Connectors;

/// <summary>How a data set is pulled.</summary>
public sealed record PullOptions
{
    /// <summary>The entry's name; null: the data set's own.</summary>
    public string? As { get; init; }

    /// <summary>Rules of the form FROM=TO that replace the beginnings of addresses; they come before the workspace's.</summary>
    public IReadOnlyList<string> Mirrors { get; init; } = [];

    /// <summary>What to do with a sample that cannot be read.</summary>
    public OnBadSample OnBadSample { get; init; }

    /// <summary>Which configuration of a data set that has several (<c>--config</c>); null: the source's default.</summary>
    public string? Config { get; init; }

    /// <summary>Only these splits (<c>--split</c>), by canonical name; empty: all.</summary>
    public IReadOnlyList<string> Splits { get; init; } = [];

    /// <summary>A folder with files that the user brought along (<c>--from</c>), where a source asks for them.</summary>
    public string? From { get; init; }

    /// <summary>What the files are (<c>--format</c>), by the name of a <see cref="DatasetFormat"/>; null: found by looking.</summary>
    public string? Format { get; init; }

    /// <summary>The column of a table that names the image (<c>--image-column</c>); null: found by looking.</summary>
    public string? ImageColumn { get; init; }

    /// <summary>The column of a table that holds the class (<c>--label-column</c>); null: found by looking.</summary>
    public string? LabelColumn { get; init; }

    /// <summary>Use only what the cache holds (<c>--offline</c>); say what is missing.</summary>
    public bool Offline { get; init; }

    /// <summary>What relative paths start from.</summary>
    public string BaseFolder { get; init; } = ".";

    /// <summary>Told of each sample that is left out.</summary>
    public Action<BadSampleException>? OnSkip { get; init; }

    /// <summary>Told, in a sentence, of what the user should know though it stops nothing.</summary>
    public Action<string>? OnWarning { get; init; }
}

/// <summary>What a pull came to.</summary>
/// <param name="Card">The entry's card.</param>
/// <param name="AlreadyThere">The entry was there before, with the same content.</param>
public sealed record PullResult(DatasetCard Card, bool AlreadyThere);

/// <summary>What a pull is doing.</summary>
public enum PullStage
{
    /// <summary>Getting files; counted in bytes.</summary>
    Downloading,

    /// <summary>Reading, checking and writing samples; counted in samples.</summary>
    Writing,
}

/// <summary>How far a pull is.</summary>
/// <param name="What">The entry's name.</param>
/// <param name="Stage">What is counted.</param>
/// <param name="Done">Bytes or samples so far.</param>
/// <param name="Total">Of so many; null where that is not known.</param>
public sealed record PullProgress(string What, PullStage Stage, long Done, long? Total);
