using System.Globalization;
using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Formats.WebDataset;

/// <summary>
/// WebDataset: shards whose files belong together where they have the same key, such as <c>0001.jpg</c> and
/// <c>0001.cls</c>. The class is the text of <c>.cls</c> or <c>label</c> in <c>.json</c>; a number is an index into
/// <c>classnames.txt</c> or <c>classes.txt</c> where there is one, else a class of that name. Texts and captions
/// (<c>.txt</c>) are passed over; what our own export says beside the class is read back. The shard's name tells the split. A sample is called by its key, without the shard where
/// that is enough.
/// </summary>
internal static class WebDatasetFormat
{
    /// <summary>The file that names the classes.</summary>
    public const string ClassNames = "classnames.txt";

    private static readonly string[] NameFiles = [ClassNames, "classes.txt"];

    public static DatasetFormat Format { get; } = new("webdataset", "WebDataset: shards of KEY.jpg with KEY.cls or a label in KEY.json", Recognise, Read);

    private static string? Recognise(FileList files)
    {
        if (!files.Files.Any(f => f.Path.EndsWith(".cls", StringComparison.OrdinalIgnoreCase) || f.Path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)))
            return null;
        var samples = WebDatasetSample.Group(files);
        if (samples.FirstOrDefault(s => s.Member(".cls") is not null && s.Image is not null) is { } labelled)
            return $"{labelled.Member(".cls")!.Path} beside {labelled.Image!.Path}";
        // The first tells; a million need not be asked.
        if (samples.FirstOrDefault(s => s.Member(".json") is not null && s.Image is not null) is not { } described)
            return null;
        try
        {
            if (WebDatasetOwn.Of(files, described) is not null)
                return $"{described.Member(".json")!.Path} of an export of DataTools";
            return WebDatasetLabel.Of(files, described, "label") is null ? null : $"{described.Member(".json")!.Path} with a label of {described.Image!.Path}";
        }
        catch (DataToolsException)
        {
            return null;
        }
    }

    private static DatasetContent Read(FileList files, ReadOptions options, CancellationToken cancellation)
    {
        var items = Items(files, options, cancellation).ToList();
        var names = Names(files);
        if (names is null && items.Exists(i => i.Kinds.HasFlag(AnnotationKinds.Labels) || i.Kinds.HasFlag(AnnotationKinds.Objects)))
            throw new CorruptFileException(files.Origin, $"{ClassNames} is missing, which says what the numbers of its classes mean", "It lies beside the tars of an export: pull the folder of both.");
        var classes = names ?? Classes(items);
        var labels = classes.Index().ToDictionary(c => c.Item, c => c.Index);
        return new(classes, SampleStream.Splits(files, items, i => i.Split, i => Load(files, i, Label(files, i, labels, names is not null)), options.BadSamples, cancellation))
        {
            Kinds = items.Aggregate(AnnotationKinds.None, (all, i) => all | i.Kinds),
        };
    }

    private sealed record Item(string Split, string Id, WebDatasetSample Members, string? Label, AnnotationKinds Kinds)
    {
        public ListedFile Image => Members.Image!;
    }

    private static IEnumerable<Item> Items(FileList files, ReadOptions options, CancellationToken cancellation)
    {
        var samples = WebDatasetSample.Group(files).Where(s => s.Image is not null).ToList();
        var split = samples.ConvertAll(s => SplitWords.OfFolder(s.Key) ?? SplitNames.Train);
        var ids = Ids(samples, split);
        foreach (var (i, sample) in samples.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            string? label;
            (string Id, SampleAnnotations Said)? own;
            try
            {
                own = WebDatasetOwn.Of(files, sample);
                label = WebDatasetLabel.Of(files, sample, options.LabelColumn ?? "label");
                if (label is null && own is null && split[i] != SplitNames.Test)
                    throw new BadSampleException(files.Shown(sample.Image!), $"neither {sample.Key}.cls nor {sample.Key}.json says its class");
            }
            catch (BadSampleException fault)
            {
                options.BadSamples.Report(fault);
                continue;
            }
            yield return new(split[i], own?.Id ?? ids[i], sample, label, own?.Said.Kinds ?? AnnotationKinds.None);
        }
    }

    // The keys without what all have before them, and without the shard where they differ all the same.
    private static List<string> Ids(List<WebDatasetSample> samples, List<string> splits)
    {
        var common = samples.Count == 0 ? "" : samples[0].Key[..(samples[0].Key.LastIndexOf('/') + 1)];
        foreach (var sample in samples)
        {
            while (!sample.Key.StartsWith(common, StringComparison.Ordinal))
                common = common[..(common.AsSpan(0, common.Length - 1).LastIndexOf('/') + 1)];
        }
        var keys = samples.ConvertAll(s => s.Key[common.Length..]);
        var inShards = keys.ConvertAll(k => k[(k.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        return inShards.Zip(splits).Distinct().Count() == keys.Count ? inShards : keys;
    }

    private static List<string>? Names(FileList files)
    {
        if (NameFiles.SelectMany(files.Named).FirstOrDefault() is not { } file)
            return null;
        List<string> names = [.. ListedText.Lines(files, file).Select(l => l.Text)];
        return names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new CorruptFileException(files.Shown(file), $"the class '{ListedText.Short(twice.Key)}' appears twice")
            : names;
    }

    private static List<string> Classes(List<Item> items)
    {
        var names = items.Select(i => i.Label).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        return names.TrueForAll(n => long.TryParse(n, out _)) ? [.. names.OrderBy(long.Parse)] : names;
    }

    private static int Label(FileList files, Item item, Dictionary<string, int> labels, bool named)
    {
        if (item.Label is null)
            return Sample.Unlabelled;
        // A number is an index, also where a class is called by another number.
        if (named && int.TryParse(item.Label, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < labels.Count)
            return index;
        return labels.TryGetValue(item.Label, out var label) ? label
            : throw new BadSampleException(files.Shown(item.Image), $"its class '{ListedText.Short(item.Label)}' is not one of the {labels.Count}");
    }

    private static Sample Load(FileList files, Item item, int label) => new(item.Id, item.Image.ReadAll(files.Shown(item.Image)), label, item.Image.Path)
    {
        Annotations = item.Kinds == AnnotationKinds.None ? SampleAnnotations.None : WebDatasetOwn.Of(files, item.Members)!.Value.Said,
    };
}
