using System.Globalization;
using DataTools.Catalog;
using DataTools.Catalog.Cards;

namespace DataTools.Imaging.Checks.Rules;

/// <summary>How the images are spread over classes and splits.</summary>
internal static class ClassRules
{
    private const double MostImbalance = 10;
    private const int Named = 5;

    public static CheckRule Missing { get; } = new("missing-class", "classes without an image in a split that has labels", i => i.Entry.Card.Splits.SelectMany(s =>
    {
        var counts = Counts(s);
        var missing = i.Entry.Card.Classes.Where((_, c) => counts[c] == 0).ToList();
        return missing.Count == 0 || counts.Sum() == 0 ? Enumerable.Empty<CheckFinding>() :
        [
            new("missing-class", s.Name == SplitNames.Train ? Severity.Error : Severity.Warning,
                $"{missing.Count} of {counts.Count} classes {(missing.Count == 1 ? "is" : "are")} not in {s.Name}: {string.Join(", ", missing.Take(Named))}{(missing.Count > Named ? " ..." : "")}", []),
        ];
    }));

    public static CheckRule Imbalance { get; } = new("class-imbalance", $"a class of train more than {MostImbalance} times as large as another", i =>
    {
        var train = i.Entry.Card.Splits.FirstOrDefault(s => s.Name == SplitNames.Train);
        var counts = train is null ? [] : Counts(train).Index().Where(c => c.Item > 0).OrderBy(c => c.Item).ToList();
        if (counts.Count < 2 || counts[^1].Item <= MostImbalance * counts[0].Item)
            return [];
        var classes = i.Entry.Card.Classes;
        var ratio = ((double)counts[^1].Item / counts[0].Item).ToString("F0", CultureInfo.InvariantCulture);
        return [new("class-imbalance", Severity.Warning, $"{classes[counts[^1].Index]} ({counts[^1].Item}) is {ratio} times as frequent in train as {classes[counts[0].Index]} ({counts[0].Item})", [])];
    });

    public static CheckRule Unlabelled { get; } = new("unlabelled", "images of train without any label", i =>
    {
        var train = i.Entry.Card.Splits.FirstOrDefault(s => s.Name == SplitNames.Train);
        return train is not { Unlabelled: > 0, LabelCounts: null, ObjectCounts: null } ? [] : [new("unlabelled", Severity.Note, $"{ImageRules.Count(train.Unlabelled)} of train {(train.Unlabelled == 1 ? "has" : "have")} no label", [])];
    });

    public static CheckRule SplitOverlap { get; } = new("split-overlap", "files of the same name in two splits", i =>
    {
        var found = i.Images.Where(f => Telling(f.Path)).GroupBy(f => Name(f.Path!)).Where(g => g.DistinctBy(f => f.At.Split).Count() > 1)
            .Select(g => new Instance(g.First().At, Name(g.First().Path!), g.First(f => f.At.Split != g.First().At.Split).At)).ToList();
        return found.Count == 0 ? [] : [new("split-overlap", Severity.Note, $"{found.Count.ToString("N0", CultureInfo.InvariantCulture)} file name{(found.Count == 1 ? " is" : "s are")} in two splits", found)];
    });

    // Whichever kind of label the entry has.
    private static IReadOnlyList<int> Counts(SplitCard split) => split.LabelCounts ?? (split.ObjectCounts is { } objects && split.ClassCounts.Sum() == 0 ? objects : split.ClassCounts);

    // Every set counts its files 1.jpg, 2.jpg: such a name says nothing.
    private static bool Telling(string? path) => path is not null && Path.GetFileNameWithoutExtension(path).Any(char.IsLetter);

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];
}
