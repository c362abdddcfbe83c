using DataTools.Catalog.Annotations;
using DataTools.Catalog.Formats.Metadata;
using DataTools.Catalog.Storage;

namespace DataTools.Catalog.Exports;

/// <summary>
/// A folder for each class: <c>SPLIT/CLASS/file</c>, and images of test without a label in <c>test/</c>. Where there are
/// objects, or images without a label elsewhere, the Hub's <c>metadata.jsonl</c> in each split says the label, the boxes and
/// the id. Where the ids are such paths already, they stay.
/// </summary>
internal static class ImageFolderExport
{
    private static readonly ExportAbility Boxes = new() { Boxes = true };

    public static DatasetExport Export { get; } = new("imagefolder", "A folder for each class; metadata.jsonl with boxes where there are objects", Write);

    private static void Write(ExportRun run)
    {
        var (entry, card) = (run.Entry, run.Card);
        run.Losses.Add("names of keypoints", "classes", card.Keypoints.Count);
        var boxed = card.Splits.Any(s => s.ObjectCounts?.Any(c => c > 0) ?? false);
        var labels = entry.Splits.ToDictionary(s => s.Name, s => Enumerable.Range(0, s.Count).Select(i => LabelOf(s, i, boxed)).ToArray());
        var described = boxed || labels.Any(s => s.Key != SplitNames.Test && s.Value.Contains(Sample.Unlabelled));
        var labelled = labels.Values.Any(l => l.Any(x => x >= 0));
        var folders = ClassFolders(run, described);
        var used = new HashSet<int>();
        foreach (var split in entry.Splits)
        {
            var own = labels[split.Name];
            var (folder, names) = Names(run, split, own, folders, bare: !described && card.Splits is [{ Name: SplitNames.Train }]);
            using var metadata = described ? run.CreateText($"{folder}{MetadataTable.JsonName}") : null;
            var paths = new List<string>(split.Count);
            foreach (var i in run.Each(split))
            {
                var label = own[i];
                paths.Add(label < 0 ? folder + names[i] : $"{folder}{folders[label]}/{names[i]}");
                run.Write(paths[i], split.Image(i));
                var said = split.Annotations(i);
                Count(run, split.Label(i), label, said, boxed, labelled);
                used.UnionWith(said.Objects.Select(o => o.Category).Concat(label < 0 ? [] : [label]));
                if (metadata is not null)
                    metadata.WriteLine(MetadataJson.Row(paths[i][folder.Length..], split.Id(i), label < 0 ? null : card.Classes[label], boxed ? said.Objects : null, card.Classes));
                else if (paths[i] != split.Id(i))
                    run.Losses.Sample("ids, which became names of files");
                if (label < 0 && labelled && split.Name != SplitNames.Test)
                    run.Losses.Sample("that samples have no label: readers refuse them among others that have one");
            }
            if (!ExportNames.Ascend(paths))
                run.Losses.Add("order of samples", "samples", split.Count);
        }
        run.Losses.ClassNames(card, used, ExportLosses.Sorted(card.Classes.Where((_, i) => used.Contains(i))));
    }

    // Of several labels, the first stands for all where nothing else says what is in the image.
    private static int LabelOf(EntrySplit split, int index, bool boxed) =>
        split.Label(index) is >= 0 and var label ? label : !boxed && split.Annotations(index).Labels is [var first, ..] ? first : Sample.Unlabelled;

    // The split's folder, and the names within it or its class folders. Ids that begin with these are not put into them again.
    private static (string Folder, IReadOnlyList<string> Names) Names(ExportRun run, EntrySplit split, int[] labels, string[] classes, bool bare)
    {
        var names = ExportNames.Of(split, run.Losses, folders: true, ordered: Array.TrueForAll(labels, l => l < 0));
        var first = names.Count == 0 ? "" : names[0][..(names[0].IndexOf('/', StringComparison.Ordinal) + 1)];
        var within = first.Length > 0 && SplitNames.Canonical(first[..^1]) == split.Name && names.All(n => n.StartsWith(first, StringComparison.Ordinal));
        if (within)
            names = [.. names.Select(n => n[first.Length..])];
        var inClasses = names.Count > 0 && names.Index().All(n => labels[n.Index] < 0 || n.Item.StartsWith($"{classes[labels[n.Index]]}/", StringComparison.Ordinal));
        if (inClasses)
            names = [.. names.Select((n, i) => labels[i] < 0 ? n : n[(classes[labels[i]].Length + 1)..])];
        return (within ? first : bare && inClasses && !Array.Exists(classes, c => SplitNames.Canonical(c) is not null) ? "" : $"{split.Name}/", names);
    }

    private static void Count(ExportRun run, int own, int label, SampleAnnotations said, bool boxed, bool labelled)
    {
        if (own < 0 && label >= 0)
        {
            run.Losses.Sample("several labels of an image: the first was written");
            said = said with { Labels = [] };
        }
        // A table with labels says them, and a reader of it takes no others from the objects.
        if (labelled && said.Labels.Count > 0)
        {
            run.Losses.Sample("several labels of an image");
            said = said with { Labels = [] };
        }
        else if (!labelled && boxed && said.Labels.Count == 0 && said.Objects.Count > 0)
        {
            run.Losses.Sample("that an image with objects has no labels");
        }
        run.Losses.Said(said, Boxes);
    }

    private static string[] ClassFolders(ExportRun run, bool described)
    {
        string[] folders = [.. run.Card.Classes.Select(c => ExportNames.Safe(c))];
        if (!ExportNames.AreDistinct(folders))
            folders = [.. folders.Select((f, i) => $"{i:D4}-{f}")];
        if (!described)
            run.Losses.Add("names of classes, changed to be names of folders", "classes", folders.Zip(run.Card.Classes).Count(c => c.First != c.Second));
        return folders;
    }
}
