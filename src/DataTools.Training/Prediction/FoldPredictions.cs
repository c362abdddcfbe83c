using System.Security.Cryptography;
using System.Text;
using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Predictions;
using DataTools.Training.Feeding;
using DataTools.Training.Runs;

namespace DataTools.Training.Prediction;

/// <summary>
/// The logits of folds as those of one model: on its own training samples each from the one network that did not see it,
/// elsewhere the mean of all. Both carry the folds' name, so that ensembles, weights and stacking take them as a member.
/// </summary>
/// <param name="workspace">Where the entries are.</param>
/// <param name="runs">The logits of each fold.</param>
public sealed class FoldPredictions(Workspace workspace, RunPredictions runs)
{
    /// <summary>The name under which they are saved.</summary>
    public const string OutOfFoldName = "out-of-fold";

    private readonly EntryStore _store = new(workspace);

    /// <summary>With the logits of the folds read and saved for itself.</summary>
    public FoldPredictions(Workspace workspace, TimeProvider time)
        : this(workspace, new RunPredictions(workspace, time))
    {
    }

    /// <summary>
    /// Each labelled training sample (of those with augmented copies the original) once, in the order of the split, put
    /// together from what each fold says of its own; saved in the folds' folder for other tools.
    /// </summary>
    public PredictionSet OutOfFold(FoldGroup group, CropSet crops, IProgress<long>? progress, CancellationToken cancellation) =>
        OutOfFold(group, crops, CropAverage.Probability, progress, cancellation);

    /// <summary>The same, with several views averaged in a way.</summary>
    public PredictionSet OutOfFold(FoldGroup group, CropSet crops, CropAverage average, IProgress<long>? progress, CancellationToken cancellation)
    {
        var folds = group.Runs();
        using var entry = RunFolder.OpenEntry(_store, group.Options);
        List<PredictionSet> parts = [.. folds.Select(run => runs.OnHeldOut(RunWeights.Best(run), crops, average, progress, cancellation))];
        var train = entry.Split(SplitNames.Train);
        var places = Enumerable.Range(0, train.Count).ToDictionary(train.Id, i => i, StringComparer.Ordinal);
        var rows = parts.SelectMany(p => Enumerable.Range(0, p.Count).Select(i => (Part: p, Row: i))).OrderBy(r => places[r.Part.Ids[r.Row]]).ToList();
        var classes = entry.Card.Classes.Count;
        var logits = new float[rows.Count * classes];
        foreach (var (i, (part, row)) in rows.Index())
            part.Row(row).CopyTo(logits.AsSpan(i * classes));
        var key = KeyOf(parts);
        var together = new PredictionSet(
            group.Name, entry.Card.Name, entry.Card.Fingerprint, OutOfFoldName, key.Crops, entry.Card.Classes,
            [.. rows.Select(r => r.Part.Ids[r.Row])], [.. rows.Select(r => r.Part.Labels[r.Row])], logits,
            parts.Sum(p => p.MillisecondsPerImage * p.Count) / rows.Count)
        {
            Forwards = parts[0].Forwards,
            Key = key,
        };
        var path = group.Predictions(entry.Card.Name, key);
        if (!File.Exists(path))
            PredictionsFile.Save(path, together);
        return together;
    }

    /// <summary>The mean of the folds' probabilities on a split of an entry with the same classes; each run keeps its own.</summary>
    public PredictionSet On(FoldGroup group, Entry entry, string split, CropSet crops, IProgress<long>? progress, CancellationToken cancellation) =>
        On(group, entry, split, crops, CropAverage.Probability, only: null, progress, cancellation);

    /// <summary>The same, with several views averaged in a way; where <paramref name="only"/> is given, of these samples alone.</summary>
    public PredictionSet On(
        FoldGroup group, Entry entry, string split, CropSet crops, CropAverage average, int[]? only, IProgress<long>? progress, CancellationToken cancellation) =>
        Mean(group, [.. group.Runs().Select(run => runs.On(RunWeights.Best(run), entry, split, crops, average, only, progress, cancellation))]);

    /// <summary>The same where each fold has saved its own; else null.</summary>
    public PredictionSet? Saved(FoldGroup group, Entry entry, string split, CropSet crops, CropAverage average)
    {
        List<PredictionSet> members = [.. group.Runs().Select(run => runs.Saved(RunWeights.Best(run), entry, split, crops, average)).OfType<PredictionSet>()];
        return members.Count == group.Options.Folds ? Mean(group, members) : null;
    }

    private static PredictionSet Mean(FoldGroup group, IReadOnlyList<PredictionSet> members)
    {
        var (first, classes) = (members[0], members[0].Classes.Count);
        var logits = new float[first.Count * classes];
        var each = new float[members.Count * classes];
        for (var i = 0; i < first.Count; i++)
        {
            foreach (var (m, member) in members.Index())
                member.Row(i).CopyTo(each.AsSpan(m * classes));
            CropFusion.Average(each, logits.AsSpan(i * classes, classes));
        }
        return new(
            group.Name, first.Entry, first.Fingerprint, first.Split, first.Crops, first.Classes, first.Ids, first.Labels, logits,
            members.Sum(m => m.MillisecondsPerImage))
        {
            Forwards = members.Sum(m => m.Forwards),
            Key = KeyOf(members),
        };
    }

    private static PredictionKey KeyOf(IReadOnlyList<PredictionSet> parts)
    {
        string Together(Func<PredictionKey, string> of) =>
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts.Select(p => of(p.Key!))))));
        var first = parts[0].Key!;
        return first with
        {
            Weights = Together(k => k.Weights),
            Preprocessing = Together(k => k.Preprocessing),
            Samples = Together(k => k.Samples),
            Views = Together(k => k.Views),
            Split = first.Split == RunPredictions.HeldOut ? OutOfFoldName : first.Split,
        };
    }
}
