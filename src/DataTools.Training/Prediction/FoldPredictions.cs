using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Predictions;
using DataTools.Training.Runs;

namespace DataTools.Training.Prediction;

/// <summary>
/// The logits of folds as those of one model: on its own training samples each from the one network that did not see it,
/// elsewhere the mean of all. Both carry the folds' name, so that ensembles, weights and stacking take them as a member.
/// </summary>
public sealed class FoldPredictions(Workspace workspace, TimeProvider time)
{
    /// <summary>The name under which they are saved.</summary>
    public const string OutOfFoldName = "out-of-fold";

    private readonly RunPredictions _runs = new(workspace, time);
    private readonly EntryStore _store = new(workspace);

    /// <summary>
    /// Each labelled training sample (of those with augmented copies the original) once, in the order of the split; read from the
    /// folds' folder where it is saved, put together and saved where not.
    /// </summary>
    public PredictionSet OutOfFold(FoldGroup group, int crops, IProgress<long>? progress, CancellationToken cancellation)
    {
        var runs = group.Runs();
        using var entry = RunFolder.OpenEntry(_store, group.Options);
        var path = group.Predictions(entry.Card, OutOfFoldName, crops);
        if (File.Exists(path) && PredictionsFile.Load(path) is var saved && saved.Name == group.Name)
            return saved;

        List<PredictionSet> parts = [.. runs.Select(run => _runs.OnHeldOut(run, crops, progress, cancellation))];
        var train = entry.Split(SplitNames.Train);
        var places = Enumerable.Range(0, train.Count).ToDictionary(train.Id, i => i, StringComparer.Ordinal);
        var rows = parts.SelectMany(p => Enumerable.Range(0, p.Count).Select(i => (Part: p, Row: i))).OrderBy(r => places[r.Part.Ids[r.Row]]).ToList();
        var classes = entry.Card.Classes.Count;
        var logits = new float[rows.Count * classes];
        foreach (var (i, (part, row)) in rows.Index())
            part.Row(row).CopyTo(logits.AsSpan(i * classes));
        var together = new PredictionSet(
            group.Name, entry.Card.Name, entry.Card.Fingerprint, OutOfFoldName, crops, entry.Card.Classes,
            [.. rows.Select(r => r.Part.Ids[r.Row])], [.. rows.Select(r => r.Part.Labels[r.Row])], logits,
            parts.Sum(p => p.MillisecondsPerImage * p.Count) / rows.Count);
        PredictionsFile.Save(path, together);
        return together;
    }

    /// <summary>The mean of the folds' probabilities on a split of an entry with the same classes; each run keeps its own.</summary>
    public PredictionSet On(FoldGroup group, Entry entry, string split, int crops, IProgress<long>? progress, CancellationToken cancellation)
    {
        List<PredictionSet> members = [.. group.Runs().Select(run => _runs.On(run, entry, split, crops, progress, cancellation))];
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
            group.Name, first.Entry, first.Fingerprint, first.Split, crops, first.Classes, first.Ids, first.Labels, logits,
            members.Sum(m => m.MillisecondsPerImage));
    }
}
