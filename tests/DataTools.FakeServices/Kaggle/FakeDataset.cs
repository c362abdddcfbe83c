using System.Globalization;
using System.IO.Compression;

namespace DataTools.FakeServices.Kaggle;

/// <summary>Files by their paths, and the archive that Kaggle makes of them.</summary>
public sealed class FakeFiles
{
    private readonly Lazy<IReadOnlyDictionary<string, byte[]>> _files;
    private readonly Lazy<byte[]> _archive;

    public FakeFiles(IReadOnlyDictionary<string, byte[]> files) : this(() => files)
    {
    }

    private FakeFiles(Func<IReadOnlyDictionary<string, byte[]>> files)
    {
        _files = new(files);
        _archive = new(() => Zip(_files.Value));
    }

    /// <summary>The files, in the order of their names.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]>> All => [.. _files.Value.OrderBy(f => f.Key, StringComparer.Ordinal)];

    /// <summary>All of them in a zip.</summary>
    public byte[] Archive => Instead ?? _archive.Value;

    /// <summary>What is given in place of the right archive.</summary>
    public byte[]? Instead { get; init; }

    /// <summary>The files below a folder of this machine, read when somebody asks for them.</summary>
    public static FakeFiles Of(string folder) => new(() => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(f => Path.GetRelativePath(folder, f).Replace(Path.DirectorySeparatorChar, '/'), File.ReadAllBytes));

    /// <summary>A file, or null.</summary>
    public byte[]? Find(string name) => _files.Value.GetValueOrDefault(name);

    /// <summary>A zip of files, the same bytes each time.</summary>
    public static byte[] Zip(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files.OrderBy(f => f.Key, StringComparer.Ordinal))
            {
                var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
                entry.LastWriteTime = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);
                using var stream = entry.Open();
                stream.Write(content);
            }
        }
        return bytes.ToArray();
    }
}

/// <summary>A data set; its versions count from 1, the last is the current one.</summary>
/// <param name="Ref">OWNER/NAME.</param>
/// <param name="Versions">What each holds.</param>
public sealed record FakeDataset(string Ref, params IReadOnlyList<FakeFiles> Versions)
{
    public string Title { get; init; } = Ref.Split('/')[1];

    public string License { get; init; } = "CC0: Public Domain";

    public long Downloads { get; init; } = 5;

    public string Updated { get; init; } = "2026-02-03T04:05:06.7Z";

    /// <summary>Everybody but its owner gets 403.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>It can be looked at, and downloads are refused.</summary>
    public bool IsGated { get; init; }

    /// <summary>The list of its files is empty, as Kaggle's sometimes is.</summary>
    public bool Unlisted { get; init; }

    // With the twins that the REST interface adds; the size of an archive that nobody has is none of the files'.
    internal object Describe(int id, bool view) => new
    {
        id,
        @ref = Ref,
        title = Title,
        titleNullable = Title,
        hasTitle = true,
        subtitle = "toy",
        ownerRef = Ref.Split('/')[0],
        totalBytes = view ? Versions[^1].All.Sum(f => f.Value.LongLength) : Versions[^1].Archive.LongLength,
        lastUpdated = Updated,
        licenseName = License,
        currentVersionNumber = Versions.Count,
        usabilityRating = 0.88,
        downloadCount = Downloads,
        voteCount = 1,
        isPrivate = IsPrivate,
        tags = Array.Empty<object>(),
        files = Array.Empty<object>(),
        url = string.Create(CultureInfo.InvariantCulture, $"https://www.kaggle.com/datasets/{Ref}"),
    };
}

/// <summary>A competition.</summary>
/// <param name="Name">The last part of its address.</param>
/// <param name="Files">Its data.</param>
public sealed record FakeCompetition(string Name, FakeFiles Files)
{
    /// <summary>Whether whoever asks has accepted its rules.</summary>
    public bool Accepted { get; set; } = true;

    /// <summary>What Kaggle says of those who have not.</summary>
    public string Refusal { get; init; } = "You must accept this competition\\u0027s rules before you\\u0027ll be able to download files.";
}
