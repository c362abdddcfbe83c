namespace DataTools.Catalog.Formats.Cifar;

/// <summary>
/// The binary version of CIFAR. Of CIFAR-100 the 100 fine classes are read; the 20 coarse ones, which follow from them, are
/// not kept.
/// </summary>
internal static class CifarBinaryFormat
{
    public static DatasetFormat Ten { get; } = new(
        "cifar10-binary", "CIFAR-10: data_batch_1.bin to data_batch_5.bin, test_batch.bin and batches.meta.txt",
        files => CifarSet.Find(files, CifarSet.TenBinary)?.Seen, (files, _, _) => Read(files, CifarSet.TenBinary, labelBytes: 1));

    public static DatasetFormat Hundred { get; } = new(
        "cifar100-binary", "CIFAR-100: train.bin, test.bin and fine_label_names.txt; coarse classes are not kept",
        files => CifarSet.Find(files, CifarSet.HundredBinary)?.Seen, (files, _, _) => Read(files, CifarSet.HundredBinary, labelBytes: 2));

    private static DatasetContent Read(FileList files, CifarNames names, int labelBytes)
    {
        var set = CifarSet.Needed(files, names);
        var classes = ListedText.Lines(files, set.Meta).Select(l => l.Text).ToList();
        if (classes.Count == 0)
            throw new CorruptFileException(files.Shown(set.Meta), "it names no class");
        return new(classes,
            [.. set.Splits.Select(s => CifarBinary.Read(s.Split, [.. s.Files.Select(files.Data)], labelBytes, classes.Count, s.Files.Sum(f => f.Bytes / CifarBinary.RecordBytes(labelBytes))))]);
    }
}
