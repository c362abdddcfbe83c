using DataTools.Catalog;
using DataTools.Training.Prediction.Members;
using DataTools.Training.Runs;

namespace DataTools.Training.Recipes;

/// <summary>Whether the weights of members can be averaged, and judged on samples that none of them has learnt from.</summary>
internal static class SoupFit
{
    /// <summary>Throws <see cref="InvalidInputException"/> with every difference.</summary>
    public static void Check(IReadOnlyList<RunMember> members)
    {
        if (members.Count < 2)
            throw new InvalidInputException("a soup takes two members or more", "Name several runs, or RUN@epochs or RUN@snapshots for those that one run kept.");
        if (members.FirstOrDefault(m => m.Form is not null) is { } file)
            throw new InvalidInputException($"{file.Name} is an exported file, whose weights cannot be averaged", "Name the run itself, without what is behind the @.");
        if (members.GroupBy(m => m.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidInputException($"{twice.Key} is named twice", "Name each member once.");
        var first = members[0];
        List<string> faults = [];
        foreach (var other in members.Skip(1))
            faults.AddRange(Differences(first.Options, other.Options).Select(d => $"{d.What} is {d.Mine} for {first.Name} and {d.Theirs} for {other.Name}"));
        if (faults.Count > 0)
        {
            throw new InvalidInputException(
                string.Join(Environment.NewLine, faults), "A soup takes members of one network with the same classes and preprocessing, that held out the same samples of one entry.");
        }
    }

    private static IEnumerable<(string What, string Mine, string Theirs)> Differences(TrainOptions a, TrainOptions b)
    {
        string Numbers(IReadOnlyList<double> values) => $"[{string.Join(", ", values)}]";
        (string What, Func<TrainOptions, string> Of)[] all =
        [
            ("the network", o => o.Model),
            ("the list of classes", o => $"[{string.Join(", ", o.Classes)}]"),
            ("the entry", o => o.Entry),
            ("the entry's content", o => o.EntryFingerprint),
            ("the size of the input", o => $"{o.ImageSize}"),
            ("the number of channels", o => $"{o.Channels}"),
            ("the mean to normalise with", o => Numbers(o.Mean)),
            ("the deviation to normalise with", o => Numbers(o.Std)),
            ("the resize of images", o => $"{o.Resize}"),
            ("the interpolation", o => $"{o.Interpolation}"),
            ("whether a sample has several labels", o => o.MultiLabel ? "true" : "false"),
            ("the share held out", o => o.Folds > 0 ? $"fold {o.Fold} of {o.Folds}" : $"{o.ValidationFraction}"),
            ("the seed of what is held out", o => $"{o.ValidationSeed}"),
        ];
        return all.Select(d => (d.What, Mine: d.Of(a), Theirs: d.Of(b))).Where(d => d.Mine != d.Theirs);
    }
}
