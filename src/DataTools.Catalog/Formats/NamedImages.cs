using System.Text.RegularExpressions;

namespace DataTools.Catalog.Formats;

/// <summary>Images whose names begin with their class, as in Kaggle's Dogs vs. Cats: <c>train/cat.0.jpg</c>, <c>test1/1.jpg</c>.</summary>
internal static partial class NamedImages
{
    private const int MostClasses = 1000;

    /// <summary>
    /// The images with the classes that their names give; null unless every image outside test folders is called
    /// CLASS.NUMBER and there are at least two classes.
    /// </summary>
    public static LabelledImages? Find(IReadOnlyList<string> images)
    {
        var found = images.Select(p => (Path: p, Split: SplitWords.OfFolder(p) ?? SplitNames.Train, Label: ClassOf(p))).ToList();
        if (found.Exists(i => i.Label is null && i.Split != SplitNames.Test) || found.Select(i => i.Label).OfType<string>().Distinct().Take(MostClasses + 1).Count() is < 2 or > MostClasses)
            return null;
        return LabelledImages.Of(found, []);
    }

    private static string? ClassOf(string path) => Name().Match(path) is { Success: true } match ? match.Groups["class"].Value : null;

    [GeneratedRegex(@"(^|/)(?<class>[A-Za-z][A-Za-z_ -]*)\.[0-9]+\.[A-Za-z]+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
