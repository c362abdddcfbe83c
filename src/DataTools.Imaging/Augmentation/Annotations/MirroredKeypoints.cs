using System.Text.RegularExpressions;

namespace DataTools.Imaging.Augmentation;

/// <summary>Which keypoints of a class change places in a mirror: a left elbow looks like a right one there.</summary>
internal static partial class MirroredKeypoints
{
    /// <summary>
    /// For each point the one that takes its place: that of the same name with "left" and "right" exchanged, or itself. Null
    /// where no name has either, so that nothing is known.
    /// </summary>
    public static int[]? Order(IReadOnlyList<string> names)
    {
        var index = names.Select((n, i) => (Name: n.ToUpperInvariant(), i)).DistinctBy(n => n.Name).ToDictionary(n => n.Name, n => n.i, StringComparer.Ordinal);
        int[] order = [.. names.Select((n, i) => index.GetValueOrDefault(Other(n.ToUpperInvariant()), i))];
        return order.Where((to, i) => to != i).Any() ? order : null;
    }

    private static string Other(string name) => Side().Replace(name, m => m.Value == "LEFT" ? "RIGHT" : "LEFT");

    [GeneratedRegex("(?<![A-Z])(LEFT|RIGHT)(?![A-Z])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Side();
}
