using DataTools.Catalog;

namespace DataTools.Evaluation.Comparison;

/// <summary>How differently the members of an ensemble err. All matrices are members x members in the order of the names.</summary>
/// <param name="Members">Names.</param>
/// <param name="Samples">Labelled samples: what all figures are over.</param>
/// <param name="Accuracy">Of each member, 0 to 1.</param>
/// <param name="Disagreement">Share of samples for which the two predict different classes.</param>
/// <param name="ErrorCorrelation">
/// Correlation (phi) of being wrong: 1 where both err on the same samples, 0 where independently. Null where one of them is
/// always right or always wrong.
/// </param>
/// <param name="DoubleFault">Share of samples that both have wrong; on the diagonal a member's own error.</param>
/// <param name="YulesQ">
/// (both right x both wrong - one right x other right) / (their sum): -1 to 1, 0 where independent (Kuncheva and Whitaker
/// 2003). Null where both products are 0.
/// </param>
/// <param name="MeanAccuracy">Mean of the members' accuracies.</param>
/// <param name="Oracle">Share of samples that at least one member has right: what a perfect choice of the member would give.</param>
/// <param name="AllRight">Share of samples that every member has right.</param>
/// <param name="Ambiguity">Of the probabilities' mean; null where a member gives none.</param>
public sealed record Diversity(
    IReadOnlyList<string> Members, int Samples, IReadOnlyList<double> Accuracy, IReadOnlyList<double[]> Disagreement,
    IReadOnlyList<double?[]> ErrorCorrelation, IReadOnlyList<double[]> DoubleFault, IReadOnlyList<double?[]> YulesQ,
    double MeanAccuracy, double Oracle, double AllRight, Ambiguity? Ambiguity)
{
    /// <summary>Of at least one member, over the samples with a label.</summary>
    /// <exception cref="InvalidInputException">No sample has a label.</exception>
    /// <exception cref="ArgumentException">Other samples or classes than the first member's.</exception>
    public static Diversity Of(IReadOnlyList<Contestant> members, IReadOnlyList<int> labels)
    {
        if (members.Count == 0)
            throw new ArgumentException("there must be a member", nameof(members));
        if (members.FirstOrDefault(m => m.Scores.Count != members[0].Scores.Count || m.Scores.Classes != members[0].Scores.Classes) is { } other)
            throw new ArgumentException($"{other.Name} has other samples or classes than {members[0].Name}", nameof(members));
        var labelled = members[0].Labelled(labels);
        if (labelled.Length == 0)
            throw new InvalidInputException($"none of the {labels.Count} samples has a label: members cannot be compared", "Evaluate on a split with labels.");
        int[][] predicted = [.. members.Select(m => labelled.Select(m.Scores.Predicted).ToArray())];
        bool[][] right = [.. predicted.Select(p => p.Select((c, n) => c == labels[labelled[n]]).ToArray())];
        var n = (double)labelled.Length;

        T[][] Matrix<T>(Func<int, int, T> of) => [.. Enumerable.Range(0, members.Count).Select(a => Enumerable.Range(0, members.Count).Select(b => of(a, b)).ToArray())];
        var pairs = Matrix((a, b) => Count(right[a], right[b]));
        double[] accuracy = [.. right.Select(r => r.Count(x => x) / n)];
        return new(
            [.. members.Select(m => m.Name)], labelled.Length, accuracy,
            Matrix((a, b) => predicted[a].Zip(predicted[b]).Count(p => p.First != p.Second) / n),
            Matrix((a, b) => Correlation(pairs[a][b])), Matrix((a, b) => pairs[a][b].BothWrong / n), Matrix((a, b) => Q(pairs[a][b])),
            accuracy.Average(), Enumerable.Range(0, labelled.Length).Count(i => right.Any(r => r[i])) / n,
            Enumerable.Range(0, labelled.Length).Count(i => right.All(r => r[i])) / n,
            members.All(m => m.Scores.AreProbabilities) ? Ambiguity.Of(members, labels, labelled) : null);
    }

    private static PairedCounts Count(bool[] a, bool[] b)
    {
        var counts = new int[4];
        for (var i = 0; i < a.Length; i++)
            counts[(a[i] ? 0 : 2) + (b[i] ? 0 : 1)]++;
        return new(counts[0], Fixed: counts[2], Broken: counts[1], counts[3]);
    }

    private static double? Correlation(PairedCounts c)
    {
        double rightA = c.BothRight + c.Broken, wrongA = c.Fixed + c.BothWrong, rightB = c.BothRight + c.Fixed, wrongB = c.Broken + c.BothWrong;
        var scale = Math.Sqrt(rightA * wrongA) * Math.Sqrt(rightB * wrongB);
        return scale > 0 ? (((double)c.BothRight * c.BothWrong) - ((double)c.Fixed * c.Broken)) / scale : null;
    }

    private static double? Q(PairedCounts c)
    {
        double same = (double)c.BothRight * c.BothWrong, different = (double)c.Fixed * c.Broken;
        return same + different > 0 ? (same - different) / (same + different) : null;
    }
}

/// <summary>
/// Why the mean of probabilities is better than its members: its Brier score is the members' mean less how far they lie
/// from it (Krogh and Vedelsby, "Neural network ensembles, cross validation, and active learning", NIPS 1994).
/// </summary>
/// <param name="MeanBrier">Mean of the members' Brier scores, each summed over the classes.</param>
/// <param name="Spread">Mean squared distance of the members' probabilities from their mean, summed over the classes: 0 where all say the same.</param>
/// <param name="MixtureBrier">Brier score of the mean of the probabilities: the first less the second.</param>
public sealed record Ambiguity(double MeanBrier, double Spread, double MixtureBrier)
{
    internal static Ambiguity Of(IReadOnlyList<Contestant> members, IReadOnlyList<int> labels, int[] labelled)
    {
        var (brier, spread) = (0.0, 0.0);
        var mean = new double[members[0].Scores.Classes];
        foreach (var i in labelled)
        {
            Array.Clear(mean);
            foreach (var member in members)
            {
                var row = member.Scores.Row(i);
                for (var c = 0; c < mean.Length; c++)
                    mean[c] += row[c] / members.Count;
            }
            foreach (var member in members)
            {
                var row = member.Scores.Row(i);
                for (var c = 0; c < mean.Length; c++)
                {
                    brier += Math.Pow(row[c] - (c == labels[i] ? 1 : 0), 2);
                    spread += Math.Pow(row[c] - mean[c], 2);
                }
            }
        }
        var terms = (double)labelled.Length * members.Count;
        return new(brier / terms, spread / terms, (brier - spread) / terms);
    }
}
