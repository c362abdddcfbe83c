using DataTools.Catalog.Annotations;
using DataTools.Catalog.Storage;

namespace DataTools.Catalog.Exports;

/// <summary>
/// A table for each split, <c>SPLIT.csv</c> with id, file and label (RFC 4180), beside the images in <c>images/SPLIT/</c>;
/// where the ids are paths already, they are where the images lie.
/// </summary>
internal static class CsvExport
{
    private static readonly ExportAbility Nothing = new();

    public static DatasetExport Export { get; } = new("csv", "A table for each split, with id, file and label, beside the images", Write);

    private static void Write(ExportRun run)
    {
        run.Losses.Add("names of keypoints", "classes", run.Card.Keypoints.Count);
        var names = run.Entry.Splits.ToDictionary(s => s.Name, s => ExportNames.Of(s, run.Losses, folders: true));
        // Paths of their own folders, which tell the split, can stay where they are.
        var kept = run.Entry.Splits.All(s => Enumerable.Range(0, s.Count).All(i => s.Id(i) == names[s.Name][i] && s.Id(i).StartsWith($"{s.Name}/", StringComparison.Ordinal)));
        var used = new HashSet<int>();
        foreach (var split in run.Entry.Splits)
        {
            using var table = run.CreateText($"{split.Name}.csv");
            table.WriteLine("id,file,label");
            foreach (var i in run.Each(split))
            {
                var path = kept ? split.Id(i) : $"images/{split.Name}/{names[split.Name][i]}";
                run.Write(path, split.Image(i));
                var said = split.Annotations(i);
                var label = split.Label(i);
                if (label < 0 && said.Labels is [var first, ..])
                {
                    run.Losses.Sample("several labels of an image: the first was written");
                    (label, said) = (first, said with { Labels = [] });
                }
                run.Losses.Said(said, Nothing);
                if (label >= 0)
                    used.Add(label);
                else if (split.Name != SplitNames.Test)
                    run.Losses.Sample("that an image needs no label: readers refuse its empty one");
                table.WriteLine($"{Field(split.Id(i))},{Field(path)},{(label < 0 ? "" : Field(run.Card.Classes[label]))}");
            }
        }
        if (!kept)
            run.Losses.Add("ids, for readers that do not look at the column id", "samples", run.Samples);
        run.Losses.ClassNames(run.Card, used, ExportLosses.Sorted(run.Card.Classes.Where((_, i) => used.Contains(i))));
    }

    private static string Field(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") || text != text.Trim() ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
