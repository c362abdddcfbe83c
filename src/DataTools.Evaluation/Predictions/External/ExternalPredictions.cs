using DataTools.Catalog;

namespace DataTools.Evaluation.Predictions.External;

/// <summary>Predictions that another tool made, brought into the order of an entry's classes and samples.</summary>
/// <param name="Predictions">As if a model of ours had made them; the time for an image is 0, since nobody knows it.</param>
/// <param name="Kind">What the file's numbers are: never <see cref="ScoreKind.Detect"/>.</param>
/// <param name="Detected">Whether that was found by looking.</param>
/// <param name="Zeros">Probabilities of exactly 0. Where one is that of the label, the log loss counts 708 nats for it: give more digits, or logits.</param>
public sealed record ExternalPredictions(PredictionSet Predictions, ScoreKind Kind, bool Detected, int Zeros)
{
    /// <summary>How far from 1 the probabilities of a row may sum: what six digits or half precision round.</summary>
    public const double SumTolerance = 1e-3;

    /// <summary>Reads a <c>.csv</c> file (<see cref="CsvScores"/>) or a <c>.npy</c> file (<see cref="NpyScores"/>).</summary>
    /// <param name="path">The file.</param>
    /// <param name="target">What it must be about: the same samples and classes, in any order.</param>
    /// <param name="kind">What its numbers are.</param>
    /// <param name="name">What to call the model; null: the file's name.</param>
    /// <param name="ids">For <c>.npy</c>: a text file with one id a line; null: FILE.ids.txt beside FILE.npy.</param>
    /// <param name="classes">For <c>.npy</c>: a text file with one class a line; null: FILE.classes.txt.</param>
    /// <exception cref="NotFoundException">There is no such file.</exception>
    /// <exception cref="CorruptFileException">It is damaged, or no such file.</exception>
    /// <exception cref="InvalidInputException">Samples, classes, labels or numbers that do not fit; it says which.</exception>
    public static ExternalPredictions Read(
        string path, PredictionTarget target, ScoreKind kind = ScoreKind.Detect, string? name = null, string? ids = null, string? classes = null)
    {
        if (!File.Exists(path))
            throw new NotFoundException($"there is no file of predictions {path}");
        var table = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".csv" => CsvScores.Read(path, target.Classes),
            ".npy" => NpyScores.Read(path, ids ?? Path.ChangeExtension(path, ".ids.txt"), classes ?? Path.ChangeExtension(path, ".classes.txt")),
            _ => throw new InvalidInputException($"{path} is neither a .csv nor a .npy file", "Write the predictions as CSV (id, then a column for each class) or with numpy.save."),
        };
        int[] columns = Places(path, "class", "classes", target.Classes, table.Classes);
        int[] rows = Places(path, "sample", "samples", target.Ids, table.Ids);
        RequireLabels(path, table, rows, target);
        var found = ScoreCheck.KindOf(path, table, kind);
        var logits = new float[rows.Length * columns.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            for (var c = 0; c < columns.Length; c++)
            {
                var score = table.Scores[(rows[i] * columns.Length) + columns[c]];
                logits[(i * columns.Length) + c] = (float)Math.Max(found == ScoreKind.Probabilities ? Math.Log(score) : score, float.MinValue);
            }
        }
        return new(
            new(name ?? Path.GetFileNameWithoutExtension(path), target.Entry, target.Fingerprint, target.Split, target.Crops ?? 1, target.Classes,
                target.Ids, target.Labels, logits, 0),
            found, kind == ScoreKind.Detect, found == ScoreKind.Probabilities ? table.Scores.Count(s => s == 0) : 0);
    }

    /// <summary>For each of the entry's names its place in the file.</summary>
    private static int[] Places(string path, string one, string several, IReadOnlyList<string> wanted, IReadOnlyList<string> given)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (place, name) in given.Index())
        {
            if (!places.TryAdd(name, place))
                throw new InvalidInputException($"{path} has the {one} '{name}' twice", $"Leave each of the {several} once.");
        }
        List<string> missing = [.. wanted.Where(w => !places.ContainsKey(w))];
        List<string> unknown = [.. given.Except(wanted, StringComparer.Ordinal)];
        if (missing.Count + unknown.Count == 0)
            return [.. wanted.Select(w => places[w])];
        string Some(List<string> names, string where) => names.Count == 0 ? "" :
            $"{(names.Count == 1 ? $"1 {one}" : $"{names.Count:N0} {several}")} {where}: {string.Join(", ", names.Take(3))}{(names.Count > 3 ? ", ..." : "")}";
        throw new InvalidInputException(
            $"{path} is not about the same {several}: {string.Join("; ", new[] { Some(missing, "missing"), Some(unknown, "not in the entry") }.Where(s => s.Length > 0))}",
            $"It must have each of the entry's {wanted.Count:N0} {several} once and no others, called as the entry calls them.");
    }

    private static void RequireLabels(string path, ScoreTable table, int[] rows, PredictionTarget target)
    {
        if (table.Labels is null)
            return;
        for (var i = 0; i < rows.Length; i++)
        {
            var (label, own) = (table.Labels[rows[i]], target.Labels[i] == Sample.Unlabelled ? "" : target.Classes[target.Labels[i]]);
            if (label.Length > 0 && label != own)
            {
                throw new InvalidInputException(
                    $"{path} says that sample {target.Ids[i]} is '{label}', the entry says {(own.Length > 0 ? $"'{own}'" : "nothing")}",
                    "The predictions may be of another version of the data. Labels are class names; leave the column out to compare nothing.");
            }
        }
    }
}
