using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Derived;
using DataTools.Catalog.Storage;
using DataTools.Training.Runs;
using DataTools.Training.Tasks;

namespace DataTools.Training.Feeding;

/// <summary>Which samples are learnt from and which are kept for choices. The test split is never used for a choice.</summary>
/// <param name="TrainIndices">Indices into the train split.</param>
/// <param name="ValidationName">The split the validation samples are in.</param>
/// <param name="ValidationIndices">Indices into that split.</param>
internal sealed record ValidationSplit(int[] TrainIndices, string ValidationName, int[] ValidationIndices)
{
    /// <summary>As the options of a run say: its fold of train, or <see cref="Of(Entry, double, ulong, LabelTask?)"/>.</summary>
    public static ValidationSplit Of(Entry entry, TrainOptions options) => options.Folds > 0
        ? OfFold(entry, options.Folds, options.Fold, options.ValidationSeed)
        : Of(entry, options.ValidationFraction, options.ValidationSeed, LabelTask.Of(options));

    /// <summary>
    /// The part <paramref name="fold"/> (from 1) of <paramref name="folds"/> of train, dealt class by class in the order
    /// that <paramref name="seed"/> draws: sizes differ by one family at most, of each class too. A validation split of the
    /// entry's own is neither learnt from nor chosen by: it stays for choices between whole ensembles. Throws
    /// <see cref="InvalidInputException"/> where a class has too few samples for every fold to get one.
    /// </summary>
    public static ValidationSplit OfFold(Entry entry, int folds, int fold, ulong seed)
    {
        var train = entry.Split(SplitNames.Train);
        var labelled = Labelled(train, LabelTask.SingleLabel.Targets(train, entry.Card));
        var held = new HashSet<int>();
        var dealt = 0;
        foreach (var families in HoldOut.Families(entry, train, labelled, stratified: true, seed))
        {
            if (families.Count < folds)
            {
                throw new InvalidInputException(
                    $"--folds {folds}: {entry.Card.Name} has {families.Count} labelled images of the class {entry.Card.Classes[train.Label(families[0][0])]} in {train.Name}, and every fold needs one",
                    "Use fewer folds, or pull more images of that class.");
            }
            // On from class to class, or the first folds would get every odd one.
            foreach (var family in families)
            {
                if (dealt++ % folds == fold - 1)
                    held.UnionWith(family);
            }
        }
        return Parted(entry, train, labelled, held);
    }

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

        return Parted(entry, train, labelled, task.HoldOut(entry, train, targets, labelled, fraction, seed));
    }

    // Copies of what is held out are learnt from as little as their originals, and not chosen by either.
    private static ValidationSplit Parted(Entry entry, EntrySplit train, int[] labelled, IReadOnlySet<int> held)
    {
        var hasCopies = Derivation.IsInHistory(entry.Card, Derivation.Augment);
        int[] validation = [.. held.Where(i => !hasCopies || Sample.OriginalId(train.Id(i)) == train.Id(i)).Order()];
        return new([.. labelled.Where(i => !held.Contains(i))], train.Name, validation);
    }

    private static int[] Labelled(EntrySplit split, SampleTargets targets) =>
        [.. Enumerable.Range(0, split.Count).Where(targets.IsLabelled)];
}
