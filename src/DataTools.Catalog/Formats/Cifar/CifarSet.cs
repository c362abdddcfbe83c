namespace DataTools.Catalog.Formats.Cifar;

/// <summary>What the files of a version of CIFAR are called.</summary>
/// <param name="Meta">The list of classes.</param>
/// <param name="Train">The files to learn from, in their order.</param>
/// <param name="Test">The others.</param>
internal sealed record CifarNames(string Meta, IReadOnlyList<string> Train, IReadOnlyList<string> Test);

/// <summary>A version of CIFAR among files: in one folder.</summary>
internal sealed record CifarSet(ListedFile Meta, IReadOnlyList<(string Split, IReadOnlyList<ListedFile> Files)> Splits)
{
    public static CifarNames TenBinary { get; } = new("batches.meta.txt", [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin")], ["test_batch.bin"]);

    public static CifarNames TenPython { get; } = new("batches.meta", [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}")], ["test_batch"]);

    public static CifarNames HundredBinary { get; } = new("fine_label_names.txt", ["train.bin"], ["test.bin"]);

    public static CifarNames HundredPython { get; } = new("meta", ["train"], ["test"]);

    /// <summary>What was seen.</summary>
    public string Seen => $"{Meta.Path} beside {Splits[0].Files[0].Name}";

    /// <summary>The set, or null. One of the splits may be missing, but not a part of one.</summary>
    public static CifarSet? Find(FileList files, CifarNames names) => files.Named(names.Meta).Select(m => Of(files, names, m)).FirstOrDefault(s => s.Splits.Count > 0);

    /// <summary>The set. Throws <see cref="CorruptFileException"/> or <see cref="InvalidInputException"/>, saying what is missing.</summary>
    public static CifarSet Needed(FileList files, CifarNames names)
    {
        var set = Of(files, names, files.Needed(names.Meta));
        return set.Splits.Count > 0 ? set : throw new InvalidInputException($"{files.Origin}: beside {set.Meta.Path} there is neither {names.Train[0]} nor {names.Test[0]}", "The files of CIFAR lie in one folder.");
    }

    private static CifarSet Of(FileList files, CifarNames names, ListedFile meta)
    {
        var splits = new List<(string, IReadOnlyList<ListedFile>)>();
        foreach (var (split, parts) in new[] { (SplitNames.Train, names.Train), (SplitNames.Test, names.Test) })
        {
            if (parts.Any(p => files.Beside(meta, p) is not null))
                splits.Add((split, [.. parts.Select(p => files.Get(meta.Folder() + p))]));
        }
        return new(meta, splits);
    }
}
