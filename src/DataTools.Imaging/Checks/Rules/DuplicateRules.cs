using DataTools.Catalog;

namespace DataTools.Imaging.Checks.Rules;

/// <summary>Images that are there more than once.</summary>
internal static class DuplicateRules
{
    public static CheckRule Leaks { get; } = new("leak", "files of the train split that are in another split too", i =>
        Between(i, "leak", how => how == HowExact, Severity.Error, "in train too: results there will look better than they are"));

    // A judgement, where the other is a fact.
    public static CheckRule NearLeaks { get; } = new("near-leak", "images of other splits that look like one of train", i =>
        Between(i, "near-leak", how => how != HowExact, Severity.Warning, "like one of train: look at them, results there may look better than they are"));

    public static CheckRule LabelConflicts { get; } = new("label-conflict", "the same image with different labels", i =>
    {
        var classes = i.Entry.Card.Classes;
        var found = Pairs(i).Where(p => p.How != HowMirrored && p.A.Label != p.B.Label && p.A.Label >= 0 && p.B.Label >= 0)
            .Select(p => new Instance(p.A.At, $"{classes[p.A.Label]} and {classes[p.B.Label]}", p.B.At)).ToList();
        return found.Count == 0 ? [] : [new("label-conflict", Severity.Warning, $"{Number(found.Count, "pair")} of the same image with different labels", found)];
    });

    public static CheckRule Exact { get; } = new("exact-duplicates", "the same file more than once in a split", i => Within(i, "exact-duplicates", HowExact, Severity.Warning, "the same file"));

    public static CheckRule Near { get; } = new("near-duplicates", "images of a split that show the same: encoded anew, resized, cropped", i =>
        Within(i, "near-duplicates", HowNear, Severity.Warning, "images that show the same").Concat(i.CutShort == 0 ? [] :
        [
            new("near-duplicates", Severity.Note, $"{ImageRules.Count(i.CutShort)} look like so many others that only the nearest of those were compared", []),
        ]));

    public static CheckRule Mirrored { get; } = new("mirrored-duplicates", "images of a split that are mirror images of each other", i => Within(i, "mirrored-duplicates", HowMirrored, Severity.Note, "mirror images"));

    private const string HowExact = "same file", HowNear = "shows the same", HowMirrored = "mirrored";

    // Each image of another split once, however often it is in train.
    private static IEnumerable<CheckFinding> Between(Inspection inspection, string check, Func<string, bool> wanted, Severity severity, string what)
    {
        var found = Pairs(inspection).Where(p => wanted(p.How) && p.A.At.Split != p.B.At.Split)
            .Select(p => p.A.At.Split == SplitNames.Train ? (Train: p.A, Other: p.B, p.How) : (Train: p.B, Other: p.A, p.How))
            .Where(p => p.Train.At.Split == SplitNames.Train)
            .DistinctBy(p => p.Other.At).Select(p => new Instance(p.Train.At, p.How == HowExact ? null : p.How, p.Other.At)).ToList();
        return found.Count == 0 ? [] : [new(check, severity, $"{ImageRules.Count(found.Count)} of other splits {(found.Count == 1 ? "is" : "are")} {what}", found)];
    }

    private static IEnumerable<CheckFinding> Within(Inspection inspection, string check, string how, Severity severity, string what)
    {
        var found = Pairs(inspection).Where(p => p.How == how && p.A.At.Split == p.B.At.Split).Select(p => new Instance(p.A.At, null, p.B.At)).ToList();
        return found.Count == 0 ? [] : [new(check, severity, $"{Number(found.Count, "pair")} of {what} within a split", found)];
    }

    // Of a group of equal files the first stands for all: n - 1 pairs, not n (n - 1) / 2; one more for each split that it meets.
    private static IEnumerable<(ImageFacts A, ImageFacts B, string How)> Pairs(Inspection i)
    {
        foreach (var group in i.Same)
        {
            var firsts = new Dictionary<string, int>();
            foreach (var at in group)
            {
                var split = i.Images[at].At.Split;
                if (firsts.TryGetValue(split, out var first))
                    yield return (i.Images[first], i.Images[at], HowExact);
                else
                    firsts.Add(split, at);
                foreach (var (other, earlier) in firsts.Where(f => f.Key != split))
                    yield return (i.Images[earlier], i.Images[at], HowExact);
            }
        }
        var twins = i.Same.ToDictionary(g => i.Images[g[0]].ContentHash);
        foreach (var pair in i.Near)
        {
            // A near duplicate of a file is one of its copies in other splits as well.
            foreach (var a in Representatives(i, twins, pair.First))
            {
                foreach (var b in Representatives(i, twins, pair.Second))
                    yield return (i.Images[a], i.Images[b], pair.Mirrored ? HowMirrored : HowNear);
            }
        }
    }

    private static IEnumerable<int> Representatives(Inspection i, Dictionary<UInt128, IReadOnlyList<int>> twins, int image) =>
        twins.TryGetValue(i.Images[image].ContentHash, out var group) ? group.DistinctBy(g => i.Images[g].At.Split) : [image];

    private static string Number(int count, string what) => count == 1 ? $"1 {what}" : $"{count.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)} {what}s";
}
