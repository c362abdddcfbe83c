using System.Formats.Tar;
using System.Globalization;
using System.Text;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Formats.WebDataset;
using DataTools.Catalog.Storage;

namespace DataTools.Catalog.Exports;

/// <summary>
/// WebDataset: tars <c>SPLIT-00000.tar</c> of <c>KEY.ext</c>, <c>KEY.cls</c> (an index into <c>classnames.txt</c>) and
/// <c>KEY.json</c> with the label's name and, below <c>datatools</c>, the id and what else is said; the classes of pixels
/// are <c>KEY.segmentation.png</c>. The same entry gives the same bytes.
/// </summary>
internal static class WebDatasetExport
{
    private const long ShardBytes = 500_000_000;
    private const int ShardSamples = 10_000;

    public static DatasetExport Export { get; } = new("webdataset", "WebDataset: tars of KEY.jpg, KEY.cls and KEY.json", Write) { NeedsClasses = false };

    private static void Write(ExportRun run)
    {
        run.Losses.Add("names of keypoints", "classes", run.Card.Keypoints.Count);
        run.WriteText(WebDatasetFormat.ClassNames, string.Concat(Lines(run).Select(n => n + "\n")));
        foreach (var split in run.Entry.Splits)
            Write(run, split);
    }

    private static void Write(ExportRun run, EntrySplit split)
    {
        var keys = Keys(run, split);
        var (shard, bytes, samples) = (0, 0L, 0);
        TarWriter? tar = null;
        try
        {
            foreach (var i in run.Each(split))
            {
                var size = split.Image(i).Length;
                if (tar is null || bytes + size > ShardBytes || samples == ShardSamples)
                {
                    tar?.Dispose();
                    tar = new(run.Create($"{split.Name}-{shard++:D5}.tar"), TarEntryFormat.Ustar, leaveOpen: false);
                    (bytes, samples) = (0, 0);
                }
                (bytes, samples) = (bytes + size, samples + 1);
                Add(run, tar, split, i, keys[i]);
            }
        }
        finally
        {
            tar?.Dispose();
        }
    }

    private static void Add(ExportRun run, TarWriter tar, EntrySplit split, int index, (string Key, string Ending) name)
    {
        var (label, said) = (split.Label(index), split.Annotations(index));
        Add(tar, name.Key + name.Ending, split.Image(index).ToArray());
        if (label >= 0)
            Add(tar, $"{name.Key}.cls", Encoding.UTF8.GetBytes(label.ToString(CultureInfo.InvariantCulture)));
        using var bytes = new MemoryStream();
        using (var json = run.JsonOf(bytes))
        {
            json.WriteStartObject();
            if (label >= 0)
                json.WriteString("label", run.Card.Classes[label]);
            json.WriteStartObject(WebDatasetOwn.Member);
            json.WriteString(EntryFeatures.Id, split.Id(index));
            foreach (var (kind, column, feature) in EntryFeatures.Annotations(run.Card.Classes))
            {
                if (!said.Kinds.HasFlag(kind) || feature is Feature.Image)
                    continue;
                json.WritePropertyName(column);
                FeatureJson.Write(json, feature, AnnotationValues.Of(column, said));
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        Add(tar, $"{name.Key}.json", bytes.ToArray());
        if (said.Segmentation.Length > 0)
            Add(tar, name.Key + WebDatasetOwn.Segmentation, said.Segmentation.ToArray());
    }

    // No owner and no time, or the bytes would be others each time.
    private static void Add(TarWriter tar, string name, byte[] bytes)
    {
        using var data = new MemoryStream(bytes);
        tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
        {
            DataStream = data,
            ModificationTime = DateTimeOffset.UnixEpoch,
            Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
        });
    }

    // Without dots and folders, which end a key or are part of it: the id itself stands in the JSON.
    private static IReadOnlyList<(string Key, string Ending)> Keys(ExportRun run, EntrySplit split) =>
        [.. ExportNames.Of(split, run.Losses, folders: false, ordered: false, strict: true, stems: true).Select(n => (n[..n.LastIndexOf('.')], n[n.LastIndexOf('.')..]))];

    // One name a line.
    private static IReadOnlyList<string> Lines(ExportRun run)
    {
        var classes = run.Card.Classes;
        string[] lines = [.. classes.Select(c => c.ReplaceLineEndings(" ").Trim())];
        var changed = false;
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length > 0 && Array.IndexOf(lines, lines[i]) == i && lines[i] == classes[i])
                continue;
            changed = true;
            lines[i] = $"{lines[i]} ({i})".Trim();
        }
        if (changed)
            run.Losses.Add("names of classes, changed to be lines", "classes", lines.Zip(classes).Count(c => c.First != c.Second));
        return lines;
    }
}
