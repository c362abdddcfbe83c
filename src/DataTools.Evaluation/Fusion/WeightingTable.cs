using DataTools.Catalog;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Fusion;

/// <summary>How one weighted mean of the members' probabilities does.</summary>
/// <param name="Right">Samples whose label has the highest probability (of equal ones the lowest index counts).</param>
/// <param name="NegativeLogLikelihood">Mean of -ln p(label), in nats.</param>
public readonly record struct WeightingScore(int Right, double NegativeLogLikelihood);

/// <summary>
/// The members' probabilities laid out so that thousands of weighted means of them are judged in a second: a matrix product
/// of weightings with members, whose result is judged where it arises and never stored.
/// </summary>
/// <remarks>
/// Sums are in single precision, in the members' order and without fused steps, so that every machine gives the same counts.
/// Against double precision a probability is off by a share of at most (members + 2) 2^-24: so much, in nats, is the log loss,
/// and a sample may be judged otherwise where the two highest probabilities are nearer than twice that. A probability below
/// the smallest normal single (1.2e-38) counts as that in the log loss.
/// </remarks>
public sealed class WeightingTable
{
    /// <summary>Samples that are judged together: two vectors of them.</summary>
    internal const int Block = 2 * Lanes;

    internal const int Lanes = 8;

    // As many weightings as fit into a processor's inner cache beside a block of ten classes.
    private const int ChunkGroups = 16;

    // For each block, column and member 16 samples. Column 0 is the label's class, then come the others in their order.
    private readonly float[] _probabilities;
    private readonly int[] _labels;
    private readonly int _members, _classes;

    private WeightingTable(float[] probabilities, int[] labels, int members, int classes) =>
        (_probabilities, _labels, _members, _classes) = (probabilities, labels, members, classes);

    /// <summary>Labelled samples: what scores are over.</summary>
    public int Samples => _labels.Length;

    /// <summary>Of aligned members (<see cref="FusionInput.Members"/>, <see cref="FusionInput.HeldOut"/>); samples without a label are left out.</summary>
    public static WeightingTable Of(IReadOnlyList<PredictionSet> members)
    {
        var classes = members[0].Classes.Count;
        int[] labelled = [.. Enumerable.Range(0, members[0].Count).Where(i => members[0].Labels[i] != Sample.Unlabelled)];
        if (labelled.Length == 0)
            throw new InvalidInputException("no weighting can be judged: no sample has a label", "Use samples with labels.");
        int[] labels = [.. labelled.Select(i => members[0].Labels[i])];
        var result = new float[checked((labels.Length + Block - 1) / Block * classes * members.Count * Block)];
        var probabilities = new double[classes];
        for (var m = 0; m < members.Count; m++)
        {
            for (var n = 0; n < labels.Length; n++)
            {
                members[m].Probabilities(labelled[n], probabilities);
                for (var c = 0; c < classes; c++)
                    result[Place(n, Column(c, labels[n]), m, members.Count, classes)] = (float)probabilities[c];
            }
        }
        return new(result, labels, members.Count, classes);
    }

    /// <summary>Judges weighted means.</summary>
    /// <param name="weightings">Weightings x members, row by row; the weights of one sum to 1, none is negative.</param>
    /// <param name="threads">How many to use; they change no bit of the result.</param>
    /// <param name="cancellation">Stops between chunks of weightings.</param>
    /// <returns>One a weighting.</returns>
    public WeightingScore[] Evaluate(double[] weightings, int threads, CancellationToken cancellation = default)
    {
        if (weightings.Length % _members != 0)
            throw new ArgumentException($"{weightings.Length} weights are not rows of {_members} members", nameof(weightings));
        var result = new WeightingScore[weightings.Length / _members];
        const int chunk = ChunkGroups * WeightingKernel.Group;
        Parallel.For(0, (result.Length + chunk - 1) / chunk, new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, k =>
        {
            var count = Math.Min(chunk, result.Length - (k * chunk));
            Judge(weightings.AsSpan(k * chunk * _members, count * _members), result.AsSpan(k * chunk, count));
        });
        return result;
    }

    private void Judge(ReadOnlySpan<double> weightings, Span<WeightingScore> result)
    {
        var groups = (result.Length + WeightingKernel.Group - 1) / WeightingKernel.Group;
        var kernels = new WeightingKernel[groups];
        for (var g = 0; g < groups; g++)
            kernels[g] = new(weightings[(g * WeightingKernel.Group * _members)..], _members, _classes);
        var size = _classes * _members * Block;
        for (int n = 0, at = 0; n < _labels.Length; n += Block, at += size)
        {
            var labels = _labels.AsSpan(n, Math.Min(Block, _labels.Length - n));
            foreach (var kernel in kernels)
                kernel.Add(_probabilities.AsSpan(at, size), labels);
        }
        for (var w = 0; w < result.Length; w++)
        {
            var (right, loss) = kernels[w / WeightingKernel.Group].Total(w % WeightingKernel.Group);
            result[w] = new(right, loss / _labels.Length);
        }
    }

    private static int Column(int c, int label) => c == label ? 0 : c < label ? c + 1 : c;

    private static int Place(int n, int column, int member, int members, int classes) =>
        (((((n / Block * classes) + column) * members) + member) * Block) + (n % Block);
}
