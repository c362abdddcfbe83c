using DataTools.Catalog;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Choices;

/// <summary>
/// What choices may look at: samples that nothing was learnt from and that nothing is reported on. A figure on samples that
/// were chosen by is too good, the more the more was tried (Dwork et al., "The reusable holdout", Science 349, 2015).
/// </summary>
public static class ChoiceRules
{
    private const string Hint =
        "Leave --choose-on out: then it is chosen on the samples held out of training. With --force it is done all the same, and every figure that it touches is marked.";

    private const string OverlapHint =
        "Evaluate on another split with --split, such as test, or choose on another one with --choose-on. With --force it is done all the same, and every figure that it touches is marked.";

    /// <summary>Why nothing may be chosen on a split, whatever is evaluated; null where it may.</summary>
    public static string? Violation(string split) => SplitNames.Canonical(split) switch
    {
        SplitNames.Test => $"choosing on the {split} split makes every figure on it worthless: it is there for the final figure alone",
        SplitNames.Train => $"choosing on the {split} split chooses what fits best what was learnt by heart",
        _ => null,
    };

    /// <summary>Why nothing may be chosen on these samples where those are evaluated; null where it may.</summary>
    public static string? Violation(PredictionSet choice, PredictionSet evaluated)
    {
        if (Violation(choice.Split) is { } violation)
            return violation;
        if (choice.Fingerprint != evaluated.Fingerprint)
            return null;
        var shared = choice.Split == evaluated.Split ? choice.Count : choice.Ids.Intersect(evaluated.Ids, StringComparer.Ordinal).Count();
        return shared == 0 ? null
            : $"{shared} of the {choice.Count} samples to choose on ({choice.Split}) are among those that are evaluated ({evaluated.Split}): the figures would flatter";
    }

    /// <summary>
    /// Whether a choice on these samples breaks the rules, which it may where it is forced; else it throws an
    /// <see cref="InvalidInputException"/> that says why.
    /// </summary>
    public static bool Check(PredictionSet choice, PredictionSet evaluated, bool force) =>
        Forced(Violation(choice, evaluated), force, Violation(choice.Split) is null ? OverlapHint : Hint);

    /// <summary>The same of a split alone.</summary>
    public static bool Check(string split, bool force) => Forced(Violation(split), force, Hint);

    private static bool Forced(string? violation, bool force, string hint) =>
        violation is not null && (force ? true : throw new InvalidInputException(violation, hint));
}
