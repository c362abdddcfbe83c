using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Training.Tasks;

namespace DataTools.Training.Feeding;

/// <summary>Which samples are learnt from and which are kept for choices. The test split is never used for a choice.</summary>
/// <param name="TrainIndices">Indices into the train split.</param>
/// <param name="ValidationName">The split the validation samples are in.</param>
/// <param name="ValidationIndices">Indices into that split.</param>
internal sealed record ValidationSplit(int[] TrainIndices, string ValidationName, int[] ValidationIndices)
{
    /// <summary>
    /// The entry's own validation split where it has one; else <paramref name="fraction"/> of each class of train, drawn
    /// with <paramref name="seed"/>. What a label is says <paramref name="task"/>, by default one class a sample. Unlabelled samples are left out.
    /// </summary>
    public static ValidationSplit Of(Entry entry, double fraction, ulong seed, LabelTask? task = null)
    {
        task ??= LabelTask.SingleLabel;
        var train = entry.Split(SplitNames.Train);
        var targets = task.Targets(train, entry.Card);
        var labelled = Labelled(train, targets);
        if (entry.FindSplit(SplitNames.Validation) is { } own)
            return new(labelled, own.Name, Labelled(own, task.Targets(own, entry.Card)));

        var held = task.HoldOut(entry, train, targets, labelled, fraction, seed);
        var hasCopies = Derivation.IsInHistory(entry.Card, Derivation.Augment);
        int[] validation = [.. held.Where(i => !hasCopies || Sample.OriginalId(train.Id(i)) == train.Id(i)).Order()];
        return new([.. labelled.Where(i => !held.Contains(i))], train.Name, validation);
    }

    private static int[] Labelled(EntrySplit split, SampleTargets targets) =>
        [.. Enumerable.Range(0, split.Count).Where(targets.IsLabelled)];
}
