using System.Text.RegularExpressions;

namespace DataTools.Catalog.Formats;

/// <summary>Splits told from looser names than <see cref="SplitNames.Canonical"/> takes: train_tiny, test1, trainLabels, seg_train.</summary>
internal static partial class SplitWords
{
    /// <summary>The split that a word of <paramref name="name"/> names; null for none, or for two that differ.</summary>
    public static string? In(string name)
    {
        var splits = Word().Matches(name).Select(m => SplitNames.Canonical(m.Value)).OfType<string>().Distinct().ToList();
        return splits is [var only] ? only : null;
    }

    /// <summary>The split that the outermost such folder of a path names, or null.</summary>
    public static string? OfFolder(string path) =>
        path.Split('/').SkipLast(1).Select(In).FirstOrDefault(s => s is not null);

    [GeneratedRegex("[A-Z]?[a-z]+|[A-Z]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
