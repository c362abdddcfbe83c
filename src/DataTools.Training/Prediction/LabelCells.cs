using System.Globalization;
using DataTools.Catalog;

namespace DataTools.Training.Prediction;

/// <summary>
/// A column of a submission that has all classes of an image, with a space between two: by name or by number, as the
/// sample's own values are.
/// </summary>
internal static class LabelCells
{
    /// <summary>
    /// What is written for an image, and what that means. Throws <see cref="InvalidInputException"/> where the sample's
    /// values are neither names nor numbers of the classes.
    /// </summary>
    /// <param name="path">The sample, for messages.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="values">The sample's own.</param>
    /// <param name="classes">Of the scores.</param>
    /// <param name="scores">Of all images.</param>
    /// <param name="threshold">From which probability on an image has a class.</param>
    public static (Func<ImageScores, IEnumerable<string>> Cells, string Meaning) Of(
        string path, string column, IReadOnlyList<string> values, IReadOnlyList<string> classes, IReadOnlyList<ImageScores> scores, double threshold)
    {
        string[] words = [.. values.SelectMany(v => v.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal)];
        var none = scores.Count(s => !s.AtLeast(threshold).Any());
        var meaning = string.Create(CultureInfo.InvariantCulture, $"with a probability of at least {threshold}, a space between two{(none > 0 ? $"; {none} images have none, their cells are empty" : "")}");
        if (Array.TrueForAll(words, w => Submission.IndexOf(classes, w) >= 0))
        {
            return classes.FirstOrDefault(c => c.Contains(' ', StringComparison.Ordinal)) is { } spaced
                ? throw new InvalidInputException(
                    $"{path}: its column {column} has names with a space between two, and '{spaced}' has a space itself", "Give the class a name without a space, or use a sample with a column for each class.")
                : (Cells(c => classes[c]), $"the names of the classes {meaning}");
        }
        if (Array.TrueForAll(words, w => int.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < classes.Count))
            return (Cells(c => c.ToString(CultureInfo.InvariantCulture)), $"the numbers of the classes {meaning}: {Submission.Some(classes.Select((name, c) => $"{c} is {name}"))}");
        throw new InvalidInputException(
            $"{path}: the values of its column {column} [{Submission.Some(words)}] are neither classes of the run [{Submission.Some(classes)}] with spaces between them, nor their numbers",
            "Train on an entry whose classes are called as in the sample.");

        Func<ImageScores, IEnumerable<string>> Cells(Func<int, string> word) => s => [string.Join(' ', s.AtLeast(threshold).Select(t => word(t.Class)))];
    }
}
