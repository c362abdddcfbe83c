using DataTools.Catalog;
using DataTools.Evaluation.Choices;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Fusion;

/// <summary>What a fusion rule may look at: the members' predictions, and those on the samples held out for choices.</summary>
public sealed class FusionInput
{
    private readonly Lazy<IReadOnlyList<PredictionSet>> _heldOut;
    private readonly bool _force;

    /// <param name="members">
    /// At least one, each with another name. Those whose samples come in another order are put into the order of the first.
    /// </param>
    /// <param name="heldOut">
    /// Gives the same members' predictions on the samples that their training held out, under the same views; called
    /// at most once, and only by a rule that makes a choice. Null where no such rule will be used.
    /// </param>
    /// <param name="force">Whether a choice may break the <see cref="ChoiceRules"/>: then <see cref="IsForced"/> says whether it did.</param>
    /// <exception cref="InvalidInputException">The members differ in entry, split, crops, classes, samples or labels, or have logits that are not finite.</exception>
    public FusionInput(IReadOnlyList<PredictionSet> members, Func<IReadOnlyList<PredictionSet>>? heldOut = null, bool force = false)
    {
        _force = force;
        Members = Alignment.OfMembers(members);
        _heldOut = new(() => AlignHeldOut(heldOut));
    }

    private FusionInput(IReadOnlyList<PredictionSet> heldOut) => (Members, _heldOut) = (heldOut, new(heldOut));

    /// <summary>The members: same classes, samples and labels in the same order.</summary>
    public IReadOnlyList<PredictionSet> Members { get; }

    /// <summary>
    /// The same members on the samples held out for choices, aligned in the same way. The only thing that weights may be
    /// chosen by: the evaluated split is never looked at for a choice.
    /// </summary>
    /// <exception cref="InvalidInputException">There are no such predictions, the members held out different samples, or some that nothing may be chosen on.</exception>
    /// <exception cref="InvalidOperationException">The caller gave other members' predictions.</exception>
    public IReadOnlyList<PredictionSet> HeldOut => _heldOut.Value;

    /// <summary>Whether <see cref="HeldOut"/> was asked for and is what may not be chosen on, which was forced.</summary>
    public bool IsForced { get; private set; }

    /// <summary>
    /// The held-out samples in the place of the evaluated ones, for what is chosen on a fusion's own result. A rule that
    /// chooses saw their labels, so it looks a little better there than it is.
    /// </summary>
    internal FusionInput OnHeldOut() => new(HeldOut);

    private IReadOnlyList<PredictionSet> AlignHeldOut(Func<IReadOnlyList<PredictionSet>>? ask)
    {
        if (ask is null)
        {
            throw new InvalidInputException(
                "nothing can be chosen: there are no predictions of the members on samples held out from training",
                $"Leave out the fusions that choose ({string.Join(", ", FusionCatalog.All.Where(r => r.Chooses).Select(r => r.Name))}) and temperatures, or use members that held samples out.");
        }
        var sets = ask();
        if (!sets.Select(s => s.Name).SequenceEqual(Members.Select(m => m.Name), StringComparer.Ordinal))
            throw new InvalidOperationException("the held-out predictions are not of the same members in the same order");
        var target = Members[0];
        if (sets.Any(s => s.Crops != target.Crops || !s.Classes.SequenceEqual(target.Classes)))
            throw new InvalidOperationException("the held-out predictions are of other classes or other views");
        IsForced = sets.Select(s => ChoiceRules.Check(s, target, _force)).ToList().Contains(true);
        return Alignment.OfHeldOut(sets);
    }
}
