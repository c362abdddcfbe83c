namespace DataTools.Catalog.Formats.WebDataset;

/// <summary>The files of a WebDataset that have one key: their path up to the first dot of the name.</summary>
/// <param name="Key">The key, with the folders above it.</param>
internal sealed record WebDatasetSample(string Key)
{
    private readonly List<ListedFile> _members = [];

    /// <summary>The picture: of several, the first one whose ending has one part. Null where there is none.</summary>
    public ListedFile? Image => _members.Where(m => m.IsImage).OrderBy(m => m.Path.Length - Key.Length - m.Name[m.Name.LastIndexOf('.')..].Length).FirstOrDefault();

    /// <summary>The member of that ending; null where there is none.</summary>
    public ListedFile? Member(string ending) => _members.Find(m => m.Path.AsSpan(Key.Length).Equals(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>All samples in the order of the list; a sample of a shard lies together. Files that nothing else shares a key with are samples too.</summary>
    public static IReadOnlyList<WebDatasetSample> Group(FileList files)
    {
        var samples = new Dictionary<string, WebDatasetSample>();
        foreach (var file in files.Files)
        {
            var dot = file.Path.IndexOf('.', file.Path.LastIndexOf('/') + 1);
            if (dot < 0)
                continue;
            var key = file.Path[..dot];
            if (!samples.TryGetValue(key, out var sample))
                samples[key] = sample = new(key);
            sample._members.Add(file);
        }
        return [.. samples.Values];
    }
}
