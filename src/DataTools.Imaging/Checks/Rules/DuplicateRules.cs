using DataTools.Catalog;

namespace DataTools.Imaging.Checks.Rules;

/// <summary>Images that are there more than once.</summary>
internal static class DuplicateRules
{
    public static CheckRule Leaks { get; } = new("leak", "files of the train split that are in another split too", i =>
        Between(i, "leak", how => how == DuplicatePair.Exact, Severity.Error, "in train too: results there will look better than they are"));

    // A judgement, where the other is a fact.
    public static CheckRule NearLeaks { get; } = new("near-leak", "images of other splits that look like one of train", i =>
        Between(i, "near-leak", how => how != DuplicatePair.Exact, Severity.Warning, "like one of train: look at them, results there may look better than they are"));

    public static CheckRule LabelConflicts { get; } = new("label-conflict", "the same image with different labels", i =>
    {
        var classes = i.Entry.Card.Classes;
        var found = i.Duplicates.Where(p => p.How != DuplicatePair.Mirrored && p.A.Label != p.B.Label && p.A.Label >= 0 && p.B.Label >= 0)
            .Select(p => new Instance(p.A.At, $"{classes[p.A.Label]} and {classes[p.B.Label]}", p.B.At)).ToList();
        return found.Count == 0 ? [] : [new("label-conflict", Severity.Warning, $"{Number(found.Count, "pair")} of the same image with different labels", found)];
    });

    public static CheckRule Exact { get; } = new("exact-duplicates", "the same file more than once in a split", i => Within(i, "exact-duplicates", DuplicatePair.Exact, Severity.Warning, "the same file"));

    public static CheckRule Near { get; } = new("near-duplicates", "images of a split that show the same: encoded anew, resized, cropped", i =>
        Within(i, "near-duplicates", DuplicatePair.Near, Severity.Warning, "images that show the same").Concat(i.CutShort == 0 ? [] :
        [
            new("near-duplicates", Severity.Note, $"{ImageRules.Count(i.CutShort)} look like so many others that only the nearest of those were compared", []),
        ]));

    public static CheckRule Mirrored { get; } = new("mirrored-duplicates", "images of a split that are mirror images of each other", i => Within(i, "mirrored-duplicates", DuplicatePair.Mirrored, Severity.Note, "mirror images"));

    // Each image of another split once, however often it is in train.
    private static IEnumerable<CheckFinding> Between(Inspection inspection, string check, Func<string, bool> wanted, Severity severity, string what)
    {
        var found = inspection.Duplicates.Where(p => wanted(p.How) && p.A.At.Split != p.B.At.Split)
            .Select(p => p.A.At.Split == SplitNames.Train ? (Train: p.A, Other: p.B, p.How) : (Train: p.B, Other: p.A, p.How))
            .Where(p => p.Train.At.Split == SplitNames.Train)
            .DistinctBy(p => p.Other.At).Select(p => new Instance(p.Train.At, p.How == DuplicatePair.Exact ? null : p.How, p.Other.At)).ToList();
        return found.Count == 0 ? [] : [new(check, severity, $"{ImageRules.Count(found.Count)} of other splits {(found.Count == 1 ? "is" : "are")} {what}", found)];
    }

    private static IEnumerable<CheckFinding> Within(Inspection inspection, string check, string how, Severity severity, string what)
    {
        var found = inspection.Duplicates.Where(p => p.How == how && p.A.At.Split == p.B.At.Split).Select(p => new Instance(p.A.At, null, p.B.At)).ToList();
        return found.Count == 0 ? [] : [new(check, severity, $"{Number(found.Count, "pair")} of {what} within a split", found)];
    }

    private static string Number(int count, string what) => count == 1 ? $"1 {what}" : $"{count.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)} {what}s";
}
